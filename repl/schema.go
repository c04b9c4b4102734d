// This file shows the schema of the database: \d and its relatives.

package repl

import (
	"context"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
)

// engine is what schema commands read: the variable engine, else the newest.
func (s *Shell) engine() (*orm.Engine, error) {
	engine, ok := find[*orm.Engine](s, engineName)
	if !ok {
		return nil, fmt.Errorf(`no engine is declared: %s := orm.CreateEngine("sqlite:///file.db")`, engineName)
	}
	return engine, nil
}

// describeTables is \d: the tables, or the columns of one.
func (s *Shell) describeTables(_ context.Context, name string) error {
	if name != "" {
		return s.describeTable(name)
	}
	engine, err := s.engine()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	names, err := engine.TableNames()
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

func (s *Shell) describeTable(name string) error {
	engine, err := s.engine()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	t, err := engine.Describe(name)
	if err != nil {
		return err
	}
	rows := display.Rows{Columns: []string{"column", "type", "null", "key"}}
	for _, c := range t.Columns() {
		null, key := "", ""
		if c.Nullable() {
			null = "yes"
		}
		if c.PrimaryKey() {
			key = "primary"
		}
		rows.Values = append(rows.Values, []any{c.Name(), c.Type().String(), null, key})
	}
	s.out.freshLine()
	return s.table(rows)
}

// tableNames are for completion; none where the database can't be asked.
func (s *Shell) tableNames() []string {
	engine, err := s.engine()
	if err != nil {
		return nil // completion offers what it can
	}
	defer s.sink.quiet()()
	names, err := engine.TableNames()
	if err != nil {
		return nil
	}
	return names
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
			(SELECT group_concat(name, ', ') FROM pragma_index_info(l.name)) AS columns
			FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND (:t = '' OR m.tbl_name = :t) ORDER BY 1, 2`,
		"mysql": "SELECT table_name AS `table`, index_name AS `index`, IF(MAX(non_unique), '', 'yes') AS `unique`," +
			" GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') AS columns FROM information_schema.statistics" +
			" WHERE table_schema = DATABASE() AND (:t = '' OR table_name = :t) GROUP BY 1, 2 ORDER BY 1, 2",
		"postgresql": `SELECT c.relname AS "table", i.relname AS "index", CASE WHEN x.indisunique THEN 'yes' ELSE '' END AS "unique",
			(SELECT string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, x.indnkeyatts) AS k) AS columns
			FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
			WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN (SELECT unnest(current_schemas(false))))
			AND (CAST(:t AS text) = '' OR c.relname = CAST(:t AS text)) ORDER BY 1, 2`,
	}, table)
}

// catalogue shows what the dialect's query finds; :t in it is the table.
func (s *Shell) catalogue(queries map[string]string, table string) error {
	engine, err := s.engine()
	if err != nil {
		return err
	}
	defer s.sink.quiet()()
	text := queries[engine.URL().Dialect]
	params := []orm.V{}
	if strings.Contains(text, ":t ") {
		params = append(params, orm.V{"t": table})
	}
	var db executor = engine
	if session, ok := find[*orm.Session](s, sessionName); ok && session.InTransaction() && session.Failed() == nil {
		db = session // what it created is seen by itself alone until it commits
	}
	result, err := db.Execute(orm.Text(text), params...)
	if err != nil {
		return err
	}
	rows := display.Rows{Columns: result.Keys()}
	for _, row := range result.FetchAll() {
		rows.Values = append(rows.Values, row.Values())
	}
	s.out.freshLine()
	return s.table(rows)
}
