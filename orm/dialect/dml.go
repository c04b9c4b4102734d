// This file writes INSERT, UPDATE, DELETE and SQL as written.

package dialect

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/orm/ast"
)

func (c *Compiler) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.Select:
		c.kind = Select
		c.selectStmt(s, outermost)
	case *ast.Compound:
		c.kind = Select
		c.compound(s, outermost)
	case *ast.Text:
		c.kind = Text
		c.text(s.SQL, s.Binds)
		for _, col := range s.Columns {
			c.columns = append(c.columns, ResultColumn{Name: col.Name, Type: col.Type, Column: col})
		}
	case *ast.Insert, *ast.Update, *ast.Delete:
		c.nested(s)
	case *ast.BadStmt:
		c.Fail(s.Err)
	case nil:
		c.Fail(refuse("there is no statement"))
	default:
		c.kind = DDL
		c.definition(s)
	}
}

// nested writes a statement that changes rows, also inside WITH.
func (c *Compiler) nested(s ast.Stmt) {
	outer := c.kind
	switch s := s.(type) {
	case *ast.Insert:
		c.kind, c.table = Insert, s.Table.Name
		c.outside = c.traits.CTEInSelect
		c.insert(s)
	case *ast.Update:
		c.kind, c.table = Update, s.Table.Name
		c.outside = c.traits.CTEInSelect
		c.update(s)
	case *ast.Delete:
		c.kind, c.table = Delete, s.Table.Name
		c.outside = c.traits.CTEInSelect
		c.delete(s)
	}
	c.outside = false
	if outer != 0 {
		c.kind = outer
	}
}

func (c *Compiler) insert(s *ast.Insert) {
	c.registerCTEs(s.With)
	c.S("INSERT ")
	for _, word := range s.Prefix {
		c.S(word + " ")
	}
	c.S("INTO ")
	c.Qualified(s.Table.Schema, s.Table.Name)
	c.S(" ")
	switch {
	case len(s.Columns) == 0 && s.Query == nil:
		c.S(c.traits.EmptyInsert)
	default:
		c.S("(")
		c.Names(s.Columns)
		c.S(") ")
		if s.Query != nil {
			c.query(s.Query, inner)
		} else {
			c.S("VALUES ")
			c.rows(s.Rows)
		}
	}
	if s.Upsert != nil {
		w, ok := c.d.(UpsertWriter)
		if !ok {
			c.Fail(refuse("%s has no upsert", c.d.Name()))
			return
		}
		w.WriteUpsert(c, s)
	}
	c.returning(s.Returning, c.traits.ReturnInsert, "INSERT")
}

func (c *Compiler) rows(rows [][]ast.Expr) {
	for i, row := range rows {
		if i > 0 {
			c.S(", ")
		}
		c.S("(")
		for j, value := range row {
			if j > 0 {
				c.S(", ")
			}
			if b, ok := value.(*ast.Bind); ok && len(rows) > 1 && c.traits.Placeholder == Named {
				numbered := *b
				numbered.Name += "_m" + strconv.Itoa(i)
				value = &numbered
			}
			c.assigned(value)
		}
		c.S(")")
	}
}

func (c *Compiler) returning(list []ast.Expr, able bool, word string) {
	if len(list) == 0 {
		return
	}
	if !able {
		c.Fail(refuse("%s has no RETURNING for %s; select the rows in a statement of their own", c.d.Name(), word))
		return
	}
	c.S(" RETURNING ")
	at := outermost
	if len(c.open) > 0 {
		at = inner
	}
	c.columnList(list, ast.LabelDisambiguate, at)
}

func (c *Compiler) update(s *ast.Update) {
	c.registerCTEs(s.With)
	others := c.others(s.Table, s.From, s.Where, s.Set)
	c.push(append([]ast.Source{s.Table}, others...))
	c.S("UPDATE ")
	c.Qualified(s.Table.Schema, s.Table.Name)
	if len(others) > 0 && !c.traits.UpdateFrom {
		c.S(", ")
		c.sources(others)
	}
	c.S(" SET ")
	if len(s.Set) == 0 {
		c.Fail(refuse("UPDATE %s sets nothing; give it values", s.Table.Name))
	}
	for i, set := range s.Set {
		if i > 0 {
			c.S(", ")
		}
		if len(others) > 0 && !c.traits.UpdateFrom {
			c.qualifier(s.Table)
		}
		c.Name(set.Column)
		c.S("=")
		c.assigned(set.Value)
	}
	if len(others) > 0 && c.traits.UpdateFrom {
		c.S(" FROM ")
		c.sources(others)
	}
	c.where(" WHERE ", s.Where)
	if len(s.OrderBy) > 0 || s.Limit != nil {
		c.tail(s.OrderBy, s.Limit, nil)
	}
	c.returning(s.Returning, c.traits.ReturnUpdate, "UPDATE")
	c.pop()
}

// others is what an UPDATE or DELETE reads besides its own table.
func (c *Compiler) others(target *ast.Table, from []ast.Source, where []ast.Expr, sets []ast.Set) []ast.Source {
	list := slices.Clone(from)
	list = mentioned(list, where)
	for _, set := range sets {
		list = mentioned(list, []ast.Expr{set.Value})
	}
	list = withoutMembers(list)
	return slices.DeleteFunc(list, func(src ast.Source) bool {
		return src == ast.Source(target) || len(c.scopes) > 0 && slices.Contains(c.scopes[len(c.scopes)-1].visible, src)
	})
}

func (c *Compiler) delete(s *ast.Delete) {
	c.registerCTEs(s.With)
	others := c.others(s.Table, s.Using, s.Where, nil)
	c.push(append([]ast.Source{s.Table}, others...))
	c.S("DELETE FROM ")
	c.Qualified(s.Table.Schema, s.Table.Name)
	if len(others) > 0 {
		if !c.traits.DeleteUsing {
			c.Fail(refuse("%s can't delete from %s with another table in the condition; use In or Exists with a query", c.d.Name(), s.Table.Name))
		}
		c.S(" USING ")
		if c.traits.Quote == '`' {
			c.Qualified(s.Table.Schema, s.Table.Name)
			c.S(", ")
		}
		c.sources(others)
	}
	c.where(" WHERE ", s.Where)
	c.returning(s.Returning, c.traits.ReturnDelete, "DELETE")
	c.pop()
}

// text writes SQL as written; its :names become binds. A colon that is doubled, escaped by \, inside quotes or a
// comment, or that follows a letter is itself.
func (c *Compiler) text(sql string, given []*ast.Bind) {
	if strings.ContainsAny(sql, string([]byte{marker, typeMark})) {
		c.Fail(refuse("SQL can't hold the bytes 0 and 1"))
		return
	}
	for i := 0; i < len(sql); {
		switch end := skip(sql, i, c.traits.Quote == '`'); {
		case end > i:
			c.S(sql[i:end])
			i = end
		case sql[i] == '\\' && i+1 < len(sql) && sql[i+1] == ':':
			c.S(":")
			i += 2
		case sql[i] == ':' && (i == 0 || !word(sql[i-1]) && sql[i-1] != ':' && sql[i-1] != '\\'):
			name := bindName(sql[i+1:])
			rest := sql[i+1+len(name):]
			if name == "" || strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::") {
				c.S(":")
				i++
				continue
			}
			c.castThere = castBefore().MatchString(sql[:i]) && castBehind().MatchString(rest)
			c.textBind(name, given)
			c.castThere = false
			i += 1 + len(name)
		default:
			c.b = append(c.b, sql[i])
			i++
		}
	}
}

// What stands around a bind whose type is said: CAST(:name AS type).
var (
	castBefore = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bCAST\s*\(\s*$`) })
	castBehind = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^\s+AS\s`) })
)

func (c *Compiler) textBind(name string, given []*ast.Bind) {
	for _, b := range given {
		if b.Name == name {
			c.freeBind(b)
			return
		}
	}
	bind := &ast.Bind{Name: name, Value: ast.Param{}}
	if n, list := c.lists[name]; list && behindIn.Match(c.b) {
		c.textList(bind, n)
		return
	}
	c.freeBind(bind)
}

// behindIn matches SQL that goes on with the list of IN.
var behindIn = regexp.MustCompile(`(?i)\bIN\s*\(?\s*$`)

// textList writes a parameter that is a list: IN :ids is IN (?, ?). The brackets may stand in the text already.
func (c *Compiler) textList(b *ast.Bind, n int) {
	if n == 0 {
		c.Fail(refuse("the list :%s is empty: leave the condition out, or write one that is false", b.Name))
		return
	}
	bare := bytes.HasSuffix(bytes.TrimRight(c.b, " \t\n"), []byte("("))
	if !bare {
		c.S("(")
	}
	for i, one := range c.expanded([]ast.Expr{b}) {
		if i > 0 {
			c.S(", ")
		}
		c.freeBind(one.(*ast.Bind))
	}
	if !bare {
		c.S(")")
	}
}

// freeBind writes a bind of which nothing is known but its value.
func (c *Compiler) freeBind(b *ast.Bind) {
	was := c.free
	c.free = true
	c.Bind(b)
	c.free = was
}

func bindName(s string) string {
	n := 0
	for n < len(s) && word(s[n]) {
		n++
	}
	return s[:n]
}

func word(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// Skip gives the end of the quoted text, quoted name or comment that begins at i, or i where none begins.
func Skip(sql string, i int) int { return skip(sql, i, false) }

// skip gives the end of the quoted text or comment that begins at i, or i where none begins.
// In MySQL's strings a backslash takes the next character with it.
func skip(sql string, i int, backslash bool) int {
	rest := sql[i:]
	var end int
	switch {
	case rest[0] == '\'' || rest[0] == '"' || rest[0] == '`':
		for j := 1; j < len(rest); j++ {
			if rest[j] == rest[0] {
				return i + j + 1
			}
			if rest[j] == '\\' && backslash && rest[0] != '`' {
				j++
			}
		}
	case strings.HasPrefix(rest, "--"):
		if end = strings.IndexByte(rest, '\n'); end >= 0 {
			return i + end
		}
	case strings.HasPrefix(rest, "/*"):
		if end = strings.Index(rest, "*/"); end >= 0 {
			return i + end + 2
		}
	default:
		return i
	}
	return len(sql)
}
