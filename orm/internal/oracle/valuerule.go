// This file holds the rules for values: documents that change in place, labels that an enumeration doesn't have.

package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// InPlace is the rule: a document that was changed in place is written, where SQLAlchemy sees assignments alone. where is
// step:document, the document as it is then. Its UPDATE is the one that the recording has for the assignment after it.
var InPlace = Rule{"changed in place", "what a field holds is compared with the row, contents and all", func(want, _ *Recording, where string) int {
	step, document, _ := strings.Cut(where, ":")
	for i, op := range want.Ops {
		if fmt.Sprint(op.Step) != step || !strings.HasPrefix(op.SQL, "UPDATE ") || op.Many || len(assigned(op)) != 1 {
			continue
		}
		first := op
		first.Params = append([]any{document}, op.Params[1:]...)
		want.Ops = slices.Insert(want.Ops, i, first)
		return 1
	}
	return 0
}}

// RefusedLabel is the rule: a value that an enumeration doesn't have is refused before a statement is sent. where is
// step:column=value; the statement that set the column to it goes, and the error is one also where the database takes it.
var RefusedLabel = Rule{"refused label", "values outside an enumeration are refused on every database", func(want, _ *Recording, where string) (n int) {
	step, set, _ := strings.Cut(where, ":")
	column, value, _ := strings.Cut(set, "=")
	want.Ops = slices.DeleteFunc(want.Ops, func(op Op) bool {
		found := fmt.Sprint(op.Step) == step && !op.Many && len(assigned(op)) == 1 && assigned(op)[0] == column && op.Params[0] == value
		if found {
			n++
		}
		return found
	})
	for i, o := range want.Observations {
		if v, ok := o.Value.(map[string]any); ok && n > 0 && fmt.Sprint(o.Step) == step {
			if _, none := v["no_exception"]; none {
				want.Observations[i].Value = map[string]any{"exception": "DataError"}
			}
		}
	}
	return n
}}

// assigned lists the columns that an UPDATE sets by a parameter each; nil for another statement.
func assigned(op Op) (columns []string) {
	toks := tokens(op.SQL)
	if op.Op != "STATEMENT" || len(toks) == 0 || toks[0] != "UPDATE" {
		return nil
	}
	s, end := find(toks, "SET", 0), find(toks, "WHERE", 0)
	if s < 0 || end < s {
		return nil
	}
	for _, part := range split(toks[s+1 : end]) {
		if len(part) != 3 || part[1] != "=" || part[2] != "?" {
			return nil
		}
		columns = append(columns, part[0])
	}
	return columns
}
