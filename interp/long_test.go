// This file tests statements with hundreds of cases.

package interp_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestManyCases(t *testing.T) {
	const many = 500
	all := func(format string) string {
		var b strings.Builder
		for i := range many {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	for name, src := range map[string]string{
		"switch":      "switch x {\n" + all("case #: return \"#\"\n") + "}\nreturn \"none\"",
		"break":       "switch x {\n" + all("case #: if x >= 0 { break }\nreturn \"wrong\"\n") + "default: return \"none\"\n}\nreturn fmt.Sprint(x)",
		"fallthrough": "r := \"none\"\nswitch x {\n" + all("case #, -#-10: r = \"#\"; if r != \"0\" { break }; fallthrough\n") + "default: if r == \"0\" { r = \"wrong\" }\n}\nreturn r",
		"continue":    "for i := x; ; i++ {\nswitch i {\ncase -1, x + 1: return \"none\"\n" + all("case #: if i > x { continue }; return \"#\"\n") + "}\n}",
		"types":       "var v any = x\nif x == 499 { v = [499]int{} }\nswitch v.(type) {\n" + all("case [#]int: return \"#\"\n") + "case int: if x < 0 || x >= 500 { return \"none\" }; return fmt.Sprint(x)\n}\nreturn \"wrong\"",
		"else if":     "if x < 0 { return \"none\"\n" + all("} else if y := x - #; y == 0 { return \"#\"\n") + "} else { return \"none\" }",
	} {
		t.Run(name, func(t *testing.T) {
			sh := newShell(t)
			sh.must(t, "func f(x int) string {\n"+src+"\n}")
			for x, want := range map[int]string{1: "1", 250: "250", 499: "499", 500: "none", -1: "none"} {
				if got := sh.run(fmt.Sprintf("f(%d)", x)); got != want {
					t.Errorf("f(%d) is %s", x, got)
				}
			}
		})
	}
}
