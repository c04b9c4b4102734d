// This file holds the rule for values that a row has already, and the rows as a recording tells them.

package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// SameValue is the rule: an UPDATE that writes what the row holds already isn't sent. where is the number of the step. That the
// row holds it follows from the recording itself: from the statements before, in a database that was empty at the
// beginning. A transaction that is empty without the UPDATE isn't begun.
var SameValue = Rule{"same value", "what equals the row as it was last seen isn't written", func(want, _ *Recording, where string) (n int) {
	rows := rowsOf{}
	var kept []Op
	for _, op := range want.Ops {
		if fmt.Sprint(op.Step) == where && rows.unchanged(op) {
			n++
			continue
		}
		rows.follow(op)
		if last := len(kept) - 1; n > 0 && op.Op == "COMMIT" && last >= 0 && kept[last].Op == "BEGIN" {
			kept = kept[:last]
			continue
		}
		kept = append(kept, op)
	}
	want.Ops = kept
	return n
}}

// rowsOf is what is known of the rows of each table: table, key, column. A table of which a statement can't be followed is
// known no more.
type rowsOf map[string]*knownTable

type knownTable struct {
	made int // keys that the database made
	rows map[string]map[string]string
	lost bool
}

func (r rowsOf) table(name string) *knownTable {
	if r[name] == nil {
		r[name] = &knownTable{rows: map[string]map[string]string{}}
	}
	return r[name]
}

// unchanged tells whether an UPDATE of one row by its key sets only what the row is known to hold.
func (r rowsOf) unchanged(op Op) bool {
	if op.Many {
		return false
	}
	t, key, set := r.update(op)
	if t == nil || t.lost || t.rows[key] == nil {
		return false
	}
	for column, value := range set {
		if known, ok := t.rows[key][column]; !ok || known != value {
			return false
		}
	}
	return true
}

// follow takes a statement into account.
func (r rowsOf) follow(op Op) {
	if op.Op != "STATEMENT" && op.Op != "BEGIN" && op.Op != "COMMIT" {
		clear(r) // of a rollback nothing is known
		return
	}
	for _, st := range normalise(op) {
		one := Op{Op: op.Op, SQL: st.text, Params: st.params}
		toks := strings.Fields(st.text)
		switch {
		case len(toks) < 3:
		case toks[0] == "INSERT":
			r.insert(toks, st.params)
		case toks[0] == "UPDATE":
			t, key, set := r.update(one)
			if t == nil {
				r.table(toks[1]).lost = true
				continue
			}
			for column, value := range set {
				if t.rows[key] != nil {
					t.rows[key][column] = value
				}
			}
		case toks[0] == "DELETE":
			r.table(toks[2]).lost = true
		}
	}
}

// insert follows INSERT INTO table (columns) VALUES (?, ?): a row whose key isn't given has the next one.
func (r rowsOf) insert(toks []string, params []any) {
	t := r.table(toks[2])
	if toks[3] != "(" {
		t.lost = true
		return
	}
	columns := split(toks[4:closing(toks, 3)])
	if len(columns) != len(params) || slices.Contains(flat(columns), "id") {
		t.lost = true
		return
	}
	t.made++
	row := map[string]string{}
	for i, c := range columns {
		row[strings.Join(c, " ")] = toJSON(canon(params[i]))
	}
	t.rows[fmt.Sprint(t.made)] = row
}

func flat(parts [][]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// update reads UPDATE table SET column = ? WHERE table.id = ?; a nil table says that it is something else.
func (r rowsOf) update(op Op) (t *knownTable, key string, set map[string]string) {
	toks, columns := tokens(op.SQL), assigned(op)
	if len(columns) == 0 || len(op.Params) != len(columns)+1 {
		return nil, "", nil
	}
	if where := strings.Join(toks[find(toks, "WHERE", 0)+1:], " "); where != toks[1]+" . id = ?" {
		return nil, "", nil
	}
	set = map[string]string{}
	for i, c := range columns {
		set[c] = toJSON(canon(op.Params[i]))
	}
	return r.table(toks[1]), fmt.Sprint(op.Params[len(columns)]), set
}
