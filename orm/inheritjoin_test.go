// This file tests structs whose tables are joined to their base's, three deep, with relations on all of them.

package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type site struct {
	orm.Model `orm:"table=site"`
	ID        int       `orm:"primary_key"`
	Town      string    `orm:"size=20"`
	Workers   []*worker `orm:"relation,back=Site,order=ID"`
}

type worker struct {
	orm.Model `orm:"table=worker,polymorphic=worker"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=20"`
	Kind      string `orm:"size=20,polymorphic_on"`
	Rev       int    `orm:"version"`
	SiteID    *int   `orm:"foreign_key=site.id"`
	Site      *site  `orm:"relation,back=Workers"`
	BossID    *int   `orm:"foreign_key=boss.id"`
	Boss      *boss  `orm:"relation,by=boss_id,back=Team"`
}

type boss struct {
	worker `orm:"table=boss,polymorphic=boss"`
	Budget int
	Team   []*worker `orm:"relation,by=boss_id,back=Boss,order=ID"`
}

type director struct {
	boss   `orm:"table=director,polymorphic=director"`
	Shares *int
	Cars   []*car `orm:"relation,back=Owner,cascade=all delete-orphan,order=ID"`
}

type coder struct {
	worker   `orm:"table=coder,polymorphic=coder"`
	Language string `orm:"size=20"`
}

// senior shares the table of coder.
type senior struct {
	coder `orm:"polymorphic=senior"`
	Years int
}

type car struct {
	orm.Model `orm:"table=car"`
	ID        int       `orm:"primary_key"`
	Plate     string    `orm:"size=20"`
	OwnerID   *int      `orm:"foreign_key=director.id"`
	Owner     *director `orm:"relation,back=Cars"`
}

// firm opens a session on a database with dora, who directs bert, who leads carl and sue in Ulm; the session has forgotten them.
func firm(t *testing.T, e *orm.Engine) *orm.Session {
	t.Helper()
	base := orm.DeclarativeBase()
	err := base.Map(site{}, worker{}, boss{}, director{}, coder{}, senior{}, car{})
	if err == nil {
		err = base.MetaData().CreateAll(e)
	}
	s := orm.NewSession(e)
	t.Cleanup(func() { _ = s.Close() })
	dora := &director{boss: boss{worker: worker{Name: "dora"}, Budget: 9}, Shares: new(3), Cars: []*car{{Plate: "D 1"}, {Plate: "D 2"}}}
	bert := &boss{worker: worker{Name: "bert", Boss: &dora.boss}, Budget: 5}
	ulm := &site{Town: "Ulm"}
	carl := &coder{worker: worker{Name: "carl", Boss: bert, Site: ulm}, Language: "go"}
	sue := &senior{coder: coder{worker: worker{Name: "sue", Boss: bert, Site: ulm}, Language: "c"}, Years: 7}
	err = errors.Join(err, s.Add(dora, bert, carl, sue), s.Commit())
	if err != nil {
		t.Fatal(err)
	}
	s.Clear()
	return s
}

func workerNames[T any](list []*T, name func(*T) string) string {
	var out []string
	for _, w := range list {
		out = append(out, name(w))
	}
	return strings.Join(out, " ")
}

func TestJoinedTablesLoad(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		W, B, D := orm.Columns[worker](), orm.Columns[boss](), orm.Columns[director]()
		all := orm.Must(orm.Query[worker](s).OrderBy(orm.Col(&W.Name)).All())
		if got := workerNames(all, func(w *worker) string { return w.Name + ":" + w.Kind }); got != "bert:boss carl:coder dora:director sue:senior" {
			t.Fatal(got)
		}
		l.take()
		d := orm.Must(orm.As[director](s, all[2]))
		if d.Budget != 9 || *d.Shares != 3 || strings.Count(l.take(), "SELECT") != 1 {
			t.Errorf("%+v", d)
		}
		if b := orm.Must(orm.As[boss](s, all[2])); b != &d.boss || orm.Must(orm.As[coder](s, all[2])) != nil {
			t.Error("As gives another object")
		}
		s.Clear()
		bosses := orm.Must(orm.Query[boss](s).Filter(orm.Col(&B.Budget).Gt(1)).OrderBy(orm.Col(&B.Name)).All())
		if got := workerNames(bosses, func(b *boss) string { return fmt.Sprint(b.Name, b.Budget) }); got != "bert5 dora9" {
			t.Error(got)
		}
		if n := orm.Must(orm.Query[director](s).Count()); n != 1 {
			t.Errorf("%d directors", n)
		}
		if n := orm.Must(orm.Query[senior](s).Count()); n != 1 {
			t.Errorf("%d seniors", n)
		}
		if c := orm.Must(orm.Get[coder](s, bosses[0].ID)); c != nil {
			t.Errorf("a boss is a coder: %v", c)
		}
		rows := orm.Must(s.Select(&D.Name, &D.Budget, &D.Shares).All())
		if len(rows) != 1 || fmt.Sprint(rows[0]) != "('dora', 9, 3)" {
			t.Errorf("columns of three tables: %v", rows)
		}
		both := orm.Must(s.Select(D, &D.Budget).All())
		if len(both) != 1 || orm.Must(both[0].At(0)) != any(orm.Must(orm.Get[director](s, bosses[1].ID))) {
			t.Errorf("an object among columns: %v", both)
		}
	})
}

func TestJoinedTablesFlush(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		d := orm.Must(orm.Query[director](s).One())
		d.Shares = nil
		plan := orm.Must(s.Plan()).String()
		l.take()
		if err := s.Flush(); err != nil {
			t.Fatal(err)
		}
		if sent := l.take(); !strings.Contains(sent, strings.TrimSpace(plan)) {
			t.Errorf("planned:\n%s\nsent:\n%s", plan, sent)
		} else if strings.Contains(sent, "UPDATE boss") || strings.Count(sent, "UPDATE") != 2 {
			t.Errorf("the version in worker and shares in director:\n%s", sent)
		}
		if d.Rev != 2 {
			t.Errorf("version %d", d.Rev)
		}
		d.Name, d.Budget, d.Shares = "dorothy", 10, new(4)
		if err := s.Rollback(); err != nil || d.Name != "dora" || d.Rev != 1 {
			t.Errorf("after rollback %+v: %v", d, err)
		}
		if err := s.Refresh(d); err != nil || *d.Shares != 3 || d.Budget != 9 {
			t.Errorf("after refresh %+v: %v", d, err)
		}
		d.ID = 77
		if err := s.Flush(); err == nil || !strings.Contains(err.Error(), "can't be changed") {
			t.Errorf("a new key: %v", err)
		}
		s.Expire(d)
		if n, err := orm.Query[boss](s).Update(orm.V{"Budget": 1}); n != 0 || err == nil {
			t.Errorf("an update over two tables: %d rows, %v", n, err)
		}
		if err := s.BulkInsertMappings(boss{}, []orm.V{{"Name": "x", "Budget": 1}}); err == nil || !strings.Contains(err.Error(), "has rows in 2") {
			t.Errorf("a bulk insert into two tables: %v", err)
		}
		if n, err := orm.Query[boss](s).Delete(); n != 0 || err == nil {
			t.Errorf("a delete over two tables: %d rows, %v", n, err)
		}
	})
}

func TestJoinedTablesDelete(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		dora := orm.Must(orm.Query[worker](s).FilterBy("Name", "dora").One())
		l.take()
		if err := errors.Join(s.Delete(dora), s.Commit()); err != nil {
			t.Fatal(err)
		}
		var tables []string
		for line := range strings.Lines(l.take()) {
			if rest, ok := strings.CutPrefix(line, "DELETE FROM "); ok {
				tables = append(tables, strings.Fields(rest)[0])
			}
		}
		if got := strings.Join(tables, " "); got != "car director boss worker" {
			t.Errorf("deleted from %s", got)
		}
		bert := orm.Must(orm.Query[boss](s).One())
		if bert.Name != "bert" || bert.BossID != nil {
			t.Errorf("%+v", bert)
		}
		if n := orm.Must(orm.Query[car](s).Count()); n != 0 {
			t.Errorf("%d cars are left", n)
		}
	})
}

func TestJoinedTablesRelations(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		S, W, B, D := orm.Columns[site](), orm.Columns[worker](), orm.Columns[boss](), orm.Columns[director]()
		name := func(w *worker) string { return w.Name }
		for what, load := range map[string]func() *boss{
			"load": func() *boss {
				b := orm.Must(orm.Query[boss](s).FilterBy("Name", "bert").One())
				orm.Must(0, s.Load(b, "Team", "Boss"))
				return b
			},
			"select-in": func() *boss {
				return orm.Must(orm.Query[boss](s).OrderBy(orm.Col(&B.Name)).Options(orm.SelectIn(orm.Many(&B.Team)), orm.SelectIn(orm.One(&B.Boss))).All())[0]
			},
			"joined": func() *boss {
				return orm.Must(orm.Query[boss](s).OrderBy(orm.Col(&B.Name)).Options(orm.Joined(orm.Many(&B.Team)), orm.Joined(orm.One(&B.Boss))).All())[0]
			},
		} {
			s.Clear()
			b := load()
			if got := workerNames(b.Team, name); got != "carl sue" || b.Boss == nil || b.Boss.Name != "dora" || b.Boss.Budget != 9 {
				t.Errorf("%s: team %s, boss %+v", what, got, b.Boss)
			}
			if d := orm.Must(orm.As[director](s, b.Boss)); d == nil || *d.Shares != 3 {
				t.Errorf("%s: the boss is %+v", what, d)
			}
		}
		s.Clear()
		found := orm.Must(orm.Query[site](s).Filter(orm.Many(&S.Workers).Any(orm.Col(&W.Name).Eq("carl"))).All())
		if len(found) != 1 {
			t.Errorf("%d sites with carl", len(found))
		}
		led := orm.Must(orm.Query[worker](s).Filter(orm.One(&W.Boss).Has(orm.Col(&B.Budget).Eq(5))).OrderBy(orm.Col(&W.ID)).All())
		if got := workerNames(led, name); got != "carl sue" {
			t.Errorf("led by a boss of budget 5: %s", got)
		}
		owners := orm.Must(orm.Query[director](s).Join(orm.Many(&D.Cars)).Filter(orm.Col(&orm.Columns[car]().Plate).Eq("D 2")).All())
		if len(owners) != 1 || owners[0].Name != "dora" {
			t.Errorf("owners: %v", owners)
		}
		if _, err := orm.Query[worker](s).Join(orm.One(&W.Boss)).All(); err == nil || !strings.Contains(err.Error(), `orm.Alias[boss]("other")`) {
			t.Errorf("a join to itself: %v", err)
		}
	})
}

func TestJoinedTablesOneMove(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		bert := orm.Must(orm.Query[boss](s).FilterBy("Name", "bert").One())
		ulm := orm.Must(orm.Query[site](s).One())
		if err := s.Load(bert, "Team"); err != nil {
			t.Fatal(err)
		}
		sue := bert.Team[1]
		bert.Team = slices.Delete(bert.Team, 1, 2)
		eve := &coder{worker: worker{Name: "eve"}, Language: "sql"}
		bert.Team = append(bert.Team, &eve.worker)
		if err := s.Load(ulm, "Workers"); err == nil || !strings.Contains(err.Error(), "boss.Team holds a new worker") {
			t.Errorf("a coder that looks like a worker: %v", err)
		}
		if err := errors.Join(s.Add(eve), s.Load(ulm, "Workers"), s.Commit()); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		sue = orm.Must(orm.Get[worker](s, sue.ID))
		again := orm.Must(orm.Get[coder](s, eve.ID))
		if sue.BossID != nil || sue.SiteID == nil || again.BossID == nil || *again.BossID != bert.ID || again.Language != "sql" {
			t.Errorf("sue %+v, eve %+v", sue, again)
		}
	})
}

func TestJoinedTablesPolymorphic(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		s := firm(t, e)
		W, B, C := orm.Columns[worker](), orm.Columns[boss](), orm.Columns[coder]()
		l.take()
		all := orm.Must(orm.Query[worker](s).Options(orm.WithPolymorphic()).OrderBy(orm.Col(&W.Name)).All())
		sue, dora := orm.Must(orm.As[senior](s, all[3])), orm.Must(orm.As[director](s, all[2]))
		if strings.Count(l.take(), "SELECT") != 1 || sue.Years != 7 || sue.Language != "c" || *dora.Shares != 3 || dora.Budget != 9 {
			t.Errorf("%+v, %+v", sue, dora)
		}
		s.Clear()
		some := orm.Must(orm.Query[worker](s).Options(orm.WithPolymorphic(director{}, coder{})).
			Filter(orm.Or(orm.Col(&B.Budget).Eq(9), orm.Col(&C.Language).Eq("go"))).OrderBy(orm.Col(&W.Name)).All())
		if got := workerNames(some, func(w *worker) string { return w.Name }); got != "carl dora" {
			t.Errorf("filtered: %s", got)
		}
		if _, err := orm.Query[worker](s).Filter(orm.Col(&B.Budget).Eq(9)).All(); err == nil || !strings.Contains(err.Error(), "doesn't read table boss") {
			t.Errorf("a filter on another table: %v", err)
		}
		if _, err := orm.Query[coder](s).Options(orm.WithPolymorphic(boss{})).All(); err == nil || !strings.Contains(err.Error(), "boss doesn't embed coder") {
			t.Errorf("a struct that isn't one: %v", err)
		}
	})
}

func TestJoinedTablesMerge(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := firm(t, e)
		was := orm.Must(orm.Query[coder](s).FilterBy("Name", "carl").One())
		given := *was
		given.Language, given.Name = "zig", "karl"
		s.Clear()
		merged := orm.Must(orm.Merge(s, &given))
		fresh := orm.Must(orm.Merge(s, &boss{worker: worker{Name: "new"}, Budget: 2}))
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		carl, boss := orm.Must(orm.Get[coder](s, merged.ID)), orm.Must(orm.Get[boss](s, fresh.ID))
		if carl.Language != "zig" || carl.Name != "karl" || boss.Budget != 2 || boss.Kind != "boss" {
			t.Errorf("%+v, %+v", carl, boss)
		}
	})
}

func TestJoinedTablesAlias(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := firm(t, e)
		b, W := orm.Alias[boss]("b"), orm.Columns[worker]()
		bosses := orm.Must(orm.QueryFrom(s, b).Filter(orm.Col(&b.Budget).Lt(9)).All())
		if got := workerNames(bosses, func(b *boss) string { return b.Name }); got != "bert" {
			t.Errorf("under an alias: %s", got)
		}
		led := orm.Must(orm.Query[worker](s).JoinAs(b, orm.One(&W.Boss)).Filter(orm.Col(&b.Name).Eq("bert")).OrderBy(orm.Col(&W.ID)).All())
		if got := workerNames(led, func(w *worker) string { return w.Name }); got != "carl sue" {
			t.Errorf("joined to an alias: %s", got)
		}
		both := orm.Must(orm.Query[boss](s).FilterBy("Name", "bert").Union(orm.Query[boss](s).FilterBy("Name", "dora")).All())
		if len(both) != 2 {
			t.Errorf("a union has %d", len(both))
		}
	})
}
