// This file holds the rules for mistakes: those that the compiler finds, and those that go by an error of another class.

package oracle

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// DoesNotCompile is the rule: a mistake that Go's types don't let a program make. where is step:observation.
var DoesNotCompile = Rule{"doesn't compile", "the compiler finds the mistake, so there is nothing to run", func(want, _ *Recording, where string) int {
	before := len(want.Observations)
	want.Observations = slices.DeleteFunc(want.Observations, func(o Observation) bool { return at(o) == where })
	return before - len(want.Observations)
}}

// OwnError is the rule: a refusal that has words of its own and none of SQLAlchemy's classes. where is step:observation; see
// Run.Refuses, which checks the words.
var OwnError = Rule{"own error", "one plain error stands for several classes of exceptions", func(want, _ *Recording, where string) (n int) {
	for i, o := range want.Observations {
		if v, ok := o.Value.(map[string]any); ok && at(o) == where && v["exception"] != nil {
			want.Observations[i].Value = refused()
			n++
		}
	}
	return n
}}

// RefusedFirst is the rule: what is wrong is refused before anything is flushed for it. where is the number of the step whose
// statements are the flush; they come with the next statement of the recording, in the same order.
var RefusedFirst = Rule{"refused first", "a mistake has no side effect", func(want, _ *Recording, where string) (n int) {
	for i := len(want.Ops) - 2; i >= 0; i-- {
		if op := &want.Ops[i]; fmt.Sprint(op.Step) == where {
			op.Step = want.Ops[i+1].Step
			n++
		}
	}
	return n
}}

// NoBackrefCascade is the rule: an object that merely refers to one of the session stays outside until it is added, as in
// SQLAlchemy 2.0. where names the observation.
var NoBackrefCascade = Rule{"no backref cascade", "a reference to a session's object doesn't add the one that refers", func(want, _ *Recording, where string) int {
	return replace(want, where, func(v any) any { return v != true })
}}

// KnownCollection is the rule: the relations of an object that this session inserted are known, so that none is loaded. where is
// the number of the step.
var KnownCollection = Rule{"known collection", "what a new object's relations hold is known after its INSERT", func(want, _ *Recording, where string) int {
	before := len(want.Ops)
	want.Ops = slices.DeleteFunc(want.Ops, func(op Op) bool { return fmt.Sprint(op.Step) == where && collectionOf1.MatchString(op.SQL) })
	return before - len(want.Ops)
}}

// collectionOf1 is a query of the children of one object.
var collectionOf1 = regexp.MustCompile(`^SELECT [\w\s.,]+\s+FROM \w+\s+WHERE (\?|%\(\w+\)s|\$1) = \w+\.\w+`)

func at(o Observation) string { return fmt.Sprintf("%d:%s", o.Step, o.Name) }

func refused() map[string]any { return map[string]any{"exception": "refused"} }

// Refuses records an error that must hold these words; OwnError applies to it.
func (r *Run) Refuses(name string, err error, words string) {
	r.T.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		r.T.Errorf("step %d, %s: the error is %v; it should say %q", r.step, name, err, words)
	}
	r.Use(OwnError, fmt.Sprintf("%d:%s", r.step, name))
	r.Obs(name, refused())
}
