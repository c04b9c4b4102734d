// This file holds the cases of values, names and tables.

package ormtest

import (
	"reflect"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// typed lists the column types with a value that has to come back as it went.
var typed = []struct {
	name  string
	typ   orm.Type
	value any
	back  any // where another Go type comes back; nil: the value
}{
	{"flag", orm.Boolean, true, nil},
	{"small", orm.SmallInteger, 7, int64(7)},
	{"big", orm.BigInteger, int64(9007199254740993), nil},
	{"ratio", orm.Double, 1.5, nil},
	{"price", orm.Numeric(10, 2), orm.Decimal("19.90"), nil},
	{"title", orm.String(50), "it's \\ \"quoted\" Größe 世界", nil},
	{"body", orm.UnicodeText, "two\nlines", nil},
	{"day", orm.Date, time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC), nil},
	{"moment", orm.DateTime, time.Date(2020, 2, 29, 13, 14, 15, 0, time.UTC), nil},
	{"data", orm.JSON, map[string]any{"a": []any{int64(1), nil, "z"}}, nil},
	{"raw", orm.LargeBinary, []byte{0, 1, 255}, nil},
}

func (b *bench) typedTable() *orm.Table {
	args := []orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey)}
	for _, c := range typed {
		args = append(args, orm.NewColumn(c.name, c.typ))
	}
	return b.table("types", args...)
}

func typesRoundTrip(b *bench) {
	t := b.typedTable()
	row := orm.V{"id": 1}
	for _, c := range typed {
		row[c.name] = c.value
	}
	b.must(second(b.e.Execute(t.Insert(), row)))
	got := value(value(b.e.Execute(t.Select()))(b).One())(b)
	for _, c := range typed {
		want := c.back
		if want == nil {
			want = c.value
		}
		if v := value(got.Of(t.C(c.name)))(b); !same(v, want) {
			b.Errorf("%s: %#v came back as %#v", c.name, c.value, v)
		}
	}
}

func same(a, b any) bool {
	at, ok := a.(time.Time)
	bt, too := b.(time.Time)
	if ok && too {
		return at.Equal(bt)
	}
	return reflect.DeepEqual(a, b)
}

func typesNull(b *bench) {
	t := b.typedTable()
	b.must(second(b.e.Execute(t.Insert(), orm.V{"id": 1})))
	got := value(value(b.e.Execute(t.Select()))(b).One())(b)
	for _, c := range typed {
		if v := value(got.Of(t.C(c.name)))(b); v != nil {
			b.Errorf("%s: NULL came back as %#v", c.name, v)
		}
		if n := len(value(b.e.Execute(t.Select(t.C(c.name).IsNull())))(b).FetchAll()); n != 1 {
			b.Errorf("%s IS NULL finds %d rows", c.name, n)
		}
	}
}

// Names that are words of SQL, or hold blanks, capitals and quotes, stay names.
func namesQuoted(b *bench) {
	names := []string{"select", "Order", "two words", `a"b`, "c`d", "e'f", "100"}
	args := []orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey)}
	for _, name := range names {
		args = append(args, orm.NewColumn(name, orm.Integer))
	}
	t := b.table("group", args...)
	row := orm.V{"id": 1}
	for i, name := range names {
		row[name] = i
	}
	b.must(second(b.e.Execute(t.Insert(), row)))
	for i, name := range names {
		got := b.column(orm.Select(t.C(name)).Where(t.C(name).Eq(i)))
		if !reflect.DeepEqual(got, []any{int64(i)}) {
			b.Errorf("%s holds %v", name, got)
		}
	}
}

// What was created is found again without a difference.
func schemaReflected(b *bench) {
	m := orm.NewMetaData()
	parents := value(orm.NewTable("ormtest_parents", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("code", orm.String(10), orm.NotNull, orm.Unique), orm.NewColumn("price", orm.Numeric(8, 2))))(b)
	children := value(orm.NewTable("ormtest_children", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("parent_id", orm.Integer, orm.ForeignKey("ormtest_parents.id")), orm.NewColumn("body", orm.UnicodeText)))(b)
	b.create(parents)
	b.create(children)
	if diff := value(m.Diff(b.e))(b); diff.Len() > 0 {
		b.Errorf("%s", diff)
	}
	found := orm.NewMetaData()
	b.must(found.Reflect(b.e, "ormtest_children", "ormtest_parents"))
	t, ok := found.Tables().Get("ormtest_children")
	if !ok || len(t.ForeignKeyConstraints()) != 1 || len(t.Columns()) != 3 {
		b.Errorf("reflected: %v", t)
	}
}

func schemaDropped(b *bench) {
	m := orm.NewMetaData()
	value(orm.NewTable("ormtest_one", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey)))(b)
	value(orm.NewTable("ormtest_two", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.ForeignKey("ormtest_one.id"))))(b)
	for range 2 { // the second time finds them there, and gone
		b.must(m.CreateAll(b.e))
	}
	for _, name := range []string{"ormtest_one", "ormtest_two"} {
		if !value(b.e.HasTable(name))(b) {
			b.Errorf("%s isn't there", name)
		}
	}
	for range 2 {
		b.must(m.DropAll(b.e))
	}
	if value(b.e.HasTable("ormtest_one"))(b) {
		b.Error("a dropped table is there")
	}
}
