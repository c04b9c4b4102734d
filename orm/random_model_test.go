// This file models a session in plain maps: objects, rows, and the stack of transactions.

package orm_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// values are the columns of an object or a row, by field; NULL is nil.
type values map[string]any

// thing is an object of the program, in the session or not.
type thing struct {
	name   string
	k      *kind
	obj    any
	state  orm.State
	key    any    // of its row; nil before it has one
	now    values // what the fields hold
	was    values // the last known row; nil without one
	rels   map[string]*ends
	doomed bool
	stale  bool
	held   bool            // a pending one that a parent with delete-orphan held
	lost   bool            // detached because its row was deleted
	left   int             // the session that it left
	old    bool            // that session has marked all that it knew stale since
	lack   map[string]bool // columns that aren't loaded
	keyed  bool            // the program gave it its key
	order  int
}

// ends is what a relation holds, and what it was last known to hold.
type ends struct {
	now, was []*thing
	loaded   bool
	filled   bool // the field isn't nil
}

func (t *thing) String() string { return t.name }

func (t *thing) in() bool { return t.state == orm.Pending || t.state == orm.Persistent }

func (t *thing) changed() bool {
	if !maps.Equal(t.now, t.was) {
		return true
	}
	for _, e := range t.rels {
		if !sameThings(e.now, e.was) {
			return true
		}
	}
	return false
}

func sameThings(a, b []*thing) bool {
	return len(a) == len(b) && len(less(a, b)) == 0
}

// less is a without what is in b.
func less[T comparable](a, b []T) (list []T) {
	for _, t := range a {
		if !slices.Contains(b, t) {
			list = append(list, t)
		}
	}
	return list
}

// level is a transaction or a savepoint: the database as it was at its begin, and what happened since.
type level struct {
	rows    map[string]map[any]values
	pairs   map[[2]any]bool
	before  map[*thing]*memory
	created []*thing
	removed []*thing
}

// memory is a persistent object as it was, as far as the transaction changed it.
type memory struct {
	was  values
	key  any
	rels map[string][]*thing
}

// model is the session and the database.
type model struct {
	rows   map[string]map[any]values // by table and key
	pairs  map[[2]any]bool           // player, tag
	things []*thing
	stack  []*level
	failed bool // until Rollback
	unsure bool // a flush failed just now: which objects it had touched before, and marked stale, isn't known

	doubt             []*thing // those that it may have found to be without a row
	autoflush, expire bool
	session           int // of two
	orders            int
	named             map[string]int
	renames           int
}

func newModel() *model {
	m := &model{rows: map[string]map[any]values{}, pairs: map[[2]any]bool{}, autoflush: true, expire: true, named: map[string]int{}}
	for _, k := range kinds {
		m.rows[k.table] = map[any]values{}
	}
	return m
}

// make makes an object that the session doesn't know.
func (m *model) make(k *kind) *thing {
	m.named[k.name]++
	t := &thing{name: fmt.Sprintf("%s%d", k.name, m.named[k.name]), k: k, obj: reflect.New(k.typ).Interface(), now: values{}, rels: map[string]*ends{}, lack: map[string]bool{}}
	for _, c := range k.columns {
		t.now[c] = t.field(c)
	}
	for _, r := range k.relations {
		t.rels[r.field] = &ends{}
	}
	m.things = append(m.things, t)
	return t
}

// field reads a column's field of the real object, with NULL as nil and integers as int.
func (t *thing) field(name string) any {
	v := reflect.ValueOf(t.obj).Elem().FieldByName(name)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	return v.Interface()
}

// set assigns a column, in the model and in the real object.
func (t *thing) set(name string, value any) {
	t.now[name] = value
	f := reflect.ValueOf(t.obj).Elem().FieldByName(name)
	switch {
	case f.Kind() != reflect.Pointer:
		f.Set(reflect.ValueOf(value))
	case value == nil:
		f.SetZero()
	default:
		p := reflect.New(f.Type().Elem())
		p.Elem().Set(reflect.ValueOf(value))
		f.Set(p)
	}
}

// relate assigns a relation, in the model and in the real object.
func (t *thing) relate(r rel, list []*thing) {
	t.rels[r.field].now = slices.Clone(list)
	f := reflect.ValueOf(t.obj).Elem().FieldByName(r.field)
	if !r.many() {
		f.SetZero()
		if len(list) > 0 {
			f.Set(as(list[0].obj, f.Type().Elem()))
		}
		return
	}
	s := reflect.MakeSlice(f.Type(), 0, len(list))
	for _, o := range list {
		s = reflect.Append(s, as(o.obj, f.Type().Elem().Elem()))
	}
	f.Set(s)
}

// related reads a relation of the real object; nil where that is.
func (t *thing) related(r rel) (list []any) {
	f := reflect.ValueOf(t.obj).Elem().FieldByName(r.field)
	if !r.many() {
		if f.IsNil() {
			return nil
		}
		return []any{f.Interface()}
	}
	if !f.IsNil() {
		list = []any{}
	}
	for i := range f.Len() {
		list = append(list, f.Index(i).Interface())
	}
	return list
}

// all lists the objects of which want is true.
func (m *model) all(want func(*thing) bool) (list []*thing) {
	for _, t := range m.things {
		if want(t) {
			list = append(list, t)
		}
	}
	return list
}

// held is the persistent object that stands for a row.
func (m *model) holder(k *kind, key any) *thing {
	for _, t := range m.things {
		if t.k.root == k.root && t.key == key && t.state == orm.Persistent {
			return t
		}
	}
	return nil
}

func (m *model) begin() {
	if len(m.stack) == 0 {
		m.push()
	}
}

func (m *model) push() {
	l := &level{rows: map[string]map[any]values{}, pairs: maps.Clone(m.pairs), before: map[*thing]*memory{}}
	for table, rows := range m.rows {
		l.rows[table] = map[any]values{}
		for key, row := range rows {
			l.rows[table][key] = maps.Clone(row)
		}
	}
	m.stack = append(m.stack, l)
}

func (m *model) top() *level { return m.stack[len(m.stack)-1] }

// remember keeps the row of an object as it was known when the innermost transaction began.
func (m *model) remember(t *thing) {
	if mem := m.memory(t); mem != nil && mem.was == nil {
		mem.was, mem.key = maps.Clone(t.was), t.key
	}
}

// rememberEnds keeps what its relations were known to hold.
func (m *model) rememberEnds(t *thing) {
	if mem := m.memory(t); mem != nil && mem.rels == nil {
		mem.rels = map[string][]*thing{}
		for name, e := range t.rels {
			mem.rels[name] = slices.Clone(e.was)
		}
	}
}

func (m *model) memory(t *thing) *memory {
	l := m.top()
	if slices.Contains(l.created, t) {
		return nil
	}
	if l.before[t] == nil {
		l.before[t] = &memory{}
	}
	return l.before[t]
}
