// This file tests the session by random sequences of what a program does, against a model of it in plain maps. A
// sequence that differs is made shorter while it still differs, and printed with its seed as steps to replay.

package orm_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

var (
	randomTime = flag.Duration("random", 2*time.Second, "how long the random test of the session runs on each database")
	randomFrom = flag.Uint64("random.from", 1, "where the seeds of the random test begin, so that a run can be had again; 0 for others each time")
	randomSeed = flag.Uint64("random.seed", 0, "the one seed that the random test runs; 0 for many")
)

// TestRandom runs `-random 60s` on each database, or one seed.
func TestRandom(t *testing.T) {
	base := randomBase(t)
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			sql := &log{}
			em := &emitted{text: echo.Text(sql)}
			e := engine(t, db.url(t), orm.EchoTo(em))
			if err := base.MetaData().CreateAll(e); err != nil {
				t.Fatal(err)
			}
			randomFor(t, e, base, em, sql)
		})
	}
}

// randomBase maps the structs of the random test.
func randomBase(t *testing.T) *orm.Base {
	t.Helper()
	base := orm.DeclarativeBase()
	orm.NewTable("player_tags", base.MetaData(),
		orm.NewColumn("player_id", orm.Integer, orm.PrimaryKey, orm.ForeignKey("players.id")),
		orm.NewColumn("word", orm.String(10), orm.PrimaryKey, orm.ForeignKey("tags.word")))
	if err := base.Map(randomTeam{}, randomPlayer{}, randomNote{}, randomTag{}, randomPet{}, randomCat{}, randomDog{}, randomPup{}); err != nil {
		t.Fatal(err)
	}
	return base
}

func randomFor(t *testing.T, e *orm.Engine, base *orm.Base, em *emitted, sql *log) {
	from := *randomFrom
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	seeds := rand.New(rand.NewPCG(from, 1))
	count, done := 0, make([]int, len(verbs))
	for end := time.Now().Add(*randomTime); time.Now().Before(end); count++ {
		seed := seeds.Uint64()
		if *randomSeed != 0 {
			seed = *randomSeed
		}
		steps := randomSteps(seed)
		if _, err := replay(e, em, base, seed, steps, done); err != nil {
			steps = shorten(e, em, base, seed, steps)
			em.loud = true
			log, err := replay(e, em, base, seed, steps, done)
			t.Logf("emitted:\n%s", sql)
			t.Fatalf("-random.seed %d differs:\n\t%s\n%v", seed, strings.Join(log, "\n\t"), err)
		}
		if *randomSeed != 0 {
			break
		}
	}
	const enough = 3000
	for i, v := range verbs {
		if done[i] == 0 && count > enough {
			t.Errorf("%s was never done", v.name)
		}
		t.Logf("%s: %d", v.name, done[i])
	}
	t.Logf("%d sequences from -random.from %d", count, from)
}

func randomSteps(seed uint64) []randomStep {
	r := rand.New(rand.NewPCG(seed, 2))
	total := 0
	for _, v := range verbs {
		total += v.weight
	}
	steps := randomStart(r)
	first := len(steps)
	steps = append(steps, make([]randomStep, 10+r.IntN(100))...)
	for i := first; i < len(steps); i++ {
		at := r.IntN(total)
		verb := 0
		for at >= verbs[verb].weight {
			at -= verbs[verb].weight
			verb++
		}
		steps[i] = randomStep{verb, [3]int{r.IntN(1 << 16), r.IntN(1 << 16), r.IntN(1 << 16)}}
	}
	return steps
}

// randomStart are steps that most often leave some rows of each table.
func randomStart(r *rand.Rand) (steps []randomStep) {
	put := func(name string, first int) {
		at := slices.IndexFunc(verbs, func(v verb) bool { return v.name == name })
		steps = append(steps, randomStep{at, [3]int{first, r.IntN(1 << 16), r.IntN(1 << 16)}})
	}
	for i := range newKinds {
		put("new", i)
		put("add", r.IntN(1<<16))
	}
	for _, name := range []string{"setOne", "append", "pair", "setOne", "append", "pair", "commit"} {
		put(name, r.IntN(1<<16))
	}
	return steps
}

// shorten leaves steps out while the sequence still differs.
func shorten(e *orm.Engine, em *emitted, base *orm.Base, seed uint64, steps []randomStep) []randomStep {
	for size := len(steps) / 2; size > 0; {
		cut := false
		for at := 0; at+size <= len(steps); {
			fewer := slices.Delete(slices.Clone(steps), at, at+size)
			if _, err := replay(e, em, base, seed, fewer, make([]int, len(verbs))); err != nil {
				steps, cut = fewer, true
			} else {
				at += size
			}
		}
		if !cut || size > len(steps) {
			size /= 2
		}
	}
	return steps
}

// replay runs a sequence on an empty database and returns what it did, and counts it in done.
func replay(e *orm.Engine, em *emitted, base *orm.Base, seed uint64, steps []randomStep, done []int) (log []string, err error) {
	clear := []string{"DELETE FROM player_tags", "DELETE FROM notes", "DELETE FROM players", "DELETE FROM dogs", "DELETE FROM pets", "UPDATE teams SET above_id = NULL", "DELETE FROM teams", "DELETE FROM tags"}
	for _, sql := range clear {
		if _, err := e.Execute(orm.Text(sql)); err != nil {
			return nil, err
		}
	}
	r := &randomRun{e: e, m: newModel(), em: em, done: done}
	r.m.autoflush, r.m.expire = seed%4 != 0, seed%3 != 0
	r.note("s := orm.NewSession(engine, orm.Autoflush(%t), orm.ExpireOnCommit(%t))", r.m.autoflush, r.m.expire)
	open := orm.SessionMaker(e, orm.UseBase(base), orm.Autoflush(r.m.autoflush), orm.ExpireOnCommit(r.m.expire))
	r.s, r.other = open(), open()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
		err = errors.Join(err, r.s.Close(), r.other.Close())
		log = r.log
	}()
	for _, st := range steps {
		v := verbs[st.verb]
		if r.m.failed && !v.failed {
			continue
		}
		done, err := v.do(r, st.n)
		if err == nil && done {
			r.done[st.verb]++
			err = r.compare()
		}
		if err != nil {
			return r.log, err
		}
	}
	return r.log, nil
}

// compare holds the real session and its database against the model.
func (r *randomRun) compare() error {
	r.m.settle(r.s)
	r.m.discover()
	sets := []struct {
		name string
		set  orm.IdentitySet
		want func(*thing) bool
	}{
		{"IdentityMap", r.s.IdentityMap(), persistent},
		{"New", r.s.New(), func(t *thing) bool { return t.state == orm.Pending }},
		{"Deleted", r.s.Deleted(), func(t *thing) bool { return t.doomed }},
		{"Dirty", r.s.Dirty(), func(t *thing) bool { return persistent(t) && !t.doomed && t.changed() }},
	}
	for obj := range sets[0].set.All() {
		if err := r.m.adopt(obj); err != nil {
			return err
		}
	}
	if err := r.adoptRelated(); err != nil {
		return err
	}
	for _, s := range sets {
		want := r.m.all(s.want)
		for _, t := range want {
			if !s.set.Contains(t.obj) {
				return fmt.Errorf("%s lacks %s", s.name, t)
			}
		}
		if s.set.Len() != len(want) {
			return fmt.Errorf("%s is %s, and not %v", s.name, s.set, want)
		}
	}
	for _, t := range r.m.things {
		if err := r.compareThing(t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	r.m.unsure = false
	for _, t := range r.m.all(func(t *thing) bool {
		return t.state == orm.Transient && t.k.key == "ID" && t.now["ID"] != 0 && !t.keyed
	}) {
		t.set("ID", 0) // of an INSERT that was rolled back: whether the database gives it to another row is its own affair
		r.note("%s.ID = 0", t)
	}
	if r.m.failed {
		return nil
	}
	defer func(loud bool) { r.em.loud = loud }(r.em.loud)
	r.em.loud = false
	return r.compareRows()
}

// adoptRelated finds objects that only relations hold: those loaded to be deleted by the same flush.
func (r *randomRun) adoptRelated() error {
	for _, t := range r.m.all(func(t *thing) bool { return t.obj != nil }) {
		for _, rel := range t.k.relations {
			for _, obj := range t.related(rel) {
				if err := r.m.adopt(obj); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *randomRun) compareThing(t *thing) error {
	if t.obj == nil {
		return errors.New("no object came of its row")
	}
	in, err := r.s.Inspect(t.obj)
	if err != nil {
		return err
	}
	if r.m.unsure && persistent(t) {
		r.m.believe(t, in)
	}
	if in.State != t.state || in.Expired != (persistent(t) && t.stale) {
		return fmt.Errorf("is %s, expired %t; not %s, %t", in.State, in.Expired, t.state, t.stale)
	}
	for _, c := range t.k.columns {
		if t.field(c) != t.now[c] {
			return fmt.Errorf("%s is %v, not %v", c, t.field(c), t.now[c])
		}
		if (t.state == orm.Persistent) && slices.Contains(in.Unloaded, c) != t.lack[c] {
			return fmt.Errorf("%v aren't loaded, not %v", in.Unloaded, t.lack)
		}
	}
	if in.Type != nil && in.Type != t.k.typ {
		return fmt.Errorf("is a %s, not a %s", in.Type, t.k.typ)
	}
	for _, rel := range t.k.relations {
		real, want := t.related(rel), t.rels[rel.field].now
		t.rels[rel.field].filled = real != nil
		if !holds(real, want) {
			var names []string
			for _, obj := range real {
				names = append(names, r.m.nameOf(obj))
			}
			return fmt.Errorf("%s is %v, not %v", rel.field, names, want)
		}
	}
	return r.compareChanges(t, in)
}

// holds tells whether a relation of a real object holds what it should.
func holds(real []any, want []*thing) bool {
	same := len(real) == len(want)
	for _, o := range want {
		same = same && slices.ContainsFunc(real, func(obj any) bool { return address(obj) == address(o.obj) })
	}
	return same
}

func (m *model) nameOf(obj any) string {
	if t := m.thing(obj); t != nil {
		return t.name
	}
	return fmt.Sprintf("%+v", obj)
}

// compareRows reads the tables: inside the session's transaction while one is open, else from outside.
func (r *randomRun) compareRows() error {
	for _, k := range kinds {
		if k.base != "" {
			continue
		}
		sel, columns := "SELECT * FROM "+k.table, k.columns
		if k.tells != "" {
			sel = "SELECT pets.id, name, kind, rev, team_id, lives, trick, age FROM pets LEFT OUTER JOIN dogs ON dogs.id = pets.id"
			columns = append(slices.Clone(columns), "Lives", "Trick", "Age")
		}
		rows, err := r.read(sel)
		if err != nil {
			return err
		}
		if len(rows) != len(r.m.rows[k.table]) {
			return fmt.Errorf("table %s: %v, and not %v", k.table, rows, r.m.rows[k.table])
		}
		for _, row := range rows {
			key := plainKey(row[0])
			want := r.m.rows[k.table][key]
			if want == nil {
				return fmt.Errorf("table %s: %v is not in %v", k.table, row, r.m.rows[k.table])
			}
			for i, c := range columns {
				if plainKey(row[i]) != want[c] {
					return fmt.Errorf("table %s: %s of %v is not %v", k.table, c, row, want[c])
				}
			}
		}
	}
	dogs := r.m.sorted(kinds["dog"])
	if rows, err := r.read("SELECT id FROM dogs"); err != nil || len(rows) != len(dogs) {
		return errors.Join(err, fmt.Errorf("table dogs: %v, and not %v", rows, dogs))
	}
	pairs, err := r.read("SELECT player_id, word FROM player_tags")
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if !r.m.pairs[[2]any{plainKey(p[0]), plainKey(p[1])}] {
			return fmt.Errorf("table player_tags: %v is not in %v", p, r.m.pairs)
		}
	}
	if len(pairs) != len(r.m.pairs) {
		return fmt.Errorf("table player_tags: %v, and not %v", pairs, r.m.pairs)
	}
	return nil
}

// plainKey is a value of a row as the structs hold it.
func plainKey(v any) any {
	if n, ok := v.(int64); ok {
		return int(n)
	}
	return v
}

func (r *randomRun) read(sel string) (list [][]any, err error) {
	var res *orm.Result
	if r.s.InTransaction() {
		res, err = r.s.Execute(orm.Text(sel))
	} else {
		res, err = r.e.Execute(orm.Text(sel))
	}
	if err != nil {
		return nil, err
	}
	for _, row := range res.FetchAll() {
		list = append(list, row.Values())
	}
	return list, nil
}
