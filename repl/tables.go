// This file keeps what completion knows of the database's tables.

package repl

import (
	"slices"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// tables is what is known of a database. It is read again when a statement of the shell may have changed the schema, and after a while.
type tables struct {
	engine  *orm.Engine
	changes int // of the sink, when it was read
	read    time.Time
	names   []string
	byName  map[string]*orm.Table // read when they are asked for; nil is a table that can't be
}

// tablesLast is how long what is known counts: others may change the schema too.
const tablesLast = 30 * time.Second

// knownTables reads the names of the tables, or finds them known. ok is false where the database can't be asked; completion then offers less.
func (s *Shell) knownTables() (t *tables, ok bool) {
	engine, err := s.engine()
	if err != nil {
		return &tables{}, false
	}
	changes := s.sink.schemaChanges()
	if t := s.tables; t != nil && t.engine == engine && t.changes == changes && time.Since(t.read) < tablesLast {
		return t, true
	}
	db, err := s.schema()
	if err != nil {
		return &tables{}, false
	}
	defer s.sink.quiet()()
	names, err := db.TableNames()
	if err != nil {
		return &tables{}, false
	}
	s.tables = &tables{engine: engine, changes: changes, read: time.Now(), names: names, byName: map[string]*orm.Table{}}
	return s.tables, true
}

// knownTable is the table of that name, in any case of its letters; nil if there is none, or it can't be read.
func (s *Shell) knownTable(name string) *orm.Table {
	t, _ := s.knownTables()
	i := slices.IndexFunc(t.names, func(n string) bool { return strings.EqualFold(n, name) })
	if i < 0 {
		return nil
	}
	name = t.names[i]
	if known, ok := t.byName[name]; ok {
		return known
	}
	db, err := s.schema()
	if err != nil {
		return nil
	}
	defer s.sink.quiet()()
	table, err := db.Describe(name)
	if err != nil {
		table = nil
	}
	t.byName[name] = table
	return table
}
