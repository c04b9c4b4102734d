// This file holds the program of scenario 317: types of a program's own.

package orm_test

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// tagList is text with commas in the database.
type tagList []string

func (l tagList) Value() (driver.Value, error) {
	if l == nil {
		return nil, nil
	}
	return strings.Join(l, ","), nil
}

func (l *tagList) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*l = nil
	case string:
		*l = tagList{}
		if v != "" {
			*l = strings.Split(v, ",")
		}
	case []byte:
		return l.Scan(string(v))
	default:
		return fmt.Errorf("%T is no list of tags", v)
	}
	return nil
}

// document is JSON in a column of text.
type document map[string]any

func (d document) Value() (driver.Value, error) {
	if d == nil {
		return nil, nil
	}
	text, err := json.Marshal(map[string]any(d))
	return string(text), err
}

func (d *document) Scan(v any) error {
	*d = nil
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), (*map[string]any)(d))
	case []byte:
		return json.Unmarshal(v, (*map[string]any)(d))
	}
	return fmt.Errorf("%T is no document", v)
}

type customThing struct {
	orm.Model `orm:"table=thing"`
	ID        int      `orm:"primary_key"`
	Tags      tagList  `orm:"type=string(100)"`
	Doc       document `orm:"type=text"`
	Price     *cents   `orm:"type=integer"`
}

type cents float64

func (c cents) Value() (driver.Value, error) { return int64(c*100 + .5), nil }

func (c *cents) Scan(v any) error {
	n, ok := v.(int64)
	if *c = cents(n) / 100; !ok {
		return fmt.Errorf("%T is no price", v)
	}
	return nil
}

func customTypes(r *oracle.Run) {
	declared(r, customThing{})
	s := r.Session()
	T := orm.Columns[customThing]()
	tags, price := orm.Col(&T.Tags), orm.NullCol(&T.Price)
	ids := func(name string, cond orm.Cond) {
		r.Obs(name, collect(orm.Must(orm.Query[customThing](s).Filter(cond).All()), func(t *customThing) any { return t.ID }))
	}
	cost := func(c cents) *cents { return &c }
	r.Step()
	x := &customThing{Tags: tagList{"a", "b"}, Doc: document{"n": 1}, Price: cost(1.25)}
	y := &customThing{Tags: tagList{}, Doc: document{}, Price: cost(2)}
	z := &customThing{}
	r.Check(s.Add(x))
	r.Check(s.Flush())
	r.Check(s.Add(y))
	r.Check(s.Flush())
	r.Check(s.Add(z))
	r.Check(s.Commit())
	r.Check(s.Load(x))
	r.Obs("tags", []string(x.Tags))
	r.Obs("doc", map[string]any{"dict": map[string]any(x.Doc)})
	r.Obs("price", float(*x.Price))
	r.Check(s.Load(y))
	r.Obs("empty", []string(y.Tags))
	r.Check(s.Load(z))
	r.Obs("none", z.Tags.orNil())
	r.Step()
	ids("tags", tags.Eq(tagList{"a", "b"}))
	ids("price", price.Gt(1.5))
	ids("in", price.In(1.25, 9))
	pairs := []any{}
	for _, t := range orm.Must(orm.Select2(s, orm.Col(&T.Price), tags).OrderBy(orm.Col(&T.ID)).All()) {
		if t.A == nil {
			pairs = append(pairs, []any{nil, nil})
		} else {
			pairs = append(pairs, []any{float(*t.A), []string(t.B)})
		}
	}
	r.Obs("rows", pairs)
	r.Step()
	x.Tags = tagList{"a", "b", "c"}
	r.Check(s.Flush())
	x.Tags = tagList{"a", "b", "c"}
	r.Check(s.Flush())
	r.Step()
	_, err := orm.Query[customThing](s).Filter(orm.Col(&T.ID).Eq(y.ID)).Update(orm.V{"Price": cents(3.5)}, orm.SynchronizeNone)
	r.Check(err)
	most := orm.Must(orm.Into[struct{ Most cents }](s.Select(orm.Max(price).Label("most"))).All())
	r.Obs("max", float(most[0].Most))
	r.Check(s.Commit())
	r.Check(s.Load(y))
	r.Obs("y", float(*y.Price))
}

// float is a float as recordings have it.
func float(c cents) any { return map[string]any{"float": fmt.Sprint(float64(c))} }

func (l tagList) orNil() any {
	if l == nil {
		return nil
	}
	return []string(l)
}
