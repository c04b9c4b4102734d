// This file holds relations between mapped structs as they are found in the foreign keys.
//
//layer:5 mapper, relation, declare

package orm

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// checkOwned finds out whether orphans are said where the relation's own side can tell them, and whether keys can be carried.
func (r *relation) checkOwned(p *problems) {
	switch {
	case r.cascade.orphan && r.direction != oneToMany && !r.def.singleParent:
		p.add("%s: cascade delete-orphan belongs to the collection's side; on this one say single_parent too, if what it leads to has no other owner", r)
	case r.def.activeUpdates && r.direction == manyToMany:
		p.add("%s: passive_updates=off isn't for many-to-many relations: give the keys of %s on_update=cascade", r, r.secondary.name)
	case r.def.activeUpdates && r.direction == manyToOne && (r.back == nil || !r.back.def.activeUpdates):
		p.add("%s: passive_updates=off belongs to the collection that leads here, which this one is the back of", r)
	}
}

// direction says which side has the foreign key.
type direction uint8

const (
	oneToMany  direction = iota + 1 // the target has it
	manyToOne                       // this side has it
	manyToMany                      // a table between them has both
)

// cascades are the operations that go on to related objects.
type cascades struct{ save, merge, delete, orphan, expunge, refresh bool }

// relation is a resolved relation of a mapper. Until settle has run only def, field, target type and cascade count.
type relation struct {
	def     RelationProperty
	owner   *Mapper
	field   *access.Field
	index   int // in owner.rels
	many    bool
	cascade cascades
	load    loading // where a query says nothing; never lazily
	depth   int     // levels of a struct that leads to itself; 0: none

	target    *Mapper
	direction direction
	local     []int // positions in owner.props
	remote    []int // positions in target.props, in the same order
	back      *relation
	of        *relation // that OfType has narrowed; nil for one that is declared

	where *relationWhere // shared by what OfType narrows

	secondary   *Table
	secondLocal []*Column // columns of secondary that refer to the owner, in the order of local
	secondFar   []*Column // columns of secondary that refer to the target, in the order of remote
}

func (r *relation) String() string { return r.owner.name + "." + r.field.Name }

// addRelation checks what can be checked before the target is mapped.
func (m *Mapper) addRelation(def RelationProperty, p *problems) {
	where := m.name + "." + def.field
	f := m.data.Field(def.field)
	if f == nil {
		var names []string
		for _, f := range m.data.Fields {
			names = append(names, f.Name)
		}
		p.add("%s: the struct has no such field%s", where, suggest(def.field, names))
		return
	}
	target, many, ok := f.Target()
	if def.target == nil {
		return // told when the tag was read
	}
	if !ok || target != def.target && target.Name() != def.target.Name() {
		p.add("%s: the field is %s; a relation to %s is a []*%s or a *%s", where, f.Type, def.target.Name(), def.target.Name(), def.target.Name())
		return
	}
	r := &relation{def: def, owner: m, field: f, index: len(m.rels), many: many, where: &relationWhere{}}
	r.cascade = parseCascade(def.cascade, where, p)
	if def.viewOnly && def.cascade == "" {
		r.cascade.save = false // what is put into it isn't written
	}
	if c := r.cascade; def.viewOnly && (c.save || c.delete || c.orphan) {
		p.add("%s: cascade=%s writes, and the relation is view_only", where, def.cascade)
	}
	r.readLoading(where, p)
	m.eager = m.eager || r.load != asMapped
	m.rels = append(m.rels, r)
}

func parseCascade(words, where string, p *problems) (c cascades) {
	if words == "" {
		return cascades{save: true, merge: true}
	}
	flags := map[string][]*bool{"save-update": {&c.save}, "merge": {&c.merge}, "delete": {&c.delete}, "delete-orphan": {&c.orphan},
		"expunge": {&c.expunge}, "refresh-expire": {&c.refresh}, "none": {},
		"all": {&c.save, &c.merge, &c.delete, &c.expunge, &c.refresh}}
	for word := range strings.FieldsFuncSeq(words, func(r rune) bool { return r == ' ' || r == ',' }) {
		set, ok := flags[word]
		if !ok {
			p.add("%s: unknown cascade %q%s", where, word, suggest(word, []string{"save-update", "merge", "delete", "delete-orphan", "expunge", "refresh-expire", "all", "none"}))
		}
		for _, flag := range set {
			*flag = true
		}
	}
	if c.orphan && !c.delete {
		p.add("%s: cascade delete-orphan needs delete as well: \"all, delete-orphan\"", where)
	}
	return c
}

// settle resolves the relations of a mapper once; all mistakes come back together, now and whenever it is asked again.
func (m *Mapper) settle() error {
	if len(m.rels) == 0 {
		return nil
	}
	m.resolve.Do(func() {
		var p problems
		if m.parent != nil {
			p.include(m.parent.settle())
		}
		for _, r := range m.rels {
			if r.owner == m {
				r.settle(&p)
			}
		}
		m.unsettled = p.err()
	})
	return m.unsettled
}

// settleAll resolves the relations of the whole family.
func (m *Mapper) settleAll() error {
	if m.family == nil {
		return m.settle()
	}
	var p problems
	for _, other := range m.family.list {
		p.include(other.settle())
	}
	return p.err()
}

func (r *relation) settle(p *problems) {
	target, ok := r.owner.reg.find(r.def.target)
	if !ok {
		target, ok = mappers.find(r.def.target)
	}
	if !ok {
		p.add("%s: %s is not mapped", r, r.def.target.Name())
		return
	}
	r.target = target
	switch {
	case r.def.secondary != "" || r.def.secondaryTable != nil:
		r.throughTable(p)
	case r.many:
		r.byForeignKey(oneToMany, p)
	default:
		r.scalar(p)
	}
	r.findBack(p)
	if r.direction != 0 && (r.direction != manyToMany || r.secondary != nil) {
		r.checkOwned(p)
	}
}

// scalar decides a *T: this side's foreign key if it has one, else the target's (one-to-one).
func (r *relation) scalar(p *problems) {
	if len(r.choose(r.owner, r.target)) > 0 || len(r.choose(r.target, r.owner)) == 0 {
		r.byForeignKey(manyToOne, p)
		return
	}
	r.byForeignKey(oneToMany, p)
}

// choose lists the foreign keys of one mapper's tables to another's, of those that By allows.
func (r *relation) choose(from, to *Mapper) (list []reference) {
	for _, part := range from.parts {
		for _, other := range to.parts {
			for _, ref := range referencesTo(part.table, other.table) {
				named := len(r.def.by) == 0 || ref.is(r.def.by)
				if named && !from.inheritance(ref) {
					list = append(list, ref)
				}
			}
		}
	}
	return list
}

func (r *relation) byForeignKey(d direction, p *problems) {
	from, to := r.owner, r.target
	if d == oneToMany {
		from, to = r.target, r.owner
	}
	refs := r.choose(from, to)
	switch {
	case len(refs) == 0 && len(r.def.by) > 0:
		p.add("%s: %s has no foreign key (%s) to %s", r, from.table.name, strings.Join(r.def.by, ", "), to.table.name)
		return
	case len(refs) == 0:
		p.add("%s: %s has no foreign key to %s; give its column orm:\"foreign_key=%s.%s\"", r, from.table.name, to.table.name, to.table.name, keyName(to.table))
		return
	case len(refs) > 1:
		p.add("%s: %s has %d foreign keys to %s; say which with orm:\"relation,by=column\"", r, from.table.name, len(refs), to.table.name)
		return
	}
	r.direction = d
	for i, col := range refs[0].columns {
		key, okKey := to.byColumn[refs[0].targets[i].name]
		ref, okRef := from.byColumn[col.name]
		if !okKey || !okRef {
			p.add("%s: its columns %s.%s and %s.%s need fields in %s and %s", r, from.table.name, col.name, to.table.name, refs[0].targets[i].name, from.name, to.name)
			return
		}
		if d == oneToMany {
			r.local, r.remote = append(r.local, key), append(r.remote, ref)
		} else {
			r.local, r.remote = append(r.local, ref), append(r.remote, key)
		}
	}
}

func keyName(t *Table) string {
	if keys := t.PrimaryKey(); len(keys) == 1 {
		return keys[0].name
	}
	return "id"
}

// throughTable resolves a many-to-many relation.
func (r *relation) throughTable(p *problems) {
	r.secondary, r.direction = r.def.secondaryTable, manyToMany
	if r.secondary == nil {
		t, ok := r.owner.table.meta.Tables().Get(r.def.secondary)
		if !ok {
			p.add("%s: there is no table %q to go through; define it with orm.NewTable in the same MetaData", r, r.def.secondary)
			return
		}
		r.secondary = t
	}
	here, far := r.owner.referencesFrom(r.secondary), r.target.referencesFrom(r.secondary)
	if r.owner.root() == r.target.root() && len(here) == 2 {
		switch {
		case len(r.def.by) == 0:
			here, far = here[:1], here[1:]
		case here[0].is(r.def.by):
			here, far = here[:1], here[1:]
		default:
			here, far = here[1:], here[:1]
		}
	}
	if len(r.def.by) > 0 && len(here) > 1 { // several keys of the owner
		here = slices.DeleteFunc(here, func(k reference) bool { return !k.is(r.def.by) })
	}
	if len(r.def.by) > 0 && (len(here) != 1 || !here[0].is(r.def.by)) {
		p.add("%s: table %s has no foreign key (%s) to %s", r, r.secondary.name, strings.Join(r.def.by, ", "), r.owner.table.name)
		return
	}
	if len(here) != 1 || len(far) != 1 {
		p.add("%s: table %s needs one foreign key to %s and one to %s", r, r.secondary.name, r.owner.table.name, r.target.table.name)
		return
	}
	r.secondLocal, r.local = r.ends(here[0], r.owner)
	r.secondFar, r.remote = r.ends(far[0], r.target)
}

// referencesFrom lists the foreign keys of a table to m's tables.
func (m *Mapper) referencesFrom(t *Table) (list []reference) {
	for _, part := range m.parts {
		list = append(list, referencesTo(t, part.table)...)
	}
	return list
}

func (r *relation) ends(ref reference, m *Mapper) (columns []*Column, positions []int) {
	for i, col := range ref.columns {
		columns, positions = append(columns, col), append(positions, m.byColumn[ref.targets[i].name])
	}
	return columns, positions
}

// findBack pairs two relations of which one or both name the other.
func (r *relation) findBack(p *problems) {
	for _, other := range r.target.rels {
		if other.def.target.Name() != r.owner.name || r.def.back != other.field.Name && other.def.back != r.field.Name || other == r {
			continue
		}
		if !other.leadsTo(r.owner) {
			p.add("%s: %s holds an older %s, which was declared anew since; declare %s anew too", r, other, r.owner.name, r.target.name)
			return
		}
		r.back = other
	}
	if r.def.back != "" && r.back == nil {
		p.add("%s: back=%s: %s has no such relation", r, r.def.back, r.target.name)
	}
}

// leadsTo tells whether the field holds objects of m's type, not of an older type of that name, whose fields may lie elsewhere.
func (r *relation) leadsTo(m *Mapper) bool {
	target, ok := m.reg.find(r.def.target)
	if !ok {
		target, ok = mappers.find(r.def.target)
	}
	return ok && target == m
}

// reference is a foreign key: columns and, in the same order, what they refer to.
type reference struct{ columns, targets []*Column }

// is tells whether these are its columns.
func (ref reference) is(names []string) bool {
	return slices.EqualFunc(ref.columns, names, func(c *Column, name string) bool { return c.name == name })
}

// referencesTo lists the foreign keys of one table to another. Keys whose target isn't defined yet are left out.
func referencesTo(from, to *Table) (list []reference) {
	for _, k := range from.foreignKeys() {
		targets, err := k.targets()
		if err != nil || targets[0].table != to {
			continue
		}
		ref := reference{targets: targets}
		for _, name := range k.columns {
			ref.columns = append(ref.columns, from.byName[name])
		}
		list = append(list, ref)
	}
	return list
}

// madeByServer tells whether the database makes the column's values where an INSERT leaves it out.
func (c *Column) madeByServer() bool {
	return c.serverDefault != nil || c.computed != nil || c.identity != nil
}
