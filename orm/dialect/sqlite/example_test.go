// This file shows the package by a runnable example.

package sqlite_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
)

func Example() {
	def := &ast.TableDef{Name: "pet", Columns: []ast.ColumnDef{
		{Name: "id", Type: ast.Type{Kind: ast.Integer}, NotNull: true, PrimaryKey: true, Generated: true},
		{Name: "born", Type: ast.Type{Kind: ast.DateTime}},
	}, Constraints: []ast.Constraint{{Kind: ast.PrimaryKeyConstraint, Columns: []string{"id"}}}}
	c, err := dialect.Compile(sqlite.Dialect{}, &ast.CreateTable{Table: def})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", c.SQL)
	// Output: "\nCREATE TABLE pet (\n\tid INTEGER NOT NULL, \n\tborn DATETIME, \n\tPRIMARY KEY (id)\n)\n\n"
}
