// This file tests SQL as written, names and the conversion of values, dialect by dialect.

package dialect_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/dialect/mysql"
	"github.com/ormsh/ormsh/orm/dialect/postgres"
	"github.com/ormsh/ormsh/orm/dialect/sqlite"
)

// Only a name behind a colon that stands alone is a parameter.
func TestNamedParametersOfText(t *testing.T) {
	for _, c := range []struct{ sql, want, names string }{
		{"SELECT :a, :b_2, :a", "SELECT $1, $2, $3", "a b_2 a"},
		{"SELECT x::text, :v::int", "SELECT x::text, $1::int", "v"},
		{"SELECT ':a', \":b\", `:c`", "SELECT ':a', \":b\", `:c`", ""},
		{"SELECT 'it''s :a', :b", "SELECT 'it''s :a', $1", "b"},
		{"SELECT '12:30:15', 12:30", "SELECT '12:30:15', 12:30", ""},
		{`SELECT a[1\:2]`, "SELECT a[1:2]", ""},
		{"SELECT 1 -- :a\n, :b", "SELECT 1 -- :a\n, $1", "b"},
		{"SELECT /* :a */ :b", "SELECT /* :a */ $1", "b"},
		{"SELECT 1 -- :a", "SELECT 1 -- :a", ""},
		{"SELECT ':a", "SELECT ':a", ""},
		{":größe", "$1", "größe"},
		{"a := 1", "a := 1", ""},
		{":", ":", ""},
	} {
		got, err := dialect.Compile(postgres.Dialect{}, &ast.Text{SQL: c.sql})
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		var names []string
		for _, b := range got.Binds {
			names = append(names, b.Name)
		}
		if got.SQL != c.want || strings.Join(names, " ") != c.names {
			t.Errorf("%s: got %s %v", c.sql, got.SQL, names)
		}
	}
	escaped := `SELECT 'it\'s :a', :b`
	if c, err := dialect.Compile(mysql.Dialect{}, &ast.Text{SQL: escaped}); err != nil || c.SQL != `SELECT 'it\'s :a', ?` {
		t.Errorf("%s: %v %v", escaped, c, err)
	}
	if _, err := dialect.Compile(sqlite.Dialect{}, &ast.Text{SQL: "SELECT \x00"}); err == nil {
		t.Error("a zero byte is taken")
	}
}

func TestNamesAreQuotedWhereNeeded(t *testing.T) {
	for name, want := range map[string][3]string{
		"users":  {`users`, "users", `users`},
		"Users":  {`"Users"`, "`Users`", `"Users"`},
		"select": {`"select"`, "`select`", `"select"`},
		"user":   {`user`, "user", `"user"`},
		"body":   {`body`, "`body`", `body`},
		`a"b`:    {`"a""b"`, "`a\"b`", `"a""b"`},
		"a`b":    {"\"a`b\"", "`a``b`", "\"a`b\""},
		"2nd":    {`"2nd"`, "`2nd`", `"2nd"`},
		"a b":    {`"a b"`, "`a b`", `"a b"`},
		"größe":  {`"größe"`, "`größe`", `"größe"`},
	} {
		if name == "body" { // reserved by MariaDB alone
			want[1] = dialect.QuoteName(mysql.Dialect{}.Traits(), name)
		}
		for i, d := range []dialect.Dialect{sqlite.Dialect{}, mysql.Dialect{}, postgres.Dialect{}} {
			if got := dialect.QuoteName(d.Traits(), name); got != want[i] {
				t.Errorf("%s: %s is written %s, want %s", d.Name(), name, got, want[i])
			}
		}
	}
	long := &ast.DropTable{Name: strings.Repeat("x", 64)}
	if _, err := dialect.Compile(postgres.Dialect{}, long); err == nil {
		t.Error("PostgreSQL would cut a name of 64 bytes; it is taken")
	}
	if _, err := dialect.Compile(sqlite.Dialect{}, &ast.DropTable{}); err == nil {
		t.Error("an empty name is taken")
	}
}

type color string

func TestBoundValues(t *testing.T) {
	moment := time.Date(2020, 2, 29, 14, 14, 15, 5e8, time.FixedZone("", 3600))
	text := "x"
	for _, c := range []struct {
		kind         ast.TypeKind
		value        any
		lite, my, pg any
	}{
		{ast.Boolean, true, int64(1), int64(1), true},
		{ast.DateTime, moment, "2020-02-29 13:14:15.500000", moment.UTC(), moment.UTC()},
		{ast.Date, moment, "2020-02-29", "2020-02-29", "2020-02-29"},
		{ast.Time, moment, "13:14:15.500000", "13:14:15.5", "13:14:15.5"},
		{ast.Interval, 26 * time.Hour, "1970-01-02 02:00:00.000000", time.Unix(26*3600, 0).UTC(), "26:00:00.000000"},
		{ast.Numeric, "19.90", 19.9, "19.90", "19.90"},
		{ast.Numeric, 5, int64(5), "5", "5"},
		{ast.UUID, "0B5D5A8E1D2C4F6A9C3E1234567890AB", "0b5d5a8e1d2c4f6a9c3e1234567890ab", "0b5d5a8e1d2c4f6a9c3e1234567890ab", "0b5d5a8e-1d2c-4f6a-9c3e-1234567890ab"},
		{ast.JSON, map[string]any{"a": []any{1, "x,y:z"}}, `{"a": [1, "x,y:z"]}`, `{"a": [1, "x,y:z"]}`, `{"a": [1, "x,y:z"]}`},
		{ast.Varchar, color("red"), "red", "red", "red"},
		{ast.Varchar, &text, "x", "x", "x"},
		{ast.Varchar, (*string)(nil), nil, nil, nil},
		{ast.Integer, uint8(3), int64(3), int64(3), int64(3)},
		{ast.Float, 2, 2.0, 2.0, 2.0},
		{ast.Blob, []byte(nil), nil, nil, nil},
	} {
		for d, want := range map[dialect.Dialect]any{sqlite.Dialect{}: c.lite, mysql.Dialect{}: c.my, postgres.Dialect{}: c.pg} {
			got, err := d.BindValue(ast.Type{Kind: c.kind}, c.value)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v becomes %#v, want %#v (%v)", d.Name(), c.value, got, want, err)
			}
		}
	}
}

func TestScannedValues(t *testing.T) {
	moment := time.Date(2020, 2, 29, 13, 14, 15, 0, time.UTC)
	for _, c := range []struct {
		t     ast.Type
		value any
		want  any
	}{
		{ast.Type{Kind: ast.Boolean}, int64(1), true},
		{ast.Type{Kind: ast.Boolean}, []byte("0"), false},
		{ast.Type{Kind: ast.Integer}, []byte("12"), int64(12)},
		{ast.Type{Kind: ast.Numeric, Precision: 10, Scale: 2}, 19.9, "19.90"},
		{ast.Type{Kind: ast.Numeric, Precision: 10, Scale: 2}, int64(7), "7.00"},
		{ast.Type{Kind: ast.DateTime}, "2020-02-29 13:14:15.000000", moment},
		{ast.Type{Kind: ast.DateTime}, "2020-02-29T14:14:15+01:00", moment},
		{ast.Type{Kind: ast.Interval}, "1 day 02:03:04.5", 26*time.Hour + 3*time.Minute + 4500*time.Millisecond},
		{ast.Type{Kind: ast.Interval}, "-02:00:00", -2 * time.Hour},
		{ast.Type{Kind: ast.JSON}, []byte(`{"a": [1, 2.5, null]}`), map[string]any{"a": []any{int64(1), 2.5, nil}}},
		{ast.Type{Kind: ast.UUID}, [16]byte{1, 2}, "01020000-0000-0000-0000-000000000000"},
		{ast.Type{Kind: ast.Blob}, "ab", []byte("ab")},
		{ast.Type{}, int64(5), int64(5)},
	} {
		got, err := dialect.Scan(c.t, c.value)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v becomes %#v, want %#v (%v)", c.t, c.value, got, c.want, err)
		}
	}
	if _, err := dialect.Scan(ast.Type{Kind: ast.Interval}, "3 mons"); err == nil {
		t.Error("a month has a length")
	}
}

// Literals whose type nothing else tells are sent with it to PostgreSQL; the shown text is without.
func TestLiteralsSayTheirType(t *testing.T) {
	seven := &ast.Bind{Name: "n", Value: 7, Type: ast.Type{Kind: ast.Integer}}
	x := &ast.Column{Source: &ast.Table{Name: "t"}, Name: "x", Type: ast.Type{Kind: ast.Integer}}
	c, err := dialect.Compile(postgres.Dialect{}, &ast.Select{Columns: []ast.Expr{seven}, Where: []ast.Expr{&ast.Binary{Op: ast.Eq, L: x, R: seven}}})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s | %s | %v", c.SQL, c.Text(), c.Untyped)
	if want := "SELECT $1 AS anon_1 \nFROM t \nWHERE t.x = $2 | SELECT $1::INTEGER AS anon_1 \nFROM t \nWHERE t.x = $2 | true"; got != want {
		t.Errorf("got %q", got)
	}
}
