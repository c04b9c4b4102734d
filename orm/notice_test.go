// This file tests notices: relations that are loaded object by object, SELECTs whose sources nothing joins.

package orm_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// noticed collects the notices of an engine.
type noticed struct{ list []echo.Event }

func (n *noticed) Emit(_ context.Context, e echo.Event) {
	if e.Op == echo.Notice {
		n.list = append(n.list, e)
	}
}

// take gives the texts since the last take.
func (n *noticed) take() (texts []string) {
	for _, e := range n.list {
		texts = append(texts, e.Notice)
	}
	n.list = nil
	return texts
}

func noticing(t *testing.T) (*noticed, *orm.Session) {
	t.Helper()
	n := &noticed{}
	engine := must(orm.CreateEngine("sqlite:///:memory:", orm.Trace(n)))(t)
	t.Cleanup(func() { noError(t, engine.Close()) })
	base := orm.DeclarativeBase()
	noError(t, base.Map(ownParent{}, ownChild{}))
	noError(t, base.MetaData().CreateAll(engine))
	s := orm.NewSession(engine, orm.UseBase(base))
	t.Cleanup(func() { noError(t, s.Close()) })
	return n, s
}

func TestNoticeOfLonelyLoads(t *testing.T) {
	n, s := noticing(t)
	for i := range 10 {
		noError(t, s.Add(&ownParent{Name: string(rune('a' + i)), Children: []*ownChild{{}, {}}}))
	}
	noError(t, s.Commit())
	each := func(names ...string) {
		for _, p := range orm.Must(orm.Query[ownParent](s).All()) {
			noError(t, s.Load(p, names...))
		}
		noError(t, s.Rollback())
	}
	each("Children")
	if len(n.list) != 1 {
		t.Fatalf("%d notices", len(n.list))
	}
	if at := n.list[0].Origin; at.File != "notice_test.go" || at.Line == 0 {
		t.Errorf("the notice is of %s:%d", at.File, at.Line)
	}
	if texts := n.take(); !strings.HasPrefix(texts[0], "ownParent.Children was loaded object by object 6 times: Load of a slice") {
		t.Errorf("the notice says %q", texts)
	}
	each("Children")
	if texts := n.take(); texts != nil {
		t.Errorf("told again at the same place: %q", texts)
	}
	noError(t, s.Load(orm.Must(orm.Query[ownParent](s).All()), "Children"))
	for _, p := range orm.Must(orm.Query[ownParent](s).All()) {
		noError(t, s.Load(p, "Children")) // all there: no statement
		noError(t, s.Load(p.Children, "Parent"))
	}
	if texts := n.take(); texts != nil {
		t.Errorf("told without reason: %q", texts)
	}
}

func TestNoticeOfProducts(t *testing.T) {
	n, s := noticing(t)
	m := orm.NewMetaData()
	table := func(name string) *orm.Table {
		return must(orm.NewTable(name, m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("a_id", orm.Integer)))(t)
	}
	a, b, c := table("a"), table("b"), table("c")
	noError(t, m.CreateAll(s.Bind()))
	all := orm.Select(a.C("id"), b.C("id"), c.C("id"))
	sub := orm.Select(b.C("a_id")).Where(b.C("a_id").Eq(a.C("id")))
	for _, test := range []struct {
		name string
		stmt orm.Executable
		want string // the names it has
	}{
		{"nothing joined", orm.Select(a.C("id"), b.C("id")), `"a" "b"`},
		{"one left over", all.Where(a.C("id").Eq(c.C("a_id"))), `"a" "c" "b"`},
		{"by a third", all.Where(a.C("id").Eq(b.C("a_id")), c.C("a_id").Gt(b.C("id"))), ""},
		{"a constant joins nothing", orm.Select(a.C("id"), b.C("id")).Where(b.C("id").Eq(1)), `"a" "b"`},
		{"in a disjunction", orm.Select(a.C("id"), b.C("id")).Where(orm.Or(a.C("id").Eq(b.C("a_id")), a.C("id").Eq(7))), ""},
		{"a join", orm.Select(a.C("id"), b.C("id")).From(orm.Join(a, b, a.C("id").Eq(b.C("a_id")))), ""},
		{"a join and another", orm.Select(a.C("id"), c.C("id")).From(orm.Join(a, b, a.C("id").Eq(b.C("a_id")))), `"a" "b" "c"`},
		{"correlated", orm.Select(a.C("id")).Where(orm.Exists(sub)), ""},
		{"one table", orm.Select(a.C("id")), ""},
	} {
		must(s.Execute(test.stmt))(t)
		var names []string
		for _, text := range n.take() {
			names = append(names, regexp.MustCompile(`"\w+"`).FindAllString(text, -1)...)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s: told of %s, want %s", test.name, got, test.want)
		}
		n, s = noticing(t) // an engine that gave no notice yet
		noError(t, m.CreateAll(s.Bind()))
	}
}

func TestNoticesAsText(t *testing.T) {
	var b strings.Builder
	sink := echo.Text(&b)
	for _, at := range []echo.Origin{{}, {Cell: 3, Line: 2}, {File: "main.go", Line: 7}} {
		sink.Emit(context.Background(), echo.Event{Op: echo.Notice, Notice: "so many", Origin: at})
	}
	want := []string{"NOTICE: so many", "NOTICE: so many (entry 3, line 2)", "NOTICE: so many (main.go:7)", ""}
	if got := strings.Split(b.String(), "\n"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
