// This file asks the three databases for results of each construct of the expression language, not only for their consent.

package orm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// sales is a table to compute with: id, shop, item, amount.
func sales(t *testing.T, e *orm.Engine) *orm.Table {
	t.Helper()
	table := made(orm.NewTable("sales", orm.NewMetaData(orm.Bind(e)), orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement),
		orm.NewColumn("shop", orm.String(10)), orm.NewColumn("item", orm.String(10)), orm.NewColumn("amount", orm.Integer)))
	if err := table.Create(); err != nil {
		t.Fatal(err)
	}
	rows := []orm.V{}
	for i, r := range []struct {
		shop, item string
		amount     any
	}{{"a", "x", 10}, {"a", "y", 20}, {"b", "x", 30}, {"b", "x", 5}, {"c", "y", nil}} {
		rows = append(rows, orm.V{"id": i + 1, "shop": r.shop, "item": r.item, "amount": r.amount})
	}
	must(table.Insert().Execute(rows...))(t)
	return table
}

// construct is a statement and what it yields; without says which databases lack it, and the error's words there.
type construct struct {
	name    string
	stmt    orm.Executable
	want    string
	params  []orm.V
	without map[string]string
}

// anotherResult stands for a database where the construct means something else.
const anotherResult = ""

func TestLanguageResults(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := sales(t, e)
		for _, part := range [][]construct{queries(s), windows(s), groupings(s), lists(s)} {
			for _, c := range part {
				words, lacks := c.without[e.URL().Dialect]
				if lacks && words == anotherResult {
					continue
				}
				result, err := e.Execute(c.stmt, c.params...)
				if lacks {
					if err == nil || !strings.Contains(err.Error(), words) {
						t.Errorf("%s: %v; it should say %q", c.name, err, words)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				} else if got := shownRows(result.FetchAll()); got != c.want {
					t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
				}
			}
		}
	})
}

// shownRows writes rows so that decimals and integers of the databases read alike.
func shownRows(rows orm.Rows) string {
	var b strings.Builder
	for _, row := range rows {
		for i, v := range row.Values() {
			if i > 0 {
				b.WriteByte(',')
			}
			if v == nil {
				v = "-"
			}
			b.WriteString(strings.TrimSuffix(strings.TrimRight(strings.TrimSuffix(fmt.Sprint(v), ".0000"), ""), ".0"))
		}
		b.WriteByte(';')
	}
	return b.String()
}

func queries(s *orm.Table) []construct {
	id, shop, item, amount := s.C("id"), s.C("shop"), s.C("item"), s.C("amount")
	other := s.Alias("o")
	best := orm.Select(other.C("id"), other.C("amount")).Where(other.C("shop").Eq(shop)).OrderBy(other.C("amount").Desc().NullsLast()).Limit(1).Lateral("best")
	shops := orm.Select(shop).Distinct().Subquery("shops")
	count := orm.Select(orm.Literal(1).Label("n")).Recursive("counter", func(self *orm.Derived) orm.Selection {
		return orm.Select(self.C("n").Plus(1)).Where(self.C("n").Lt(4))
	})
	totals := orm.Select(shop, orm.Sum(amount).Label("total")).GroupBy(shop).CTE("totals")
	top := orm.Select(other.C("shop"), orm.Max(other.C("amount"))).GroupBy(other.C("shop"))
	return []construct{
		{name: "lateral", stmt: orm.Select(id, best.C("id")).From(s.Join(best, orm.And())).Where(id.In(1, 4)).OrderBy(id), want: "1,2;4,3;",
			without: map[string]string{"sqlite": "LATERAL", "mysql": "LATERAL"}},
		{name: "recursive", stmt: orm.Select(count.C("n")).OrderBy(count.C("n")), want: "1;2;3;4;"},
		{name: "cte", stmt: orm.Select(totals.C("shop"), totals.C("total")).Where(totals.C("total").Gt(30)).OrderBy(totals.C("shop")), want: "b,35;"},
		{name: "subquery", stmt: orm.Select(orm.Count()).From(shops), want: "3;"},
		{name: "nulls first", stmt: orm.Select(id).OrderBy(amount.Asc().NullsFirst(), id), want: "5;4;1;2;3;"},
		{name: "nulls last", stmt: orm.Select(id).OrderBy(amount.Desc().NullsLast(), id), want: "3;2;1;4;5;"},
		{name: "case", stmt: orm.Select(orm.Case().When(amount.Gt(15), "much").When(amount.IsNull(), "none").Else("little")).OrderBy(id), want: "little;much;much;little;none;"},
		{name: "case of", stmt: orm.Select(orm.CaseOf(item).When("x", 1).Else(2)).OrderBy(id), want: "1;2;1;1;2;"},
		{name: "cast", stmt: orm.Select(orm.Cast("12", orm.Integer).Plus(1)), want: "13;"},
		{name: "coalesce", stmt: orm.Select(orm.Coalesce(amount, 0)).Where(id.Eq(5)), want: "0;"},
		{name: "union", stmt: orm.Union(orm.Select(shop).Where(id.Eq(1)), orm.Select(shop).Where(id.Le(3))).OrderBy(orm.Text("shop")), want: "a;b;"},
		{name: "intersect", stmt: orm.Intersect(orm.Select(shop).Where(id.Le(3)), orm.Select(shop).Where(id.Ge(3))), want: "b;"},
		{name: "except", stmt: orm.Except(orm.Select(shop), orm.Select(shop).Where(id.Ge(3))), want: "a;"},
		{name: "tuple in query", stmt: orm.Select(id).Where(orm.Tuple(shop, amount).InQuery(top)).OrderBy(id), want: "2;3;"},
		{name: "tuple in", stmt: orm.Select(id).Where(orm.Tuple(shop, item).In([]any{"a", "y"}, []any{"b", "x"})).OrderBy(id), want: "2;3;4;"},
		{name: "between", stmt: orm.Select(id).Where(amount.Between(10, 20)).OrderBy(id), want: "1;2;"},
		{name: "not in with NULL", stmt: orm.Select(id).Where(amount.NotIn(10, 20)).OrderBy(id), want: "3;4;"},
		{name: "is distinct from", stmt: orm.Select(id).Where(amount.Expr().IsDistinctFrom(10)).OrderBy(id), want: "2;3;4;5;"},
		{name: "like", stmt: orm.Select(id).Where(item.Like("X"), id.Lt(3)).OrderBy(id), want: "1;", without: map[string]string{"postgresql": anotherResult}},
		{name: "like with an escape", stmt: orm.Select(id).Where(orm.Literal("50%").Like("50!%", "!"), id.Eq(1)), want: "1;"},
		{name: "ilike of a column", stmt: orm.Select(id).Where(orm.Literal("A").ILike(shop)).OrderBy(id), want: "1;2;"},
		{name: "text in FROM", stmt: func() orm.Executable {
			t := orm.Text("SELECT id, amount FROM sales WHERE id > :low", orm.V{"low": 3}).Columns(id, amount)
			sub, cte := t.Subquery("t"), t.CTE("c")
			return orm.Select(sub.C("id"), cte.C("amount")).From(sub.Join(cte, sub.C("id").Eq(cte.C("id")))).OrderBy(sub.C("id"))
		}(), want: "4,5;5,-;"},
		{name: "a star as text", stmt: orm.Select(orm.Text("*")).From(s).Where(id.Eq(2)), want: "2,a,y,20;"},
		{name: "a list as text", stmt: orm.Select(orm.Text("id, coalesce(amount, 0)")).From(s).Where(id.Eq(5)), want: "5,0;"},
		{name: "text in parentheses", stmt: orm.Text("(SELECT id FROM sales WHERE id = 1) UNION ALL (SELECT id FROM sales WHERE id = 2)"), want: "1;2;",
			without: map[string]string{"sqlite": "syntax"}},
		{name: "ilike", stmt: orm.Select(id).Where(item.ILike("X")).OrderBy(id), want: "1;3;4;"},
		{name: "only columns", stmt: orm.Select(id, shop).Where(id.Eq(2)).WithOnlyColumns(item), want: "y;"},
		{name: "limit and offset", stmt: orm.Select(id).OrderBy(id).Limit(2).Offset(1), want: "2;3;"},
		{name: "text with types", stmt: orm.Text("SELECT id, amount FROM sales WHERE id = :id", orm.V{"id": 3}).Columns(id, amount), want: "3,30;"},
	}
}

func windows(s *orm.Table) []construct {
	id, shop, amount := s.C("id"), s.C("shop"), s.C("amount")
	byID := orm.Window().OrderBy(id)
	sum := func(w orm.WindowSpec) orm.Executable {
		return orm.Select(id, orm.Sum(orm.Coalesce(amount, 0)).Over(w)).OrderBy(id)
	}
	return []construct{
		{name: "row number", stmt: orm.Select(id, orm.Func("row_number").Over(orm.Window().PartitionBy(shop).OrderBy(id.Desc()))).OrderBy(id), want: "1,2;2,1;3,2;4,1;5,1;"},
		{name: "running sum", stmt: sum(byID), want: "1,10;2,30;3,60;4,65;5,65;"},
		{name: "rows between", stmt: sum(byID.Rows(-1, 1)), want: "1,30;2,60;3,55;4,35;5,5;"},
		{name: "lag and lead with a value", stmt: orm.Select(id, orm.Func("lag", amount, 2, -1).Over(byID), orm.Func("lead", amount, 1, amount).Over(byID.PartitionBy(shop))).OrderBy(id),
			want: "1,-1,20;2,-1,20;3,10,5;4,20,5;5,30,-;"},
		{name: "rows unbounded", stmt: sum(byID.Rows(0, orm.Unbounded)), want: "1,65;2,55;3,35;4,5;5,0;"},
		{name: "range", stmt: sum(byID.Range(-orm.Unbounded, 0)), want: "1,10;2,30;3,60;4,65;5,65;"},
	}
}

func groupings(s *orm.Table) []construct {
	shop, item, amount := s.C("shop"), s.C("item"), s.C("amount")
	sum := func(by orm.Expr) *orm.SelectStmt {
		return orm.Select(shop, orm.Sum(amount)).Where(shop.Ne("c")).GroupBy(by)
	}
	none := map[string]string{"sqlite": "UNION ALL", "mysql": "UNION ALL"}
	return []construct{
		{name: "having", stmt: orm.Select(shop, orm.Count()).GroupBy(shop).Having(orm.Count().Gt(1)).OrderBy(shop), want: "a,2;b,2;"},
		{name: "rollup", stmt: sum(orm.Rollup(shop)), want: "a,30;b,35;-,65;", without: map[string]string{"sqlite": "UNION ALL", "postgresql": anotherResult}},
		{name: "rollup in order", stmt: sum(orm.Rollup(shop)).OrderBy(shop.Asc().NullsLast()), want: "a,30;b,35;-,65;",
			without: map[string]string{"sqlite": "UNION ALL", "mysql": "ROLLUP"}},
		{name: "cube", stmt: orm.Select(orm.Count()).From(orm.Select(orm.Sum(amount).Label("n")).GroupBy(orm.Cube(shop, item)).Subquery("c")), want: "10;", without: none},
		{name: "grouping sets", stmt: sum(orm.GroupingSets([]orm.Operand{shop}, nil)).OrderBy(shop.Asc().NullsLast()), want: "a,30;b,35;-,65;", without: none},
		{name: "filter", stmt: orm.Select(orm.Count().FilterWhere(amount.Gt(15))), want: "2;", without: map[string]string{"mysql": "FILTER"}},
		{name: "count distinct", stmt: orm.Select(orm.Count(shop).Distinct()), want: "3;"},
	}
}

func lists(s *orm.Table) []construct {
	id := s.C("id")
	named := orm.Select(id).Where(id.In(orm.Named("ids", orm.Integer))).OrderBy(id)
	not := orm.Select(id).Where(id.NotIn(orm.Named("ids", orm.Integer)), id.Lt(4)).OrderBy(id)
	return []construct{
		{name: "a list", stmt: named, params: []orm.V{{"ids": []int{4, 2}}}, want: "2;4;"},
		{name: "a list of one", stmt: named, params: []orm.V{{"ids": []int64{3}}}, want: "3;"},
		{name: "an empty list", stmt: named, params: []orm.V{{"ids": []int{}}}, want: ""},
		{name: "not in a list", stmt: not, params: []orm.V{{"ids": []int{2}}}, want: "1;3;"},
		{name: "not in an empty list", stmt: not, params: []orm.V{{"ids": []int{}}}, want: "1;2;3;"},
		{name: "no list", stmt: named, params: []orm.V{{"ids": 2}}, want: "2;"},
	}
}

// A query of the session takes lists as well.
func TestQueryOfAList(t *testing.T) {
	s := stocks(t, engine(t, orm.URL{Dialect: "sqlite"}))
	if err := s.BulkInsertMappings(stock{}, []orm.V{{"Name": "a"}, {"Name": "b"}, {"Name": "c"}}); err != nil {
		t.Fatal(err)
	}
	S := orm.Columns[stock]()
	q := orm.Query[stock](s).Filter(orm.Col(&S.Name).Expr.In(orm.Named("names", orm.String()))).OrderBy(orm.Col(&S.ID))
	for want, names := range map[int][]string{2: {"a", "c"}, 1: {"b"}, 0: {}} {
		if found := must(q.Params(orm.V{"names": names}).All())(t); len(found) != want {
			t.Errorf("%v finds %d", names, len(found))
		}
	}
	rows := must(s.Select(&S.ID).Filter(orm.Col(&S.Name).Expr.In(orm.Named("names", orm.String()))).Params(orm.V{"names": []string{"b", "c"}}).All())(t)
	if rows.String() != "[(2,), (3,)]" {
		t.Error(rows)
	}
	if _, err := q.Params(orm.V{"nmaes": []string{"a"}}).All(); err == nil {
		t.Error("a list that nothing asks for is taken")
	}
}

// Statements print with their values for each dialect without a database, and what is printed means the same.
func TestLiteralText(t *testing.T) {
	m := orm.NewMetaData()
	table := made(orm.NewTable("t", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20)),
		orm.NewColumn("price", orm.Numeric(10, 2)), orm.NewColumn("flag", orm.Boolean), orm.NewColumn("day", orm.Date),
		orm.NewColumn("raw", orm.LargeBinary), orm.NewColumn("pin", orm.String(20), orm.Secret)))
	values := orm.V{"id": 1, "name": `it's \ fine`, "price": "19.90", "flag": true, "day": time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC), "raw": []byte{0, 255}}
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		if err := m.CreateAll(e); err != nil {
			t.Fatal(err)
		}
		name := e.URL().Dialect
		insert := must(orm.CompileLiteral(table.Insert(), name, values))(t)
		must(e.Execute(orm.Text(strings.ReplaceAll(insert, ":", `\:`))))(t)
		where := orm.And(table.C("name").Eq(values["name"]), table.C("price").Eq("19.9"), table.C("flag").IsTrue(), table.C("day").Eq(values["day"]),
			table.C("raw").Eq(values["raw"]), table.C("id").In(orm.Named("ids", orm.Integer)))
		found := must(e.Execute(orm.Select(orm.Count()).Where(where), orm.V{"ids": []int{1, 2}}))(t)
		if n := must(found.Scalar())(t); n != int64(1) {
			t.Errorf("%s\nmade no row that is found: %v", insert, n)
		}
		text := must(orm.CompileLiteral(orm.Select(orm.Count()).Where(where), name, orm.V{"ids": []int{1, 2}}))(t)
		if n := must(must(e.Execute(orm.Text(strings.ReplaceAll(text, ":", `\:`))))(t).Scalar())(t); n != int64(1) || !strings.Contains(text, "IN (1, 2)") {
			t.Errorf("%s\nfinds %v", text, n)
		}
	})
	hidden := must(orm.CompileLiteral(orm.Select(table.C("id")).Where(table.C("pin").Eq("1234")), "sqlite"))(t)
	if strings.Contains(hidden, "1234") || !strings.Contains(hidden, "'***'") {
		t.Errorf("a secret is shown: %s", hidden)
	}
}

// A field of type Decimal needs no tag: its column keeps digits behind the point on every database.
func TestDecimalField(t *testing.T) {
	type priced struct {
		orm.Model `orm:"table=priced"`
		ID        int `orm:"primary_key"`
		Price     orm.Decimal
		Rebate    *orm.Decimal
	}
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		if err := base.Map(priced{}); err != nil {
			t.Fatal(err)
		}
		if err := base.MetaData().CreateAll(e); err != nil {
			t.Fatal(err)
		}
		s := orm.NewSession(e)
		defer s.Close()
		if err := s.Add(&priced{Price: "19.95", Rebate: new(orm.Decimal("0.05"))}); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		p := must(orm.Get[priced](s, 1))(t)
		if !p.Price.Equal("19.95") || !p.Rebate.Equal("0.05") {
			t.Errorf("%+v", p)
		}
	})
}
