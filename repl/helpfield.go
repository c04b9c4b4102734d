// This file tells what help knows of fields, tables and columns, and finds examples in the guide.

package repl

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/docs"
	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
)

// describeField is the column or relation that a field of a mapped struct is, and the SQL that loads it; empty of anything else.
func (s *Shell) describeField(expr string) (what, emits string) {
	owner, field, ok := cutLast(strings.TrimSuffix(strings.TrimPrefix(expr, "orm.Col("), ")"), ".")
	if !ok {
		return "", ""
	}
	d, err := s.eval.Describe(strings.TrimPrefix(owner, "&"))
	if err != nil {
		return "", ""
	}
	m := structName().FindStringSubmatch(firstLine(d.Signature))
	if m == nil {
		return "", ""
	}
	t := s.classOf(m[1])
	if t == nil {
		return "", ""
	}
	mapper, err := orm.ClassMapper(t)
	if err != nil {
		return "", "" // a struct that isn't mapped
	}
	for _, r := range relationsOf(t) {
		if r.Key == field {
			return r.String(), s.loads(mapper, field)
		}
	}
	if !slices.ContainsFunc(attributesOf(t), func(a attribute) bool { return a.name == field }) {
		return "", ""
	}
	address := reflect.ValueOf(orm.Prototype(t, "")).Elem().FieldByName(field).Addr()
	return s.columnLine(strings.Trim(orm.AttrOf(address.Interface()).String(), `"`)), ""
}

// loads is the SQL that loads a relation.
func (s *Shell) loads(m *orm.Mapper, key string) string {
	statements, err := s.statements(m)
	if err != nil {
		return ""
	}
	for _, st := range statements {
		if st.For == "load "+key {
			return strings.Join(strings.Fields(st.SQL), " ")
		}
	}
	return ""
}

// columnLine is a column with what its table says of it: "pets.owner_id Integer(), -> owners.id".
func (s *Shell) columnLine(name string) string {
	table, column, _ := cutLast(name, ".")
	for _, m := range orm.Mappers() {
		if m.Table().Name() == table {
			return describeColumn(m.Table(), column)
		}
	}
	return name
}

// describeColumn is a column of a table.
func describeColumn(t *orm.Table, name string) string {
	at := slices.IndexFunc(t.Columns(), func(c *orm.Column) bool { return strings.EqualFold(c.Name(), name) })
	if at < 0 {
		return t.Name() + "." + name
	}
	c := t.Columns()[at]
	text := t.Name() + "." + c.Name() + " " + c.Type().String()
	switch {
	case c.PrimaryKey():
		text += ", primary key"
	case !c.Nullable():
		text += ", not null"
	}
	for _, k := range t.ForeignKeyConstraints() {
		if i := slices.Index(k.ColumnKeys(), c.Name()); i >= 0 {
			text += ", -> " + k.TargetFullnames()[i]
		}
	}
	return text
}

// inDatabase tells of a table of the database, or of a column as users.name, and which structs are mapped to it.
func (s *Shell) inDatabase(name string) (text string, ok bool) {
	table, column, isColumn := cutLast(name, ".")
	t := s.knownTable(name)
	if t == nil && isColumn {
		if t = s.knownTable(table); t == nil || !slices.ContainsFunc(t.Columns(), func(c *orm.Column) bool { return strings.EqualFold(c.Name(), column) }) {
			return "", false
		}
		text = "column " + describeColumn(t, column) + "\n"
	} else if t != nil {
		text = "table " + tableLine(t) + "\n"
	}
	if t == nil {
		return "", false
	}
	for _, m := range orm.Mappers() {
		if typ := strings.TrimPrefix(m.Class().String(), "main."); m.Table().Name() == t.Name() && s.classOf(typ) == m.Class() {
			text += fmt.Sprintf("\nmapped to:\n    %s; ?%s tells more\n", typ, typ)
		}
	}
	return text, true
}

// guideExample is a step of the guide that calls a function or method of orm, with what it prints.
func (s *Shell) guideExample(expr string, d interp.Description) (head, text string) {
	_, name, ok := cutLast(expr, ".")
	if !ok || !strings.HasPrefix(d.Signature, "func ") || !strings.Contains(d.Signature, "orm.") {
		return "", ""
	}
	section, text := docs.Example(name)
	if text == "" {
		return "", ""
	}
	return "example, from \\help " + strings.ToLower(section.Title) + ":\n", text
}
