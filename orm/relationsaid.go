// This file holds how a relation between mapped structs is said: by orm.Relation and its options, or by the words of a tag.
//
//layer:5 mapper, relation, declare

package orm

import (
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// RelationProperty is a relation as it was said: by orm.Relation or by a tag.
type RelationProperty struct {
	field  string
	target reflect.Type
	err    error

	back, cascade, secondary                         string
	order, by, remote                                []string
	secondaryTable                                   *Table
	lazy, depth                                      string // of loading
	innerJoin                                        bool
	postUpdate, passiveDeletes, passiveAll, viewOnly bool
	singleParent, activeUpdates                      bool
}

func (*RelationProperty) property() {}

// RelationOption changes a relation. Sealed.
type RelationOption interface{ relationOption(*RelationProperty) }

type relationOption func(*RelationProperty)

func (o relationOption) relationOption(r *RelationProperty) { o(r) }

// Relation makes a field of type []*T or *T a relation to the struct given as target (T{}). Its columns are those of
// the foreign key between the tables. The target may be mapped later.
func Relation(field string, target any, opts ...RelationOption) Property {
	r := &RelationProperty{field: field}
	r.target, r.err = structType(target)
	for _, o := range opts {
		o.relationOption(r)
	}
	return r
}

// Back names the relation of the target that leads back: setting one side sets the other at the next flush.
func Back(field string) RelationOption {
	return relationOption(func(r *RelationProperty) { r.back = field })
}

// Cascade says what happens to the related objects, in SQLAlchemy's words: "all, delete-orphan". Left out, it is
// "save-update, merge".
func Cascade(words string) RelationOption {
	return relationOption(func(r *RelationProperty) { r.cascade = words })
}

// OrderRelated orders a collection by fields of the target when it is loaded; "-Name" is descending.
func OrderRelated(fields ...string) RelationOption {
	return relationOption(func(r *RelationProperty) { r.order = fields })
}

// Secondary makes the relation many-to-many through an association table.
func Secondary(t *Table) RelationOption {
	return relationOption(func(r *RelationProperty) { r.secondaryTable = t })
}

// By names the foreign key's columns where there is more than one between the tables.
func By(columns ...string) RelationOption {
	return relationOption(func(r *RelationProperty) { r.by = columns })
}

// relationFromTag reads the words of a tag that has relation in it.
func relationFromTag(f *access.Field, t tag, where string, p *problems) RelationProperty {
	t.only(where, "a relation", func(word string) bool { return slices.Contains(relationWords, word) }, p)
	r := RelationProperty{field: f.Name, back: t.value["back"], cascade: t.value["cascade"], secondary: t.value["secondary"],
		order: strings.Fields(t.value["order"]), by: strings.Fields(t.value["by"]), remote: strings.Fields(t.value["remote"]),
		lazy: t.value["lazy"], depth: t.value["join_depth"], innerJoin: t.has("inner_join"),
		singleParent: t.has("single_parent"), activeUpdates: onOff(t, "passive_updates", where, p),
		postUpdate: t.has("post_update"), passiveDeletes: t.has("passive_deletes"), passiveAll: t.value["passive_deletes"] == "all", viewOnly: t.has("view_only")}
	target, _, ok := f.Target()
	if !ok {
		p.add("%s: a relation is a []*T or a *T of a struct, not %s", where, f.Type)
	}
	r.target = target
	return r
}

// SingleParent says that what a relation leads to belongs to one object alone, as delete-orphan demands of a many-to-one or
// many-to-many relation: it is deleted when it is taken out, and a second owner is refused. The tag's word is single_parent.
func SingleParent() RelationOption {
	return relationOption(func(r *RelationProperty) { r.singleParent = true })
}

// ActiveUpdates has a flush carry a changed primary key to the rows of a collection, where the database has no ON UPDATE CASCADE.
// The tag says passive_updates=off.
func ActiveUpdates() RelationOption {
	return relationOption(func(r *RelationProperty) { r.activeUpdates = true })
}

// onOff reads a word that is on where the tag doesn't say off, and tells whether it is off.
func onOff(t tag, word, where string, p *problems) bool {
	switch value := t.value[word]; value {
	case "", "on":
	case "off":
		return true
	default:
		p.add("%s: %s=%s: say on or off", where, word, value)
	}
	return false
}
