// This file reads the schema of a PostgreSQL database from its catalog.

package postgres

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// seen is the condition on pg_class c and pg_namespace n for a schema: the one named, or those on the search path.
func seen(schema string, args []driver.Value) (string, []driver.Value) {
	if schema == "" {
		return "pg_catalog.pg_table_is_visible(c.oid)", args
	}
	return fmt.Sprintf("n.nspname = $%d", len(args)+1), append(args, schema)
}

// Tables lists the tables of a schema; without one those on the search path that aren't the server's own.
func (Dialect) Tables(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	where, args := seen(schema, nil)
	return dialect.Names(ctx, q, "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' AND "+
		where+" ORDER BY c.relname", args...)
}

// HasTable asks the catalog, as SQLAlchemy does.
func (Dialect) HasTable(ctx context.Context, q dialect.Querier, schema, table string) (bool, error) {
	sql := "select relname from pg_class c join pg_namespace n on n.oid=c.relnamespace where "
	args := []driver.Value{table}
	if schema == "" {
		sql += "pg_catalog.pg_table_is_visible(c.oid) and relname=$1"
	} else {
		sql, args = sql+"n.nspname=$1 and relname=$2", []driver.Value{schema, table}
	}
	rows, err := q.Query(ctx, sql, args...)
	return len(rows) > 0, err
}

// HasEnum tells whether there is a type of that name.
func (Dialect) HasEnum(ctx context.Context, q dialect.Querier, name string) (bool, error) {
	rows, err := q.Query(ctx, "\n            SELECT EXISTS (\n                SELECT * FROM pg_catalog.pg_type t\n"+
		"                WHERE t.typname = $1\n                AND pg_type_is_visible(t.oid)\n                )\n                ", name)
	if err != nil {
		return false, err
	}
	exists, _ := rows[0][0].(bool)
	return exists, nil
}

// HasSequence tells whether there is a sequence of that name, as SQLAlchemy asks it.
func (Dialect) HasSequence(ctx context.Context, q dialect.Querier, schema, name string) (bool, error) {
	sql := "SELECT relname FROM pg_class c join pg_namespace n on n.oid=c.relnamespace where relkind='S' and "
	args := []driver.Value{name}
	if schema == "" {
		sql += "n.nspname=current_schema() and relname=$1"
	} else {
		sql, args = sql+"relname=$1 and n.nspname=$2", []driver.Value{name, schema}
	}
	rows, err := q.Query(ctx, sql, args...)
	return len(rows) > 0, err
}

// reading is the reflection of one table in progress.
type reading struct {
	ctx           context.Context
	q             dialect.Querier
	schema, table string
	oid           driver.Value
	out           *dialect.Reflected
}

// Reflect reads one table.
func (Dialect) Reflect(ctx context.Context, q dialect.Querier, schema, table string) (*dialect.Reflected, error) {
	where, args := seen(schema, []driver.Value{table})
	rows, err := q.Query(ctx, "SELECT c.oid::bigint, pg_catalog.obj_description(c.oid, 'pg_class'), c.relkind IN ('v', 'm') FROM pg_catalog.pg_class c "+
		"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relname = $1 AND "+where, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := &reading{ctx: ctx, q: q, schema: schema, table: table, oid: rows[0][0], out: &dialect.Reflected{}}
	r.out.Def.Schema, r.out.Def.Name, r.out.Def.Comment = schema, table, dialect.AsText(rows[0][1])
	r.out.View, _ = rows[0][2].(bool)
	for _, step := range []func() error{r.columns, r.constraints, r.indexes} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.out, nil
}

const columnsSQL = `SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
 pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text, pg_catalog.col_description(a.attrelid, a.attnum),
 (SELECT co.collname::text FROM pg_catalog.pg_collation co WHERE co.oid = a.attcollation AND co.collname <> 'default'),
 CASE WHEN t.typtype = 'e' THEN (SELECT json_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END,
 t.typname::text,
 (SELECT s.seqstart FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid WHERE p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i' LIMIT 1),
 (SELECT s.seqincrement FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid WHERE p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i' LIMIT 1),
 EXISTS (SELECT 1 FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid WHERE p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'a')
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ($1::bigint)::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`

var serialDefault = regexp.MustCompile(`^nextval\('[^']*'::regclass\)$`)

func (r *reading) columns() error {
	rows, err := r.q.Query(r.ctx, columnsSQL, r.oid)
	if err != nil {
		return err
	}
	for _, row := range rows {
		notNull, _ := row[2].(bool)
		c := ast.ColumnDef{Name: dialect.AsText(row[0]), Type: columnType(dialect.AsText(row[1])), NotNull: notNull, Comment: dialect.AsText(row[6]), Collate: dialect.AsText(row[7])}
		if labels := dialect.AsText(row[8]); labels != "" {
			def := &ast.EnumDef{Name: dialect.AsText(row[9])}
			if err := json.Unmarshal([]byte(labels), &def.Labels); err != nil {
				return fmt.Errorf("labels of type %s: %w", def.Name, err)
			}
			c.Type = ast.Type{Kind: ast.Enum, Enum: def}
		}
		expr := dialect.AsText(row[3])
		owned, _ := row[12].(bool)
		switch {
		case dialect.AsText(row[4]) != "":
			start, _ := row[10].(int64)
			increment, _ := row[11].(int64)
			c.Identity = &ast.Identity{Always: dialect.AsText(row[4]) == "a", Start: start, Increment: increment}
		case dialect.AsText(row[5]) != "":
			c.Computed = &ast.Computed{SQL: expr, Stored: true}
		case owned && serialDefault.MatchString(expr): // a sequence of its own is SERIAL, one that others may use a default
			c.Generated = true
		case expr != "":
			c.Default = &ast.Raw{SQL: expr}
		}
		r.out.Def.Columns = append(r.out.Def.Columns, c)
	}
	return nil
}

// exact are the types that none of this module's is created as.
var exact = regexp.MustCompile(`^(jsonb|interval ?\(.*|interval .+|(timestamp|time) ?\((0|\d\) with time zone))`)

// columnType reads a type as format_type spells it. FLOAT without a precision is double precision here.
func columnType(decl string) ast.Type {
	t := dialect.ParseType(decl)
	switch {
	case exact.MatchString(decl):
		return dialect.Exactly(decl, t)
	case t.Kind == ast.Float:
		t.Precision = 24
	}
	return t
}

// Stored is the type that the server keeps: FLOAT up to 24 bits is real, otherwise double precision.
func (Dialect) Stored(t ast.Type) ast.Type {
	switch {
	case t.Kind != ast.Float:
	case t.Precision == 0 || t.Precision > 24:
		return ast.Type{Kind: ast.Double}
	default:
		t.Precision = 24
	}
	return t
}

const constraintsSQL = `SELECT k.conname::text, k.contype::text,
 (SELECT json_agg(a.attname::text ORDER BY u.ord)::text FROM unnest(k.conkey) WITH ORDINALITY u(num, ord) JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
 pg_catalog.pg_get_constraintdef(k.oid), f.relname::text, CASE WHEN pg_catalog.pg_table_is_visible(f.oid) THEN '' ELSE fn.nspname::text END,
 (SELECT json_agg(a.attname::text ORDER BY u.ord)::text FROM unnest(k.confkey) WITH ORDINALITY u(num, ord) JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
 k.confupdtype::text, k.confdeltype::text, k.condeferrable, k.condeferred
FROM pg_catalog.pg_constraint k LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.conrelid = ($1::bigint)::oid AND k.contype IN ('p', 'u', 'c', 'f', 'x') ORDER BY k.contype = 'p' DESC, k.oid`

var kinds = map[string]ast.ConstraintKind{
	"p": ast.PrimaryKeyConstraint, "u": ast.UniqueConstraint, "c": ast.CheckConstraint, "f": ast.ForeignKeyConstraint, "x": ast.ExcludeConstraint,
}

var actions = map[string]string{"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

func (r *reading) constraints() error {
	rows, err := r.q.Query(r.ctx, constraintsSQL, r.oid)
	if err != nil {
		return err
	}
	for _, row := range rows {
		k := ast.Constraint{Kind: kinds[dialect.AsText(row[1])], Name: dialect.AsText(row[0])}
		if k.Columns, err = nameList(row[2]); err != nil {
			return err
		}
		deferrable, _ := row[9].(bool)
		deferred, _ := row[10].(bool)
		switch {
		case deferred:
			k.Defer = "DEFERRABLE INITIALLY DEFERRED"
		case deferrable:
			k.Defer = "DEFERRABLE"
		}
		switch k.Kind {
		case ast.UniqueConstraint:
			k.OneNull = strings.HasPrefix(dialect.AsText(row[3]), "UNIQUE NULLS NOT DISTINCT")
		case ast.CheckConstraint:
			k.SQL, k.Columns = checkOf(dialect.AsText(row[3])), nil
		case ast.ExcludeConstraint:
			k.SQL, k.Columns, k.Defer = dialect.AsText(row[3]), nil, "" // its text says all
		case ast.ForeignKeyConstraint:
			k.RefTable, k.RefSchema = dialect.AsText(row[4]), dialect.AsText(row[5])
			k.OnUpdate, k.OnDelete = actions[dialect.AsText(row[7])], actions[dialect.AsText(row[8])]
			if k.RefCols, err = nameList(row[6]); err != nil {
				return err
			}
		case ast.PrimaryKeyConstraint:
			for i := range r.out.Def.Columns {
				r.out.Def.Columns[i].PrimaryKey = slices.Contains(k.Columns, r.out.Def.Columns[i].Name)
			}
		}
		r.out.Def.Constraints = append(r.out.Def.Constraints, k)
	}
	return nil
}

func nameList(v driver.Value) (names []string, err error) {
	if s := dialect.AsText(v); s != "" {
		err = json.Unmarshal([]byte(s), &names)
	}
	return names, err
}

// checkOf is the condition in "CHECK ((small > 0))".
func checkOf(def string) string {
	s := strings.TrimSpace(strings.TrimPrefix(def, "CHECK "))
	s = strings.TrimSuffix(strings.TrimSuffix(s, " NOT VALID"), " NO INHERIT")
	for len(s) > 1 && s[0] == '(' && closes(s) {
		s = s[1 : len(s)-1]
	}
	return s
}

// closes tells whether the parenthesis at the beginning is closed by the one at the end.
func closes(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '\'':
			if end := strings.IndexByte(s[i+1:], '\''); end >= 0 {
				i += end + 1
			}
		}
		if depth == 0 {
			return i == len(s)-1
		}
	}
	return false
}

const indexesSQL = `SELECT c.relname::text, i.indisunique, m.amname::text, pg_catalog.pg_get_expr(i.indpred, i.indrelid), i.indnkeyatts::bigint,
 (SELECT json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, g.n, true) ORDER BY g.n)::text FROM generate_series(1, i.indnatts) g(n)),
 (SELECT json_agg(COALESCE(a.attname::text, '') ORDER BY u.ord)::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(num, ord) LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num),
 (SELECT json_agg(o.opt ORDER BY o.ord)::text FROM unnest(i.indoption::int2[]) WITH ORDINALITY o(opt, ord)),
 (SELECT json_agg(CASE WHEN k.opcdefault THEN '' ELSE k.opcname::text END ORDER BY u.ord)::text FROM unnest(i.indclass::oid[]) WITH ORDINALITY u(class, ord) JOIN pg_catalog.pg_opclass k ON k.oid = u.class),
 (SELECT json_agg(CASE WHEN co.collname <> 'default' AND co.oid IS DISTINCT FROM a.attcollation THEN co.collname::text ELSE '' END ORDER BY u.ord)::text
  FROM unnest(i.indcollation::oid[], i.indkey::int2[]) WITH ORDINALITY u(coll, num, ord) LEFT JOIN pg_catalog.pg_collation co ON co.oid = u.coll
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num),
 pg_catalog.pg_get_indexdef(i.indexrelid) ~ '\) NULLS NOT DISTINCT( WITH \(| TABLESPACE | WHERE |$)'
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE i.indrelid = ($1::bigint)::oid AND NOT i.indisprimary
 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid) ORDER BY i.indexrelid`

func (r *reading) indexes() error {
	rows, err := r.q.Query(r.ctx, indexesSQL, r.oid)
	if err != nil {
		return err
	}
	for _, row := range rows {
		unique, _ := row[1].(bool)
		keys, _ := row[4].(int64)
		ix := ast.Index{Name: dialect.AsText(row[0]), Schema: r.schema, Table: r.table, Unique: unique}
		ix.OneNull, _ = row[10].(bool)
		if m := dialect.AsText(row[2]); m != "btree" {
			ix.Using = m
		}
		if pred := dialect.AsText(row[3]); pred != "" {
			ix.Where = &ast.Raw{SQL: checkOf(pred)}
		}
		if err := parts(&ix, int(keys), row[5:]); err != nil {
			return err
		}
		r.out.Indexes = append(r.out.Indexes, ix)
	}
	return nil
}

// parts fills the parts of an index from lists: their SQL, column names, options, operator classes and collations.
func parts(ix *ast.Index, keys int, lists []driver.Value) error {
	var texts [4][]string
	for i, at := range [...]int{0, 1, 3, 4} {
		list, err := nameList(lists[at])
		if err != nil {
			return err
		}
		texts[i] = list
	}
	defs, names, classes, collations := texts[0], texts[1], texts[2], texts[3]
	var opts []int
	if err := json.Unmarshal([]byte(dialect.AsText(lists[2])), &opts); err != nil {
		return err
	}
	for i, def := range defs {
		if i >= keys {
			ix.Include = append(ix.Include, names[i])
			continue
		}
		var part ast.Expr = &ast.Column{Name: names[i]}
		if names[i] == "" {
			part = &ast.Raw{SQL: checkOf(def)}
		}
		if i < len(collations) && collations[i] != "" {
			part = &ast.Collate{X: part, Name: collations[i]}
		}
		if i < len(classes) && classes[i] != "" {
			part = &ast.OpClass{X: part, Name: classes[i]}
		}
		ix.Parts = append(ix.Parts, ordered(part, opts[i]))
	}
	return nil
}

// ordered adds what the option bits of a part say: 1 is descending, 2 is nulls first. Ascending has nulls last and
// descending nulls first unless said otherwise.
func ordered(part ast.Expr, option int) ast.Expr {
	switch option {
	case 1:
		return &ast.Ordering{X: part, Dir: "DESC", Nulls: ast.NullsLast}
	case 2:
		return &ast.Ordering{X: part, Dir: "ASC", Nulls: ast.NullsFirst}
	case 3:
		return &ast.Ordering{X: part, Dir: "DESC"}
	}
	return part
}
