// This file writes one unit: its identifiers renamed, its pseudo functions replaced by the program's helpers.

package export

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
)

// nodes are the syntax of a unit.
func nodes(u *check.Unit) []ast.Node {
	var list []ast.Node
	for _, d := range u.Decls {
		list = append(list, d)
	}
	if u.Func != nil {
		list = append(list, u.Func.Body)
	}
	return list
}

// wrapped says whether a unit needs a function of its own: a defer runs at its end, and a label is known in it alone.
func wrapped(u *check.Unit) bool {
	found := false
	if u.Func == nil {
		return false
	}
	ast.Inspect(u.Func.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt, *ast.LabeledStmt:
			found = true
		}
		return !found
	})
	return found
}

// unit writes the unit's declarations and statements.
func (w *writer) unit(u *check.Unit, decls, body *bytes.Buffer) error {
	if u.Info == nil {
		return nil // imports alone
	}
	w.noteLate(u, body)
	stale := map[ast.Decl]bool{}
	for _, d := range u.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			obj := u.Info.Defs[fn.Name]
			stale[d] = obj != nil && w.final[obj] != nil && w.final[obj] != fn
		}
	}
	for _, n := range nodes(u) {
		w.rename(u, n)
	}
	for _, d := range u.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			if done, err := w.version(u, fn, decls, body); done || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		if stale[d] {
			continue
		}
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			if err := w.assignments(u, gen, body); err != nil {
				return err
			}
			continue
		}
		if err := printNode(decls, u.Fset, d); err != nil {
			return err
		}
		decls.WriteString("\n")
	}
	if u.Func == nil {
		return nil
	}
	if wrapped(u) {
		body.WriteString("func() {\n")
		defer body.WriteString("}()\n")
	}
	for _, s := range u.Func.Body.List {
		if err := w.statement(u, s, body); err != nil {
			return err
		}
	}
	return nil
}

// statement writes one statement of main.
func (w *writer) statement(u *check.Unit, s ast.Stmt, body *bytes.Buffer) error {
	vars := w.assigned(u, s)
	if len(vars) == 0 {
		return printNode(body, u.Fset, s)
	}
	if len(u.Show) > 0 && slices.Contains(vars, u.Show[0]) {
		return w.shown(u, s.(*ast.AssignStmt), body)
	}
	if w.global[vars[0]] {
		if d, ok := s.(*ast.DeclStmt); ok {
			return w.assignments(u, d.Decl.(*ast.GenDecl), body)
		}
		s.(*ast.AssignStmt).Tok = token.ASSIGN
	}
	if err := printNode(body, u.Fset, s); err != nil {
		return err
	}
	for _, v := range vars {
		if !w.global[v] && !w.read[v] && slices.Contains(u.New, types.Object(v)) {
			fmt.Fprintf(body, "_ = %s\n", w.names[v])
		}
	}
	return nil
}

// shown writes the statement that keeps shown values, whose variables are left out where nobody asks for them.
func (w *writer) shown(u *check.Unit, s *ast.AssignStmt, body *bytes.Buffer) error {
	args := s.Rhs
	if slices.ContainsFunc(u.Show, func(v *types.Var) bool { return w.read[v] || w.global[v] }) {
		if w.global[u.Show[0]] {
			s.Tok = token.ASSIGN
		}
		if err := printNode(body, u.Fset, s); err != nil {
			return err
		}
		args = s.Lhs
	}
	return printNode(body, u.Fset, &ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent(w.helper("show")), Args: args}})
}

// assignments writes the initial values of variables of the package.
func (w *writer) assignments(u *check.Unit, d *ast.GenDecl, body *bytes.Buffer) error {
	for _, spec := range d.Specs {
		spec := spec.(*ast.ValueSpec)
		if len(spec.Values) == 0 {
			continue
		}
		assign := &ast.AssignStmt{Tok: token.ASSIGN, Rhs: spec.Values}
		for _, id := range spec.Names {
			assign.Lhs = append(assign.Lhs, id)
		}
		if err := printNode(body, u.Fset, assign); err != nil {
			return err
		}
	}
	return nil
}

// rename gives every identifier below n its name in the program.
func (w *writer) rename(u *check.Unit, n ast.Node) {
	selected := map[*ast.Ident]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && u.Must[call] == check.DropValue && prints(u, call) {
				n.X = call.Args[0]
			}
		case *ast.SelectorExpr:
			selected[n.Sel] = true
		case *ast.CallExpr:
			if _, ok := u.Must[n]; ok {
				n.Fun = ast.NewIdent(w.helper(n.Fun.(*ast.Ident).Name))
			}
		case *ast.Ident:
			w.renameIdent(u, n, selected[n])
		}
		return true
	})
}

// prints says whether a wrapped call is one of fmt's, whose error nobody checks in a program.
func prints(u *check.Unit, wrapper *ast.CallExpr) bool {
	if len(wrapper.Args) != 1 {
		return false
	}
	call, ok := wrapper.Args[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := u.Info.Uses[sel.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "fmt" && strings.Contains(fn.Name(), "rint")
}

func (w *writer) renameIdent(u *check.Unit, id *ast.Ident, selected bool) {
	obj := u.Info.Uses[id]
	if obj == nil {
		obj = u.Info.Defs[id]
	}
	if v := live(u, obj); v != nil {
		obj = v
	}
	switch p, isPackage := obj.(*types.PkgName); {
	case isPackage:
		id.Name = w.importName(p.Imported(), id.Name)
	case w.names[obj] != "":
		id.Name = w.names[obj]
	case strings.HasPrefix(id.Name, "·"):
		id.Name = w.helper(id.Name)
	case !selected && obj != nil && obj.Pkg() != nil && obj.Pkg().Path() != check.MainPath && obj.Parent() == obj.Pkg().Scope():
		id.Name = w.importName(obj.Pkg(), obj.Pkg().Name()) + "." + id.Name // from a dot import
	}
}

// importName is the name of a package in the program, which imports it.
func (w *writer) importName(p *types.Package, name string) string {
	if have, ok := w.imports[p.Path()]; ok {
		return have
	}
	if slices.Contains(slices.Collect(maps.Values(w.imports)), name) || slices.Contains(slices.Collect(maps.Values(w.names)), name) {
		name = w.free(name)
	}
	w.imports[p.Path()] = name
	return name
}

// helper is the program's name for a pseudo function or variable of rewritten cells.
func (w *writer) helper(pseudo string) string {
	name := strings.TrimPrefix(pseudo, "·")
	switch {
	case name == "must1" || name == "drop":
		name = "must"
	case name == "mustError":
		name = "check"
	}
	if have, ok := w.helpers[name]; ok {
		return have
	}
	called := name
	if w.taken[name] {
		called = w.free(name)
	}
	w.helpers[name] = called
	return called
}

// helperText declares the helpers that the program calls.
func (w *writer) helperText() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(w.helpers)) {
		called := w.helpers[name]
		switch {
		case name == "show":
			fmt.Fprintf(&b, "\n// %s prints values.\nfunc %[1]s(values ...any) {\nfor _, v := range values {\n%s.Println(v)\n}\n}\n",
				called, w.importName(types.NewPackage("fmt", "fmt"), "fmt"))
		case name == "check":
			fmt.Fprintf(&b, "\n// %s stops the program at an error.\nfunc %[1]s(err error) {\nif err != nil {\npanic(err)\n}\n}\n", called)
		case strings.HasPrefix(name, "must"):
			b.WriteString(mustText(called, number(name)))
		}
	}
	return b.String()
}

// number is what stands behind must; 1 if nothing does.
func number(name string) int {
	n := 1
	_, _ = fmt.Sscanf(name, "must%d", &n) // no number is 1
	return n
}

// mustText is a function that gives n values, and stops the program at the error behind them.
func mustText(name string, n int) string {
	var params, in, out, values []string
	for i := range n {
		params = append(params, fmt.Sprintf("T%d", i+1))
		in = append(in, fmt.Sprintf("v%d T%d", i+1, i+1))
		out = append(out, fmt.Sprintf("T%d", i+1))
		values = append(values, fmt.Sprintf("v%d", i+1))
	}
	return fmt.Sprintf("\n// %s gives what comes with an error, and stops the program where there is one.\nfunc %[1]s[%s any](%s, err error) (%s) {\nif err != nil {\npanic(err)\n}\nreturn %s\n}\n",
		name, strings.Join(params, ", "), strings.Join(in, ", "), strings.Join(out, ", "), strings.Join(values, ", "))
}

func printNode(b *bytes.Buffer, fset *token.FileSet, n ast.Node) error {
	if err := printer.Fprint(b, fset, n); err != nil {
		return fmt.Errorf("write it as Go: %w", err)
	}
	b.WriteString("\n")
	return nil
}
