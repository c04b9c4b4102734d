// This file shows the package by a runnable example.

package dialect_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/mysql"
	"github.com/ormsh/ormsh/orm/dialect/postgres"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
)

// One tree, three databases.
func Example() {
	pet := &ast.Table{Name: "pet"}
	age := &ast.Column{Source: pet, Name: "age", Type: ast.Type{Kind: ast.Integer}}
	count := func(n int64) ast.Expr {
		return &ast.Bind{Name: "param", Value: n, Type: ast.Type{Kind: ast.Integer}}
	}
	oldest := &ast.Select{Columns: []ast.Expr{age}, OrderBy: []ast.Expr{&ast.Ordering{X: age, Dir: "DESC"}}, Limit: count(2), Offset: count(1)}
	for _, d := range []dialect.Dialect{sqlite.Dialect{}, mysql.Dialect{}, postgres.Dialect{}} {
		c, err := dialect.Compile(d, oldest)
		if err != nil {
			fmt.Println(err)
			return
		}
		args, err := c.Args(d, nil)
		fmt.Printf("%q %v %v\n", c.SQL, args, err)
	}
	// Output:
	// "SELECT pet.age \nFROM pet ORDER BY pet.age DESC\n LIMIT ? OFFSET ?" [2 1] <nil>
	// "SELECT pet.age \nFROM pet ORDER BY pet.age DESC \n LIMIT ?, ?" [1 2] <nil>
	// "SELECT pet.age \nFROM pet ORDER BY pet.age DESC \n LIMIT $1 OFFSET $2" [2 1] <nil>
}
