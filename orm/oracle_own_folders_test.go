// This file holds the programs of scenarios 300, 303 and 304: cascades down a graph, keys of several columns, association objects.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type ownFolder struct {
	orm.Model `orm:"table=folder"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Files     []*ownFile  `orm:"relation,back=Folder,cascade=all,order=ID"`
	Labels    []*ownLabel `orm:"relation,back=Folder,order=ID"`
}

type ownFile struct {
	orm.Model `orm:"table=file"`
	ID        int        `orm:"primary_key"`
	Name      string     `orm:"size=50"`
	FolderID  *int       `orm:"foreign_key=folder.id"`
	Folder    *ownFolder `orm:"relation,back=Files"`
	Pages     []*ownPage `orm:"relation,back=File,cascade=all delete-orphan,order=ID"`
}

type ownPage struct {
	orm.Model `orm:"table=page"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	FileID    *int     `orm:"foreign_key=file.id"`
	File      *ownFile `orm:"relation,back=Pages"`
}

type ownLabel struct {
	orm.Model `orm:"table=label"`
	ID        int        `orm:"primary_key"`
	Name      string     `orm:"size=50"`
	FolderID  *int       `orm:"foreign_key=folder.id"`
	Folder    *ownFolder `orm:"relation,back=Labels"`
}

func cascadesDown(r *oracle.Run) {
	declared(r, ownFolder{}, ownFile{}, ownPage{}, ownLabel{})
	s := r.Session(orm.ExpireOnCommit(false))
	r.Step()
	a1, a2, l := &ownPage{Name: "a1"}, &ownPage{Name: "a2"}, &ownLabel{Name: "l"}
	a, b := &ownFile{Name: "a", Pages: []*ownPage{a1, a2}}, &ownFile{Name: "b"}
	f := &ownFolder{Name: "f", Files: []*ownFile{a, b}, Labels: []*ownLabel{l}}
	r.Check(s.Add(f))
	r.Check(s.Commit())
	states := func() {
		r.Obs("f", state(r, s, f))
		r.Obs("a", state(r, s, a))
		r.Obs("a1", state(r, s, a1))
		r.Obs("l", state(r, s, l))
	}
	r.Step()
	r.Check(s.Expunge(f))
	states()
	r.Step()
	r.Check(s.Add(f))
	states()
	a1.Name = "a1x"
	r.Check(s.Flush())
	r.Step()
	a3 := &ownPage{Name: "a3"}
	a.Pages = append(a.Pages, a3)
	r.Check(s.Add(a))
	r.Obs("a3 before", state(r, s, a3))
	r.Check(s.Expunge(a))
	r.Obs("a3", state(r, s, a3))
	r.Obs("a", state(r, s, a))
	r.Obs("b", state(r, s, b))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Add(a))
	r.Check(s.Commit())
	r.Step()
	f.Name, a.Name, a1.Name, b.Name, l.Name = "f9", "a9", "a19", "b9", "l9"
	r.Check(s.Expire(f))
	r.Obs("dirty", s.Dirty().Len())
	r.Check(s.Flush())
	r.Check(s.Load(f))
	r.Obs("f.name", f.Name)
	r.Check(s.Load(a))
	r.Obs("a.name", a.Name)
	r.Check(s.Load(a1))
	r.Obs("a1.name", a1.Name)
	r.Obs("l.name", l.Name)
	r.Step()
	r.Check(s.Load(f, "Files"))
	r.Check(s.Load(a, "Pages"))
	a.Name = "lost"
	r.Check(s.Refresh(f))
	r.Check(s.Load(a))
	r.Obs("a.name", a.Name)
	r.Check(s.Load(b))
	r.Obs("b.name", b.Name)
	r.Check(s.Load(a2))
	r.Obs("a2.name", a2.Name)
	r.Step()
	r.Check(s.Expunge(b))
	r.Raises("again", s.Expunge(b))
	r.Raises("transient", s.Expunge(&ownLabel{Name: "x"}))
	r.Step()
	r.Check(s.Rollback())
	s.Clear()
	s2 := r.Session()
	r.Check(s2.Delete(orm.Must(orm.Get[ownFolder](s2, 1))))
	r.Check(s2.Commit())
	r.Obs("files", orm.Must(orm.Query[ownFile](s2).Count()))
	L := orm.Columns[ownLabel]()
	r.Obs("labels", orm.Must(s2.Select(&L.Name, &L.FolderID).All()))
}

type keyOrder struct {
	orm.Model `orm:"table=orders"`
	Region    string     `orm:"primary_key,size=20"`
	Number    int        `orm:"primary_key,autoincrement=off"`
	Note      string     `orm:"size=50"`
	Lines     []*keyLine `orm:"relation,back=Order,cascade=all delete-orphan,order=Pos"`
}

type keyLine struct {
	orm.Model `orm:"table=line"`
	Region    string    `orm:"primary_key,size=20,foreign_key=orders.region,foreign_key_name=of_order,on_update=cascade"`
	Number    int       `orm:"primary_key,autoincrement=off,foreign_key=orders.number,foreign_key_name=of_order,on_update=cascade"`
	Pos       int       `orm:"primary_key,autoincrement=off"`
	Item      string    `orm:"size=50"`
	Order     *keyOrder `orm:"relation,back=Lines"`
}

func compositeKeyChanges(r *oracle.Run) {
	declared(r, keyOrder{}, keyLine{})
	s := r.Session()
	items := func(o *keyOrder) any { return collect(o.Lines, func(l *keyLine) any { return l.Item }) }
	r.Step()
	l1, l2, l3 := &keyLine{Pos: 1, Item: "pen"}, &keyLine{Pos: 2, Item: "ink"}, &keyLine{Pos: 1, Item: "cup"}
	a := &keyOrder{Region: "eu", Number: 1, Note: "a", Lines: []*keyLine{l1, l2}}
	b := &keyOrder{Region: "us", Number: 1, Note: "b", Lines: []*keyLine{l3}}
	r.Check(s.Add(a, b))
	r.Check(s.Commit())
	r.Step()
	r.Obs("hit", orm.Must(orm.Get[keyOrder](s, "eu", 1)) == a)
	r.Obs("miss", some(orm.Must(orm.Get[keyOrder](s, "eu", 2))))
	r.Obs("line", orm.Must(orm.Get[keyLine](s, "us", 1, 1)) == l3)
	_, err := orm.Get[keyOrder](s, "eu")
	r.Refuses("parts", err, "has 2 columns, not 1")
	r.Step()
	r.Check(s.Load(a, "Lines"))
	r.Obs("items", items(a))
	a.Number = 7
	r.Check(s.Flush())
	r.Obs("get 7", orm.Must(orm.Get[keyOrder](s, "eu", 7)) == a)
	r.Obs("get 1", some(orm.Must(orm.Get[keyOrder](s, "eu", 1))))
	r.Check(s.Rollback())
	r.Check(s.Load(a))
	r.Obs("a.number", a.Number)
	r.Step()
	r.Check(s.Load(a, "Lines"))
	r.Obs("a", items(a))
	r.Check(s.Load(b))
	r.Check(s.Load(b, "Lines"))
	r.Obs("b", items(b))
	a.Lines = a.Lines[:1]
	b.Lines = append(b.Lines, &keyLine{Pos: 3, Item: "mug"})
	r.Check(s.Commit())
	L, O := orm.Columns[keyLine](), orm.Columns[keyOrder]()
	r.Obs("rows", orm.Must(s.Select(&L.Region, &L.Number, &L.Pos, &L.Item).OrderBy(orm.Col(&L.Region), orm.Col(&L.Pos)).All()))
	r.Step()
	lines := orm.Many(&O.Lines)
	for _, way := range []struct {
		name string
		load orm.LoadOption
	}{{"selectin", orm.SelectIn(lines)}, {"joined", orm.Joined(lines)}} {
		s.Clear()
		r.Obs(way.name, collect(orm.Must(orm.Query[keyOrder](s).Options(way.load).OrderBy(orm.Col(&O.Region)).All()), items))
	}
	s.Clear()
	note := func(o *keyOrder) any { return o.Note }
	in := orm.Tuple(orm.Col(&O.Region), orm.Col(&O.Number)).In([]any{"eu", 1}, []any{"us", 1})
	r.Obs("tuples", collect(orm.Must(orm.Query[keyOrder](s).Filter(in).OrderBy(orm.Col(&O.Note)).All()), note))
	r.Step()
	r.Obs("any", collect(orm.Must(orm.Query[keyOrder](s).Filter(lines.Any(orm.Col(&L.Item).Eq("mug"))).All()), note))
	r.Obs("has", collect(orm.Must(orm.Query[keyLine](s).Filter(orm.One(&L.Order).Has(orm.Col(&O.Note).Eq("a"))).All()), func(l *keyLine) any { return l.Item }))
	r.Obs("join", collect(orm.Must(orm.Query[keyOrder](s).Join(lines).Filter(orm.Col(&L.Pos).Eq(3)).All()), note))
	r.Step()
	r.Check(s.Delete(orm.Must(orm.Get[keyOrder](s, "us", 1))))
	r.Check(s.Commit())
	r.Obs("lines", orm.Must(orm.Query[keyLine](s).Count()))
}

type markStudent struct {
	orm.Model `orm:"table=student"`
	ID        int     `orm:"primary_key"`
	Name      string  `orm:"size=50"`
	Marks     []*mark `orm:"relation,back=Student,cascade=all delete-orphan,order=CourseID"`
}

type mark struct {
	orm.Model `orm:"table=mark"`
	StudentID int `orm:"primary_key,foreign_key=student.id"`
	CourseID  int `orm:"primary_key,foreign_key=course.id"`
	Grade     int
	Student   *markStudent `orm:"relation,back=Marks"`
	Course    *markCourse  `orm:"relation,back=Marks"`
}

type markCourse struct {
	orm.Model `orm:"table=course"`
	ID        int     `orm:"primary_key"`
	Title     string  `orm:"size=50"`
	Marks     []*mark `orm:"relation,back=Course,cascade=all delete-orphan,order=StudentID"`
}

func associationBothSides(r *oracle.Run) {
	declared(r, markStudent{}, mark{}, markCourse{})
	s := r.Session()
	pairs := func(list []*mark) any {
		return collect(list, func(m *mark) any { return []any{m.CourseID, m.Grade} })
	}
	grades := func(list []*mark) any { return collect(list, func(m *mark) any { return m.Grade }) }
	r.Step()
	ann, bob, goes, sql := &markStudent{Name: "ann"}, &markStudent{Name: "bob"}, &markCourse{Title: "go"}, &markCourse{Title: "sql"}
	ann.Marks = []*mark{{Course: goes, Grade: 1}, {Course: sql, Grade: 2}}
	bob.Marks = []*mark{{Course: goes, Grade: 3}}
	goes.Marks, sql.Marks = []*mark{ann.Marks[0], bob.Marks[0]}, ann.Marks[1:] // as a backref does it at once
	r.Check(s.Add(ann, bob))
	r.Check(s.Commit())
	r.Check(s.Load(goes))
	r.Check(s.Load(goes, "Marks"))
	for _, m := range goes.Marks {
		r.Check(s.Load(m, "Student"))
		r.Check(s.Load(m.Student))
	}
	r.Obs("go", collect(goes.Marks, func(m *mark) any { return []any{m.Student.Name, m.Grade} }))
	r.Step()
	r.Check(s.Load(sql))
	r.Check(s.Add(&mark{Student: bob, Course: sql, Grade: 4}))
	r.Check(s.Commit())
	r.Check(s.Load(bob))
	r.Check(s.Load(bob, "Marks"))
	r.Obs("bob", pairs(bob.Marks))
	r.Step()
	r.Check(s.Load(goes))
	r.Check(s.Load(goes, "Marks"))
	r.Obs("grades", grades(goes.Marks))
	goes.Marks = goes.Marks[1:]
	r.Check(s.Commit())
	r.Check(s.Load(ann))
	r.Check(s.Load(ann, "Marks"))
	r.Obs("ann", pairs(ann.Marks))
	r.Step()
	r.Check(s.Load(bob))
	r.Check(s.Load(bob, "Marks"))
	r.Obs("bob", grades(bob.Marks))
	r.Check(s.Load(sql))
	bob.Marks = []*mark{{Course: sql, Grade: 9}}
	r.Check(s.Commit())
	M, S, C := orm.Columns[mark](), orm.Columns[markStudent](), orm.Columns[markCourse]()
	r.Obs("rows", orm.Must(s.Select(&M.StudentID, &M.CourseID, &M.Grade).OrderBy(orm.Col(&M.StudentID), orm.Col(&M.CourseID)).All()))
	r.Step()
	r.Obs("names", orm.Must(s.Select(&S.Name, &M.Grade).Join(orm.Many(&S.Marks)).Join(orm.One(&M.Course)).Filter(orm.Col(&C.Title).Eq("sql")).OrderBy(orm.Col(&S.Name)).All()))
	better := orm.Many(&S.Marks).Any(orm.Col(&M.Grade).Gt(5), orm.One(&M.Course).Has(orm.Col(&C.Title).Eq("sql")))
	r.Obs("any", collect(orm.Must(orm.Query[markStudent](s).Filter(better).All()), func(s *markStudent) any { return s.Name }))
	r.Step()
	r.Check(s.Load(sql))
	r.Check(s.Delete(sql))
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(orm.Query[mark](s).Count()))
	r.Obs("students", orm.Must(orm.Query[markStudent](s).Count()))
}
