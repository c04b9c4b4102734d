// This file prints tables and columns as SQLAlchemy's reprs do.
//
//layer:2

package orm

import (
	"fmt"
	"strings"
)

// quoted is s as Python's repr prints a string.
func quoted(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// String is the repr: Table('users', MetaData(), Column('id', Integer(), table=<users>, ...), schema=None).
func (t *Table) String() string {
	var b strings.Builder
	b.WriteString("Table(" + quoted(t.name) + ", " + t.meta.String())
	for _, c := range t.cols {
		b.WriteString(", " + c.repr())
	}
	schema := "None"
	if t.schema != "" {
		schema = quoted(t.schema)
	}
	b.WriteString(", schema=" + schema + ")")
	return b.String()
}

func (c *Column) repr() string {
	parts := []string{quoted(c.name), c.typ.String()}
	if c.fk != nil {
		parts = append(parts, "ForeignKey("+quoted(c.fk.to)+")")
	}
	if c.table != nil {
		parts = append(parts, "table=<"+c.table.name+">")
	}
	if c.pk {
		parts = append(parts, "primary_key=True")
	}
	if !c.Nullable() {
		parts = append(parts, "nullable=False")
	}
	if c.onUpdate != nil {
		parts = append(parts, "onupdate=ColumnDefault("+c.onUpdate.repr()+")")
	}
	if c.def != nil {
		parts = append(parts, "default=ColumnDefault("+c.def.repr()+")")
	}
	if c.serverDefault != nil {
		parts = append(parts, "server_default=DefaultClause(...)")
	}
	if c.comment != "" {
		parts = append(parts, "comment="+quoted(c.comment))
	}
	return "Column(" + strings.Join(parts, ", ") + ")"
}

func (d *DefaultArg) repr() string {
	switch v := d.value.(type) {
	case nil:
		if d.fn != nil {
			return "<function>"
		}
		return "None"
	case string:
		return quoted(v)
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return fmt.Sprint(d.value)
}
