// This file holds the programs of scenarios from 200, recorded for this repository: graphs that a flush takes apart and puts together.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// Three levels, each owning the next.
type levelA struct {
	orm.Model `orm:"table=a"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Bs        []*levelB `orm:"relation,back=A,cascade=all delete-orphan,order=ID"`
}

type levelB struct {
	orm.Model `orm:"table=b"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	AID       *int      `orm:"column=a_id,foreign_key=a.id"`
	A         *levelA   `orm:"relation,back=Bs"`
	Cs        []*levelC `orm:"relation,back=B,cascade=all delete-orphan,order=ID"`
}

type levelC struct {
	orm.Model `orm:"table=c"`
	ID        int     `orm:"primary_key"`
	Name      string  `orm:"size=50"`
	BID       *int    `orm:"column=b_id,foreign_key=b.id"`
	B         *levelB `orm:"relation,back=Cs"`
}

func cascadeNestedOrphans(r *oracle.Run) {
	declared(r, levelA{}, levelB{}, levelC{})
	s := r.Session()
	r.Step()
	c3 := &levelC{Name: "c3"}
	b1, b2, b3 := &levelB{Name: "b1", Cs: []*levelC{{Name: "c1"}, {Name: "c2"}}}, &levelB{Name: "b2", Cs: []*levelC{c3}}, &levelB{Name: "b3"}
	a1, a2 := &levelA{Name: "a1", Bs: []*levelB{b1, b2}}, &levelA{Name: "a2", Bs: []*levelB{b3}}
	r.Check(s.Add(a1, a2))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(a1, "Bs"))
	a1.Bs = a1.Bs[1:]
	r.Check(s.Flush())
	r.Obs("b1", state(r, s, b1))
	r.Step()
	r.Check(s.Load(b3, "Cs"))
	r.Check(s.Load(b2, "Cs"))
	b3.Cs = append(b3.Cs, c3)
	r.Check(s.Flush())
	r.Obs("b2.cs", len(b2.Cs))
	r.Obs("c3.b_id", optional(c3.BID))
	r.Step()
	r.Check(s.Load(a2, "Bs"))
	a2.Bs = []*levelB{b2}
	r.Check(s.Flush())
	r.Obs("c3", state(r, s, c3))
	r.Obs("a1.bs", len(a1.Bs))
	r.Step()
	r.Check(s.Delete(a2))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Obs("counts", []any{orm.Must(orm.Query[levelA](s).Count()), orm.Must(orm.Query[levelB](s).Count()), orm.Must(orm.Query[levelC](s).Count())})
}

// The database deletes, or unties, what passive relations lead to.
type passiveParent struct {
	orm.Model `orm:"table=parent"`
	ID        int             `orm:"primary_key"`
	Name      string          `orm:"size=50"`
	Children  []*passiveChild `orm:"relation,back=Parent,cascade=all delete-orphan,passive_deletes,order=ID"`
	Notes     []*passiveNote  `orm:"relation,passive_deletes,order=ID"`
	Logs      []*passiveLog   `orm:"relation,passive_deletes=all,order=ID"`
}

type passiveChild struct {
	orm.Model `orm:"table=child"`
	ID        int            `orm:"primary_key"`
	Name      string         `orm:"size=50"`
	ParentID  *int           `orm:"foreign_key=parent.id,on_delete=cascade"`
	Parent    *passiveParent `orm:"relation,back=Children"`
}

type passiveNote struct {
	orm.Model `orm:"table=note"`
	ID        int  `orm:"primary_key"`
	ParentID  *int `orm:"foreign_key=parent.id,on_delete=set null"`
}

type passiveLog struct {
	orm.Model `orm:"table=logline"`
	ID        int  `orm:"primary_key"`
	ParentID  *int `orm:"foreign_key=parent.id,on_delete=cascade"`
}

func passiveDeletes(r *oracle.Run) {
	declared(r, passiveParent{}, passiveChild{}, passiveNote{}, passiveLog{})
	s := r.Session()
	r.Step()
	p1 := &passiveParent{Name: "p1", Children: []*passiveChild{{Name: "a"}, {Name: "b"}}, Notes: []*passiveNote{{}, {}}, Logs: []*passiveLog{{}}}
	p2 := &passiveParent{Name: "p2", Children: []*passiveChild{{Name: "c"}, {Name: "d"}}, Notes: []*passiveNote{{}, {}}, Logs: []*passiveLog{{}}}
	r.Check(s.Add(p1, p2))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p1))
	r.Check(s.Delete(p1))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Load(p2, "Children", "Notes", "Logs"))
	r.Check(s.Delete(p2))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
}

// A person has one profile, and owns one badge.
type onePerson struct {
	orm.Model `orm:"table=person"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Profile   *oneProfile `orm:"relation,back=User"`
	Badge     *oneBadge   `orm:"relation,back=User,cascade=all delete-orphan"`
}

type oneProfile struct {
	orm.Model `orm:"table=profile"`
	ID        int        `orm:"primary_key"`
	Text      string     `orm:"size=50"`
	UserID    *int       `orm:"foreign_key=person.id"`
	User      *onePerson `orm:"relation,back=Profile"`
}

type oneBadge struct {
	orm.Model `orm:"table=badge"`
	ID        int `orm:"primary_key"`
	No        int
	UserID    *int       `orm:"foreign_key=person.id"`
	User      *onePerson `orm:"relation,back=Badge"`
}

func oneToOneReplace(r *oracle.Run) {
	declared(r, onePerson{}, oneProfile{}, oneBadge{})
	s := r.Session()
	r.Step()
	u1 := &onePerson{Name: "u1", Profile: &oneProfile{Text: "x"}, Badge: &oneBadge{No: 1}}
	u2 := &onePerson{Name: "u2", Profile: &oneProfile{Text: "y"}, Badge: &oneBadge{No: 2}}
	r.Check(s.Add(u1, u2))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(u1, "Profile", "Badge"))
	x, b := u1.Profile, u1.Badge
	u1.Profile, u1.Badge = &oneProfile{Text: "x2"}, &oneBadge{No: 11}
	r.Check(s.Flush())
	r.Obs("x.user_id", optional(x.UserID))
	r.Obs("b", state(r, s, b))
	r.Step()
	r.Check(s.Load(u2, "Profile"))
	y, x2 := u2.Profile, u1.Profile
	u1.Profile = y
	r.Check(s.Flush())
	r.Obs("owners", []any{optional(x2.UserID), optional(y.UserID)})
	r.Step()
	u1.Profile, u1.Badge = nil, nil
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(u2))
	r.Check(s.Commit())
	P, B := orm.Columns[oneProfile](), orm.Columns[oneBadge]()
	r.Obs("profiles", orm.Must(s.Select(&P.ID, &P.Text, &P.UserID).OrderBy(orm.Col(&P.ID)).All()))
	r.Obs("badges", orm.Must(s.Select(&B.No).All()))
}

func reassignParent(r *oracle.Run) {
	declared(r, parent{}, child{})
	s := r.Session()
	names := func(p *parent) []any { return collect(p.Children, func(c *child) any { return c.Name }) }
	r.Step()
	p1 := &parent{Name: "p1", Children: []*child{{Name: "a"}, {Name: "b"}, {Name: "c"}}}
	p2 := &parent{Name: "p2", Children: []*child{{Name: "d"}}}
	r.Check(s.Add(p1, p2))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p1, "Children"))
	r.Check(s.Load(p2, "Children"))
	a, b, c := p1.Children[0], p1.Children[1], p1.Children[2]
	a.Parent = p2
	r.Check(s.Flush())
	r.Obs("names", []any{names(p1), names(p2)})
	r.Obs("a.parent_id", optional(a.ParentID))
	r.Step()
	p2.Children = append(p2.Children, b)
	r.Check(s.Flush())
	r.Obs("names", []any{names(p1), names(p2)})
	r.Step()
	p1.Children = slices.Clone(p2.Children)
	p2.Children = nil
	r.Check(s.Flush())
	r.Obs("names", []any{sorted(names(p1)), sorted(names(p2))})
	r.Step()
	c.ParentID, b.Parent = new(2), nil
	r.Check(s.Flush())
	s.ExpireAll()
	r.Check(s.Load(p1, "Children"))
	r.Check(s.Load(p2, "Children"))
	r.Obs("names", []any{names(p1), names(p2)})
	r.Step()
	r.Check(s.Commit())
}

// sorted orders a list of names.
func sorted(list []any) []any {
	slices.SortFunc(list, func(a, b any) int {
		if a.(string) < b.(string) {
			return -1
		}
		return 1
	})
	return list
}

// Tables whose names stand in another order than their dependencies.
type mixedZ struct {
	orm.Model `orm:"table=z_parent"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Kids      []*mixedM `orm:"relation,back=Z,cascade=all delete-orphan,order=ID"`
}

type mixedM struct {
	orm.Model `orm:"table=m_kid"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	ZID       *int      `orm:"column=z_id,foreign_key=z_parent.id"`
	Z         *mixedZ   `orm:"relation,back=Kids"`
	Leaves    []*mixedA `orm:"relation,back=M,order=ID"`
}

type mixedA struct {
	orm.Model `orm:"table=a_leaf"`
	ID        int     `orm:"primary_key"`
	Name      string  `orm:"size=50"`
	MID       *int    `orm:"column=m_id,foreign_key=m_kid.id"`
	M         *mixedM `orm:"relation,back=Leaves"`
}

type mixedLone struct {
	orm.Model `orm:"table=lone"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
}

func mixedFlushOrder(r *oracle.Run) {
	declared(r, mixedZ{}, mixedM{}, mixedA{}, mixedLone{})
	s := r.Session()
	r.Step()
	l1, l2, l3 := &mixedA{Name: "l1"}, &mixedA{Name: "l2"}, &mixedA{Name: "l3"}
	m1, m2 := &mixedM{Name: "m1", Leaves: []*mixedA{l1, l2}}, &mixedM{Name: "m2", Leaves: []*mixedA{l3}}
	z1 := &mixedZ{Name: "z1", Kids: []*mixedM{m1, m2}}
	x, y := &mixedLone{Name: "x"}, &mixedLone{Name: "y"}
	r.Check(s.Add(x, z1, y))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(z1, "Kids"))
	r.Check(s.Load(m1, "Leaves"))
	r.Check(s.Load(m2, "Leaves"))
	r.Check(s.Load(x))
	r.Check(s.Load(y))
	l2.Name, m2.Name, z1.Name, y.Name = "l2x", "m2x", "z1x", "yx"
	m3 := &mixedM{Name: "m3"}
	z2 := &mixedZ{Name: "z2", Kids: []*mixedM{m3}}
	r.Check(s.Add(&mixedLone{Name: "w"}, z2))
	m3.Leaves = append(m3.Leaves, l3)
	z1.Kids = slices.DeleteFunc(z1.Kids, func(m *mixedM) bool { return m == m1 })
	r.Check(s.Delete(x))
	r.Check(s.Flush())
	r.Obs("fks", []any{optional(l1.MID), optional(l2.MID), optional(l3.MID)})
	r.Step()
	m2.Z, m3.Z = z2, z1
	m2.Leaves = append(m2.Leaves, &mixedA{Name: "l4"})
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(z1))
	r.Check(s.Delete(l2))
	r.Check(s.Flush())
	r.Check(s.Commit())
	A := orm.Columns[mixedA]()
	r.Obs("rows", orm.Must(s.Select(&A.Name, &A.MID).OrderBy(orm.Col(&A.ID)).All()))
}

func uniqueSwap(r *oracle.Run) {
	declared(r, account{})
	s := r.Session()
	r.Step()
	a, b := &account{Name: "ann", Balance: 1}, &account{Name: "bob", Balance: 2}
	r.Check(s.Add(a, b))
	r.Check(s.Commit())
	fails := func(change func()) {
		change()
		r.RaisesOrNot("flush", s.Flush())
		r.Check(s.Rollback())
	}
	load := func() {
		r.Step()
		r.Check(s.Load(a))
		r.Check(s.Load(b))
	}
	load()
	fails(func() { a.Name, b.Name = "bob", "ann" })
	load()
	fails(func() { a.Name, b.Name = "bob", "cyd" })
	r.Step()
	fails(func() {
		r.Check(s.Delete(a))
		r.Check(s.Add(&account{Name: "ann", Balance: 3}))
	})
	r.Step()
	r.Check(s.Load(a))
	r.Check(s.Delete(a))
	r.Check(s.Add(&account{ID: 1, Name: "ann", Balance: 4}))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	A := orm.Columns[account]()
	r.Obs("rows", orm.Must(s.Select(&A.ID, &A.Name, &A.Balance).OrderBy(orm.Col(&A.ID)).All()))
}

func updateGrouping(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	r.Step()
	var us []*nullUser
	for i := 1; i <= 6; i++ {
		n := string(rune('0' + i))
		us = append(us, &nullUser{ID: i, Name: new("n" + n), Fullname: new("f" + n), Nickname: new("k" + n)})
	}
	r.Check(s.AddAll(us))
	r.Check(s.Commit())
	for _, u := range us {
		r.Check(s.Load(u))
	}
	r.Step()
	for i, u := range us[:3] {
		u.Name = new("m" + string(rune('1'+i)))
	}
	r.Check(s.Flush())
	r.Step()
	us[0].Name, us[1].Nickname, us[2].Name, us[3].Name = new("a"), new("b"), new("c"), new("d")
	us[4].Name, us[4].Nickname = new("e"), new("e")
	us[5].Name, us[5].Nickname = new("f"), new("f")
	r.Check(s.Flush())
	r.Step()
	us[5].Name, us[1].Name, us[3].Name = new("z6"), new("z2"), new("z4")
	r.Check(s.Flush())
	r.Step()
	us[0].Name, us[2].Name, us[3].Name = new("y1"), new("y3"), nil
	r.Check(s.Delete(us[1]))
	r.Check(s.Add(&nullUser{ID: 7, Name: new("n7")}))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
}
