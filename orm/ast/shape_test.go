// This file tests that statements of one shape are those that differ in values alone.

package ast_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm/ast"
)

func TestShapesTellStatementsApart(t *testing.T) {
	users := &ast.Table{Name: "users"}
	integer, text := ast.Type{Kind: ast.Integer}, ast.Type{Kind: ast.Varchar}
	id, name := &ast.Column{Source: users, Name: "id", Type: integer}, &ast.Column{Source: users, Name: "name", Type: text}
	bind := func(v any) *ast.Bind { return &ast.Bind{Name: "id", Value: v, Type: integer} }
	is := func(op ast.Op, l, r ast.Expr) ast.Expr { return &ast.Binary{Op: op, L: l, R: r} }
	one, two := &ast.Alias{Of: users}, &ast.Alias{Of: users}
	at := func(s ast.Source) ast.Expr { return &ast.Column{Source: s, Name: "id", Type: integer} }
	different := []*ast.Select{
		{Columns: []ast.Expr{id}},
		{Columns: []ast.Expr{name}},
		{Columns: []ast.Expr{id, name}},
		{Columns: []ast.Expr{id}, Distinct: true},
		{Columns: []ast.Expr{id}, Labels: ast.LabelTableColumn},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, id, bind(1))}},
		{Columns: []ast.Expr{id}, Having: []ast.Expr{is(ast.Eq, id, bind(1))}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Gt, id, bind(1))}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, bind(1), id)}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, id, &ast.Bind{Name: "id", Value: 1, Type: text})}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, id, &ast.Bind{Name: "id", Value: 1, Type: integer, Secret: true})}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, at(one), at(two))}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, at(one), at(one))}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{&ast.Membership{Op: ast.In, X: id, Items: []ast.Expr{bind(1)}}}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{&ast.Membership{Op: ast.In, X: id, Items: []ast.Expr{bind(1), bind(2)}}}},
		{Columns: []ast.Expr{id}, OrderBy: []ast.Expr{id}},
		{Columns: []ast.Expr{id}, OrderBy: []ast.Expr{&ast.Ordering{X: id, Dir: "DESC"}}},
		{Columns: []ast.Expr{id}, Limit: bind(1)},
		{Columns: []ast.Expr{id}, Offset: bind(1)},
		{Columns: []ast.Expr{id}, From: []ast.Source{&ast.Join{Left: users, Right: one, On: is(ast.Eq, id, at(one))}}},
		{Columns: []ast.Expr{id}, From: []ast.Source{&ast.Join{Left: users, Right: one, On: is(ast.Eq, id, at(one)), Outer: true}}},
	}
	seen := map[string]int{}
	var s ast.Shape
	for i, q := range different {
		if !s.Select(q) {
			t.Errorf("statement %d has no shape", i)
		}
		if other, ok := seen[string(s.Key)]; ok {
			t.Errorf("statements %d and %d have one shape", other, i)
		}
		seen[string(s.Key)] = i
	}
	same := &ast.Select{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, id, bind(7))}}
	if !s.Select(same) || seen[string(s.Key)] != 5 || len(s.Binds) != 1 || s.Binds[0].Value != 7 {
		t.Error("another value makes another shape")
	}
	for i, q := range []*ast.Select{
		{Columns: []ast.Expr{&ast.Bad{}}},
		{Columns: []ast.Expr{&ast.Scalar{Query: different[0]}}},
		{Columns: []ast.Expr{id}, Lock: &ast.Lock{}},
		{Columns: []ast.Expr{id}, Where: []ast.Expr{is(ast.Eq, id, bind(ast.Param{}))}},
		{Columns: []ast.Expr{&ast.Column{Source: users, Name: "x", Type: ast.Type{Kind: ast.Custom, Custom: &ast.CustomDef{}}}}},
	} {
		if s.Select(q) {
			t.Errorf("odd statement %d has a shape", i)
		}
	}
}

func TestShapeAllocatesNothing(t *testing.T) {
	users := &ast.Table{Name: "users"}
	id := &ast.Column{Source: users, Name: "id"}
	q := &ast.Select{Columns: []ast.Expr{id}, Where: []ast.Expr{&ast.Binary{Op: ast.Eq, L: id, R: &ast.Bind{Value: 1}}}}
	var s ast.Shape
	s.Select(q)
	if n := testing.AllocsPerRun(50, func() { s.Select(q) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
