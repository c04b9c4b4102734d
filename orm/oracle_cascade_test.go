// This file holds the programs of scenarios 061 and 115: cascades of pending objects, and dependencies that a flush refuses.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// owner deletes its kids when they leave it.
type owner struct {
	orm.Model `orm:"table=parent"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Children  []*kid `orm:"relation,back=Parent,order=ID,cascade=all delete-orphan"`
}

type kid struct {
	orm.Model `orm:"table=child"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	ParentID  *int   `orm:"foreign_key=parent.id"`
	Parent    *owner `orm:"relation,back=Children"`
}

func cascadeSaveUpdate(r *oracle.Run) {
	declared(r, owner{}, kid{})
	s := r.Session()
	r.Step()
	p1 := &owner{Name: "p1"}
	r.Check(s.Add(p1))
	r.Check(s.Flush())
	c := &kid{Name: "c1", Parent: p1}
	r.Use(oracle.NoBackrefCascade, "c in session")
	r.Obs("c in session", s.Contains(c))
	r.Check(s.Add(c))
	r.Check(s.Flush())
	r.Step()
	r.Use(oracle.KnownCollection, "3")
	r.Check(s.Load(p1, "Children"))
	c2 := &kid{Name: "c2"}
	p1.Children = append(p1.Children, c2)
	r.Obs("c2 in session.new", s.New().Contains(c2))
	p1.Children = slices.DeleteFunc(p1.Children, func(k *kid) bool { return k == c2 })
	r.Obs("c2 in session.new after removal", s.New().Contains(c2))
	r.Check(s.Flush())
	r.Step()
	c3 := &kid{Name: "c3"}
	r.Check(s.Add(c3))
	r.Check(s.Flush())
	r.Obs("c3.id", c3.ID)
	r.Step()
	c4 := &kid{Name: "c4", Parent: p1}
	r.Check(s.Add(c4)) // there by the backref, see NoBackrefCascade
	r.Obs("c4 in session.new", s.New().Contains(c4))
	c4.Parent = nil
	r.Obs("c4 in session.new after", s.New().Contains(c4))
	r.Check(s.Flush())
	r.Obs("c4.id", madeKey(c4.ID))
	r.Step()
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p1, "Children"))
	r.Obs("children", len(p1.Children))
	kids := p1.Children
	r.Check(s.Expunge(p1))
	r.Obs("child in session", s.Contains(kids[0]))
}

// part has its foreign key in its primary key, so it can't leave its top.
type top struct {
	orm.Model `orm:"table=top"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	Parts     []*part  `orm:"relation,order=Pos"`
	Others    []*other `orm:"relation"`
}

type part struct {
	orm.Model `orm:"table=part"`
	TopID     *int    `orm:"foreign_key=top.id,primary_key"`
	Pos       int     `orm:"primary_key,autoincrement=off"`
	Label     *string `orm:"size=50"`
}

type other struct {
	orm.Model `orm:"table=other"`
	ID        int  `orm:"primary_key"`
	TopID     *int `orm:"foreign_key=top.id"`
}

func errFlushDependency(r *oracle.Run) {
	declared(r, top{}, part{}, other{})
	s := r.Session()
	r.Step()
	r.Use(oracle.DoesNotCompile, "2:add") // an *other among []*part
	r.Use(oracle.DoesNotCompile, "2:flush")
	r.Check(s.Add(&top{Name: "t1"}))
	r.Check(s.Flush())
	r.Check(s.Rollback())
	s.Clear()
	r.Step()
	t := &top{Name: "t2", Parts: []*part{{Pos: 1, Label: new("a")}, {Pos: 2, Label: new("b")}}}
	r.Check(s.Add(t))
	r.Check(s.Commit())
	r.Check(s.Load(t, "Parts"))
	t.Parts = t.Parts[1:]
	r.Raises("flush", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	r.Check(s.Load(t))
	r.Check(s.Delete(t))
	r.Raises("flush", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	r.Check(s.Add(&part{Pos: 9}))
	r.Raises("flush", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	r.Check(s.Load(t, "Parts"))
	t.Parts = append(t.Parts, &part{Pos: 5, Label: new("x")}, &part{Pos: 5, Label: new("y")})
	r.Raises("flush", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	s3 := r.Session(orm.OnSession(orm.BeforeFlush, func(s *orm.Session) error { return s.Flush() }))
	r.Check(s3.Add(&other{}))
	r.Raises("flush", s3.Flush())
	r.Check(s3.Rollback())
}
