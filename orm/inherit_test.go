// This file tests structs that share a table: objects given as their base, columns that came along or not, refusals.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// chief embeds a struct that embeds the base.
type chief struct {
	manager `orm:"polymorphic=chief"`
	Title   string `orm:"size=20"`
}

// office opens a session on a table with one row of each struct; the session has forgotten them.
func office(t *testing.T, opts ...orm.SessionOption) *orm.Session {
	t.Helper()
	engine, err := orm.CreateEngine("sqlite://")
	base := orm.DeclarativeBase()
	err = errors.Join(err, base.Map(staff{}, manager{}, chief{}, engineer{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	s := orm.NewSession(engine, opts...)
	err = errors.Join(base.MetaData().CreateAll(engine),
		s.Add(&manager{staff{Name: "ann"}, 5}, &engineer{staff: staff{Name: "bob"}}, &chief{manager{staff{Name: "eve"}, 9}, "CEO"}, &staff{Name: "cyd"}), s.Commit())
	if err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func TestAnObjectIsWhatItsRowIs(t *testing.T) {
	s := office(t)
	all := orm.Must(orm.Query[staff](s).OrderBy(orm.Col(&orm.Columns[staff]().ID)).All())
	eve := all[2]
	m := orm.Must(orm.As[manager](s, eve))
	if m == nil || &m.staff != eve || m.Budget != 9 {
		t.Errorf("As[manager] is %+v", m)
	}
	if c := orm.Must(orm.As[chief](s, eve)); &c.manager != m || c.Title != "CEO" {
		t.Errorf("As[chief] is %+v", c)
	}
	if e := orm.Must(orm.As[engineer](s, eve)); e != nil {
		t.Errorf("a chief is an engineer: %+v", e)
	}
	if n := orm.Must(orm.Query[manager](s).Count()); n != 2 {
		t.Errorf("%d managers, want ann and eve", n)
	}
	if n, err := orm.Query[manager](s).Update(orm.V{"Budget": 1}); n != 2 || err != nil || m.Budget != 1 {
		t.Errorf("an update of managers, which eve is one of: %d rows, %v, and hers is %d", n, err, m.Budget)
	}
}

func TestColumnsThatDidNotComeAlong(t *testing.T) {
	s := office(t)
	ann := orm.Must(orm.Query[staff](s).FilterBy("Name", "ann").One())
	ann.Name = "anna"
	if text := s.Dirty().String(); strings.Contains(text, "budget") {
		t.Errorf("what isn't loaded is shown: %s", text)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	m := orm.Must(orm.Query[manager](s).FilterBy("Name", "anna").One())
	if &m.staff != ann || m.Budget != 5 {
		t.Errorf("%+v", m)
	}
	m.Budget = 6
	s.ExpireAll() // undoes the assignment
	orm.Must(orm.Query[staff](s).All())
	m.Budget = 7
	if got := orm.Must(orm.As[manager](s, ann)); got.Budget != 7 {
		t.Errorf("loading overwrote what was assigned: %+v", got)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	s.Clear()
	if m = orm.Must(orm.Get[manager](s, m.ID)); m.Budget != 7 || m.Kind != "manager" {
		t.Errorf("%+v", m)
	}
}

func TestMergeKeepsTheKind(t *testing.T) {
	s := office(t)
	merged := orm.Must(orm.Merge(s, &manager{staff{ID: 1, Name: "ann"}, 8}))
	if err := s.Commit(); err != nil || merged.Kind != "manager" || merged.Budget != 8 {
		t.Errorf("%+v: %v", merged, err)
	}
}

// An object stands for a row that somebody made another struct's since: it is never given as that struct, whose fields
// would lie over its own.
func TestARowThatIsAnotherStructsNow(t *testing.T) {
	s := office(t, orm.ExpireOnCommit(false))
	ann := orm.Must(orm.Get[manager](s, 1))
	if _, err := s.Execute(orm.Text("UPDATE employee SET kind = 'engineer', language = 'Go' WHERE id = 1")); err != nil {
		t.Fatal(err)
	}
	if got, err := orm.Get[engineer](s, 1); got != nil || err != nil {
		t.Errorf("Get: %v, %v", got, err)
	}
	e := &engineer{staff: staff{ID: 1, Name: "ann"}}
	for _, c := range []struct {
		name string
		find func() (*engineer, error)
	}{
		{"All", func() (*engineer, error) { return nil, second(orm.Query[engineer](s).All()) }},
		{"First", func() (*engineer, error) { return orm.Query[engineer](s).First() }},
		{"Merge", func() (*engineer, error) { return orm.Merge(s, e, orm.NoLoad()) }},
		{"Refresh", func() (*engineer, error) { return nil, s.Refresh(ann) }},
	} {
		if got, err := c.find(); !errors.Is(err, orm.ErrObjectDeleted) {
			t.Errorf("%s: %p, error %v; the manager is %p", c.name, got, err, ann)
		}
	}
	if err := s.Expunge(ann); err != nil {
		t.Fatal(err)
	}
	if got := orm.Must(orm.Get[engineer](s, 1)); *got.Language != "Go" {
		t.Errorf("after Expunge: %+v", got)
	}
}

func TestHooksOfSharedTables(t *testing.T) {
	var seen []string
	s := office(t, orm.On(orm.AfterLoad, func(_ *orm.Session, e *staff) error { seen = append(seen, "staff "+e.Name); return nil }),
		orm.On(orm.AfterLoad, func(_ *orm.Session, m *manager) error { seen = append(seen, "manager "+m.Name); return nil }))
	ann := orm.Must(orm.Get[staff](s, 1))
	orm.Must(orm.As[manager](s, ann))
	if got := strings.Join(seen, ", "); got != "staff ann, manager ann" {
		t.Errorf("hooks: %s", got)
	}
}

func TestSharedTableRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(s *orm.Session) error
		want string
	}{
		{"another's kind", func(s *orm.Session) error { return s.Add(&staff{Name: "x", Kind: "manager"}) }, `staff.Kind is "manager"`},
		{"changed kind", func(s *orm.Session) error {
			orm.Must(orm.Get[engineer](s, 2)).Kind = "manager"
			return s.Flush()
		}, `engineer.Kind is "manager"`},
		{"base added first", func(s *orm.Session) error {
			m := &manager{}
			return errors.Join(s.Add(&m.staff), s.Add(m))
		}, "was added as its staff"},
		{"unknown kind", func(s *orm.Session) error {
			if _, err := s.Execute(orm.Text("UPDATE employee SET kind = 'guest' WHERE id = 1")); err != nil {
				return err
			}
			_, err := orm.Query[staff](s).All()
			return err
		}, `has kind "guest", and no mapped struct has that`},
		{"no kind", func(s *orm.Session) error {
			if _, err := s.Execute(orm.Text("UPDATE employee SET kind = NULL WHERE id = 1")); err != nil {
				return err
			}
			_, err := orm.Query[staff](s).All()
			return err
		}, "has NULL for kind"},
		{"an abstract base", func(s *orm.Session) error {
			if err := orm.DeclarativeBase().Map(animal{}, dog{}, puppy{}, cat{}); err != nil {
				return err
			}
			return s.Add(&animal{Name: "x"})
		}, "animal has no rows of its own"},
		{"of another type", func(s *orm.Session) error {
			if err := orm.DeclarativeBase().Map(jCompany{}, jEmployee{}, jLeader{}, jMaker{}, jPaper{}, jMachine{}); err != nil {
				return err
			}
			_, err := orm.Query[jCompany](s).Join(orm.OfType[jPaper](orm.Many(&orm.Columns[jCompany]().Employees))).All()
			return err
		}, "OfType takes a struct that embeds it"},
		{"merged as its base", func(s *orm.Session) error {
			if err := orm.DeclarativeBase().Map(jCompany{}, jEmployee{}, jLeader{}, jMaker{}, jPaper{}, jMachine{}); err != nil {
				return err
			}
			ann := &jLeader{jEmployee: jEmployee{Name: "ann", Kind: "manager"}}
			_, err := orm.Merge(s, &jCompany{Employees: []*jEmployee{&ann.jEmployee}})
			return err
		}, "orm.Along(object)"},
		{"join to a sub", func(s *orm.Session) error {
			_, err := orm.Query[staff](s).JoinOn(orm.Columns[manager]()).All()
			return err
		}, "use its base staff with a condition on Kind"},
		{"without its base", func(*orm.Session) error { return orm.DeclarativeBase().Map(manager{}) }, "Base.Map(staff{}, manager{})"},
		{"from outside", func(*orm.Session) error {
			type visitor struct {
				staff `orm:"polymorphic=visitor"`
			}
			table, err := orm.NewTable("employee", orm.NewMetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
				orm.NewColumn("name", orm.String(50)), orm.NewColumn("kind", orm.String(20)))
			if err == nil {
				_, err = orm.NewMapper(visitor{}, table)
			}
			return err
		}, "mapped by their tags"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.do(office(t)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
}

func TestMistakesInSharedTables(t *testing.T) {
	type plain struct {
		orm.Model `orm:"table=plain"`
		ID        int `orm:"primary_key"`
	}
	type noKind struct {
		plain `orm:"polymorphic=x"`
	}
	type same struct {
		staff `orm:"polymorphic=employee"`
	}
	type hiding struct {
		staff `orm:"polymorphic=h"`
		Name  string `orm:"size=50"`
	}
	type late struct {
		Extra int
		staff `orm:"polymorphic=l"`
	}
	type sameTable struct {
		staff `orm:"table=employee,polymorphic=st"`
	}
	type noTable struct {
		staff `orm:"schema=x,polymorphic=nt"`
	}
	type sameColumn struct {
		staff `orm:"table=sc,polymorphic=sc"`
		Title string `orm:"column=name"`
	}
	type counted struct {
		staff `orm:"table=counted,polymorphic=counted"`
		Rev   int `orm:"version"`
	}
	for _, c := range []struct {
		models []any
		want   string
	}{
		{[]any{staff{}, sameTable{}}, "table=employee is the base's"},
		{[]any{staff{}, noTable{}}, "schema= goes with table="},
		{[]any{staff{}, sameColumn{}}, `column "name" is Name already`},
		{[]any{staff{}, counted{}}, "is for the struct that is embedded, staff"},
		{[]any{plain{}, noKind{}}, "no field says the type of a row"},
		{[]any{staff{}, same{}}, "polymorphic=employee is staff already"},
		{[]any{staff{}, hiding{}}, "name"},
		{[]any{staff{}, late{}}, "before all other fields"},
	} {
		base := orm.DeclarativeBase()
		if err := base.Map(c.models...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %v; want %q", c.models[1], err, c.want)
		}
		if n := base.MetaData().Tables().Len(); n != 0 {
			t.Errorf("%T: %d tables are left", c.models[1], n)
		}
	}
}
