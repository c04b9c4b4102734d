// This file tests the normal form and the comparison.

package oracle_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func statement(sql string, params ...any) *oracle.Recording {
	return &oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "STATEMENT", SQL: sql, Params: params}}}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name  string
		a, b  *oracle.Recording
		equal bool
	}{
		{"columns of an insert", statement("INSERT INTO users (name, fullname) VALUES (?, ?)", "n", "f"),
			statement("INSERT INTO `users` (fullname,\n name)\tVALUES (%s, %s)", "f", "n"), true},
		{"other values", statement("INSERT INTO users (name, fullname) VALUES (?, ?)", "n", "f"),
			statement("INSERT INTO users (fullname, name) VALUES (?, ?)", "n", "f"), false},
		{"assignments", statement("UPDATE t SET b=?, a=? WHERE t.id = ?", 2, 1, 9),
			statement("UPDATE t SET a=%(a)s, b=%(b)s WHERE t.id = %(t_id)s", 1, 2, 9), true},
		{"labels and aliases", statement("SELECT count(*) AS count_1 FROM (SELECT u.id AS u_id FROM u) AS anon_1"),
			statement(`SELECT count(*) AS "c" FROM (SELECT u.id AS x FROM u) AS sub`), true},
		{"aliases that are used", statement("SELECT a_1.id AS a_1_id FROM a AS a_1 WHERE a_1.x = ?", 1),
			statement("SELECT t7.id FROM a AS t7 WHERE t7.x = $1", 1), true},
		{"executemany", &oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "STATEMENT", SQL: "INSERT INTO t (a) VALUES (?)",
			Params: []any{[]any{1}, []any{2}}, Many: true}}}, &oracle.Recording{Ops: []oracle.Op{
			{Step: 1, Op: "STATEMENT", SQL: "INSERT INTO t (a) VALUES (?)", Params: []any{1}},
			{Step: 1, Op: "STATEMENT", SQL: "INSERT INTO t (a) VALUES (?)", Params: []any{2}}}}, true},
		{"columns of a select", statement("SELECT a, b FROM t"), statement("SELECT b, a FROM t"), false},
		{"order", statement("SELECT a FROM t ORDER BY a"), statement("SELECT a FROM t"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diffs := oracle.Compare(c.a, c.b); (len(diffs) == 0) != c.equal {
				t.Errorf("differences: %v", diffs)
			}
		})
	}
}
