// This file holds the quoting of names.

package dialect

import "strings"

// Name writes an identifier, quoted where the database needs it. An empty name or one with a zero byte is an error.
func (c *Compiler) Name(name string) {
	if name == "" || strings.IndexByte(name, 0) >= 0 {
		c.Fail(refuse("%q can't be a name in SQL", name))
		return
	}
	if limit := c.traits.MaxIdentifier; limit > 0 && len(name) > limit {
		c.Fail(refuse("the name %q has %d bytes, %s takes %d", name, len(name), c.d.Name(), limit))
		return
	}
	c.b = appendQuoted(c.b, c.traits, name)
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
