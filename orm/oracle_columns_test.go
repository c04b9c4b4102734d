// This file holds the programs of scenarios 073 and 075: fields that SQL computes, and columns that come later.

package orm_test

import (
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// fullName has a field that the database computes, and two values that both Go and SQL can.
type fullName struct {
	orm.Model `orm:"table=person"`
	ID        int    `orm:"primary_key"`
	First     string `orm:"size=50"`
	Last      string `orm:"size=50"`
	Fullname  string `orm:"column_property"`
}

func (p *fullName) initialsLen() int { return len(p.First) }
func (p *fullName) display() string  { return p.Last + ", " + p.First }

func (p *fullName) String() string {
	return attributes("Person", "fullname", p.Fullname, "id", madeKey(p.ID), "first", p.First, "last", p.Last)
}

func columnProperty(r *oracle.Run) {
	declared(r, fullName{})
	P := orm.Columns[fullName]()
	first, last, fullname := orm.Col(&P.First), orm.Col(&P.Last), func() orm.Attr[string] { return orm.Col(&P.Fullname) }
	initialsLen, display := orm.Typed[int](orm.Func("length", first)), orm.Typed[string](last.Concat(", ").Concat(first))
	r.Check(orm.ColumnProperty(&P.Fullname, first.Concat(" ").Concat(last)))
	s := r.Session()
	r.Step()
	p := &fullName{First: "Ann", Last: "Lee"}
	r.Check(s.Add(p))
	r.Check(s.Flush())
	r.Check(s.Load(p, "Fullname"))
	r.Obs("fullname", p.Fullname)
	r.Obs("initials_len", p.initialsLen())
	r.Obs("display", p.display())
	r.Step()
	p.First = "Bea"
	r.Obs("before", p.Fullname)
	r.Check(s.Flush())
	r.Check(s.Load(p, "Fullname"))
	r.Obs("after", p.Fullname)
	r.Step()
	r.Check(s.Commit())
	r.Obs("rows", oracle.List(orm.Must(orm.Query[fullName](s).Filter(initialsLen.Eq(3)).All())))
	r.Obs("rows", orm.Must(s.Select(&P.ID).Filter(fullname().Like("Bea%")).All()))
	r.Obs("rows", orm.Must(s.Select(display.Label("display")).OrderBy(fullname()).All()))
}

// book has a column that comes later.
type book struct {
	orm.Model `orm:"table=book"`
	ID        int         `orm:"primary_key"`
	Title     string      `orm:"size=50"`
	Summary   string      `orm:"size=200"`
	Body      string      `orm:"type=text,deferred"`
	AuthorID  *int        `orm:"foreign_key=author.id"`
	Author    *bookAuthor `orm:"relation"`
}

type bookAuthor struct {
	orm.Model `orm:"table=author"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
}

func (a *bookAuthor) String() string {
	return attributes("Author", "id", madeKey(a.ID), "name", a.Name)
}

// loadedBook shows what of a book is loaded, deferred columns first.
func loadedBook(r *oracle.Run, s *orm.Session, b *book) string {
	in, err := s.Inspect(b)
	r.Check(err)
	pairs := []any{"body", b.Body, "id", int64(b.ID), "title", b.Title, "summary", b.Summary, "author_id", optional(b.AuthorID)}
	for i := 0; i < len(pairs); i += 2 {
		field := map[string]string{"body": "Body", "title": "Title", "summary": "Summary", "author_id": "AuthorID"}[pairs[i].(string)]
		if strings.Contains(" "+strings.Join(in.Unloaded, " ")+" ", " "+field+" ") {
			pairs[i+1] = nil
		}
	}
	return attributes("Book", pairs...)
}

func deferredColumns(r *oracle.Run) {
	declared(r, book{}, bookAuthor{})
	s := r.Session()
	B := orm.Columns[book]()
	author := orm.One(&B.Author)
	one := func(o ...orm.LoadOption) *book {
		r.Step()
		s.Clear()
		return orm.Must(orm.Query[book](s).Options(o...).One())
	}
	r.Step()
	r.Check(s.Add(&book{Title: "t", Summary: "s", Body: "b", Author: &bookAuthor{Name: "a"}}))
	r.Check(s.Commit())
	b := one()
	r.Obs("title", b.Title)
	r.Check(s.Load(b, "Body"))
	r.Obs("body", b.Body)
	b = one(orm.LoadOnly(&B.Title))
	r.Obs("loaded", loadedBook(r, s, b))
	r.Check(s.Load(b, "Summary"))
	r.Obs("summary", b.Summary)
	b = one(orm.Defer(&B.Title), orm.Undefer(&B.Body))
	r.Obs("loaded", loadedBook(r, s, b))
	b = one(orm.RaiseLoad(author))
	r.Raises("author", s.Load(b, "Author"))
	b = one()
	r.Obs("author", nilOr(b.Author))
	b = one()
	for range 2 {
		r.Check(s.Load(b, "Author"))
		r.Obs("author", b.Author)
	}
	r.Step()
	b.AuthorID = nil
	r.Check(s.Flush())
	r.Check(s.ExpireFields(b, "Author"))
	r.Check(s.Load(b, "Author"))
	r.Obs("author", nilOr(b.Author))
}
