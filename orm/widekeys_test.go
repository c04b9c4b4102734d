// This file tests the keys and the arguments of INSERTs of many rows, and finding objects by keys far from each other.

package orm_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

type counted struct {
	orm.Model `orm:"table=counted"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=40"`
	N         int64
}

// After the first statement of a wide INSERT, SQLite's keys are told by the first and the last, unless a trigger may interfere.
func TestKeysOfWideInserts(t *testing.T) {
	for name, trigger := range map[string]string{
		"no trigger": "",
		"trigger":    "CREATE TRIGGER more AFTER INSERT ON counted WHEN new.name LIKE '%7' BEGIN INSERT INTO Counted (name, n) VALUES ('x', 0); END",
		"temp trigger": "CREATE TEMP TRIGGER fewer AFTER INSERT ON counted WHEN new.name LIKE '%7' BEGIN " +
			"INSERT INTO counted (name, n) VALUES ('x', 0); DELETE FROM counted WHERE name = 'row 3'; END",
	} {
		t.Run(name, func(t *testing.T) {
			em := &emitted{text: echo.Text(&log{})}
			e := engine(t, orm.URL{Dialect: "sqlite"}, orm.EchoTo(em))
			base := orm.DeclarativeBase()
			passed(t, base.Map(counted{}), base.MetaData().CreateAll(e))
			s := orm.NewSession(e, orm.UseBase(base))
			if trigger != "" {
				_, err := s.Execute(orm.Text(trigger))
				passed(t, err)
			}
			list := make([]*counted, 730)
			for i := range list {
				list[i] = &counted{Name: fmt.Sprint("row ", i), N: int64(1000 + i)}
			}
			em.statements = nil
			passed(t, s.AddAll(list), s.Flush())
			if len(em.statements) != 8 {
				t.Errorf("%d statements were echoed, not 8", len(em.statements))
			}
			for i, st := range em.statements { // what was shown of one stays when the next one's arguments are made
				for k := range len(st.Params) / 2 {
					at := 100*i + k
					if st.Params[2*k] != any(list[at].Name) || st.Params[2*k+1] != any(list[at].N) {
						t.Fatalf("statement %d showed %v, %v for row %d", i, st.Params[2*k], st.Params[2*k+1], at)
					}
				}
			}
			s.Clear()
			for i, was := range list {
				now, err := orm.Get[counted](s, was.ID)
				passed(t, err)
				if now == nil && name == "temp trigger" && i == 3 {
					continue
				}
				if now == nil || now.Name != was.Name {
					t.Fatalf("row %d has key %d, under which is %+v", i, was.ID, now)
				}
			}
		})
	}
}

func TestKeysFarFromEachOther(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	passed(t, base.Map(counted{}), base.MetaData().CreateAll(e))
	s := orm.NewSession(e, orm.UseBase(base))
	keys := []int{math.MinInt64, -17, -1, 5_000, 1 << 40, math.MaxInt64}
	for i := 1; i < 3_000; i += 1 + i/7 {
		keys = append(keys, i, 900*i)
	}
	held := map[int]*counted{}
	for _, key := range keys {
		if held[key] == nil {
			held[key] = &counted{ID: key, Name: fmt.Sprint(key)}
			passed(t, s.Add(held[key]))
		}
	}
	passed(t, s.Commit())
	for key, was := range held {
		if now, err := orm.Get[counted](s, key); err != nil || now != was {
			t.Fatalf("key %d is %+v, %v", key, now, err)
		}
	}
	for key, was := range held {
		if key%2 == 0 {
			passed(t, s.Expunge(was))
		}
	}
	for key, was := range held {
		if now, err := orm.Get[counted](s, key); err != nil || (now == was) != (key%2 != 0) || now.Name != was.Name {
			t.Fatalf("after Expunge key %d is %+v, %v", key, now, err)
		}
	}
	s.Clear()
	for key, was := range held {
		if now, err := orm.Get[counted](s, key); err != nil || now == was || now.Name != was.Name {
			t.Fatalf("after Clear key %d is %+v, %v", key, now, err)
		}
	}
}

// An INSERT of many has as many rows as go best into the database, and all objects get the keys of their rows.
func TestRowsOfInserts(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		const n = 730
		base := orm.DeclarativeBase()
		passed(t, base.Map(counted{}), base.MetaData().CreateAll(e))
		s := orm.NewSession(e, orm.UseBase(base))
		list := make([]*counted, n)
		for i := range list {
			list[i] = &counted{Name: fmt.Sprint("row ", i), N: int64(i)}
		}
		passed(t, s.AddAll(list))
		planned, want := 0, 8
		for range must(s.Plan())(t).All() {
			planned++
		}
		if must(e.Features())(t).Dialect == "mysql" {
			want = 2
		}
		if planned != want {
			t.Errorf("%d statements are planned, not %d", planned, want)
		}
		passed(t, s.Flush())
		s.Clear()
		for i, was := range list {
			if now := must(orm.Get[counted](s, was.ID))(t); now == nil || now.N != int64(i) {
				t.Fatalf("row %d has key %d: %v", i, was.ID, now)
			}
		}
		passed(t, s.Rollback())
	})
}
