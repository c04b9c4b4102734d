// This file models what a flush, a commit and a rollback do to the objects and rows of the random test.

package orm_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// plan is one flush of the model.
type randomPlan struct {
	m            *model
	saves, dooms []*thing
	keys         map[*thing]map[string]*thing // foreign keys to be taken from an object; nil is NULL
	from         map[*thing]any               // the foreign keys before
	add, remove  map[[2]*thing]bool           // pairs: player, tag
	swept        []*thing                     // what the flush itself deletes
	orphans      [][2]*thing                  // by their own side, and the parents that they left
	faults       []error                      // any of which the database may report
	maybe        []error                      // those that it reports or not
	ghosts       []*thing                     // those without a row, whose key another one's has by now
	switched     map[*thing]*thing            // new objects that take over the row of one that is deleted
}

// expect compares what happened with what may happen.
func expect(got error, faults ...error) error {
	if len(faults) == 0 && got != nil {
		return fmt.Errorf("unexpected error: %w", got)
	}
	if len(faults) > 0 && !slices.ContainsFunc(faults, func(f error) bool { return errors.Is(got, f) }) {
		return fmt.Errorf("error %v where one of %v is due", got, faults)
	}
	return nil
}

// flush models a flush, which really ended with got. When it belongs to a query (before), got may be the query's error.
// ended tells that it failed as it should.
func (m *model) flush(got error, before bool) (ended bool, mismatch error) {
	m.discover()
	p := &randomPlan{m: m, keys: map[*thing]map[string]*thing{}, from: map[*thing]any{}, add: map[[2]*thing]bool{}, remove: map[[2]*thing]bool{}, switched: map[*thing]*thing{}}
	p.dooms = m.all(func(t *thing) bool { return t.state == orm.Persistent && t.doomed })
	p.saves = m.all(func(t *thing) bool { return t.in() && !t.doomed && (t.state == orm.Pending || t.changed()) })
	inOrder := func(a, b *thing) int { return a.order - b.order }
	slices.SortStableFunc(p.saves, inOrder)
	slices.SortStableFunc(p.dooms, inOrder)
	if len(p.dooms)+len(p.saves) == 0 {
		if before {
			return false, nil
		}
		return false, expect(got)
	}
	m.begin()
	for _, t := range p.saves {
		p.relationsOf(t)
	}
	p.partings()
	back := m.keep()
	if err := p.deletions(); err != nil {
		back()
		for _, t := range p.swept {
			t.doomed = false
		}
		m.unsure = true
		return true, expect(got, err)
	}
	p.emit()
	if due := slices.Concat(p.faults, p.maybe); expect(got, due...) == nil && len(due) > 0 {
		p.faults = due
	}
	if before && len(p.faults) == 0 {
		got = nil
	}
	if err := expect(got, p.faults...); err != nil {
		return true, err
	}
	if got != nil {
		p.leftovers()
		p.untake()
		m.unsure, m.doubt = true, p.ghosts
		m.undo()
		m.failed = true
		return true, nil
	}
	p.finish()
	return false, nil
}

// leftovers takes over what a flush that failed left in the objects that have no row after it.
func (p *randomPlan) leftovers() {
	for _, t := range p.saves {
		if t.state != orm.Pending && !slices.Contains(p.m.top().created, t) {
			continue
		}
		for _, c := range t.k.columns {
			t.now[c] = t.field(c)
		}
	}
}

// untake gives the objects that have a row after the flush back the keys that they would have taken.
func (p *randomPlan) untake() {
	stays := func(t *thing) bool { return t.state == orm.Persistent && !slices.Contains(p.m.top().created, t) }
	for t := range p.keys {
		for column := range p.keys[t] {
			if stays(t) {
				t.now[column] = p.from[t]
			}
		}
	}
	for _, t := range p.saves {
		if stays(t) && t.k.counts() && t.obj != nil { // the flush itself loads some that the program hasn't seen
			t.now["Rev"] = t.field("Rev")
		}
	}
}

// relationsOf notes the keys and pairs that came into an object's relations.
func (p *randomPlan) relationsOf(t *thing) {
	for _, r := range t.k.relations {
		e := t.rels[r.field]
		for _, o := range less(e.now, e.was) {
			switch {
			case o.doomed:
			case r.near != "":
				p.take(t, r.near, o)
			case r.far != "":
				p.take(o, r.far, t)
			default:
				p.add[pairOf(t, o)] = true
			}
		}
	}
}

func pairOf(a, b *thing) [2]*thing {
	if a.k.name == "player" {
		return [2]*thing{a, b}
	}
	return [2]*thing{b, a}
}

func (p *randomPlan) take(child *thing, column string, parent *thing) {
	if p.keys[child] == nil {
		p.keys[child] = map[string]*thing{}
	}
	p.keys[child][column], p.from[child] = parent, child.was[column]
	if !slices.Contains(p.saves, child) && !child.doomed {
		p.saves = append(p.saves, child)
	}
}

// adopted tells whether another relation gave the child a key.
func (p *randomPlan) adopted(child *thing, column string) bool { return p.keys[child][column] != nil }

// partings notes what left an object's relations: keys become NULL, orphans go.
func (p *randomPlan) partings() {
	for _, t := range slices.Clone(p.saves) {
		for _, r := range t.k.relations {
			e := t.rels[r.field]
			for _, o := range less(e.was, e.now) {
				child, column, orphan := o, r.far, r.orphan
				if r.near != "" {
					back := o.k.rel(r.back)
					child, column, orphan = t, r.near, back.orphan
				}
				switch {
				case column == "":
					if o.in() && !o.doomed {
						p.remove[pairOf(t, o)] = true
					}
				case !child.in() || child.doomed || p.adopted(child, column):
				case orphan && child.state == orm.Pending:
					p.m.forget(child)
					p.saves = less(p.saves, []*thing{child})
				case orphan:
					p.doom(child)
					if r.near != "" {
						p.orphans = append(p.orphans, [2]*thing{child, o})
					}
				default:
					p.take(child, column, nil)
				}
			}
		}
	}
}

func (p *randomPlan) doom(t *thing) {
	t.doomed = true
	p.swept = append(p.swept, t)
	p.dooms = append(p.dooms, t)
	p.saves = less(p.saves, []*thing{t})
}

// deletions follows the relations of what is deleted.
func (p *randomPlan) deletions() error {
	for i := 0; i < len(p.dooms); i++ {
		t := p.dooms[i]
		for _, r := range t.k.relations {
			if r.near != "" {
				continue
			}
			if err := p.m.load(t, r); err != nil {
				return err
			}
			for _, o := range t.rels[r.field].was {
				switch {
				case o.state != orm.Persistent:
				case r.far == "":
					p.remove[pairOf(t, o)] = true
				case o.doomed || p.adopted(o, r.far):
				case r.orphan:
					p.doom(o)
				default:
					p.take(o, r.far, nil)
				}
			}
		}
	}
	return nil
}

// emit changes the rows, and notes what the database refuses.
func (p *randomPlan) emit() {
	var inserts []*thing
	for _, t := range p.saves {
		if t.state == orm.Pending {
			inserts = append(inserts, t)
			p.giveKey(t)
		}
	}
	for _, t := range p.saves {
		for column, parent := range p.keys[t] {
			var key any
			if parent != nil {
				key = parent.key
			}
			if key == nil && !t.k.nullable() {
				key = 0
				p.faults = append(p.faults, orm.NotNullViolation)
			}
			t.now[column] = key
		}
		if t.state == orm.Persistent {
			p.update(t)
		}
	}
	p.switchRows()
	for pair := range p.remove {
		delete(p.m.pairs, [2]any{pair[0].key, pair[1].key})
	}
	for _, t := range inserts {
		if t.now["Rev"] == 0 {
			t.now["Rev"] = 1
		}
		if p.switched[t] != nil {
			continue
		}
		if p.m.rows[t.k.table][t.key] != nil {
			p.faults = append(p.faults, orm.UniqueViolation)
			continue
		}
		if ghost := p.m.holder(t.k, t.key); ghost != nil && ghost.now[t.k.key] == t.key {
			p.ghosts = append(p.ghosts, ghost)
			p.usesGhost(ghost)
		}
		p.m.rows[t.k.table][t.key] = maps.Clone(t.now)
	}
	for pair := range p.add {
		key := [2]any{pair[0].key, pair[1].now["Word"]}
		if p.m.pairs[key] {
			p.faults = append(p.faults, orm.UniqueViolation)
		}
		p.m.pairs[key] = true
	}
	for _, t := range p.dooms {
		if slices.Contains(slices.Collect(maps.Values(p.switched)), t) {
			continue
		}
		row := p.m.rows[t.k.table][t.key]
		if t.k.counts() && (row == nil || row["Rev"] != t.was["Rev"]) {
			p.faults = append(p.faults, orm.ErrStale)
		}
		delete(p.m.rows[t.k.table], t.key)
	}
	p.constraints()
}

// usesGhost notes that what this flush does with an object whose row is gone must fail: another one has its key now.
func (p *randomPlan) usesGhost(ghost *thing) {
	used := slices.Contains(p.dooms, ghost)
	for _, pairs := range []map[[2]*thing]bool{p.add, p.remove} {
		for pair := range pairs {
			used = used || pair[0] == ghost || pair[1] == ghost
		}
	}
	for _, keys := range p.keys {
		for _, parent := range keys {
			used = used || parent == ghost
		}
	}
	if used {
		p.faults = append(p.faults, orm.ErrStale)
	}
}

// giveKey takes the key that the database made, or the object's own.
func (p *randomPlan) giveKey(t *thing) {
	if t.k.key == "ID" && t.now["ID"] == 0 {
		if t.field("ID") == 0 {
			t.key = t // a key unlike all others: the flush failed before
			return
		}
		t.now["ID"] = t.field("ID")
	}
	t.key = t.now[t.k.key]
	if t.keyed && p.m.rows[t.k.table][t.key] == nil {
		p.maybe = append(p.maybe, orm.UniqueViolation) // SQLite may give the key to another row first
	}
}

// switchRows finds new objects with the key of one that is deleted: an UPDATE of its row stands for DELETE and INSERT.
func (p *randomPlan) switchRows() {
	for _, t := range p.saves {
		i := slices.IndexFunc(p.dooms, func(o *thing) bool { return o.k == t.k && o.key == t.key })
		if t.state != orm.Pending || i < 0 || t.k.key == "ID" && !t.keyed { // a key that the database makes comes too late
			continue
		}
		old := p.dooms[i]
		if slices.Contains(slices.Collect(maps.Values(p.switched)), old) {
			continue
		}
		p.switched[t] = old
		row := p.m.rows[t.k.table][t.key]
		if row == nil || row["Rev"] != old.was["Rev"] {
			p.faults = append(p.faults, orm.ErrStale)
			continue
		}
		if t.k.counts() {
			t.now["Rev"] = old.was["Rev"].(int) + 1
		}
		p.m.rows[t.k.table][t.key] = maps.Clone(t.now)
	}
}

func (p *randomPlan) update(t *thing) {
	var made []string // keys that an INSERT makes are written, even if they turn out to be the old ones
	for column, parent := range p.keys[t] {
		if parent != nil && parent.state == orm.Pending {
			made = append(made, column)
		}
	}
	if maps.Equal(t.now, t.was) && len(made) == 0 {
		return
	}
	row := p.m.rows[t.k.table][t.key]
	if row == nil || row["Rev"] != t.was["Rev"] {
		p.faults = append(p.faults, orm.ErrStale)
		return
	}
	if p.m.missesDog(t) {
		p.faults = append(p.faults, orm.ErrStale)
	}
	if t.k.counts() {
		t.now["Rev"] = t.was["Rev"].(int) + 1
	}
	for column, v := range t.now {
		if t.was[column] != v || slices.Contains(made, column) {
			row[column] = v
		}
	}
	p.rename(t)
}

func (p *randomPlan) constraints() {
	m := p.m
	broken := func(table string, key any) bool { return key != nil && m.rows[table][key] == nil }
	for _, k := range kinds {
		near, ok := k.near()
		for _, row := range m.rows[k.table] {
			if ok && broken(kinds[near.to].table, row[near.near]) {
				p.faults = append(p.faults, orm.ForeignKeyViolation)
			}
		}
	}
	for pair := range m.pairs {
		if broken("players", pair[0]) || broken("tags", pair[1]) {
			p.faults = append(p.faults, orm.ForeignKeyViolation)
		}
	}
}
