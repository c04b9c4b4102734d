// This file lowers variables of the session that a cell declares more than once: a goto leads back over the declaration.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
)

// renewing finds the variables that become live ones only when the unit has run: each time the unit comes to their declaration it makes another variable, and
// somebody may hold the one before.
func (l *Lowerer) renewing(entry *fn, body *ast.BlockStmt) map[*types.Var]reflect.Value {
	if !jumpsBack(entry, body) {
		return nil
	}
	last := map[*types.Var]reflect.Value{}
	entry.src.renewed = map[*types.Var]string{}
	for v, live := range entry.src.promoted {
		if !entry.decl.boxed[v] || v.Pos() < body.Pos() {
			continue
		}
		box := reflect.New(reflect.PointerTo(l.runtimeType(live.Type())))
		name := l.syms.ref(varPkg, identifier(v.Name()), renewKey{live}, func() reflect.Value { return box })
		last[live], entry.src.renewed[v] = box.Elem(), name
	}
	return last
}

// Settle makes the last ones of the variables that a unit renewed live. It is called when the unit has run.
func (l *Lowerer) Settle(c *Code) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for v, box := range c.renewed {
		l.gone = append(l.gone, l.syms.named[renewKey{v}])
		l.syms.drop(renewKey{v})
		if s := l.live[v]; s == nil && !box.IsNil() {
			s = &liveVar{ptr: box}
			s.name = l.syms.ref(varPkg, identifier(v.Name()), v, func() reflect.Value { return s.ptr })
			l.live[v] = s
		}
	}
}

// jumpsBack reports whether a goto of the statements leads to a label before it.
func jumpsBack(f *fn, body *ast.BlockStmt) (back bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO && b.Label != nil {
			label := f.object(b.Label)
			back = back || label != nil && label.Pos() < b.Pos()
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return back
}
