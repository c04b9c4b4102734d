// This file holds the mistakes that builders keep until their statement is used, and how they read.

package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestMistakesOfStatements(t *testing.T) {
	users, addresses := blogTables()
	department, employee := companyTables()
	name, id := users.C("name"), users.C("id")
	lone := made(orm.NewTable("lone", orm.NewMetaData(), orm.NewColumn("x", orm.Integer)))
	twice := made(orm.NewTable("twice", users.MetaData(), orm.NewColumn("a", orm.Integer, orm.ForeignKey("users.id")),
		orm.NewColumn("b", orm.Integer, orm.ForeignKey("users.id"))))
	for _, c := range []struct {
		want string
		stmt orm.Executable
	}{
		{"table users has no column nmae (did you mean name?)", users.Select(users.C("nmae").Eq("ed"))},
		{"table users has no column nmae (did you mean name?)", orm.Select(users.C("nmae").Concat("x").Label("l")).Where(name.Eq("ed"))},
		{"table users has no column nmae (did you mean name?)", users.Insert().Values(orm.V{"nmae": "ed"})},
		{"table users has no column nmae (did you mean name?)", users.Update(id.Eq(1)).Set(orm.V{"nmae": "ed"})},
		{"table users has no column nmae (did you mean name?)", users.Insert().Values(orm.V{"name": "ed"}).OnConflict("nmae").DoNothing()},
		{"UPDATE users: there is no condition, so every row is meant: add Where, or say so with AllRows()", users.Update().Set(orm.V{"name": "ed"})},
		{"DELETE FROM users: there is no condition", users.Delete()},
		{"UPDATE users sets nothing", users.Update(id.Eq(1))},
		{"no foreign key joins users and lone: give the join a condition", users.Join(lone).Select()},
		{"2 foreign keys join users and twice: give the join a condition", users.Join(twice).Select()},
		{"no foreign key joins users and lone", orm.Select(users).Join(lone)},
		{"Join has nothing on its left", orm.Select(orm.Count()).Join(users)},
		{"a query that stands for a value has one column, this one has 4", users.Select(id.Eq(users.Select()))},
		{"Limit(-1): the number of rows can't be negative", users.Select().Limit(-1)},
		{"Offset(-1)", users.Select().Offset(-1)},
		{"a Case without an arm", orm.Select(orm.Case())},
		{"an empty orm.Cond", users.Select(orm.Cond{})},
		{"an empty orm.Cond", users.Select(orm.And(name.Eq("ed"), orm.Cond{}))},
		{"a column is nil", orm.Select((*orm.Column)(nil))},
		{"an operand is nil", users.Select(name.Eq((*orm.Column)(nil)))},
		{"nothing is greater or smaller than NULL", users.Select(id.Gt(nil))},
		{"NULL in the list of In never matches", users.Select(name.NotIn("ed", nil))},
		{"NULL in the list of In never matches", users.Select(name.In("ed", (*string)(nil)))},
		{"a tuple of 2 is compared with a row of 1", users.Select(orm.Tuple(id, name).In([]any{1}))},
		{"Over belongs to a function", orm.Select(id.Expr().Over(orm.Window()))},
		{`"lower(x); --" is no function name`, orm.Select(orm.Func("lower(x); --", name))},
		{`"; DROP" is no operator`, orm.Select(id.Expr().Op("; DROP", 1))},
		{"the query has 4 columns, 1 are to be filled", addresses.Insert().FromSelect([]string{"user_id"}, users.Select())},
		{"the queries of a set operation need equally many columns", orm.Union(orm.Select(id), users.Select())},
		{"every column of a recursive CTE needs a name", orm.Select(orm.Literal(1)).
			Recursive("r", func(r *orm.Derived) orm.Selection { return orm.Select(orm.Literal(2)) }).Select()},
		{"r has no column idd (did you mean id?)", orm.Select(orm.Select(id).CTE("r").C("idd"))},
		{"all its tables belong to the statement around it", orm.Select(department.C("id"), employee.C("id"), orm.Select(department.C("id")).Where(employee.C("id").Eq(1)).Scalar())},
	} {
		_, err := orm.Compile(c.stmt, "sqlite")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v\nwant %s", err, c.want)
		}
	}
}

func TestParametersOfExecutions(t *testing.T) {
	users, _ := blogTables()
	for _, c := range []struct {
		want   string
		stmt   orm.Executable
		params []orm.V
	}{
		{"all parameter sets of one execution need the same keys: the first has [name], number 2 has [fullname name]", users.Insert(),
			[]orm.V{{"name": "ed"}, {"name": "wendy", "fullname": "W"}}},
		{"SQL can't be a value where one statement is executed for several sets", users.Insert(),
			[]orm.V{{"name": orm.Lower("ED")}, {"name": "x"}}},
		{"takes no parameters: give the rows to Execute instead", users.Insert().Values(orm.V{"name": "a"}, orm.V{"name": "b"}), []orm.V{{"name": "c"}}},
		{`a value is required for bind parameter "nm"; given are mn`, orm.Select(users.C("id")).Where(users.C("name").Eq(orm.Named("nm", nil))), []orm.V{{"mn": 1}}},
		{"parameter id: string can't be stored as Integer(): give an integer", users.Update(users.C("id").Eq("one")), []orm.V{{"name": "ed"}}},
	} {
		_, err := orm.Compile(c.stmt, "sqlite", c.params...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v\nwant %s", err, c.want)
		}
	}
}

// A parameter of a query inside a statement isn't taken for a column of the same name.
func TestParametersOfQueriesInside(t *testing.T) {
	users, addresses := blogTables()
	owners := orm.Select(addresses.C("user_id")).Where(addresses.C("email_address").Eq(orm.Named("name", text50)))
	text := orm.Text("users.nickname = :name").Cond()
	for _, c := range []struct {
		want, params string
		stmt         orm.Executable
	}{
		{"UPDATE users SET fullname=? WHERE users.id IN (SELECT addresses.user_id \nFROM addresses \nWHERE addresses.email_address = ?)", "[f ed]",
			users.Update(users.C("id").In(owners)).Set(orm.V{"fullname": "f"})},
		{"UPDATE users SET fullname=? WHERE users.nickname = ?", "[f ed]", users.Update(text).Set(orm.V{"fullname": "f"})},
		{"INSERT INTO users (fullname) VALUES ((SELECT addresses.user_id \nFROM addresses \nWHERE addresses.email_address = ?))", "[ed]",
			users.Insert().Values(orm.V{"fullname": owners})},
	} {
		got, err := orm.Compile(c.stmt, "sqlite", orm.V{"name": "ed"})
		if err != nil || got.SQL != c.want || fmt.Sprint(got.Params) != c.params {
			t.Errorf("%v\n got %+v\nwant %q %s", err, got, c.want, c.params)
		}
	}
}

// Builders don't change: what was made of a statement is not in it.
func TestBuildersAreImmutable(t *testing.T) {
	users, addresses := blogTables()
	base := orm.Select(users.C("id")).Where(users.C("id").Gt(0))
	before := base.String()
	for range 3 {
		base.Where(users.C("name").Eq("x")).OrderBy(users.C("id")).Limit(1).Join(addresses).Columns(users.C("name")).Distinct().GroupBy(users.C("id"))
	}
	if base.String() != before {
		t.Errorf("%q became %q", before, base)
	}
	insert := users.Insert().Values(orm.V{"name": "a"})
	insert.Values(orm.V{"name": "b"}).OnConflict("id").DoNothing()
	if got := insert.String(); got != "INSERT INTO users (name) VALUES (:name)" {
		t.Errorf("the insert became %q", got)
	}
	update := users.Update(users.C("id").Eq(1)).Set(orm.V{"name": "a"})
	update.Set(orm.V{"nickname": "b"}).Where(users.C("id").Eq(2))
	if got := update.String(); got != "UPDATE users SET name=:name WHERE users.id = :id_1" {
		t.Errorf("the update became %q", got)
	}
}

// No name gets out of its quotes, on any dialect.
func FuzzNamesStayInQuotes(f *testing.F) {
	for _, name := range []string{"users", "User", `a"b`, "a`b", "select", "naïve", "a b", `"; DROP TABLE x; --`, "1a", "a\x01b"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		table, err := orm.NewTable(name, orm.NewMetaData(), orm.NewColumn("id", orm.Integer))
		if err != nil {
			t.Skip()
		}
		for dialect, quote := range map[string]string{"sqlite": `"`, "postgresql": `"`, "mysql": "`"} {
			s, err := orm.Compile(orm.Select(orm.Count()).From(table), dialect)
			if err != nil {
				continue
			}
			text, ok := strings.CutPrefix(s.SQL, "SELECT count(*) AS count_1 \nFROM ")
			if !ok {
				t.Fatalf("%s: %q", dialect, s.SQL)
			}
			if inner, quoted := strings.CutPrefix(text, quote); quoted {
				inner = strings.TrimSuffix(inner, quote)
				if strings.Contains(strings.ReplaceAll(inner, quote+quote, ""), quote) {
					t.Errorf("%s: %q leaves its quotes", dialect, text)
				}
			} else if strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_$") != "" {
				t.Errorf("%s: %q stands without quotes", dialect, text)
			}
		}
	})
}
