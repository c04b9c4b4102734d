// This file writes changes of tables that exist.

package dialect

import "github.com/ormsh/ormsh/orm/ast"

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

// tableComment writes the comment of a table where COMMENT ON isn't known.
func (c *Compiler) tableComment(s *ast.CommentOn) {
	c.alter(s.Schema, s.Table)
	c.S("COMMENT = ")
	c.String(s.Comment)
}
