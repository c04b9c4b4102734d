// This file reads the schema of a SQLite database, with the questions that SQLAlchemy asks.

package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// Tables lists the tables of the main database, or of an attached one.
func (Dialect) Tables(ctx context.Context, q dialect.Querier, schema string) ([]string, error) {
	from := "sqlite_master"
	if schema != "" {
		from = quote(schema) + ".sqlite_master"
	}
	return dialect.Names(ctx, q, "SELECT name FROM "+from+" WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name")
}

// HasTable asks for the table's columns, in the main database and then among the temporary ones.
func (Dialect) HasTable(ctx context.Context, q dialect.Querier, schema, table string) (bool, error) {
	rows, err := pragma(ctx, q, schema, "table_info", table)
	return len(rows) > 0, err
}

// pragma asks the named schema, or main and then temp until one of them answers.
func pragma(ctx context.Context, q dialect.Querier, schema, name, of string) ([][]driver.Value, error) {
	schemas := []string{"main", "temp"}
	if schema != "" {
		schemas = []string{quote(schema)}
	}
	for _, s := range schemas {
		rows, err := q.Query(ctx, "PRAGMA "+s+"."+name+"("+quote(of)+")")
		if err != nil || len(rows) > 0 {
			return rows, err
		}
	}
	return nil, nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func number64(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

// reading is the reflection of one table in progress.
type reading struct {
	ctx           context.Context
	q             dialect.Querier
	schema, table string
	out           *dialect.Reflected
	create        createTable
}

// Reflect reads one table: columns and key from its table_xinfo, foreign keys, indexes and unique constraints from
// their lists, and what only the CREATE TABLE text knows (names, checks, computed columns) from there.
func (Dialect) Reflect(ctx context.Context, q dialect.Querier, schema, table string) (*dialect.Reflected, error) {
	r := &reading{ctx: ctx, q: q, schema: schema, table: table, out: &dialect.Reflected{}}
	r.out.Def.Schema, r.out.Def.Name = schema, table
	columns, err := pragma(ctx, q, schema, "table_xinfo", table)
	if err != nil || len(columns) == 0 {
		return nil, err
	}
	if err := r.source(); err != nil {
		return nil, err
	}
	r.columns(columns)
	for _, step := range []func() error{r.foreignKeys, r.source, r.indexes, r.uniques, r.source} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	r.out.Def.Constraints = append(r.out.Def.Constraints, r.create.checks...)
	return r.out, nil
}

// source reads the text that created the table.
func (r *reading) source() error {
	from := "(SELECT * FROM sqlite_master UNION ALL   SELECT * FROM sqlite_temp_master)"
	if r.schema != "" {
		from = quote(r.schema) + ".sqlite_master"
	}
	rows, err := r.q.Query(r.ctx, "SELECT sql FROM  "+from+" WHERE name = ? AND type = 'table'", r.table)
	if err != nil || len(rows) == 0 {
		return err
	}
	r.create = parseCreate(dialect.AsText(rows[0][0]))
	return nil
}

// columns takes the rows of table_xinfo: cid, name, type, notnull, dflt_value, pk, hidden.
func (r *reading) columns(rows [][]driver.Value) {
	key := make([]string, len(rows)+1)
	for _, row := range rows {
		name, decl, hidden := dialect.AsText(row[1]), dialect.AsText(row[2]), number64(row[6])
		if hidden == 1 {
			continue // of a virtual table
		}
		inline := r.create.columns[name]
		c := ast.ColumnDef{
			Name: name, Type: columnType(strings.TrimSuffix(decl, " GENERATED ALWAYS")), NotNull: number64(row[3]) != 0,
			PrimaryKey: number64(row[5]) > 0, Collate: inline.collate,
		}
		if row[4] != nil && hidden == 0 {
			c.Default = &ast.Raw{SQL: defaultSQL(dialect.AsText(row[4]))}
		}
		if hidden >= 2 {
			c.Computed = &ast.Computed{SQL: inline.computed, Stored: hidden == 3}
		}
		key[number64(row[5])] = name
		c.Generated = c.PrimaryKey && strings.EqualFold(decl, "INTEGER")
		r.out.Def.Columns = append(r.out.Def.Columns, c)
	}
	key = slices.DeleteFunc(key[1:], func(s string) bool { return s == "" })
	if len(key) > 1 {
		for i := range r.out.Def.Columns {
			r.out.Def.Columns[i].Generated = false
		}
	}
	if len(key) > 0 {
		r.out.Def.Constraints = append(r.out.Def.Constraints,
			ast.Constraint{Kind: ast.PrimaryKeyConstraint, Name: r.create.nameOf(ast.PrimaryKeyConstraint, key), Columns: key})
	}
}

// plainDefault is what may stand behind DEFAULT as it is: a string, a number, a word.
var plainDefault = regexp.MustCompile(`^(?:[xX]?'(?:[^']|'')*'|"(?:[^"]|"")*"|[+-]?\s*[0-9.][0-9.eExXa-fA-F]*|[A-Za-z_]+)$`)

// defaultSQL is a default as it stands in a definition; the pragma leaves out the parentheses around an expression.
func defaultSQL(text string) string {
	if plainDefault.MatchString(text) {
		return text
	}
	return "(" + text + ")"
}

// foreignKeys reads id, seq, table, from, to, on_update, on_delete, match. The newest comes first.
func (r *reading) foreignKeys() error {
	rows, err := pragma(r.ctx, r.q, r.schema, "foreign_key_list", r.table)
	if err != nil {
		return err
	}
	byID := map[int64]*ast.Constraint{}
	var ids []int64
	for _, row := range rows {
		id := number64(row[0])
		k := byID[id]
		if k == nil {
			k = &ast.Constraint{Kind: ast.ForeignKeyConstraint, RefTable: dialect.AsText(row[2]), RefSchema: r.schema,
				OnUpdate: action(dialect.AsText(row[5])), OnDelete: action(dialect.AsText(row[6]))}
			byID[id] = k
			ids = append(ids, id)
		}
		k.Columns = append(k.Columns, dialect.AsText(row[3]))
		if to := dialect.AsText(row[4]); to != "" {
			k.RefCols = append(k.RefCols, to)
		}
	}
	slices.Reverse(ids)
	for _, id := range ids {
		k := byID[id]
		if len(k.RefCols) == 0 { // REFERENCES table, without columns: its key
			if k.RefCols, err = r.keyOf(k.RefTable); err != nil {
				return err
			}
		}
		k.Name = r.create.nameOf(ast.ForeignKeyConstraint, k.Columns)
		k.Defer = r.create.deferOf(k.Columns)
		r.out.Def.Constraints = append(r.out.Def.Constraints, *k)
	}
	return nil
}

// columnType reads a declared type. One that would be spelled otherwise when created anew keeps its spelling.
func columnType(decl string) ast.Type {
	t := dialect.ParseType(decl)
	if spelled, err := (Dialect{}).TypeSQL(t); err == nil && dialect.SameSpelling(spelled, decl) || decl == "" {
		return t
	}
	return dialect.Exactly(decl, t)
}

func (r *reading) keyOf(table string) ([]string, error) {
	rows, err := pragma(r.ctx, r.q, r.schema, "table_info", table)
	if err != nil {
		return nil, err
	}
	key := make([]string, len(rows)+1)
	for _, row := range rows {
		key[number64(row[5])] = dialect.AsText(row[1])
	}
	return slices.DeleteFunc(key[1:], func(s string) bool { return s == "" }), nil
}

func action(s string) string {
	if s == "NO ACTION" {
		return ""
	}
	return s
}

// indexes reads seq, name, unique, origin, partial of each index that was created as such.
func (r *reading) indexes() error {
	rows, err := pragma(r.ctx, r.q, r.schema, "index_list", r.table)
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(rows) {
		if dialect.AsText(row[3]) != "c" {
			continue
		}
		ix := ast.Index{Name: dialect.AsText(row[1]), Schema: r.schema, Table: r.table, Unique: number64(row[2]) != 0}
		if err := r.index(&ix); err != nil {
			return err
		}
		r.out.Indexes = append(r.out.Indexes, ix)
	}
	return nil
}

// index reads the parts of an index; expressions and a condition stand only in its text.
func (r *reading) index(ix *ast.Index) error {
	rows, err := pragma(r.ctx, r.q, r.schema, "index_info", ix.Name)
	if err != nil {
		return err
	}
	source, err := r.q.Query(r.ctx, "SELECT sql FROM "+r.master()+" WHERE name = ? AND type = 'index'", ix.Name)
	if err != nil {
		return err
	}
	if len(source) == 0 {
		return fmt.Errorf("index %s is gone", ix.Name)
	}
	parts, where := parseIndex(dialect.AsText(source[0][0]))
	for i, row := range rows {
		name := dialect.AsText(row[2])
		ix.Parts = append(ix.Parts, indexPart(name, i, parts))
	}
	if where != "" {
		ix.Where = &ast.Raw{SQL: where}
	}
	return nil
}

// indexPart is a part of an index: a column by its name, or an expression as it stands in the text; either with a direction.
func indexPart(name string, i int, parts []string) ast.Expr {
	if i >= len(parts) {
		return &ast.Column{Name: name}
	}
	text, dir := parts[i], ""
	for _, word := range [...]string{"ASC", "DESC"} {
		if rest := len(text) - len(word); rest > 1 && strings.EqualFold(text[rest:], word) && text[rest-1] == ' ' {
			text, dir = strings.TrimSpace(text[:rest]), word
		}
	}
	for len(text) > 1 && text[0] == '(' && strings.HasSuffix(text, ")") && balanced(text[1:len(text)-1]) {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	var part ast.Expr = &ast.Column{Name: name}
	if name == "" || !strings.EqualFold(unquote(text), name) {
		part = &ast.Raw{SQL: text}
	}
	if dir == "DESC" {
		return &ast.Ordering{X: part, Dir: dir}
	}
	return part
}

// balanced tells whether no parenthesis of the text is closed before it opens.
func balanced(sql string) bool {
	depth := 0
	for _, t := range tokens(sql) {
		switch t {
		case "(":
			depth++
		case ")":
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

func (r *reading) master() string {
	if r.schema != "" {
		return quote(r.schema) + ".sqlite_master"
	}
	return "sqlite_master"
}

// uniques reads the indexes that stand for UNIQUE constraints.
func (r *reading) uniques() error {
	rows, err := pragma(r.ctx, r.q, r.schema, "index_list", r.table)
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(rows) {
		if dialect.AsText(row[3]) != "u" {
			continue
		}
		info, err := pragma(r.ctx, r.q, r.schema, "index_info", dialect.AsText(row[1]))
		if err != nil {
			return err
		}
		k := ast.Constraint{Kind: ast.UniqueConstraint}
		for _, part := range info {
			k.Columns = append(k.Columns, dialect.AsText(part[2]))
		}
		k.Name = r.create.nameOf(ast.UniqueConstraint, k.Columns)
		r.out.Def.Constraints = append(r.out.Def.Constraints, k)
	}
	return nil
}
