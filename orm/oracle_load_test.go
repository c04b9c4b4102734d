// This file holds the models of scenarios about loading, 240 to 259, and how what is loaded is written down.

package orm_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A has Bs, a B has Cs, and a C has tags.
type loadA struct {
	orm.Model `orm:"table=a"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	Bs        []*loadB `orm:"relation,back=A,order=ID"`
}

type loadB struct {
	orm.Model `orm:"table=b"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	AID       *int     `orm:"column=a_id,foreign_key=a.id"`
	A         *loadA   `orm:"relation,back=Bs"`
	Cs        []*loadC `orm:"relation,back=B,order=ID"`
}

type loadC struct {
	orm.Model `orm:"table=c"`
	ID        int        `orm:"primary_key"`
	Name      string     `orm:"size=50"`
	BID       *int       `orm:"column=b_id,foreign_key=b.id"`
	B         *loadB     `orm:"relation,back=Cs"`
	Tags      []*loadTag `orm:"relation,secondary=c_tag,back=Cs,order=ID"`
}

type loadTag struct {
	orm.Model `orm:"table=tag"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	Cs        []*loadC `orm:"relation,secondary=c_tag,back=Tags,order=ID"`
}

// associate defines the table between two others, of which the first two names are the columns.
func associate(m *orm.MetaData, name, left, right, toLeft, toRight string) {
	made(orm.NewTable(name, m, orm.NewColumn(left, orm.Integer, orm.ForeignKey(toLeft), orm.PrimaryKey),
		orm.NewColumn(right, orm.Integer, orm.ForeignKey(toRight), orm.PrimaryKey)))
}

// seedGraph makes tables and rows of A, B, C and Tag.
func seedGraph(r *oracle.Run, models ...any) *orm.Session {
	base := orm.DeclarativeBase()
	associate(base.MetaData(), "c_tag", "c_id", "tag_id", "c.id", "tag.id")
	r.Check(base.Map(models...))
	r.Step()
	r.Quiet(func() { r.Check(base.MetaData().CreateAll(r.Engine)) })
	s := r.Session()
	r.Step()
	r.Quiet(func() {
		run := func(sql string) { orm.Must(s.Execute(orm.Text(sql))) }
		run("INSERT INTO a (id, name) VALUES (1, 'a1'), (2, 'a2'), (3, 'a3')")
		run("INSERT INTO b (id, name, a_id) VALUES (1, 'b1', 1), (2, 'b2', 1), (3, 'b3', 2), (4, 'b4', NULL)")
		run("INSERT INTO c (id, name, b_id) VALUES (1, 'c1', 1), (2, 'c2', 1), (3, 'c3', 2), (4, 'c4', 3)")
		run("INSERT INTO tag (id, name) VALUES (1, 'red'), (2, 'blue')")
		run("INSERT INTO c_tag (c_id, tag_id) VALUES (1, 1), (1, 2), (2, 1), (4, 2)")
		r.Check(s.Commit())
	})
	return s
}

// anew begins a step with an empty session.
func anew(r *oracle.Run, s *orm.Session) {
	r.Step()
	s.Clear()
}

// seen writes what is loaded of objects, to any depth: name(rel=[...]).
func seen(r *oracle.Run, s *orm.Session, x any) string {
	return walkLoaded(r, s, reflect.ValueOf(x), nil)
}

func walkLoaded(r *oracle.Run, s *orm.Session, v reflect.Value, on []any) string {
	if v.Kind() == reflect.Slice {
		list := make([]string, v.Len())
		for i := range list {
			list[i] = walkLoaded(r, s, v.Index(i), on)
		}
		return "[" + strings.Join(list, " ") + "]"
	}
	if v.IsNil() {
		return "None"
	}
	in, err := s.Inspect(v.Interface())
	r.Check(err)
	name := fmt.Sprint(v.Elem().FieldByName("Name"))
	if slices.Contains(in.Unloaded, "Name") {
		name = fmt.Sprint(v.Elem().FieldByName("ID"))
	}
	if slices.Contains(on, v.Interface()) {
		return "^" + name
	}
	var rels []string
	for _, f := range reflect.VisibleFields(v.Elem().Type()) {
		link := f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct
		if link && !slices.Contains(in.Unloaded, f.Name) {
			rels = append(rels, strings.ToLower(f.Name)+"="+walkLoaded(r, s, v.Elem().FieldByIndex(f.Index), append(slices.Clip(on), v.Interface())))
		}
	}
	if len(rels) == 0 {
		return name
	}
	return name + "(" + strings.Join(rels, " ") + ")"
}

// graphOf is what a program of the graph works with.
type graphOf struct {
	*oracle.Run
	s  *orm.Session
	A  *loadA
	B  *loadB
	C  *loadC
	T  *loadTag
	as orm.QueryOf[loadA] // in the order of their ids, as the others
	bs orm.QueryOf[loadB]
	cs orm.QueryOf[loadC]
}

func graph(r *oracle.Run) *graphOf {
	s := seedGraph(r, loadA{}, loadB{}, loadC{}, loadTag{})
	g := &graphOf{Run: r, s: s, A: orm.Columns[loadA](), B: orm.Columns[loadB](), C: orm.Columns[loadC](), T: orm.Columns[loadTag]()}
	g.as = orm.Query[loadA](s).OrderBy(orm.Col(&g.A.ID))
	g.bs = orm.Query[loadB](s).OrderBy(orm.Col(&g.B.ID))
	g.cs = orm.Query[loadC](s).OrderBy(orm.Col(&g.C.ID))
	return g
}

// loads is a step that executes a query in an empty session and writes down what is loaded.
func loads[T any](g *graphOf, q orm.QueryOf[T], opts ...orm.LoadOption) []*T {
	anew(g.Run, g.s)
	return more(g, "x", q, opts...)
}

// more is a further query of a step.
func more[T any](g *graphOf, name string, q orm.QueryOf[T], opts ...orm.LoadOption) []*T {
	list, err := q.Options(opts...).All()
	g.Check(err)
	g.Obs(name, seen(g.Run, g.s, list))
	return list
}
