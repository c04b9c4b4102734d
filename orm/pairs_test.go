// This file compares expressions with SQLAlchemy 1.4.46: each operator of the language in each place of each other one, as
// testdata/pairs.py makes them. Where the text is another, the three databases say whether it means the same.

package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// printed is a statement as SQLAlchemy prints it.
type printed struct {
	SQL    string
	Params []any
	Error  string
}

// pair is an expression in a place of a statement. A dialect that prints what SQLite's does isn't told.
type pair struct {
	Place                     string
	Tree                      tree
	SQLite, MySQL, PostgreSQL *printed
}

func (p pair) on(dialect string) *printed {
	own := map[string]*printed{"mysql": p.MySQL, "postgresql": p.PostgreSQL}[dialect]
	if own == nil {
		return p.SQLite
	}
	return own
}

// tree is an operator and its operands.
type tree struct {
	name string
	args []tree
}

func (t *tree) UnmarshalJSON(data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	t.args = make([]tree, len(parts)-1)
	for i := range t.args {
		if err := json.Unmarshal(parts[i+1], &t.args[i]); err != nil {
			return err
		}
	}
	return json.Unmarshal(parts[0], &t.name)
}

func (t tree) String() string { return fmt.Sprint(append([]any{t.name}, anys(t.args)...)) }

// has tells whether an operator is in the tree.
func (t tree) has(name string) bool {
	return t.name == name || slices.ContainsFunc(t.args, func(a tree) bool { return a.has(name) })
}

func loadPairs(t *testing.T) (list []pair) {
	t.Helper()
	if err := json.Unmarshal(must(os.ReadFile("testdata/pairs.json"))(t), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// fill gives the tables rows, some with NULL.
func (p pairMaker) fill(t *testing.T, e *orm.Engine) {
	t.Helper()
	if err := p.users.MetaData().CreateAll(e); err != nil {
		t.Fatal(err)
	}
	for _, r := range []orm.V{
		{"name": "abc", "fullname": "A_c", "active": true, "score": 5.0}, // the tutorial's table has the first two
		{"name": "a_%", "fullname": "bc", "active": false, "score": 1.5},
		{"name": "b", "fullname": nil, "active": nil, "score": nil},
		{"name": nil, "fullname": "abc", "active": true, "score": -3.0},
		{"name": "a%", "fullname": "%", "active": false, "score": 0.25},
		{"name": "ABC", "fullname": "c", "active": nil, "score": 7.0},
	} {
		for name := range r {
			if len(p.users.Columns()) < 5 && name != "name" && name != "fullname" {
				delete(r, name)
			}
		}
		must(e.Execute(p.users.Insert(), r))(t)
	}
	for id, owner := range []any{1, 1, 3, 6, nil} {
		must(e.Execute(p.addresses.Insert(), orm.V{"user_id": owner, "email": fmt.Sprint("e", id)}))(t)
	}
}

// zeros are those behind a decimal fraction, whose number is the database's affair.
var zeros = regexp.MustCompile(`(\.\d*?)\.?0+\b`)

// rows is what a statement yields, or the error of the database.
func (p pairMaker) rows(e *orm.Engine, stmt orm.Executable, params ...orm.V) (text string, err error) {
	undo := errors.New("undo")
	err = e.Begin(func(c *orm.Conn) error {
		res, err := c.Execute(stmt, params...)
		if err != nil {
			return err
		}
		text = zeros.ReplaceAllString(strings.NewReplacer("true", "1", "false", "0").Replace(shownRows(res.FetchAll())), "$1")
		return undo
	})
	if errors.Is(err, undo) {
		return text, nil
	}
	return "", err
}

// literally is SQLAlchemy's text with its parameters written into it.
func (want printed) literally() orm.Executable {
	text := strings.ReplaceAll(want.SQL, ":", "\\:")
	for _, v := range want.Params {
		lit := fmt.Sprint(v)
		if s, ok := v.(string); ok {
			lit = "'" + strings.ReplaceAll(s, "'", "''") + "'"
		}
		text = strings.Replace(text, "?", lit, 1)
	}
	return orm.Text(text)
}

// unlike tells what is printed in another way on purpose, all of which the databases confirm to mean the same. Everything else
// is printed as SQLAlchemy prints it.
var unlike = []struct {
	why string
	is  func(dialect string, one pair, got, want string) bool
}{
	{"MariaDB has no NULLS FIRST and NULLS LAST", func(dialect string, one pair, _, _ string) bool {
		return dialect == "mysql" && (one.Place == "first" || one.Place == "last")
	}},
	{"a boolean is compared with 1 where there are none, as a value too", func(_ string, one pair, _, want string) bool {
		return one.Tree.has("active")
	}},
	{"equal values of GROUP BY are one parameter on PostgreSQL", func(_ string, one pair, got, want string) bool {
		return one.Place == "group" && got == want
	}},
	{"no parentheses stand twice, or around what binds tighter", func(_ string, _ pair, got, want string) bool {
		return bare(got) == bare(want) && strings.Count(got, "(") < strings.Count(want, "(")
	}},
	{"parentheses stand beside AND and in conditions that are operands", func(_ string, _ pair, got, want string) bool {
		return bare(got) == bare(want)
	}},
}

// framed writes the number of a frame into the text, as the recording does: SQLAlchemy binds it in another place than it stands.
func framed(sql string, params []any) (string, []any) {
	const number = 77
	return strings.ReplaceAll(sql, "ROWS BETWEEN ? PRECEDING", fmt.Sprintf("ROWS BETWEEN %d PRECEDING", number)),
		slices.DeleteFunc(slices.Clone(params), func(v any) bool { return v == int64(number) })
}

// bare is SQL without parentheses.
func bare(sql string) string { return strings.NewReplacer("(", "", ")", "").Replace(sql) }

// refusals is the words with which a statement is refused that SQLAlchemy would send.
var refusals = map[string]string{
	"sqlite": "sqlite has no ANY and ALL; use In, or compare with a query of the least or greatest value",
}

func TestPairsOfOperators(t *testing.T) {
	list := loadPairs(t)
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		p := newPairMaker(newCoreSchema())
		p.fill(t, e)
		name, equal := e.URL().Dialect, 0
		counts := map[string]int{}
		for _, one := range list {
			want, stmt := one.on(name), p.statement(one.Place, p.expr(one.Tree))
			got, err := orm.Compile(stmt, name)
			if err != nil {
				if want.Error == "" && !strings.Contains(err.Error(), refusals[name]) {
					t.Errorf("%s %s: %v", one.Place, one.Tree, err)
				}
				counts["refused"]++
				continue
			}
			sql, params := framed(unnumbered(name, got.SQL), got.Params)
			if sql == want.SQL && (want.Params == nil || fmt.Sprint(params...) == fmt.Sprint(want.Params...)) {
				equal++
			} else {
				why := ""
				for _, u := range unlike {
					if u.is(name, one, sql, want.SQL) {
						why = u.why
						break
					}
				}
				counts[why]++
				if why == "" {
					t.Errorf("%s %s:\n got %q %v\nwant %q %v", one.Place, one.Tree, got.SQL, got.Params, want.SQL, want.Params)
				}
			}
			ours, err := p.rows(e, stmt)
			theirs, theirErr := p.rows(e, want.literally())
			switch {
			case err != nil && theirErr == nil:
				t.Errorf("%s %s: %v; the other text is taken", one.Place, one.Tree, err)
			case err == nil && theirErr == nil && ours != theirs:
				t.Errorf("%s %s gives\n %s, by SQLAlchemy's text\n %s\n%q", one.Place, one.Tree, ours, theirs, got.SQL)
			case err != nil:
				counts["refused by the database, both"]++
			}
		}
		t.Logf("%d of %d are printed alike; unlike: %v", equal, len(list), counts)
	})
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
