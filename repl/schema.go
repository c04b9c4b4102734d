// This file shows the schema of the database: \d and its relatives.

package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// engine is what schema commands read: the one that the session in use is bound to, else the variable engine, else the newest.
func (s *Shell) engine() (*orm.Engine, error) {
	if session, ok := find[*orm.Session](s, sessionName); ok && session.Bind() != nil {
		return session.Bind(), nil
	}
	engine, ok := find[*orm.Engine](s, engineName)
	if !ok {
		return nil, fmt.Errorf(`no engine is declared: %s := orm.CreateEngine("sqlite:///file.db")`, engineName)
	}
	return engine, nil
}

// schema is what tells about the schema: an engine, or a session.
type schema interface {
	executor
	TableNames(schema ...string) ([]string, error)
	Describe(name string, schema ...string) (*orm.Table, error)
}

// schema reads through the session's transaction while one is open: what it created is seen by itself alone until it commits, and another
// connection might wait for its locks. Else it is the engine.
func (s *Shell) schema() (schema, error) {
	if session, ok := s.inTransaction(); ok {
		return session, nil
	}
	return s.engine()
}

// inTransaction is the session in use where it has a transaction that can be asked.
func (s *Shell) inTransaction() (*orm.Session, bool) {
	session, ok := find[*orm.Session](s, sessionName)
	if !ok || session.Bind() == nil || !session.InTransaction() || session.Failed() != nil || s.sink.isAborted(session.Number()) {
		return nil, false
	}
	return session, true
}

// describeTables is \d: the tables, or the columns and keys of one.
func (s *Shell) describeTables(_ context.Context, name string) error {
	if name != "" {
		return s.describeTable(name)
	}
	db, err := s.schema()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	names, err := db.TableNames()
	if err != nil {
		return err
	}
	rows := display.Rows{Columns: []string{"table"}}
	for _, name := range names {
		rows.Values = append(rows.Values, []any{name})
	}
	s.out.freshLine()
	return s.table(rows)
}

// describeTable shows the columns of a table, then its indexes and constraints as the database would be told them, and those of others that lead to it.
func (s *Shell) describeTable(name string) error {
	engine, err := s.engine()
	if err != nil {
		return err
	}
	db, err := s.schema()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	t, err := describe(db, name)
	if err != nil {
		return err
	}
	in, _ := splitName(name)
	referring, err := references(db, engine.URL().Dialect, in, t)
	if err != nil {
		return err
	}
	s.out.freshLine()
	if err := s.table(columnRows(t)); err != nil {
		return err
	}
	var indexes, constraints []string
	for _, ix := range t.Indexes() {
		indexes = append(indexes, orm.CreateIndex(ix).String())
	}
	for _, k := range t.Constraints() {
		_, text, _ := strings.Cut(orm.AddConstraint(k).String(), " ADD ")
		constraints = append(constraints, text)
	}
	s.sayList("indexes", indexes)
	s.sayList("constraints", constraints)
	s.sayList("referenced by", referring)
	return nil
}

func (s *Shell) sayList(title string, list []string) {
	if len(list) == 0 {
		return
	}
	s.sayf("%s:", title)
	for _, text := range list {
		s.sayf("    %s", text)
	}
}

// columnRows are the columns of a table; what the database fills in is one of theirs where it does so for any.
func columnRows(t *orm.Table) display.Rows {
	refers := map[string]string{}
	for _, k := range t.ForeignKeyConstraints() {
		for i, column := range k.ColumnKeys() {
			refers[column] = "-> " + k.TargetFullnames()[i]
		}
	}
	defaults := slices.ContainsFunc(t.Columns(), func(c *orm.Column) bool { return c.ServerDefault() != "" })
	rows := display.Rows{Columns: []string{"column", "type", "null", "key"}}
	if defaults {
		rows.Columns = slices.Insert(rows.Columns, 3, "default")
	}
	for _, c := range t.Columns() {
		null, key := "", refers[c.Name()]
		if c.Nullable() {
			null = "yes"
		}
		if c.PrimaryKey() {
			key = strings.TrimSpace("primary " + key)
		}
		row := []any{c.Name(), c.Type().String(), null, key}
		if defaults {
			row = slices.Insert(row, 3, any(c.ServerDefault()))
		}
		rows.Values = append(rows.Values, row)
	}
	return rows
}

// tableNames are for completion; none where the database can't be asked.
func (s *Shell) tableNames() []string {
	tables, _ := s.knownTables()
	return tables.names
}

// databasesCommand is \l: the databases of the server, or the files of SQLite.
func (s *Shell) databasesCommand(context.Context, string) error {
	return s.catalogue(map[string]string{
		"sqlite":     "PRAGMA database_list",
		"mysql":      "SELECT schema_name AS name FROM information_schema.schemata ORDER BY 1",
		"postgresql": "SELECT datname AS name, pg_get_userbyid(datdba) AS owner FROM pg_database WHERE NOT datistemplate ORDER BY 1",
	}, "")
}

// indexesCommand is \di: the indexes of the database, or of one table.
func (s *Shell) indexesCommand(_ context.Context, table string) error {
	return s.catalogue(map[string]string{
		"sqlite": `SELECT m.tbl_name AS "table", l.name AS "index", CASE l."unique" WHEN 1 THEN 'yes' ELSE '' END AS "unique",
			(SELECT group_concat(name, ', ') FROM pragma_index_info(l.name%[2]s)) AS columns
			FROM %[1]ssqlite_master m, pragma_index_list(m.name%[2]s) l WHERE m.type = 'table' AND (:t = '' OR m.tbl_name = :t) AND :s = :s ORDER BY 1, 2`,
		"mysql": "SELECT table_name AS `table`, index_name AS `index`, IF(MAX(non_unique), '', 'yes') AS `unique`," +
			" GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') AS columns FROM information_schema.statistics" +
			" WHERE table_schema = COALESCE(NULLIF(:s, ''), DATABASE()) AND (:t = '' OR table_name = :t) GROUP BY 1, 2 ORDER BY 1, 2",
		"postgresql": `SELECT c.relname AS "table", i.relname AS "index", CASE WHEN x.indisunique THEN 'yes' ELSE '' END AS "unique",
			(SELECT string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, x.indnkeyatts) AS k) AS columns
			FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
			WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = CAST(:s AS text) OR CAST(:s AS text) = '' AND nspname IN (SELECT unnest(current_schemas(false))))
			AND (CAST(:t AS text) = '' OR c.relname = CAST(:t AS text)) ORDER BY 1, 2`,
	}, table)
}

// catalogue shows what the dialect's query finds; :t in it is the table, :s its schema.
func (s *Shell) catalogue(queries map[string]string, table string) error {
	engine, err := s.engine()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	text := queries[engine.URL().Dialect]
	params := []orm.V{}
	if strings.Contains(text, ":t ") {
		in, name := splitName(table)
		if engine.URL().Dialect == "sqlite" {
			text = withSchema(text, in)
		}
		params = append(params, orm.V{"t": name, "s": in})
	}
	db, err := s.schema()
	if err != nil {
		return err
	}
	result, err := db.Execute(orm.Text(text), params...)
	if err != nil {
		return err
	}
	rows := resultRows(result.Keys(), result.FetchAll())
	s.out.freshLine()
	return s.table(rows)
}
