// This file holds the programs of scenarios 070 and 071: structs that share a table, and structs whose tables are joined.

package orm_test

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// staff is the base of those who work in an office; Kind says which struct a row is.
type staff struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Kind      string `orm:"size=20,polymorphic_on"`
}

type manager struct {
	staff  `orm:"polymorphic=manager"`
	Budget int
}

type engineer struct {
	staff    `orm:"polymorphic=engineer"`
	Language *string `orm:"size=50"`
}

// staffWords shows an object as the recording does, with the type that its row has.
func staffWords(r *oracle.Run, s *orm.Session, e *staff) string {
	in, err := s.Inspect(e)
	r.Check(err)
	class := map[string]string{"staff": "Employee", "manager": "Manager", "engineer": "Engineer"}[in.Type.Name()]
	return fmt.Sprintf("%s(id=%d, name='%s', kind='%s')", class, e.ID, e.Name, e.Kind)
}

func singleTable(r *oracle.Run) {
	declared(r, staff{}, manager{}, engineer{})
	s := r.Session()
	r.Step()
	ann := &manager{staff: staff{Name: "ann"}, Budget: 5}
	r.Check(s.Add(ann, &engineer{staff: staff{Name: "bob"}, Language: new("go")}, &staff{Name: "cyd"}, &engineer{staff: staff{Name: "dan"}}))
	r.Obs("ann.kind before flush", ann.Kind)
	r.Check(s.Flush())
	r.Obs("ann.kind", ann.Kind)
	r.Step()
	r.Check(s.Commit())
	s.Clear()
	S, E, M := orm.Columns[staff](), orm.Columns[engineer](), orm.Columns[manager]()
	rows := orm.Must(orm.Query[staff](s).OrderBy(orm.Col(&S.ID)).All())
	r.Obs("rows", collect(rows, func(e *staff) any { return staffWords(r, s, e) }))
	r.Step()
	r.Obs("budget", orm.Must(orm.As[manager](s, rows[0])).Budget)
	r.Step()
	r.Obs("engineers", collect(orm.Must(orm.Query[engineer](s).OrderBy(orm.Col(&E.ID)).All()), func(e *engineer) any { return e.Name }))
	r.Obs("managers", collect(orm.Must(orm.Query[manager](s).Filter(orm.Col(&M.Budget).Gt(1)).All()), func(m *manager) any { return m.Name }))
	r.Obs("count", orm.Must(orm.Query[engineer](s).Count()))
	r.Step()
	none := func() {
		m, err := orm.Get[manager](s, 2)
		r.Check(err)
		r.Obs("get", nilOr(m))
	}
	none()
	s.Clear()
	none()
	r.Obs("get as Employee", staffWords(r, s, orm.Must(orm.Get[staff](s, 2))))
	r.Step()
	r.Check(s.Delete(orm.Must(orm.Query[staff](s).FilterBy("Name", "bob").One())))
	r.Check(s.Flush())
}

// jManager and jEngineer have tables of their own beside that of staff.
type jManager struct {
	staff  `orm:"table=manager,polymorphic=manager"`
	Budget int
}

type jEngineer struct {
	staff    `orm:"table=engineer,polymorphic=engineer"`
	Language string `orm:"size=50"`
}

// joinedWords is staffWords of a struct whose table is joined; with its own columns where they are loaded.
func joinedWords(r *oracle.Run, s *orm.Session, e *staff) string {
	in, err := s.Inspect(e)
	r.Check(err)
	class := map[string]string{"staff": "Employee", "jManager": "Manager", "jEngineer": "Engineer"}[in.Type.Name()]
	return fmt.Sprintf("%s(id=%d, name='%s', kind='%s')", class, e.ID, e.Name, e.Kind)
}

func joinedTables(r *oracle.Run) {
	declared(r, staff{}, jManager{}, jEngineer{})
	s := r.Session()
	r.Step()
	r.Check(s.Add(&jManager{staff{Name: "ann"}, 5}))
	r.Check(s.Flush())
	r.Check(s.Add(&jManager{staff{Name: "bob"}, 6}, &jManager{staff{Name: "cyd"}, 7}))
	r.Check(s.Flush())
	r.Check(s.Add(&jEngineer{staff{Name: "dan"}, "go"}))
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	s.Clear()
	S, M := orm.Columns[staff](), orm.Columns[jManager]()
	rows := orm.Must(orm.Query[staff](s).OrderBy(orm.Col(&S.ID)).All())
	r.Obs("rows", collect(rows, func(e *staff) any { return joinedWords(r, s, e) }))
	r.Obs("budget", orm.Must(orm.As[jManager](s, rows[0])).Budget)
	r.Step()
	s.Clear()
	ms := orm.Must(orm.Query[jManager](s).OrderBy(orm.Col(&M.ID)).All())
	r.Obs("rows", collect(ms, func(m *jManager) any {
		return strings.TrimSuffix(joinedWords(r, s, &m.staff), ")") + fmt.Sprintf(", budget=%d)", m.Budget)
	}))
	r.Step()
	ms[0].Budget = 50
	r.Check(s.Flush())
	ms[0].Name = "ann2"
	r.Check(s.Flush())
	ms[0].Name, ms[0].Budget = "ann3", 51
	r.Check(s.Flush())
	r.Step()
	r.Check(s.Commit())
	r.Check(s.Load(ms[1]))
	r.Obs("name", ms[1].Name)
	r.Check(s.Delete(ms[1]))
	r.Check(s.Flush())
	r.Step()
	r.Obs("row", joinedWords(r, s, orm.Must(orm.Query[staff](s).Filter(orm.Col(&S.Name).Eq("dan")).One())))
}
