// This file writes changes of tables that exist.

package dialect

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// alterColumn writes a column's new type and rule for NULL: as MySQL's MODIFY with the whole definition, else in parts.
func (c *Compiler) alterColumn(s *ast.AlterColumn) {
	if !c.traits.AlterForeign {
		c.Fail(refuse("%s can't change a column: make the table anew and copy its rows", c.d.Name()))
		return
	}
	def := &ast.TableDef{Schema: s.Schema, Name: s.Table, Columns: []ast.ColumnDef{s.Column}}
	col := &def.Columns[0]
	c.alter(s.Schema, s.Table)
	if c.traits.ModifyColumn {
		c.S("MODIFY COLUMN ")
		c.Unqualified(func() { c.columnDef(def, col) })
		return
	}
	separator := ""
	part := func() {
		c.S(separator + "ALTER COLUMN ")
		c.Name(col.Name)
		separator = ", "
	}
	if s.Type && s.HadDefault {
		part()
		c.S(" DROP DEFAULT")
	}
	if s.Type {
		part()
		c.newType(def, col, s.From)
	}
	if s.Null && col.NotNull {
		part()
		c.S(" SET NOT NULL")
	} else if s.Null {
		part()
		c.S(" DROP NOT NULL")
	}
	if s.Made {
		c.alterMade(s, col, part)
	}
	switch {
	case col.Default != nil && (s.Default || s.Type):
		part()
		c.S(" SET DEFAULT ")
		c.Expr(col.Default)
	case s.Default && !s.Type:
		part()
		c.S(" DROP DEFAULT")
	}
}

// alterMade changes how the database makes a column's values. A column that gets this way later gets an identity: SERIAL is a
// word of CREATE TABLE alone.
func (c *Compiler) alterMade(s *ast.AlterColumn, col *ast.ColumnDef, part func()) {
	want := col.Identity
	if want == nil && col.Generated {
		want = &ast.Identity{}
	}
	if want == nil || !s.HadIdentity {
		part()
		if s.HadIdentity {
			c.S(" DROP IDENTITY")
		} else {
			c.S(" DROP DEFAULT") // of SERIAL, or none
		}
	}
	if want == nil {
		return
	}
	part()
	way := "BY DEFAULT"
	if want.Always {
		way = "ALWAYS"
	}
	start, increment := strconv.FormatInt(max(want.Start, 1), 10), strconv.FormatInt(cmp.Or(want.Increment, 1), 10)
	if s.HadIdentity {
		c.S(" SET GENERATED " + way + " SET START WITH " + start + " SET INCREMENT BY " + increment)
		return
	}
	c.S(" ADD GENERATED " + way + " AS IDENTITY (START WITH " + start + " INCREMENT BY " + increment + ")")
}

// newType writes what follows ALTER COLUMN to give it another type, and the conversion of its values.
func (c *Compiler) newType(def *ast.TableDef, col *ast.ColumnDef, from ast.Type) {
	c.S(" TYPE ")
	c.Type(def, col)
	c.S(" USING ")
	c.Name(col.Name)
	bare := *col
	bare.Collate = ""
	if !castable(from, col.Type) {
		c.S("::text") // which every type can be written as and read from
	}
	c.S("::")
	c.Type(def, &bare)
}

// castable tells whether PostgreSQL converts a type to another at once.
func castable(from, to ast.Type) bool {
	family := func(t ast.Type) string {
		switch t.Affinity() {
		case ast.Integer, ast.Float, ast.Numeric:
			return "number"
		case ast.Date, ast.DateTime:
			return "moment"
		}
		return ""
	}
	a, b := from.Affinity(), to.Affinity()
	return from.Kind != ast.Enum && to.Kind != ast.Enum && (a == b || family(from) != "" && family(from) == family(to) ||
		a == ast.Integer && b == ast.Boolean || a == ast.Boolean && b == ast.Integer || b == ast.Varchar)
}

// alterOptions writes new options of a table; a character set is that of its columns too.
func (c *Compiler) alterOptions(s *ast.AlterOptions) {
	c.alter(s.Schema, s.Table)
	for i, option := range s.Options {
		switch name := OptionName(option.Name); {
		case name == "CHARSET":
			c.S("CONVERT TO CHARACTER SET " + option.Value)
		case i > 0 && name == "COLLATE":
			c.S(" COLLATE " + option.Value)
		case name == "COLLATE":
			set, _, _ := strings.Cut(option.Value, "_")
			c.S("CONVERT TO CHARACTER SET " + set + " COLLATE " + option.Value)
		default:
			c.S(name + "=" + option.Value)
		}
	}
}

// OptionName is the name of a table's option in its shortest form: CHARSET for DEFAULT CHARACTER SET.
func OptionName(name string) string {
	name = strings.TrimPrefix(strings.Join(strings.Fields(strings.ToUpper(strings.ReplaceAll(name, "_", " "))), " "), "DEFAULT ")
	if name == "CHARACTER SET" {
		return "CHARSET"
	}
	return name
}

// tableComment writes the comment of a table where COMMENT ON isn't known.
func (c *Compiler) tableComment(s *ast.CommentOn) {
	c.alter(s.Schema, s.Table)
	c.S("COMMENT = ")
	c.String(s.Comment)
}
