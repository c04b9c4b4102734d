// This file compares the expression language with SQLAlchemy 1.4.46's own compiler: testdata/core.json holds what that
// prints for each statement, by dialect. What is different on purpose is in differs, with the reason.

package orm_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

type coreSchema struct{ users, addresses, node *orm.Table }

func newCoreSchema() coreSchema {
	m := orm.NewMetaData()
	id := func() *orm.Column { return orm.NewColumn("id", orm.Integer, orm.PrimaryKey) }
	return coreSchema{
		users: made(orm.NewTable("users", m, id(), orm.NewColumn("name", text50), orm.NewColumn("fullname", text50),
			orm.NewColumn("active", orm.Boolean), orm.NewColumn("score", orm.Float), orm.NewColumn("born", orm.Date), orm.NewColumn("data", orm.JSON))),
		addresses: made(orm.NewTable("addresses", m, id(), orm.NewColumn("user_id", orm.Integer, orm.ForeignKey("users.id")),
			orm.NewColumn("email", text50, orm.NotNull))),
		node: made(orm.NewTable("node", m, id(), orm.NewColumn("parent_id", orm.Integer), orm.NewColumn("value", orm.Integer))),
	}
}

// differs is statements whose text is another on purpose.
var differs = map[string]map[string]string{
	"nulls":        {"mysql": "MySQL knows no NULLS LAST: the order is written so that it works"},
	"union_nested": {"sqlite": "SQLite takes no parentheses in a set operation: a subquery stands there"},
	"except_union": {"sqlite": "as above"},
	"union_limit":  {"sqlite": "as above"},
	"for_update":   {"default": "the options are not dropped"},
	"for_share":    {"default": "the options are not dropped"},
	"for_key":      {"default": "the options are not dropped", "mysql": "MySQL has no key locks: refused, not weakened"},
	"for_nokey":    {"default": "the options are not dropped", "mysql": "MySQL has no key locks: refused, not strengthened"},
	"delete_using": {"default": "printed as USING, which two databases read"},
	"offset_only":  {"default": "without a meaningless limit"},
	"count_where":  {"mysql": "it has no FILTER"},
	"arith":        {"default": "every column has a name", "sqlite": "every column has a name", "mysql": "every column has a name", "postgresql": "every column has a name"},
	"window_rows":  {"mysql": "MariaDB takes no parameters in a frame"},
	"tuple_in":     {"default": "names of placeholders"},
	"join_full":    {"mysql": "it has no FULL JOIN"},
	"within":       {"sqlite": "it has none", "mysql": "it has it for windows only"},
	"any":          {"sqlite": "it has no quantifiers"},
	"all":          {"sqlite": "it has no quantifiers"},
	"cast_lit":     {"sqlite": "a date as text would become the number of its year"},
}

func TestCoreExpressionLanguage(t *testing.T) {
	data, err := os.ReadFile("testdata/core.json")
	if err != nil {
		t.Fatal(err)
	}
	var printed map[string]map[string]string
	if err := json.Unmarshal(data, &printed); err != nil {
		t.Fatal(err)
	}
	s := newCoreSchema()
	statements := s.statements()
	for name, want := range printed {
		stmt, written := statements[name]
		if !written {
			t.Errorf("%s is not written in Go", name)
			continue
		}
		for dialect, text := range want {
			got, err := orm.Compile(stmt, dialect)
			if reason := differs[name][dialect]; reason != "" {
				if err == nil && unnumbered(dialect, got.SQL) == text {
					t.Errorf("%s, %s is equal, yet listed as different: %s", name, dialect, reason)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s, %s: %v", name, dialect, err)
			} else if sql := unnumbered(dialect, got.SQL); sql != text {
				t.Errorf("%s, %s:\n got %q\nwant %q", name, dialect, sql, text)
			}
		}
	}
}

func (s coreSchema) statements() map[string]orm.Executable {
	all := map[string]orm.Executable{}
	for _, part := range []map[string]orm.Executable{s.changes(), s.conditions(), s.sources(), s.values(), s.sets()} {
		maps.Copy(all, part)
	}
	return all
}

// lacking is the statements that a database can't execute, by its dialect.
var lacking = map[string][]string{
	"sqlite":     {"any", "all", "delete_using", "within", "cast_lit", "pg_upsert"},
	"mysql":      {"join_full", "count_where", "within", "for_key", "for_nokey", "returning_update", "pg_upsert", "collate", "window_empty"},
	"postgresql": {"agg_order", "collate", "cast_lit"},
}

// Every statement is taken by the three databases, apart from those they lack.
func TestCoreStatementsExecute(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := newCoreSchema()
		if err := s.users.MetaData().CreateAll(e); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Execute(s.users.Insert(), orm.V{"name": "ed", "fullname": "Ed Jones", "score": 1.5}); err != nil {
			t.Fatal(err)
		}
		undo := errors.New("undo")
		for name, stmt := range s.statements() {
			if slices.Contains(lacking[e.URL().Dialect], name) {
				continue
			}
			err := e.Begin(func(c *orm.Conn) error {
				if _, err := c.Execute(stmt, paramsOf[name]...); err != nil {
					return err
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// paramsOf is the parameters of the statements that take some.
var paramsOf = map[string][]orm.V{
	"bindparam": {{"username": "ed"}},
	"text_in":   {{"x": 1}},
	"update":    {{"name_1": "x"}},
	"insert_all": {{"id": 9, "name": "n", "fullname": "f", "active": true, "score": 0.5,
		"born": time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC), "data": map[string]any{"a": 1}}},
}

// A subquery belongs to all the statements around it, not only to the nearest one: it never reads a table twice unasked.
func TestCorrelationReachesOut(t *testing.T) {
	s := newCoreSchema()
	u, a, a1 := s.users.C, s.addresses.C, s.addresses.Alias("a1")
	newest := orm.Select(orm.Max(a1.C("email"))).Where(a1.C("user_id").Eq(u("id")))
	owner := orm.Select(a("user_id")).Where(a("user_id").Eq(u("id")), a("email").Eq(newest))
	for stmt, want := range map[orm.Executable]string{
		orm.Select(u("name")).Where(u("id").Eq(owner)): "SELECT users.name \nFROM users \nWHERE users.id = (SELECT addresses.user_id \nFROM addresses \n" +
			"WHERE addresses.user_id = users.id AND addresses.email = (SELECT max(a1.email) AS max_1 \nFROM addresses AS a1 \nWHERE a1.user_id = users.id))",
		s.users.Update(u("id").Eq(a("user_id"))).Set(orm.V{"name": orm.Select(orm.Max(s.node.C("value"))).Where(s.node.C("id").Eq(a("id")))}): "UPDATE users SET " +
			"name=(SELECT max(node.value) AS max_1 \nFROM node \nWHERE node.id = addresses.id) FROM addresses WHERE users.id = addresses.user_id",
	} {
		if got := made(orm.Compile(stmt, "sqlite")); got.SQL != want {
			t.Errorf("got %q\nwant %q", got.SQL, want)
		}
	}
}

func unnumbered(dialect, sql string) string {
	if dialect == "postgresql" {
		return numbered.ReplaceAllString(sql, "?")
	}
	return sql
}

func (s coreSchema) changes() map[string]orm.Executable {
	users, addresses, u, a := s.users, s.addresses, s.users.C, s.addresses.C
	all := orm.V{}
	for _, c := range users.Columns() {
		all[c.Name()] = orm.Named(c.Name(), c.Type())
	}
	email := orm.Select(a("email")).Where(a("user_id").Eq(u("id"))).Limit(1)
	return map[string]orm.Executable{
		"insert_all":       users.Insert().Values(all),
		"insert_values":    users.Insert().Values(orm.V{"name": "jack", "fullname": "Jack Jones"}),
		"insert_many":      users.Insert().Values(orm.V{"name": "a", "fullname": "A"}, orm.V{"name": "b", "fullname": "B"}),
		"insert_from":      addresses.Insert().FromSelect([]string{"user_id", "email"}, orm.Select(u("id"), u("name")).Where(u("id").Gt(5))),
		"insert_expr":      users.Insert().Values(orm.V{"name": orm.Lower("ED"), "score": orm.Select(orm.Max(u("score")))}),
		"update":           users.Update().Set(orm.V{"fullname": orm.Named("name_1", orm.String()).Concat(u("name"))}).AllRows(),
		"update_where":     users.Update(u("name").Eq("jack")).Set(orm.V{"name": "ed"}),
		"update_corr":      users.Update().Set(orm.V{"fullname": email}).AllRows(),
		"update_from":      users.Update(u("id").Eq(a("user_id")), a("email").StartsWith("x")).Set(orm.V{"fullname": a("email")}),
		"update_none":      users.Update().Set(orm.V{"name": nil}).AllRows(),
		"delete":           users.Delete(u("name").Gt("m")),
		"delete_using":     users.Delete(u("id").Eq(a("user_id")), a("email").Eq("x")),
		"delete_sub":       users.Delete(u("id").In(orm.Select(a("user_id")))),
		"returning_update": users.Update(u("id").Eq(1)).Set(orm.V{"name": "x"}).Returning(u("id"), u("name")),
		"pg_upsert":        users.Insert().Values(orm.V{"id": 1, "name": "x"}).OnConflict("id").DoUpdate(orm.V{"name": "y"}, u("id").Gt(5)),
	}
}

func (s coreSchema) conditions() map[string]orm.Executable {
	u, a := s.users.C, s.addresses.C
	id, name, active := u("id"), u("name"), u("active")
	ids := func(conds ...orm.Cond) orm.Executable { return orm.Select(id).Where(conds...) }
	names := func(conds ...orm.Cond) orm.Executable { return orm.Select(name).Where(conds...) }
	x := name.Eq("x")
	nocase := name.Expr().Collate("nocase")
	owned := orm.Select(a("id")).Where(a("user_id").Eq(id))
	return map[string]orm.Executable{
		"conj":           names(orm.And(name.Like("j%"), id.Eq(a("user_id")), orm.Or(a("email").Eq("w@x"), a("email").Eq("j@y")), orm.Not(id.Gt(5)))),
		"not_and":        names(orm.Not(orm.And(id.Eq(1), x))),
		"not_or":         names(orm.Not(orm.Or(id.Eq(1), x))),
		"nested_bool":    ids(orm.Or(orm.And(id.Eq(1), name.Eq("a")), orm.And(id.Eq(2), orm.Or(name.Eq("b"), name.Eq("c"))))),
		"between_and":    ids(orm.And(name.Between("m", "z"), id.Eq(1))),
		"not_between":    ids(orm.Not(id.Between(1, 2))),
		"text_in":        orm.Select(id).Where(orm.Text("id = :x").Cond()),
		"is_true":        ids(active.IsTrue()),
		"is_false":       ids(orm.Not(active.IsTrue())),
		"eq_true":        ids(active.Eq(true)),
		"ne_true":        ids(active.Ne(true)),
		"and_active":     ids(active.IsTrue(), id.Eq(1)),
		"exists":         names(orm.Select(orm.Text("*")).From(s.addresses).Where(a("user_id").Eq(id)).Exists()),
		"exists_and":     names(id.Gt(1), orm.Exists(owned), orm.Not(orm.Exists(orm.Select(a("id")).Where(a("email").Eq(name))))),
		"in_sub":         names(id.In(orm.Select(a("user_id")))),
		"in_empty":       names(id.In()),
		"notin_empty":    names(x, id.NotIn()),
		"in_empty_or":    names(orm.Or(x, id.In())),
		"tuple_in":       ids(orm.Tuple(id, name).In([]any{1, "a"})),
		"tuple_in_empty": ids(orm.Tuple(id, name).In()),
		"any":            ids(id.Eq(orm.Any(orm.Select(a("user_id"))))),
		"all":            ids(id.Gt(orm.All(orm.Select(a("user_id"))))),
		"case_in_where":  ids(orm.Case().When(id.Eq(1), 1).Else(2).Eq(2)),
		"is_distinct":    ids(name.Expr().IsDistinctFrom("x"), name.Expr().IsNotDistinctFrom(nil)),
		"regexp":         ids(name.Expr().Matches("^a")),
		"not_regexp":     ids(orm.Not(name.Expr().Matches("^a"))),
		"ilike_not":      ids(orm.Not(name.ILike("a%"))),
		"starts_and":     ids(name.StartsWith("a"), id.Eq(1)),
		"not_starts":     ids(orm.Not(name.StartsWith("a"))),
		"like_escape":    ids(name.Contains("a_b")),
		"collate":        orm.Select(id).Where(nocase.Eq("x")).OrderBy(nocase.Desc()),
		"bindparam":      ids(name.Eq(orm.Named("username", orm.String()))),
		"eq_expr":        ids(id.Plus(1).Eq(u("score").Times(2))),
		"cmp_sub":        ids(id.Ne(nil)),
	}
}

func (s coreSchema) sources() map[string]orm.Executable {
	users, addresses, u, a := s.users, s.addresses, s.users.C, s.addresses.C
	id, name := u("id"), u("name")
	other, a1, a2 := users.Alias(""), addresses.Alias("a1"), addresses.Alias("a2")
	counts := orm.Select(a("user_id"), orm.Count(a("id")).Label("cnt")).GroupBy(a("user_id")).Subquery("")
	sq := orm.Select(id, name).Where(name.Eq("ed")).Subquery("sq")
	total := orm.Select(orm.Count(a("id"))).Where(id.Eq(a("user_id")))
	joined := users.Join(addresses)
	return map[string]orm.Executable{
		"join":         orm.Select(users, addresses).Where(id.Eq(a("user_id"))),
		"group_having": orm.Select(name, orm.Count(a("id"))).From(joined).GroupBy(name).Having(orm.Func("length", name).Gt(4), orm.Count(a("id")).Gt(1)),
		"alias_auto":   orm.Select(id, other.C("id")).Where(name.Eq(other.C("name"))),
		"alias_two":    orm.Select(name).Where(id.Eq(a1.C("user_id")), id.Eq(a2.C("user_id")), a1.C("email").Eq("x"), a2.C("email").Eq("y")),
		"join_chain": orm.Select(u("fullname")).From(users.Join(a1, id.Eq(a1.C("user_id"))).
			OuterJoin(a2, a2.C("user_id").Eq(id), a2.C("email").Eq("z"))),
		"join_nested":         orm.Select(id).From(users.OuterJoin(a1.Join(a2, a1.C("id").Eq(a2.C("id"))), id.Eq(a1.C("user_id")))),
		"join_full":           orm.Select(id).From(orm.FullJoin(users, addresses)),
		"subquery":            orm.Select(name, counts.C("cnt")).From(users.OuterJoin(counts, id.Eq(counts.C("user_id")))),
		"subquery_named":      orm.Select(sq.C("name")).Where(sq.C("id").Gt(1)),
		"subquery_all":        orm.Select(sq),
		"scalar":              orm.Select(name, total.Scalar()),
		"scalar_lbl":          orm.Select(name, total.Label("n")),
		"aliased_sub_in_from": orm.Select(orm.Count()).From(orm.Select(id).Where(id.Gt(1)).Subquery("")),
		"cross":               orm.Select(id, s.node.C("id")),
		"dup_cols":            orm.Select(id, a("id"), id, a("user_id")).From(joined),
		"labels_dup":          orm.Select(id, a("id"), id).From(joined).Labels(),
		"limit_only":          orm.Select(id).Limit(5),
		"offset_only":         orm.Select(id).Offset(5),
		"for_update":          orm.Select(id).ForUpdate(orm.NoWait()),
		"for_share":           orm.Select(id).ForUpdate(orm.ForShare()),
		"for_key":             orm.Select(id).ForUpdate(orm.ForShare(), orm.ForKey()),
		"for_nokey":           orm.Select(id).ForUpdate(orm.ForKey()),
	}
}

func (s coreSchema) values() map[string]orm.Executable {
	u, a := s.users.C, s.addresses.C
	id, name, score := u("id"), u("name"), u("score")
	length := orm.Func("length", name).Label("len")
	byID := orm.Window().OrderBy(id)
	numbered := orm.Func("row_number").Over(orm.Window().PartitionBy(a("user_id")).OrderBy(a("email").Desc()))
	sum := orm.Sum(score)
	return map[string]orm.Executable{
		"concat": orm.Select(name.Concat(", ").Concat(u("fullname"))),
		"arith": orm.Select(id.Plus(5), score.Times(2).Plus(1), score.Plus(1).Times(2), id.Minus(id.Minus(1)), id.Div(id.Times(2)),
			id.Expr().Neg(), id.Plus(1).Neg(), id.Expr().Mod(3)),
		"custom_op":    orm.Select(id.Expr().Op("&", 4), id.Expr().Op("&", 4).Eq(1).Expr()),
		"cmp_bool":     orm.Select(id.Eq(1).Label("t"), id.Eq(1).Expr().Eq(name.Eq("x")).Expr()),
		"label_order":  orm.Select(name, length).OrderBy(length.Desc()),
		"label_where":  orm.Select(length).Where(length.Gt(3)).GroupBy(length),
		"order_expr":   orm.Select(name).OrderBy(name.Concat(u("fullname")), id.Gt(3).Expr().Desc()),
		"distinct":     orm.Select(name).Where(a("email").Contains(name)).Distinct(),
		"case_search":  orm.Select(orm.Case().When(id.Gt(5), "hi").When(id.Eq(3), name).Else(nil)),
		"cast_lit":     orm.Select(orm.Cast(id, orm.String(20)), orm.Cast(name, orm.Numeric(10, 2)), orm.Cast("2010-01-01", orm.Date)),
		"extract":      orm.Select(orm.Extract("year", u("born"))),
		"func_nested":  orm.Select(orm.Coalesce(orm.Max(score), 0).Plus(1)),
		"func_noargs":  orm.Select(orm.Now(), orm.CurrentTimestamp()),
		"count_star":   orm.Select(orm.Count()).From(s.users),
		"count_where":  orm.Select(orm.Count(id).FilterWhere(id.Gt(5))),
		"within":       orm.Select(orm.Func("percentile_cont", 0.5).WithinGroup(score.Desc())),
		"agg_order":    orm.Select(orm.Func("group_concat", name)),
		"window":       orm.Select(a("email"), numbered.Label("rn")),
		"window_rows":  orm.Select(sum.Over(byID.Rows(-2, 0)), sum.Over(byID.Rows(-orm.Unbounded, orm.Unbounded)), sum.Over(byID.Range(0, orm.Unbounded))),
		"window_empty": orm.Select(orm.Func("rank").Over(orm.Window())),
		"nulls":        orm.Select(id).OrderBy(name.Desc().NullsLast(), id.Asc().NullsFirst()),
		"literal":      orm.Select(orm.Literal("x"), orm.Literal(5).Label("five")),
	}
}

func (s coreSchema) sets() map[string]orm.Executable {
	u, a, n := s.users.C, s.addresses.C, s.node.C
	id, name := u("id"), u("name")
	one, two := orm.Select(id).Where(id.Eq(1)), orm.Select(id).Where(id.Eq(2))
	owners := orm.Select(a("user_id"))
	root := orm.Select(n("id"), n("parent_id"), orm.Literal(0).Label("depth")).Where(n("parent_id").IsNull())
	tree := root.Recursive("tree", func(tree *orm.Derived) orm.Selection {
		return orm.Select(n("id"), n("parent_id"), tree.C("depth").Plus(1).Label("depth")).Where(n("parent_id").Eq(tree.C("id")))
	})
	return map[string]orm.Executable{
		"union":         orm.Union(orm.Select(name).Where(id.Eq(1)), orm.Select(a("email")).Where(a("id").Eq(2))),
		"union_order":   orm.Union(orm.Select(name).Where(id.Eq(1)), orm.Select(name).Where(id.Eq(2))).OrderBy(name).Limit(3).Offset(1),
		"union_nested":  orm.UnionAll(orm.Select(id), orm.Except(orm.Select(id), owners)),
		"except_union":  orm.Except(orm.Union(one, two), owners),
		"union_limit":   orm.UnionAll(orm.Select(id).OrderBy(id).Limit(1), orm.Select(id).OrderBy(id.Desc()).Limit(1)),
		"union_sub":     orm.Select(orm.Union(orm.Select(id), owners).Subquery("x")),
		"cte_recursive": orm.Select(tree),
	}
}
