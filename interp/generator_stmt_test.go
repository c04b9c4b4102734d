// This file generates statements.

package interp_test

import (
	"fmt"
	"strings"
)

func (g *generator) stmt() {
	if g.b.Len() > 12000 {
		return
	}
	if g.depth > 6 {
		g.simple()
		return
	}
	switch g.IntN(20) {
	case 0:
		g.ifStmt()
	case 1:
		g.switchStmt()
	case 2, 3:
		g.loop()
	case 4:
		g.deferStmt()
	case 5:
		g.closure()
	case 6:
		g.typeSwitch()
	case 7:
		g.channels()
	case 8:
		g.callStmt()
	case 9:
		g.jump()
	case 10:
		g.iterate()
	default:
		g.simple()
	}
}

func (g *generator) simple() {
	switch g.IntN(12) {
	case 0, 1, 2, 3:
		t := pick(g, allTypes)
		v := g.expr(t, 3)
		name := g.fresh()
		if g.IntN(2) == 0 {
			g.w("var %s %s = %s", name, t, v)
		} else {
			g.w("%s := %s(%s)", name, paren(t), v)
		}
		g.w("_ = %s", name)
		g.declare(name, t)
	case 4:
		t := pick(g, []string{"int", "int8", "uint8", "N", "uint", "Bits"})
		if x := g.lvalue(t); x != "" {
			g.w("%s %s= %s", x, pick(g, []string{"+", "-", "*", "|", "^", "&^"}), g.expr(t, 2))
		}
	case 5:
		if x := g.lvalue("int"); x != "" {
			g.w("%s%s", x, pick(g, []string{"++", "--"}))
		}
	case 6:
		t := pick(g, []string{"int", "string", "S", "[3]int", "any"})
		if x, y := g.lvalue(t), g.lvalue(t); x != "" && y != "" {
			g.w("%s, %s = %s, %s", x, y, g.expr(t, 1), g.expr(t, 1))
		}
	case 7:
		if vs := g.visible("[]int"); len(vs) > 0 {
			x := pick(g, vs)
			g.w(pick(g, []string{"%[1]s = append(%[1]s, %[2]s)", "%[1]s = append(%[1]s[:1], %[1]s[1:]...)", "%[1]s = %[1]s[%[2]s:]", "copy(%[1]s, %[1]s[1:])", "slices.Sort(%[1]s)", "clear(%[1]s)"})+"\n"+"_ = %[2]s", x, g.expr("int", 1))
		}
	case 8:
		g.w("fmt.Println(%s, %s)", g.expr(pick(g, basics), 2), g.printable())
	default:
		t := pick(g, allTypes)
		if x := g.lvalue(t); x != "" {
			g.w("%s = %s", x, g.expr(t, 3))
		}
	}
}

// printable is an expression whose text is the same on every run: no addresses.
func (g *generator) printable() string {
	return g.expr(pick(g, []string{"int", "string", "S", "[3]int", "[]int", "map[string]int", "Key", "map[Key]int", "Box[string]", "[]S", "[][]int", "N"}), 2)
}

func paren(t string) string {
	if strings.HasPrefix(t, "*") || strings.HasPrefix(t, "func") || strings.HasPrefix(t, "chan") {
		return "(" + t + ")"
	}
	return t
}

// lvalue is something of a type that can be assigned to.
func (g *generator) lvalue(t string) string {
	places := g.visible(t)
	e := func(t string) string { return g.expr(t, 1) }
	add := func(of, pattern string) {
		for _, v := range g.visible(of) {
			places = append(places, strings.Replace(pattern, "%s", v, 1))
		}
	}
	switch t {
	case "int":
		add("S", "%s.A")
		add("*S", "%s.A")
		add("E", "%s.A")
		add("E", "%s.P.A")
		add("[]int", "%s["+g.variable("int", e)+"]")
		add("[3]int", "%s["+g.variable("int", e)+"&1]")
		add("map[string]int", "%s["+e("string")+"]")
		add("map[Key]int", "%s["+e("Key")+"]")
		add("E", "%s.K["+g.variable("int", e)+"%3]")
		add("[]S", "%s["+g.variable("int", e)+"].A")
		add("[][]int", "%s[0]["+g.variable("int", e)+"]")
	case "string":
		add("S", "%s.B")
		add("*S", "%s.B")
		add("Box[string]", "%s.v")
		add("[]string", "%s["+g.variable("int", e)+"]")
	case "S":
		add("*S", "*%s")
		add("E", "%s.S")
		add("[]S", "%s["+g.variable("int", e)+"]")
	case "[3]int":
		add("E", "%s.K")
	case "*S":
		add("E", "%s.P")
	case "int8":
		add("S", "%s.d")
		add("*S", "%s.d")
	}
	if len(places) == 0 {
		return ""
	}
	return pick(g, places)
}

func (g *generator) ifStmt() {
	g.scopes = append(g.scopes, nil)
	if g.IntN(3) == 0 {
		name, v := g.fresh(), g.expr("int", 2)
		g.declare(name, "int")
		g.w("if %s := %s; %s > %s {", name, v, name, g.expr("int", 1))
	} else {
		g.w("if %s {", g.condition(3))
	}
	g.leaving(g.IntN(3))
	if g.IntN(2) == 0 {
		g.w("} else {")
		g.leaving(g.IntN(3))
	}
	g.w("}")
	g.scopes = g.scopes[:len(g.scopes)-1]
}

// leaving writes a block that may end with a jump.
func (g *generator) leaving(n int) {
	g.depth++
	g.block(n, func() {
		switch {
		case g.IntN(3) > 0:
		case len(g.loops) > 0 && g.IntN(3) > 0:
			g.w("%s %s", pick(g, []string{"break", "continue"}), pick(g, g.loops))
		default:
			g.ret()
		}
	})
	g.depth--
}

func (g *generator) switchStmt() {
	t := pick(g, []string{"int", "string", "N", "any"})
	cases := map[string][]string{"int": {"0", "1", "2, 3"}, "string": {`"a"`, `"", "xyz"`}, "N": {"1", "4, 8"}, "any": {`"a"`, "1", "N(3)"}}[t]
	tag := g.expr(t, 2)
	if t == "int" {
		tag = fmt.Sprintf("(%s & 3)", g.variable("int", func(t string) string { return g.expr(t, 1) }))
	}
	if strings.Contains(tag, "{") {
		tag = "(" + tag + ")"
	}
	g.w("switch %s {", tag)
	for i, c := range cases {
		g.w("case %s:", c)
		g.nested(1 + g.IntN(2))
		if g.IntN(4) == 0 && i < len(cases)-1 {
			g.w("\tfallthrough")
		}
	}
	if g.IntN(2) == 0 {
		g.w("default:")
		g.nested(1)
	}
	g.w("}")
}

func (g *generator) typeSwitch() {
	name := g.fresh()
	g.w("switch %s := (%s).(type) {", name, g.expr(pick(g, []string{"any", "I", "error"}), 2)+"")
	for _, t := range []string{"interface{ Sum() int }", "interface{ Error() string }", "nil"} {
		if g.IntN(2) == 0 {
			continue
		}
		g.w("case %s:", t)
		g.w("\t_ = %s", name)
		switch {
		case strings.Contains(t, "Sum"):
			g.w("\tfmt.Println(\"sum\", %s.Sum())", name)
		case strings.Contains(t, "Error"):
			g.w("\tfmt.Println(\"error\", %s.Error())", name)
		default:
			g.w("\tfmt.Println(\"nil\")")
		}
	}
	g.w("default:")
	g.w("\tfmt.Printf(\"%%T\\n\", %s)", name)
	g.w("}")
}

// loop writes a loop with few turns.
func (g *generator) loop() {
	g.scopes = append(g.scopes, nil)
	label := ""
	if g.IntN(3) == 0 {
		g.labels++
		label = fmt.Sprintf("L%d", g.labels)
	}
	name, second := g.fresh(), ""
	head := ""
	switch g.IntN(7) {
	case 0:
		head = fmt.Sprintf("for %s := range %d {", name, g.IntN(4))
		g.declare(name, "int")
	case 1:
		head = fmt.Sprintf("for %[1]s := 0; %[1]s < %[2]d; %[1]s++ {", name, g.IntN(4))
		g.declare(name, "int")
	case 2:
		head = fmt.Sprintf("for _, %s := range %s {", name, g.rangeable("[]int"))
		g.declare(name, "int")
	case 3:
		second = name + "v"
		head = fmt.Sprintf("for %s, %s := range %s {", name, second, g.rangeable("string"))
		g.declare(name, "int")
		g.declare(second, "rune")
	case 4:
		head = fmt.Sprintf("for _, %s := range sortedKeys(%s) {", name, g.expr("map[string]int", 1))
		g.declare(name, "string")
	case 5:
		head = fmt.Sprintf("for %s := range upto(%d) {", name, g.IntN(4))
		g.declare(name, "int")
	case 6:
		head = fmt.Sprintf("for _, %s := range each(%s) {", name, g.rangeable("[]S"))
		g.declare(name, "S")
	}
	g.loops = append(g.loops, label)
	before := g.b.String()
	g.b.Reset()
	g.w("%s", head)
	g.w("\tstep()")
	g.w("\t_ = %s", name)
	if second != "" {
		g.w("\t_ = %s", second)
	}
	g.nested(1 + g.IntN(4))
	g.w("}")
	text := g.b.String()
	g.b.Reset()
	g.b.WriteString(before)
	if label != "" && (strings.Contains(text, "break "+label+"\n") || strings.Contains(text, "continue "+label+"\n")) {
		g.w("%s:", label)
	}
	g.b.WriteString(text)
	g.loops = g.loops[:len(g.loops)-1]
	g.scopes = g.scopes[:len(g.scopes)-1]
}

func (g *generator) rangeable(t string) string { return "(" + g.expr(t, 1) + ")" }

// iterate loops over a list of its own.
func (g *generator) iterate() {
	name := g.fresh()
	g.w("for %s := range new(List[int]).Push(%s).Push(%s).All() {", name, g.expr("int", 1), g.expr("int", 1))
	g.w("\tstep()")
	g.scopes = append(g.scopes, []variable{{name, "int"}})
	g.loops = append(g.loops, "")
	g.w("\tif %s > 5 { %s }", name, pick(g, []string{"break", "continue"}))
	g.nested(1 + g.IntN(3))
	g.loops = g.loops[:len(g.loops)-1]
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.w("}")
}

func (g *generator) jump() {
	switch {
	case g.IntN(4) == 0:
		g.w("if %s {", g.condition(2))
		g.depth++
		g.w("panic(%s)", pick(g, []string{"\"p\"", "fmt.Sprint(" + g.expr("int", 1) + ")", "&Err{5}", "io.EOF", g.expr("int", 1)}))
		g.depth--
		g.w("}")
	case len(g.loops) > 0 && g.IntN(2) == 0:
		label := pick(g, g.loops)
		g.w("if %s { %s %s", g.condition(2), pick(g, []string{"break", "continue"}), label)
		g.w("}")
	default:
		g.w("if %s {", g.condition(2))
		g.depth++
		g.ret()
		g.depth--
		g.w("}")
	}
}

// within writes a function literal's body, from which no loop outside can be left.
func (g *generator) within(results []string, vars []variable, n int) {
	loops, result, named := g.loops, g.result, g.named
	g.loops, g.result, g.named = nil, results, false
	g.inFunc++
	g.scopes = append(g.scopes, vars)
	g.depth++
	g.block(n, func() {
		if len(results) > 0 {
			g.ret()
		}
	})
	g.depth--
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.inFunc--
	g.loops, g.result, g.named = loops, result, named
}

func (g *generator) deferStmt() {
	switch g.IntN(4) {
	case 0:
		g.w("defer fmt.Println(\"deferred\", %s)", g.printable())
	case 1:
		g.w("defer func() { if r := recover(); r != nil { fmt.Println(\"recovered\", why(r)) } }()")
	default:
		p := g.fresh() + "d"
		g.w("defer func(%s int) {", p)
		g.w("\t_ = %s", p)
		g.within(nil, []variable{{p, "int"}}, 1+g.IntN(2))
		g.w("}(%s)", g.expr("int", 2))
	}
}

// closure declares a function that changes what it captures, and calls it.
func (g *generator) closure() {
	name, p := g.fresh(), g.fresh()+"p"
	g.w("%s := func(%s int) int {", name, p)
	g.w("\tstep()")
	g.within([]string{"int"}, []variable{{p, "int"}}, 1+g.IntN(3))
	g.w("}")
	g.declare(name, "func(int) int")
	if x := g.lvalue("int"); x != "" && !strings.ContainsAny(x, "[(*.") {
		g.w("%s = %s(%s)", x, name, g.expr("int", 1))
		return
	}
	g.w("_ = %s(%s)", name, g.expr("int", 1))
}

func (g *generator) callStmt() {
	switch {
	case g.IntN(3) == 0 && len(g.visible("S")) > 0:
		g.w("fmt.Println(%s.Bump(%s))", pick(g, g.visible("S")), g.expr("int", 1))
	case g.IntN(2) == 0 && len(g.visible("*S")) > 0:
		g.w("fmt.Println(%s.Bump(%s))", pick(g, g.visible("*S")), g.expr("int", 1))
	case len(g.callee) > 0:
		sig := pick(g, g.callee)
		var args, names []string
		for _, t := range sig.params {
			args = append(args, g.expr(t, 2))
		}
		var vars []variable
		for _, t := range sig.results {
			for {
				if n := g.fresh(); !strings.Contains(strings.Join(names, " ")+" ", n+" ") {
					names = append(names, n)
					vars = append(vars, variable{n, t})
					break
				}
			}
		}
		call := fmt.Sprintf("%s(%s)", sig.name, strings.Join(args, ", "))
		if len(names) > 0 {
			call = strings.Join(names, ", ") + " := " + call
		}
		g.w("%s", call)
		for _, v := range vars {
			g.w("_ = %s", v.name)
			g.declare(v.name, v.typ)
		}
	}
}

func (g *generator) channels() {
	name := g.fresh()
	switch g.IntN(3) {
	case 0:
		g.w("%s := make(chan int)", name)
		g.declare(name, "")
		g.w("go func(k int) { defer close(%s); for i := range 3 { %s <- i * k } }(%s)", name, name, g.expr("int", 1))
		g.w("for v := range %s { fmt.Print(v, \" \") }", name)
		g.w("fmt.Println()")
		g.declare(name+"z", "bool")
		g.w("%s := true; _ = %s", name+"z", name+"z")
	case 1:
		if vs := g.visible("chan int"); len(vs) > 0 {
			c := pick(g, vs)
			ready := pick(g, []string{"case " + c + " <- " + g.expr("int", 1) + ": fmt.Println(\"sent\")", "case v, ok := <-" + c + ": fmt.Println(v, ok)"})
			g.w("select { %s; case <-chan int(nil): fmt.Println(\"never\"); default: fmt.Println(\"neither\") }", ready)
		}
	default:
		g.w("var %s []string", name)
		g.declare(name, "[]string")
		g.w("%s = mapped(%s, func(x int) string { return fmt.Sprint(x, %s) })", name, g.expr("[]int", 1), g.expr("int", 1))
		g.w("fmt.Println(len(%s), %s)", name, name)
	}
}
