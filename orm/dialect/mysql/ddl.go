// This file writes the columns and options of MySQL's CREATE TABLE.

package mysql

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// WriteColumn writes NOT NULL before the default, AUTO_INCREMENT and the comment last.
func (Dialect) WriteColumn(c *dialect.Compiler, def *ast.TableDef, col *ast.ColumnDef) {
	c.Type(def, col)
	c.Generated(col)
	c.NotNull(col)
	if col.Comment != "" {
		c.S(" COMMENT ")
		c.String(col.Comment)
	}
	if col.Generated || col.Identity != nil {
		c.S(" AUTO_INCREMENT")
		return
	}
	c.Default(col)
}

// WriteTableOptions writes COMMENT='...' and the options given for MySQL.
func (Dialect) WriteTableOptions(c *dialect.Compiler, def *ast.TableDef) {
	if def.Comment != "" {
		c.S("COMMENT=")
		c.String(def.Comment)
	}
	for _, option := range def.Options {
		if option.Dialect == "mysql" || option.Dialect == "mariadb" {
			c.S(" " + strings.ToUpper(option.Name) + "=" + option.Value)
		}
	}
}
