// This file holds the programs of scenarios about relations whose mapping says how they are loaded.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// Both sides say selectin.
type (
	keyedA struct {
		orm.Model `orm:"table=a"`
		ID        int       `orm:"primary_key"`
		Name      string    `orm:"size=50"`
		Bs        []*keyedB `orm:"relation,back=A,order=ID,lazy=selectin"`
	}
	keyedB struct {
		orm.Model `orm:"table=b"`
		ID        int       `orm:"primary_key"`
		Name      string    `orm:"size=50"`
		AID       *int      `orm:"column=a_id,foreign_key=a.id"`
		A         *keyedA   `orm:"relation,back=Bs,lazy=selectin"`
		Cs        []*keyedC `orm:"relation,order=ID"`
	}
	keyedC struct {
		orm.Model `orm:"table=c"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=50"`
		BID       *int   `orm:"column=b_id,foreign_key=b.id"`
	}
)

// Both sides say joined.
type (
	joinedA struct {
		orm.Model `orm:"table=a"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		Bs        []*joinedB `orm:"relation,back=A,order=ID,lazy=joined"`
	}
	joinedB struct {
		orm.Model `orm:"table=b"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		AID       *int       `orm:"column=a_id,foreign_key=a.id"`
		A         *joinedA   `orm:"relation,back=Bs,lazy=joined"`
		Cs        []*joinedC `orm:"relation,order=ID"`
	}
	joinedC struct {
		orm.Model `orm:"table=c"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=50"`
		BID       *int   `orm:"column=b_id,foreign_key=b.id"`
	}
)

// One side says subquery.
type (
	nestedA struct {
		orm.Model `orm:"table=a"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		Bs        []*nestedB `orm:"relation,back=A,order=ID,lazy=subquery"`
	}
	nestedB struct {
		orm.Model `orm:"table=b"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		AID       *int       `orm:"column=a_id,foreign_key=a.id"`
		A         *nestedA   `orm:"relation,back=Bs"`
		Cs        []*nestedC `orm:"relation,order=ID"`
	}
	nestedC struct {
		orm.Model `orm:"table=c"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=50"`
		BID       *int   `orm:"column=b_id,foreign_key=b.id"`
	}
)

// loadMapped is the program of scenarios that differ in a mapping alone: of structs A and B, given as the addresses of a
// prototype's fields.
func loadMapped[TA, TB, TC any](r *oracle.Run, s *orm.Session, aID *int, bs orm.RelOf[TB], bID *int, bName *string, a orm.RelOf[TA], cs orm.RelOf[TC], toA func(*TB) *TA) {
	g := &graphOf{Run: r, s: s}
	plain := orm.Query[TA](s)
	as := plain.OrderBy(orm.Col(aID))
	b1 := orm.Query[TB](s).Filter(orm.Col(bID).Eq(1))
	loads(g, as)
	anew(r, s)
	r.Obs("x", seen(r, s, orm.Must(as.First())))
	anew(r, s)
	r.Obs("x", seen(r, s, orm.Must(plain.Get(1))))
	anew(r, s)
	one := orm.Must(plain.Get(1))
	r.Check(s.Refresh(one))
	r.Obs("x", seen(r, s, one))
	loads(g, as, orm.LazyLoad(bs))
	loads(g, as, orm.LazyLoad(orm.AllRelations()))
	anew(r, s)
	b := orm.Must(b1.One())
	r.Check(s.Load(b, "A"))
	r.Obs("x", seen(r, s, toA(b)))
	anew(r, s)
	r.Obs("x", seen(r, s, orm.Must(b1.Options(orm.Joined(a)).One())))
	loads(g, as, orm.DefaultLoad(bs, orm.Defer(bName)))
	loads(g, as, orm.DefaultLoad(bs, orm.SelectIn(cs)))
	anew(r, s)
	orm.Must(as.Options(orm.LazyLoad(bs)).All())
	more(g, "x", as)
	loads(g, as.Limit(2))
	anew(r, s)
	r.Obs("n", orm.Must(plain.Count()))
}

func loadMappedSelectIn(r *oracle.Run) {
	s := seedGraph(r, keyedA{}, keyedB{}, keyedC{}, loadTag{})
	A, B := orm.Columns[keyedA](), orm.Columns[keyedB]()
	loadMapped(r, s, &A.ID, orm.Many(&A.Bs), &B.ID, &B.Name, orm.One(&B.A), orm.Many(&B.Cs), func(b *keyedB) *keyedA { return b.A })
}

func loadMappedJoined(r *oracle.Run) {
	s := seedGraph(r, joinedA{}, joinedB{}, joinedC{}, loadTag{})
	A, B := orm.Columns[joinedA](), orm.Columns[joinedB]()
	loadMapped(r, s, &A.ID, orm.Many(&A.Bs), &B.ID, &B.Name, orm.One(&B.A), orm.Many(&B.Cs), func(b *joinedB) *joinedA { return b.A })
}

func loadMappedSubquery(r *oracle.Run) {
	s := seedGraph(r, nestedA{}, nestedB{}, nestedC{}, loadTag{})
	A, B := orm.Columns[nestedA](), orm.Columns[nestedB]()
	loadMapped(r, s, &A.ID, orm.Many(&A.Bs), &B.ID, &B.Name, orm.One(&B.A), orm.Many(&B.Cs), func(b *nestedB) *nestedA { return b.A })
}

// Several ways meet.
type (
	mixA struct {
		orm.Model `orm:"table=a"`
		ID        int     `orm:"primary_key"`
		Name      string  `orm:"size=50"`
		Bs        []*mixB `orm:"relation,back=A,order=ID,lazy=selectin"`
	}
	mixB struct {
		orm.Model `orm:"table=b"`
		ID        int     `orm:"primary_key"`
		Name      string  `orm:"size=50"`
		AID       *int    `orm:"column=a_id,foreign_key=a.id"`
		A         *mixA   `orm:"relation,back=Bs,lazy=joined,inner_join"`
		Cs        []*mixC `orm:"relation,back=B,order=ID,lazy=joined"`
	}
	mixC struct {
		orm.Model `orm:"table=c"`
		ID        int       `orm:"primary_key"`
		Name      string    `orm:"size=50"`
		BID       *int      `orm:"column=b_id,foreign_key=b.id"`
		B         *mixB     `orm:"relation,back=Cs"`
		Tags      []*mixTag `orm:"relation,secondary=c_tag,order=ID,lazy=selectin"`
	}
	mixTag struct {
		orm.Model `orm:"table=tag"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=50"`
	}
)

func loadMappedMixed(r *oracle.Run) {
	s := seedGraph(r, mixA{}, mixB{}, mixC{}, mixTag{})
	g := &graphOf{Run: r, s: s}
	A, B, C := orm.Columns[mixA](), orm.Columns[mixB](), orm.Columns[mixC]()
	loads(g, orm.Query[mixA](s).OrderBy(orm.Col(&A.ID)))
	loads(g, orm.Query[mixB](s).OrderBy(orm.Col(&B.ID)))
	loads(g, orm.Query[mixC](s).OrderBy(orm.Col(&C.ID)))
	anew(r, s)
	c := orm.Must(orm.Query[mixC](s).Filter(orm.Col(&C.ID).Eq(1)).Options(orm.LazyLoad(orm.One(&C.B))).One())
	r.Check(s.Load(c, "B"))
	r.Obs("x", seen(r, s, c.B))
}

// Bs are refused, Cs read as empty.
type (
	shutA struct {
		orm.Model `orm:"table=a"`
		ID        int      `orm:"primary_key"`
		Name      string   `orm:"size=50"`
		Bs        []*shutB `orm:"relation,back=A,order=ID,lazy=raise"`
	}
	shutB struct {
		orm.Model `orm:"table=b"`
		ID        int      `orm:"primary_key"`
		Name      string   `orm:"size=50"`
		AID       *int     `orm:"column=a_id,foreign_key=a.id"`
		A         *shutA   `orm:"relation,back=Bs"`
		Cs        []*shutC `orm:"relation,back=B,order=ID,lazy=noload"`
	}
	shutC struct {
		orm.Model `orm:"table=c"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		BID       *int       `orm:"column=b_id,foreign_key=b.id"`
		B         *shutB     `orm:"relation,back=Cs"`
		Tags      []*shutTag `orm:"relation,secondary=c_tag,order=ID"`
	}
	shutTag struct {
		orm.Model `orm:"table=tag"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=50"`
	}
)

func loadRefused(r *oracle.Run) {
	s := seedGraph(r, shutA{}, shutB{}, shutC{}, shutTag{})
	g := &graphOf{Run: r, s: s}
	A, B, C := orm.Columns[shutA](), orm.Columns[shutB](), orm.Columns[shutC]()
	bs, cs, b := orm.Many(&A.Bs), orm.Many(&B.Cs), orm.One(&C.B)
	as, all := orm.Query[shutA](s), orm.Query[shutB](s).OrderBy(orm.Col(&B.ID))
	ordered, inC := as.OrderBy(orm.Col(&A.ID)), orm.Query[shutC](s).OrderBy(orm.Col(&C.ID))
	anew(r, s)
	r.Raises("bs", s.Load(orm.Must(ordered.First()), "Bs"))
	loads(g, ordered, orm.SelectIn(bs))
	anew(r, s)
	a := orm.Must(as.Options(orm.LazyLoad(bs)).Get(1))
	r.Check(s.Load(a, "Bs"))
	r.Obs("x", seen(r, s, a.Bs))
	anew(r, s)
	r.Check(s.Delete(orm.Must(as.Get(1))))
	r.Check(s.Flush())
	r.Check(s.Rollback())
	loads(g, all)
	r.Obs("cs", collect(orm.Must(all.All()), func(b *shutB) any { return len(b.Cs) }))
	loads(g, all, orm.Joined(cs))
	list := loads(g, inC, orm.SelectIn(b), orm.RaiseLoad(orm.AllRelations()))
	r.Raises("a", s.Load(list[0].B, "A"))
	r.Raises("tags", s.Load(list[0], "Tags"))
	anew(r, s)
	list = orm.Must(inC.Options(orm.SelectIn(b, orm.RaiseLoad(orm.One(&B.A)))).All())
	r.Raises("a", s.Load(list[0].B, "A"))
	r.Check(s.Load(list[0], "Tags"))
	r.Obs("tags", collect(list[0].Tags, func(t *shutTag) any { return t.Name }))
	loads(g, inC, orm.LoadNothing(b))
}
