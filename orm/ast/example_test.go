// This file shows the package by a runnable example.

package ast_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/postgres"
)

func Example() {
	users := &ast.Table{Name: "users"}
	name := &ast.Column{Source: users, Name: "name", Type: ast.Type{Kind: ast.Varchar}}
	is := &ast.Binary{Op: ast.Eq, L: name, R: &ast.Bind{Name: "name", Value: "ed", Type: name.Type}}
	query := &ast.Select{Columns: []ast.Expr{name}, Where: []ast.Expr{is}}

	compiled, err := dialect.Compile(postgres.Dialect{}, query)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", compiled.SQL)
	fmt.Println(compiled.Binds[0].Value)
	// Output:
	// "SELECT users.name \nFROM users \nWHERE users.name = $1"
	// ed
}

func ExampleWalk() {
	t := &ast.Table{Name: "t"}
	sum := &ast.Binary{Op: ast.Add, L: &ast.Column{Source: t, Name: "a"}, R: &ast.Column{Source: t, Name: "b"}}
	ast.Walk(sum, func(e ast.Expr) bool {
		if c, ok := e.(*ast.Column); ok {
			fmt.Println(c.Name)
		}
		return true
	})
	// Output:
	// a
	// b
}
