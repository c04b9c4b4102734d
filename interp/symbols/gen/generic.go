// This file extracts the sources of generic functions and types.

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// decl is one top-level declaration of one name.
type decl struct {
	file    string
	name    string // "F", "T" or "T.M"
	node    ast.Decl
	generic bool
	uses    []string // package-level names it refers to
	bad     string   // why an interpreter can't run it
}

// sources is the package-level view of one package's files.
type sources struct {
	decls   map[string]*decl
	methods map[string][]*decl           // of a type
	imports map[string]map[string]string // file -> local name -> path
}

// genericSources returns, by file name, the generic functions and types of p
// with the unexported declarations they need. Files in overrides (named
// PATH.go with "_" for "/") replace declarations whose bodies only the
// compiler's runtime can run. Declarations that need the toolchain's internal
// packages are left out: the interpreter refuses to instantiate them.
func genericSources(p *pkg, overrides string) (map[string]string, error) {
	s := &sources{decls: map[string]*decl{}, methods: map[string][]*decl{}, imports: map[string]map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		s.add(name, p.files[name])
	}
	override := filepath.Join(overrides, identifier(p.Path)+".go")
	if _, err := os.Stat(override); err == nil {
		f, err := parser.ParseFile(p.fset, override, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.add("override.go", f)
	}
	s.resolve()
	want := map[*decl]bool{}
	for _, name := range slices.Sorted(maps.Keys(s.decls)) {
		d := s.decls[name]
		if !d.generic || !ast.IsExported(strings.SplitN(name, ".", 2)[0]) {
			continue
		}
		need := map[*decl]bool{}
		if why := s.closure(d, need); why != "" {
			fmt.Fprintf(os.Stderr, "gen: %s.%s has no source on board: %s\n", p.Path, name, why)
			continue
		}
		maps.Copy(want, need)
	}
	return s.print(p, want)
}

// add indexes the declarations of one file; later files override earlier ones.
func (s *sources) add(file string, f *ast.File) {
	imports := map[string]string{}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		local := importName(path)
		if i.Name != nil {
			local = i.Name.Name
		}
		imports[local] = path
	}
	s.imports[file] = imports
	for _, n := range f.Decls {
		switch n := n.(type) {
		case *ast.FuncDecl:
			s.addFunc(file, n)
		case *ast.GenDecl:
			s.addGen(file, n)
		}
	}
}

// importName guesses a package's name from its path: math/rand/v2 is rand.
func importName(path string) string {
	elems := strings.Split(path, "/")
	last := elems[len(elems)-1]
	if len(elems) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = elems[len(elems)-2]
	}
	return last
}

func (s *sources) addFunc(file string, n *ast.FuncDecl) {
	d := &decl{file: file, name: n.Name.Name, node: n, generic: n.Type.TypeParams != nil}
	if n.Body == nil {
		d.bad = n.Name.Name + " has no body in Go"
	}
	if n.Name.Name == "init" || n.Name.Name == "_" {
		return
	}
	if n.Recv != nil {
		recv := receiver(n.Recv.List[0].Type)
		d.name = recv + "." + n.Name.Name
		s.methods[recv] = slices.DeleteFunc(s.methods[recv], func(old *decl) bool { return old.name == d.name })
		s.methods[recv] = append(s.methods[recv], d)
	}
	s.decls[d.name] = d
}

func receiver(x ast.Expr) string {
	for {
		switch t := x.(type) {
		case *ast.StarExpr:
			x = t.X
		case *ast.ParenExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// addGen indexes a type, variable or constant declaration. A group of
// constants stays together because of iota.
func (s *sources) addGen(file string, n *ast.GenDecl) {
	for _, spec := range n.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			one := &ast.GenDecl{Tok: token.TYPE, Specs: []ast.Spec{spec}}
			s.decls[spec.Name.Name] = &decl{file: file, name: spec.Name.Name, node: one, generic: spec.TypeParams != nil}
		case *ast.ValueSpec:
			d := &decl{file: file, name: spec.Names[0].Name, node: n}
			if n.Tok == token.VAR {
				d.node = &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}}
			}
			for _, name := range spec.Names {
				if name.Name != "_" {
					s.decls[name.Name] = d
				}
			}
		}
	}
}

// resolve finds what each declaration uses.
func (s *sources) resolve() {
	for _, d := range s.decls {
		seen := map[string]bool{}
		ast.Inspect(d.node, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && strings.Contains(s.imports[d.file][x.Name], "internal") {
					d.bad = "it uses " + s.imports[d.file][x.Name]
				}
				ast.Inspect(n.X, func(x ast.Node) bool { return s.use(d, x, seen) })
				return false
			case *ast.Ident:
				return s.use(d, n, seen)
			}
			return true
		})
	}
}

// use notes an identifier that may be a package-level name. Locals of the same
// name make it note too much, which only costs space.
func (s *sources) use(d *decl, n ast.Node, seen map[string]bool) bool {
	id, ok := n.(*ast.Ident)
	if ok && !seen[id.Name] && s.decls[id.Name] != nil && s.decls[id.Name] != d {
		seen[id.Name] = true
		d.uses = append(d.uses, id.Name)
	}
	return true
}

// closure adds d and all it needs to need, or says why something can't be had.
func (s *sources) closure(d *decl, need map[*decl]bool) string {
	if need[d] {
		return ""
	}
	if d.bad != "" {
		return d.bad
	}
	need[d] = true
	uses := d.uses
	for _, m := range s.methods[d.name] {
		uses = append(uses[:len(uses):len(uses)], m.name)
	}
	for _, name := range uses {
		u := s.decls[name]
		if ast.IsExported(strings.SplitN(name, ".", 2)[0]) && !u.generic && s.methodOf(u) != d.name {
			continue // found in the export data
		}
		if why := s.closure(u, need); why != "" {
			return why
		}
	}
	return ""
}

// methodOf returns the receiver's type name of a method, or "".
func (s *sources) methodOf(d *decl) string {
	recv, _, ok := strings.Cut(d.name, ".")
	if !ok {
		return ""
	}
	return recv
}

// style is that of gofmt.
var style = printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}

// print writes the wanted declarations, file by file, with their imports.
func (s *sources) print(p *pkg, want map[*decl]bool) (map[string]string, error) {
	byFile := map[string][]ast.Decl{}
	done := map[ast.Decl]bool{}
	for d := range want {
		if !done[d.node] {
			done[d.node] = true
			byFile[d.file] = append(byFile[d.file], d.node)
		}
	}
	out := map[string]string{}
	for file, nodes := range byFile {
		slices.SortFunc(nodes, func(a, b ast.Decl) int { return int(position(a) - position(b)) })
		var body bytes.Buffer
		for _, n := range nodes {
			if f, ok := n.(*ast.FuncDecl); ok {
				bare := *f
				bare.Doc = nil
				n = &bare
			}
			body.WriteString("\n")
			if err := style.Fprint(&body, p.fset, n); err != nil {
				return nil, err
			}
			body.WriteString("\n")
		}
		out[file] = "package " + p.Name + "\n\n" + s.usedImports(file, nodes) + body.String()
	}
	return out, nil
}

// position orders declarations; one cut out of a group has only its spec's.
func position(d ast.Decl) token.Pos {
	if g, ok := d.(*ast.GenDecl); ok && !g.TokPos.IsValid() {
		return g.Specs[0].Pos()
	}
	return d.Pos()
}

func (s *sources) usedImports(file string, nodes []ast.Decl) string {
	used := map[string]bool{}
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && s.imports[file][x.Name] != "" {
					used[x.Name] = true
				}
			}
			return true
		})
	}
	var b strings.Builder
	for _, local := range slices.Sorted(maps.Keys(used)) {
		path := s.imports[file][local]
		if local == importName(path) {
			fmt.Fprintf(&b, "import %q\n", path)
		} else {
			fmt.Fprintf(&b, "import %s %q\n", local, path)
		}
	}
	return b.String()
}
