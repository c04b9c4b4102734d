// This file asks the three databases for results where names, types and clauses meet in ways that go wrong easily.

package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// shopTables are tables with columns whose names are words of SQL or look like generated ones.
type shopTables struct{ sales, orders, count *orm.Table }

var shopDay = time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)

func newShop(t *testing.T, e *orm.Engine) shopTables {
	t.Helper()
	m := orm.NewMetaData(orm.Bind(e))
	id := func() *orm.Column { return orm.NewColumn("id", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement) }
	s := shopTables{
		sales: must(orm.NewTable("sales", m, id(), orm.NewColumn("shop", orm.String(10)), orm.NewColumn("count", orm.Integer),
			orm.NewColumn("order", orm.Integer), orm.NewColumn("at", orm.DateTime), orm.NewColumn("day", orm.Date),
			orm.NewColumn("price", orm.Numeric(10, 2)), orm.NewColumn("data", orm.JSON), orm.NewColumn("id_1", orm.Integer)))(t),
		orders: must(orm.NewTable("orders", m, id(), orm.NewColumn("sale_id", orm.Integer, orm.ForeignKey("sales.id")),
			orm.NewColumn("n", orm.Integer, orm.Default(7)), orm.NewColumn("note", orm.String(20))))(t),
		count: must(orm.NewTable("count", m, id(), orm.NewColumn("sum", orm.Integer)))(t),
	}
	if err := m.CreateAll(e); err != nil {
		t.Fatal(err)
	}
	at := shopDay.Add(13 * time.Hour)
	must(s.sales.Insert().Execute(
		orm.V{"id": 1, "shop": "a", "count": 10, "order": 3, "at": at, "day": shopDay, "price": "19.90", "data": map[string]any{"a": []any{1, "x"}, "k k": "v", "n": 5, "z": nil}, "id_1": 4},
		orm.V{"id": 2, "shop": "b", "count": 7, "order": 1, "at": at.Add(time.Hour), "day": shopDay.AddDate(0, 0, 1), "price": "0.10", "data": nil, "id_1": 5}))(t)
	must(s.orders.Insert().Execute(orm.V{"id": 1, "sale_id": 1, "n": 1, "note": "x"}, orm.V{"id": 2, "sale_id": 1, "n": 2, "note": nil}))(t)
	must(s.count.Insert().Execute(orm.V{"id": 1, "sum": 3}))(t)
	return s
}

// hold executes constructs and compares what they yield.
func hold(t *testing.T, e *orm.Engine, list []construct) {
	t.Helper()
	for _, c := range list {
		words, lacks := c.without[e.URL().Dialect]
		result, err := e.Execute(c.stmt, c.params...)
		switch {
		case lacks && (err == nil || !strings.Contains(err.Error(), words)):
			t.Errorf("%s: %v; it should say %q", c.name, err, words)
		case lacks:
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		default:
			if got := shownRows(result.FetchAll()); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
			}
		}
	}
}

func TestCornersOfTheLanguage(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := newShop(t, e)
		hold(t, e, s.names())
		hold(t, e, s.tables())
		hold(t, e, s.types())
		hold(t, e, s.sets())
	})
}

func (s shopTables) names() []construct {
	id, other, own := s.sales.C("id"), s.orders.C("id"), s.sales.C("id_1")
	joined := orm.Select(id, other, own).From(s.sales.Join(s.orders))
	inner, labelled := joined.Subquery(""), orm.Select(id.Label("id_1"), other.Label("id"), own).From(s.sales.Join(s.orders)).Subquery("q")
	under := orm.Select(orm.Count(), orm.Literal(5).Label("count_1")).From(s.sales)
	return []construct{
		{name: "equal names", stmt: joined.OrderBy(other), want: "1,1,4;1,2,4;"},
		{name: "equal names in a subquery", stmt: orm.Select(inner).OrderBy(inner.C("id_2")), want: "1,1,4;1,2,4;"},
		{name: "a column named like a generated name", stmt: orm.Select(inner.C("id_1")).Where(inner.C("id_2").Eq(2)), want: "4;"},
		{name: "labels named like columns", stmt: orm.Select(labelled.C("id"), labelled.C("id_1")).OrderBy(labelled.C("id")), want: "1,1;2,1;"},
		{name: "a label named like a generated name", stmt: under, want: "2,5;"},
		{name: "a column twice", stmt: orm.Select(id, id, id.Label("x"), id.Label("x")).Where(id.Eq(2)), want: "2,2,2,2;"},
		{name: "tables and aliases named like functions", stmt: orm.Select(s.count.C("sum"), s.sales.Alias("count").C("count")).Where(s.count.C("id").Eq(1)).OrderBy(s.count.C("sum")).Limit(1).
			From(s.count.Join(s.sales.Alias("sum"), orm.And())).WithOnlyColumns(s.count.C("sum")), want: "3;"},
		{name: "an alias named like a word", stmt: orm.Select(s.sales.Alias("order").C("order")).OrderBy(orm.Text("1")), want: "1;3;"},
	}
}

func (s shopTables) tables() []construct {
	id, shop := s.sales.C("id"), s.sales.C("shop")
	counted := func(name string, recursive func(*orm.SelectStmt, string, func(*orm.Derived) orm.Selection) *orm.Derived) *orm.Derived {
		return recursive(orm.Select(orm.Literal(1).Label("n")), name, func(self *orm.Derived) orm.Selection {
			return orm.Select(self.C("n").Plus(1)).Where(self.C("n").Lt(3))
		})
	}
	count, again := counted("count", (*orm.SelectStmt).Recursive), counted("r", (*orm.SelectStmt).Recursive).Materialized(true)
	ring := orm.Select(orm.Literal(1).Label("n")).RecursiveUnion("ring", func(self *orm.Derived) orm.Selection {
		return orm.Select(self.C("n").Plus(1).Mod(3)) // for ever, if rows could come again
	})
	first, second := orm.Select(id).Where(id.Eq(1)).CTE("x"), orm.Select(id).Where(id.Eq(2)).CTE("x")
	nested := orm.Select(first.C("id").Plus(1).Label("next")).CTE("y")
	inserted := s.orders.Insert().Values(orm.V{"id": 50, "sale_id": 2}).Returning(s.orders.C("id"), s.orders.C("n")).CTE("ins")
	updated := s.orders.Update(s.orders.C("id").Eq(50)).Set(orm.V{"n": 8}).Returning(s.orders.C("n")).CTE("upd")
	deleted := s.orders.Delete(s.orders.C("id").Eq(50)).Returning(s.orders.C("n")).CTE("del")
	without := map[string]string{"sqlite": "statement of its own", "mysql": "statement of its own"}
	glued := shop.Concat("x").Label("g")
	return []construct{
		{name: "a CTE named like a function", stmt: orm.Select(count.C("n")).OrderBy(count.C("n")), want: "1;2;3;"},
		{name: "a recursive CTE that is materialized", stmt: orm.Select(again.C("n")).OrderBy(again.C("n")), want: "1;2;3;"},
		{name: "a ring", stmt: orm.Select(ring.C("n")).OrderBy(ring.C("n")), want: "0;1;2;"},
		{name: "a CTE of a CTE", stmt: orm.Select(nested.C("next")), want: "2;"},
		{name: "two CTEs of one name", stmt: orm.Select(first.C("id"), second.C("id")),
			without: map[string]string{"sqlite": "two CTEs", "mysql": "two CTEs", "postgresql": "two CTEs"}},
		{name: "INSERT in WITH", stmt: orm.Select(inserted.C("id"), inserted.C("n")), want: "50,7;", without: without},
		{name: "UPDATE in WITH", stmt: orm.Select(updated.C("n")), want: "8;", without: without},
		{name: "DELETE in WITH", stmt: orm.Select(deleted.C("n")), want: "8;", without: without},
		{name: "a CTE in INSERT from a query", stmt: s.orders.Insert().FromSelect([]string{"id", "sale_id"}, orm.Select(first.C("id").Plus(100), first.C("id")))},
		{name: "a CTE in UPDATE", stmt: s.orders.Update(s.orders.C("id").Gt(100), s.orders.C("sale_id").In(orm.Select(first.C("id")))).Set(orm.V{"note": "u"})},
		{name: "what they made", stmt: orm.Select(s.orders.C("id"), s.orders.C("n"), s.orders.C("note")).Where(s.orders.C("id").Gt(100)), want: "101,7,u;"},
		{name: "a CTE in DELETE", stmt: s.orders.Delete(s.orders.C("id").Gt(100), s.orders.C("sale_id").In(orm.Select(first.C("id"))))},
		{name: "defaults beside a set operation", stmt: s.orders.Insert().FromSelect([]string{"id"}, orm.Union(orm.Select(id.Plus(200)), orm.Select(id.Plus(300))))},
		{name: "what it made", stmt: orm.Select(orm.Count(s.orders.C("n"))).Where(s.orders.C("id").Gt(200), s.orders.C("n").Eq(7)), want: "4;"},
		{name: "a correlated UPDATE", stmt: s.sales.Update(id.Eq(1)).Set(orm.V{"order": orm.Select(orm.Count()).From(s.orders).Where(s.orders.C("sale_id").Eq(id)).Scalar()})},
		{name: "an UPDATE of two tables", stmt: s.sales.Update(s.orders.C("sale_id").Eq(id), s.orders.C("n").Eq(2)).Set(orm.V{"count": s.orders.C("n").Plus(40)})},
		{name: "what they set", stmt: orm.Select(s.sales.C("order"), s.sales.C("count")).OrderBy(id), want: "2,42;1,7;"},
		{name: "a DELETE by another table", stmt: s.orders.Delete(s.orders.C("sale_id").Eq(id), id.Eq(2)), without: map[string]string{"sqlite": "use In or Exists"}},
		{name: "groups by a value that is selected", stmt: orm.Select(glued, orm.Count()).GroupBy(glued).OrderBy(glued), want: "ax,1;bx,1;"},
		{name: "groups by an equal value", stmt: orm.Select(shop.Concat("x").Label("g"), orm.Count()).GroupBy(shop.Concat("x")).OrderBy(orm.Text("g")), want: "ax,1;bx,1;"},
		{name: "groups by a parameter", stmt: orm.Select(id.Plus(orm.Named("d", orm.Integer)).Label("g"), orm.Count()).GroupBy(id.Plus(orm.Named("d", orm.Integer))).OrderBy(orm.Text("g")),
			params: []orm.V{{"d": 10}}, want: "11,1;12,1;"},
	}
}

func (s shopTables) types() []construct {
	id, price, data, at, day := s.sales.C("id"), s.sales.C("price"), s.sales.C("data").Expr(), s.sales.C("at"), s.sales.C("day")
	dates := map[string]string{"sqlite": "call its functions", "mysql": "call its functions"}
	text := map[string]string{"sqlite": "keeps", "mysql": "can't cast to JSON"}
	when := orm.Case().When(id.Eq(1), 1).Else(price)
	return []construct{
		{name: "JSON beside ||", stmt: orm.Select(orm.Literal("p").Concat(data.GetText("k k")), data.GetText("k k").Concat("s")).Where(id.Eq(1)), want: "pv,vs;"},
		{name: "a path", stmt: orm.Select(data.Get("a").GetText(1), data.GetText("n"), data.GetText("z"), data.GetText("none")).OrderBy(id), want: "x,5,-,-;-,-,-,-;"},
		{name: "JSON is equal", stmt: orm.Select(id).Where(data.Get("n").Eq(5)), want: "1;"},
		{name: "JSON differs", stmt: orm.Select(id).Where(data.Get("k k").Ne("w")), want: "1;"},
		{name: "text of JSON", stmt: orm.Select(id).Where(orm.Cast(data.GetText("n"), orm.Integer).Plus(1).Eq(6)), want: "1;"},
		{name: "integer and decimal", stmt: orm.Select(orm.Cast(when.Times(2), orm.Integer)).OrderBy(id), want: "2;0;"},
		{name: "the first that isn't NULL", stmt: orm.Select(orm.Coalesce(orm.Literal(nil), price, 0).Times(3)).Where(id.Eq(2)), want: "0.30;"},
		{name: "days", stmt: orm.Select(day.Minus(shopDay)).OrderBy(id), want: "0;1;", without: dates},
		{name: "an interval", stmt: orm.Select(at.Minus(shopDay)).OrderBy(id), want: "13h0m0s;14h0m0s;", without: dates},
		{name: "a duration", stmt: orm.Select(id).Where(at.Plus(time.Hour).Eq(shopDay.Add(14 * time.Hour))), want: "1;", without: dates},
		{name: "a day later", stmt: orm.Select(id).Where(day.Plus(1).Eq(shopDay.AddDate(0, 0, 2))), want: "2;", without: dates},
		{name: "parts of a date", stmt: orm.Select(orm.Extract("dow", at), orm.Extract("doy", at), orm.Extract("epoch", at).Eq(shopDay.Add(13*time.Hour).Unix()).Expr()).Where(id.Eq(1)), want: "6,60,true;"},
		{name: "cast to JSON", stmt: orm.Select(orm.Cast(`{"a": 1}`, orm.JSON)), want: "map[a:1];", without: text},
		{name: "ANY", stmt: orm.Select(id).Where(id.Eq(orm.Any(orm.Select(s.orders.C("sale_id"))))), want: "1;", without: map[string]string{"sqlite": "use In"}},
		{name: "a percentile", stmt: orm.Select(orm.Func("percentile_cont", 0.5).WithinGroup(s.sales.C("id"))), want: "1.5;",
			without: map[string]string{"sqlite": "WITHIN GROUP", "mysql": "WITHIN GROUP"}},
		{name: "a regular expression", stmt: orm.Select(id).Where(s.sales.C("shop").Expr().Matches("^[a]"), orm.Not(s.sales.C("shop").Expr().Matches("z"))), want: "1;"},
		{name: "bits", stmt: orm.Select(orm.Literal(6).Op("&", 3), orm.Literal(6).Op("|", 1), orm.Literal(6).Op("<<", 1)), want: "2,7,12;"},
	}
}

func (s shopTables) sets() []construct {
	id := s.sales.C("id")
	next := id.Plus(1).Label("n")
	one := orm.Literal(1).Label("n")
	return []construct{
		{name: "a set ordered by a label", stmt: orm.Union(orm.Select(next), orm.Select(one)).OrderBy(next.Desc()), want: "3;2;1;"},
		{name: "a set ordered by a label of that name", stmt: orm.Union(orm.Select(id.Plus(1).Label("n")), orm.Select(one)).OrderBy(id.Plus(1).Label("n")), want: "1;2;3;"},
		{name: "order and limit inside", stmt: orm.UnionAll(orm.Select(id).OrderBy(id.Desc()).Limit(1), orm.Select(id).OrderBy(id).Limit(1)).OrderBy(id).Limit(5).Offset(1), want: "2;"},
		{name: "sets of sets", stmt: orm.Except(orm.UnionAll(orm.Select(id), orm.Select(id)), orm.Intersect(orm.Select(id), orm.Select(orm.Literal(2)))), want: "1;"},
		{name: "an empty list", stmt: orm.Select(id).Where(orm.Or(id.In(), id.NotIn())).OrderBy(id), want: "1;2;"},
		{name: "an empty list of tuples", stmt: orm.Select(id).Where(orm.Tuple(id, id).In()), want: ""},
		{name: "a full join", stmt: orm.Select(orm.Count()).From(orm.FullJoin(s.sales, s.count, s.count.C("id").Eq(id))), want: "2;", without: map[string]string{"mysql": "FULL"}},
		{name: "no rows of VALUES", stmt: orm.Select(orm.Count()).From(orm.Values("v", []*orm.Column{orm.NewColumn("a", orm.Integer)}, []any{nil})), want: "1;"},
	}
}

// Labels that the unit of work makes of long names, and names of indexes, fit what the database takes.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("x", 50)
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		m := orm.NewMetaData(orm.Bind(e))
		args := []orm.TableArg{}
		row := orm.V{}
		for i := range 4 {
			name := fmt.Sprintf("%sc%d", long, i)
			args = append(args, orm.NewColumn(name, orm.Integer, orm.Indexed))
			row[name] = i
		}
		table := must(orm.NewTable("t"+long, m, args...))(t)
		for range 2 {
			if err := m.CreateAll(e); err != nil {
				t.Fatal(err)
			}
		}
		if d := must(m.Diff(e))(t); d.Len() != 0 {
			t.Errorf("%s", d)
		}
		must(table.Insert().Execute(row))(t)
		labelled := table.Select().Labels()
		inner := labelled.Subquery("s")
		last := inner.C("t" + long + "_" + long + "c3")
		nested := orm.Select(inner).Labels()
		for want, stmt := range map[string]orm.Executable{"0,1,2,3;": labelled, "3;": orm.Select(last).Where(last.Eq(3)), "0,1,2,3; ": nested} {
			if got := shownRows(must(e.Execute(stmt))(t).FetchAll()); got != strings.TrimSpace(want) {
				t.Errorf("%s\n got %s", stmt, got)
			}
		}
		if err := m.DropAll(e); err != nil {
			t.Error(err)
		}
		if _, err := e.Execute(orm.Select(orm.Literal(1).Label(strings.Repeat("y", 300)))); e.URL().Dialect != "sqlite" && err == nil {
			t.Error("a name that is too long is taken")
		}
	})
}

// What CompileLiteral writes means the same as the statement with its parameters.
func TestLiteralsKeepTheMeaning(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		for _, x := range []orm.Expr{orm.Literal(-5).Neg(), orm.Literal(3).Minus(-5), orm.Literal(2.0).Div(4), orm.Literal(1e300).Div(1e299), orm.Literal(-0.5).Neg(),
			orm.Literal(true).Eq(true).Expr(), orm.Literal("a'b\\c").Concat("%"), orm.Literal(9007199254740993).Plus(1)} {
			stmt := orm.Select(orm.Case().When(x.Eq(x), x).Else(nil))
			want := must(e.Execute(stmt))(t).FetchAll()
			text := must(orm.CompileLiteral(stmt, e.URL().Dialect))(t)
			got, err := e.Execute(orm.Text(strings.ReplaceAll(text, ":", `\:`)))
			if err != nil {
				t.Errorf("%s: %v", text, err)
			} else if g, w := loose(got.FetchAll()), loose(want); g != w {
				t.Errorf("%s\n gives %s, with parameters %s", text, g, w)
			}
		}
	})
}

// loose writes rows without the types that only a statement of ours knows.
func loose(rows orm.Rows) string {
	s := strings.NewReplacer("'", "", "Decimal(", "", ")", "", "b\\", "\\").Replace(rows.String())
	return strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(s, "True", "1"), ",]", "]"), "0]")
}

func TestFetchingOfResults(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	numbers := func(list ...any) *orm.Result {
		rows := make([][]any, len(list))
		for i, n := range list {
			rows[i] = []any{n}
		}
		return must(e.Execute(orm.Values("v", []*orm.Column{orm.NewColumn("n", orm.Integer)}, rows...).Select()))(t)
	}
	r := numbers(1, 2, 3, 4, 5)
	if got := r.FetchMany(2).String() + r.FetchMany(0).String() + r.FetchMany(9).String() + r.FetchMany(1).String(); got != "[(1,), (2,)][][(3,), (4,), (5,)][]" {
		t.Error(got)
	}
	var parts []string
	for part := range numbers(1, 2, 3).Partitions(2) {
		parts = append(parts, part.String())
	}
	if got := strings.Join(parts, ""); got != "[(1,), (2,)][(3,)]" {
		t.Error(got)
	}
	r = numbers(7, 8)
	if first := r.First(); first.String() != "(7,)" || len(r.FetchAll()) != 0 || numbers(1).FetchMany(-1).String() != "[]" {
		t.Error(first)
	}
	if got := fmt.Sprint(numbers(1, nil).Mappings()); got != "[map[n:1] map[n:<nil>]]" {
		t.Error(got)
	}
	if got := numbers(1, nil, 1, 2, nil).Unique().FetchAll().String(); got != "[(1,), (None,), (2,)]" {
		t.Error(got)
	}
}

// Fields are ordered by their names too; what is none is told with the likely one.
func TestOrderByFieldName(t *testing.T) {
	s := stocks(t, engine(t, orm.URL{Dialect: "sqlite"}))
	if err := s.BulkInsertMappings(stock{}, []orm.V{{"Name": "b"}, {"Name": "a"}}); err != nil {
		t.Fatal(err)
	}
	if list := must(orm.Query[stock](s).OrderBy("Name", orm.Col(&orm.Columns[stock]().ID).Desc()).All())(t); list[0].Name != "a" {
		t.Errorf("%v", list[0])
	}
	for by, words := range map[any]string{"Nmae": "did you mean Name", "name": "column name is field Name", "Name DESC": "Desc()", 7: "a int is neither", (*orm.Column)(nil): "neither"} {
		if _, err := orm.Query[stock](s).OrderBy(by).All(); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v: %v", by, err)
		}
	}
}

// A number beyond a column is one that no row has, not an error; stored it is one.
func TestNumbersBeyondTheColumn(t *testing.T) {
	type counter struct {
		orm.Model `orm:"table=counters"`
		ID        int `orm:"primary_key"`
		N         int
		S         int16
	}
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		if err := errors.Join(base.Map(counter{}), base.MetaData().CreateAll(e)); err != nil {
			t.Fatal(err)
		}
		s := orm.NewSession(e)
		defer s.Close()
		if err := errors.Join(s.Add(&counter{N: 1}), s.Commit()); err != nil {
			t.Fatal(err)
		}
		c, far := orm.Columns[counter](), 3000000000
		if got := must(orm.Get[counter](s, far))(t); got != nil {
			t.Errorf("%v", got)
		}
		n := orm.Col(&c.N)
		for i, cond := range []orm.Cond{n.Lt(far), n.In(far, 1), n.Between(-far, far), n.Plus(far).Gt(far), orm.Not(n.Eq(far)), orm.Col(&c.S).Expr.Lt(40000),
			orm.Text("N < :n", orm.V{"n": far}).Cond()} {
			if found := must(orm.Query[counter](s).Filter(cond).Count())(t); found != 1 {
				t.Errorf("condition %d finds %d", i, found)
			}
		}
		if e.URL().Dialect == "postgresql" {
			if err := s.Add(&counter{N: far}); err != nil {
				t.Fatal(err)
			}
			if err := s.Commit(); !errors.Is(err, orm.DataError) {
				t.Errorf("%v", err)
			}
		}
	})
}
