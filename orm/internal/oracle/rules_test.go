// This file tests that rules change what they are for, and that they hide nothing else.

package oracle_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// steps makes a recording of statements, the first of step 1, the second of step 2 and so on. A word alone is a BEGIN and the like.
func steps(ops ...any) *oracle.Recording {
	r := &oracle.Recording{}
	for i, o := range ops {
		switch o := o.(type) {
		case string:
			r.Ops = append(r.Ops, oracle.Op{Step: i + 1, Op: o})
		case *oracle.Recording:
			op := o.Ops[0]
			op.Step = i + 1
			r.Ops = append(r.Ops, op)
		}
	}
	return r
}

func observed(step int, name string, v any) *oracle.Recording {
	return &oracle.Recording{Observations: []oracle.Observation{{Step: step, Name: name, Value: v}}}
}

func framed(count, unit string, params ...any) *oracle.Recording {
	return statement("SELECT ? || sum(t.a) OVER (ORDER BY t.a "+unit+" BETWEEN "+count+" PRECEDING AND CURRENT ROW) FROM t WHERE t.a = ?", params...)
}

func TestRules(t *testing.T) {
	insert := statement("INSERT INTO t (a, b) VALUES (?, ?)", "x", "y")
	set := func(v string) *oracle.Recording { return statement("UPDATE t SET a=? WHERE t.id = ?", v, 1) }
	lock := statement("SELECT t.a FROM t WHERE t.id = ? FOR UPDATE", 1)
	keyLock := statement("SELECT t.a FROM t WHERE t.id = ? FOR NO KEY UPDATE", 1)
	document := statement("UPDATE t SET data=? WHERE t.id = ?", `{"c": 2}`, 1)
	refused := map[string]any{"exception": "DataError"}
	for _, c := range []struct {
		name      string
		rule      oracle.Rule
		where     string
		want, got *oracle.Recording
		equal     bool
	}{
		{"the value that was inserted", oracle.SameValue, "2", steps(insert, set("x")), steps(insert), true},
		{"another value", oracle.SameValue, "2", steps(insert, set("z")), steps(insert), false},
		{"the value after an update", oracle.SameValue, "3", steps(insert, set("z"), set("z")), steps(insert, set("z")), true},
		{"the value before an update", oracle.SameValue, "3", steps(insert, set("z"), set("x")), steps(insert, set("z")), false},
		{"the value before a rollback", oracle.SameValue, "4", steps(insert, set("z"), "ROLLBACK", set("z")), steps(insert, set("z"), "ROLLBACK"), false},
		{"a row that isn't known", oracle.SameValue, "1", steps(set("x")), steps(), false},
		{"a row that may be gone", oracle.SameValue, "3", steps(insert, statement("DELETE FROM t WHERE t.id = ?", 1), set("x")),
			steps(insert, statement("DELETE FROM t WHERE t.id = ?", 1)), false},
		{"another step", oracle.SameValue, "1", steps(insert, set("x")), steps(insert), false},
		{"the transaction of it", oracle.SameValue, "3", steps(insert, "BEGIN", set("x"), "COMMIT"), steps(insert), true},
		{"unloaded attributes", oracle.NotInspected, "2", observed(2, "unloaded", []any{"a"}), steps(), true},
		{"other observations", oracle.NotInspected, "2", observed(2, "loaded", []any{"a"}), steps(), false},
		{"unloaded ones of another step", oracle.NotInspected, "3", observed(2, "unloaded", []any{"a"}), steps(), false},
		{"the lock that was asked for", oracle.KeyLock, "2:1", steps(lock, lock), steps(lock, keyLock), true},
		{"a lock that wasn't", oracle.KeyLock, "2:1", steps(lock, lock), steps(keyLock, keyLock), false},
		{"no lock", oracle.KeyLock, "1:1", steps(lock), steps(lock), false},
		{"a frame's number", oracle.FrameWritten, "1", steps(framed("?", "ROWS", "x", 2, 3)), steps(framed("2", "ROWS", "x", 3)), true},
		{"another number", oracle.FrameWritten, "1", steps(framed("?", "ROWS", "x", 2, 3)), steps(framed("4", "ROWS", "x", 3)), false},
		{"a document changed in place", oracle.InPlace, `1:{"a": 1}`, steps(document),
			&oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "STATEMENT", SQL: "UPDATE t SET data=? WHERE t.id = ?", Params: []any{`{"a": 1}`, 1}}, document.Ops[0]}}, true},
		{"another document", oracle.InPlace, `1:{"a": 1}`, steps(document),
			&oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "STATEMENT", SQL: "UPDATE t SET data=? WHERE t.id = ?", Params: []any{`{"a": 2}`, 1}}, document.Ops[0]}}, false},
		{"a label refused", oracle.RefusedLabel, "1:a=q", steps(set("q")), steps(), true},
		{"another label", oracle.RefusedLabel, "1:a=q", steps(set("p")), steps(), false},
		{"an error without the statement", oracle.RefusedLabel, "2:a=q", observed(2, "flush", map[string]any{"no_exception": nil}), observed(2, "flush", refused), false},
		{"a key that nobody reads", oracle.KeyUnread, "1", steps(statement("INSERT INTO t (a) VALUES (?) RETURNING t.id", "x")),
			steps(statement("INSERT INTO t (a) VALUES (?)", "x")), true},
		{"more than a key", oracle.KeyUnread, "1", steps(statement("INSERT INTO t (a) VALUES (?) RETURNING t.id, t.b", "x")),
			steps(statement("INSERT INTO t (a) VALUES (?)", "x")), false},
		{"a flush that comes later", oracle.RefusedFirst, "1", steps(insert, set("z")),
			&oracle.Recording{Ops: []oracle.Op{{Step: 2, Op: "STATEMENT", SQL: insert.Ops[0].SQL, Params: insert.Ops[0].Params}, steps("", set("z")).Ops[1]}}, true},
		{"a flush that is left out", oracle.RefusedFirst, "1", steps(insert, set("z")), &oracle.Recording{Ops: steps("", set("z")).Ops[1:]}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := c.rule.Apply(c.want, c.got, c.where)
			diffs := oracle.Compare(c.want, c.got)
			if (len(diffs) == 0) != c.equal || c.equal && n == 0 {
				t.Errorf("applied %d times, differences: %v", n, diffs)
			}
		})
	}
}

// Long integers are compared digit by digit, decimals and floats by value.
func TestNumbersAreExact(t *testing.T) {
	for _, c := range []struct {
		a, b  any
		equal bool
	}{
		{int64(9007199254740993), int64(9007199254740992), false},
		{map[string]any{"decimal": "19.90"}, 19.9, true},
		{map[string]any{"decimal": "19.90"}, 19.91, false},
		{true, 1, true}, {1.5, "1.5", false},
	} {
		if diffs := oracle.Compare(observed(1, "n", c.a), observed(1, "n", c.b)); (len(diffs) == 0) != c.equal {
			t.Errorf("%v and %v: %v", c.a, c.b, diffs)
		}
	}
}
