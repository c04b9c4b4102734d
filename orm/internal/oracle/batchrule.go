// This file holds the rules for inserts: several rows in one, keys that nobody reads.

package oracle

import (
	"fmt"
	"regexp"
)

// WiderBatch is the rule: rows that bring their keys go out in one INSERT of several rows, where SQLAlchemy executes one of a
// single row many times. where is the number of the step. The statement is taken apart again.
var WiderBatch = Rule{"wider batch", "one INSERT of several rows is one round trip", func(_, got *Recording, where string) (n int) {
	for i, op := range got.Ops {
		m := severalRows.FindStringSubmatch(op.SQL)
		if fmt.Sprint(op.Step) != where || op.Many || m == nil {
			continue
		}
		rows := 1 + len(rowOf.FindAllString(m[3], -1))
		if len(op.Params)%rows != 0 {
			continue
		}
		width := len(op.Params) / rows
		sets := make([]any, rows)
		for r := range sets {
			sets[r] = op.Params[r*width : (r+1)*width]
		}
		got.Ops[i].SQL, got.Ops[i].Params, got.Ops[i].Many = m[1]+m[2], sets, true
		n++
	}
	return n
}}

// severalRows matches INSERT ... VALUES (row), (row)...; rowOf one of its rows.
var (
	severalRows = regexp.MustCompile(`^(INSERT INTO [^()]+\([^()]+\)\s+VALUES )(\([^()]*\))((?:, \([^()]*\))+)$`)
	rowOf       = regexp.MustCompile(`\([^()]*\)`)
)

// KeyUnread is the rule: a bulk INSERT of one row doesn't ask for the key, which nobody is told. where is the number of the step.
var KeyUnread = Rule{"key unread", "what nobody reads isn't returned", func(want, _ *Recording, where string) (n int) {
	for i, op := range want.Ops {
		if fmt.Sprint(op.Step) == where && !op.Many && returnsKey.MatchString(op.SQL) {
			want.Ops[i].SQL = returnsKey.ReplaceAllString(op.SQL, "$1")
			n++
		}
	}
	return n
}}

// returnsKey is an INSERT that returns one column.
var returnsKey = regexp.MustCompile(`^(INSERT INTO .*) RETURNING \w+\.\w+$`)
