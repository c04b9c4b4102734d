// This file completes identifiers: names in scope, members of values and packages, fields of struct literals, keywords.

package check

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

const maxCandidates = 500

// Complete lists what the identifier that ends at byte offset pos of src may become, best first. src need not be complete Go.
func (s *Scope) Complete(src string, pos int) []Candidate {
	pos = min(max(pos, 0), len(src))
	before := src[:pos]
	start := identStart(before)
	c := &completion{Scope: s, prefix: before[start:], start: start}
	head := strings.TrimRight(before[:start], " \t\r\n")
	switch {
	case inStringOrComment(before):
		c.importPaths(before)
	case strings.HasSuffix(head, "."):
		c.members(head[:len(head)-1])
	default:
		if !c.literalFields(before[:start]) {
			c.names(before[:start])
		}
	}
	return c.sorted()
}

type completion struct {
	*Scope
	prefix string
	start  int
	found  []Candidate
	seen   map[string]bool
}

// add takes a candidate that begins with the prefix, case aside.
func (c *completion) add(text, kind, typ string) {
	if len(text) < len(c.prefix) || !strings.EqualFold(text[:len(c.prefix)], c.prefix) || c.seen[text] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[text] = true
	c.found = append(c.found, Candidate{Text: text, Start: c.start, Kind: kind, Type: typ})
}

// sorted gives the candidates that match exactly before those that differ in case, fields before methods, then by name.
func (c *completion) sorted() []Candidate {
	rank := func(x Candidate) int {
		r := 0
		if !strings.HasPrefix(x.Text, c.prefix) {
			r += 10
		}
		switch x.Kind {
		case "package":
			r += 2
		case "keyword":
			r += 3
		case "method":
			r++
		}
		return r
	}
	slices.SortFunc(c.found, func(a, b Candidate) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Text, b.Text)) })
	return c.found[:min(len(c.found), maxCandidates)]
}

// names offers everything that an identifier at this place may be.
func (c *completion) names(before string) {
	for _, n := range localNames(before) {
		c.add(n, "var", "")
	}
	for name, b := range c.Scope.names {
		switch {
		case b.imp != nil:
			c.add(name, "package", b.imp.Path())
		case !isResult(name) || strings.HasPrefix(c.prefix, "_"):
			if len(name) >= len(c.prefix) && strings.EqualFold(name[:len(c.prefix)], c.prefix) {
				c.add(name, kindOf(b.obj), typeOf(b.obj))
			}
		}
	}
	for _, n := range c.set.Names() {
		if p, ok := c.set.ByName(n); ok {
			c.add(n, "package", p.Path)
		}
	}
	for _, n := range types.Universe.Names() {
		c.add(n, kindOf(types.Universe.Lookup(n)), "")
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		c.add(t.String(), "keyword", "")
	}
}

// importPaths offers packages where the string that is open at the end of before is the path of an import.
func (c *completion) importPaths(before string) {
	quote := strings.LastIndexAny(before, "\"`")
	if quote < 0 {
		return // a comment
	}
	toks, _, _ := lexAll(before[:quote])
	n := len(toks)
	if n > 0 && (toks[n-1] == token.IDENT || toks[n-1] == token.PERIOD) { // its name
		n--
	}
	for n > 0 && toks[n-1] == token.STRING { // those before it in the brackets
		n--
	}
	if n > 0 && toks[n-1] == token.LPAREN {
		n--
	}
	if n == 0 || toks[n-1] != token.IMPORT {
		return
	}
	c.start, c.prefix = quote+1, before[quote+1:]
	for _, path := range c.set.Paths() {
		c.add(path, "package", "")
	}
}

// members offers what may follow the dot after the operand that head ends with.
func (c *completion) members(head string) {
	operand := lastOperand(head)
	if operand == "" {
		return
	}
	if p, ok := c.packageNamed(operand); ok {
		for _, n := range p.Scope().Names() {
			if token.IsExported(n) {
				obj := p.Scope().Lookup(n)
				c.add(n, kindOf(obj), typeOf(obj))
			}
		}
		return
	}
	tv, ok := c.typeAt(operand, head[:len(head)-len(operand)])
	if !ok {
		return
	}
	for _, m := range c.membersOf(tv) {
		c.add(m.Name(), kindOf(m), typeOf(m))
	}
}

// literalFields offers the fields of the struct literal that is open at the end of before, but for those that it has already. It is true where a field is
// wanted: then nothing else is offered.
func (c *completion) literalFields(before string) bool {
	lit := openLiteral(before)
	if lit.typ == "" || lit.inValue {
		return false
	}
	t, ok := c.typeAt(lit.typ, "")
	if !ok {
		return false
	}
	for range lit.levels {
		if t = elementOf(t); t == nil {
			return false
		}
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || lit.positional {
		return false
	}
	for f := range st.Fields() {
		own := f.Pkg() != nil && f.Pkg().Path() == MainPath
		if (f.Exported() || own) && f.Name() != "_" && !slices.Contains(lit.given, f.Name()) {
			c.add(f.Name(), "field", TypeString(f.Type()))
		}
	}
	return len(c.found) > 0 || c.prefix == ""
}

// elementOf is the type of what a literal of the type holds, where a literal in it needs no type of its own; nil of others.
func elementOf(t types.Type) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return nil
}

// packageNamed finds the package that a plain name stands for, unless a variable has it.
func (s *Scope) packageNamed(name string) (*types.Package, bool) {
	if b, ok := s.names[name]; ok {
		return b.imp, b.imp != nil
	}
	return s.view(0).known(name)
}
