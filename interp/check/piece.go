// This file parses the parts of a cell and sorts them into groups, each of which becomes a unit.

package check

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/cell"
)

// piece is a part with the cell that it is from.
type piece struct {
	cell.Part
	cell int
}

// group is what becomes one unit: declarations, or statements that run as one.
type group struct {
	pieces  []piece
	decls   bool
	program bool // all declarations of a program
	last    bool // the cell ends here: a final expression is shown
}

// parsed is a group as syntax. It is parsed anew for each attempt to check it, because attempts rewrite the tree.
type parsed struct {
	file  *ast.File // of a declaration group: with the group's declarations
	decls []ast.Decl
	fn    *ast.FuncDecl // of a statement group
	exprs []ast.Expr    // of a statement group that is one expression list; not in fn's body yet
}

const fileMode = parser.ParseComments | parser.SkipObjectResolution

// parse reads one part. Declarations and imports come back as declarations, statements as the body of a function. A list of
// expressions is the right side of an assignment there: that is where Go allows one.
func (v *view) parse(p piece, asDecl bool) (*ast.File, error) {
	defer v.passes(v.fset.Base())
	file := fmt.Sprintf("cell %d", p.cell)
	place := fmt.Sprintf("/*line %s:%d:%d*/", file, p.Line, p.Col)
	if asDecl {
		return parser.ParseFile(v.fset, file, "package main\n"+place+p.Src, fileMode)
	}
	if p.Kind == cell.Expr {
		f, err := parser.ParseFile(v.fset, file, "package main\nfunc _() { _ ="+place+p.Src+"\n}", fileMode)
		if err == nil {
			return f, nil
		} // else for the parser's words about it as a statement
	}
	return parser.ParseFile(v.fset, file, "package main\nfunc _() {"+place+p.Src+"\n}", fileMode)
}

// parseGroup parses all parts of a group into one tree.
func (v *view) parseGroup(g *group) (*parsed, List) {
	p := &parsed{file: &ast.File{Name: ast.NewIdent(MainPath)}}
	var errs List
	for i, part := range g.pieces {
		f, err := v.parse(part, g.decls)
		if err != nil {
			errs = append(errs, v.syntaxError(err, part))
			continue
		}
		p.file.Package, p.file.FileStart, p.file.FileEnd = f.Package, f.FileStart, f.FileEnd
		if g.decls {
			p.decls = append(p.decls, f.Decls...)
			continue
		}
		fn := f.Decls[0].(*ast.FuncDecl)
		stmts := fn.Body.List
		if part.Kind == cell.Expr {
			stmts = nil
			for _, x := range fn.Body.List[0].(*ast.AssignStmt).Rhs {
				stmts = append(stmts, &ast.ExprStmt{X: x})
				if g.last && i == len(g.pieces)-1 {
					p.exprs, stmts = append(p.exprs, x), nil
				}
			}
		}
		if p.fn == nil {
			fn.Body.List = stmts
			p.fn = fn
			continue
		}
		p.fn.Body.List = append(p.fn.Body.List, stmts...)
		p.fn.Body.Rbrace = fn.Body.Rbrace
	}
	return p, errs
}

// syntaxError keeps the first of the parser's errors: the others follow from it.
func (v *view) syntaxError(err error, p piece) *Error {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return &Error{Cell: v.cell, Line: p.Line, Col: p.Col, Msg: err.Error(), Syntax: true}
	}
	e := &Error{Cell: v.cell, Line: list[0].Pos.Line, Col: list[0].Pos.Column, Msg: list[0].Msg, Syntax: true}
	if strings.Contains(e.Msg, "found 'else'") || strings.Contains(e.Msg, "found else") {
		e.Hint = "else stands on the line of the closing brace: } else {"
	}
	return e
}

// groups sorts the parts of a cell. Declarations that follow each other are one group, as long as no name comes twice; a statement
// is a group by itself, but from the first one on that needs its neighbours (a defer, a label, a goto) all are one.
func (v *view) groups(parts []piece) ([]*group, List) {
	if g := v.program(parts); g != nil {
		return g, nil
	}
	files := make([]*ast.File, len(parts))
	var errs List
	jumps := false
	for i, part := range parts {
		f, err := v.parse(part, part.Kind == cell.Decl || part.Kind == cell.Import)
		if err != nil {
			errs = append(errs, v.syntaxError(err, part))
			continue
		}
		files[i] = f
		jumps = jumps || has(f, isGoto)
	}
	if errs != nil {
		return nil, errs
	}
	var (
		groups []*group
		joined *group          // collects all statements once one needs its neighbours
		names  map[string]bool // declared by the group that is being filled; nil if none is
	)
	for i, part := range parts {
		g := &group{pieces: []piece{part}, decls: part.Kind == cell.Decl, last: i == len(parts)-1}
		switch declared := declaredNames(files[i]); {
		case g.decls && names != nil && disjoint(names, declared):
			open := groups[len(groups)-1]
			open.pieces, open.last = append(open.pieces, part), g.last
			addAll(names, declared)
			continue
		case g.decls:
			names = map[string]bool{}
			addAll(names, declared)
		case joined != nil && part.Kind != cell.Import:
			joined.pieces, joined.last = append(joined.pieces, part), g.last
			continue
		default:
			names = nil
			if has(files[i], isDefer) || jumps && has(files[i], isLabelOrGoto) {
				joined = g
			}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// program groups the parts of a cell that is a whole program, nothing but declarations with a func main among them: as in a file,
// all of them know each other. It returns nil for other cells.
func (v *view) program(parts []piece) []*group {
	var groups []*group
	all := &group{decls: true, program: true, last: true}
	names := map[string]bool{}
	for _, part := range parts {
		if part.Kind == cell.Import {
			groups = append(groups, &group{pieces: []piece{part}})
			continue
		}
		if part.Kind != cell.Decl && part.Kind != cell.Var {
			return nil
		}
		f, err := v.parse(part, true)
		if err != nil {
			return nil
		}
		declared := slices.DeleteFunc(declaredNames(f), func(name string) bool { return name == "init" })
		if !disjoint(names, declared) {
			return nil
		}
		addAll(names, declared)
		all.pieces = append(all.pieces, part)
	}
	if !names["main"] {
		return nil
	}
	return append(groups, all)
}

// declaredNames lists what a file declares; a method as Type.Name.
func declaredNames(f *ast.File) []string {
	var names []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if base := receiverBase(d); base != nil {
				name = base.Name + "." + name
			}
			names = append(names, name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// receiverBase is the identifier of a method's receiver type, or nil for a function or a receiver that is no plain name.
func receiverBase(d *ast.FuncDecl) *ast.Ident {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return nil
	}
	t := ast.Unparen(d.Recv.List[0].Type)
	if star, ok := t.(*ast.StarExpr); ok {
		t = ast.Unparen(star.X)
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	id, _ := t.(*ast.Ident)
	return id
}

func disjoint(have map[string]bool, names []string) bool {
	for _, n := range names {
		if have[n] && n != "_" {
			return false
		}
	}
	return true
}

func addAll(have map[string]bool, names []string) {
	for _, n := range names {
		have[n] = true
	}
}

// has reports whether a node outside function literals is wanted.
func has(f *ast.File, wanted func(ast.Node) bool) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if _, literal := n.(*ast.FuncLit); literal || found {
			return false
		}
		found = n != nil && wanted(n)
		return !found
	})
	return found
}

func isDefer(n ast.Node) bool {
	_, ok := n.(*ast.DeferStmt)
	return ok
}

func isReturn(n ast.Node) bool {
	_, ok := n.(*ast.ReturnStmt)
	return ok
}

func isGoto(n ast.Node) bool {
	b, ok := n.(*ast.BranchStmt)
	return ok && b.Tok == token.GOTO
}

func isLabelOrGoto(n ast.Node) bool {
	_, ok := n.(*ast.LabeledStmt)
	return ok || isGoto(n)
}
