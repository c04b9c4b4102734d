// This file runs the suite as the author of a third dialect does: on one that isn't built in, and on ones whose word can't
// be relied on.

package ormtest_test

import (
	"context"
	"database/sql/driver"
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
	"github.com/ormsh/ormsh/ormtest"
)

// third is a database under a name that nothing knows. Its faults are what a case wants them to be.
type third struct {
	sqlite.Dialect
	claims func(*dialect.Features)
	value  func(v driver.Value) driver.Value
}

func (third) Name() string { return "thirddb" }

// Probe is asked at connect; what it says is what the suite goes by.
func (d third) Probe(ctx context.Context, q dialect.Querier) (dialect.Features, error) {
	f, err := d.Dialect.Probe(ctx, q)
	f.Dialect, f.Server = "thirddb", "Third"
	if d.claims != nil {
		d.claims(&f)
	}
	return f, err
}

// BindValue is SQLite's, changed by a fault.
func (d third) BindValue(t ast.Type, value any) (driver.Value, error) {
	v, err := d.Dialect.BindValue(t, value)
	if d.value != nil {
		v = d.value(v)
	}
	return v, err
}

func TestThirdDialect(t *testing.T) {
	ormtest.Run(t, "thirddb:///"+t.TempDir()+"/test.db", orm.WithDialect(third{}))
}

// A dialect that claims too much, too little, or loses values fails the suite.
func TestFaultyDialects(t *testing.T) {
	for name, d := range map[string]third{
		"claims too little": {claims: func(f *dialect.Features) { f.UpdateReturning = false }},
		"claims too much":   {claims: func(f *dialect.Features) { f.RequiresVarcharLength = true }},
		"counts too far":    {claims: func(f *dialect.Features) { f.MaxParams = 100_000 }},
		"loses letters": {value: func(v driver.Value) driver.Value {
			if s, ok := v.(string); ok {
				return strings.TrimSuffix(s, "界")
			}
			return v
		}},
	} {
		url := "thirddb:///" + t.TempDir() + "/test.db"
		if ok, log := passes(t, func(t *testing.T) { ormtest.Run(t, url, orm.WithDialect(d)) }); ok {
			t.Errorf("a dialect that %s passes:\n%s", name, log)
		}
	}
}

// passes runs a test inside a test. What it prints is returned, so that its failing isn't taken for one of the test around it.
func passes(t *testing.T, test func(*testing.T)) (ok bool, log string) {
	t.Helper()
	out, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdout := os.Stdout
	os.Stdout = out
	ok = testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestFaulty", F: test}})
	os.Stdout = stdout
	printed, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return ok, string(printed)
}
