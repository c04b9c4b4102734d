// This file holds Run and the list of cases.

package ormtest

import (
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// Run runs the suite on the database at url, which has no tables of its own; opts go to the engine, such as
// orm.WithDialect. Each case is a subtest of t.
func Run(t *testing.T, url string, opts ...orm.EngineOption) {
	t.Helper()
	e, err := orm.CreateEngine(url, append(opts, orm.Echo(false))...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	f, err := e.Features()
	if err != nil {
		t.Fatalf("the capabilities of %s: %v", e.URL(), err)
	}
	for _, c := range claims {
		t.Run("claims/"+c.name, func(t *testing.T) { c.hold(t, e, f) })
	}
	for _, c := range cases {
		if c.needs != "" && !flags[c.needs](f) {
			t.Logf("left out: %s, which needs %s, and %s %s says that it has none", c.name, c.needs, f.Server, f.Version)
			continue
		}
		t.Run(c.name, func(t *testing.T) { c.run(&bench{T: t, e: e, f: f}) })
	}
}

// flags are the capabilities that a case may need, by their names in orm.Features.
var flags = map[string]func(orm.Features) bool{
	"ForeignKeys":     func(f orm.Features) bool { return f.ForeignKeys },
	"Savepoints":      func(f orm.Features) bool { return f.Savepoints },
	"UpdateReturning": func(f orm.Features) bool { return f.UpdateReturning },
	"DeleteReturning": func(f orm.Features) bool { return f.DeleteReturning },
}

// testCase is one test of the suite.
type testCase struct {
	name  string
	needs string // a capability; empty: every database does
	run   func(*bench)
}

// cases are listed in the order in which a new dialect gets to them.
var cases = []testCase{
	{name: "types/round trip", run: typesRoundTrip},
	{name: "types/null", run: typesNull},
	{name: "names/quoted", run: namesQuoted},
	{name: "names/long", run: namesLong},
	{name: "schema/reflected", run: schemaReflected},
	{name: "schema/created and dropped", run: schemaDropped},
	{name: "schema/round trip", run: schemaRoundTrip},
	{name: "schema/mended", run: schemaMended},
	{name: "schema/cycle", needs: "ForeignKeys", run: schemaCycle},
	{name: "schema/views", run: schemaViews},
	{name: "queries/operators", run: queryOperators},
	{name: "queries/window of rows", run: queryLimits},
	{name: "queries/null order", run: queryNullOrder},
	{name: "queries/sets and grouping", run: querySets},
	{name: "queries/recursive", run: queryRecursive},
	{name: "expressions/values", run: expressionValues},
	{name: "expressions/subqueries", run: expressionSubqueries},
	{name: "expressions/windows", run: expressionWindows},
	{name: "expressions/changes", run: expressionChanges},
	{name: "expressions/upsert", run: expressionUpsert},
	{name: "expressions/returning of UPDATE", needs: "UpdateReturning", run: expressionReturning},
	{name: "expressions/returning of DELETE", needs: "DeleteReturning", run: expressionDeleteReturning},
	{name: "errors/kinds", run: errorKinds},
	{name: "errors/foreign key", needs: "ForeignKeys", run: errorForeignKey},
	{name: "transactions/rollback", run: transactionRollback},
	{name: "transactions/savepoints", needs: "Savepoints", run: transactionSavepoints},
	{name: "session/unit of work", run: sessionWork},
	{name: "session/keys of many rows", run: sessionKeys},
	{name: "session/counts of matched rows", run: sessionMatched},
	{name: "session/relations", run: sessionRelations},
}

// bench is what a case works with.
type bench struct {
	*testing.T
	e *orm.Engine
	f orm.Features
}

// must ends the case at an error.
func (b *bench) must(errs ...error) {
	b.Helper()
	for _, err := range errs {
		if err != nil {
			b.Fatal(err)
		}
	}
}

// value is a value whose error ends the case.
func value[T any](v T, err error) func(*bench) T {
	return func(b *bench) T {
		b.Helper()
		b.must(err)
		return v
	}
}

// table makes a table for the case.
func (b *bench) table(name string, args ...orm.TableArg) *orm.Table {
	b.Helper()
	t := value(orm.NewTable("ormtest_"+name, orm.NewMetaData(), args...))(b)
	b.create(t)
	return t
}

func (b *bench) create(t *orm.Table) {
	b.Helper()
	b.must(t.CreateOn(b.e))
	b.Cleanup(func() {
		if err := t.DropOn(b.e); err != nil {
			b.Error(err)
		}
	})
}

// base maps structs, makes their tables for the case, and gives a session.
func (b *bench) session(structs ...any) *orm.Session {
	b.Helper()
	base := orm.DeclarativeBase()
	b.must(base.Map(structs...), base.MetaData().CreateAll(b.e))
	s := orm.NewSession(b.e, orm.UseBase(base))
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
		if err := base.MetaData().DropAll(b.e); err != nil {
			b.Error(err)
		}
	})
	return s
}

// scalar is the one value of a query.
func (b *bench) scalar(stmt orm.Executable) any {
	b.Helper()
	return value(value(b.e.Execute(stmt))(b).Scalar())(b)
}

// column is the first value of each row of a query.
func (b *bench) column(stmt orm.Executable) (list []any) {
	b.Helper()
	for _, row := range value(b.e.Execute(stmt))(b).FetchAll() {
		list = append(list, value(row.At(0))(b))
	}
	return list
}
