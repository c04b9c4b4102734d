// This file holds the quoting of names.

package dialect

import (
	"crypto/md5" //nolint:gosec // it shortens a name
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ormsh/ormsh/orm/ast"
)

// Name writes an identifier, quoted where the database needs it. An empty name or one with a zero byte is an error.
func (c *Compiler) Name(name string) {
	c.identifier(name, c.traits.MaxIdentifier)
}

// label writes the name of an alias, a CTE or a result column, which some databases let be longer than others.
func (c *Compiler) label(name string) { c.identifier(name, c.traits.MaxLabel) }

func (c *Compiler) identifier(name string, limit int) {
	switch n := c.traits.length(name); {
	case name == "" || strings.IndexByte(name, 0) >= 0:
		c.Fail(refuse("%q can't be a name in SQL", name))
	case limit > 0 && n > limit:
		c.Fail(refuse("the name %q has a length of %d, %s takes %d", name, n, c.d.Name(), limit))
	default:
		c.b = appendQuoted(c.b, c.traits, name)
	}
}

// length is that of a name as the database counts it.
func (t *Traits) length(name string) int {
	if t.ByteNames {
		return len(name)
	}
	return utf8.RuneCountInString(name)
}

// short is a label that the compiler makes of a table's and a column's name, cut to a number where it is too long, as
// SQLAlchemy does it.
func (c *Compiler) short(name string) string {
	limit := c.traits.MaxLabel - 6
	if limit < 0 || len(name) <= limit {
		return name
	}
	if given, ok := c.shortened[name]; ok {
		return given
	}
	if c.shortened == nil {
		c.shortened = map[string]string{}
	}
	given := strings.ToValidUTF8(name[:limit], "") + "_" + strconv.FormatInt(int64(len(c.shortened)+1), 16)
	c.shortened[name] = given
	return given
}

// IndexName is the name of an index. One that was made of its table's and column's names is cut where it is too long,
// with a part of its sum behind it, as SQLAlchemy does it.
func IndexName(d Dialect, ix *ast.Index) string {
	limit := d.Traits().MaxIdentifier
	if !ix.Made || limit == 0 || d.Traits().length(ix.Name) <= limit {
		return ix.Name
	}
	sum := md5.Sum([]byte(ix.Name))
	return strings.ToValidUTF8(ix.Name[:limit-8], "") + "_" + hex.EncodeToString(sum[:])[28:]
}

// Names writes identifiers with a comma and a blank between them.
func (c *Compiler) Names(names []string) {
	for i, name := range names {
		if i > 0 {
			c.S(", ")
		}
		c.Name(name)
	}
}

// Qualified writes schema.name; an empty schema is left out.
func (c *Compiler) Qualified(schema, name string) {
	if schema != "" {
		c.Name(schema)
		c.S(".")
	}
	c.Name(name)
}

// String writes a string literal. It is for definitions: values of queries are binds.
func (c *Compiler) String(s string) {
	if strings.IndexByte(s, 0) >= 0 {
		c.Fail(refuse("%q can't be a string in SQL", s))
		return
	}
	if c.traits.Quote == '`' {
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	c.S("'" + strings.ReplaceAll(s, "'", "''") + "'")
}

// QuoteName quotes a name as the traits demand it.
func QuoteName(t *Traits, name string) string { return string(appendQuoted(nil, t, name)) }

func appendQuoted(b []byte, t *Traits, name string) []byte {
	if plain(name) && !t.Reserved[name] {
		return append(b, name...)
	}
	b = append(b, t.Quote)
	for i := 0; i < len(name); i++ {
		if name[i] == t.Quote {
			b = append(b, t.Quote)
		}
		b = append(b, name[i])
	}
	return append(b, t.Quote)
}

// plain tells whether a name needs no quotes: lower case letters, digits and underscores, no digit first.
func plain(name string) bool {
	for i := 0; i < len(name); i++ {
		switch ch := name[i]; {
		case ch >= 'a' && ch <= 'z', ch == '_':
		case (ch >= '0' && ch <= '9' || ch == '$') && i > 0:
		default:
			return false
		}
	}
	return name != ""
}
