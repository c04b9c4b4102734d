// This file holds what the random test knows of misfits: objects whose row is another struct's of their family by now. Somebody
// made it that, or a rollback brought an older row of the same key back.

package orm_test

import (
	"fmt"
	"slices"
)

// misfit tells whether the row of an object is another struct's.
func (m *model) misfit(t *thing) bool {
	row := m.rows[t.k.table][t.key]
	return row != nil && t.k.of(row) != t.k
}

// anyMisfit tells whether the session holds a misfit. What a query of several rows had loaded when it met one isn't modelled.
func (m *model) anyMisfit() bool {
	return slices.ContainsFunc(m.all(persistent), m.misfit)
}

// dooms tells whether a flush will load pets, since it deletes a team.
func (m *model) dooms() bool {
	return slices.ContainsFunc(m.things, func(t *thing) bool { return t.doomed && t.k.name == "team" })
}

// row is the row that a query of the object's struct finds: also where it is a struct's that embeds that.
func (m *model) row(t *thing) values {
	if row := m.rows[t.k.table][t.key]; row != nil && t.k.of(row).isA(t.k) {
		return row
	}
	return nil
}

// rowWith is the row that a query of some columns finds: where all of them stand in the table of dogs, that of any dog.
func (m *model) rowWith(t *thing, columns []string) values {
	row := m.rows[t.k.table][t.key]
	if row != nil && len(less(columns, dogColumns)) == 0 && t.k.of(row).isA(kinds["dog"]) {
		return row
	}
	return m.row(t)
}

var dogColumns = []string{"Trick", "Age"}

// missesDog tells whether an update of an object finds no row in the table of dogs.
func (m *model) missesDog(t *thing) bool {
	if !t.k.isA(kinds["dog"]) || t.k.of(m.rows[t.k.table][t.key]).isA(kinds["dog"]) {
		return false
	}
	return slices.ContainsFunc(dogColumns, func(c string) bool { return t.now[c] != t.was[c] })
}

// kindBehind makes the row of a pet one of another struct with the same tables.
func (m *model) kindBehind(key any) []string {
	if m.dooms() {
		return nil
	}
	row := m.rows["pets"][key]
	now := map[any]string{"pet": "cat", "cat": "pet", "dog": "pup", "pup": "dog"}[row["Kind"]]
	row["Kind"] = now
	list := []string{fmt.Sprintf("UPDATE pets SET kind = '%s' WHERE id = %v", now, key)}
	switch now {
	case "pet":
		row["Lives"] = nil
		list = append(list, fmt.Sprintf("UPDATE pets SET lives = NULL WHERE id = %v", key))
	case "pup":
		row["Age"] = 0
		list = append(list, fmt.Sprintf("UPDATE dogs SET age = 0 WHERE id = %v", key))
	case "dog":
		row["Age"] = nil
		list = append(list, fmt.Sprintf("UPDATE dogs SET age = NULL WHERE id = %v", key))
	}
	return list
}
