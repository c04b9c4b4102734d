// This file holds the program of scenario 095: values of every type on their way out and back.

package orm_test

import (
	"time"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// color is an enumeration of Go names; size one of plain labels.
type color string

const (
	red   color = "red"
	green color = "green"
)

// typed has a column of each type.
type typed struct {
	ID    int
	Flag  bool
	Small int16
	Big   int64
	Ratio float64
	Price orm.Decimal
	Title string
	Body  string
	Day   time.Time
	At    time.Time
	Tod   time.Time
	Color color
	Size  string
	Data  map[string]any
	Blob  []byte
}

func typedTable(r *oracle.Run, base *orm.Base) *orm.Table {
	col := orm.NewColumn
	return table(r, "t", base.MetaData(), col("id", orm.Integer, orm.PrimaryKey), col("flag", orm.Boolean), col("small", orm.SmallInteger),
		col("big", orm.BigInteger), col("ratio", orm.Float), col("price", orm.Numeric(10, 2)), col("title", orm.String(50)),
		col("body", orm.UnicodeText), col("day", orm.Date), col("at", orm.DateTime), col("tod", orm.Time),
		col("color", orm.Enum("color", "red", "green")), col("size", orm.Enum("size", "S", "M", "L")),
		col("data", orm.JSON), col("blob", orm.LargeBinary))
}

func typesRoundTrip(r *oracle.Run) {
	base := orm.DeclarativeBase()
	_, err := orm.NewMapper(typed{}, typedTable(r, base))
	r.Check(err)
	create(r, base)
	s := r.Session()
	at := time.Date(2020, 2, 29, 13, 14, 15, 0, time.UTC)
	r.Step()
	r.Check(s.Add(&typed{ID: 1, Flag: true, Small: 7, Big: 9007199254740993, Ratio: 1.5, Price: "19.90", Title: "x", Body: "y",
		Day: time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC), At: at, Tod: time.Date(0, 1, 1, 13, 14, 15, 0, time.UTC), Color: red, Size: "M",
		Data: map[string]any{"a": []any{1, 2.5, nil, "z"}}, Blob: []byte{0, 1, 255}}))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	t := orm.Must(orm.Query[typed](s).One())
	observeTyped(r, t)
	r.Step()
	filterTyped(r, s, at)
	r.Step()
	r.Use(oracle.InPlace, `5:{"a": [1, 2.5, null, "z"], "b": 1}`)
	t.Data["b"] = 1
	r.Check(s.Flush())
	t.Data = map[string]any{"c": 2}
	r.Check(s.Flush())
	r.Step()
	t.Price, t.Ratio = "19.9", 1.5
	r.Check(s.Flush())
	t.Flag, t.Color = false, green
	r.Check(s.Flush())
	r.Step()
	t.Size = "XL"
	r.Use(oracle.RefusedLabel, "7:size=XL")
	r.Refuses("flush", s.Flush(), `"XL" is not among the values of the enumeration size`)
	r.Check(s.Rollback())
}

// observeTyped looks at each attribute.
func observeTyped(r *oracle.Run, t *typed) {
	kind := func(name, layout string, v time.Time) any { return map[string]any{name: v.Format(layout)} }
	r.Obs("flag", t.Flag)
	r.Obs("small", int(t.Small))
	r.Obs("big", t.Big)
	r.Obs("ratio", t.Ratio)
	r.Obs("price", map[string]any{"decimal": t.Price.String()})
	r.Obs("title", t.Title)
	r.Obs("body", t.Body)
	r.Obs("day", kind("date", "2006-01-02", t.Day))
	r.Obs("at", t.At)
	r.Obs("tod", kind("time", "15:04:05.999999", t.Tod))
	r.Obs("color", map[string]any{"enum": "Color." + string(t.Color)})
	r.Obs("size", t.Size)
	r.Obs("data", map[string]any{"dict": t.Data})
	r.Obs("blob", t.Blob)
}

// filterTyped asks for the object by each of its values.
func filterTyped(r *oracle.Run, s *orm.Session, at time.Time) {
	T := orm.Columns[typed]()
	flag := orm.Col(&T.Flag)
	for _, c := range []struct {
		name string
		cond orm.Cond
	}{
		{"flag", flag.IsTrue()},
		{"not flag", orm.Not(flag.IsTrue())},
		{"flag is_(True)", flag.Is(true)},
		{"flag == True", flag.Eq(true)},
		{"color", orm.Col(&T.Color).Eq(red)},
		{"price", orm.Col(&T.Price).Eq("19.90")},
		{"at", orm.Col(&T.At).Eq(at)},
		{"size", orm.Col(&T.Size).In("S", "M")},
	} {
		r.Obs(c.name, orm.Must(s.Select(&T.ID).Filter(c.cond).All()))
	}
}
