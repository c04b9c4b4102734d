// This file builds the expressions of testdata/pairs.py, by the names that it has for operators and places.

package orm_test

import (
	"maps"

	"github.com/ormsh/ormsh/orm"
)

// pairMaker builds expressions over the tables.
type pairMaker struct {
	coreSchema
	values map[string]func(x ...orm.Expr) orm.Expr
	conds  map[string]func(x ...orm.Expr) orm.Cond
}

func newPairMaker(s coreSchema) pairMaker {
	p := pairMaker{coreSchema: s}
	p.values = maps.Collect(maps.All(p.leaves()))
	maps.Copy(p.values, p.calls())
	maps.Copy(p.values, p.operators())
	p.conds = p.comparisons()
	maps.Copy(p.conds, p.searches())
	maps.Copy(p.conds, p.truths())
	return p
}

func (p pairMaker) leaves() map[string]func(x ...orm.Expr) orm.Expr {
	column := func(name string) func(...orm.Expr) orm.Expr {
		return func(...orm.Expr) orm.Expr { return p.users.C(name).Expr() }
	}
	return map[string]func(x ...orm.Expr) orm.Expr{
		"id": column("id"), "score": column("score"), "name": column("name"), "fullname": column("fullname"),
		"five": func(...orm.Expr) orm.Expr { return orm.Literal(5) },
		"word": func(...orm.Expr) orm.Expr { return orm.Literal("abc") },
	}
}

func (p pairMaker) operators() map[string]func(x ...orm.Expr) orm.Expr {
	return map[string]func(x ...orm.Expr) orm.Expr{
		"neg":    func(x ...orm.Expr) orm.Expr { return x[0].Neg() },
		"add":    func(x ...orm.Expr) orm.Expr { return x[0].Plus(x[1]) },
		"sub":    func(x ...orm.Expr) orm.Expr { return x[0].Minus(x[1]) },
		"mul":    func(x ...orm.Expr) orm.Expr { return x[0].Times(x[1]) },
		"div":    func(x ...orm.Expr) orm.Expr { return x[0].Div(x[1]) },
		"mod":    func(x ...orm.Expr) orm.Expr { return x[0].Mod(x[1]) },
		"bitand": func(x ...orm.Expr) orm.Expr { return x[0].Op("&", x[1]) },
		"concat": func(x ...orm.Expr) orm.Expr { return x[0].Concat(x[1]) },
	}
}

func (p pairMaker) calls() map[string]func(x ...orm.Expr) orm.Expr {
	u, a := p.users.C, p.addresses.C
	coalesce := func(x ...orm.Expr) orm.Expr { return orm.Coalesce(x[0], x[1]) }
	searched := func(x ...orm.Expr) orm.Expr { return orm.Case().When(orm.Cond(x[0]), x[1]).Else(x[2]) }
	return map[string]func(x ...orm.Expr) orm.Expr{
		"abs":        func(x ...orm.Expr) orm.Expr { return orm.Func("abs", x[0]).As(orm.Integer) },
		"length":     func(x ...orm.Expr) orm.Expr { return orm.Func("length", x[0]).As(orm.Integer) },
		"coalesce":   coalesce,
		"coalesce_t": coalesce,
		"cast_int":   func(x ...orm.Expr) orm.Expr { return orm.Cast(x[0], orm.Integer) },
		"cast_text":  func(x ...orm.Expr) orm.Expr { return orm.Cast(x[0], orm.String(20)) },
		"coerce":     func(x ...orm.Expr) orm.Expr { return x[0].As(orm.Integer) },
		"case":       searched,
		"case_t":     searched,
		"case_of":    func(x ...orm.Expr) orm.Expr { return orm.CaseOf(x[0]).When(1, x[1]).Else(0) },
		"scalar": func(...orm.Expr) orm.Expr {
			return orm.Select(orm.Max(a("id"))).Where(a("user_id").Eq(u("id"))).Scalar()
		},
		"over": func(x ...orm.Expr) orm.Expr {
			return orm.Max(x[0]).Over(orm.Window().PartitionBy(x[1]).OrderBy(u("id")))
		},
		"rows": func(x ...orm.Expr) orm.Expr {
			return orm.Max(u("id")).Over(orm.Window().OrderBy(x[0], u("id")).Rows(-77, 0))
		},
		"lower":   func(x ...orm.Expr) orm.Expr { return orm.Lower(x[0]) },
		"collate": func(x ...orm.Expr) orm.Expr { return x[0].Collate("C") },
	}
}

func (p pairMaker) comparisons() map[string]func(x ...orm.Expr) orm.Cond {
	eq := func(x ...orm.Expr) orm.Cond { return x[0].Eq(x[1]) }
	null := func(x ...orm.Expr) orm.Cond { return x[0].IsNull() }
	owners := orm.Select(p.addresses.C("user_id"))
	return map[string]func(x ...orm.Expr) orm.Cond{
		"eq": eq, "eq_t": eq, "eq_b": eq, "eq_null": null, "is_null": null, "null_b": null,
		"not_null":      func(x ...orm.Expr) orm.Cond { return x[0].IsNotNull() },
		"ne":            func(x ...orm.Expr) orm.Cond { return x[0].Ne(x[1]) },
		"lt":            func(x ...orm.Expr) orm.Cond { return x[0].Lt(x[1]) },
		"ge":            func(x ...orm.Expr) orm.Cond { return x[0].Ge(x[1]) },
		"distinct":      func(x ...orm.Expr) orm.Cond { return x[0].IsDistinctFrom(x[1]) },
		"not_distinct":  func(x ...orm.Expr) orm.Cond { return x[0].IsNotDistinctFrom(x[1]) },
		"distinct_null": func(x ...orm.Expr) orm.Cond { return x[0].IsDistinctFrom(nil) },
		"between":       func(x ...orm.Expr) orm.Cond { return x[0].Between(x[1], x[2]) },
		"not_between":   func(x ...orm.Expr) orm.Cond { return orm.Not(x[0].Between(x[1], x[2])) },
		"in":            func(x ...orm.Expr) orm.Cond { return x[0].In(1, 2) },
		"not_in":        func(x ...orm.Expr) orm.Cond { return x[0].NotIn(1, 2) },
		"in_none":       func(x ...orm.Expr) orm.Cond { return x[0].In() },
		"not_in_none":   func(x ...orm.Expr) orm.Cond { return x[0].NotIn() },
		"in_mixed":      func(x ...orm.Expr) orm.Cond { return x[0].In(x[1], 1) },
		"in_query":      func(x ...orm.Expr) orm.Cond { return x[0].In(owners) },
		"not_in_query":  func(x ...orm.Expr) orm.Cond { return x[0].NotInQuery(owners) },
		"tuple_in":      func(x ...orm.Expr) orm.Cond { return orm.Tuple(x[0], x[1]).In([]any{1, "a"}, []any{2, "b"}) },
		"tuple_in_none": func(x ...orm.Expr) orm.Cond { return orm.Tuple(x[0], x[1]).In() },
		"any":           func(x ...orm.Expr) orm.Cond { return x[0].Eq(orm.Any(owners)) },
		"all":           func(x ...orm.Expr) orm.Cond { return x[0].Gt(orm.All(owners)) },
	}
}

func (p pairMaker) searches() map[string]func(x ...orm.Expr) orm.Cond {
	return map[string]func(x ...orm.Expr) orm.Cond{
		"like":         func(x ...orm.Expr) orm.Cond { return x[0].Like("a%") },
		"not_like":     func(x ...orm.Expr) orm.Cond { return x[0].NotLike("a%") },
		"like_escape":  func(x ...orm.Expr) orm.Cond { return x[0].Like("a!%%", "!") },
		"like_text":    func(x ...orm.Expr) orm.Cond { return x[0].Like(x[1]) },
		"ilike":        func(x ...orm.Expr) orm.Cond { return x[0].ILike("A%") },
		"not_ilike":    func(x ...orm.Expr) orm.Cond { return x[0].NotILike("A%") },
		"ilike_escape": func(x ...orm.Expr) orm.Cond { return x[0].ILike("A!%%", "!") },
		"starts":       func(x ...orm.Expr) orm.Cond { return x[0].StartsWith("a") },
		"contains":     func(x ...orm.Expr) orm.Cond { return x[0].Contains("a_") },
		"ends":         func(x ...orm.Expr) orm.Cond { return x[0].EndsWith(x[1]) },
	}
}

func (p pairMaker) truths() map[string]func(x ...orm.Expr) orm.Cond {
	u, a := p.users.C, p.addresses.C
	return map[string]func(x ...orm.Expr) orm.Cond{
		"exists":  func(...orm.Expr) orm.Cond { return orm.Select(a("id")).Where(a("user_id").Eq(u("id"))).Exists() },
		"active":  func(...orm.Expr) orm.Cond { return u("active").IsTrue() },
		"is_true": func(...orm.Expr) orm.Cond { return u("active").Expr().Is(true) },
		"and":     func(x ...orm.Expr) orm.Cond { return orm.And(orm.Cond(x[0]), orm.Cond(x[1])) },
		"or":      func(x ...orm.Expr) orm.Cond { return orm.Or(orm.Cond(x[0]), orm.Cond(x[1])) },
		"not":     func(x ...orm.Expr) orm.Cond { return orm.Not(orm.Cond(x[0])) },
	}
}

// expr is the tree as an expression.
func (p pairMaker) expr(t tree) orm.Expr {
	args := make([]orm.Expr, len(t.args))
	for i, a := range t.args {
		args[i] = p.expr(a)
	}
	if f, ok := p.values[t.name]; ok {
		return f(args...)
	}
	return p.conds[t.name](args...).Expr()
}

// statement puts the expression into its place.
func (p pairMaker) statement(place string, x orm.Expr) orm.Executable {
	u, id := p.users.C, p.users.C("id")
	users := orm.Select(id)
	switch place {
	case "column":
		return orm.Select(x.Label("x")).From(p.users).OrderBy(id)
	case "where":
		return users.Where(orm.Cond(x)).OrderBy(id)
	case "on":
		return orm.Select(id, p.addresses.C("id")).From(p.users.OuterJoin(p.addresses, orm.Cond(x))).OrderBy(id, p.addresses.C("id"))
	case "having":
		return orm.Select(id, u("name"), u("active"), u("score")).GroupBy(id, u("name"), u("active"), u("score")).Having(orm.Cond(x)).OrderBy(id)
	case "desc":
		return users.OrderBy(x.Desc(), id)
	case "first":
		return users.OrderBy(x.Asc().NullsFirst(), id)
	case "last":
		return users.OrderBy(x.Desc().NullsLast(), id)
	case "group":
		return orm.Select(orm.Count(id).Label("n")).GroupBy(x).OrderBy(orm.Min(id))
	case "distinct":
		return orm.Select(orm.Count(x).Distinct().Label("n")).From(p.users)
	}
	return orm.Text("there is no place " + place)
}
