// This file holds the cases of the expression language.

package ormtest

import (
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// holds demands that conditions on no table are true.
func (b *bench) holds(conds map[string]orm.Cond) {
	b.Helper()
	for what, cond := range conds {
		if got := b.scalar(orm.Select(orm.Case().When(cond, 1).Else(0))); got != int64(1) {
			b.Errorf("%s doesn't hold: %v", what, got)
		}
	}
}

func expressionValues(b *bench) {
	one, null := orm.Literal(1), orm.Literal(nil)
	b.holds(map[string]orm.Cond{
		"CAST to text":         orm.Cast(12, orm.String(5)).Eq("12"),
		"CAST to a number":     orm.Cast("12", orm.Integer).Plus(1).Eq(13),
		"COALESCE":             orm.Coalesce(null, 2).Eq(2),
		"|| joins text":        orm.Literal("a").Concat("b").Concat("c").Eq("abc"),
		"NULL makes || NULL":   orm.Literal("a").Concat(orm.Cast(nil, orm.String(5))).IsNull(),
		"- of - is +":          orm.Literal(-5).Neg().Eq(5),
		"* before +":           one.Plus(one.Times(5)).Eq(6),
		"parentheses":          one.Plus(1).Times(5).Eq(10),
		"a - (b - c)":          orm.Literal(9).Minus(orm.Literal(5).Minus(3)).Eq(7),
		"a float divides":      orm.Literal(1.0).Div(4.0).Eq(0.25),
		"NOT of AND":           orm.Not(orm.And(one.Eq(1), one.Eq(2))),
		"CASE without ELSE":    orm.Case().When(one.Eq(2), 1).Expr().IsNull(),
		"IS DISTINCT FROM":     one.IsDistinctFrom(nil),
		"IS NOT DISTINCT FROM": orm.Cast(nil, orm.Integer).IsNotDistinctFrom(nil),
		"lower and upper":      orm.Lower("ÄBC").Ne(orm.Upper("äbd")),
		"a number beyond 32":   orm.Literal(int64(9007199254740993)).Minus(1).Eq(int64(9007199254740992)),
	})
}

func expressionSubqueries(b *bench) {
	t := b.words()
	other := t.Alias("o")
	id, n := t.C("id"), t.C("n")
	below := orm.Select(orm.Count()).From(other).Where(other.C("above").Eq(id)).Scalar()
	sums := orm.Select(n, orm.Count().Label("times")).Where(n.IsNotNull()).GroupBy(n).Subquery("sums")
	cte := orm.Select(id.Label("id")).Where(n.Eq(2)).CTE("twos")
	next := id.Plus(1).Label("next")
	b.finds("a correlated query", orm.Select(id).Where(below.Gt(0)).OrderBy(id), 1, 2)
	b.finds("a correlated query as a column", orm.Select(below).From(t).OrderBy(id), 2, 1, 0, 0, 0)
	b.finds("a subquery in FROM", orm.Select(sums.C("n")).Where(sums.C("times").Gt(1)), 2)
	b.finds("IN of a query", orm.Select(id).Where(id.In(orm.Select(cte.C("id")))).OrderBy(id), 4, 5)
	b.finds("NOT EXISTS", orm.Select(id).Where(orm.Not(orm.Select(other.C("id")).Where(other.C("above").Eq(id)).Exists())).OrderBy(id), 3, 4, 5)
	b.finds("a pair IN a list", orm.Select(id).Where(orm.Tuple(id, n).In([]any{1, 3}, []any{2, 9})), 1)
	b.finds("an outer join", orm.Select(id).From(orm.OuterJoin(t, other, other.C("above").Eq(id))).Where(other.C("id").IsNull()).OrderBy(id), 3, 4, 5)
	b.finds("rows of VALUES", orm.Select(orm.Sum(values().C("v"))), 6)
	b.finds("groups by what is selected", orm.Select(n.Plus(1).Label("m")).Where(n.IsNotNull()).GroupBy(n.Plus(1)).OrderBy(orm.Text("m")), 2, 3, 4)
	b.finds("a set ordered by a label", orm.Union(orm.Select(next).Where(id.Lt(3)), orm.Select(orm.Literal(9).Label("next"))).OrderBy(next.Desc()), 9, 3, 2)
	b.finds("a list as a parameter", orm.Select(id).Where(id.In(3, 1)).OrderBy(id.Desc()), 3, 1)
	twice := orm.Select(id, other.C("id"), n).From(t.Join(other, other.C("above").Eq(id))).Subquery("")
	b.finds("equal names in a subquery", orm.Select(twice.C("id_1")).OrderBy(twice.C("id_1")), 2, 3, 4)
}

func values() *orm.Derived {
	return orm.Values("v", []*orm.Column{orm.NewColumn("v", orm.Integer)}, []any{1}, []any{2}, []any{3})
}

func expressionWindows(b *bench) {
	t := b.words()
	id, n := t.C("id"), t.C("n")
	w := orm.Window().OrderBy(id)
	b.finds("row_number in parts", orm.Select(orm.Func("row_number").Over(orm.Window().PartitionBy(n).OrderBy(id))).Where(n.Eq(2)).OrderBy(id), 1, 2)
	b.finds("lag", orm.Select(orm.Coalesce(orm.Func("lag", id).Over(w), 0)).OrderBy(id), 0, 1, 2, 3, 4)
	b.finds("a frame", orm.Select(orm.Count().Over(w.Rows(-1, 1))).OrderBy(id), 2, 3, 3, 3, 2)
}

func expressionChanges(b *bench) {
	t := b.words()
	copies := b.table("copies", orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("word", orm.String(20)), orm.NewColumn("kind", orm.Integer, orm.Default(7)))
	id, word := t.C("id"), t.C("word")
	run := func(s orm.Executable, rows ...orm.V) { b.Helper(); b.must(second(b.e.Execute(s, rows...))) }
	run(copies.Insert().FromSelect([]string{"id", "word"}, orm.Select(id.Plus(10), word).Where(id.Lt(3))))
	b.finds("INSERT from a query, with defaults", orm.Select(copies.C("id")).Where(copies.C("kind").Eq(7)).OrderBy(copies.C("id")), 11, 12)
	run(copies.Insert().Values(orm.V{"id": 1, "word": "x"}, orm.V{"id": 2, "word": nil}))
	b.finds("INSERT of several rows", orm.Select(orm.Count()).From(copies), 4)
	run(copies.Update(copies.C("id").Lt(3)).Set(orm.V{"kind": orm.Select(orm.Count()).From(t).Where(id.Ge(copies.C("id"))).Scalar()}))
	b.finds("a correlated UPDATE", orm.Select(copies.C("kind")).Where(copies.C("id").Lt(3)).OrderBy(copies.C("id")), 5, 4)
	cte := orm.Select(id.Label("id")).Where(id.Eq(1)).CTE("ones")
	run(copies.Delete(copies.C("id").In(orm.Select(cte.C("id").Plus(10)))))
	b.finds("DELETE by a CTE", orm.Select(copies.C("id")).OrderBy(copies.C("id")), 1, 2, 12)
	run(copies.Delete(copies.C("id").Eq(orm.Named("key", orm.Integer))), orm.V{"key": 12})
	b.finds("a named parameter", orm.Select(copies.C("id")).OrderBy(copies.C("id")), 1, 2)
}

// A row whose key is there is updated, in the one way or the other that databases have.
func expressionUpsert(b *bench) {
	t := b.table("upsert", orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement), orm.NewColumn("n", orm.Integer))
	b.must(second(b.e.Execute(t.Insert(), orm.V{"id": 1, "n": 1})))
	row := t.Insert().Values(orm.V{"id": 1, "n": 5})
	sum := orm.V{"n": t.C("n").Plus(row.Excluded("n"))}
	_, err := b.e.Execute(row.OnConflict("id").DoUpdate(sum))
	if err != nil {
		_, err = b.e.Execute(row.OnDuplicateKey(sum))
	}
	if err != nil {
		b.Skipf("neither OnConflict nor OnDuplicateKey is written by this dialect: %v", err)
	}
	b.finds("an upsert", orm.Select(t.C("n")), 6)
}

func expressionReturning(b *bench) {
	t := b.words()
	b.finds("UPDATE ... RETURNING", t.Update(t.C("id").Eq(1)).Set(orm.V{"n": t.C("n").Plus(1)}).Returning(t.C("n")), 4)
}

func expressionDeleteReturning(b *bench) {
	t := b.words()
	b.finds("DELETE ... RETURNING", t.Delete(t.C("id").Eq(5)).Returning(t.C("id")), 5)
}

// Names as long as two tables' and columns' together are cut where the database takes only shorter ones.
func namesLong(b *bench) {
	long := strings.Repeat("x", 40)
	t := b.table("long_"+long, orm.NewColumn("a"+long, orm.Integer, orm.Indexed), orm.NewColumn("b"+long, orm.Integer, orm.Indexed))
	b.must(second(b.e.Execute(t.Insert(), orm.V{"a" + long: 1, "b" + long: 2})))
	res := value(b.e.Execute(t.Select().Labels()))(b)
	if row := value(res.One())(b); row.Len() != 2 || value(row.Of(t.C("b"+long)))(b) != int64(2) {
		b.Errorf("%v", row)
	}
	m := t.MetaData()
	if d := value(m.Diff(b.e))(b); strings.Contains(d.String(), "index") {
		b.Errorf("%s", d)
	}
}
