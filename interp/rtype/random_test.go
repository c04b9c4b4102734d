// This file compares random types, compiled by the toolchain, with the same
// types made at run time.

package rtype_test

import (
	"flag"
	"fmt"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/rtype"
)

var randomPrograms = flag.Int("random", 1, "number of random programs to compare with compiled ones")

// TestRandomTypes declares random types in a program, compiles and runs it to
// hear what reflect says about them, and compares.
func TestRandomTypes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command to compile programs with")
	}
	for seed := range *randomPrograms {
		g := &generator{Rand: rand.New(rand.NewPCG(uint64(seed), 7)), embeddable: map[int]bool{}}
		src := g.program(60)
		want := compile(t, src, g.names)
		u := rtype.New(lookup)
		pkg := check(t, "package main\n"+src)
		for i, name := range g.names {
			r, err := u.TypeOf(typeNamed(t, pkg, name))
			if err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, src)
			}
			compareText(t, describe(r, 2), want[2*i])
			if p, err := u.TypeOf(types.NewPointer(typeNamed(t, pkg, name))); err != nil {
				t.Error(err)
			} else {
				compareText(t, describe(p, 1), want[2*i+1])
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, src)
		}
	}
}

// typeNamed evaluates a type expression.
func typeNamed(t *testing.T, pkg *types.Package, expr string) types.Type {
	t.Helper()
	v, err := types.Eval(token.NewFileSet(), pkg, token.NoPos, expr)
	if err != nil {
		t.Fatal(err)
	}
	return v.Type
}

// compile returns the descriptions of T and *T for each type expression.
func compile(t *testing.T, src string, names []string) []string {
	t.Helper()
	dir := t.TempDir()
	desc, err := os.ReadFile("describe_test.go")
	if err != nil {
		t.Fatal(err)
	}
	main := "package main\nimport (\"fmt\"; \"reflect\")\n" + src + "\nfunc main() {\n"
	for _, name := range names {
		main += fmt.Sprintf("fmt.Print(describe(reflect.TypeFor[%s](), 2), \"\\x00\", describe(reflect.TypeFor[*%s](), 1), \"\\x00\")\n", name, name)
	}
	files := map[string]string{
		"go.mod": "module main\n\ngo 1.26\n", "main.go": main + "}\n",
		"describe.go": strings.Replace(string(desc), "package rtype_test", "package main", 1),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.2000s\n%s", err, out, src)
	}
	parts := strings.Split(string(out), "\x00")
	if len(parts) != 2*len(names)+1 {
		t.Fatalf("%d descriptions of %d types", len(parts), len(names))
	}
	return parts
}

// generator writes random declarations.
type generator struct {
	*rand.Rand
	names      []string // type expressions to compare
	comparable []string
	byValue    []string // types that later ones may contain
	embeddable map[int]bool
	ifaces     []string
}

func (g *generator) pick(list []string) string { return list[g.IntN(len(list))] }

var basicNames = []string{"bool", "int", "int8", "uint16", "rune", "byte", "float32", "complex128", "string", "uintptr", "error", "any"}

func (g *generator) program(n int) string {
	g.byValue = slices.Clone(basicNames)
	g.comparable = slices.Clone(basicNames)
	var b strings.Builder
	b.WriteString("type Box[K comparable, V any] struct { Key K; Val *V; next []Box[K, V] }\nfunc (b Box[K, V]) A() int { panic(0) }\nfunc (b *Box[K, V]) Own(V) K { panic(0) }\n")
	for i := range n {
		name := fmt.Sprintf("T%d", i)
		if g.IntN(3) == 0 {
			name = fmt.Sprintf("t%d", i)
		}
		b.WriteString(g.declare(i, name, n))
		g.names = append(g.names, name)
	}
	for range 20 {
		g.names = append(g.names, g.ref())
	}
	return b.String()
}

// declare writes one type and its methods.
func (g *generator) declare(i int, name string, n int) string {
	later := g.ref
	var under string
	methods := true
	isComparable := false
	switch g.IntN(12) {
	case 0:
		under, isComparable = g.pick(basicNames[:10]), true
	case 1:
		under = "[]" + later()
	case 2:
		under = "map[" + g.pick(g.comparable) + "]" + later()
	case 3:
		elem := g.pick(g.byValue)
		under, isComparable = fmt.Sprintf("[%d]%s", g.IntN(4), elem), slices.Contains(g.comparable, elem)
	case 4:
		under, isComparable = g.pick([]string{"chan ", "<-chan ", "chan<- "})+"("+later()+")", true
	case 5:
		under = g.signature()
	case 6:
		under, methods, isComparable = "*"+later(), false, true
	case 7, 8:
		under, methods, isComparable = g.iface(), false, true
		g.ifaces = append(g.ifaces, name)
	default:
		under, isComparable = g.structure()
	}
	src := fmt.Sprintf("type %s %s\n", name, under)
	if methods {
		src += g.methods(name)
	}
	g.byValue = append(g.byValue, name)
	if isComparable {
		g.comparable = append(g.comparable, name)
	}
	if !strings.HasPrefix(under, "*") {
		g.embeddable[len(g.byValue)-1] = true
	}
	return src
}

// ref is any type so far, behind something or not.
func (g *generator) ref() string {
	t := g.pick(g.byValue)
	switch g.IntN(8) {
	case 0:
		return "*" + t
	case 1:
		return "[]" + t
	case 2:
		return "map[" + g.pick(g.comparable) + "]" + t
	case 3:
		return "func(" + t + ", ..." + g.pick(g.byValue) + ") (" + t + ", error)"
	case 4:
		return "Box[" + g.pick(g.comparable) + ", " + t + "]"
	case 5:
		return "struct { X " + t + "; y " + g.pick(g.byValue) + " `tag:\"" + t + "\"` }"
	case 6:
		return "interface { A() int; e(" + t + ") }"
	}
	return t
}

func (g *generator) structure() (src string, isComparable bool) {
	var fields []string
	used := map[string]bool{}
	isComparable = true
	for i := range g.IntN(6) {
		k := g.IntN(len(g.byValue))
		t := g.byValue[k]
		switch {
		case g.IntN(2) == 0 && g.embeddable[k] && !used[t]:
			used[t] = true
			if g.IntN(3) == 0 && !slices.Contains(g.ifaces, t) {
				fields = append(fields, "*"+t)
				continue
			}
			fields = append(fields, t)
		case g.IntN(5) == 0:
			fields = append(fields, "_ "+t)
		default:
			name := fmt.Sprintf("%s%d", g.pick([]string{"X", "x", "Ä", "ä"}), i)
			tag := g.pick([]string{"", " `json:\"a,omitempty\" x:\"y\"`"})
			if g.IntN(2) == 0 {
				isComparable = false
				fields = append(fields, name+" "+g.ref()+tag)
				continue
			}
			fields = append(fields, name+" "+t+tag)
		}
		isComparable = isComparable && slices.Contains(g.comparable, t)
	}
	return "struct { " + strings.Join(fields, "; ") + " }", isComparable
}

// methodPool are the methods; equal names have equal signatures, so that
// interfaces can embed each other.
var methodPool = []string{"A() int", "B(x string, y ...int) (string, error)", "C(any)", "D() []error", "Éa() int", "e(*int) bool", "f()", "g(int) int"}

func (g *generator) signature() string {
	m := g.pick(methodPool)
	return "func" + m[strings.Index(m, "("):]
}

func (g *generator) someMethods() []string {
	var list []string
	for _, m := range methodPool {
		if g.IntN(4) == 0 {
			list = append(list, m)
		}
	}
	return list
}

func (g *generator) iface() string {
	parts := g.someMethods()
	if len(g.ifaces) > 0 && g.IntN(2) == 0 {
		parts = append(parts, g.pick(g.ifaces))
	}
	return "interface { " + strings.Join(parts, "; ") + " }"
}

func (g *generator) methods(name string) string {
	src := ""
	for _, m := range g.someMethods() {
		src += fmt.Sprintf("func (%s%s) %s { panic(0) }\n", g.pick([]string{"", "*"}), name, m)
	}
	return src
}
