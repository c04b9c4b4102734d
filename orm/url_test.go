// This file tests the reading and writing of URLs, and that a password never shows.

package orm_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestParseURL(t *testing.T) {
	type q = map[string][]string
	for _, c := range []struct {
		src  string
		want orm.URL
	}{
		{"sqlite://", orm.URL{Dialect: "sqlite"}},
		{"sqlite:///:memory:", orm.URL{Dialect: "sqlite", Database: ":memory:"}},
		{"sqlite:///pets.sqlite", orm.URL{Dialect: "sqlite", Database: "pets.sqlite"}},
		{"sqlite:////var/db/pets.db", orm.URL{Dialect: "sqlite", Database: "/var/db/pets.db"}},
		{"sqlite+pysqlite:///a%20b.db?timeout=5", orm.URL{Dialect: "sqlite", Driver: "pysqlite", Database: "a%20b.db", Query: q{"timeout": {"5"}}}},
		{":memory:", orm.URL{Dialect: "sqlite", Database: ":memory:"}},
		{"pets.sqlite", orm.URL{Dialect: "sqlite", Database: "pets.sqlite"}},
		{"sqlite/pets", orm.URL{Dialect: "sqlite", Database: "sqlite/pets"}},
		{"./pets", orm.URL{Dialect: "sqlite", Database: "./pets"}},
		{"/var/db/pets", orm.URL{Dialect: "sqlite", Database: "/var/db/pets"}},
		{"mysql+pymysql://root:pw@localhost:3307/test?charset=utf8mb4", orm.URL{Dialect: "mysql", Driver: "pymysql", User: "root",
			Password: "pw", Host: "localhost", Port: 3307, Database: "test", Query: q{"charset": {"utf8mb4"}}}},
		{"mariadb://root@127.0.0.1/test", orm.URL{Dialect: "mysql", User: "root", Host: "127.0.0.1", Database: "test"}},
		{"mysql+pymysql://localhost:testpass@root/test", orm.URL{Dialect: "mysql", Driver: "pymysql", User: "localhost",
			Password: "testpass", Host: "root", Database: "test"}},
		{"postgresql+psycopg2://user:pass@/dbname", orm.URL{Dialect: "postgresql", Driver: "psycopg2", User: "user", Password: "pass", Database: "dbname"}},
		{"postgresql://u@/db?host=/var/run/postgresql", orm.URL{Dialect: "postgresql", User: "u", Database: "db", Query: q{"host": {"/var/run/postgresql"}}}},
		{"postgres://u:p%40ss%2Fw%3Ard@[::1]:5433/db", orm.URL{Dialect: "postgresql", User: "u", Password: "p@ss/w:rd", Host: "::1", Port: 5433, Database: "db"}},
		{"postgresql://u:p@ss@host/db", orm.URL{Dialect: "postgresql", User: "u", Password: "p@ss", Host: "host", Database: "db"}},
	} {
		got, err := orm.ParseURL(c.src)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("ParseURL(%s)\n%#v, %v\nwant\n%#v", c.src, fields(got), err, fields(c.want))
		}
	}
}

// fields is a URL without its methods, to print all of it.
func fields(u orm.URL) any {
	type plain orm.URL
	return plain(u)
}

func TestParseURLErrors(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"oracle://u:hunter2@h/db", `unknown database "oracle"`},
		{"mysql://u:hunter2@h:99999/db", `the port "99999"`},
		{"mysql://u:hunter2%zz@h/db", "write it as %25"},
		{"mysql://u:hunter2/more@h/db", "%2F"},
		{"postgresql://u:hunter2@[::1/db", "has no ]"},
		{"sqlite://pets.db", "three slashes"},
		{"pets", "./file.db"},
		{"", "sqlite:///file.db"},
		{"u:hunter2@host/db", "no database URL"},
		{"mysql:/hunter2/db", "no database URL"},
		{"mysql+pymysql:root:hunter2/db", "no database URL"},
		{"sqlite:pets.db", "no database URL"},
		{"sqlite//pets.db", "no database URL"},
	} {
		_, err := orm.ParseURL(c.src)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseURL(%q): %v, want %q in it", c.src, err, c.want)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("ParseURL(%q) shows the password: %v", c.src, err)
		}
	}
}

func TestPasswordNeverShows(t *testing.T) {
	u, err := orm.ParseURL("mysql://root:hunter2@host/db?sslpassword=hunter2")
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{u.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		shown = append(shown, fmt.Sprintf(verb, u), fmt.Sprintf(verb, &u), fmt.Sprintf(verb, []any{u}))
	}
	encoded, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(shown, string(encoded)) {
		if strings.Contains(s, "hunter2") || strings.Contains(s, "68756e746572") {
			t.Errorf("the password shows in %s", s)
		}
	}
	if want := "mysql://root:***@host/db?sslpassword=***"; u.String() != want {
		t.Errorf("%s, want %s", u, want)
	}
}

// What ParseURL returns, Reveal writes in a form that reads back as the same.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"sqlite:///a.db", "mysql://a:b%40c@h:1/d?x=y&x=z", "postgresql://%2B:%25@[::1]/?host=/tmp", "./x",
		"mysql://:p@/", "mysql://u:@h", "sqlite:///?a=%20+", "postgres://a%2Fb@h/d/e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := orm.ParseURL(s)
		if err != nil {
			return
		}
		again, err := orm.ParseURL(u.Reveal())
		if err != nil || !reflect.DeepEqual(again, u) {
			t.Errorf("%q -> %#v -> %q -> %#v, %v", s, fields(u), u.Reveal(), fields(again), err)
		}
		if u.Password != "" && !strings.Contains(u.String(), ":***@") {
			t.Errorf("%q prints as %s", s, u)
		}
	})
}
