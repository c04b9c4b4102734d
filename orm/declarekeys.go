// This file holds the foreign keys that tags say: of one column, or of several that share a name.
//
//layer:5 mapper, relation, declare

package orm

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// sharedKeys are foreign keys of several columns: the fields that give them the same foreign_key_name, in their order.
type sharedKeys struct {
	fields map[string]int // how many there are
	list   []*Constraint
}

// draftKeys finds the names that several fields share.
func draftKeys(fields []*access.Field) *sharedKeys {
	k := &sharedKeys{fields: map[string]int{}}
	for _, f := range fields {
		if name, ok := parseTag(f.Tag, "", &problems{}).value["foreign_key_name"]; ok {
			k.fields[name]++
		}
	}
	return k
}

// take checks what a field says of a foreign key, and tells whether that is one of several columns; then it is taken here.
func (k *sharedKeys) take(f *access.Field, t tag, where string, p *problems) bool {
	target, ok := t.value["foreign_key"]
	if !ok {
		return false
	}
	if _, _, ok := splitTarget(target); !ok {
		p.add("%s: foreign_key=%s is not table.column", where, target)
	}
	for _, word := range []string{"on_delete", "on_update"} {
		if given, ok := t.value[word]; ok && !slices.Contains(keyActions, action(given)) {
			p.add("%s: %s=%s is no action%s; known are %s", where, word, given, suggest(action(given), keyActions), strings.Join(keyActions, ", "))
		}
	}
	name := t.value["foreign_key_name"]
	if k.fields[name] < 2 {
		return false
	}
	i := slices.IndexFunc(k.list, func(c *Constraint) bool { return c.name == name })
	if i < 0 {
		k.list = append(k.list, NewForeignKey(nil, nil).Named(name).OnDelete(action(t.value["on_delete"])).OnUpdate(action(t.value["on_update"])))
		i = len(k.list) - 1
	}
	c := k.list[i]
	if len(c.refs) > 0 && tableOf(c.refs[0]) != tableOf(target) {
		p.add("%s: foreign key %s refers to %s already, and a foreign key refers to one table; give this one another foreign_key_name", where, name, tableOf(c.refs[0]))
	}
	if onDelete, onUpdate := action(t.value["on_delete"]), action(t.value["on_update"]); onDelete != "" && onDelete != c.onDelete || onUpdate != "" && onUpdate != c.onUpdate {
		p.add("%s: foreign key %s has its on_delete and on_update from its first column, which says something else", where, name)
	}
	c.columns, c.refs = append(c.columns, fieldColumn(f, t)), append(c.refs, target)
	return true
}

func tableOf(target string) string { return target[:max(strings.LastIndexByte(target, '.'), 0)] }

// constraints are the keys of several columns as arguments of their table.
func (k *sharedKeys) constraints() []TableArg {
	args := make([]TableArg, len(k.list))
	for i, c := range k.list {
		args[i] = c
	}
	return args
}

// keyActions are what a foreign key can do.
var keyActions = []string{"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"}

// action turns set_null into SET NULL.
func action(word string) string { return strings.ToUpper(strings.ReplaceAll(word, "_", " ")) }
