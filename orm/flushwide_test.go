// This file tests flushes that update and delete many rows by one statement.

package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

type wideBox struct {
	orm.Model `orm:"table=boxes"`
	ID        int    `orm:"primary_key"`
	Version   int    `orm:"version"`
	Name      string `orm:"size=40"`
	Code      string `orm:"size=40,unique"`
	Weight    *float64
}

type widePair struct {
	orm.Model `orm:"table=pairs"`
	A         string `orm:"size=20,primary_key"`
	B         int    `orm:"primary_key,autoincrement=off"`
	Label     string `orm:"size=20"`
}

type wideNode struct {
	orm.Model `orm:"table=nodes"`
	ID        int  `orm:"primary_key"`
	UpID      *int `orm:"foreign_key=nodes.id"`
}

// wide is a session with n of each, and what it emits.
type wide struct {
	*testing.T
	e     *orm.Engine
	s     *orm.Session
	em    *emitted
	boxes []*wideBox
	pairs []*widePair
	nodes []*wideNode
}

func newWide(t *testing.T, url orm.URL, n int, opts ...orm.SessionOption) *wide {
	w := &wide{T: t, em: &emitted{text: echo.Text(&log{})}}
	w.e = engine(t, url, orm.EchoTo(w.em))
	base := orm.DeclarativeBase()
	passed(t, base.Map(wideBox{}, widePair{}, wideNode{}), base.MetaData().CreateAll(w.e))
	w.s = orm.NewSession(w.e, append(opts, orm.UseBase(base))...)
	for i := range n {
		w.boxes = append(w.boxes, &wideBox{Name: fmt.Sprint("box ", i), Code: fmt.Sprint("code ", i)})
		w.pairs = append(w.pairs, &widePair{A: fmt.Sprint("a", i%7), B: i, Label: "x"})
		w.nodes = append(w.nodes, &wideNode{ID: i + 1})
		if i > 0 {
			w.nodes[i].UpID = &w.nodes[i-1].ID
		}
	}
	passed(t, w.s.AddAll(w.boxes), w.s.AddAll(w.pairs), w.s.AddAll(w.nodes), w.s.Commit())
	return w
}

// flush flushes as planned, and returns how many statements of each verb were executed, and for how many sets.
func (w *wide) flush() (statements, sets map[string]int) {
	w.Helper()
	plan, err := w.s.Plan()
	passed(w.T, err)
	w.em.statements = nil
	err = w.s.Flush()
	passed(w.T, err, comparePlan(plan, w.em.statements, err))
	statements, sets = map[string]int{}, map[string]int{}
	for _, e := range w.em.statements {
		verb, _, _ := strings.Cut(e.SQL, " ")
		statements[verb]++
		if sets[verb]++; e.Many {
			sets[verb] += len(e.Params) - 1
		}
	}
	return statements, sets
}

// stored reads a column of all rows, in the order of another.
func (w *wide) stored(query string) string {
	w.Helper()
	res, err := w.s.Execute(orm.Text(query))
	passed(w.T, err)
	var list []string
	for _, row := range res.FetchAll() {
		v, err := row.At(0)
		passed(w.T, err)
		list = append(list, fmt.Sprint(v))
	}
	return strings.Join(list, " ")
}

func TestWideFlush(t *testing.T) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			w := newWide(t, db.url(t), 250)
			f, err := w.e.Features()
			passed(t, err)
			for i, b := range w.boxes {
				if b.Name = fmt.Sprint("new ", i); i%2 == 0 {
					weight := float64(i) / 4
					b.Weight = &weight
				}
				w.pairs[i].Label = fmt.Sprint("label ", i)
			}
			many, sets := w.flush()
			// the boxes alternate in what is set, 250 pairs set the same
			if want := 250 + 3; f.WideWrites && (many["UPDATE"] != want || sets["UPDATE"] != want) {
				t.Errorf("%d statements, %d sets, want %d", many["UPDATE"], sets["UPDATE"], want)
			}
			if !f.WideWrites && sets["UPDATE"] != 500 {
				t.Errorf("%d updates", sets["UPDATE"])
			}
			if got := w.stored("SELECT count(*) FROM boxes WHERE version = 2 AND name LIKE 'new %'"); got != "250" {
				t.Errorf("%s boxes were updated", got)
			}
			if got := w.stored("SELECT count(*) FROM pairs WHERE label <> 'x'"); got != "250" {
				t.Errorf("%s pairs were updated", got)
			}
			for i, b := range w.boxes {
				b.Name, b.Weight = "same", nil
				if got := w.stored(fmt.Sprint("SELECT label FROM pairs WHERE b = ", i)); got != fmt.Sprint("label ", i) {
					t.Fatalf("pair %d has %q", i, got)
				}
			}
			passed(t, w.s.Delete(w.pairs), w.s.Delete(w.boxes[:100]), w.s.Delete(w.nodes))
			_, sets = w.flush()
			// nodes refer to each other: one by one
			if f.WideWrites && sets["DELETE"] != 1+1+250 || !f.WideWrites && sets["DELETE"] != 600 {
				t.Errorf("%v", sets)
			}
			if got := w.stored("SELECT count(*) FROM boxes UNION ALL SELECT count(*) FROM pairs UNION ALL SELECT count(*) FROM nodes"); got != "150 0 0" {
				t.Errorf("left: %s", got)
			}
			passed(t, w.s.Rollback())
			for i, b := range w.boxes {
				if state := must(w.s.Inspect(w.pairs[i]))(t).State; b.Version != 1 || b.Name != fmt.Sprint("box ", i) || w.pairs[i].Label != "x" || state != orm.Persistent {
					t.Fatalf("after the rollback: %+v, %+v %v", b, w.pairs[i], state)
				}
			}
		})
	}
}

// Values that no two rows may share go out one by one: they are handed on from row to row.
func TestWideUniqueInOrder(t *testing.T) {
	w := newWide(t, orm.URL{Dialect: "sqlite"}, 30)
	for i, b := range w.boxes {
		b.Code = fmt.Sprint("code ", i-1)
	}
	if many, sets := w.flush(); many["UPDATE"] != 1 || sets["UPDATE"] != 30 {
		t.Errorf("%v %v", many, sets)
	}
}

func TestWideStale(t *testing.T) {
	for _, db := range databases {
		for _, c := range []struct {
			name, behind string
			change       func(*wide) error
			stale        bool
		}{
			{"update of a row that is gone", "DELETE FROM pairs WHERE b = 17", func(w *wide) error {
				for _, p := range w.pairs {
					p.Label = "y"
				}
				return nil
			}, true},
			{"update of another version", "UPDATE boxes SET version = 9 WHERE name = 'box 3'", func(w *wide) error {
				for _, b := range w.boxes {
					b.Name = "y"
				}
				return nil
			}, true},
			{"delete of another version", "UPDATE boxes SET version = 9 WHERE name = 'box 3'", func(w *wide) error { return w.s.Delete(w.boxes) }, true},
			{"delete of a row that is gone", "DELETE FROM pairs WHERE b = 17", func(w *wide) error { return w.s.Delete(w.pairs) }, false},
		} {
			t.Run(db.name+"/"+c.name, func(t *testing.T) {
				w := newWide(t, db.url(t), 30)
				_, err := w.e.Execute(orm.Text(c.behind))
				passed(t, err, c.change(w))
				err = w.s.Flush()
				if errors.Is(err, orm.ErrStale) != c.stale || err != nil && !c.stale {
					t.Fatal(err)
				}
				passed(t, w.s.Rollback())
				if state := must(w.s.Inspect(w.boxes[0]))(t).State; state != orm.Persistent || w.boxes[0].Name != "box 0" || w.s.Deleted().Len() > 0 {
					t.Errorf("after the rollback: %v %+v", state, w.boxes[0])
				}
			})
		}
	}
}

// Hooks are called for each object, those before the flush ahead of the statement, and the echo has the values.
func TestWideHooks(t *testing.T) {
	var before, after []int
	w := newWide(t, orm.URL{Dialect: "sqlite"}, 20,
		orm.On(orm.BeforeUpdate, func(_ *orm.Session, p *widePair) error { p.Label += "!"; before = append(before, p.B); return nil }),
		orm.On(orm.AfterUpdate, func(_ *orm.Session, p *widePair) error { after = append(after, p.B); return nil }),
		orm.On(orm.AfterDelete, func(_ *orm.Session, p *widePair) error { after = append(after, -p.B); return nil }))
	for _, p := range w.pairs {
		p.Label = "y"
	}
	w.em.statements = nil
	passed(t, w.s.Flush(), w.s.Delete(w.pairs))
	if len(w.em.statements) != 1 || w.em.statements[0].Rows != 20 || !slices.Contains(w.em.statements[0].Params, any("y!")) {
		t.Errorf("%v", w.em.statements)
	}
	if len(before) != 20 || len(after) != 20 {
		t.Errorf("before %v, after %v", before, after)
	}
	passed(t, w.s.Flush())
	if len(after) != 40 {
		t.Errorf("after the deletes: %v", after)
	}
}
