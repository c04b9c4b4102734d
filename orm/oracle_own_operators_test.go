// This file holds the program of scenario 316: operators, NULL and the order of rows.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func operatorsAndNulls(r *oracle.Run) {
	m, col := orm.NewMetaData(), orm.NewColumn
	t := table(r, "t", m, col("id", orm.Integer, orm.PrimaryKey), col("a", orm.Integer), col("b", orm.Integer), col("s", orm.String(20)), col("flag", orm.Boolean))
	r.Step()
	r.Check(m.CreateAll(r.Engine))
	c, err := r.Engine.Connect()
	r.Check(err)
	defer c.Close()
	rows := func(stmt orm.Executable, params ...orm.V) orm.Rows {
		res, err := c.Execute(stmt, params...)
		r.Check(err)
		return res.FetchAll()
	}
	id, a, b, s, f := t.C("id"), t.C("a"), t.C("b"), t.C("s"), t.C("flag")
	found := func(conds ...orm.Cond) {
		r.Step()
		for i, cond := range conds {
			r.Obs(fmt.Sprint(i+1), firsts(rows(orm.Select(id).Where(cond).OrderBy(id))))
		}
	}
	r.Step()
	_, err = c.Execute(t.Insert(), orm.V{"id": 1, "a": 1, "b": 2, "s": "ab", "flag": true}, orm.V{"id": 2, "a": nil, "b": 5, "s": "a%b", "flag": false},
		orm.V{"id": 3, "a": 7, "b": nil, "s": "a_b", "flag": nil}, orm.V{"id": 4, "a": 4, "b": 4, "s": nil, "flag": true})
	r.Check(err)
	found(orm.Or(a.Eq(1), orm.And(b.Eq(5), s.Eq("a%b"))), orm.And(orm.Or(a.Eq(1), a.Eq(4)), b.Gt(1)), orm.Not(orm.Or(a.Eq(1), b.Eq(4))),
		orm.Not(orm.And(a.Eq(1), b.Eq(2))), orm.And(orm.Not(a.Gt(3)), b.Ne(9)))
	found(a.Plus(b).Times(2).Gt(10), a.Plus(b.Times(2)).Gt(10), a.Minus(b.Minus(1)).Eq(0), a.Neg().Lt(-3), a.Mod(2).Eq(1), a.Minus(b).Minus(1).Lt(0))
	found(a.IsNull(), a.IsNotNull(), orm.And(a.IsNull(), b.IsNotNull()), a.IsDistinctFrom(b), a.IsNotDistinctFrom(4), f.Eq(true), f.Is(false),
		f.IsTrue(), orm.Not(f.IsTrue()), orm.Not(a.IsNull()))
	found(s.Like("a%"), s.Like("a/%b", "/"), s.NotLike("a%"), s.StartsWith("a"), s.EndsWith("b"), s.Contains("%"), s.StartsWith("a_"),
		a.Between(2, 7), a.NotBetween(2, 7), a.In(1, 4, 9), a.NotIn(1, 4), a.In(), a.NotIn(), orm.Tuple(a, b).In([]any{1, 2}, []any{4, 4}),
		s.ILike("AB"), orm.Lower(s).Eq("ab"))
	r.Step()
	if r.Dialect != "mysql" {
		r.Obs("1", firsts(rows(orm.Select(id).OrderBy(a.Desc().NullsLast(), id))))
		r.Obs("2", firsts(rows(orm.Select(id).OrderBy(a.NullsFirst(), id))))
	}
	r.Obs("3", rows(orm.Select(s.Concat("!")).OrderBy(id)))
	r.Obs("4", rows(orm.Select(orm.Case().When(a.Gt(3), "big").When(a.IsNotNull(), "small").Else("none")).OrderBy(id)))
	r.Obs("5", rows(orm.Select(orm.CaseOf(a).When(1, "one").When(4, "four").Else("?")).OrderBy(id)))
	r.Obs("6", rows(orm.Select(orm.Coalesce(a, b, 0), orm.Func("nullif", a, b)).OrderBy(id)))
	r.Step()
	r.Obs("1", rows(orm.Select(id).OrderBy(id).Limit(2).Offset(1)))
	r.Obs("2", rows(orm.Select(id).OrderBy(id).Offset(2)))
	r.Obs("3", rows(orm.Select(f).Distinct().Where(f.IsNotNull()).OrderBy(f)))
	r.Obs("4", rows(orm.Select(orm.Literal("x"), orm.Literal(nil), id).Where(id.Eq(1))))
	r.Obs("5", firsts(rows(orm.Select(id).Where(orm.Or(orm.Or(), a.Eq(1))).OrderBy(id))))
	r.Obs("6", firsts(rows(orm.Select(id).Where(orm.And(orm.And(), a.Eq(1))).OrderBy(id))))
}

// firsts lists the first column.
func firsts(rows orm.Rows) []any {
	list := []any{}
	for _, row := range rows {
		list = append(list, orm.Must(row.At(0)))
	}
	return list
}
