// This file writes lowered code as a Go package: the symbols that it names become declarations.

package lower

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// goForm is the Go package of one cell.
type goForm struct {
	l       *Lowerer
	steps   []string // function literals, one for each unit
	texts   []string // lowered functions
	imports map[string]string
	display map[string]string // declared name of a type -> reflect's, where they differ
	left    string            // the rule by which the cell has no such package
	types   *typeWriter
}

func newGoForm(l *Lowerer) *goForm {
	g := &goForm{l: l, imports: map[string]string{}, display: map[string]string{}}
	g.types = &typeWriter{goForm: g, taken: map[string]types.Type{}, alias: map[string]string{}, methods: map[*types.Func]string{}}
	return g
}

func (g *goForm) add(code *Code, returns bool) {
	g.texts = append(g.texts, code.Text)
	step := fmt.Sprintf("func() (bool, error) { %s(); return false, nil }", code.Entry)
	if returns {
		step = code.Entry
	}
	g.steps = append(g.steps, step)
}

// addFirst adds code that has to run before all other.
func (g *goForm) addFirst(code *Code) {
	g.add(code, false)
	g.steps = append(g.steps[len(g.steps)-1:], g.steps[:len(g.steps)-1]...)
}

// file is the package's text.
func (g *goForm) file(name string) (string, error) {
	var decls string
	for n := -1; n != len(g.l.syms.named)+len(g.texts); { // methods of instances bring new symbols, and those new types
		n = len(g.l.syms.named) + len(g.texts)
		decls = g.symbols() + g.types.declarations()
	}
	var body strings.Builder
	for _, text := range g.texts {
		text, err := g.rewrite(text)
		if err != nil {
			return "", err
		}
		body.WriteString(text)
	}
	var imports strings.Builder
	for _, path := range slices.Sorted(maps.Keys(g.imports)) {
		fmt.Fprintf(&imports, "import %s %q\n", g.imports[path], path)
	}
	return fmt.Sprintf("package %s\nimport report %q\nimport host %q\nimport reflect %q\nimport unsafe %q\n%s"+
		"var machine = report.New()\nvar helpers = machine.Helpers()\nvar _ *host.Frame\nvar _ reflect.Type\nvar _ unsafe.Pointer\n%s\n"+
		"func Run() (*report.Machine, []func() (bool, error)) {\nreturn machine, []func() (bool, error){%s}\n}\n%s",
		name, "lowered/report", "github.com/ormsh/ormsh/interp/host", "reflect", "unsafe", imports.String(), decls, strings.Join(g.steps, ", "), body.String()), nil
}

// importName is the name under which a package is imported.
func (g *goForm) importName(path string) string {
	if path == "reflect" || path == "unsafe" {
		return path
	}
	if g.imports[path] == "" {
		g.imports[path] = fmt.Sprintf("p%d_", len(g.imports))
	}
	return g.imports[path]
}

// symbol is the Go text for a qualified name of lowered code: what compiled packages declare by its name, everything else by that of its declaration.
func (g *goForm) symbol(name string) string {
	for key, n := range g.l.syms.named {
		if s, ok := key.(string); ok && n == name && strings.HasPrefix(s, "c.") {
			path, object := s[2:strings.LastIndex(s, ".")], s[strings.LastIndex(s, ".")+1:]
			text := g.importName(path) + "." + object
			if p, err := g.l.generic.importer.Import(path); err == nil {
				if _, ok := p.Scope().Lookup(object).(*types.Var); ok {
					return "(&" + text + ")"
				}
			}
			return text
		}
	}
	return strings.Replace(name, ".", "_", 1)
}

// symbols declares what lowered code names.
func (g *goForm) symbols() string {
	of := map[reflect.Type]types.Type{}
	byAddress := map[string]types.Type{}
	g.l.rtypes.Iterate(func(t types.Type, rt any) {
		of[rt.(reflect.Type)] = t
		byAddress[fmt.Sprintf("%p", rt)] = t
	})
	typ := g.types.typ
	var lines []string
	for key, name := range g.l.syms.named {
		name := strings.Replace(name, ".", "_", 1)
		line := ""
		switch key := key.(type) {
		case typeKey:
			line = fmt.Sprintf("type %s = %s", name, typ(of[key.Type]))
		case valueKey:
			line = fmt.Sprintf("var %s = reflect.TypeFor[%s]()", name, typ(of[key.Type]))
		case *types.Var:
			line = fmt.Sprintf("var %s = new(%s)", name, typ(key.Type()))
		case renewKey:
			line = fmt.Sprintf("var %s = new(*%s)", name, typ(key.Type()))
		case *types.Func:
			line = fmt.Sprintf("var %s = new(%s)", name, typ(g.l.slots[key].sig))
		case *slot:
			line = fmt.Sprintf("var %s = new(%s)", name, typ(key.sig))
		case fieldKey:
			t := of[key.typ]
			f := t.Underlying().(*types.Struct).Field(key.field)
			line = fmt.Sprintf("var %s = host.Accessor(reflect.TypeFor[%s](), %d).Interface().(func(*%s) *%s)", name, typ(t), key.field, typ(t), typ(f.Type()))
		case callerKey:
			line = g.caller(name, of[key.typ], key)
		case compiledKey:
			line = g.compiled(name, key, byAddress)
		case string:
			if helper, ok := strings.CutPrefix(key, "h."); ok && helper == "Frame" {
				line = fmt.Sprintf("type %s = host.Frame", name)
			} else if ok {
				line = fmt.Sprintf("var %s = helpers[%q].Interface().(%s)", name, helper, g.l.helpers[helper].Type())
			}
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// caller calls an unexported method of an interface: a call that the linker doesn't see would find no code.
func (g *goForm) caller(name string, t types.Type, key callerKey) string {
	for m := range t.Underlying().(*types.Interface).Methods() {
		if m.Name() == key.typ.Method(key.method).Name {
			params, results, args := g.types.flat(m.Signature())
			return fmt.Sprintf("func %s(%s) (%s) { %sr.%s(%s) }", name, strings.Join(append([]string{"r " + g.types.typ(t)}, params...), ", "),
				strings.Join(results, ", "), returning(results), m.Name(), strings.Join(args, ", "))
		}
	}
	return ""
}

func returning(results []string) string {
	if results == nil {
		return ""
	}
	return "return "
}

// compiled is an instance of a generic function of package host.
func (g *goForm) compiled(name string, key compiledKey, byAddress map[string]types.Type) string {
	sig := key.origin.Signature()
	e := env{}
	var targs []string
	for i, address := range strings.Split(strings.TrimSuffix(key.targs, ","), ",") {
		e[sig.TypeParams().At(i)] = byAddress[address]
		targs = append(targs, "reflect.TypeFor["+g.types.typ(byAddress[address])+"]()")
	}
	plain := g.types.typ(g.l.subst(types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()), e))
	return fmt.Sprintf("var %s = host.Instance(%q, %q, reflect.TypeFor[%s](), []reflect.Type{%s}).Interface().(%s)",
		name, key.origin.Pkg().Path(), key.origin.Name(), plain, strings.Join(targs, ", "), plain)
}

// edit replaces a piece of text.
type edit struct {
	from, to int
	text     string
}

// rewrite makes lowered text Go's: symbols are named as declared, temporaries that nobody reads are read, labels that nobody mentions go, and a
// function whose end can't be reached says so.
func (g *goForm) rewrite(text string) (string, error) {
	text = strings.TrimPrefix(text, "package main\n")
	fset := token.NewFileSet()
	const head = "package p;"
	file, err := parser.ParseFile(fset, "", head+text, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("%w in\n%s", err, text)
	}
	var edits []edit
	offset := func(p token.Pos) int { return fset.File(file.Pos()).Offset(p) - len(head) }
	used := usedLabels(file)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && slices.Contains([]string{typePkg, varPkg, hostPkg, helpPkg}, x.Name) {
				edits = append(edits, edit{offset(n.Pos()), offset(n.End()), g.symbol(x.Name + "." + n.Sel.Name)})
				return false
			}
		case *ast.BlockStmt:
			edits = append(edits, gotos(n.List, offset)...)
			edits = append(edits, reads(n.List, offset)...)
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				at := offset(n.Body.Lbrace) + 1
				edits = append(edits, edit{at, at, readsOf(n.Key, n.Value)})
			}
		case *ast.CaseClause:
			edits = append(edits, reads(n.Body, offset)...)
		case *ast.LabeledStmt:
			if !used[n.Label.Name] {
				edits = append(edits, edit{offset(n.Pos()), offset(n.Colon) + 1, ""})
			}
		case *ast.FuncDecl:
			edits = append(edits, unreachable(n.Type, n.Body, offset)...)
		case *ast.FuncLit:
			edits = append(edits, unreachable(n.Type, n.Body, offset)...)
		}
		return true
	})
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(b.from, a.from) })
	for _, e := range edits {
		text = text[:e.from] + e.text + text[e.to:]
	}
	return text, nil
}

func usedLabels(file *ast.File) map[string]bool {
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Label != nil {
			used[b.Label.Name] = true
		}
		return true
	})
	return used
}

// reads reads what statements define.
func reads(list []ast.Stmt, offset func(token.Pos) int) (edits []edit) {
	for _, s := range list {
		for l, ok := s.(*ast.LabeledStmt); ok; l, ok = s.(*ast.LabeledStmt) {
			s = l.Stmt
		}
		if names := defines(s); names != "" {
			edits = append(edits, edit{offset(s.End()), offset(s.End()), names})
		}
	}
	return edits
}

// gotos puts what a goto jumps over into blocks: its temporaries aren't read behind the label, and the user's variables can't be.
func gotos(list []ast.Stmt, offset func(token.Pos) int) (edits []edit) {
	block := func(run []ast.Stmt) {
		if len(run) > 0 {
			from, to := offset(run[0].Pos()), offset(run[len(run)-1].End())
			edits = append(edits, edit{from, from, "{\n"}, edit{to, to, "\n}"})
		}
	}
	for to, s := range list {
		label, ok := s.(*ast.LabeledStmt)
		if !ok {
			continue
		}
		from := slices.IndexFunc(list[:to], func(s ast.Stmt) bool { return jumps(s, label.Label.Name) })
		if from < 0 {
			continue
		}
		start := from + 1
		for i := start; i <= to; i++ {
			if _, labelled := list[i].(*ast.LabeledStmt); labelled {
				block(list[start:i])
				start = i + 1
			}
		}
	}
	return edits
}

func jumps(s ast.Stmt, label string) (found bool) {
	ast.Inspect(s, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO && b.Label.Name == label
		return !found
	})
	return found
}

// defines reads the names that a statement defines.
func defines(s ast.Stmt) string {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			return readsOf(s.Lhs...)
		}
	case *ast.DeclStmt:
		text := ""
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, id := range v.Names {
					text += readsOf(id)
				}
			}
		}
		return text
	}
	return ""
}

// readsOf are statements that read variables.
func readsOf(names ...ast.Expr) string {
	text := ""
	for _, x := range names {
		if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
			text += "; _ = " + id.Name
		}
	}
	return text
}

func unreachable(t *ast.FuncType, body *ast.BlockStmt, offset func(token.Pos) int) []edit {
	if t.Results == nil || len(body.List) == 0 {
		return nil
	}
	if _, ok := body.List[len(body.List)-1].(*ast.ReturnStmt); ok {
		return nil
	}
	at := offset(body.Rbrace)
	return []edit{{at, at, "panic(\"the end is out of reach\")\n"}}
}
