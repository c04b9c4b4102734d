// This file checks an expression in unfinished source, whatever else is wrong, for completion and help.

package check

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

// TypeOf is the type of an expression behind unfinished source, whose statements may declare what it mentions; empty if it has none.
func (s *Scope) TypeOf(expr, before string) string {
	t, ok := s.typeAt(expr, before)
	if !ok {
		return ""
	}
	return TypeString(t)
}

// typeAt is the type of an expression, or the type that it names. before is what stands before it in the cell, whose
// statements may declare what it mentions.
func (s *Scope) typeAt(expr, before string) (types.Type, bool) {
	a, x, errs := s.tolerant(expr, before)
	if errs != nil {
		return nil, false
	}
	t := a.info.TypeOf(x())
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(0).Type()
	}
	if t == nil || t == types.Typ[types.Invalid] {
		return nil, false
	}
	return t, true
}

// tolerant checks an expression together with the statements before it. x is the expression as it was checked in the end.
func (s *Scope) tolerant(expr, before string) (a *attempt, x func() ast.Expr, errs List) {
	s.sweep()
	defer s.passes(s.fset.Base())
	v := s.view(0)
	var firstErr error
	statements, declarations := [2]string{"package main\nfunc _() {", "\n}"}, [2]string{"package main\n", ""}
	for _, c := range append(contexts(before), context{}) {
		for _, of := range [][2]string{statements, declarations} {
			head := of[0] + c.text + "\n"
			f, err := parser.ParseFile(s.fset, "", head+"_ = "+expr+"\n"+c.closers+of[1], parser.SkipObjectResolution)
			if err != nil {
				firstErr = cmp.Or(firstErr, err)
				continue
			}
			mark := assignmentAt(f, s.fset.File(f.Package).Pos(len(head)))
			if mark == nil || len(mark.Rhs) != 1 {
				return nil, nil, List{{Msg: "not one expression"}}
			}
			return v.checkLoosely(f), func() ast.Expr { return mark.Rhs[0] }, nil
		}
	}
	return nil, nil, List{v.syntaxError(firstErr, piece{})}
}

// assignmentAt is the assignment that begins at pos.
func assignmentAt(f *ast.File, pos token.Pos) (found *ast.AssignStmt) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.AssignStmt); ok && s.Pos() == pos {
			found = s
		}
		return found == nil
	})
	return found
}

// checkLoosely checks a file of one function, a declared one or the body of a cell, and keeps what could be found out.
func (v *view) checkLoosely(f *ast.File) *attempt {
	p := &parsed{file: &ast.File{Name: f.Name, Package: f.Package, FileStart: f.FileStart, FileEnd: f.FileEnd}, decls: f.Decls}
	a := &attempt{view: v, parsed: p, must: map[*ast.CallExpr]MustKind{}}
	fn, ok := f.Decls[0].(*ast.FuncDecl)
	if !ok || fn.Name.Name != "_" {
		_ = a.splitOffMethods() // an error of it leaves less to find out
		a.run(everything)
		return a
	}
	p.fn, p.decls = fn, nil
	a.unparenCalls()
	a.nameLastResult()
	a.run(everything)
	for range maxNesting {
		if !a.wrapIn(a.fn.Body) {
			break
		}
		a.run(everything)
	}
	return a
}
