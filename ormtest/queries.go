// This file holds the cases of queries.

package ormtest

import (
	"reflect"

	"github.com/ormsh/ormsh/orm"
)

// words is a table of five rows: a word, a number that may be NULL, and the row above.
func (b *bench) words() *orm.Table {
	t := b.table("words", orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("word", orm.String(20)),
		orm.NewColumn("n", orm.Integer), orm.NewColumn("above", orm.Integer))
	b.must(second(b.e.Execute(t.Insert(), orm.V{"id": 1, "word": "ant", "n": 3, "above": nil}, orm.V{"id": 2, "word": "bee", "n": 1, "above": 1},
		orm.V{"id": 3, "word": "cat", "n": nil, "above": 2}, orm.V{"id": 4, "word": "100%", "n": 2, "above": 1}, orm.V{"id": 5, "word": "a_b", "n": 2, "above": nil})))
	return t
}

// finds demands the ids that a statement gives, in order.
func (b *bench) finds(what string, stmt orm.Executable, ids ...int64) {
	b.Helper()
	want := []any{}
	for _, id := range ids {
		want = append(want, id)
	}
	if got := b.column(stmt); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		b.Errorf("%s finds %v, not %v", what, got, want)
	}
}

func queryOperators(b *bench) {
	t := b.words()
	id, word, n := t.C("id"), t.C("word"), t.C("n")
	for _, q := range []struct {
		what string
		cond orm.Cond
		ids  []int64
	}{
		{"=", word.Eq("bee"), []int64{2}},
		{"<> leaves NULL out", n.Ne(2), []int64{1, 2}},
		{"= NULL is IS NULL", n.Eq(nil), []int64{3}},
		{"IN", id.In(1, 3, 9), []int64{1, 3}},
		{"IN nothing", id.In(), nil},
		{"NOT IN nothing", id.NotIn(), []int64{1, 2, 3, 4, 5}},
		{"BETWEEN", n.Between(2, 3), []int64{1, 4, 5}},
		{"LIKE", word.Like("%e%"), []int64{2}},
		{"a prefix with %", word.StartsWith("100"), []int64{4}},
		{"a prefix is no pattern", orm.And(word.Like("a_b"), word.Ne("ant")), []int64{5}},
		{"AND before OR", orm.Or(id.Eq(1), orm.And(id.Eq(2), n.Eq(9))), []int64{1}},
		{"NOT", orm.Not(orm.Or(id.Eq(1), id.Eq(2))), []int64{3, 4, 5}},
		{"arithmetic", n.Plus(1).Times(2).Eq(6), []int64{4, 5}},
		{"EXISTS", orm.Select(id).Where(id.Eq(1)).Exists(), []int64{1, 2, 3, 4, 5}},
	} {
		stmt := orm.Select(id).Where(q.cond).OrderBy(id)
		if q.what == "EXISTS" {
			other := t.Alias("other")
			stmt = orm.Select(id).Where(orm.Select(other.C("id")).Where(other.C("above").Eq(id)).Exists()).OrderBy(id)
			q.ids = []int64{1, 2}
		}
		b.finds(q.what, stmt, q.ids...)
	}
}

func queryLimits(b *bench) {
	id := b.words().C("id")
	b.finds("LIMIT", orm.Select(id).OrderBy(id).Limit(2), 1, 2)
	b.finds("LIMIT and OFFSET", orm.Select(id).OrderBy(id).Limit(2).Offset(3), 4, 5)
	b.finds("OFFSET alone", orm.Select(id).OrderBy(id).Offset(4), 5)
	b.finds("LIMIT 0", orm.Select(id).OrderBy(id).Limit(0))
}

func queryNullOrder(b *bench) {
	t := b.words()
	id, n := t.C("id"), t.C("n")
	b.finds("NULLS FIRST", orm.Select(id).OrderBy(n.Asc().NullsFirst(), id), 3, 2, 4, 5, 1)
	b.finds("NULLS LAST", orm.Select(id).OrderBy(n.Desc().NullsLast(), id), 1, 4, 5, 2, 3)
}

func querySets(b *bench) {
	t := b.words()
	id, n := t.C("id"), t.C("n")
	one := func(ids ...any) *orm.SelectStmt { return orm.Select(id).Where(id.In(ids...)) }
	b.finds("UNION", orm.Union(one(1, 2), one(2, 3)).OrderBy(id), 1, 2, 3)
	b.finds("UNION ALL", orm.UnionAll(one(1, 2), one(2)).OrderBy(id), 1, 2, 2)
	b.finds("EXCEPT", orm.Except(one(1, 2), one(2)), 1)
	b.finds("INTERSECT", orm.Intersect(one(1, 2), one(2, 3)), 2)
	b.finds("GROUP BY and HAVING", orm.Select(n).GroupBy(n).Having(orm.Count().Gt(1)), 2)
	b.finds("count", orm.Select(orm.Count()).From(t), 5)
	b.finds("count of values", orm.Select(orm.Count(n)), 4)
	b.finds("DISTINCT", orm.Select(n).Where(n.IsNotNull()).Distinct().OrderBy(n), 1, 2, 3)
	b.finds("a subquery", orm.Select(id).Where(n.Eq(orm.Select(orm.Max(n)).Scalar())), 1)
}

func queryRecursive(b *bench) {
	t := b.words()
	id := t.C("id")
	below := orm.Select(id).Where(id.Eq(1)).Recursive("below", func(below *orm.Derived) orm.Selection {
		return orm.Select(id).Where(t.C("above").Eq(below.C("id")))
	})
	b.finds("WITH RECURSIVE", orm.Select(below.C("id")).OrderBy(below.C("id")), 1, 2, 3, 4)
}
