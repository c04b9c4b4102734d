// This file tests bulk operations on the three databases.

package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// stock has what a bulk operation has to think of: a version, a default, a column that may be NULL.
type stock struct {
	orm.Model `orm:"table=stock"`
	ID        int     `orm:"primary_key"`
	Name      string  `orm:"size=20,unique"`
	Place     string  `orm:"size=20,default=here"`
	Note      *string `orm:"size=20"`
	Version   int     `orm:"version"`
}

func stocks(t *testing.T, e *orm.Engine, opts ...orm.SessionOption) *orm.Session {
	t.Helper()
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(stock{}), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	s := orm.NewSession(e, opts...)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func stockRows(t *testing.T, s *orm.Session) string {
	t.Helper()
	S := orm.Columns[stock]()
	rows := must(s.Select(&S.ID, &S.Name, &S.Place, &S.Note, &S.Version).OrderBy(orm.Col(&S.ID)).All())(t)
	return fmt.Sprint(rows)
}

func TestBulkInsertsInFewStatements(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := stocks(t, e)
		var list []*stock
		var rows []orm.V
		for i := range 120 {
			list = append(list, &stock{Name: fmt.Sprint("a", i)})
			rows = append(rows, orm.V{"Name": fmt.Sprint("b", i), "Note": "n"})
		}
		l.take()
		if err := errors.Join(s.BulkSaveObjects(list, orm.ReturnDefaults()), s.BulkInsertMappings(stock{}, rows)); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(l.take(), "INSERT INTO"); n > 6 && e.URL().Dialect != "mysql" {
			t.Errorf("%d statements for 240 rows", n)
		}
		for i, o := range list {
			if o.ID != i+1 || o.Version != 1 || o.Place != "here" {
				t.Fatalf("object %d: %+v", i, o)
			}
		}
		S := orm.Columns[stock]()
		if n := must(s.Select(&S.ID).Filter(orm.Col(&S.Place).Eq("here"), orm.Col(&S.Version).Eq(1)).Count())(t); n != 240 {
			t.Errorf("%d rows have defaults and version", n)
		}
		if s.IdentityMap().Len() != 0 || s.New().Len() != 0 {
			t.Errorf("%s", s)
		}
	})
}

func TestBulkUpdates(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := stocks(t, e)
		a, b := &stock{Name: "a"}, &stock{Name: "b", Note: new("x")}
		if err := errors.Join(s.Add(a, b), s.Commit()); err != nil {
			t.Fatal(err)
		}
		held := must(orm.Query[stock](s).OrderBy(orm.Col(&orm.Columns[stock]().ID)).All())(t)
		held[0].Place, held[1].Note = "there", nil
		if err := s.BulkSaveObjects(held); err != nil {
			t.Fatal(err)
		}
		l.take()
		if err := s.Flush(); err != nil || l.take() != "" {
			t.Errorf("the session doesn't know what was written: %v", err)
		}
		want := "[(1, 'a', 'there', None, 2), (2, 'b', 'here', None, 2)]"
		if got := stockRows(t, s); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		// A detached object is written too; a mapping says which version it has seen.
		if err := s.Expunge(held[0]); err != nil {
			t.Fatal(err)
		}
		held[0].Place = "far"
		err := errors.Join(s.BulkSaveObjects(held[:1]), s.BulkUpdateMappings(stock{}, []orm.V{{"ID": 2, "Version": 2, "Place": "near"}}))
		want = "[(1, 'a', 'far', None, 3), (2, 'b', 'near', None, 3)]"
		if got := stockRows(t, s); err != nil || got != want {
			t.Errorf("%v\ngot %s\nwant %s", err, got, want)
		}
		if err := s.BulkUpdateMappings(stock{}, []orm.V{{"ID": 2, "Version": 2, "Place": "x"}}); !errors.Is(err, orm.ErrStale) {
			t.Errorf("a stale version: %v", err)
		}
		if err := s.BulkInsertMappings(stock{}, []orm.V{{"Name": "c"}}); !errors.Is(err, orm.ErrInactive) {
			t.Errorf("after a failure: %v", err)
		}
	})
}

func TestBulkMistakes(t *testing.T) {
	s := stocks(t, engine(t, orm.URL{Dialect: "sqlite"}))
	pending := &stock{Name: "p"}
	if err := s.Add(pending); err != nil {
		t.Fatal(err)
	}
	for want, err := range map[string]error{
		`has no field "Nmae" (did you mean Name?)`: s.BulkInsertMappings(stock{}, []orm.V{{"Name": "a"}, {"Nmae": "b"}}),
		"stock.ID is missing: it finds the row":    s.BulkUpdateMappings(stock{}, []orm.V{{"Name": "a", "Version": 1}}),
		"stock.Version is missing":                 s.BulkUpdateMappings(stock{}, []orm.V{{"Name": "a", "ID": 1}}),
		"is pending in the session":                s.BulkSaveObjects([]*stock{pending}),
		"is not mapped":                            s.BulkSaveObjects([]*unmapped{{}}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nshould say %s", err, want)
		}
	}
	if got := s.String(); !strings.Contains(got, "no transaction") {
		t.Errorf("a mistake has begun a transaction: %s", got)
	}
}

// In an autocommit session a bulk operation is a transaction of its own, whole or not at all.
func TestBulkAutocommit(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := stocks(t, e, orm.Autocommit(true))
		first := s.BulkInsertMappings(stock{}, []orm.V{{"Name": "a"}})
		second := s.BulkInsertMappings(stock{}, []orm.V{{"Name": "b"}, {"Name": "a", "Note": "twice"}})
		if first != nil || !errors.Is(second, orm.UniqueViolation) {
			t.Errorf("%v, %v", first, second)
		}
		if got, want := stockRows(t, s), "[(1, 'a', 'here', None, 1)]"; got != want {
			t.Errorf("got %s", got)
		}
	})
}
