// This file holds the program of scenario 312: view-only relations that have conditions.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type (
	viewAddress struct {
		orm.Model `orm:"table=address"`
		ID        int    `orm:"primary_key"`
		City      string `orm:"size=20"`
		UserID    *int   `orm:"foreign_key=users.id"`
	}
	viewTag struct {
		orm.Model `orm:"table=tag"`
		ID        int    `orm:"primary_key"`
		Word      string `orm:"size=20"`
	}
	viewUser struct {
		orm.Model `orm:"table=users"`
		ID        int            `orm:"primary_key"`
		Name      string         `orm:"size=20"`
		Addresses []*viewAddress `orm:"relation,order=ID"`
		Boston    []*viewAddress `orm:"relation,order=ID,view_only"`
		Tags      []*viewTag     `orm:"relation,order=ID,view_only,secondary=tagged"`
	}
)

func viewOnlyConditions(r *oracle.Run) {
	base := orm.DeclarativeBase()
	tagged := made(orm.NewTable("tagged", base.MetaData(), orm.NewColumn("user_id", orm.Integer, orm.ForeignKey("users.id"), orm.PrimaryKey),
		orm.NewColumn("tag_id", orm.Integer, orm.ForeignKey("tag.id"), orm.PrimaryKey), orm.NewColumn("active", orm.Integer)))
	r.Check(base.Map(viewAddress{}, viewTag{}, viewUser{}))
	create(r, base)
	U, A, T := orm.Columns[viewUser](), orm.Columns[viewAddress](), orm.Columns[viewTag]()
	boston, tags, byID := orm.Many(&U.Boston), orm.Many(&U.Tags), orm.Col(&U.ID)
	r.Check(orm.RelationWhere(boston, orm.Col(&A.City).Eq("Boston")))
	r.Check(orm.RelationWhere(tags, orm.TableCol[int](tagged, "active").Eq(1)))
	s := r.Session()
	r.Step()
	r.Check(s.Add(&viewUser{Name: "a", Addresses: []*viewAddress{{City: "Boston"}, {City: "Rome"}, {City: "Boston"}}},
		&viewUser{Name: "b", Addresses: []*viewAddress{{City: "Rome"}}}, &viewTag{Word: "x"}, &viewTag{Word: "y"}))
	r.Check(s.Flush())
	orm.Must(s.Execute(orm.Text("INSERT INTO tagged (user_id, tag_id, active) VALUES (1, 1, 1), (1, 2, 0), (2, 2, 1)")))
	r.Check(s.Commit())
	s.Clear()
	places := func(u *viewUser) any { return collect(u.Boston, func(a *viewAddress) any { return a.ID }) }
	words := func(u *viewUser) any { return collect(u.Tags, func(t *viewTag) any { return t.ID }) }
	users := orm.Query[viewUser](s).OrderBy(byID)
	r.Step()
	list := orm.Must(users.All())
	r.Check(s.Load(list[0], "Boston"))
	r.Obs("a.boston", places(list[0]))
	r.Check(s.Load(list[0], "Tags"))
	r.Obs("a.tags", words(list[0]))
	r.Check(s.Load(list[1], "Boston"))
	r.Obs("b.boston", places(list[1]))
	for _, way := range []struct {
		name         string
		boston, tags orm.LoadOption
	}{{"selectin", orm.SelectIn(boston), orm.SelectIn(tags)}, {"joined", orm.Joined(boston), orm.Joined(tags)}, {"subquery", orm.Subquery(boston), orm.Subquery(tags)}} {
		r.Step()
		s.Clear()
		r.Obs(way.name, collect(orm.Must(users.Options(way.boston).All()), func(u *viewUser) any { return []any{u.Name, places(u)} }))
		s.Clear()
		r.Obs(way.name+" tags", collect(orm.Must(users.Options(way.tags).All()), func(u *viewUser) any { return []any{u.Name, words(u)} }))
	}
	r.Step()
	s.Clear()
	name := func(u *viewUser) any { return u.Name }
	r.Obs("any", collect(orm.Must(orm.Query[viewUser](s).Filter(boston.Any()).All()), name))
	r.Obs("tags any", collect(orm.Must(orm.Query[viewUser](s).Filter(tags.Any(orm.Col(&T.Word).Eq("y"))).All()), name))
	r.Obs("join", orm.Must(s.Select(&U.Name, &A.ID).Join(boston).OrderBy(orm.Col(&A.ID)).All()))
	r.Obs("join tags", orm.Must(s.Select(&U.Name, &T.Word).Join(tags).OrderBy(byID).All()))
	r.Step()
	a := orm.Must(orm.Get[viewUser](s, 1))
	r.Check(s.Load(a, "Boston"))
	a.Boston = append(a.Boston, &viewAddress{City: "Boston"})
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[viewAddress](s).Count()))
}
