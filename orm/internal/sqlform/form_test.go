// This file tests forms with what programs write and databases print.

package sqlform_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm/internal/sqlform"
)

func TestSame(t *testing.T) {
	for _, pair := range [][2]string{
		{"amount > 0 AND amount <> 7", "(amount > 0) AND (amount <> 7)"},
		{"amount > 0 and `amount` <> 7", `((amount > 0) AND ("amount" != '7'::integer))`},
		{"a > 1 AND (b > 2 OR c > 3)", "((a > 1) AND ((b > 2) OR (c > 3)))"},
		{"a IN (1, 2)", "(a = ANY (ARRAY[1, 2]))"},
		{"a IN ('x', 'y')", "((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))"},
		{"a NOT IN (1)", "(a <> ALL (ARRAY[1]))"},
		{"a BETWEEN 1 AND 2 OR b", "(((a >= 1) AND (a <= 2)) OR b)"},
		{"name LIKE 'x%'", "((name)::text ~~ 'x%'::text)"},
		{"NOT (a = 1)", "(NOT (a = 1))"},
		{"NOT (a = 1)", "`a` <> 1"},
		{"NOT (a IN (1, 2))", "(a <> ALL (ARRAY[1, 2]))"},
		{"a IS NOT NULL", "(a IS NOT NULL)"},
		{"length(name) > 3", "(char_length(`t`.`name`) > 3)"},
		{"a * 2 + 1", "((a * 2) + 1)"},
		{"a - (b - c)", "(a - (b - c))"},
		{"-7", "'-7'::integer"},
		{"(-7)", "-7"},
		{"'x'", "'x'::character varying"},
		{"'it''s'", "('it''s'::kind)"},
		{"'x'", "_utf8mb4'x'"},
		{"CURRENT_TIMESTAMP", "current_timestamp()"},
		{"now()", "CURRENT_TIMESTAMP"},
		{"true", "1"},
		{"1.50", "'1.5'"},
		{"CASE WHEN a > 1 THEN 'x' ELSE 'y' END", "CASE\n    WHEN (a > 1) THEN 'x'::text\n    ELSE 'y'::text\nEND"},
		{"CAST(a AS INTEGER) = 1", "((a)::integer = 1)"},
		{"extract(year from d) > 2000", "(EXTRACT(year FROM d) > (2000)::numeric)"},
		{"a = '2020-01-01'", "(a = '2020-01-01 00:00:00'::timestamp(3) without time zone)"},
	} {
		same, known := sqlform.Same(pair[0], pair[1])
		if want := pair[0] != "a = '2020-01-01'"; same != want || !known {
			a, _ := sqlform.Of(pair[0])
			b, _ := sqlform.Of(pair[1])
			t.Errorf("%s: %s\n%s: %s", pair[0], a, pair[1], b)
		}
	}
}

func TestDifferent(t *testing.T) {
	for _, pair := range [][2]string{
		{"a > 1 AND (b > 2 OR c > 3)", "(a > 1 AND b > 2) OR c > 3"}, {"a - (b - c)", "a - b - c"}, {"a > 0", "a >= 0"}, {"a > 0", "b > 0"},
		{"'x'", "'y'"}, {"7", "-7"}, {"'a b'", "'ab'"}, {"a IN (1, 2)", "a IN (1, 3)"}, {"lower(a)", "upper(a)"}, {"a", "lower(a)"}, {"'X'", "'x'"},
		{"a NOT LIKE 'x'", "a LIKE 'x'"}, {"NOT a = 1 AND b", "NOT (a = 1 AND b)"},
	} {
		if same, known := sqlform.Same(pair[0], pair[1]); same || !known {
			t.Errorf("%s and %s: %t, %t", pair[0], pair[1], same, known)
		}
	}
}

func TestUnknown(t *testing.T) {
	for _, sql := range []string{"", "(SELECT 1)", "a IN (SELECT 1)", "EXISTS (SELECT 1)", "count(DISTINCT a)", "'open", "a +", "(a", "a b", "interval '1 day'", "a ?? b", "CASE WHEN a"} {
		if form, ok := sqlform.Of(sql); ok {
			t.Errorf("%s is %s", sql, form)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("a > 1 AND (b)::text = ANY (ARRAY['x'])")
	f.Fuzz(func(_ *testing.T, sql string) { sqlform.Of(sql) }) // it neither panics nor hangs
}
