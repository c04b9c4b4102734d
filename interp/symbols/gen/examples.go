// This file collects the examples of packages: one for each name, with what it prints.

package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/printer"
	"path/filepath"
	"slices"
	"strings"
)

// examples returns the first example of each name of p, as "Name" or "Type.Method", as a JSON object; nothing where there are none. Those
// that say nothing about what they print are left out: nobody runs them.
func examples(p *pkg) ([]byte, error) {
	m := map[string]string{}
	for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
		f, err := parser.ParseFile(p.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, e := range doc.Examples(f) {
			key := exampleKey(e.Name)
			if e.Output == "" || key == "" || m[key] != "" {
				continue
			}
			if m[key], err = exampleText(p, e); err != nil {
				return nil, fmt.Errorf("example %s: %w", e.Name, err)
			}
		}
	}
	if len(m) == 0 {
		return nil, nil
	}
	return json.Marshal(m)
}

// exampleKey is what an example is of: Session.Plan of Session_Plan, and Session of Session_second.
func exampleKey(name string) string {
	words := strings.Split(name, "_")
	if last := words[len(words)-1]; len(words) > 1 && !ast.IsExported(last) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, ".")
}

// exampleText is the body of an example, and what it prints as a comment.
func exampleText(p *pkg, e *doc.Example) (string, error) {
	var b strings.Builder
	if err := format.Node(&b, p.fset, &printer.CommentedNode{Node: e.Code, Comments: e.Comments}); err != nil {
		return "", err
	}
	text := b.String()
	if _, block := e.Code.(*ast.BlockStmt); block {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
		text = strings.ReplaceAll(text, "\n\t", "\n")
	}
	text, _, _ = strings.Cut(text, "// Output:")
	text, _, _ = strings.Cut(text, "// Unordered output:")
	printed := strings.TrimSpace(strings.ReplaceAll("\n"+strings.TrimSpace(e.Output), "\n", "\n// "))
	return strings.TrimSpace(text) + "\n\n// prints\n" + printed, nil
}
