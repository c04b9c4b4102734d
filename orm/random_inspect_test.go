// This file holds what Inspect tells of changes against the model of the random test.

package orm_test

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// compareChanges expects the columns that differ from the row, and the relations that hold others than were known: of both
// sides of a relation only the one that the program changed, until a flush brings them into step.
func (r *randomRun) compareChanges(t *thing, in orm.Inspection) error {
	var want []string
	switch t.state {
	case orm.Persistent, orm.Deleted:
		if !reflect.DeepEqual(in.Key, []any{t.key}) {
			return fmt.Errorf("key %v, not %v", in.Key, t.key)
		}
		for _, c := range t.k.columns {
			if t.now[c] != t.was[c] {
				want = append(want, c)
			}
		}
	case orm.Pending:
	default:
		if len(in.Changes) > 0 {
			return fmt.Errorf("changes %v of an object that is %s", in.Changes, t.state)
		}
		return nil
	}
	for _, rel := range t.k.relations {
		if e := t.rels[rel.field]; !sameThings(e.now, e.was) {
			want = append(want, rel.field)
		}
	}
	for _, c := range in.Changes {
		at := slices.Index(want, c.Field)
		if at < 0 {
			return fmt.Errorf("%s isn't changed", c.Field)
		}
		want = slices.Delete(want, at, at+1)
		if err := r.compareEnds(c, t.rels[c.Field]); err != nil {
			return err
		}
	}
	if len(want) > 0 {
		return fmt.Errorf("changes %v lack %v", in.Changes, want)
	}
	return nil
}

// compareEnds expects what came into a relation, and what left it; of a column neither.
func (r *randomRun) compareEnds(c orm.Change, e *ends) error {
	if e == nil {
		e = &ends{}
	}
	for _, side := range []struct {
		word string
		got  []any
		want []*thing
	}{{"added", c.Added(), less(e.now, e.was)}, {"removed", c.Removed(), less(e.was, e.now)}} {
		if !holds(side.got, side.want) {
			return fmt.Errorf("%s: %s %v, not %v", c.Field, side.word, side.got, side.want)
		}
	}
	return nil
}
