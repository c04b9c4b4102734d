// This file holds the programs of scenarios 030 to 043: what a flush sends, and in which order.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func uowInsertOrder(r *oracle.Run) {
	declared(r, parent{}, child{})
	s := r.Session()
	r.Step()
	p1, p2 := &parent{Name: "p1"}, &parent{Name: "p2"}
	c1, c2, c3 := &child{Name: "c1", Parent: p2}, &child{Name: "c2", Parent: p1}, &child{Name: "c3"}
	for _, o := range []any{c1, c3, p1, c2} {
		r.Check(s.Add(o))
	}
	var order []string
	for o := range s.New().All() {
		switch o := o.(type) {
		case *parent:
			order = append(order, o.Name)
		case *child:
			order = append(order, o.Name)
		}
	}
	r.Obs("session.new in insertion order", order)
	r.Step()
	r.Check(s.Flush())
	r.Obs("ids", []any{[]any{p1.Name, p1.ID}, []any{p2.Name, p2.ID}, []any{c1.Name, c1.ID}, []any{c2.Name, c2.ID}, []any{c3.Name, c3.ID}})
	r.Obs("c1.parent_id", optional(c1.ParentID))
	r.Step()
	r.Check(s.Commit())
}

// treeNode refers to its own table.
type treeNode struct {
	orm.Model `orm:"table=node"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	ParentID  *int        `orm:"foreign_key=node.id"`
	Children  []*treeNode `orm:"relation,back=Parent,cascade=all delete-orphan,order=ID"`
	Parent    *treeNode   `orm:"relation,back=Children"`
}

func uowTree(r *oracle.Run) {
	declared(r, treeNode{})
	s := r.Session()
	r.Step()
	n11, n12 := &treeNode{Name: "n11"}, &treeNode{Name: "n12"}
	n1, n2 := &treeNode{Name: "n1", Children: []*treeNode{n11, n12}}, &treeNode{Name: "n2"}
	root := &treeNode{Name: "root", Children: []*treeNode{n1, n2}}
	r.Check(s.Add(root))
	r.Check(s.Flush())
	r.Obs("ids", collect([]*treeNode{root, n1, n2, n11, n12}, func(n *treeNode) any { return []any{n.Name, n.ID, optional(n.ParentID)} }))
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(n2))
	n12.Parent = n2
	r.Check(s.Flush())
	r.Use(oracle.NoReload, "3:5")
	r.Check(s.Load(n2, "Children"))
	r.Obs("n2.children", collect(n2.Children, func(n *treeNode) any { return n.Name }))
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Delete(root))
	r.Check(s.Flush())
	r.Obs("count", orm.Must(orm.Query[treeNode](s).Count()))
}

// Students and courses, many to many, with both sides.
type student struct {
	orm.Model `orm:"table=student"`
	ID        int       `orm:"primary_key"`
	Name      string    `orm:"size=50"`
	Courses   []*course `orm:"relation,secondary=student_course,back=Students,order=ID"`
}

type course struct {
	orm.Model `orm:"table=course"`
	ID        int        `orm:"primary_key"`
	Title     string     `orm:"size=50"`
	Students  []*student `orm:"relation,secondary=student_course,back=Courses,order=ID"`
}

func uowManyToMany(r *oracle.Run) {
	base := orm.DeclarativeBase()
	pairs := pairTable(r, base.MetaData(), "student_course", "student_id", "student.id", "course_id", "course.id")
	r.Check(base.Map(student{}, course{}))
	create(r, base)
	s := r.Session()
	r.Step()
	math, art, law := &course{Title: "math"}, &course{Title: "art"}, &course{Title: "law"}
	ann, bob := &student{Name: "ann", Courses: []*course{math, art}}, &student{Name: "bob", Courses: []*course{art}}
	r.Check(s.Add(ann, bob, law))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(ann, "Courses"))
	r.Check(s.Load(law))
	ann.Courses = append(slices.DeleteFunc(ann.Courses, func(c *course) bool { return c == art }), law)
	r.Check(s.Flush())
	r.Check(s.Load(art, "Students"))
	r.Obs("art.students", collect(art.Students, func(x *student) any { return x.Name }))
	r.Step()
	r.Check(s.Load(bob, "Courses"))
	bob.Courses = []*course{math}
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Load(law, "Students"))
	law.Students = append(law.Students, bob)
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(ann))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	rows, err := s.Execute(orm.Select(pairs.C("student_id"), pairs.C("course_id")).OrderBy(pairs.C("student_id"), pairs.C("course_id")))
	r.Check(err)
	r.Obs("rows", rows.FetchAll())
}

func uowCollectionRemove(r *oracle.Run) {
	declared(r, parent{}, child{})
	s := r.Session()
	r.Step()
	p1 := &parent{Name: "p1", Children: []*child{{Name: "a"}, {Name: "b"}, {Name: "c"}}}
	r.Check(s.Add(p1))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p1, "Children"))
	b := p1.Children[1]
	p1.Children = slices.Delete(p1.Children, 1, 2)
	r.Use(oracle.DirtyIsNet, "session.dirty")
	r.Obs("session.dirty", s.Dirty())
	r.Check(s.Flush())
	r.Obs("b.parent", nilOr(b.Parent))
	r.Obs("b.parent_id", optional(b.ParentID))
	r.Step()
	c := p1.Children[1]
	p1.Children = []*child{c, {Name: "d"}}
	r.Check(s.Flush())
	r.Step()
	c.Parent = nil
	r.Check(s.Flush())
	r.Obs("children", collect(p1.Children, func(x *child) any { return x.Name }))
	r.Step()
	r.Check(s.Commit())
	C := orm.Columns[child]()
	r.Obs("rows", orm.Must(s.Select(&C.Name, &C.ParentID).OrderBy(orm.Col(&C.ID)).All()))
}

// widget and entry refer to each other; the favorite is written by an UPDATE of its own.
type entry struct {
	orm.Model `orm:"table=entry"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	WidgetID  *int   `orm:"foreign_key=widget.id"`
}

type widget struct {
	orm.Model  `orm:"table=widget"`
	ID         int      `orm:"primary_key"`
	Name       string   `orm:"size=50"`
	FavoriteID *int     `orm:"foreign_key=entry.id,foreign_key_name=fk_favorite"`
	Entries    []*entry `orm:"relation,by=widget_id,order=ID"`
	Favorite   *entry   `orm:"relation,by=favorite_id,post_update"`
}

func uowPostUpdate(r *oracle.Run) {
	declared(r, entry{}, widget{})
	s := r.Session()
	r.Step()
	e1, e2 := &entry{Name: "e1"}, &entry{Name: "e2"}
	w := &widget{Name: "w1", Entries: []*entry{e1, e2}, Favorite: e2}
	r.Check(s.Add(w))
	r.Check(s.Flush())
	r.Obs("w.favorite_id", optional(w.FavoriteID))
	r.Step()
	w.Favorite, w.Name = e1, "w1x"
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Delete(e1, e2, w))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
}

// host has a natural key, which its ports follow.
type host struct {
	orm.Model `orm:"table=host"`
	Name      string  `orm:"size=50,primary_key"`
	OS        string  `orm:"size=50"`
	Ports     []*port `orm:"relation,back=Host,order=Number"`
}

type port struct {
	orm.Model `orm:"table=port"`
	HostName  string `orm:"size=50,foreign_key=host.name,on_update=cascade,primary_key"`
	Number    int    `orm:"primary_key,autoincrement=off"`
	Host      *host  `orm:"relation,back=Ports"`
}

func uowKeyChange(r *oracle.Run) {
	declared(r, host{}, port{})
	s := r.Session()
	r.Step()
	h := &host{Name: "alpha", OS: "linux", Ports: []*port{{Number: 22}, {Number: 80}}}
	r.Check(s.Add(h))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(h, "Ports"))
	ports := h.Ports
	h.Name = "beta"
	r.Check(s.Flush())
	in, err := s.Inspect(h)
	r.Check(err)
	r.Obs("identity key", in.Key)
	r.Obs("get(beta) is h", orm.Must(orm.Get[host](s, "beta")) == h)
	r.Obs("port host_name in memory", collect(ports, func(p *port) any { return p.HostName }))
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(h, "Ports"))
	r.Obs("ports", collect(h.Ports, func(p *port) any { return []any{p.HostName, p.Number} }))
}

func uowInsertBatching(r *oracle.Run) {
	declared(r, nullUser{})
	s := r.Session()
	add := func(users ...*nullUser) {
		r.Step()
		r.Check(s.AddAll(users))
		r.Check(s.Flush())
	}
	add(&nullUser{Name: new("a"), Fullname: new("A"), Nickname: new("x")}, &nullUser{Name: new("b"), Fullname: new("B"), Nickname: new("y")},
		&nullUser{Name: new("c"), Fullname: new("C"), Nickname: new("z")})
	var keyed []*nullUser
	for i, name := range []string{"d", "e", "f"} {
		keyed = append(keyed, &nullUser{ID: 10 + i, Name: &name, Fullname: new("F"), Nickname: new("n")})
	}
	add(keyed...)
	add(&nullUser{ID: 20, Name: new("g")}, &nullUser{ID: 21, Name: new("h")}, &nullUser{ID: 22, Name: new("i"), Nickname: new("nn")}, &nullUser{ID: 23, Name: new("j")})
	add(&nullUser{Name: new("k")}, &nullUser{Fullname: new("L")})
	add(&nullUser{ID: 32, Name: new("m")}, &nullUser{ID: 30, Name: new("n")}, &nullUser{ID: 31, Name: new("o")})
	r.Step()
	r.Check(s.Commit())
}

func uowNoNetChange(r *oracle.Run) {
	declared(r, tutUser{})
	s := r.Session()
	seedTutUsers(r, s)
	ids := func() []any {
		out := []any{}
		for o := range s.Dirty().All() {
			out = append(out, o.(*tutUser).ID)
		}
		return out
	}
	r.Step()
	ed := orm.Must(orm.Get[tutUser](s, 1))
	r.Obs("name", ed.Name)
	ed.Name = "ed"
	r.Use(oracle.DirtyIsNet, "session.dirty")
	r.Obs("session.dirty", ids())
	r.Obs("is_modified", s.Dirty().Contains(ed))
	r.Step()
	r.Check(s.Flush())
	r.Obs("session.dirty", ids())
	r.Step()
	ed.Nickname = "x"
	ed.Nickname = "eddie"
	r.Obs("is_modified", s.Dirty().Contains(ed))
	r.Check(s.Flush())
	r.Step()
	ed.Nickname = "y"
	in, err := s.Inspect(ed)
	r.Check(err)
	r.Obs("history (added, unchanged, deleted)", []any{[]any{in.Changes[0].New}, []any{}, []any{in.Changes[0].Old}})
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Use(oracle.NoReload, "7:1")
	r.Use(oracle.SameValue, "7")
	r.Obs("history", []any{[]any{"ed"}, []any{}, []any{}})
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
}

// doc has columns that the server fills.
type doc struct {
	orm.Model `orm:"table=doc"`
	ID        int    `orm:"primary_key"`
	Title     string `orm:"size=50"`
	Status    string `orm:"size=20,server_default='draft'"`
	Hits      int    `orm:"server_default=0"`
}

type eagerDoc struct {
	orm.Model `orm:"table=edoc"`
	ID        int    `orm:"primary_key"`
	Title     string `orm:"size=50"`
	Status    string `orm:"size=20,server_default='draft'"`
}

func uowServerDefaults(r *oracle.Run) {
	declared(r, doc{}, eagerDoc{})
	s := r.Session()
	flushed := func(objs ...any) {
		r.Step()
		r.Check(s.Add(objs...))
		r.Check(s.Flush())
		r.Check(s.Refresh(objs[len(objs)-1]))
	}
	for _, step := range []string{"2", "4", "5"} {
		r.Use(oracle.WholeRow, step)
	}
	if r.Dialect == "postgresql" {
		r.Use(oracle.ReadBack, "3")
	} else {
		r.Use(oracle.WholeRow, "3")
	}
	d := &doc{Title: "t1"}
	flushed(d)
	r.Use(oracle.NotInspected, "2")
	r.Use(oracle.NotInspected, "3")
	r.Obs("d.status", d.Status)
	r.Obs("d.hits", d.Hits)
	e := &eagerDoc{Title: "t2"}
	flushed(e)
	r.Obs("e.status", e.Status)
	d3 := &doc{Title: "t3"}
	flushed(d3)
	r.Obs("d3.status", d3.Status)
	d5 := &doc{Title: "t5"}
	flushed(&doc{Title: "t4"}, d5)
	r.Obs("d5.status", d5.Status)
	r.Step()
	r.Check(s.Commit())
}
