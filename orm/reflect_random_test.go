// This file tests with random tables that what is created reads back equal, and that a copy made from it is equal too.

package orm_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// schemaSeeds is how many random schemas each database gets; ORMSH_TEST_SCHEMAS sets another number.
func schemaSeeds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("ORMSH_TEST_SCHEMAS")
	if text == "" {
		return 10
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRandomSchemasReadBackEqual(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		for seed := range schemaSeeds(t) {
			if !roundTrip(t, e, uint64(seed)) {
				return
			}
		}
	})
}

// roundTrip creates a schema, reads it, makes a copy from what was read, and compares all three.
func roundTrip(t *testing.T, e *orm.Engine, seed uint64) bool {
	t.Helper()
	g := &schemaMaker{r: rand.New(rand.NewPCG(seed, 1)), dialect: e.URL().Dialect, m: orm.NewMetaData(), names: []string{"plain", "Mixed Case", "select", "under_score"}}
	for i := range 1 + g.r.IntN(3) {
		g.table(t, i)
	}
	name := e.URL().Dialect
	fail := func(format string, args ...any) bool {
		text, _ := orm.CreateSQL(g.m, name)
		t.Errorf("seed %d: %s\n%s", seed, fmt.Sprintf(format, args...), strings.Join(text, ";\n"))
		return false
	}
	if err := g.m.CreateAll(e); err != nil {
		return fail("%v", err)
	}
	first, second := orm.NewMetaData(), orm.NewMetaData()
	if err := first.Reflect(e); err != nil {
		return fail("%v", err)
	}
	for what, m := range map[string]*orm.MetaData{"definition": g.m, "reflection": first} {
		if d := must(m.Diff(e))(t); d.Len() != 0 {
			return fail("the %s differs from the database:\n%s", what, d)
		}
	}
	if err := first.DropAll(e); err != nil {
		return fail("%v", err)
	}
	if err := first.CreateAll(e); err != nil {
		return fail("what was read can't be created: %v", err)
	}
	if err := second.Reflect(e); err != nil {
		return fail("%v", err)
	}
	if d := must(g.m.Diff(e))(t); d.Len() != 0 {
		return fail("the definition differs from the copy:\n%s", d)
	}
	a, b := must(orm.CreateSQL(first, name))(t), must(orm.CreateSQL(second, name))(t)
	if x, y := strings.Join(a, ";\n"), strings.Join(b, ";\n"); x != y {
		return fail("the copy reads otherwise:\n%s\nwas\n%s", y, x)
	}
	if err := second.DropAll(e); err != nil {
		return fail("%v", err)
	}
	return true
}

// schemaMaker makes tables of everything that the dialect can keep.
type schemaMaker struct {
	r       *rand.Rand
	dialect string
	m       *orm.MetaData
	names   []string // of tables
	labels  string   // the name of enumerations, whose labels then differ; empty: one for each
	keys    []string // of tables made so far that a foreign key may refer to: table.id
}

func (g *schemaMaker) some() bool { return g.r.IntN(3) == 0 }

func anyOf[T any](g *schemaMaker, list ...T) T { return list[g.r.IntN(len(list))] }

func (g *schemaMaker) table(t *testing.T, n int) {
	t.Helper()
	name := anyOf(g, append([]string(nil), g.names...)...) + strconv.Itoa(n)
	args, columns := g.key(), []string{}
	for i := range 2 + g.r.IntN(5) {
		column := anyOf(g, "c", "Odd \"name", "order", "x_") + strconv.Itoa(i)
		typ, sortable := g.columnType(column, n)
		colArgs := g.columnArgs(typ)
		args = append(args, orm.NewColumn(column, typ, colArgs...))
		if sortable {
			columns = append(columns, column)
		}
	}
	if g.some() && g.dialect == "postgresql" { // a SERIAL beside the key, and an identity
		args = append(args, orm.NewColumn("counted", anyOf[orm.Type](g, orm.Integer, orm.BigInteger), anyOf[orm.ColumnArg](g, orm.AutoincrementKey, orm.Identity(g.some(), 3, 4)), orm.NotNull))
	}
	if g.some() && g.dialect == "mysql" {
		args = append(args, orm.TableOption("mysql", "CHARSET", anyOf(g, "latin1", "utf8mb4", "utf8")))
	}
	for _, target := range g.keys {
		if g.some() {
			column := "ref_" + strconv.Itoa(len(args))
			key := orm.ForeignKey(target).Named(fmt.Sprintf("fk_%d_%d", n, len(args)))
			if g.some() {
				key = key.OnDelete(anyOf(g, "CASCADE", "SET NULL"))
			}
			args = append(args, orm.NewColumn(column, orm.Integer, key))
		}
	}
	if g.some() && g.dialect != "sqlite" {
		args = append(args, orm.TableComment("a table's comment"))
	}
	args = append(args, g.constraints(n, columns)...)
	table := must(orm.NewTable(name, g.m, args...))(t)
	for _, ix := range g.indexes(table, n, columns) {
		if err := table.AddIndex(ix); err != nil {
			t.Fatal(err)
		}
	}
	if len(table.PrimaryKey()) == 1 && table.PrimaryKey()[0].Name() == "id" && !strings.Contains(name, " ") {
		g.keys = append(g.keys, name+".id")
	}
}

// indexes are those that not every database has: on expressions, of some rows, downwards, with columns kept along.
func (g *schemaMaker) indexes(table *orm.Table, n int, columns []string) (list []*orm.Index) {
	if len(columns) == 0 {
		return nil
	}
	c := table.C(columns[0])
	add := func(on bool, ix *orm.Index) {
		if on && g.some() {
			list = append(list, ix)
		}
	}
	name := func(kind string) string { return fmt.Sprintf("ix_%s_%d", kind, n) }
	add(g.dialect != "mysql", orm.NewIndex(name("where"), columns[0]).Where(anyOf(g, c.IsNotNull(), orm.And(c.IsNotNull(), table.C(columns[len(columns)-1]).IsNull()))))
	add(g.dialect != "mysql", orm.NewIndex(name("expr")).On(anyOf(g, orm.Coalesce(c, c), orm.Func("nullif", c, c))))
	add(true, orm.NewIndex(name("down")).On(c.Desc(), table.PrimaryKey()[0]))
	add(g.dialect == "postgresql", orm.NewIndex(name("more"), columns[0]).Include(columns[len(columns)-1]))
	add(g.dialect == "postgresql", orm.NewIndex(name("hash"), columns[0]).Using("hash"))
	add(g.dialect == "postgresql", orm.NewIndex(name("null"), columns[0]).Unique().NullsNotDistinct())
	add(g.dialect == "postgresql", orm.NewIndex(name("order")).On(anyOf(g, c.Desc().NullsLast(), c.Asc().NullsFirst(), c.Desc())))
	if _, text := c.Type().(orm.StringType); text {
		add(g.dialect == "postgresql", orm.NewIndex(name("ops")).On(orm.IndexOps(c, "varchar_pattern_ops")))
		add(g.dialect == "postgresql", orm.NewIndex(name("collated")).On(c.Expr().Collate("C")))
		add(g.dialect == "mysql", orm.NewIndex(name("prefix")).On(orm.IndexPrefix(c, 5)))
	}
	return list
}

// collations are one for each database.
var collations = map[string]string{"sqlite": "NOCASE", "mysql": "utf8mb4_bin", "postgresql": "C"}

// key is the columns of the primary key.
func (g *schemaMaker) key() []orm.TableArg {
	switch g.r.IntN(4) {
	case 0:
		return []orm.TableArg{orm.NewColumn("a", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement), orm.NewColumn("b", orm.String(9), orm.PrimaryKey)}
	case 1:
		if g.dialect == "postgresql" {
			return []orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.Identity(g.some(), 5, 2))}
		}
	}
	return []orm.TableArg{orm.NewColumn("id", orm.Integer, orm.PrimaryKey)}
}

// columnType is a type, and whether an index of all databases takes its columns.
func (g *schemaMaker) columnType(column string, n int) (orm.Type, bool) {
	sortable := []orm.Type{orm.Integer, orm.SmallInteger, orm.BigInteger, orm.String(20), orm.Char(3), orm.Date, orm.DateTime, orm.Boolean, orm.Numeric(10, 3), orm.Double}
	if at := g.r.IntN(len(sortable) + 4); at < len(sortable) {
		return sortable[at], true
	}
	kind := orm.Enum(fmt.Sprintf("kind%d%c", n, column[len(column)-1]), "x", "y's", "z")
	if g.labels != "" {
		kind = orm.Enum(g.labels, "x", "z")
	}
	return anyOf[orm.Type](g, orm.UnicodeText, orm.LargeBinary, orm.JSON, orm.Time, kind), false
}

func (g *schemaMaker) columnArgs(typ orm.Type) (args []orm.ColumnArg) {
	if g.some() {
		args = append(args, orm.NotNull)
	}
	if g.some() && g.dialect != "sqlite" {
		args = append(args, orm.Comment("what it's \"for\""))
	}
	if _, text := typ.(orm.StringType); text && g.some() {
		args = append(args, orm.Collation(collations[g.dialect]))
	}
	if g.some() {
		switch typ.(type) {
		case orm.StringType:
			args = append(args, orm.ServerDefault(orm.Text(anyOf(g, "'a, (b'", "'it''s'", "''"))))
		case orm.BasicType:
			switch typ {
			case orm.Integer, orm.BigInteger:
				args = append(args, orm.ServerDefault(orm.Text(anyOf(g, "0", "-7", "42", "(1 + 2)"))))
			case orm.DateTime:
				args = append(args, orm.ServerDefault(anyOf[orm.Operand](g, orm.CurrentTimestamp(), orm.Text("'2020-02-29 13:14:15'"))))
			case orm.Boolean:
				args = append(args, orm.ServerDefault(orm.Text(anyOf(g, "true", "false"))))
			}
		case orm.NumericType:
			args = append(args, orm.ServerDefault(orm.Text(anyOf(g, "0", "1.5", "-0.25"))))
		}
	}
	return args
}

func (g *schemaMaker) constraints(n int, columns []string) (args []orm.TableArg) {
	if len(columns) == 0 {
		return nil
	}
	last := columns[len(columns)-1]
	if g.some() {
		unique := orm.NewUnique(fmt.Sprintf("uq_%d", n), last)
		if g.some() && g.dialect == "postgresql" {
			unique = unique.NullsNotDistinct()
		}
		args = append(args, unique)
	}
	if g.some() && last != columns[0] {
		args = append(args, orm.NewIndex(fmt.Sprintf("ix_%d", n), columns[0], last))
	}
	if g.some() && last != columns[0] {
		args = append(args, orm.NewIndex(fmt.Sprintf("ux_%d", n), last, columns[0]).Unique())
	}
	if g.some() {
		args = append(args, orm.NewColumn("amount", orm.Integer), orm.NewCheck(fmt.Sprintf("ck_%d", n), orm.Text(anyOf(g, "amount > 0 AND amount <> 7",
			"amount IN (1, 2, 3)", "amount BETWEEN 1 AND 9 OR amount IS NULL", "amount % 2 = 0 AND (amount > 3 OR amount < -3)", "NOT (amount = 5)", "abs(amount) < 100",
			"CASE WHEN amount > 5 THEN amount < 10 ELSE amount > 0 END", "amount NOT BETWEEN 3 AND 4", "amount * 2 + 1 > 5 - amount"))))
		if g.some() {
			args = append(args, orm.NewColumn("twice", orm.Integer, orm.Computed(orm.Text(anyOf(g, "amount * 2", "amount + 1 - 2 * amount", "coalesce(amount, 0)")), true)))
		}
	}
	return args
}
