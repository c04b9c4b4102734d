// This file tests columns that a query leaves out, and fields that SQL computes.

package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// opened opens a session on the tables of models.
func opened(t *testing.T, e *orm.Engine, models ...any) *orm.Session {
	t.Helper()
	base := orm.DeclarativeBase()
	if err := errors.Join(base.Map(models...), base.MetaData().CreateAll(e)); err != nil {
		t.Fatal(err)
	}
	s := orm.NewSession(e)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// library holds two books of one author; the session has forgotten them.
func library(t *testing.T, e *orm.Engine) *orm.Session {
	t.Helper()
	s := opened(t, e, bookAuthor{}, book{})
	ann := &bookAuthor{Name: "ann"}
	err := errors.Join(s.Add(&book{Title: "t1", Summary: "s1", Body: "b1", Author: ann}, &book{Title: "t2", Summary: "s2", Body: "b2", Author: ann}), s.Commit())
	if err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func TestDeferredColumnsLoad(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := library(t, e)
		B := orm.Columns[book]()
		books := orm.Must(orm.Query[book](s).OrderBy(orm.Col(&B.ID)).All())
		if in := must(s.Inspect(books[0]))(t); fmt.Sprint(in.Unloaded) != "[Body Author]" {
			t.Errorf("not loaded: %v", in.Unloaded)
		}
		if text := s.IdentityMap().String(); strings.Count(text, "body=<not loaded>") != 2 {
			t.Errorf("shown: %s", text)
		}
		l.take()
		if err := s.Load(books, "Body", "Author"); err != nil || books[0].Body != "b1" || books[1].Body != "b2" || books[1].Author == nil {
			t.Errorf("%+v, %+v: %v", books[0], books[1], err)
		}
		if sent := l.take(); strings.Count(sent, "SELECT") != 2 {
			t.Errorf("one statement for a column of all, and one for a relation:\n%s", sent)
		}
		if err := s.Load(books, "Body"); err != nil || l.take() != "" {
			t.Errorf("loaded again: %v", err)
		}
		s.Clear()
		b := orm.Must(orm.Query[book](s).Options(orm.LoadOnly(&B.Title)).FilterBy("Title", "t1").One())
		if err := s.Load(b, "Author"); err != nil || b.Author == nil || b.Author.Name != "ann" || b.Summary != "" {
			t.Errorf("a relation whose key wasn't loaded: %+v, %v", b, err)
		}
		if err := s.Load(b); err != nil || b.Summary != "s1" || b.Body != "" {
			t.Errorf("completed: %+v, %v", b, err)
		}
		if err := errors.Join(s.ExpireFields(b, "Summary"), s.Load(b, "Summary")); err != nil || strings.Count(l.take(), "summary FROM") > 0 && b.Summary != "s1" {
			t.Errorf("expired: %+v, %v", b, err)
		}
	})
}

func TestDeferredColumnsAreNotOverwritten(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := library(t, e)
		B := orm.Columns[book]()
		one := func() *book {
			return orm.Must(orm.Query[book](s).Options(orm.LoadOnly(&B.Title)).FilterBy("ID", 1).One())
		}
		row := func() string {
			return fmt.Sprint(must(s.Select(&B.Title, &B.Summary, &B.Body, &B.AuthorID).Filter(orm.Col(&B.ID).Eq(1)).One())(t))
		}
		b := one()
		b.Title = "x"
		if err := s.Flush(); err != nil || row() != "('x', 's1', 'b1', 1)" {
			t.Fatalf("a change beside them: %s, %v", row(), err)
		}
		b.Summary = "y"
		if err := s.Flush(); err != nil || row() != "('x', 'y', 'b1', 1)" {
			t.Errorf("an assignment to one: %s, %v", row(), err)
		}
		s.Clear()
		merged := orm.Must(orm.Merge(s, &book{ID: 1, Title: "m", AuthorID: new(1)}))
		if err := s.Flush(); err != nil || row() != "('m', '', '', 1)" || merged.Body != "" {
			t.Errorf("a merge of zeros: %s, %v", row(), err)
		}
		if err := s.Rollback(); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		b = one()
		b.Title = "bulk"
		if err := s.BulkSaveObjects([]*book{b}, orm.AllColumns()); err != nil || row() != "('bulk', 's1', 'b1', 1)" {
			t.Errorf("a bulk update of all columns: %s, %v", row(), err)
		}
		if n, err := orm.Query[book](s).Filter(orm.Col(&B.Summary).Eq("s1")).Update(orm.V{"Summary": "z"}); n != 1 || err != nil {
			t.Errorf("%d rows: %v", n, err)
		}
		if in := must(s.Inspect(b))(t); !in.Expired {
			t.Error("an object whose filter can't be decided isn't stale")
		}
		s.Clear()
		ann := orm.Must(orm.Query[bookAuthor](s).One())
		b = orm.Must(orm.Query[book](s).Options(orm.LoadOnly(&B.Title), orm.Defer(&B.AuthorID)).FilterBy("ID", 2).One())
		if err := s.Load(b, "Author"); err != nil || b.Author != ann {
			t.Fatalf("%+v: %v", b, err)
		}
	})
}

func TestLoadOptionsRefuse(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite", Database: ":memory:"})
	s := library(t, e)
	B, A := orm.Columns[book](), orm.Columns[bookAuthor]()
	q := orm.Query[book](s)
	for want, query := range map[string]orm.QueryOf[book]{
		"can't be left out":            q.Options(orm.Defer(&B.ID)),
		"is no column of book":         q.Options(orm.Undefer(&A.Name)),
		"takes columns, and":           q.Options(orm.LoadOnly(&B.Author)),
		"orm.LoadOnly(&B.Title)":       q.Options(orm.LoadOnly()),
		"no mapped struct embeds book": q.Options(orm.WithPolymorphic()),
		"a set operation brings":       q.Union(q).Options(orm.LoadOnly(&B.Title)),
	} {
		if _, err := query.All(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	b := orm.Must(q.Options(orm.RaiseLoad(orm.One(&B.Author))).First())
	if err := s.Load(b, "Author"); !errors.Is(err, orm.ErrRaiseLoad) {
		t.Errorf("RaiseLoad: %v", err)
	}
	if err := s.ExpireFields(b, "ID"); err == nil || !strings.Contains(err.Error(), "needed to know the object") {
		t.Errorf("an expired key: %v", err)
	}
	type late struct {
		orm.Model `orm:"table=late"`
		ID        int `orm:"primary_key,deferred"`
	}
	if err := orm.DeclarativeBase().Map(late{}); err == nil || !strings.Contains(err.Error(), "late.ID: a key") {
		t.Errorf("a deferred key: %v", err)
	}
}

// shelf has a count that a query computes, and a name that an expression does.
type shelf struct {
	orm.Model `orm:"table=shelf,polymorphic=shelf"`
	ID        int    `orm:"primary_key"`
	Room      string `orm:"size=20"`
	Number    int
	Kind      string `orm:"size=20,polymorphic_on"`
	Place     string `orm:"column_property"`
	Things    int    `orm:"column_property"`
	Secret    string `orm:"column_property,deferred,secret"`
}

type lockedShelf struct {
	shelf `orm:"table=locked,polymorphic=locked"`
	Code  int
	Twice int `orm:"column_property"`
}

type shelved struct {
	orm.Model `orm:"table=shelved"`
	ID        int    `orm:"primary_key"`
	ShelfID   int    `orm:"foreign_key=shelf.id"`
	Shelf     *shelf `orm:"relation"`
}

func shelves(t *testing.T, e *orm.Engine) *orm.Session {
	t.Helper()
	s := opened(t, e, shelf{}, lockedShelf{}, shelved{})
	S, L, T := orm.Columns[shelf](), orm.Columns[lockedShelf](), orm.Columns[shelved]()
	room := orm.Col(&S.Room)
	err := errors.Join(orm.ColumnProperty(&S.Place, room.Concat("/").Concat(orm.Cast(orm.Col(&S.Number), orm.String(10)))),
		orm.ColumnProperty(&S.Secret, orm.Upper(room)), orm.ColumnProperty(&L.Twice, orm.Col(&L.Code).Times(2)),
		orm.ColumnProperty(&S.Things, orm.Select(orm.Count(orm.Col(&T.ID))).Where(orm.Col(&T.ShelfID).EqTo(orm.Col(&S.ID))).Scalar()))
	if err != nil {
		t.Fatal(err)
	}
	one := &shelf{Room: "a", Number: 1, Kind: "shelf"}
	err = errors.Join(s.Add(one, &lockedShelf{shelf: shelf{Room: "b", Number: 2}, Code: 21}), s.Flush())
	err = errors.Join(err, s.Add(&shelved{Shelf: one}, &shelved{Shelf: one}), s.Commit())
	if err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func TestColumnProperties(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := shelves(t, e)
		S, L := orm.Columns[shelf](), orm.Columns[lockedShelf]()
		all := orm.Must(orm.Query[shelf](s).OrderBy(orm.Col(&S.Place).Desc()).All())
		if got := workerNames(all, func(x *shelf) string { return fmt.Sprint(x.Place, x.Things, x.Secret) }); got != "b/20 a/12" {
			t.Errorf("computed: %s", got)
		}
		if got := must(s.Select(&S.Place, &S.Things).Filter(orm.Col(&S.Things).Gt(1)).All())(t); fmt.Sprint(got) != "[('a/1', 2)]" || got[0].Keys()[0] != "place" {
			t.Errorf("columns: %v", got)
		}
		b := orm.Must(orm.As[lockedShelf](s, all[0]))
		if err := s.Load(b, "Secret", "Twice"); err != nil || b.Secret != "B" || b.Twice != 42 {
			t.Errorf("%+v: %v", b, err)
		}
		s.Clear()
		b = orm.Must(orm.Query[lockedShelf](s).Filter(orm.Col(&L.Twice).Eq(42), orm.Col(&L.Place).Eq("b/2")).One())
		b.Code, b.Room = 5, "c"
		if err := errors.Join(s.Flush(), s.Load(b)); err != nil || b.Twice != 10 || b.Place != "c/2" {
			t.Errorf("after a flush: %+v, %v", b, err)
		}
		other := orm.Alias[shelf]("o")
		if n := must(orm.QueryFrom(s, other).Options(orm.Defer(&S.Things)).Filter(orm.Col(&other.Place).Eq("a/1")).All())(t); len(n) != 1 {
			t.Errorf("under an alias: %v", n)
		}
		if _, err := orm.QueryFrom(s, other).All(); err == nil || !strings.Contains(err.Error(), "can't be read under an alias") {
			t.Errorf("a query under an alias: %v", err)
		}
		both := orm.Must(orm.Query[shelf](s).FilterBy("Place", "a/1").Union(orm.Query[shelf](s).FilterBy("Room", "c")).All())
		if len(both) != 2 {
			t.Errorf("a union: %v", both)
		}
		merged := orm.Must(orm.Merge(s, &shelf{ID: 1, Room: "z", Number: 1, Place: "nonsense"}))
		if err := errors.Join(s.Flush(), s.Load(merged)); err != nil || merged.Place != "z/1" {
			t.Errorf("merged: %+v, %v", merged, err)
		}
	})
}

func TestColumnPropertiesRefuse(t *testing.T) {
	s := shelves(t, engine(t, orm.URL{Dialect: "sqlite", Database: ":memory:"}))
	S, T := orm.Columns[shelf](), orm.Columns[shelved]()
	a := orm.Must(orm.Query[shelf](s).FilterBy("Room", "a").One())
	a.Place = "x"
	for want, do := range map[string]func() error{
		"shelf.Place is computed by the database": s.Flush,
		"shelf.Things is computed by the database": func() error {
			_, err := orm.Query[shelf](s).Update(orm.V{"Things": 1})
			return err
		},
		"tagged orm:\"column_property\"": func() error { return orm.ColumnProperty(&S.Room, orm.Col(&S.Room)) },
		"isn't one of shelf":             func() error { return orm.ColumnProperty(&S.Things, orm.Col(&T.ID)) },
		"can't hold values":              func() error { return orm.ColumnProperty(&S.Things, orm.Col(&S.Room)) },
		"int can't hold the values": func() error {
			_, err := orm.Query[shelf](s).Filter(orm.Typed[int](orm.Upper(orm.Col(&S.Room))).Eq(1)).All()
			return err
		},
		"nobody said how": func() error {
			type unsaid struct {
				orm.Model `orm:"table=unsaid"`
				ID        int `orm:"primary_key"`
				Sum       int `orm:"column_property"`
			}
			if err := orm.DeclarativeBase().Map(unsaid{}); err != nil {
				return err
			}
			_, err := orm.Query[unsaid](s).All()
			return err
		},
		"doesn't belong on a column property": func() error {
			type wrong struct {
				orm.Model `orm:"table=wrong"`
				ID        int `orm:"primary_key"`
				Sum       int `orm:"column_property,unique"`
			}
			return orm.DeclarativeBase().Map(wrong{})
		},
	} {
		if err := s.NoAutoflush(do); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
