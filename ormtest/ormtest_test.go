// This file runs the suite on the dialects that are built in.

package ormtest_test

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/ormtest"
)

func TestSQLite(t *testing.T)         { ormtest.Run(t, "sqlite:///"+t.TempDir()+"/test.db") }
func TestSQLiteInMemory(t *testing.T) { ormtest.Run(t, "sqlite:///:memory:") }

func TestMySQL(t *testing.T) {
	ormtest.Run(t, scratch(t, "mysql", "ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"))
}

func TestPostgres(t *testing.T) {
	ormtest.Run(t, scratch(t, "postgres", "ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"))
}

// scratch makes a database of the test's own on a server, or skips the test with the reason.
func scratch(t *testing.T, name, env, fallback string) string {
	t.Helper()
	u, err := orm.ParseURL(cmp.Or(os.Getenv(env), fallback))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := orm.CreateEngineURL(u)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Features(); err != nil {
		admin.Close()
		if strings.Contains(os.Getenv("ORMSH_TEST_REQUIRE"), name) {
			t.Fatalf("%s is required: %v", name, err)
		}
		t.Skipf("no %s server: %v", name, err)
	}
	u.Database = fmt.Sprintf("ormsh_suite_%d", os.Getpid())
	if _, err := admin.Execute(orm.Text("CREATE DATABASE " + u.Database)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Execute(orm.Text("DROP DATABASE " + u.Database)); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return u.Reveal()
}
