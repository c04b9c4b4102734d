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
	if s.Type {
		c.S("ALTER COLUMN ")
		c.Name(col.Name)
		c.S(" TYPE ")
		c.Type(def, col)
		c.S(" USING ")
		c.Name(col.Name)
		if col.Type.Kind == ast.Enum {
			c.S("::text")
		}
		c.S("::")
		bare := *col
		bare.Collate = ""
		c.Type(def, &bare)
	}
	if s.Type && s.Null {
		c.S(", ")
	}
	if s.Null {
		c.S("ALTER COLUMN ")
		c.Name(col.Name)
		if col.NotNull {
			c.S(" SET NOT NULL")
		} else {
			c.S(" DROP NOT NULL")
		}
	}
}

// tableComment writes the comment of a table where COMMENT ON isn't known.
func (c *Compiler) tableComment(s *ast.CommentOn) {
	c.alter(s.Schema, s.Table)
	c.S("COMMENT = ")
	c.String(s.Comment)
}
