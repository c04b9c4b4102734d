// This file tests that a flush sees every change of loaded objects, also where their memory is compared in one go.

package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type blockParent struct {
	orm.Model `orm:"table=block_parents"`
	ID        int `orm:"primary_key"`
	Name      string
	Children  []*blockChild `orm:"relation,back=Parent"`
}

type blockChild struct {
	orm.Model `orm:"table=block_children"`
	ID        int          `orm:"primary_key"`
	ParentID  *int         `orm:"foreign_key=block_parents.id"`
	Parent    *blockParent `orm:"relation,back=Children"`
}

// blockSession is a session with parents, each with two children, which it doesn't hold yet.
func blockSession(t testing.TB, parents int) *orm.Session {
	engine := must(orm.CreateEngine("sqlite:///:memory:"))(t)
	base := orm.DeclarativeBase()
	if err := base.Map(blockParent{}, blockChild{}); err != nil {
		t.Fatal(err)
	}
	if err := base.MetaData().CreateAll(engine); err != nil {
		t.Fatal(err)
	}
	s := orm.NewSession(engine, orm.UseBase(base))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		engine.Close()
	})
	for i := range parents {
		if err := s.Add(&blockParent{Name: fmt.Sprint("p", i), Children: []*blockChild{{}, {}}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func TestFlushSeesChangesOfLoadedObjects(t *testing.T) {
	c := orm.Columns[blockParent]
	for name, test := range map[string]struct {
		change func(s *orm.Session, list []*blockParent) error
		want   []string // beginnings of the planned statements
	}{
		"nothing":     {func(*orm.Session, []*blockParent) error { return nil }, nil},
		"first":       {func(_ *orm.Session, list []*blockParent) error { list[0].Name = "x"; return nil }, []string{"UPDATE block_parents"}},
		"in a middle": {func(_ *orm.Session, list []*blockParent) error { list[77].Name = "x"; return nil }, []string{"UPDATE block_parents"}},
		"last":        {func(_ *orm.Session, list []*blockParent) error { list[199].Name = "x"; return nil }, []string{"UPDATE block_parents"}},
		"after others left": {func(s *orm.Session, list []*blockParent) error {
			list[150].Name = "x"
			return s.Expunge(list[:140])
		}, []string{"UPDATE block_parents"}},
		"an equal value": {func(_ *orm.Session, list []*blockParent) error {
			list[5].Name = strings.Clone(list[5].Name)
			return nil
		}, nil},
		"a collection emptied": {func(s *orm.Session, list []*blockParent) error {
			err := s.Load(list, "Children")
			list[9].Children = nil
			return err
		}, []string{"UPDATE block_children"}},
		"a child put in": {func(_ *orm.Session, list []*blockParent) error {
			list[3].Children = []*blockChild{{}}
			return nil
		}, []string{"INSERT INTO block_children"}},
		"a delete": {func(s *orm.Session, list []*blockParent) error {
			if err := s.Load(list[8], "Children"); err != nil {
				return err
			}
			return s.Delete(list[8])
		}, []string{"UPDATE block_children", "DELETE FROM block_parents"}},
		"after a flush": {func(s *orm.Session, list []*blockParent) error {
			list[4].Name = "x"
			if err := s.Flush(); err != nil {
				return err
			}
			list[5].Name = "y"
			return nil
		}, []string{"UPDATE block_parents"}},
		"after a rollback": {func(s *orm.Session, list []*blockParent) error {
			list[4].Name = "x"
			if err := s.Flush(); err != nil {
				return err
			}
			if err := s.Rollback(); err != nil {
				return err
			}
			list[6].Name = "y"
			return nil
		}, []string{"UPDATE block_parents"}},
		"after a merge": {func(s *orm.Session, list []*blockParent) error {
			if _, err := orm.Merge(s, &blockParent{ID: 4711, Name: "new"}, orm.NoLoad()); err != nil {
				return err
			}
			more, err := orm.Query[blockParent](s).All()
			more[20].Name = "z"
			return err
		}, []string{"UPDATE block_parents"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := blockSession(t, 200)
			list := must(orm.Query[blockParent](s).OrderBy(orm.Col(&c().ID)).All())(t)
			if err := test.change(s, list); err != nil {
				t.Fatal(err)
			}
			plan := must(s.Plan())(t)
			var got []string
			for st := range plan.All() {
				got = append(got, st.SQL)
			}
			if len(got) != len(test.want) {
				t.Fatalf("the flush would send %q, want %q", got, test.want)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("statement %d is %s, want %s", i, got[i], want)
				}
			}
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
			if s.Dirty().Len() > 0 || s.New().Len() > 0 {
				t.Errorf("after the flush %v is dirty, %v is new", s.Dirty(), s.New())
			}
		})
	}
}

func TestCleanFlushAllocatesNothing(t *testing.T) {
	s := blockSession(t, 300)
	list := must(orm.Query[blockParent](s).All())(t)
	if n := testing.AllocsPerRun(20, func() {
		if err := s.Flush(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d objects", n, len(list))
	}
}

// An object that left is known again only as itself: its memory is not mistaken for another object's.
func TestObjectsThatLeftAreRemembered(t *testing.T) {
	s := blockSession(t, 100)
	list := must(orm.Query[blockParent](s).All())(t)
	s.Clear()
	for _, p := range list {
		if in := must(s.Inspect(p))(t); in.State != orm.Detached {
			t.Fatalf("%v is %v", p.ID, in.State)
		}
	}
	list[7].Name = "changed outside"
	if err := s.Add(list[7]); err != nil {
		t.Fatal(err)
	}
	if plan := must(s.Plan())(t); plan.Len() != 1 {
		t.Errorf("the plan is %v", plan)
	}
	if in := must(s.Inspect(&blockParent{}))(t); in.State != orm.Transient {
		t.Errorf("a new object is %v", in.State)
	}
}
