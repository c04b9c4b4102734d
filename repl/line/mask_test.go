// This file tests what is taken for a secret.

package line_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

func TestMask(t *testing.T) {
	tests := []struct{ text, want string }{
		{`\connect mysql://ed:pw@h/d`, `\connect mysql://ed:***@h/d`},
		{`orm.CreateEngine("postgresql://ed:p:w/@x@h:5432/d?a=b")`, `orm.CreateEngine("postgresql://ed:***@h:5432/d?a=b")`},
		{`"mysql://a:1@h/d", "mysql://b:2@h/d"`, `"mysql://a:***@h/d", "mysql://b:***@h/d"`},
		{`sql.Open("mysql", "root:pw@tcp(127.0.0.1:3306)/d")`, `sql.Open("mysql", "root:***@tcp(127.0.0.1:3306)/d")`},
		{`sql.Open("pgx", "host=h password=pw user=u")`, `sql.Open("pgx", "host=h password=*** user=u")`},
		{`password := "x\"y"; n := 1`, `password := "***"; n := 1`},
		{"User{Password: `pw`, Name: `n`}", "User{Password: `***`, Name: `n`}"},
		{`orm.V{"api_key": "k", "name": "n"}`, `orm.V{"api_key": "***", "name": "n"}`},
		{`os.Setenv("DB_PASSWORD", "pw")`, `os.Setenv("DB_PASSWORD", "***")`},
		{"create user ed identified by 'pw'", "create user ed identified by '***'"},
		{"create user ed@localhost identified via mysql_native_password using 'pw'", "create user ed@localhost identified via mysql_native_password using '***'"},
		{"ALTER ROLE ed WITH LOGIN PASSWORD 'pw'", "ALTER ROLE ed WITH LOGIN PASSWORD '***'"},
		{"set password for ed = password('pw')", "set password for ed = password('***')"},
		{"select * from users where name = 'password'", "select * from users where name = 'password'"},
		{"http.Get(\"http://localhost:8080/a\")", "http.Get(\"http://localhost:8080/a\")"},
		{"token := next()", "token := next()"},
	}
	for _, tt := range tests {
		if got := line.Mask(tt.text); got != tt.want {
			t.Errorf("%s is masked as\n%s, not\n%s", tt.text, got, tt.want)
		}
		if got := line.MaskInPlace(tt.text); len([]rune(got)) != len([]rune(tt.text)) || strings.Contains(got, "pw") {
			t.Errorf("%s is masked in place as\n%s", tt.text, got)
		}
	}
	for text, want := range map[string]string{
		"[SQL: alter role ed password 'pw']":                     "[SQL: alter role ed password '***']",
		"[SQL: select 1 from t where password = 'pw']":           "[SQL: select 1 from t where password = '***']",
		"[SQL: create user ed identified by 'pw'] mysql://a:b@c": "[SQL: create user ed identified by '***'] mysql://a:b@c",
		"near token: 'x', \"secret\", 'y'":                       "near token: 'x', \"secret\", 'y'",
		"can't connect: mysql://ed:pw@h/d":                       "can't connect: mysql://ed:***@h/d",
	} {
		if got := line.MaskOutput(text); got != strings.ReplaceAll(want, "a:b@", "a:***@") {
			t.Errorf("%s is shown as %s, not %s", text, got, want)
		}
	}
	if got := line.MaskURLs(`('mysql://ed:pw@h/d', 'password=pw')`); got != `('mysql://ed:***@h/d', 'password=pw')` {
		t.Errorf("in output: %s", got)
	}
}
