// This file finds what a cell may do without being stopped, but should know about.

package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// warn fills in the unit's warnings, and what its functions mention.
func (a *attempt) warn(u *Unit) {
	a.warnDropped(u)
	a.noteMentions(u)
	for _, obj := range u.New {
		b, _ := a.lookup(obj.Name())
		switch old := b.obj.(type) {
		case *types.TypeName:
			a.warnLostMethods(u, obj, old)
		case *types.Var:
			a.warnOlder(u, obj, old, "%s is a new variable; %s the one of cell %d (= instead of := assigns to that)", "uses", "use")
		case *types.Func:
			if fn, ok := obj.(*types.Func); !ok || u.Replaces[fn] == nil {
				a.warnOlder(u, obj, old, "%s has another type now; %s the one of cell %d until declared again", "calls", "call")
			}
		}
	}
}

// warnReplayed keeps the warnings of this cell's text, and adds one about a generic type that was declared again.
func (a *attempt) warnReplayed(u *Unit) {
	replayed := map[string]bool{}
	for _, d := range u.declared {
		if d.cell != a.cell {
			addAll(replayed, d.names)
		}
	}
	if len(replayed) == 0 {
		return
	}
	own := u.Warnings
	u.Warnings = nil
	for _, w := range own {
		if w.Cell == a.cell {
			u.Warnings = append(u.Warnings, w)
		}
	}
	a.warnLeftBehind(u, replayed)
}

func (a *attempt) warning(u *Unit, pos token.Pos, format string, args ...any) {
	p := a.fset.Position(pos)
	u.Warnings = append(u.Warnings, Warning{Cell: cellOfFile(p.Filename), Line: p.Line, Col: p.Column, Msg: fmt.Sprintf(format, args...)})
}

// warnDropped warns of calls in function bodies whose error nobody takes: there Go's rules hold, and drop it.
func (a *attempt) warnDropped(u *Unit) {
	body := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			s, ok := n.(*ast.ExprStmt)
			if !ok {
				return true
			}
			call, ok := ast.Unparen(s.X).(*ast.CallExpr)
			if _, wrapped := a.must[call]; !ok || wrapped {
				return true
			}
			results := a.results(call)
			if n := len(results); n > 0 && types.Identical(results[n-1], errorType) && !a.neverFails(call) {
				a.warning(u, call.Pos(), "the error of %s is dropped here", types.ExprString(call.Fun))
			}
			return true
		})
	}
	for _, d := range a.file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn != a.fn && fn.Body != nil {
			body(fn.Body)
			continue
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok {
				body(lit.Body)
				return false
			}
			return true
		})
	}
}

// neverFails reports whether it is customary to drop a call's error: fmt's printing, and writers into memory.
func (a *attempt) neverFails(call *ast.CallExpr) bool {
	if prints(a.callee(call)) {
		return true
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || a.info.TypeOf(sel.X) == nil {
		return false
	}
	t := strings.TrimPrefix(TypeString(a.info.TypeOf(sel.X)), "*")
	return t == "strings.Builder" || t == "bytes.Buffer"
}

// noteMentions records which live variables, functions and types each declared function mentions.
func (a *attempt) noteMentions(u *Unit) {
	for _, d := range a.decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		obj, ok := a.info.Defs[fn.Name].(*types.Func)
		if !ok {
			continue
		}
		for _, l := range a.late {
			if l.decl == fn { // checked as a function; its users know it by its own name
				obj = types.NewFunc(obj.Pos(), obj.Pkg(), l.typ.Obj().Name()+"."+l.name.Name, obj.Signature())
			}
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			used := a.info.Uses[id]
			switch used.(type) {
			case *types.Var, *types.Func, *types.TypeName:
			default:
				return true
			}
			if IsLive(used) && !slices.Contains(u.mentions[obj], used) {
				if u.mentions == nil {
					u.mentions = map[*types.Func][]types.Object{}
				}
				u.mentions[obj] = append(u.mentions[obj], used)
			}
			return true
		})
	}
}

// warnOlder says which functions go on using the older variable or function of a name.
func (a *attempt) warnOlder(u *Unit, obj, old types.Object, format, one, many string) {
	var names []string
	for _, fn := range a.users[old] {
		b, _ := a.lookup(fn.Name())
		if fn.Name() != obj.Name() && (b.obj == types.Object(fn) || strings.Contains(fn.Name(), ".")) {
			names = append(names, fn.Name())
		}
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	a.warning(u, obj.Pos(), format, obj.Name(), verb(slices.Compact(names), "still "+one, "still "+many), CellOf(old))
}

// warnLostMethods says that a redeclared type begins without the methods that the old one had.
func (a *attempt) warnLostMethods(u *Unit, obj types.Object, old *types.TypeName) {
	was, ok := types.Unalias(old.Type()).(*types.Named)
	if !ok || !IsLive(old) {
		return
	}
	has := map[string]bool{}
	if now, ok := types.Unalias(obj.Type()).(*types.Named); ok {
		for m := range now.Methods() {
			has[m.Name()] = true
		}
	}
	var lost []string
	for m := range was.Methods() {
		if a.Declared(m) && !has[m.Name()] {
			lost = append(lost, m.Name())
		}
	}
	if len(lost) > 0 {
		a.warning(u, obj.Pos(), "%s is a new type without the methods of the one of cell %d: %s", obj.Name(), CellOf(old), strings.Join(lost, ", "))
	}
}

// cellOfFile is the number in "cell 12".
func cellOfFile(name string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "cell "))
	return n
}

func verb(names []string, one, many string) string {
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return strings.Join(names, ", ") + " " + many
}
