package cell_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp/cell"
)

func TestIncomplete(t *testing.T) {
	tests := []struct {
		src  string
		want bool
	}{
		{"", false},
		{"// only a comment", false},
		{"x := 3", false},
		{"x := 3;", false},
		{"x :=", true},
		{"x +", true},
		{"x++", false},
		{"f(", true},
		{"f(1,", true},
		{"f(1,\n2)", false},
		{"session.", true},
		{"session.\nQuery()", false},
		{"type User struct {", true},
		{"type User struct {\n\tName string\n}", false},
		{"s := `SELECT", true},
		{"s := `SELECT\n1`", false},
		{`s := "SELECT`, false},
		{"/* a note", true},
		{"x := 3 /* a note", true},
		{"func f() int {", true},
		{"func", true},
		{"if x > 3 {\n} else", true},
		{"if x > 3", false},
		{"for", true},
		{"for {", true},
		{"return", false},
		{"L:", true},
		{"f(]", false},
		{")", false},
		{"a, b", false},
		{"x := 3\ny := [", true},
		{"fmt.Println(1) // said (", false},
		{"f(func() {\n})", false},
	}
	for _, tt := range tests {
		if got := cell.Incomplete(tt.src); got != tt.want {
			t.Errorf("Incomplete(%q) = %v", tt.src, got)
		}
	}
}

func TestNext(t *testing.T) {
	tests := []struct {
		src  string
		want []string
	}{
		{"x := 3\n{ x := 4; _ = x }\nfmt.Println(x)\n", []string{"x := 3\n", "{ x := 4; _ = x }\n", "fmt.Println(x)\n"}},
		{"x := 3", []string{"x := 3"}},
		{"type User struct {\n\tID int // key\n}\nu := User{}\n", []string{"type User struct {\n\tID int // key\n}\n", "u := User{}\n"}},
		{"// doc\nfunc f() {\n}\n\n\nf()\n", []string{"// doc\nfunc f() {\n}\n", "\n\nf()\n"}},
		{"x := 3 // said\ny := 4\n", []string{"x := 3 // said\n", "y := 4\n"}},
		{"x := 3 /* a\nb */\ny := 4\n", []string{"x := 3 /* a\nb */\n", "y := 4\n"}},
		{"a := 1; b := 2;\nc := 3\n", []string{"a := 1; b := 2;\n", "c := 3\n"}},
		{"s := `a\nb`\ns\n", []string{"s := `a\nb`\n", "s\n"}},
		{"x := f(\n\t1,\n)\nx.\n\tY()\n", []string{"x := f(\n\t1,\n)\n", "x.\n\tY()\n"}},
		{"// note\n\\state\nx\n", []string{"// note\n", "\\state\n", "x\n"}},
		{"f(]\nx\n", []string{"f(]\n", "x\n"}},
		{"x\r\ny\r\n", []string{"x\r\n", "y\r\n"}},
		{"f(\n", []string{"f(\n"}},
	}
	for _, tt := range tests {
		var got []string
		for rest := tt.src; rest != ""; {
			var entry string
			entry, rest, _ = cell.Next(rest)
			got = append(got, entry)
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%q:\n got %q\nwant %q", tt.src, got, tt.want)
		}
	}
}

func TestSplit(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", ""},
		{" // nothing\n", ""},
		{";;", ""},
		{"x := 3", "statement:x := 3"},
		{"x", "expression:x"},
		{"a, b", "expression:a, b"},
		{"f()", "expression:f()"},
		{"f(); g()", "expression:f();|expression: g()"},
		{"pet.Age++; pet.Type = \"kitteh\"", "statement:pet.Age++;|statement: pet.Type = \"kitteh\""},
		{"import \"fmt\"\nfmt.Println()", "import:import \"fmt\"\n|expression:fmt.Println()"},
		{"type A struct{}; type B int", "declaration:type A struct{};|declaration: type B int"},
		{"func f() {}", "declaration:func f() {}"},
		{"func (u *User) String() string { return u.Name }", "declaration:func (u *User) String() string { return u.Name }"},
		{"func() {}()", "expression:func() {}()"},
		{"func(x int) int { return x }(3)", "expression:func(x int) int { return x }(3)"},
		{"var x int", "variable declaration:var x int"},
		{"const c = 1", "declaration:const c = 1"},
		{"for i := 0; i < 3; i++ { f(i) }; x", "statement:for i := 0; i < 3; i++ { f(i) };|expression: x"},
		{"for i := []int{1}[0]; i < 3; i++ { f(i) }\nx", "statement:for i := []int{1}[0]; i < 3; i++ { f(i) }\n|expression:x"},
		{"for a := []int{1}; len(a) < 3; { a = append(a, 1) }\nx", "statement:for a := []int{1}; len(a) < 3; { a = append(a, 1) }\n|expression:x"},
		{"if p := (&T{1}); p.X > 0 { f() } else if q := g(); q { h() } else { i() }; y",
			"statement:if p := (&T{1}); p.X > 0 { f() } else if q := g(); q { h() } else { i() };|expression: y"},
		{"switch x := f(); x {\ncase 1:\n}\ny", "statement:switch x := f(); x {\ncase 1:\n}\n|expression:y"},
		{"L: for { break L }; x", "statement:L: for { break L };|expression: x"},
		{"c <- 1", "statement:c <- 1"},
		{"<-c", "expression:<-c"},
		{"f(<-c), <-c", "expression:f(<-c), <-c"},
		{"{ x := 4; _ = x }", "statement:{ x := 4; _ = x }"},
		{"map[string]int{\"a\": 1}", "expression:map[string]int{\"a\": 1}"},
		{"x // said\n// of y\ny", "expression:x // said\n|expression:// of y\ny"},
		{"return err", "statement:return err"},
		{"x; // done", "expression:x; // done"},
		{";;x;;y;", "expression:  x;|expression: y;"},
		{"x;; ;", "expression:x;   "},
	}
	for _, tt := range tests {
		parts, err := cell.Split(tt.src)
		if err != nil {
			t.Errorf("%q: %v", tt.src, err)
			continue
		}
		var got []string
		for _, p := range parts {
			got = append(got, p.Kind.String()+":"+p.Src)
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q:\n got %q\nwant %q", tt.src, s, tt.want)
		}
	}
}

func TestSplitPlaces(t *testing.T) {
	parts, err := cell.Split("x := 1; y := 2\n\nz")
	if err != nil {
		t.Fatal(err)
	}
	want := []cell.Part{
		{Kind: cell.Stmt, Src: "x := 1;", Off: 0, Line: 1, Col: 1},
		{Kind: cell.Stmt, Src: " y := 2\n", Off: 7, Line: 1, Col: 8},
		{Kind: cell.Expr, Src: "\nz", Off: 15, Line: 2, Col: 1},
	}
	for i, p := range parts {
		if p != want[i] {
			t.Errorf("part %d: got %+v, want %+v", i, p, want[i])
		}
	}
}

func TestSplitRefusesStrayBrackets(t *testing.T) {
	_, err := cell.Split("x := 1\n} ; func f() {")
	if err == nil || err.Error() != "2:1: unexpected }: it closes no bracket of this cell" {
		t.Errorf("got %v", err)
	}
}

// Next looks at the beginning of a long text first: what it finds there is what it finds in a short one.
func TestNextInLongText(t *testing.T) {
	long := strings.Repeat("x := `a` // and so on\n", 2000)
	for _, src := range []string{
		"x := 1\n", "f(\n1)\n", "x // y\n", "/* a\nb */ x\n", "x /* a\nb */\n", "`a\n" + long[:3000] + "`\n", "// c\n\\d\n", "}\n", "\n\n",
		"func f() {\n" + long + "}\n", "x +\n" + long[:5000] + "\n", "x;\n", "if a {\n} else {\n}\n",
	} {
		entry, rest, complete := cell.Next(src + "y\n")
		gotEntry, gotRest, gotComplete := cell.Next(src + "y\n" + long)
		if len(rest) > 0 && (gotEntry != entry || gotRest != rest+long || gotComplete != complete) {
			t.Errorf("%.30q: %d bytes of %d are the entry, %d in a longer text", src, len(entry), len(src), len(gotEntry))
		}
	}
}

func FuzzCell(f *testing.F) {
	for _, s := range []string{"x := 3\n", "for i := []int{1}; ; {", "`\r`", "a:b:for;};", "/**/\\", "if {};{}", "\xff", "func(", "L:\n", ";;x;;y;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		cell.Incomplete(src)
		entry, rest, complete := cell.Next(src)
		if entry+rest != src || entry == "" && rest != "" || !complete && rest != "" {
			t.Fatalf("Next(%q) = %q, %q, %v", src, entry, rest, complete)
		}
		parts, err := cell.Split(src)
		if err != nil || len(parts) == 0 {
			return
		}
		joined := ""
		for _, p := range parts {
			if p.Off != len(joined) {
				t.Fatalf("Split(%q): part %q begins at %d, not at %d", src, p.Src, len(joined), p.Off)
			}
			joined += p.Src
		}
		if strings.ReplaceAll(joined, ";", " ") != strings.ReplaceAll(src, ";", " ") {
			t.Fatalf("Split(%q) joins to %q", src, joined)
		}
	})
}
