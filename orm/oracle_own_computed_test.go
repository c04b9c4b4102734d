// This file holds the program of scenario 326: fields that subqueries compute, and columns left for later.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type countedUser struct {
	orm.Model `orm:"table=users"`
	ID        int            `orm:"primary_key"`
	Name      string         `orm:"size=30"`
	Bio       *string        `orm:"type=text,deferred"`
	Photo     *string        `orm:"type=text,deferred"`
	PostCount int            `orm:"column_property"`
	Posts     []*countedPost `orm:"relation,back=Author,order=ID"`
}

type countedPost struct {
	orm.Model `orm:"table=post"`
	ID        int          `orm:"primary_key"`
	Title     string       `orm:"size=30"`
	Body      *string      `orm:"type=text"`
	AuthorID  *int         `orm:"foreign_key=users.id"`
	Author    *countedUser `orm:"relation,back=Posts"`
}

func columnProperties(r *oracle.Run) {
	declared(r, countedPost{}, countedUser{})
	U, P := orm.Columns[countedUser](), orm.Columns[countedPost]()
	id, posts, count := orm.Col(&U.ID), orm.Many(&U.Posts), func() orm.Attr[int] { return orm.Col(&U.PostCount) }
	r.Check(orm.ColumnProperty(&U.PostCount, orm.Select(orm.Count(orm.Col(&P.ID))).Where(orm.NullCol(&P.AuthorID).EqTo(id)).Scalar()))
	s := r.Session()
	users := orm.Query[countedUser](s)
	text := func(t string) *string { return &t }
	ann := func(o ...orm.LoadOption) *countedUser {
		s.Clear()
		return orm.Must(users.Options(o...).FilterBy("Name", "ann").One())
	}
	titles := func(u *countedUser) any { return collect(u.Posts, func(p *countedPost) any { return p.Title }) }
	name := func(u *countedUser) any { return u.Name }
	r.Step()
	r.Check(s.Add(&countedUser{Name: "ann", Bio: text("b"), Photo: text("p"),
		Posts: []*countedPost{{Title: "t1", Body: text("x")}, {Title: "t2", Body: text("y")}}}, &countedUser{Name: "bob"}))
	r.Check(s.Commit())
	s.Clear()
	r.Step()
	r.Obs("counts", collect(orm.Must(users.OrderBy(id).All()), func(u *countedUser) any { return []any{u.Name, u.PostCount} }))
	r.Obs("filter", collect(orm.Must(users.Filter(count().Gt(1)).All()), name))
	r.Obs("order", orm.Must(s.Select(&U.Name).OrderBy(count(), id).All()))
	r.Step()
	u := ann(orm.Undefer(&U.Bio, &U.Photo))
	r.Obs("bio", []any{*u.Bio, *u.Photo})
	r.Step()
	u = ann()
	r.Check(s.Load(u, "Bio", "Photo"))
	r.Obs("bio", *u.Bio)
	r.Obs("photo", *u.Photo)
	r.Step()
	r.Obs("titles", titles(ann(orm.Joined(posts, orm.LoadOnly(&P.Title)))))
	u = ann(orm.SelectIn(posts, orm.Defer(&P.Body)))
	r.Obs("titles", titles(u))
	r.Step()
	u.Posts = append(u.Posts, &countedPost{Title: "t3"})
	r.Check(s.Commit())
	r.Obs("count", orm.Must(s.Select(&U.PostCount).Filter(orm.Col(&U.Name).Eq("ann")).Scalar()))
}
