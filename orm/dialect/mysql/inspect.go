// This file reads the schema of a MySQL or MariaDB database from information_schema.

package mysql

import (
	"context"
	"database/sql/driver"
	"regexp"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// here is the condition on a schema column: the one named, or that of the connection.
func here(column, schema string) (string, []driver.Value) {
	if schema == "" {
		return column + " = DATABASE()", nil
	}
	return column + " = ?", []driver.Value{schema}
}

// Tables lists the tables of a database, without its views.
func (Dialect) Tables(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	where, args := here("table_schema", schema)
	return dialect.Names(ctx, q, "SELECT table_name FROM information_schema.tables WHERE "+where+" AND table_type = 'BASE TABLE' ORDER BY table_name", args...)
}

// HasTable counts the tables of that name, as SQLAlchemy does. database is what an empty schema stands for.
func (Dialect) HasTable(ctx context.Context, q dialect.Querier, schema, table string) (bool, error) {
	if schema == "" {
		rows, err := dialect.Unseen(q).Query(ctx, "SELECT DATABASE()")
		if err != nil {
			return false, err
		}
		schema = dialect.AsText(rows[0][0])
	}
	rows, err := q.Query(ctx, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?", schema, table)
	return err == nil && asInt(rows[0][0]) > 0, err
}

// reading is the reflection of one table in progress.
type reading struct {
	ctx           context.Context
	q             dialect.Querier
	schema, table string
	out           *dialect.Reflected
	collation     string // of the table
}

// ask asks about the table: ? is its name, {column} says that a column is its schema. Each table of information_schema that is joined is told both, and
// not that its columns are those of another: else the server opens all tables it has, and waits for those that others have locked.
func (r *reading) ask(sql string) ([][]driver.Value, error) {
	var args []driver.Value
	sql = place.ReplaceAllStringFunc(sql, func(at string) string {
		if at == "?" {
			args = append(args, r.table)
			return at
		}
		where, schema := here(strings.Trim(at, "{}"), r.schema)
		args = append(args, schema...)
		return where
	})
	return r.q.Query(r.ctx, sql, args...)
}

var place = regexp.MustCompile(`\{[\w.]+\}|\?`)

// Reflect reads one table.
func (Dialect) Reflect(ctx context.Context, q dialect.Querier, schema, table string) (*dialect.Reflected, error) {
	r := &reading{ctx: ctx, q: q, schema: schema, table: table, out: &dialect.Reflected{}}
	r.out.Def.Schema, r.out.Def.Name = schema, table
	rows, err := r.ask("SELECT table_comment, engine, version(), table_type, table_collation, @@default_storage_engine, @@collation_database FROM information_schema.tables WHERE {table_schema} AND table_name = ?")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if r.out.View = strings.HasSuffix(dialect.AsText(rows[0][3]), "VIEW"); !r.out.View { // a view's comment is the word VIEW
		r.out.Def.Comment = dialect.AsText(rows[0][0])
	}
	r.collation = dialect.AsText(rows[0][4])
	r.options(dialect.AsText(rows[0][1]), dialect.AsText(rows[0][5]), dialect.AsText(rows[0][6]))
	mariadb := strings.Contains(strings.ToLower(dialect.AsText(rows[0][2])), "mariadb")
	if err := r.columns(mariadb); err != nil {
		return nil, err
	}
	for _, step := range []func() error{r.keys, r.foreignKeys, func() error { return r.checks(mariadb) }, r.indexes} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.out, nil
}

// options notes the table's engine, character set and collation, in its definition those that aren't the server's and the database's own.
func (r *reading) options(engine, ownEngine, ownCollation string) {
	if r.out.View || engine == "" {
		return
	}
	set, _, _ := strings.Cut(r.collation, "_")
	for _, o := range []struct {
		name, value string
		own         bool
	}{{"ENGINE", engine, engine == ownEngine}, {"CHARSET", set, r.collation == ownCollation}, {"COLLATE", r.collation, r.collation == ownCollation}} {
		option := ast.TableOption{Dialect: "mysql", Name: o.name, Value: o.value}
		r.out.Options = append(r.out.Options, option)
		if !o.own {
			r.out.Def.Options = append(r.out.Def.Options, option)
		}
	}
}

func (r *reading) columns(mariadb bool) error {
	rows, err := r.ask("SELECT column_name, column_type, is_nullable, column_default, extra, column_comment, generation_expression, column_key, collation_name " +
		"FROM information_schema.columns WHERE {table_schema} AND table_name = ? ORDER BY ordinal_position")
	if err != nil {
		return err
	}
	for _, row := range rows {
		extra := strings.ToLower(dialect.AsText(row[4]))
		c := ast.ColumnDef{Name: dialect.AsText(row[0]), Type: columnType(dialect.AsText(row[1])), NotNull: dialect.AsText(row[2]) == "NO", Comment: dialect.AsText(row[5]),
			PrimaryKey: dialect.AsText(row[7]) == "PRI", Generated: strings.Contains(extra, "auto_increment")}
		if expr := dialect.AsText(row[6]); expr != "" {
			c.Computed = &ast.Computed{SQL: expr, Stored: strings.Contains(extra, "stored") || strings.Contains(extra, "persistent")}
		} else if row[3] != nil {
			c.Default = defaultOf(dialect.AsText(row[3]), c.Type, mariadb || strings.Contains(extra, "default_generated"))
		}
		if collation := dialect.AsText(row[8]); collation != r.collation && c.Type.Kind != ast.JSON {
			c.Collate = collation
		}
		if _, update, ok := strings.Cut(extra, "on update "); ok { // it belongs to the default, as SQLAlchemy has it
			c.Default = onUpdate(c.Default, update)
		}
		r.out.Def.Columns = append(r.out.Def.Columns, c)
	}
	return nil
}

func onUpdate(value ast.Expr, update string) ast.Expr {
	now := "NULL"
	if raw, ok := value.(*ast.Raw); ok {
		now = raw.SQL
	}
	return &ast.Raw{SQL: now + " ON UPDATE " + update}
}

var enumLabel = regexp.MustCompile(`'((?:[^']|'')*)'`)

// columnType reads a column_type such as varchar(40), tinyint(1), enum('a','b') or int(10) unsigned.
func columnType(decl string) ast.Type {
	lower := strings.ToLower(decl)
	switch {
	case lower == "tinyint(1)":
		return ast.Type{Kind: ast.Boolean}
	case strings.HasPrefix(lower, "enum("):
		def := &ast.EnumDef{}
		for _, m := range enumLabel.FindAllStringSubmatch(decl, -1) {
			def.Labels = append(def.Labels, strings.ReplaceAll(m[1], "''", "'"))
		}
		return ast.Type{Kind: ast.Enum, Enum: def}
	}
	t := dialect.ParseType(strings.TrimSuffix(strings.TrimSuffix(lower, " zerofill"), " unsigned"))
	if exact.MatchString(lower) {
		return dialect.Exactly(decl, t)
	}
	return t
}

// exact are the types that none of this module's is created as.
var exact = regexp.MustCompile(`^(tinyint|mediumint|tinytext|mediumtext|longtext|tinyblob|mediumblob|longblob|binary|varbinary|bit|year|set|timestamp)\b|unsigned`)

// Stored is the type that the server keeps: NUMERIC has ten digits, FLOAT up to 24 bits is FLOAT, beyond that DOUBLE.
func (Dialect) Stored(t ast.Type) ast.Type {
	switch {
	case t.Kind == ast.Numeric && t.Precision == 0:
		t.Precision, t.Scale = 10, 0
	case t.Kind == ast.Float && t.Precision > 24:
		t = ast.Type{Kind: ast.Double}
	case t.Kind == ast.Float:
		t.Precision = 0
	}
	return t
}

// defaultOf is a column's default as SQL. MariaDB gives SQL, MySQL the bare value unless it is an expression.
func defaultOf(s string, t ast.Type, isSQL bool) ast.Expr {
	if isSQL {
		if s == "NULL" {
			return nil
		}
		return &ast.Raw{SQL: s}
	}
	switch t.Affinity() {
	case ast.Integer, ast.Float, ast.Numeric, ast.Boolean:
		return &ast.Raw{SQL: s}
	}
	return &ast.Raw{SQL: "'" + strings.ReplaceAll(s, "'", "''") + "'"}
}

// keys reads the primary key and the UNIQUE constraints.
func (r *reading) keys() error {
	rows, err := r.ask("SELECT t.constraint_name, t.constraint_type, k.column_name FROM information_schema.table_constraints t " +
		"JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name " +
		"WHERE {t.table_schema} AND t.table_name = ? AND {k.table_schema} AND k.table_name = ? AND t.constraint_type IN ('PRIMARY KEY', 'UNIQUE') " +
		"ORDER BY t.constraint_type, t.constraint_name, k.ordinal_position")
	if err != nil {
		return err
	}
	for _, row := range rows {
		name, kind := dialect.AsText(row[0]), ast.UniqueConstraint
		if dialect.AsText(row[1]) == "PRIMARY KEY" {
			kind, name = ast.PrimaryKeyConstraint, ""
		}
		r.addColumn(kind, name, dialect.AsText(row[2]))
	}
	return nil
}

// addColumn adds a column to the constraint of that kind and name, which is made for its first one.
func (r *reading) addColumn(kind ast.ConstraintKind, name, column string) *ast.Constraint {
	all := &r.out.Def.Constraints
	if n := len(*all); n == 0 || (*all)[n-1].Name != name || (*all)[n-1].Kind != kind {
		*all = append(*all, ast.Constraint{Kind: kind, Name: name})
	}
	last := &(*all)[len(*all)-1]
	last.Columns = append(last.Columns, column)
	return last
}

func (r *reading) foreignKeys() error {
	rows, err := r.ask("SELECT k.constraint_name, k.column_name, k.referenced_table_schema, k.referenced_table_name, k.referenced_column_name, " +
		"c.update_rule, c.delete_rule, DATABASE() FROM information_schema.key_column_usage k " +
		"JOIN information_schema.referential_constraints c ON c.constraint_name = k.constraint_name " +
		"WHERE {k.table_schema} AND k.table_name = ? AND {c.constraint_schema} AND c.table_name = ? AND k.referenced_table_name IS NOT NULL " +
		"ORDER BY k.constraint_name, k.ordinal_position")
	if err != nil {
		return err
	}
	for _, row := range rows {
		k := r.addColumn(ast.ForeignKeyConstraint, dialect.AsText(row[0]), dialect.AsText(row[1]))
		k.RefTable, k.RefCols = dialect.AsText(row[3]), append(k.RefCols, dialect.AsText(row[4]))
		if in := dialect.AsText(row[2]); in != dialect.AsText(row[7]) {
			k.RefSchema = in
		}
		k.OnUpdate, k.OnDelete = action(dialect.AsText(row[5])), action(dialect.AsText(row[6]))
	}
	return nil
}

// action is a rule without the one that stands for none: RESTRICT and NO ACTION are the same here.
func action(rule string) string {
	if rule == "NO ACTION" || rule == "RESTRICT" {
		return ""
	}
	return rule
}

var jsonCheck = regexp.MustCompile("^\\(?json_valid\\(`?([^`)]+)`?\\)\\)?$")

// checks reads the CHECK constraints. MariaDB keeps JSON as text with a check of its own: that one makes the type.
func (r *reading) checks(mariadb bool) error {
	own := "" // in MySQL a name is one of the schema, and the view doesn't know the table
	if mariadb {
		own = "AND c.table_name = ? "
	}
	rows, err := r.ask("SELECT c.constraint_name, c.check_clause FROM information_schema.check_constraints c " +
		"JOIN information_schema.table_constraints t ON t.constraint_name = c.constraint_name " +
		"WHERE {t.table_schema} AND t.table_name = ? AND {c.constraint_schema} " + own + "AND t.constraint_type = 'CHECK' ORDER BY c.constraint_name")
	if err != nil {
		return err
	}
	for _, row := range rows {
		name, clause := dialect.AsText(row[0]), dialect.AsText(row[1])
		if m := jsonCheck.FindStringSubmatch(clause); m != nil {
			for i := range r.out.Def.Columns {
				if r.out.Def.Columns[i].Name == m[1] {
					r.out.Def.Columns[i].Type, r.out.Def.Columns[i].Collate = ast.Type{Kind: ast.JSON}, ""
				}
			}
			continue
		}
		r.out.Def.Constraints = append(r.out.Def.Constraints, ast.Constraint{Kind: ast.CheckConstraint, Name: name, SQL: clause})
	}
	return nil
}

// indexes reads the indexes that are no key, those made for a foreign key apart. A unique index is told from a UNIQUE
// constraint by nothing but its being one: it is a constraint here.
func (r *reading) indexes() error {
	rows, err := r.ask("SELECT index_name, non_unique, column_name, index_type, sub_part, collation FROM information_schema.statistics " +
		"WHERE {table_schema} AND table_name = ? AND non_unique = 1 ORDER BY index_name, seq_in_index")
	if err != nil {
		return err
	}
	var all []ast.Index
	for _, row := range rows {
		name := dialect.AsText(row[0])
		if n := len(all); n == 0 || all[n-1].Name != name {
			all = append(all, ast.Index{Name: name, Schema: r.schema, Table: r.table, Using: method(dialect.AsText(row[3]))})
		}
		var part ast.Expr = &ast.Column{Name: dialect.AsText(row[2])}
		if length := asInt(row[4]); length > 0 && dialect.AsText(row[3]) == "BTREE" {
			part = &ast.Prefix{X: part, Length: length}
		}
		if dialect.AsText(row[5]) == "D" {
			part = &ast.Ordering{X: part, Dir: "DESC"}
		}
		ix := &all[len(all)-1]
		ix.Parts = append(ix.Parts, part)
	}
	for _, ix := range all {
		if r.madeForKey(ix) {
			r.out.KeyIndexes = append(r.out.KeyIndexes, ix)
		} else {
			r.out.Indexes = append(r.out.Indexes, ix)
		}
	}
	return nil
}

func method(index string) string {
	if index == "BTREE" {
		return ""
	}
	return index
}

// madeForKey tells whether the server made the index by itself, for a foreign key that had none.
func (r *reading) madeForKey(ix ast.Index) bool {
	for _, k := range r.out.Def.Constraints {
		if k.Kind != ast.ForeignKeyConstraint || len(k.Columns) != len(ix.Parts) || ix.Name != k.Name && ix.Name != k.Columns[0] {
			continue
		}
		same := true
		for i, part := range ix.Parts {
			c, ok := part.(*ast.Column)
			same = same && ok && c.Name == k.Columns[i]
		}
		if same {
			return true
		}
	}
	return false
}
