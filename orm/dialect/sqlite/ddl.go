// This file writes the columns of SQLite's CREATE TABLE.

package sqlite

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// GeneratedType is INTEGER: SQLite makes keys for a column of that very name alone, whose values have 64 bits.
func (Dialect) GeneratedType(ast.Type) ast.Type { return ast.Type{Kind: ast.Integer} }

// WriteColumn writes type, default and NOT NULL; an expression as a default stands in parentheses.
func (d Dialect) WriteColumn(c *dialect.Compiler, def *ast.TableDef, col *ast.ColumnDef) {
	if (col.Identity != nil || col.Generated) && !col.PrimaryKey {
		c.Fail(fmt.Errorf("table %s, column %s: SQLite makes values for a lone integer primary key only", def.Name, col.Name))
	}
	typed := *col
	if col.Generated {
		typed.Type = d.GeneratedType(col.Type)
	}
	c.Type(def, &typed)
	switch col.Default.(type) {
	case nil, *ast.Raw, *ast.Null, *ast.True, *ast.False:
		c.Default(col)
	default:
		c.S(" DEFAULT (")
		c.Expr(col.Default)
		c.S(")")
	}
	c.NotNull(col)
	c.Generated(col)
}
