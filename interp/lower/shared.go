// This file keeps from cells the variables of host packages that the shell relies on itself.

package lower

import (
	"go/ast"
	"go/types"
)

// meantToChange are variables of host packages that programs set.
var meantToChange = map[string]bool{
	"flag.CommandLine": true, "flag.Usage": true, "net.DefaultResolver": true, "net/http.DefaultClient": true, "net/http.DefaultServeMux": true, "net/http.DefaultTransport": true,
	"runtime.MemProfileRate": true, "time.Local": true,
}

// mayChange refuses to change a variable of a host package that the shell itself relies on: without io.EOF its input would have no end.
func (f *fn) mayChange(e ast.Expr, v *types.Var) {
	if v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || f.l.isLive(v) || f.l.isOwn(v.Pkg()) {
		return
	}
	name := v.Pkg().Path() + "." + v.Name()
	if _, own := f.l.override[name]; own || meantToChange[name] {
		return
	}
	refuse(e.Pos(), "%s.%s is the shell's own as well and can't be changed: use a variable of yours", v.Pkg().Name(), v.Name())
}

// mayChangeBehind is mayChange for what a variable points to or holds: a field, an element.
func (f *fn) mayChangeBehind(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := f.object(e).(*types.Var); ok {
			f.mayChange(e, v)
		}
	case *ast.SelectorExpr:
		if f.src.info.Selections[e] != nil {
			f.mayChangeBehind(e.X)
			return
		}
		f.mayChangeBehind(e.Sel)
	case *ast.IndexExpr:
		f.mayChangeBehind(e.X)
	case *ast.StarExpr:
		f.mayChangeBehind(e.X)
	case *ast.SliceExpr:
		f.mayChangeBehind(e.X)
	}
}
