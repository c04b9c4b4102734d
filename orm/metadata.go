// This file holds MetaData, the collection of tables that refer to each other.
//
//layer:2

package orm

import (
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/orm/dialect"
	"github.com/ormsh/ormsh/orm/internal/topo"
)

// binding is what a MetaData may be bound to: an engine, seen from below.
type binding interface {
	String() string
	dialectOf() dialect.Dialect
	// autoload fills the table from the database: columns, keys and indexes.
	autoload(t *Table) error
}

// MetaData is a collection of tables by name. It is safe for use by several goroutines; make one with NewMetaData.
type MetaData struct {
	mu     sync.RWMutex
	bind   binding
	schema string
	order  []*Table // in order of definition
	byName map[string]*Table
}

// MetaDataOption is an option of NewMetaData: Bind, DefaultSchema.
type MetaDataOption interface{ metaDataOption(m *MetaData) }

type metaDataOptionFunc func(*MetaData)

func (f metaDataOptionFunc) metaDataOption(m *MetaData) { f(m) }

// NewMetaData makes an empty collection. Bound to an engine (Bind) its tables and statements execute on that.
func NewMetaData(opts ...MetaDataOption) *MetaData {
	m := &MetaData{byName: map[string]*Table{}}
	for _, o := range opts {
		o.metaDataOption(m)
	}
	return m
}

// DefaultSchema puts tables that name no schema themselves into this one.
func DefaultSchema(name string) MetaDataOption {
	return metaDataOptionFunc(func(m *MetaData) { m.schema = name })
}

// String is the repr: MetaData(), or MetaData(bind=Engine(sqlite:///tutorial.db)).
func (m *MetaData) String() string {
	if m.bind == nil {
		return "MetaData()"
	}
	return "MetaData(bind=" + m.bind.String() + ")"
}

// Tables is the tables at this moment, in order of definition.
func (m *MetaData) Tables() TableMap {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return TableMap{tables: append([]*Table(nil), m.order...)}
}

// Remove takes a table out of the collection; the database is not touched. A table that isn't there is not an error.
func (m *MetaData) Remove(t *Table) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName[t.key()] != t {
		return
	}
	delete(m.byName, t.key())
	for i, have := range m.order {
		if have == t {
			m.order = append(append([]*Table(nil), m.order[:i]...), m.order[i+1:]...)
			return
		}
	}
}

func (m *MetaData) table(key string) (*Table, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	t, ok := m.byName[key]
	return t, ok
}

func (m *MetaData) add(t *Table) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, exists := m.byName[t.key()]; exists {
		return fmt.Errorf("table %s is already defined in this MetaData: take it with Tables().Get(%q), or pass orm.ExtendExisting to change it", t.key(), t.key())
	}
	m.byName[t.key()] = t
	m.order = append(m.order, t)
	return nil
}

// SortedTables is the tables with those first that others refer to. Foreign keys that form a cycle do not count.
func (m *MetaData) SortedTables() ([]*Table, error) {
	sorted, _, err := sortTables(m.Tables().tables)
	return sorted, err
}

// sortTables orders tables by their foreign keys and gives the constraints left out because they are in a cycle.
func sortTables(tables []*Table) (sorted []*Table, cyclic []*Constraint, err error) {
	index := make(map[*Table]int, len(tables))
	for i, t := range tables {
		index[t] = i
	}
	type edge struct{ from, to int }
	var edges []edge
	for i, t := range tables {
		for _, k := range t.foreignKeys() {
			target, err := k.target()
			if err != nil {
				return nil, nil, err
			}
			if k.useAlter {
				cyclic = append(cyclic, k)
			} else if j, ok := index[target]; ok && j != i {
				edges = append(edges, edge{j, i})
			}
		}
	}
	graph := topo.New(len(tables))
	for _, e := range edges {
		graph.Before(e.from, e.to)
	}
	inCycle := make([]bool, len(tables))
	for _, nodes := range graph.Cycles() {
		for _, i := range nodes {
			inCycle[i] = true
			for _, k := range tables[i].foreignKeys() { // all of them, as SQLAlchemy does
				if !k.useAlter {
					cyclic = append(cyclic, k)
				}
			}
		}
	}
	graph = topo.New(len(tables))
	for _, e := range edges {
		if !inCycle[e.to] {
			graph.Before(e.from, e.to)
		}
	}
	levels, err := graph.Levels()
	if err != nil {
		return nil, nil, fmt.Errorf("ordering tables: %w", err)
	}
	for _, level := range levels {
		for _, i := range level {
			sorted = append(sorted, tables[i])
		}
	}
	return sorted, cyclic, nil
}

// TableMap is tables by name, in order of definition. It doesn't change.
type TableMap struct{ tables []*Table }

// Get finds a table by its name, schema.name if it has a schema.
func (m TableMap) Get(name string) (*Table, bool) {
	for _, t := range m.tables {
		if t.key() == name {
			return t, true
		}
	}
	return nil, false
}

// Len is the number of tables.
func (m TableMap) Len() int { return len(m.tables) }

// All gives names and tables in order of definition.
func (m TableMap) All() iter.Seq2[string, *Table] {
	return func(yield func(string, *Table) bool) {
		for _, t := range m.tables {
			if !yield(t.key(), t) {
				return
			}
		}
	}
}

// String is the repr: FacadeDict({'pet': Table('pet', ...)}).
func (m TableMap) String() string {
	items := make([]string, len(m.tables))
	for i, t := range m.tables {
		items[i] = quoted(t.key()) + ": " + t.String()
	}
	return "FacadeDict({" + strings.Join(items, ", ") + "})"
}
