// This file reads the text of CREATE TABLE and CREATE INDEX, which SQLite keeps as it was written, for what no pragma
// tells: names of constraints, checks, computed columns, collations, conditions of indexes.

package sqlite

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// createTable is what the text of CREATE TABLE says beyond the pragmas.
type createTable struct {
	columns map[string]inlineColumn
	keys    []namedKey
	checks  []ast.Constraint
}

type inlineColumn struct{ computed, collate string }

type namedKey struct {
	kind     ast.ConstraintKind
	columns  []string
	name     string
	deferred string
}

func (c createTable) find(kind ast.ConstraintKind, columns []string) namedKey {
	for _, k := range c.keys {
		if k.kind == kind && slices.EqualFunc(k.columns, columns, strings.EqualFold) {
			return k
		}
	}
	return namedKey{}
}

func (c createTable) nameOf(kind ast.ConstraintKind, columns []string) string {
	return c.find(kind, columns).name
}

func (c createTable) deferOf(columns []string) string {
	return c.find(ast.ForeignKeyConstraint, columns).deferred
}

// parseCreate reads CREATE TABLE name ( definition, definition ... ). What it doesn't understand it leaves out.
func parseCreate(sql string) createTable {
	c := createTable{columns: map[string]inlineColumn{}}
	toks := tokens(sql)
	open := slices.Index(toks, "(")
	if open < 0 {
		return c
	}
	for _, def := range split(inside(toks[open:])) {
		if len(def) == 0 {
			continue
		}
		if isConstraint(def[0]) {
			c.constraints(def, nil)
			continue
		}
		name := unquote(def[0])
		c.columns[name] = c.column(def[1:])
		c.constraints(def[1:], []string{name})
	}
	return c
}

func isConstraint(word string) bool {
	switch strings.ToUpper(word) {
	case "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN":
		return true
	}
	return false
}

func (c *createTable) column(def []string) (out inlineColumn) {
	for i, word := range def {
		switch strings.ToUpper(word) {
		case "COLLATE":
			if i+1 < len(def) {
				out.collate = unquote(def[i+1])
			}
		case "AS":
			out.computed = join(inside(def[i+1:]))
		}
	}
	return out
}

// constraints takes the constraints of one definition; columns is the column they follow, nil for those of the table.
func (c *createTable) constraints(def, columns []string) {
	name := ""
	for i := 0; i < len(def); i++ {
		rest := def[i+1:]
		key := namedKey{name: name, columns: columns}
		switch strings.ToUpper(def[i]) {
		case "CONSTRAINT":
			if len(rest) > 0 {
				name = unquote(rest[0])
				i++
			}
			continue
		case "(":
			i += len(inside(def[i:])) + 1
			continue
		case "PRIMARY":
			key.kind = ast.PrimaryKeyConstraint
		case "UNIQUE":
			key.kind = ast.UniqueConstraint
		case "FOREIGN":
			key.kind, key.deferred = ast.ForeignKeyConstraint, deferral(rest)
		case "REFERENCES":
			if columns == nil {
				continue
			}
			key.kind, key.deferred = ast.ForeignKeyConstraint, deferral(rest)
		case "CHECK":
			c.checks = append(c.checks, ast.Constraint{Kind: ast.CheckConstraint, Name: name, SQL: join(inside(rest))})
			name = ""
			continue
		default:
			continue
		}
		if columns == nil {
			key.columns = names(rest)
		}
		c.keys = append(c.keys, key)
		name = ""
	}
}

// deferral reads DEFERRABLE INITIALLY DEFERRED behind a foreign key, up to the next constraint.
func deferral(toks []string) string {
	var words []string
	for i, t := range toks {
		if strings.EqualFold(t, "CONSTRAINT") {
			break
		}
		if len(words) > 0 || strings.EqualFold(t, "DEFERRABLE") || strings.EqualFold(t, "NOT") && i+1 < len(toks) && strings.EqualFold(toks[i+1], "DEFERRABLE") {
			words = append(words, strings.ToUpper(t))
		}
	}
	return strings.Join(words, " ")
}

// names reads the column names in the first parentheses.
func names(toks []string) []string {
	open := slices.Index(toks, "(")
	if open < 0 {
		return nil
	}
	var out []string
	for _, part := range split(inside(toks[open:])) {
		if len(part) > 0 {
			out = append(out, unquote(part[0]))
		}
	}
	return out
}

// parseIndex reads the parts of CREATE INDEX name ON table (part, part) WHERE condition.
func parseIndex(sql string) (parts []string, where string) {
	toks := tokens(sql)
	open := slices.Index(toks, "(")
	if open < 0 {
		return nil, ""
	}
	body := inside(toks[open:])
	for _, part := range split(body) {
		parts = append(parts, join(part))
	}
	rest := toks[min(open+len(body)+2, len(toks)):]
	if len(rest) > 1 && strings.EqualFold(rest[0], "WHERE") {
		where = join(rest[1:])
	}
	return parts, where
}

// inside is what stands between the first token, a parenthesis, and the one that closes it.
func inside(toks []string) []string {
	if len(toks) == 0 || toks[0] != "(" {
		return nil
	}
	depth := 0
	for i, t := range toks {
		switch t {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return toks[1:i]
			}
		}
	}
	return toks[1:]
}

// split cuts at the commas outside parentheses.
func split(toks []string) [][]string {
	var out [][]string
	start, depth := 0, 0
	for i, t := range toks {
		switch {
		case t == "(":
			depth++
		case t == ")":
			depth--
		case t == "," && depth == 0:
			out = append(out, toks[start:i])
			start = i + 1
		}
	}
	return append(out, toks[start:])
}

// join writes tokens with single blanks where they need one.
func join(toks []string) string {
	var b strings.Builder
	for i, t := range toks {
		if i > 0 && t != ")" && t != "," && t != "." && toks[i-1] != "(" && toks[i-1] != "." && (t != "(" || !word(toks[i-1])) {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	return b.String()
}

func word(t string) bool {
	switch strings.ToUpper(t) {
	case "IN", "AND", "OR", "NOT", "AS", "LIKE", "IS", "BETWEEN", "THEN", "ELSE", "WHEN", "CASE":
		return false
	}
	ch := t[0]
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_' || ch == '"'
}

// tokens cuts SQL into words, quoted names and strings, and single signs; comments and blanks are left out.
func tokens(sql string) []string {
	var out []string
	for i := 0; i < len(sql); {
		end := i + 1
		switch ch := sql[i]; {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			i++
			continue
		case strings.HasPrefix(sql[i:], "--"):
			i = after(sql, i, "\n")
			continue
		case strings.HasPrefix(sql[i:], "/*"):
			i = after(sql, i, "*/")
			continue
		case ch == '\'' || ch == '"' || ch == '`':
			end = closing(sql, i, ch)
		case ch == '[':
			end = after(sql, i, "]")
		case wordByte(ch):
			for end < len(sql) && wordByte(sql[end]) {
				end++
			}
		case strings.ContainsRune("<>=!|", rune(ch)):
			for end < len(sql) && strings.ContainsRune("<>=|", rune(sql[end])) {
				end++
			}
		}
		out = append(out, sql[i:end])
		i = end
	}
	return out
}

func wordByte(ch byte) bool {
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= '0' && ch <= '9' || ch == '_' || ch == '$' || ch >= 0x80
}

func after(sql string, i int, end string) int {
	if n := strings.Index(sql[i:], end); n >= 0 {
		return i + n + len(end)
	}
	return len(sql)
}

// closing is the offset behind a quoted name or string; a doubled quote is part of it.
func closing(sql string, i int, quote byte) int {
	for i++; i < len(sql); i++ {
		if sql[i] != quote {
			continue
		}
		if i+1 < len(sql) && sql[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return i
}

// unquote takes the quotes off a name.
func unquote(s string) string {
	if len(s) < 2 {
		return s
	}
	switch q := s[0]; q {
	case '"', '`', '\'':
		return strings.ReplaceAll(s[1:len(s)-1], string([]byte{q, q}), string(q))
	case '[':
		return s[1 : len(s)-1]
	}
	return s
}
