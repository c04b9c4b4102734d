// This file tests objects that leave a session: that another one can take them up, and that nobody keeps them alive.

package orm_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/ormsh/ormsh/orm"
)

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ownSessions(t *testing.T) func() *orm.Session {
	t.Helper()
	engine := must(orm.CreateEngine("sqlite:///:memory:"))(t)
	t.Cleanup(func() { noError(t, engine.Close()) })
	base := orm.DeclarativeBase()
	noError(t, base.Map(ownParent{}, ownChild{}))
	noError(t, base.MetaData().CreateAll(engine))
	return func() *orm.Session { return orm.NewSession(engine, orm.UseBase(base)) }
}

// TestDepartedGraphIsFreed: parents and children refer to each other; what is remembered of them must not.
func TestDepartedGraphIsFreed(t *testing.T) {
	newSession := ownSessions(t)
	s := newSession()
	seen := func() weak.Pointer[ownParent] {
		noError(t, s.Add(&ownParent{Name: "p", Children: []*ownChild{{Name: "a"}, {Name: "b"}}}))
		noError(t, s.Commit())
		s.Clear()
		p := orm.Must(orm.Get[ownParent](s, 1))
		noError(t, s.Load(p, "Children"))
		noError(t, s.Load(p.Children, "Parent"))
		s.Clear()
		return weak.Make(p)
	}()
	for range 3 {
		runtime.GC()
	}
	if seen.Value() != nil {
		t.Error("the parent is kept alive")
	}
	runtime.KeepAlive(s)
}

// TestMovedGraph: what one session loaded is changed while no session holds it, and written by another.
func TestMovedGraph(t *testing.T) {
	newSession := ownSessions(t)
	first := newSession()
	p := &ownParent{Name: "p", Children: []*ownChild{{Name: "a"}, {Name: "b"}}}
	noError(t, first.Add(p))
	noError(t, first.Commit())
	noError(t, first.Load(p, "Children"))
	noError(t, first.Load(p.Children))
	noError(t, first.Close())

	p.Name = "p2"
	p.Children = append(p.Children[1:], &ownChild{Name: "c"})
	second := newSession()
	in := orm.Must(second.Inspect(p))
	if in.State != orm.Detached {
		t.Errorf("the object is %s before it is added", in.State)
	}
	noError(t, second.Add(p))
	want := "UPDATE parent SET name=? WHERE parent.id = ?\n('p2', 1)\n" +
		"INSERT INTO child (name, parent_id) VALUES (?, ?)\n('c', 1)\nDELETE FROM child WHERE child.id = ?\n(1,)"
	if plan := orm.Must(second.Plan()); plan.String() != want {
		t.Errorf("the plan is\n%s\nwant\n%s", plan, want)
	}
	noError(t, second.Commit())
	if n := orm.Must(orm.Query[ownChild](second).Count()); n != 2 {
		t.Errorf("%d children", n)
	}
	noError(t, second.Close())
}
