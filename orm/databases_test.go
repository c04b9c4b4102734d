// This file gives tests the three databases, each empty and the test's own, and a log of what is emitted there.

package orm_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// log is an echo to look into.
type log struct{ bytes.Buffer }

// take returns what was logged since the last call.
func (l *log) take() string {
	defer l.Reset()
	return l.String()
}

// server returns the URL of a database server, or skips the test with the reason.
func server(t testing.TB, name, env, fallback string) orm.URL {
	t.Helper()
	u, err := orm.ParseURL(cmp.Or(os.Getenv(env), fallback))
	if err != nil {
		t.Fatal(err)
	}
	e, err := orm.CreateEngineURL(u)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.Features(); err != nil {
		if strings.Contains(os.Getenv("ORMSH_TEST_REQUIRE"), name) {
			t.Fatalf("%s is required: %v", name, err)
		}
		t.Skipf("no %s server: %v", name, err)
	}
	return u
}

func mysqlURL(t testing.TB) orm.URL {
	return server(t, "mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test")
}

func postgresURL(t testing.TB) orm.URL {
	return server(t, "postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test")
}

// scratch makes a database of the test's own on the server and returns its URL.
func scratch(t testing.TB, u orm.URL) orm.URL {
	t.Helper()
	name := fmt.Sprintf("ormsh_%d_%d", os.Getpid(), time.Now().UnixNano())
	admin, err := orm.CreateEngineURL(u)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Execute(orm.Text("CREATE DATABASE " + name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Execute(orm.Text("DROP DATABASE " + name)); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	u.Database = name
	return u
}

// databases are the three databases, each empty and the test's own.
var databases = []struct {
	name string
	url  func(testing.TB) orm.URL
}{
	{"sqlite", func(t testing.TB) orm.URL { return orm.URL{Dialect: "sqlite", Database: t.TempDir() + "/test.db"} }},
	{"mysql", func(t testing.TB) orm.URL { return scratch(t, mysqlURL(t)) }},
	{"postgresql", func(t testing.TB) orm.URL { return scratch(t, postgresURL(t)) }},
}

// onEach runs the test on each database, with an engine that logs.
func onEach(t *testing.T, test func(t *testing.T, e *orm.Engine, l *log)) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			u, l := db.url(t), &log{}
			test(t, engine(t, u, orm.EchoTo(echo.Text(l))), l)
		})
	}
}

func engine(t testing.TB, u orm.URL, opts ...orm.EngineOption) *orm.Engine {
	t.Helper()
	e, err := orm.CreateEngineURL(u, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// must is a value whose error ends the test.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
