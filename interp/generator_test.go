// This file generates programs: functions of random statements over a small set of types, each of which ends and prints the same on every run.

package interp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// prelude is what generated functions use. Steps ends those that would take long, at the same step everywhere.
const prelude = `
var steps int
func step() { if steps++; steps > 3000 { panic("too many steps") } }
func try(name string, f func()) {
	steps = 0
	defer func() { if r := recover(); r != nil { fmt.Println(name, "panicked:", why(r)) } }()
	f()
}
// why leaves open which of an expression's operands panicked: Go doesn't say.
func why(r any) any {
	if _, ok := r.(runtime.Error); ok { return "runtime error" }
	return r
}
func id[T any](x T) T { return x }
func ptr[T any](x T) *T { return &x }
func mapped[T, U any](xs []T, f func(T) U) []U {
	var r []U
	for _, x := range xs { r = append(r, f(x)) }
	return r
}
func upto(n int) func(func(int) bool) {
	return func(yield func(int) bool) { for i := 0; i < n && yield(i); i++ { } }
}
func each[T any](xs []T) func(func(int, T) bool) {
	return func(yield func(int, T) bool) { for i, x := range xs { if !yield(i, x) { return } } }
}
type N int
func (n N) Sum() int { return int(n) * 2 }
func (n *N) Bump(k int) int { *n += N(k); return int(*n) }
type Flag bool
func (f Flag) Sum() int { if f { return 1 }; return 0 }
type Text string
type Bits uint16
type S struct { A int; B string; C []int; d int8 }
func (s S) Sum() int { return s.A + len(s.B) + len(s.C) + int(s.d) }
func (s *S) Bump(k int) int { s.A += k; s.C = append(s.C, k); s.d++; return s.A }
type E struct { S; P *S; M map[string]int; K [3]int }
func (e E) Len() int { return len(e.M) + e.Sum() }
type I interface { Sum() int }
type Key struct { x int; y string }
type Err struct { code int }
func (e *Err) Error() string { return fmt.Sprint("err ", e.code) }
type Box[T any] struct { v T; n int }
func (b *Box[T]) Set(v T) *Box[T] { b.v = v; b.n++; return b }
func (b Box[T]) Get() (T, int) { return b.v, b.n }
type List[T any] struct { head T; tail *List[T] }
func (l *List[T]) Push(x T) *List[T] { return &List[T]{x, l} }
func (l *List[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) { for ; l != nil; l = l.tail { if !yield(l.head) { return } } }
}
func sortedKeys[M ~map[string]V, V any](m M) []string { return slices.Sorted(maps.Keys(m)) }
`

// generator writes one function.
type generator struct {
	*rand.Rand
	b      strings.Builder
	scopes [][]variable
	result []string // types
	labels int
	loops  []string // of the enclosing loops
	named  bool
	depth  int
	inFunc int
	callee []signature // functions that it may call
}

type variable struct{ name, typ string }

type signature struct {
	name            string
	params, results []string
}

var basics = []string{"int", "string", "bool", "int8", "uint8", "float64", "N", "Flag", "Text", "Bits"}

var allTypes = append(slices.Clone(basics), "uint", "[]int", "[]string", "[3]int", "map[string]int", "S", "*S", "E", "I", "any", "error", "Key", "map[Key]int", "func(int) int", "Box[string]", "*Box[int]", "[]S", "[][]int", "chan int")

func (g *generator) w(format string, args ...any) {
	g.b.WriteString(strings.Repeat("\t", g.depth))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteString("\n")
}

func pick[T any](g *generator, xs []T) T { return xs[g.IntN(len(xs))] }

// function writes a function of a random type.
func (g *generator) function(name string) signature {
	sig := signature{name: name}
	var params []string
	g.scopes = [][]variable{{}}
	for i := range g.IntN(4) {
		t := pick(g, allTypes)
		sig.params = append(sig.params, t)
		params = append(params, fmt.Sprintf("p%d %s", i, t))
		g.declare(fmt.Sprintf("p%d", i), t)
	}
	var results []string
	g.named = g.IntN(2) == 0
	for i := range g.IntN(4) {
		t := pick(g, allTypes[:15])
		sig.results = append(sig.results, t)
		if g.named {
			results = append(results, fmt.Sprintf("r%d %s", i, t))
			g.declare(fmt.Sprintf("r%d", i), t)
		} else {
			results = append(results, t)
		}
	}
	g.result = sig.results
	g.w("func %s(%s) (%s) {", name, strings.Join(params, ", "), strings.Join(results, ", "))
	g.depth++
	g.w("step()")
	g.block(4+g.IntN(8), g.ret)
	g.depth--
	g.w("}")
	return sig
}

func (g *generator) declare(name, typ string) {
	top := &g.scopes[len(g.scopes)-1]
	*top = append(*top, variable{name, typ})
}

// declaredHere reports whether the innermost scope has the name.
func (g *generator) declaredHere(name string) bool {
	return slices.ContainsFunc(g.scopes[len(g.scopes)-1], func(v variable) bool { return v.name == name })
}

// visible are the variables of a type, those that inner ones shadow left out.
func (g *generator) visible(typ string) []string {
	var names []string
	seen := map[string]bool{}
	for _, scope := range slices.Backward(g.scopes) {
		for _, v := range slices.Backward(scope) {
			if !seen[v.name] && (typ == "" || v.typ == typ) {
				names = append(names, v.name)
			}
			seen[v.name] = true
		}
	}
	return names
}

func (g *generator) block(n int, last func()) {
	g.scopes = append(g.scopes, nil)
	for range n {
		g.stmt()
	}
	if last != nil {
		last()
	}
	g.scopes = g.scopes[:len(g.scopes)-1]
}

func (g *generator) nested(n int) {
	g.depth++
	g.block(n, nil)
	g.depth--
}

// fresh declares a variable under a name that may shadow another.
func (g *generator) fresh() string {
	for {
		if name := string(rune('a'+g.IntN(8))) + strings.Repeat("x", g.IntN(2)); !g.declaredHere(name) {
			return name
		}
	}
}

func (g *generator) ret() {
	if g.named && g.IntN(3) == 0 && !g.shadowedResults() {
		g.w("return")
		return
	}
	var vs []string
	for _, t := range g.result {
		vs = append(vs, g.expr(t, 2))
	}
	g.w("return %s", strings.Join(vs, ", "))
}

func (g *generator) shadowedResults() bool { return g.inFunc > 0 }

// expr is an expression of a type. It calls nothing that changes a variable.
func (g *generator) expr(t string, depth int) string {
	if vs := g.visible(t); len(vs) > 0 && (depth <= 0 || g.IntN(3) == 0) {
		return pick(g, vs)
	}
	if depth <= 0 {
		return g.literal(t, 0)
	}
	e := func(t string) string { return g.expr(t, depth-1) }
	switch t {
	case "int":
		return g.intExpr(e)
	case "int8", "uint8", "uint", "float64", "N", "Bits":
		switch g.IntN(5) {
		case 0:
			return fmt.Sprintf("%s(%s)", t, g.variable("int", e))
		case 1:
			return fmt.Sprintf("(%s %s %s)", g.variable(t, e), pick(g, []string{"+", "-", "*"}), e(t))
		case 2:
			if t != "float64" {
				return fmt.Sprintf("(%s %s %s)", g.variable(t, e), pick(g, []string{"/", "%", "&", "|", "^", "&^"}), g.variable(t, e))
			}
			return fmt.Sprintf("(%s / %s)", g.variable(t, e), g.variable(t, e))
		case 3:
			if t != "float64" {
				return fmt.Sprintf("(%s %s (%s & 7))", g.variable(t, e), pick(g, []string{"<<", ">>"}), g.variable("uint", e))
			}
		}
		return "-" + g.variable(t, e)
	case "string":
		switch g.IntN(7) {
		case 0:
			return fmt.Sprintf("(%s + %s)", e(t), e(t))
		case 1:
			return fmt.Sprintf("fmt.Sprint(%s)", e(pick(g, basics)))
		case 2:
			return fmt.Sprintf("%s.B", g.variable("S", e))
		case 3:
			return fmt.Sprintf("%s[%s:]", g.variable(t, e), e("int"))
		case 4:
			return fmt.Sprintf("strings.Repeat(%s, %s&3)", e(t), g.variable("int", e))
		case 5:
			return fmt.Sprintf("%s.v", g.variable("Box[string]", e))
		}
		return fmt.Sprintf("strings.Join(%s, %s)", e("[]string"), g.literal(t, 0))
	case "Text":
		switch g.IntN(4) {
		case 0:
			return fmt.Sprintf("(%s + %s)", e(t), e(t))
		case 1:
			return fmt.Sprintf("%s[%s:]", g.variable(t, e), e("int"))
		case 2:
			return fmt.Sprintf("Text([]byte(%s))", g.variable(t, e))
		}
		return fmt.Sprintf("Text(%s)", e("string"))
	case "Flag":
		switch g.IntN(4) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", e(t), pick(g, []string{"&&", "||"}), e(t))
		case 1:
			return "!" + g.variable(t, e)
		}
		return fmt.Sprintf("Flag(%s)", e("bool"))
	case "bool":
		u := pick(g, basics)
		switch g.IntN(7) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", e(t), pick(g, []string{"&&", "||"}), e(t))
		case 1:
			return "!" + g.variable(t, e)
		case 2:
			v := pick(g, []string{"[3]int", "Key", "any", "I", "string"})
			return fmt.Sprintf("(%s == %s)", g.variable(v, e), g.variable(v, e))
		case 3:
			return fmt.Sprintf("(%s == nil)", g.variable(pick(g, []string{"*S", "I", "any", "error", "[]int", "map[string]int", "func(int) int"}), e))
		case 4:
			return fmt.Sprintf("slices.Contains(%s, %s)", e("[]int"), e("int"))
		}
		if u == "bool" || u == "Flag" {
			return fmt.Sprintf("bool(%s %s %s)", g.variable(u, e), pick(g, []string{"==", "!="}), e(u))
		}
		return fmt.Sprintf("(%s %s %s)", g.variable(u, e), pick(g, []string{"<", "<=", ">", ">=", "==", "!="}), e(u))
	}
	return g.literal(t, depth)
}

func (g *generator) intExpr(e func(string) string) string {
	switch g.IntN(14) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", g.variable("int", e), pick(g, []string{"+", "-", "*", "&", "|", "^"}), e("int"))
	case 1:
		return fmt.Sprintf("(%s %s %s)", e("int"), pick(g, []string{"/", "%"}), g.variable("int", e))
	case 2:
		return fmt.Sprintf("len(%s)", g.variable(pick(g, []string{"string", "Text", "[]int", "[]string", "map[string]int", "[]S", "map[Key]int"}), e))
	case 3:
		return fmt.Sprintf("%s[%s]", e("[]int"), g.variable("int", e))
	case 4:
		return fmt.Sprintf("%s[%s]", g.variable("map[string]int", e), e("string"))
	case 5:
		return fmt.Sprintf("%s.Sum()", g.variable(pick(g, []string{"S", "I", "N", "E", "*S", "Flag"}), e))
	case 6:
		return fmt.Sprintf("%s.A", g.variable(pick(g, []string{"S", "*S", "E"}), e))
	case 7:
		return fmt.Sprintf("%s.K[%s%%3]", g.variable("E", e), g.variable("int", e))
	case 8:
		return fmt.Sprintf("int(%s)", g.variable(pick(g, []string{"int8", "uint8", "uint", "N", "Bits"}), e))
	case 9:
		return fmt.Sprintf("%s[%s]", g.variable("map[Key]int", e), e("Key"))
	case 10:
		return fmt.Sprintf("min(%s, %s)", g.variable("int", e), e("int"))
	case 11:
		return fmt.Sprintf("%s[%s&1][%s&1]", g.variable("[][]int", e), g.variable("int", e), g.variable("int", e))
	case 12:
		return fmt.Sprintf("func() int { return %s }()", e("int"))
	}
	p := g.fresh() + "q"
	return fmt.Sprintf("func(%s int) int { step(); return %s - %s }(%s)", p, p, e("int"), e("int"))
}

// condition is an expression of a type that branches.
func (g *generator) condition(depth int) string {
	return g.expr(pick(g, []string{"bool", "bool", "Flag"}), depth)
}

// variable is an expression that isn't constant.
func (g *generator) variable(t string, e func(string) string) string {
	if vs := g.visible(t); len(vs) > 0 {
		return pick(g, vs)
	}
	return fmt.Sprintf("id[%s](%s)", t, e(t))
}

// literal is an operand of a type without variables in it, unless depth is left.
func (g *generator) literal(t string, depth int) string {
	e := func(t string) string { return g.expr(t, depth-1) }
	switch t {
	case "int", "int8", "uint8", "uint", "float64", "N", "Bits":
		return fmt.Sprintf("%s(%d)", t, g.IntN(10))
	case "string":
		return pick(g, []string{`""`, `"a"`, `"héllo"`, `"xyz"`, `"k1"`})
	case "Text":
		return "Text(" + g.literal("string", 0) + ")"
	case "bool":
		return pick(g, []string{"true", "false"})
	case "Flag":
		return pick(g, []string{"Flag(true)", "Flag(false)"})
	case "[]int", "[]string", "[][]int", "[]S", "[3]int":
		if g.IntN(6) == 0 && t != "[3]int" {
			return t + "(nil)"
		}
		elem := t[strings.Index(t, "]")+1:]
		var vs []string
		for range g.IntN(4) {
			vs = append(vs, e(elem))
		}
		return t + "{" + strings.Join(vs, ", ") + "}"
	case "map[string]int":
		return pick(g, []string{"map[string]int(nil)", "map[string]int{}", fmt.Sprintf("map[string]int{\"a\": %s, \"k1\": %s}", e("int"), e("int"))})
	case "map[Key]int":
		return fmt.Sprintf("map[Key]int{{1, \"a\"}: %s, {x: 2}: 5}", e("int"))
	case "S":
		return fmt.Sprintf("S{A: %s, B: %s, C: %s}", e("int"), e("string"), e("[]int"))
	case "*S":
		return pick(g, []string{"(*S)(nil)", "new(S)", "&" + g.literal("S", depth), "&" + g.literal("S", depth)})
	case "E":
		return fmt.Sprintf("E{S: %s, P: %s, M: %s, K: %s}", e("S"), e("*S"), e("map[string]int"), e("[3]int"))
	case "I":
		u := pick(g, []string{"S", "*S", "N", "E", "Flag"})
		return fmt.Sprintf("I(%s)", e(u))
	case "any":
		return fmt.Sprintf("any(%s)", e(pick(g, []string{"int", "string", "N", "Key", "float64", "*S", "bool", "[3]int", "Flag", "Text"})))
	case "error":
		return pick(g, []string{"error(nil)", "io.EOF", "error(&Err{3})", "error((*Err)(nil))", "fmt.Errorf(\"w: %w\", io.EOF)"})
	case "Key":
		return fmt.Sprintf("Key{%s, %s}", e("int"), e("string"))
	case "func(int) int":
		if depth <= 0 {
			return "func(int) int(nil)"
		}
		p := g.fresh() + "q"
		return fmt.Sprintf("func(%s int) int { step(); return %s + %s }", p, p, e("int"))
	case "Box[string]":
		return fmt.Sprintf("Box[string]{v: %s}", e("string"))
	case "*Box[int]":
		return fmt.Sprintf("new(Box[int]).Set(%s)", e("int"))
	case "chan int":
		return "make(chan int, 2)"
	}
	panic("no literal of " + t)
}
