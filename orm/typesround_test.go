// This file sends values of every type to the three databases and back.

package orm_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

func typesTable() *orm.Table {
	point := orm.NewType("", orm.String(20),
		func(v any) (any, error) { p := v.([2]int); return fmt.Sprintf("%d,%d", p[0], p[1]), nil },
		func(v any) (any, error) {
			var p [2]int
			_, err := fmt.Sscanf(v.(string), "%d,%d", &p[0], &p[1])
			return p, err
		})
	return made(orm.NewTable("t", orm.NewMetaData(),
		orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("flag", orm.Boolean),
		orm.NewColumn("small", orm.SmallInteger),
		orm.NewColumn("big", orm.BigInteger),
		orm.NewColumn("ratio", orm.Double),
		orm.NewColumn("price", orm.Numeric(10, 2)),
		orm.NewColumn("title", orm.String(50)),
		orm.NewColumn("code", orm.Char(2)),
		orm.NewColumn("content", orm.UnicodeText),
		orm.NewColumn("day", orm.Date),
		orm.NewColumn("moment", orm.DateTime),
		orm.NewColumn("clock", orm.Time),
		orm.NewColumn("lasts", orm.Interval),
		orm.NewColumn("size", orm.Enum("size", "S", "M", "L")),
		orm.NewColumn("data", orm.JSON),
		orm.NewColumn("raw", orm.LargeBinary),
		orm.NewColumn("uid", orm.UUID),
		orm.NewColumn("place", point)))
}

func TestValuesRoundTrip(t *testing.T) {
	day := time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)
	const uid = "0b5d5a8e-1d2c-4f6a-9c3e-1234567890ab"
	values := orm.V{"id": 1, "flag": true, "small": 7, "big": int64(9007199254740993), "ratio": 1.5, "price": orm.Decimal("19.90"),
		"title": "it's", "code": "de", "content": "Größe \\ '", "day": day, "moment": day.Add(13*time.Hour + 1500*time.Millisecond),
		"clock": time.Date(0, 1, 1, 13, 14, 15, 0, time.UTC), "lasts": 26 * time.Hour, "size": "M",
		"data": map[string]any{"a": []any{1, 2.5, nil, "z"}}, "raw": []byte{0, 1, 255}, "uid": uid, "place": [2]int{3, 4}}
	want := orm.V{"id": int64(1), "small": int64(7), "data": map[string]any{"a": []any{int64(1), 2.5, nil, "z"}}}
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		table := typesTable()
		if err := table.CreateOn(e); err != nil {
			t.Fatal(err)
		}
		for _, set := range []orm.V{values, {"id": 2}} {
			if _, err := e.Execute(table.Insert(), set); err != nil {
				t.Fatal(err)
			}
		}
		rows := must(e.Execute(table.Select().OrderBy(table.C("id"))))(t).FetchAll()
		for _, c := range table.Columns() {
			expected, ok := want[c.Name()]
			if !ok {
				expected = values[c.Name()]
			}
			if got := must(rows[0].Of(c))(t); c.Name() != "moment" && !equalValue(got, expected) {
				t.Errorf("%s: got %#v, want %#v", c.Name(), got, expected)
			}
			if got := must(rows[1].Of(c))(t); c.Name() != "id" && got != nil {
				t.Errorf("%s: NULL came back as %#v", c.Name(), got)
			}
		}
		for _, part := range []string{"Decimal('19.90')", "datetime.date(2020, 2, 29)", "datetime.time(13, 14, 15)"} {
			if !strings.Contains(rows[0].String(), part) {
				t.Errorf("%s lacks %s", rows[0], part)
			}
		}
		for name, v := range values {
			if name == "data" || name == "moment" || name == "place" {
				continue
			}
			found := must(e.Execute(orm.Select(table.C("id")).Where(table.C(name).Eq(v))))(t).FetchAll()
			if len(found) != 1 {
				t.Errorf("%s = %v finds %d rows", name, v, len(found))
			}
		}
	})
}

func equalValue(got, want any) bool {
	if g, ok := got.(time.Time); ok {
		return g.Equal(want.(time.Time))
	}
	return reflect.DeepEqual(got, want)
}

// A value of another type is refused before anything is sent.
func TestWrongValuesAreRefused(t *testing.T) {
	table := typesTable()
	for name, v := range map[string]any{"id": "1", "flag": 1, "ratio": "1.5", "price": "1,5", "title": 5, "day": "2020-02-29", "size": "XL",
		"raw": "text", "uid": "no uuid", "lasts": 5} {
		for _, dialect := range []string{"sqlite", "mysql", "postgresql"} {
			if _, err := orm.Compile(table.Insert(), dialect, orm.V{name: v}); err == nil {
				t.Errorf("%s: %s takes %#v", dialect, name, v)
			} else if !strings.Contains(err.Error(), "parameter "+name) {
				t.Errorf("%s: the error doesn't name %s: %v", dialect, name, err)
			}
		}
	}
	if _, err := orm.Compile(table.Insert(), "sqlite", orm.V{"price": "12345678901234.5678"}); err == nil {
		t.Error("SQLite takes a decimal of which it would lose digits")
	}
}
