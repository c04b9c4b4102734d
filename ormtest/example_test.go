package ormtest_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/ormsh/ormsh/ormtest"
)

// The tests of a dialect call Run with the URL of an empty database; a dialect that isn't built in comes as an option,
// orm.WithDialect(duckdb.Dialect{}).
func ExampleRun() {
	testDialect := func(t *testing.T) { ormtest.Run(t, "sqlite:///:memory:") }

	defer quiet()()
	all := func(string, string) (bool, error) { return true, nil }
	fmt.Println(testing.RunTests(all, []testing.InternalTest{{Name: "TestDialect", F: testDialect}}))
	// Output: true
}

// quiet takes -v back for a while: what it prints would be part of the example's output.
func quiet() (loud func()) {
	v := flag.Lookup("test.v")
	was := v.Value.String()
	set := func(to string) {
		if err := v.Value.Set(to); err != nil {
			panic(err)
		}
	}
	set("false")
	return func() { set(was) }
}
