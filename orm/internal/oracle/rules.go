// This file holds the closed list of differences on purpose.

package oracle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Rule is a difference on purpose. Apply transforms the recording where the rule holds, in a few cases both sides, and
// returns how often it did; a rule that changes nothing where a scenario names it is a mistake of the scenario.
type Rule struct {
	Name, Why string
	Apply     func(want, got *Recording, where string) int
}

// The rules. where names the observation, or is the number of the step; for NoReload step:key. Others stand beside their like.
var (
	// UnsetIsZero: a field that was never assigned is None in Python and zero in Go.
	UnsetIsZero = Rule{"unset is zero", "a plain Go field has no None", func(want, _ *Recording, where string) (n int) {
		zero := map[any]any{nil: "", "None": "0"}
		for i := range want.Observations {
			o := &want.Observations[i]
			if _, comparable := o.Value.(string); o.Name != where || o.Value != nil && !comparable {
				continue
			}
			if v, ok := zero[o.Value]; ok {
				o.Value = v
				n++
			}
		}
		return n
	}}
)

// Expired objects, backrefs and dirtiness work without watching attributes.
var (
	// NoReload: an expired object isn't read again by itself; where the program needs the values it refreshes it.
	NoReload = Rule{"no reload", "a field read, or a flush, never loads an expired object", func(want, _ *Recording, where string) (n int) {
		var kept []Op
		for _, op := range want.Ops {
			if byKey1.MatchString(op.SQL) && len(op.Params) == 1 && fmt.Sprintf("%d:%v", op.Step, op.Params[0]) == where {
				n++
				continue
			}
			kept = append(kept, op)
		}
		want.Ops = kept
		return n
	}}
	// WholeRow: a refresh reads all columns, not only those that are not known.
	WholeRow = Rule{"whole row", "Refresh reads the object, not single columns", func(want, got *Recording, where string) (n int) {
		for i, w := range want.Ops {
			for _, g := range got.Ops {
				if fmt.Sprint(w.Step) == where && g.Step == w.Step && wider(g, w) {
					want.Ops[i].SQL = g.SQL
					n++
				}
			}
		}
		return n
	}}
	// ReadBack: what the server made is read back by a refresh, not by the INSERT's RETURNING.
	ReadBack = Rule{"read back", "RETURNING brings keys alone; Refresh brings the rest", func(want, got *Recording, where string) (n int) {
		for i, w := range want.Ops {
			if fmt.Sprint(w.Step) != where || !returning.MatchString(w.SQL) {
				continue
			}
			want.Ops[i].SQL = returning.ReplaceAllString(w.SQL, "$1")
			for _, g := range got.Ops {
				if g.Step == w.Step && byKey1.MatchString(g.SQL) {
					want.Ops = slices.Insert(want.Ops, i+1, g)
					n++
					break
				}
			}
			break
		}
		return n
	}}
	// NotInspected: which attributes of an object aren't loaded, which SQLAlchemy keeps and a Go struct can't. where is the
	// number of the step.
	NotInspected = Rule{"no counterpart", "which attributes are unloaded is no notion here", func(want, _ *Recording, where string) int {
		before := len(want.Observations)
		want.Observations = slices.DeleteFunc(want.Observations, func(o Observation) bool { return at(o) == where+":unloaded" })
		return before - len(want.Observations)
	}}
	// BackrefAtFlush: setting one side of a relation sets the other at the flush, not at once.
	BackrefAtFlush = Rule{"backref at flush", "an assignment isn't seen until the session looks", func(want, _ *Recording, where string) int {
		return replace(want, where, func(any) any { return nil })
	}}
	// DirtyIsNet: the dirty set holds what differs from its row, not all that was touched.
	DirtyIsNet = Rule{"dirty is net", "objects are compared with their rows", func(want, got *Recording, where string) (n int) {
		for i, w := range want.Observations {
			for _, g := range got.Observations {
				if w.Step == g.Step && w.Name == where && g.Name == where && subset(g.Value, w.Value) {
					want.Observations[i].Value = g.Value
					n++
				}
			}
		}
		return n
	}}
)

// byKey1 is a query of one object by its key.
var byKey1 = regexp.MustCompile(`^SELECT [\w\s.,]+\s+FROM (\w+)\s+WHERE \w+\.\w+ = (\?|%\(\w+\)s|\$1)$`)

// wider tells whether one query by key reads all columns of another and more.
func wider(wide, narrow Op) bool {
	a, b := byKey1.FindStringSubmatch(wide.SQL), byKey1.FindStringSubmatch(narrow.SQL)
	if a == nil || b == nil || a[1] != b[1] || toJSON(canon(wide.Params)) != toJSON(canon(narrow.Params)) {
		return false
	}
	wideCols, narrowCols := columns(wide.SQL), columns(narrow.SQL)
	for _, c := range narrowCols {
		if !slices.Contains(wideCols, c) {
			return false
		}
	}
	return len(wideCols) > len(narrowCols)
}

// columns lists the columns of a SELECT without their labels.
func columns(sql string) (list []string) {
	toks := tokens(sql)
	for _, part := range split(toks[1:max(find(toks, "FROM", 0), 1)]) {
		list = append(list, strings.Join(part[:min(3, len(part))], ""))
	}
	return list
}

// returning matches a RETURNING of the key and more.
var returning = regexp.MustCompile(`( RETURNING [\w.]+),.*$`)

func replace(r *Recording, name string, with func(any) any) (n int) {
	for i := range r.Observations {
		if r.Observations[i].Name == name {
			r.Observations[i].Value = with(r.Observations[i].Value)
			n++
		}
	}
	return n
}

// elements lists what is in an identity set or a list.
func elements(v any) []any {
	if set, ok := v.(map[string]any); ok {
		v = set["identity_set"]
	}
	list, _ := v.([]any)
	return list
}

// subset tells whether one set is a proper part of another.
func subset(part, whole any) bool {
	few, all := elements(part), elements(whole)
	for _, x := range few {
		if !slices.Contains(all, x) {
			return false
		}
	}
	return len(few) < len(all)
}

// Rules lists all rules.
func Rules() []Rule {
	return []Rule{
		UnsetIsZero, NoReload, WholeRow, ReadBack, SameValue, NotInspected, BackrefAtFlush, DirtyIsNet,
		WiderBatch, KeyLock, DoesNotCompile, OwnError, NoBackrefCascade, KnownCollection,
		InPlace, RefusedLabel, RefusedFirst, KeyUnread, ReloadTogether, FrameWritten,
	}
}
