// This file holds the comparison of two recordings.

package oracle

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// entry is an emitted thing in its normal form.
type entry struct {
	step   int
	text   string
	params string // JSON
}

func (e entry) String() string { return fmt.Sprintf("step %d: %s %s", e.step, e.text, e.params) }

// Compare returns the differences: the first in the statements, and all in the observations that got has.
func Compare(want, got *Recording) (diffs []string) {
	free := want.free()
	a, b := want.entries(free), got.entries(free)
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			diffs = append(diffs, fmt.Sprintf("op %d is too much:\n  %s", i, b[i]))
		case i >= len(b):
			diffs = append(diffs, fmt.Sprintf("op %d is missing:\n  %s", i, a[i]))
		case a[i] != b[i]:
			diffs = append(diffs, fmt.Sprintf("op %d differs:\n  want %s\n  got  %s", i, a[i], b[i]))
		default:
			continue
		}
		break
	}
	return append(diffs, compareObservations(want.Observations, got.Observations)...)
}

func compareObservations(want, got []Observation) (diffs []string) {
	used := make([]bool, len(got))
	for _, w := range want {
		i := -1
		for j, g := range got {
			if !used[j] && g.Step == w.Step && g.Name == w.Name {
				i = j
				break
			}
		}
		if i < 0 {
			diffs = append(diffs, fmt.Sprintf("observation %q of step %d is missing, want %s", w.Name, w.Step, toJSON(w.Value)))
			continue
		}
		used[i] = true
		if a, b := canon(w.Value), canon(got[i].Value); !reflect.DeepEqual(a, b) {
			diffs = append(diffs, fmt.Sprintf("observation %q of step %d:\n  want %s\n  got  %s", w.Name, w.Step, toJSON(a), toJSON(b)))
		}
	}
	for j, g := range got {
		if !used[j] {
			diffs = append(diffs, fmt.Sprintf("observation %q of step %d is not in the recording", g.Name, g.Step))
		}
	}
	return diffs
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// entries is the recording in normal form; the order of free statements doesn't count.
func (r *Recording) entries(free map[string]bool) (list []entry) {
	savepoints := map[string]string{}
	for _, op := range r.Ops {
		switch op.Op {
		case "STATEMENT":
			for _, st := range normalise(op) {
				params, _ := canon(st.params).([]any)
				list = append(list, entry{op.Step, st.text, toJSON(append([]any{}, params...))})
			}
		case "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT":
			name := op.SQL[strings.LastIndexByte(op.SQL, ' ')+1:]
			if savepoints[name] == "" {
				savepoints[name] = "sp" + strconv.Itoa(len(savepoints)+1)
			}
			list = append(list, entry{op.Step, op.Op + " " + savepoints[name], ""})
		default:
			list = append(list, entry{op.Step, op.Op, ""})
		}
	}
	return sortFree(list, free)
}

// free is the statements that SQLAlchemy itself emits in no fixed order.
func (r *Recording) free() map[string]bool {
	free := map[string]bool{}
	for _, op := range r.Ops {
		if op.Unordered {
			for _, st := range normalise(op) {
				free[st.text] = true
			}
		}
	}
	return free
}

// sortFree orders what has no fixed order.
func sortFree(list []entry, free map[string]bool) []entry {
	run := func(same func(a, b entry) bool) {
		for i := 0; i < len(list); {
			j := i + 1
			for j < len(list) && same(list[i], list[j]) {
				j++
			}
			slices.SortFunc(list[i:j], func(a, b entry) int { return strings.Compare(a.text+a.params, b.text+b.params) })
			i = j
		}
	}
	run(func(a, b entry) bool { return a.step == b.step && a.text == b.text && free[a.text] })
	loose := func(e entry) bool {
		return strings.HasPrefix(e.text, "CREATE INDEX") || strings.HasPrefix(e.text, "CREATE UNIQUE INDEX") || strings.HasPrefix(e.text, "ALTER TABLE")
	}
	run(func(a, b entry) bool { return loose(a) && loose(b) })
	return list
}

var wholeSeconds = regexp.MustCompile(`^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.0+$`)

// canon makes values comparable: numbers by value, exceptions by class, times without empty fractions.
func canon(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return number("1")
		}
		return number("0")
	case int, int64, json.Number:
		return number(fmt.Sprint(v))
	case float64:
		return number(strconv.FormatFloat(v, 'g', -1, 64))
	case string:
		return wholeSeconds.ReplaceAllString(v, "$1")
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = canon(x)
		}
		return out
	case map[string]any:
		return canonObject(v)
	}
	return v
}

// number is the exact value of a written number, so that 1.50 is 1.5 and no digit of a long one is lost.
func number(text string) any {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text // a float that is none: nan, inf
	}
	return json.Number(r.RatString())
}

func canonObject(v map[string]any) any {
	if class, ok := v["exception"].(string); ok {
		return map[string]any{"exception": class[strings.LastIndexByte(class, '.')+1:]}
	}
	for _, kind := range []string{"decimal", "float"} {
		if text, ok := v[kind].(string); ok {
			return number(text)
		}
	}
	for _, kind := range []string{"datetime", "date", "time"} {
		if text, ok := v[kind].(string); ok {
			return canon(text)
		}
	}
	out := map[string]any{}
	for k, x := range v {
		out[k] = canon(x)
	}
	return out
}
