// This file makes instances of generic functions: their bodies are lowered once
// for each list of type arguments.

package lower

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// instance is a generic function with its type arguments, or a function of a
// library that exists only as source.
type instance struct {
	origin *types.Func
	targs  []types.Type
	name   string
	slot   *slot // set for functions declared at the prompt
	unit   int   // the number of the lowering that defines it
}

// instantiated reports whether an instance of a generic function of the session, which may be lowered again, has a type among its arguments.
func (l *Lowerer) instantiated(n *types.Named) bool {
	for _, insts := range l.instsOf {
		for _, i := range insts {
			for _, t := range i.targs {
				if strings.Contains(types.TypeString(t, nil), n.Obj().Name()) { // rather once too often
					return true
				}
			}
		}
	}
	return false
}

// call is the text that calls the instance from f.
func (i *instance) call(f *fn) string {
	if i.slot != nil && f.decl.name != i.name {
		return "(*" + i.slot.name + ")"
	}
	return i.name
}

func hasCompiledInstance(fo *types.Func) bool {
	return fo.Pkg() != nil && fo.Signature().Recv() == nil && host.HasInstance(fo.Pkg().Path(), fo.Name())
}

// typeKeys identifies a list of types.
func (l *Lowerer) typeKeys(ts []types.Type) string {
	var b strings.Builder
	for _, t := range ts {
		fmt.Fprintf(&b, "%p,", l.runtimeType(t))
	}
	return b.String()
}

func (l *Lowerer) instance(origin *types.Func, targs []types.Type) *instance {
	key := fmt.Sprintf("%p[%s]", origin, l.typeKeys(targs))
	if i := l.insts[key]; i != nil {
		return i
	}
	i := &instance{origin: origin, targs: targs, name: l.fresh(identifier(origin.Name())), unit: l.units}
	l.insts[key] = i
	l.newInsts = append(l.newInsts, key)
	fs := l.funcSource(origin)
	if l.isOwn(origin.Pkg()) {
		sig := l.subst(flat(fs.signature()), l.envOf(fs, targs)).(*types.Signature)
		i.slot = &slot{sig: sig, ptr: reflect.New(l.runtimeType(sig))}
		i.slot.name = l.syms.ref(varPkg, identifier(origin.Name()), i.slot, func() reflect.Value { return i.slot.ptr })
		l.instsOf[origin] = append(l.instsOf[origin], i)
	}
	l.queue = append(l.queue, func() { l.defineInstance(i, fs) })
	return i
}

func (l *Lowerer) defineInstance(i *instance, fs *funcSource) {
	if i.slot != nil {
		l.pending = append(l.pending, pointing{i.slot, i.name})
	}
	l.define(i.name, i.origin, fs, l.envOf(fs, i.targs))
}

// redefine lowers the existing instances of a generic function again, after
// before was declared anew as now.
func (l *Lowerer) redefine(now, before *types.Func) {
	fs := l.decls[now]
	for _, old := range l.instsOf[before] {
		if old.unit == l.units { // it has the new body already
			continue
		}
		i := &instance{origin: now, targs: old.targs, slot: old.slot, name: l.fresh(identifier(now.Name())), unit: l.units}
		key := fmt.Sprintf("%p[%s]", now, l.typeKeys(i.targs))
		if l.insts[key] != nil && now != before {
			continue
		}
		l.insts[key] = i
		if now != before {
			l.instsOf[now] = append(l.instsOf[now], i)
		} else {
			*old = *i
		}
		l.queue = append(l.queue, func() { l.defineInstance(i, fs) })
	}
}

// signature is the declared signature of a source's function.
func (fs *funcSource) signature() *types.Signature {
	return fs.src.info.Defs[fs.decl.Name].(*types.Func).Signature()
}

// envOf binds the type parameters of a source's declaration.
func (l *Lowerer) envOf(fs *funcSource, targs []types.Type) env {
	sig := fs.signature()
	params := sig.TypeParams()
	if sig.Recv() != nil {
		params = sig.RecvTypeParams()
	}
	e := env{}
	for i := range params.Len() {
		e[params.At(i)] = targs[i]
	}
	return e
}

// compiledInstance is a generic function that interp/host instantiates.
func (l *Lowerer) compiledInstance(origin *types.Func, targs []types.Type) string {
	return l.syms.ref(helpPkg, identifier(origin.Name()), compiledKey{origin, l.typeKeys(targs)}, func() reflect.Value {
		sig := origin.Signature()
		e := env{}
		for i := range sig.TypeParams().Len() {
			e[sig.TypeParams().At(i)] = targs[i]
		}
		plain := types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
		var rts []reflect.Type
		for _, t := range targs {
			rts = append(rts, l.runtimeType(t))
		}
		return host.Instance(origin.Pkg().Path(), origin.Name(), l.runtimeType(l.subst(plain, e)), rts)
	})
}

// funcSource finds the body of a function.
func (l *Lowerer) funcSource(fo *types.Func) *funcSource {
	if fs := l.decls[fo]; fs != nil {
		return fs
	}
	lib := l.libOf[fo.Pkg()]
	if lib == nil {
		lib = l.library(fo.Pkg().Path())
	}
	name := fo.Name()
	if recv := fo.Signature().Recv(); recv != nil {
		name = baseName(recv.Type()) + "." + name
	}
	d := lib.decls[name]
	if d == nil {
		refuse(token.NoPos, "the body of %s.%s is not on board", fo.Pkg().Path(), name)
	}
	fs := &funcSource{d, lib.src}
	l.decls[fo] = fs
	return fs
}

func baseName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
