// This file holds the statements of testdata/tutorial.py that go beyond the tutorials.

package orm_test

import "github.com/ormsh/ormsh/orm"

func (s tutorial) moreQueries() map[string]orm.Executable {
	u, a := s.users.C, s.addresses.C
	n := func(e orm.Expr) orm.Executable { return orm.Select(e.Label("n")) }
	ids := orm.Select(u("id"))
	p := ids.WithOnlyColumns(u("id").Label("i")).Subquery("p")
	q := orm.Select(p.C("i")).Subquery("q")
	all := orm.Union(orm.Select(a("id")), orm.Select(a("user_id")))
	id := u("id")
	return map[string]orm.Executable{
		"more_case_agg":    n(orm.Sum(orm.Case().When(id.Gt(3), 1).Else(0))),
		"more_case_null":   n(orm.Case().When(id.Gt(3), nil).Else(u("name"))),
		"more_case_nested": n(orm.Case().When(id.Gt(3), orm.Case().When(id.Gt(5), "a").Else("b")).Else("c")),
		"more_group_expr":  orm.Select(id.Plus(1).Label("n"), orm.Count()).GroupBy(id.Plus(1)),
		"more_having_or":   orm.Select(u("name")).GroupBy(u("name")).Having(orm.Or(orm.Count(id).Gt(1), orm.Max(id).Lt(5))),
		"more_order_case":  ids.OrderBy(orm.Case().When(u("name").Eq("x"), 0).Else(1), id.Desc()),
		"more_nulls":       ids.OrderBy(u("name").Asc().NullsFirst(), u("fullname").Desc().NullsLast()),
		"more_limit_sub":   ids.Where(id.In(orm.Select(a("user_id")).OrderBy(a("id")).Limit(3))),
		"more_limit_from":  orm.Select(orm.Count()).From(ids.OrderBy(id).Limit(3).Offset(2).Subquery("t")),
		"more_distinct_on": orm.Select(u("name"), id).DistinctOn(u("name")).OrderBy(u("name"), id),
		"more_union_limit": orm.UnionAll(ids.OrderBy(id).Limit(1), orm.Select(a("id")).OrderBy(a("id")).Limit(2)).
			OrderBy(orm.Text("id")).Limit(5).Offset(1),
		"more_union_nested":     orm.Union(ids, orm.UnionAll(orm.Select(a("id")), orm.Select(a("user_id")))),
		"more_intersect_union":  orm.Intersect(ids, all.Subquery("").Select()),
		"more_union_in":         ids.Where(id.In(all)),
		"more_union_scalar_cte": orm.UnionAll(ids, orm.Select(a("id"))).CTE("c").Select(),
		"more_label_twice":      orm.Select(id.Label("x"), id.Label("y")).OrderBy(orm.Text("y")),
		"more_same_columns":     orm.Select(id, a("id"), u("name")).From(s.users.Join(s.addresses)),
		"more_alias_alias":      orm.Select(s.users.Alias("a").C("id"), s.users.Alias("b").C("id")),
		"more_sub_of_sub":       orm.Select(q.C("i")),
		"more_prefix":           ids.Prefix("ALL"),
		"more_row_text":         orm.Select(orm.Text("*")).From(s.users),
		"more_update":           ids.ForUpdate(),
		"more_update_nowait":    ids.ForUpdate(orm.NoWait()),
		"more_update_skip":      ids.ForUpdate(orm.SkipLocked()),
		"more_share":            ids.ForUpdate(orm.ForShare()),
		"more_update_of":        orm.Select(id, a("id")).From(s.users.Join(s.addresses)).ForUpdate(orm.LockOf(s.addresses)),
	}
}

func (s tutorial) moreCTEs() map[string]orm.Executable {
	u, id := s.users.C, s.users.C("id")
	x := orm.Select(id.Label("id")).Where(id.Eq(1)).CTE("x")
	y := orm.Select(x.C("id").Plus(1).Label("id")).CTE("y")
	t := orm.Select(orm.Literal(1).Label("n")).Recursive("t", func(t *orm.Derived) orm.Selection {
		return orm.Select(t.C("n").Plus(1)).Where(t.C("n").Lt(10))
	})
	return map[string]orm.Executable{
		"more_cte_chain":  orm.Select(x.C("id"), y.C("id")).Where(x.C("id").Lt(y.C("id"))),
		"more_cte_twice":  orm.Select(x.C("id"), x.Alias("x2").C("id")),
		"more_cte_in_sub": orm.Select(u("name")).Where(id.In(orm.Select(y.C("id")))),
		"more_recursive":  orm.Select(orm.Sum(t.C("n"))),
		"more_cte_update": s.users.Update(id.In(orm.Select(x.C("id")))).Set(orm.V{"name": "x"}),
		"more_cte_delete": s.users.Delete(id.In(orm.Select(x.C("id")))),
		"more_cte_insert": s.addresses.Insert().FromSelect([]string{"user_id", "email"}, orm.Select(x.C("id"), orm.Literal("e"))),
	}
}

func (s tutorial) moreValues() map[string]orm.Executable {
	u, a, id := s.users.C, s.addresses.C, s.users.C("id")
	n := func(e orm.Expr) orm.Executable { return orm.Select(e.Label("n")) }
	byID := orm.Window().OrderBy(id)
	v := orm.Values("v", []*orm.Column{orm.NewColumn("n", orm.Integer), orm.NewColumn("s", orm.String())}, []any{1, "a"}, []any{2, "b"})
	last := orm.Select(orm.Max(a("id"))).Scalar()
	return map[string]orm.Executable{
		"more_extract":        n(orm.Extract("year", orm.Now())),
		"more_nullif":         n(orm.Func("nullif", u("name"), "")),
		"more_distinct_count": n(orm.Count(u("name")).Distinct()),
		"more_window_named":   n(orm.Sum(id).Over(orm.Window().PartitionBy(u("name"), u("fullname")).OrderBy(id.Desc(), u("name")))),
		"more_window_empty":   n(orm.Count().Over(orm.Window())),
		"more_window_range":   n(orm.Sum(id).Over(byID.Range(-orm.Unbounded, 0))),
		"more_window_rows":    n(orm.Sum(id).Over(byID.Rows(-orm.Unbounded, orm.Unbounded))),
		"more_window_filter":  n(orm.Count(id).FilterWhere(id.Gt(3)).Over(byID)),
		"more_lag":            n(orm.Func("lag", u("name"), 1).Over(byID)),
		"more_ntile":          n(orm.Func("ntile", 4).Over(byID)),
		"more_array_order":    n(orm.Func("string_agg", u("name"), orm.Text("','"))),
		"more_literal_null":   orm.Select(orm.Literal(nil).Label("n"), orm.Literal("x").Label("x"), orm.And().Label("t"), orm.Or().Label("f")),
		"more_coalesce_sub":   n(orm.Coalesce(last, 0)),
		"more_scalar_math":    n(last.Plus(1)),
		"more_neg_neg":        n(id.Expr().Neg().Neg()),
		"more_neg_literal":    n(id.Minus(-1)),
		"more_minus_chain":    orm.Select(id.Minus(id.Minus(1)).Label("n"), id.Minus(id).Minus(1).Label("m")),
		"more_concat_num":     n(orm.Cast(id, orm.String(10)).Concat("x")),
		"more_values":         orm.Select(v),
		"more_exists_select":  orm.Select(orm.Select().Where(id.Eq(1)).Exists().Label("e")),
	}
}

func (s tutorial) moreConditions() map[string]orm.Executable {
	u, a, id := s.users.C, s.addresses.C, s.users.C("id")
	ids := func(c ...orm.Cond) orm.Executable { return orm.Select(id).Where(c...) }
	both := orm.Tuple(id, u("name"))
	count := orm.Select(orm.Count(a("id"))).Where(a("user_id").Eq(id)).Scalar()
	return map[string]orm.Executable{
		"more_not_in_select": ids(id.NotIn(orm.Select(a("user_id")).Where(a("user_id").IsNotNull()))),
		"more_any":           ids(id.Eq(orm.Any(orm.Select(a("user_id"))))),
		"more_tuple":         ids(both.InQuery(orm.Select(a("user_id"), a("email")))),
		"more_tuple_values":  ids(both.In([]any{1, "a"}, []any{2, "b"})),
		"more_tuple_not":     ids(orm.Not(both.In([]any{1, "a"}))),
		"more_true_and":      ids(orm.And(orm.And(), id.Gt(1))),
		"more_false_or":      ids(orm.Or(orm.Or(), id.Gt(1))),
		"more_and_empty":     ids(orm.And()),
		"more_between_expr":  ids(id.Between(a("id").Minus(1), a("id").Plus(1))),
		"more_between_sym":   ids(orm.Literal(5).Between(id, a("id"))),
		"more_scalar_cmp":    ids(count.Between(1, 3)),
		"more_not_like":      ids(orm.Not(u("name").Like("a%"))),
		"more_not_not":       ids(orm.Not(orm.Not(id.Gt(1)))),
		"more_not_and":       ids(orm.Not(orm.And(id.Gt(1), u("name").Eq("x")))),
	}
}

func (s tutorial) moreSources() map[string]orm.Executable {
	users, addresses, a, id := s.users, s.addresses, s.addresses.C, s.users.C("id")
	a1 := addresses.Alias("")
	g := orm.Select(a("user_id").Label("o")).GroupBy(a("user_id")).Subquery("g")
	ids := orm.Select(id)
	return map[string]orm.Executable{
		"more_join_three":  ids.From(users.Join(addresses).Join(a1, a1.C("user_id").Eq(id))),
		"more_join_sub":    ids.From(users.Join(g, orm.Text("g.o = users.id").Cond())),
		"more_join_nested": ids.From(users.OuterJoin(addresses.Join(a1, a1.C("id").Eq(a("id"))), id.Eq(a("user_id")))),
	}
}

func (s tutorial) moreChanges() map[string]orm.Executable {
	users, addresses, u, a, id := s.users, s.addresses, s.users.C, s.addresses.C, s.users.C("id")
	owned := orm.Select().Where(a("user_id").Eq(id)).Exists()
	x := users.Insert().Values(orm.V{"id": 1, "name": "x"})
	return map[string]orm.Executable{
		"more_insert_many":    users.Insert().Values(orm.V{"name": "a", "fullname": "A"}, orm.V{"name": "b", "fullname": "B"}),
		"more_insert_expr":    users.Insert().Values(orm.V{"name": orm.Lower("ED"), "fullname": orm.Select(orm.Max(u("name")))}),
		"more_insert_default": users.Insert().Values(orm.V{}),
		"more_insert_union": addresses.Insert().FromSelect([]string{"user_id", "email"},
			orm.UnionAll(orm.Select(id, u("name")), orm.Select(id, u("fullname")))),
		"more_update_case":       users.Update(id.Lt(3)).Set(orm.V{"name": orm.Case().When(id.Eq(1), "a").Else(u("name"))}),
		"more_update_null":       users.Update(id.Eq(1)).Set(orm.V{"name": nil, "fullname": orm.Literal(nil)}),
		"more_update_sub":        users.Update(owned).Set(orm.V{"name": orm.Select(orm.Max(a("email"))).Where(a("user_id").Eq(id))}),
		"more_delete_sub":        users.Delete(orm.Not(owned)),
		"more_duplicate":         x.OnDuplicateKey(orm.V{"name": "y"}),
		"more_duplicate_values":  x.OnDuplicateKey(orm.V{"name": x.Excluded("name"), "fullname": orm.Func("concat", x.Excluded("name"), "!")}),
		"more_nothing":           x.OnConflict().DoNothing(),
		"more_nothing_on":        x.OnConflict("id").DoNothing(),
		"more_upsert":            x.OnConflict("id").DoUpdate(orm.V{"name": x.Excluded("name")}),
		"more_upsert_where":      x.OnConflict("id").IndexWhere(id.Gt(0)).DoUpdate(orm.V{"name": u("name").Concat(x.Excluded("name"))}, id.Gt(5)),
		"more_upsert_constraint": x.OnConstraint("users_pkey").DoUpdate(orm.V{"name": "y"}).Returning(id),
	}
}
