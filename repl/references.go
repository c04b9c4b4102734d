// This file finds tables by the names that are typed, and the tables that refer to one.

package repl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// tableName matches schema.table, or a table alone; each may be in quotes.
var tableName = later("^(?:(\"[^\"]+\"|`[^`]+`|[^.\"`]+)\\.)?(\"[^\"]+\"|`[^`]+`|[^\"`]+)$")

// splitName takes the schema off a name as it was typed, and the quotes; the schema is empty where there is none.
func splitName(typed string) (schema, table string) {
	m := tableName().FindStringSubmatch(typed)
	if m == nil {
		return "", typed
	}
	return unquoted(m[1]), unquoted(m[2])
}

// describe reads the table of a name as it was typed. Without quotes its letters may be of any case.
func describe(db schema, typed string) (*orm.Table, error) {
	in, name := splitName(typed)
	t, err := db.Describe(name, nonEmpty(in)...)
	var failed *orm.Error
	if !errors.As(err, &failed) || failed.Kind != orm.MissingTable || strings.ContainsAny(typed, "\"`") {
		return t, err
	}
	names, listErr := db.TableNames(nonEmpty(in)...)
	if listErr != nil {
		return nil, err
	}
	if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); i >= 0 {
		return db.Describe(names[i], nonEmpty(in)...)
	}
	return nil, err
}

// referring are queries for the foreign keys that lead to the table :t of the schema :s, of the current one where that is empty: schema, table and name of
// each. The schema is empty where it needn't be named. SQLite's foreign keys stay within the schema, and have no names to be known by.
var referring = map[string]string{
	"sqlite": `SELECT DISTINCT '' AS s, m.name AS t, '' AS k FROM %[1]ssqlite_master m, pragma_foreign_key_list(m.name%[2]s) f
		WHERE m.type = 'table' AND lower(f."table") = lower(:t) AND :s = :s ORDER BY 2`,
	"mysql": `SELECT DISTINCT CASE WHEN table_schema = DATABASE() THEN '' ELSE table_schema END AS s, table_name AS t, constraint_name AS k FROM information_schema.key_column_usage
		WHERE referenced_table_name = :t AND referenced_table_schema = COALESCE(NULLIF(:s, ''), DATABASE()) ORDER BY 1, 2, 3`,
	"postgresql": `SELECT DISTINCT CASE WHEN pg_table_is_visible(k.conrelid) THEN '' ELSE n.nspname END AS s, c.relname AS t, k.conname AS k
		FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
		WHERE k.contype = 'f' AND k.conparentid = 0 AND r.relname = CAST(:t AS text)
		AND (rn.nspname = CAST(:s AS text) OR CAST(:s AS text) = '' AND pg_table_is_visible(r.oid)) ORDER BY 1, 2, 3`,
}

// withSchema fills the schema into a query of SQLite's catalogue, which takes it no other way: %[1]s before a table, %[2]s as a further argument.
func withSchema(query, schema string) string {
	if schema == "" {
		return fmt.Sprintf(query, "", "")
	}
	return fmt.Sprintf(query, `"`+strings.ReplaceAll(schema, `"`, `""`)+`".`, ", '"+strings.ReplaceAll(schema, "'", "''")+"'")
}

// references are the foreign keys of all tables that lead to one, each behind the name of its table.
func references(db schema, dialect, in string, t *orm.Table) (list []string, err error) {
	text := referring[dialect]
	if dialect == "sqlite" {
		text = withSchema(text, in)
	}
	result, err := db.Execute(orm.Text(text), orm.V{"t": t.Name(), "s": in})
	if err != nil {
		return nil, err
	}
	for _, row := range result.FetchAll() {
		values := row.Values()
		from, name, key := fmt.Sprint(values[0]), fmt.Sprint(values[1]), fmt.Sprint(values[2])
		if dialect == "sqlite" {
			from = in
		}
		other, err := db.Describe(name, nonEmpty(from)...)
		if err != nil {
			return nil, err
		}
		for _, k := range other.ForeignKeyConstraints() {
			target, _, _ := cutLast(k.TargetFullnames()[0], ".")
			if key != k.Name() && key != "" || key == "" && !strings.HasSuffix("."+strings.ToLower(target), "."+strings.ToLower(t.Name())) {
				continue
			}
			_, text, _ := strings.Cut(orm.AddConstraint(k).String(), " ADD ")
			list = append(list, strings.TrimPrefix(from+"."+name, ".")+": "+text)
		}
	}
	return list, nil
}
