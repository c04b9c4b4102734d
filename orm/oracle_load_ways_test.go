// This file holds the programs of scenarios about the ways to load relations along with a query.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func loadSelectIn(r *oracle.Run) {
	g := graph(r)
	A, B, C, T := g.A, g.B, g.C, g.T
	bs, a, cs, b, tags := orm.Many(&A.Bs), orm.One(&B.A), orm.Many(&B.Cs), orm.One(&C.B), orm.Many(&C.Tags)
	loads(g, g.as, orm.SelectIn(bs, orm.SelectIn(cs, orm.SelectIn(tags))))
	loads(g, orm.Query[loadB](g.s).OrderBy(orm.Col(&B.ID).Desc()), orm.SelectIn(a))
	anew(r, g.s)
	orm.Must(g.as.All())
	more(g, "x", g.bs, orm.SelectIn(a))
	loads(g, g.as, orm.SelectIn(bs, orm.Joined(cs)))
	loads(g, g.as, orm.SelectIn(bs, orm.SelectIn(a)))
	loads(g, g.as, orm.SelectIn(bs, orm.LoadOnly(&B.Name)))
	loads(g, g.as, orm.SelectIn(bs, orm.Defer(&B.Name), orm.SelectIn(cs)))
	loads(g, g.cs, orm.SelectIn(b, orm.SelectIn(a)))
	loads(g, g.cs, orm.SelectIn(tags, orm.SelectIn(orm.Many(&T.Cs))))
	loads(g, orm.Query[loadTag](g.s).OrderBy(orm.Col(&T.ID)), orm.SelectIn(orm.Many(&T.Cs), orm.Joined(b)))
	loads(g, orm.Query[loadA](g.s).Filter(orm.Col(&A.ID).Gt(9)), orm.SelectIn(bs, orm.SelectIn(cs)))
	loads(g, orm.Query[loadB](g.s).Filter(orm.Col(&B.ID).Eq(4)), orm.SelectIn(a))
}

func loadJoined(r *oracle.Run) {
	g := graph(r)
	A, B, C := g.A, g.B, g.C
	bs, a, cs, b, tags := orm.Many(&A.Bs), orm.One(&B.A), orm.Many(&B.Cs), orm.One(&C.B), orm.Many(&C.Tags)
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs, orm.Joined(tags))))
	loads(g, g.bs, orm.Joined(cs), orm.Joined(a))
	loads(g, g.as, orm.Joined(bs, orm.SelectIn(cs)))
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs).Inner()))
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs).Inner()).Inner())
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs)).Inner())
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs, orm.Joined(b).Inner()).Inner()))
	loads(g, g.as, orm.Joined(bs, orm.Joined(cs, orm.Joined(tags)).Inner()))
	loads(g, g.cs, orm.Joined(tags).Inner())
	loads(g, g.cs, orm.Joined(b, orm.Joined(a)))
	loads(g, orm.Query[loadA](g.s).Join(bs).Filter(orm.Col(&B.Name).Eq("b2")), orm.Joined(bs))
	loads(g, g.as, orm.Joined(bs, orm.LoadOnly(&B.Name)))
	X := orm.Alias[loadA]("x")
	loads(g, orm.QueryFrom(g.s, X).OrderBy(orm.Col(&X.ID)), orm.Joined(orm.Many(&X.Bs)))
	anew(r, g.s)
	r.Obs("x", seen(r, g.s, orm.Must(orm.Query[loadA](g.s).Filter(orm.Col(&A.ID).Eq(1)).Options(orm.Joined(bs)).One())))
	loads(g, g.cs, orm.Joined(tags), orm.Joined(b, orm.Joined(cs)))
}

func loadJoinedLimit(r *oracle.Run) {
	g := graph(r)
	A, B, C := g.A, g.B, g.C
	bs, a, cs, b := orm.Many(&A.Bs), orm.One(&B.A), orm.Many(&B.Cs), orm.One(&C.B)
	plain, name := orm.Query[loadA](g.s), orm.Col(&A.Name)
	loads(g, plain.OrderBy(name).Limit(2), orm.Joined(bs))
	loads(g, plain.Filter(orm.Col(&A.ID).Gt(1)).OrderBy(name.Desc()).Limit(1).Offset(1), orm.Joined(bs))
	loads(g, g.bs.Limit(2), orm.Joined(a))
	loads(g, g.bs.Limit(2), orm.Joined(a), orm.Joined(cs))
	loads(g, g.cs.Limit(2), orm.Joined(b, orm.Joined(cs)))
	loads(g, plain.OrderBy(orm.Lower(name)).Limit(2), orm.Joined(bs))
	loads(g, plain.Join(bs).Filter(orm.Col(&B.Name).Eq("b1")).OrderBy(orm.Col(&B.Name)).Limit(1), orm.Joined(bs))
	anew(r, g.s)
	r.Obs("x", seen(r, g.s, orm.Must(g.as.Options(orm.Joined(bs)).First())))
	loads(g, plain.Distinct().OrderBy(name), orm.Joined(bs))
	loads(g, orm.Query[loadB](g.s).Distinct().Filter(orm.Col(&B.ID).Eq(1)), orm.Joined(a))
	loads(g, g.cs.Limit(2), orm.Joined(orm.Many(&C.Tags)).Inner())
	loads(g, g.as.Limit(2), orm.LoadOnly(&A.ID), orm.Joined(bs, orm.Joined(cs)))
	loads(g, g.bs.Limit(2), orm.LoadOnly(&B.Name), orm.Joined(cs))
	anew(r, g.s)
	r.Obs("n", orm.Must(plain.Options(orm.Joined(bs)).Count()))
}

func loadSubquery(r *oracle.Run) {
	g := graph(r)
	A, B, C := g.A, g.B, g.C
	bs, a, cs, tags := orm.Many(&A.Bs), orm.One(&B.A), orm.Many(&B.Cs), orm.Many(&C.Tags)
	plain := orm.Query[loadA](g.s)
	one := func(id int) orm.QueryOf[loadA] { return plain.Filter(orm.Col(&A.ID).Eq(id)) }
	loads(g, g.as, orm.Subquery(bs))
	loads(g, plain.Filter(orm.Col(&A.Name).Eq("a1")), orm.Subquery(bs))
	loads(g, plain.OrderBy(orm.Col(&A.Name)).Limit(2), orm.Subquery(bs))
	loads(g, g.as, orm.Subquery(bs, orm.Subquery(cs, orm.Subquery(tags))))
	loads(g, g.bs, orm.Subquery(a))
	loads(g, g.cs, orm.Subquery(tags))
	loads(g, g.as, orm.Subquery(bs, orm.Joined(cs)))
	loads(g, g.as, orm.Joined(bs, orm.Subquery(cs)))
	loads(g, g.as, orm.SelectIn(bs, orm.Subquery(cs)))
	loads(g, g.as, orm.Subquery(bs, orm.SelectIn(cs)))
	anew(r, g.s)
	r.Obs("x", seen(r, g.s, orm.Must(g.as.Options(orm.Subquery(bs)).First())))
	anew(r, g.s)
	r.Obs("x", seen(r, g.s, orm.Must(plain.Options(orm.Subquery(bs)).Get(1))))
	loads(g, plain.Join(bs).Filter(orm.Col(&B.Name).Eq("b1")), orm.Subquery(bs))
	loads(g, one(1).Union(one(2)).OrderBy(orm.Col(&A.ID)), orm.Subquery(bs))
	loads(g, plain.Filter(orm.Col(&A.ID).Gt(9)), orm.Subquery(bs))
}

func loadContains(r *oracle.Run) {
	g := graph(r)
	A, B, C, T := g.A, g.B, g.C, g.T
	bs, a, cs, b, tags := orm.Many(&A.Bs), orm.One(&B.A), orm.Many(&B.Cs), orm.One(&C.B), orm.Many(&C.Tags)
	plain, bb := orm.Query[loadA](g.s), orm.Alias[loadB]("bb")
	both := plain.Join(bs).OrderBy(orm.Col(&A.ID), orm.Col(&B.ID))
	loads(g, plain.Join(bs).Join(cs).OrderBy(orm.Col(&A.ID), orm.Col(&B.ID), orm.Col(&C.ID)), orm.Contains(bs, orm.Contains(cs)))
	loads(g, plain.JoinAs(bb, bs).Filter(orm.Col(&bb.Name).Eq("b2")), orm.Contains(bs).As(bb))
	loads(g, both, orm.Contains(bs, orm.Joined(cs)))
	loads(g, both, orm.Contains(bs, orm.SelectIn(cs)))
	loads(g, both.Limit(2), orm.Contains(bs, orm.Joined(cs)))
	loads(g, orm.Query[loadC](g.s).Join(tags).Filter(orm.Col(&T.Name).Eq("red")).OrderBy(orm.Col(&C.ID)), orm.Contains(tags))
	loads(g, orm.Query[loadC](g.s).Join(b).Join(a).OrderBy(orm.Col(&C.ID)), orm.Contains(b, orm.Contains(a)))
	loads(g, both, orm.Contains(bs, orm.LoadOnly(&B.Name)))
	loads(g, plain.OuterJoin(bs).OrderBy(orm.Col(&A.ID), orm.Col(&B.ID)), orm.Contains(bs))
	loads(g, orm.Query[loadB](g.s).Join(a).Filter(orm.Col(&A.Name).Eq("a1")).OrderBy(orm.Col(&B.ID)), orm.Contains(a), orm.Joined(cs))
}

func loadExisting(r *oracle.Run) {
	g := graph(r)
	A, B := g.A, g.B
	bs, cs := orm.Many(&A.Bs), orm.Many(&B.Cs)
	held := func(opts ...orm.LoadOption) []*loadA {
		anew(r, g.s)
		return orm.Must(g.as.Options(opts...).All())
	}
	held()
	more(g, "x", g.as, orm.SelectIn(bs, orm.SelectIn(cs)))
	held()
	more(g, "x", g.as, orm.Joined(bs, orm.SelectIn(cs)))
	held(orm.SelectIn(bs))
	more(g, "x", g.as, orm.SelectIn(bs, orm.SelectIn(cs)))
	held(orm.SelectIn(bs))
	more(g, "x", g.as, orm.Joined(bs, orm.Joined(cs)))
	held(orm.SelectIn(bs))
	orm.Must(g.s.Execute(orm.Text("UPDATE b SET a_id = 3 WHERE id = 2")))
	more(g, "x", g.as, orm.Joined(bs))
	more(g, "y", g.as.PopulateExisting(), orm.Joined(bs))
	orm.Must(g.s.Execute(orm.Text("UPDATE b SET a_id = 1 WHERE id = 2")))
	more(g, "z", g.as.PopulateExisting(), orm.SelectIn(bs))
	held(orm.SelectIn(bs))
	g.s.ExpireAll()
	more(g, "x", g.as, orm.SelectIn(bs))
	anew(r, g.s)
	plain := orm.Query[loadA](g.s)
	orm.Must(plain.Get(1))
	r.Obs("x", seen(r, g.s, orm.Must(plain.Options(orm.SelectIn(bs)).Get(1)).Bs))
}

func loadSets(r *oracle.Run) {
	g := graph(r)
	A, B := g.A, g.B
	bs, cs := orm.Many(&A.Bs), orm.Many(&B.Cs)
	one := func(id int) orm.QueryOf[loadA] {
		return orm.Query[loadA](g.s).Filter(orm.Col(&A.ID).Eq(id))
	}
	both := one(1).Union(one(2)).OrderBy(orm.Col(&A.ID))
	loads(g, both, orm.Joined(bs))
	loads(g, both, orm.SelectIn(bs, orm.SelectIn(cs)))
	X, Y := orm.Alias[loadA]("x"), orm.Alias[loadB]("y")
	loads(g, orm.QueryFrom(g.s, X).OrderBy(orm.Col(&X.ID)), orm.SelectIn(orm.Many(&X.Bs)))
	loads(g, orm.QueryFrom(g.s, Y).OrderBy(orm.Col(&Y.ID)), orm.Joined(orm.One(&Y.A)))
}
