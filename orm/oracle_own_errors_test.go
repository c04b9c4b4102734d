// This file holds the programs of scenarios 308, 309 and 311: kinds of errors, version counters, savepoints whose errors are caught.

package orm_test

import (
	"errors"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type kindTeam struct {
	ID   int
	Name *string
}

type kindPlayer struct {
	ID     int
	Name   string
	TeamID *int
	Age    *int
	Team   *kindTeam
}

func mapKinds(r *oracle.Run) {
	meta := orm.NewMetaData()
	team := made(orm.NewTable("team", meta, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20), orm.NotNull, orm.Unique)))
	player := made(orm.NewTable("player", meta, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20), orm.NotNull),
		orm.NewColumn("team_id", orm.Integer, orm.ForeignKey("team.id")), orm.NewColumn("age", orm.Integer), orm.NewCheck("positive", orm.Text("age > 0"))))
	made(orm.NewMapper(kindTeam{}, team))
	made(orm.NewMapper(kindPlayer{}, player, orm.Relation("Team", kindTeam{})))
	r.Step()
	r.Check(meta.CreateAll(r.Engine))
}

func errorKinds(r *oracle.Run) {
	mapKinds(r)
	s := r.Session()
	T := orm.Columns[kindTeam]()
	named := func(name string) *kindTeam { return &kindTeam{Name: &name} }
	fails := func(name string, obj any) {
		r.Check(s.Add(obj))
		r.RaisesOrNot(name, s.Flush())
		r.Check(s.Rollback())
	}
	teams := orm.Query[kindTeam](s)
	unknown := teams.Filter(orm.NullCol(&T.Name).Eq("x"))
	count := func() { r.Obs("count", orm.Must(teams.Count())) }
	r.Step()
	red := named("red")
	r.Check(s.Add(red))
	r.Check(s.Commit())
	r.Step()
	fails("unique", named("red"))
	fails("not null", &kindTeam{})
	fails("foreign key", &kindPlayer{Name: "x", TeamID: new(99)})
	fails("check", &kindPlayer{Name: "y", Age: new(-1)})
	r.Step()
	_, err := s.Execute(orm.Text("SELECT * FROM nowhere"))
	r.Raises("no table", err)
	r.Check(s.Rollback())
	count()
	r.Step()
	r.Check(s.Add(named("blue"), named("green")))
	_, err = unknown.One()
	r.Raises("none", err)
	_, err = teams.One()
	r.Raises("many", err)
	_, err = teams.OneOrNone()
	r.Raises("one_or_none", err)
	r.Obs("none is fine", some(orm.Must(unknown.OneOrNone())))
	r.Obs("get", some(orm.Must(orm.Get[kindTeam](s, 99))))
	r.Step()
	ok := named("ok")
	r.Check(s.Add(ok))
	r.Check(s.Flush())
	r.Check(s.Add(named("red")))
	r.Raises("flush", s.Flush())
	_, err = teams.Count()
	r.Raises("query", err)
	r.Raises("commit", s.Commit())
	r.Obs("ok", state(r, s, ok))
	r.Check(s.Rollback())
	count()
	r.Step()
	r.Check(s.Add(named("black")))
	r.Check(s.Flush())
	r.Check(s.Load(red))
	r.Check(s.Add(&kindPlayer{Name: "p", Team: red, Age: new(5)}))
	r.Check(s.Commit())
	s2 := r.Session()
	r.Check(s2.Delete(orm.Must(orm.Get[kindTeam](s2, 1))))
	r.RaisesOrNot("delete", s2.Flush())
	r.Check(s2.Rollback())
	r.Check(s2.Close())
	r.Step()
	r.Raises("refresh", s.Refresh(named("t")))
	r.Raises("expire", s.Expire(named("t")))
	r.Raises("delete", s.Delete(named("t")))
	r.Raises("unmapped", s.Add("a string"))
	r.Check(s.Commit())
}

type revDoc struct {
	orm.Model `orm:"table=doc"`
	ID        int        `orm:"primary_key"`
	Title     string     `orm:"size=50"`
	Rev       int        `orm:"version,not_null"`
	Notes     []*revNote `orm:"relation,back=Doc,cascade=all delete-orphan,order=ID"`
}

type revNote struct {
	orm.Model `orm:"table=note"`
	ID        int     `orm:"primary_key"`
	Body      string  `orm:"size=50"`
	DocID     *int    `orm:"foreign_key=doc.id"`
	Rev       int     `orm:"version,not_null"`
	Doc       *revDoc `orm:"relation,back=Notes"`
}

func versionsMerged(r *oracle.Run) {
	declared(r, revDoc{}, revNote{})
	s := r.Session()
	rev := func(d *revDoc) {
		r.Check(s.Load(d))
		r.Obs("rev", d.Rev)
	}
	r.Step()
	a, b := &revNote{Body: "a"}, &revNote{Body: "b"}
	d := &revDoc{Title: "d", Notes: []*revNote{a, b}}
	r.Check(s.Add(d))
	r.Check(s.Commit())
	rev(d)
	r.Step()
	r.Check(s.Load(d, "Notes"))
	r.Obs("notes", collect(d.Notes, func(n *revNote) any { return n.Body }))
	d.Notes = d.Notes[:1]
	r.Check(s.Commit())
	rev(d)
	r.Step()
	s.Clear()
	m := orm.Must(orm.Merge(s, &revDoc{ID: 1, Title: "m", Rev: 1}))
	r.Check(s.Flush())
	r.Obs("rev", m.Rev)
	r.Check(s.Commit())
	r.Step()
	s.Clear()
	_, err := orm.Merge(s, &revDoc{ID: 1, Title: "old", Rev: 1})
	r.Raises("merge", err)
	r.Check(s.Rollback())
	r.Step()
	m = orm.Must(orm.Get[revDoc](s, 1))
	n := orm.Must(s.BeginNested())
	m.Title = "inner"
	r.Check(s.Flush())
	r.Obs("rev inside", m.Rev)
	r.Check(n.Rollback())
	r.Check(s.Load(m))
	r.Obs("rev after", m.Rev)
	m.Title = "outer"
	r.Check(s.Commit())
	rev(m)
	r.Step()
	for _, title := range []string{"x", "y", "y"} {
		m.Title = title
		r.Check(s.Flush())
	}
	r.Obs("rev", m.Rev)
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Refresh(m))
	orm.Must(s.Execute(orm.Text("UPDATE doc SET rev = 40 WHERE id = 1")))
	r.Check(s.Delete(m))
	r.Raises("delete", s.Flush())
	r.Check(s.Rollback())
	r.Check(s.Refresh(m))
	r.Check(s.Delete(m))
	r.Check(s.Commit())
	r.Obs("counts", []any{orm.Must(orm.Query[revDoc](s).Count()), orm.Must(orm.Query[revNote](s).Count())})
	r.Step()
	e := &revDoc{Title: "e"}
	r.Check(s.Add(e))
	r.Check(s.Commit())
	orm.Must(orm.Query[revDoc](s).Update(orm.V{"Title": "all"}, orm.SynchronizeNone))
	r.Check(s.Commit())
	r.Check(s.Load(e))
	r.Obs("rev", []any{e.Title, e.Rev})
}

type caughtTag struct {
	orm.Model `orm:"table=tag"`
	ID        int    `orm:"primary_key"`
	Word      string `orm:"size=20,unique,not_null"`
	Uses      int    `orm:"default=0"`
}

func savepointsCaught(r *oracle.Run) {
	declared(r, caughtTag{})
	s := r.Session()
	T := orm.Columns[caughtTag]()
	r.Step()
	r.Check(s.Add(&caughtTag{Word: "go"}))
	r.Check(s.Commit())
	for _, w := range []string{"sql", "go", "orm"} {
		n := orm.Must(s.BeginNested())
		r.Check(s.Add(&caughtTag{Word: w}))
		if err := n.Commit(); errors.Is(err, orm.UniqueViolation) {
			r.Check(n.Rollback())
			r.Obs(w, "refused")
		} else {
			r.Check(err)
			r.Obs(w, "in")
		}
	}
	r.Check(s.Commit())
	var words []any
	for _, row := range orm.Must(s.Select(&T.Word).OrderBy(orm.Col(&T.Word)).All()) {
		words = append(words, row.Values()[0])
	}
	r.Obs("words", words)
	r.Step()
	a := &caughtTag{Word: "a"}
	r.Check(s.Add(a))
	n := orm.Must(s.BeginNested())
	r.Check(s.Add(&caughtTag{Word: "sql"}))
	r.Raises("flush", s.Flush())
	r.Obs("a", state(r, s, a))
	r.Check(n.Rollback())
	r.Obs("a after", state(r, s, a))
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[caughtTag](s).Count()))
	r.Step()
	one := func() *caughtTag { return orm.Must(orm.Query[caughtTag](s).FilterBy("Word", "a").One()) }
	uses := func(name string) { r.Check(s.Load(a)); r.Obs(name, a.Uses) }
	a = one()
	n1 := orm.Must(s.BeginNested())
	a.Uses = 1
	n2 := orm.Must(s.BeginNested())
	a.Uses = 2
	n3 := orm.Must(s.BeginNested())
	a.Uses = 3
	r.Check(s.Flush())
	r.Check(n3.Rollback())
	uses("after inner")
	r.Check(n2.Commit())
	uses("after middle")
	r.Check(n1.Rollback())
	uses("after outer")
	r.Check(s.Rollback())
	r.Step()
	a = one()
	n = orm.Must(s.BeginNested())
	r.Check(s.Delete(a))
	r.Check(s.Flush())
	r.Obs("inside", state(r, s, a))
	r.Check(n.Rollback())
	r.Obs("after", state(r, s, a))
	r.Obs("word", a.Word)
	r.Step()
	orm.Must(s.BeginNested())
	a.Uses = 8
	r.Check(s.Commit())
	r.Obs("in transaction", s.InTransaction())
	r.Check(s.Commit())
	r.Obs("uses", orm.Must(s.Select(&T.Uses).Filter(orm.Col(&T.Word).Eq("a")).Scalar()))
}
