// This file tests that statements which look alike are compiled once, and that each keeps its own values and columns.

package orm_test

import (
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// alike is an engine with a table of words.
func alike(t *testing.T) (*orm.Engine, *orm.Table) {
	t.Helper()
	e := engine(t, orm.URL{Dialect: "sqlite"})
	words := must(orm.NewTable("words", orm.NewMetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("word", orm.String(20))))(t)
	_, err := e.Execute(orm.CreateTable(words))
	passed(t, err)
	for i := range 10 {
		_, err := e.Execute(words.Insert(), orm.V{"id": i, "word": fmt.Sprint("w", i)})
		passed(t, err)
	}
	return e, words
}

func TestStatementsAlikeKeepTheirValues(t *testing.T) {
	e, words := alike(t)
	for i := range 5 {
		res, err := e.Execute(words.Select(words.C("id").Gt(i), words.C("word").Ne("w9")).OrderBy(words.C("id")).Limit(1))
		passed(t, err)
		row := res.FetchOne()
		if got := must(row.Of(words.C("word")))(t); got != fmt.Sprint("w", i+1) {
			t.Errorf("statement %d finds %v", i, got)
		}
	}
}

// Columns of an alias that is made anew are those of the statement at hand.
func TestStatementsAlikeKeepTheirColumns(t *testing.T) {
	e, words := alike(t)
	for i := range 3 {
		w := words.Alias("w")
		res, err := e.Execute(orm.Select(w.C("id"), w.C("word")).Where(w.C("id").Eq(i)))
		passed(t, err)
		if got := must(res.FetchOne().Of(w.C("word")))(t); got != fmt.Sprint("w", i) {
			t.Errorf("statement %d finds %v", i, got)
		}
	}
}

// Fewer allocations than a compilation makes: those of building it, and of its result.
func TestStatementsAlikeAreCompiledOnce(t *testing.T) {
	e, words := alike(t)
	turn := 0
	got := testing.AllocsPerRun(50, func() {
		turn++
		_, err := e.Execute(words.Select(words.C("id").Gt(turn), words.C("word").Ne("x")).OrderBy(words.C("id")).Limit(3))
		passed(t, err)
	})
	compiled := testing.AllocsPerRun(50, func() {
		turn++
		id := words.C("id").Label(fmt.Sprint("c", turn)) // each of its own shape
		_, err := e.Execute(orm.Select(id, words.C("word")).Where(words.C("id").Gt(turn), words.C("word").Ne("x")).OrderBy(words.C("id")).Limit(3))
		passed(t, err)
	})
	if t.Logf("%.0f allocations, %.0f where it is compiled", got, compiled); got > compiled*0.8 {
		t.Error("it is compiled each time")
	}
}
