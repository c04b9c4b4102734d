// This file writes functions and methods that were declared again after code had run: what was called before is what was in force then.

package export

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ormsh/ormsh/interp/check"
)

// version is one declaration of a function or method.
type version struct {
	unit int // its place among the units
	fn   *ast.FuncDecl
}

// surveyVersions notes the declarations of functions and methods, those of one name and type together.
func (w *writer) surveyVersions(at int, u *check.Unit) {
	for _, d := range u.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		obj, ok := u.Info.Defs[fn.Name].(*types.Func)
		if !ok {
			continue
		}
		root := types.Object(obj)
		if old := u.Replaces[obj]; old != nil && old != obj {
			root = old
			if older := w.roots[old]; older != nil {
				root = older
			}
		}
		w.roots[obj] = root
		w.decls[root] = append(w.decls[root], version{at, fn})
	}
}

// surveyAgain finds the functions whose bodies changed after code had run. Each gets a variable that holds the body in force; generic ones,
// which no variable can hold, are refused.
func (w *writer) surveyAgain() error {
	for root, list := range w.decls {
		first, last := list[0].unit, list[len(list)-1].unit
		if len(list) < 2 || !slices.ContainsFunc(w.units[first:last], runs) {
			continue
		}
		fn := root.(*types.Func)
		sig := fn.Signature()
		if sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0 {
			return fmt.Errorf("entry %d declares the generic %s again after code ran with the older one, which one program can't do: give it another name",
				w.units[last].Cell, fn.Name())
		}
		if sig.Recv() == nil {
			w.again[root] = w.names[root]
			continue
		}
		base := strings.TrimPrefix(w.typeText(sig.Recv().Type()), "*")
		letter, size := utf8.DecodeRuneInString(base)
		name := string(unicode.ToLower(letter)) + base[size:] + fn.Name()
		if w.taken[name] {
			name = w.free(name)
		}
		w.taken[name] = true
		w.again[root] = name
	}
	return nil
}

// noteLate says in a comment which methods a type got after code had run: the program's type has them from the start, so that fmt and others may
// print earlier values with them.
func (w *writer) noteLate(u *check.Unit, body *bytes.Buffer) {
	at := slices.Index(w.units, u)
	for _, m := range u.Late {
		if !m.Redefines && slices.ContainsFunc(w.units[w.made[m.Type.Obj()]:at], runs) {
			fmt.Fprintf(body, "// Entry %d declared %s.%s here; this program has it from the start.\n", u.Cell, w.names[m.Type.Obj()], m.Func.Name())
		}
	}
}

// runs says that a unit runs code, beside declaring types and functions.
func runs(u *check.Unit) bool {
	return u.Func != nil || slices.ContainsFunc(u.Decls, func(d ast.Decl) bool {
		gen, ok := d.(*ast.GenDecl)
		return ok && gen.Tok == token.VAR
	})
}

// version writes a declaration of a function that has several bodies: as an assignment in main, at its place. done is false for others.
func (w *writer) version(u *check.Unit, fn *ast.FuncDecl, decls, body *bytes.Buffer) (done bool, err error) {
	root := w.roots[u.Info.Defs[fn.Name]]
	name := w.again[root]
	if name == "" {
		return false, nil
	}
	isFirst := w.decls[root][0].fn == fn
	isMethod := fn.Recv != nil
	lit := &ast.FuncLit{Type: fn.Type, Body: fn.Body}
	if isMethod {
		all := slices.Concat(fn.Recv.List, fn.Type.Params.List)
		lit.Type = &ast.FuncType{Params: &ast.FieldList{List: allNamed(all)}, Results: fn.Type.Results}
	}
	if isFirst {
		w.holder(decls, root.(*types.Func), name)
	}
	assign := &ast.AssignStmt{Lhs: []ast.Expr{ast.NewIdent(name)}, Tok: token.ASSIGN, Rhs: []ast.Expr{lit}}
	if !isFirst || !isMethod {
		return true, printNode(body, u.Fset, assign)
	}
	// fmt may call a method of a value that main has made before it comes here.
	decls.WriteString("func init() {\n")
	err = printNode(decls, u.Fset, assign)
	decls.WriteString("}\n\n")
	return true, err
}

// allNamed gives fields without names the blank one: of parameters all have names, or none.
func allNamed(fields []*ast.Field) []*ast.Field {
	out := make([]*ast.Field, len(fields))
	for i, f := range fields {
		if out[i] = f; len(f.Names) == 0 {
			out[i] = &ast.Field{Names: []*ast.Ident{ast.NewIdent("_")}, Type: f.Type}
		}
	}
	return out
}

// holder declares the variable for the bodies, and of a method the method, which calls what the variable holds.
func (w *writer) holder(decls *bytes.Buffer, fn *types.Func, name string) {
	sig := fn.Signature()
	params := sig.Params()
	var in, args []string
	for i := range params.Len() {
		typ, arg := w.typeText(params.At(i).Type()), fmt.Sprintf("p%d", i+1)
		if sig.Variadic() && i == params.Len()-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
			in, args = append(in, arg+" "+typ), append(args, arg+"...")
			continue
		}
		in, args = append(in, arg+" "+typ), append(args, arg)
	}
	var out []string
	for v := range sig.Results().Variables() {
		out = append(out, w.typeText(v.Type()))
	}
	results := strings.Join(out, ", ")
	if len(out) > 1 {
		results = "(" + results + ")"
	}
	if sig.Recv() == nil {
		fmt.Fprintf(decls, "// %s was declared several times.\nvar %[1]s func(%s) %s\n\n", name, strings.Join(in, ", "), results)
		return
	}
	recv := w.typeText(sig.Recv().Type())
	fmt.Fprintf(decls, "// %s holds the body of %s in force: it was declared several times.\nvar %[1]s func(%[3]s) %[4]s\n\n", name, fn.Name(),
		strings.Join(append([]string{"r " + recv}, in...), ", "), results)
	word := ""
	if len(out) > 0 {
		word = "return "
	}
	fmt.Fprintf(decls, "func (r %s) %s(%s) %s { %s%s(%s) }\n\n", recv, fn.Name(), strings.Join(in, ", "), results, word, name,
		strings.Join(append([]string{"r"}, args...), ", "))
}
