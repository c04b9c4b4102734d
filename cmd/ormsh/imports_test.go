// This file holds the import policy of the module as one readable table.

package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ormsh/ormsh/"

// allow lists, for every package of this module, which packages of this module it may import (tests excepted).
// A new package is added here with the reason in its doc.go; an entry is never widened to fix a build.
var allow = map[string][]string{
	// echo is usable alone; orm knows neither the shell nor the interpreter.
	"echo":                 {},
	"orm/ast":              {},
	"orm/dialect":          {"orm/ast"},
	"orm/dialect/sqlite":   {"orm/ast", "orm/dialect"},
	"orm/dialect/mysql":    {"orm/ast", "orm/dialect"},
	"orm/dialect/postgres": {"orm/ast", "orm/dialect"},
	"orm/internal/topo":    {},
	"orm/internal/pool":    {},
	"orm/internal/access":  {},
	"orm/internal/flush":   {"orm/internal/topo"},
	"orm/internal/sqlform": {}, // what a database makes of an expression: for Diff
	"orm": {"echo", "orm/ast", "orm/dialect", "orm/dialect/sqlite", "orm/dialect/mysql", "orm/dialect/postgres",
		"orm/internal/topo", "orm/internal/pool", "orm/internal/access", "orm/internal/flush", "orm/internal/sqlform"},

	"ormtest":             {"orm"},         // the compliance suite of dialects, which other modules import
	"orm/internal/oracle": {"echo", "orm"}, // for tests alone: recordings and how programs compare with them

	// interp: text -> cell -> checked -> lowered -> value. It knows neither orm nor repl; packages come in as data.
	"interp/cell":                  {},
	"interp/internal/cells":        {}, // for tests alone: the conformance suite
	"interp/rtype":                 {},
	"interp/rtype/internal/sample": {}, // types that tests make again at run time
	"interp/rtype/internal/other":  {}, // and types that these embed
	"interp/pkgs":                  {},
	"interp/source":                {},
	"interp/check":                 {"interp/cell", "interp/pkgs"},
	"interp/host":                  {"interp/rtype"},
	"interp/lower":                 {"interp/check", "interp/host", "interp/rtype", "interp/pkgs"},
	"interp/run":                   {"interp/lower", "interp/host", "interp/rtype", "interp/pkgs"},
	"interp/export":                {"interp/cell", "interp/check", "interp/pkgs"},
	"interp":                       {"interp/cell", "interp/check", "interp/lower", "interp/run", "interp/host", "interp/rtype", "interp/pkgs", "interp/source"},
	"interp/symbols":               {"interp/pkgs", "orm", "echo"}, // generated tables: the one place below cmd that joins interp and orm
	"interp/symbols/gen":           {"interp/rtype"},               // how instances of generic types are named is said in one place

	"internal/emulator": {}, // a terminal for tests

	"repl/display":    {},
	"repl/transcript": {},
	"repl/line":       {"interp/cell"},
	// repl wraps the makers of engines in package orm's table of symbols: that is why it knows interp/pkgs.
	"docs":      {}, // the guide, embedded for \help
	"repl":      {"docs", "repl/display", "repl/line", "repl/transcript", "interp", "interp/cell", "interp/export", "interp/pkgs", "interp/symbols", "orm", "echo"},
	"scripts":   {},
	"cmd/ormsh": {"repl", "repl/display", "repl/line", "repl/transcript", "orm"},
}

// TestImportDAG compares the table with what the packages import.
func TestImportDAG(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}:{{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		allowed, listed := allow[strings.TrimPrefix(pkg, module)]
		if !listed {
			t.Errorf("%s is not in the table; add it with a reason", pkg)
		}
		for imp := range strings.FieldsSeq(imports) {
			if rel, ok := strings.CutPrefix(imp, module); ok && !slices.Contains(allowed, rel) {
				t.Errorf("%s must not import %s", pkg, imp)
			}
		}
	}
}
