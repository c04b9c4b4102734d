// This file measures the building and compiling of statements.

package orm_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
)

// BenchmarkBuildAndCompile is a filtered query from the builders to the text, as an uncached query pays for it.
func BenchmarkBuildAndCompile(b *testing.B) {
	users, _ := blogTables()
	b.ReportAllocs()
	for b.Loop() {
		q := orm.Select(users).Where(users.C("name").Eq("ed"), users.C("id").Gt(5)).OrderBy(users.C("id")).Limit(10)
		if _, err := orm.Compile(q, "sqlite"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile is the compilation alone.
func BenchmarkCompile(b *testing.B) {
	users := &ast.Table{Name: "users"}
	text := ast.Type{Kind: ast.Varchar}
	sel := &ast.Select{Labels: ast.LabelTableColumn}
	for _, name := range []string{"id", "name", "fullname", "nickname"} {
		sel.Columns = append(sel.Columns, &ast.Column{Source: users, Name: name, Type: text})
	}
	sel.Where = []ast.Expr{&ast.Binary{Op: ast.Eq, L: sel.Columns[1], R: &ast.Bind{Name: "name", Value: "ed", Type: text}}}
	sel.OrderBy = sel.Columns[:1]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dialect.Compile(sqlite.Dialect{}, sel); err != nil {
			b.Fatal(err)
		}
	}
}

// A statement that is executed again is compiled once; one that is built for each execution each time.
func BenchmarkExecute(b *testing.B) {
	engine, err := orm.CreateEngine("sqlite:///:memory:")
	check(b, err)
	defer engine.Close()
	s := newCoreSchema()
	check(b, s.users.MetaData().CreateAll(engine))
	conn, err := engine.Connect()
	check(b, err)
	defer conn.Close()
	build := func() *orm.SelectStmt {
		id, name := s.users.C("id"), s.users.C("name")
		return orm.Select(id, name, s.users.C("fullname")).Where(name.Eq(orm.Named("n", orm.String())), id.Gt(3)).OrderBy(name.Desc(), id).Limit(5)
	}
	kept := build()
	for name, stmt := range map[string]func() *orm.SelectStmt{"kept": func() *orm.SelectStmt { return kept }, "built": build} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := conn.Execute(stmt(), orm.V{"n": "x"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
