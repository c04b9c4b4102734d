// This file follows types that got new runtime versions.

package lower

import (
	"cmp"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// Retype follows a Universe that made new versions of types: live variables of
// these types are viewed as the new ones, in place, and the functions declared
// at the prompt are lowered again. Its code is to be run before any other.
// Closures and values in interfaces that exist already keep the old versions.
func (l *Lowerer) Retype() (code *Code, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	l.rtypes, l.visited = typeutil.Map{}, typeutil.Map{}
	for v, s := range l.live {
		if t := l.runtimeType(v.Type()); s.ptr.Type().Elem() != t {
			s.ptr = reflect.NewAt(t, s.ptr.UnsafePointer())
			s.name = l.rename(s, v.Name(), s.ptr)
		}
	}
	funcs := l.newest()
	byType := map[*types.Named][]*types.Func{}
	for _, fo := range funcs {
		s := l.slots[fo]
		if t := l.runtimeType(s.sig); s.ptr.Type().Elem() != t {
			s.ptr = reflect.New(t)
			s.name = l.rename(s, fo.Name(), s.ptr)
		}
		if fo.Signature().Recv() != nil {
			if n := receiverType(fo); n != nil {
				byType[n] = append(byType[n], fo)
			}
		}
	}
	if len(funcs) == 0 {
		return nil, nil
	}
	l.begin(funcs[0].Pkg())
	for n, methods := range byType {
		l.bindMethods(n, methods)
	}
	entry := l.newFn(l.decls[funcs[0]].src, nil, nil, l.private("retype"))
	for _, fo := range funcs {
		name := l.fresh(identifier(fo.Name()))
		if l.recovers[fo] {
			l.twins[fo] = name + "_r"
		}
		l.define(name, fo, l.decls[fo], nil)
		l.point(entry, l.slots[fo], name)
	}
	return l.finish(entry, ""), nil
}

// newest lists the functions that the slots call, in the order of their
// declaration: of those that share a slot, the last one declared.
func (l *Lowerer) newest() []*types.Func {
	last := map[*slot]*types.Func{}
	for fo, s := range l.slots {
		if l.decls[fo] == nil || isGeneric(fo) {
			continue
		}
		if old := last[s]; old == nil || old.Pos() < fo.Pos() {
			last[s] = fo
		}
	}
	var funcs []*types.Func
	for _, fo := range last {
		funcs = append(funcs, fo)
	}
	slices.SortFunc(funcs, func(a, b *types.Func) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return funcs
}

// rename gives the executor another variable under a new name.
func (l *Lowerer) rename(key any, hint string, v reflect.Value) string {
	delete(l.syms.named, key)
	return l.syms.ref(varPkg, identifier(hint), key, func() reflect.Value { return v })
}
