// This file holds the cases of errors, transactions and sessions.

package ormtest

import (
	"errors"
	"fmt"

	"github.com/ormsh/ormsh/orm"
)

// The structs of the session's cases.
type (
	shelf struct {
		orm.Model `orm:"table=ormtest_shelves"`
		ID        int     `orm:"primary_key"`
		Name      string  `orm:"size=20,unique"`
		Note      *string `orm:"size=20"`
		Books     []*book `orm:"relation,back=Shelf,order=ID,cascade=all delete-orphan"`
	}
	book struct {
		orm.Model `orm:"table=ormtest_books"`
		ID        int    `orm:"primary_key"`
		Title     string `orm:"size=20"`
		Rev       int    `orm:"version"`
		ShelfID   int    `orm:"foreign_key=ormtest_shelves.id,not_null"`
		Shelf     *shelf `orm:"relation,back=Books"`
	}
)

func errorKinds(b *bench) {
	t := b.table("kinds", orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20), orm.NotNull, orm.Unique))
	b.must(second(b.e.Execute(t.Insert(), orm.V{"id": 1, "name": "a"})))
	for _, c := range []struct {
		kind orm.ErrorKind
		stmt orm.Executable
		row  orm.V
	}{
		{orm.UniqueViolation, t.Insert(), orm.V{"id": 2, "name": "a"}},
		{orm.UniqueViolation, t.Insert(), orm.V{"id": 1, "name": "b"}},
		{orm.NotNullViolation, t.Insert(), orm.V{"id": 3, "name": nil}},
		{orm.SyntaxError, orm.Text("SELECT FROM WHERE"), nil},
		{orm.MissingTable, orm.Text("SELECT * FROM ormtest_nowhere"), nil},
		{orm.MissingColumn, orm.Text("SELECT missing_column FROM ormtest_kinds"), nil},
		{orm.TableExists, orm.Text("CREATE TABLE ormtest_kinds (id INTEGER)"), nil},
	} {
		var rows []orm.V
		if c.row != nil {
			rows = []orm.V{c.row}
		}
		if _, err := b.e.Execute(c.stmt, rows...); !errors.Is(err, c.kind) {
			b.Errorf("%v where %v is due", err, c.kind)
		}
	}
}

func errorForeignKey(b *bench) {
	s := b.session(shelf{}, book{})
	b.must(s.Add(&book{Title: "lost", ShelfID: 4711}))
	if err := s.Flush(); !errors.Is(err, orm.ForeignKeyViolation) {
		b.Errorf("a row without its parent: %v", err)
	}
	if s.Active() {
		b.Error("the transaction goes on after a flush that failed")
	}
	b.must(s.Rollback())
}

func transactionRollback(b *bench) {
	t := b.table("rolled", orm.NewColumn("id", orm.Integer, orm.PrimaryKey))
	err := b.e.Begin(func(c *orm.Conn) error {
		return errors.Join(second(c.Execute(t.Insert(), orm.V{"id": 1})), errTakeBack)
	})
	if n := b.scalar(orm.Select(orm.Count()).From(t)); !errors.Is(err, errTakeBack) || n != int64(0) {
		b.Errorf("%v; %v rows", err, n)
	}
	b.must(b.e.Begin(func(c *orm.Conn) error { return second(c.Execute(t.Insert(), orm.V{"id": 1})) }))
	if n := b.scalar(orm.Select(orm.Count()).From(t)); n != int64(1) {
		b.Errorf("%v rows after COMMIT", n)
	}
}

func transactionSavepoints(b *bench) {
	s := b.session(shelf{}, book{})
	kept, gone := &shelf{Name: "kept"}, &shelf{Name: "gone"}
	b.must(s.Add(kept), second(s.BeginNested()))
	b.must(s.Add(gone), second(s.BeginNested()), s.Commit(), s.Rollback(), s.Commit())
	if names := b.column(orm.Text("SELECT name FROM ormtest_shelves")); len(names) != 1 || names[0] != "kept" {
		b.Errorf("%v", names)
	}
	if in := value(s.Inspect(gone))(b); in.State != orm.Transient {
		b.Errorf("what the savepoint took back is %s", in.State)
	}
}

func sessionWork(b *bench) {
	s := b.session(shelf{}, book{})
	one := &shelf{Name: "one", Books: []*book{{Title: "x"}, {Title: "y"}}}
	b.must(s.Add(one), s.Commit())
	if one.ID == 0 || one.Books[0].ShelfID != one.ID || one.Books[1].ID == one.Books[0].ID || one.Books[0].Rev != 1 {
		b.Fatalf("keys: %+v, %+v", one, one.Books[0])
	}
	same := value(orm.Query[shelf](s).FilterBy("Name", "one").One())(b)
	if same != one {
		b.Error("the same row is another object")
	}
	one.Name, one.Books = "two", one.Books[1:]
	b.must(s.Commit())
	s.Clear()
	again := value(orm.Query[shelf](s).One())(b)
	b.must(s.Load(again, "Books"))
	if again.Name != "two" || again.Note != nil || len(again.Books) != 1 || again.Books[0].Title != "y" {
		b.Errorf("%+v with %d books", again, len(again.Books))
	}
	b.must(s.Delete(again), s.Commit())
	if n := value(orm.Query[book](s).Count())(b); n != 0 {
		b.Errorf("%d books are left", n)
	}
}

// Objects of one flush, more than one statement takes, have the keys of their own rows.
func sessionKeys(b *bench) {
	s := b.session(shelf{}, book{})
	var list []any
	for i := range 137 {
		list = append(list, &shelf{Name: fmt.Sprintf("shelf %d", i)})
	}
	b.must(s.AddAll(list...), s.Commit())
	names := map[int]string{}
	for _, one := range list {
		names[one.(*shelf).ID] = one.(*shelf).Name
	}
	s.Clear()
	for _, row := range value(orm.Query[shelf](s).All())(b) {
		if names[row.ID] != row.Name {
			b.Fatalf("row %d is %q; its object was %q", row.ID, row.Name, names[row.ID])
		}
	}
	if len(names) != len(list) {
		b.Errorf("%d keys for %d objects", len(names), len(list))
	}
}

// An UPDATE counts the rows that it finds, changed or not: else every second one would be stale.
func sessionMatched(b *bench) {
	s := b.session(shelf{}, book{})
	one := &shelf{Name: "one"}
	b.must(s.Add(one), s.Commit())
	b.must(second(b.e.Execute(orm.Text("UPDATE ormtest_shelves SET name = 'two'"))))
	one.Name = "two"
	b.must(s.Commit())
	b.must(second(b.e.Execute(orm.Text("DELETE FROM ormtest_shelves"))))
	one.Name = "three"
	if err := s.Flush(); !errors.Is(err, orm.ErrStale) {
		b.Errorf("UPDATE of a row that is gone: %v", err)
	}
	b.must(s.Rollback())
}

func sessionRelations(b *bench) {
	s := b.session(shelf{}, book{})
	for i := range 4 {
		one := &shelf{Name: fmt.Sprintf("shelf %d", i)}
		for j := range i {
			one.Books = append(one.Books, &book{Title: fmt.Sprintf("%d.%d", i, j)})
		}
		b.must(s.Add(one))
	}
	b.must(s.Commit())
	p := orm.Columns[shelf]()
	for name, how := range map[string]orm.LoadOption{"select-in": orm.SelectIn(orm.Many(&p.Books)), "joined": orm.Joined(orm.Many(&p.Books))} {
		s.Clear()
		for i, one := range value(orm.Query[shelf](s).Options(how).OrderBy(orm.Col(&p.ID)).All())(b) {
			if one.Books == nil || len(one.Books) != i {
				b.Errorf("%s: shelf %d has %d books", name, i, len(one.Books))
			}
		}
	}
	books := value(orm.Query[shelf](s).Filter(orm.Many(&p.Books).Any()).Count())(b)
	if books != 3 {
		b.Errorf("any: %d shelves have books", books)
	}
}
