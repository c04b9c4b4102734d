// This file holds declarative mapping: tables made from tagged structs.
//
//layer:5 mapper, relation, declare

package orm

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Base is a MetaData together with the structs that are mapped to its tables. Make one with DeclarativeBase.
type Base struct {
	meta *MetaData
	reg  registry
}

// DeclarativeBase makes a base with an empty MetaData.
func DeclarativeBase(opts ...MetaDataOption) *Base { return &Base{meta: NewMetaData(opts...)} }

// MetaData returns the collection of the base's tables.
func (b *Base) MetaData() *MetaData { return b.meta }

// String names what is mapped, in the order in which it was: <Base of User, Address>.
func (b *Base) String() string {
	var names []string
	for _, m := range b.reg.load().order {
		names = append(names, m.name)
	}
	if len(names) == 0 {
		return "<Base, nothing mapped>"
	}
	return "<Base of " + strings.Join(names, ", ") + ">"
}

// Map makes a table from each struct (User{} or &User{}) and maps it. All mistakes in all tags are returned at once, as
// a *MappingError, and then nothing is mapped. A struct that was declared anew under its old name replaces the old one.
func (b *Base) Map(models ...any) error {
	var p problems
	var types []reflect.Type
	for _, model := range models {
		t, err := structType(model)
		if err != nil {
			p.add("%s", strings.TrimPrefix(err.Error(), "orm: "))
			continue
		}
		types = append(types, t)
	}
	drafts := make([]*draft, 0, len(types))
	for _, t := range types {
		if d := b.draft(t, drafts, &p); d != nil {
			drafts = append(drafts, d)
		}
	}
	if err := p.err(); err != nil {
		return err
	}
	return b.define(drafts)
}

// Table returns the table of a mapped struct.
func (b *Base) Table(model any) (*Table, error) {
	t, err := structType(model)
	if err != nil {
		return nil, err
	}
	m, err := b.reg.mapper(t)
	if err != nil {
		return nil, err
	}
	return m.table, nil
}

// draft is a table to be made: its name and columns as the tags say.
type draft struct {
	typ  reflect.Type
	name string
	args []TableArg

	base  *draft  // whose table it shares, or joins its own to; nil for most
	joins bool    // it has a table of its own beside the base's
	kind  string  // the discriminator's value of its rows
	lost  bool    // the base isn't there
	bound *Mapper // to a scratch table, while mistakes are looked for
}

// draft reads the tags of a struct. One that shares the table of a base adds its own columns to the base's.
func (b *Base) draft(typ reflect.Type, before []*draft, p *problems) *draft {
	d := &draft{typ: typ}
	if d.draftFamily(before, p); d.lost {
		return nil
	}
	root := d.root()
	if d.base == nil {
		d.name = b.tableName(typ, d, p)
	}
	data := describe(typ, p)
	if data == nil {
		return nil
	}
	keys := draftKeys(data.Fields)
	for _, f := range data.Fields {
		if d.inherits(f) {
			continue
		}
		where := typ.Name() + "." + f.Name
		t := parseTag(f.Tag, where, &problems{}) // told by bindMapper
		_, _, link := f.Target()
		if t.skip || t.has("relation") || t.has("column_property") || link && !t.has("type") {
			continue
		}
		if col := draftColumn(f, t, where, keys.take(f, t, where, p), p); col != nil {
			root.args = append(root.args, col)
		}
	}
	root.args = append(root.args, keys.constraints()...)
	b.check(d, p)
	return d
}

// check binds the struct to its table in a scratch MetaData, which tells all other mistakes of its tags.
func (b *Base) check(d *draft, p *problems) {
	t := &Table{name: d.root().name, byName: map[string]*Column{}}
	for _, a := range d.root().args {
		if c, ok := a.(*Column); ok {
			t.cols, t.byName[c.name] = append(t.cols, c), c
		}
	}
	var base *Mapper
	if d.base != nil {
		if base = d.base.bound; !d.joins {
			base.table = t // with the columns of this struct
		}
	}
	d.bound = bindMapper(d.typ, t, base, p, true)
}

// tableName reads the marker's tag.
func (b *Base) tableName(typ reflect.Type, d *draft, p *problems) string {
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !isMarker(f) {
			continue
		}
		where := typ.Name() + "." + f.Name
		t := parseTag(f.Tag, where, p)
		t.only(where, "orm.Model", func(word string) bool { return slices.Contains(modelWords, word) }, p)
		if name, ok := t.value["schema"]; ok {
			d.args = append(d.args, Schema(name))
		}
		if name, ok := t.value["table"]; ok {
			return name
		}
	}
	p.add("%s doesn't say its table: embed orm.Model `orm:\"table=%s\"`", typ.Name(), snakeCase(typ.Name())+"s")
	return snakeCase(typ.Name()) + "s"
}

// draftColumn makes the column of a field; nil with a problem where its type can't be found. several tells that its foreign key is
// one of several columns, and made apart.
func draftColumn(f *access.Field, t tag, where string, several bool, p *problems) *Column {
	t.only(where, "a column", func(word string) bool {
		return !slices.Contains(modelWords, word) && !slices.Contains(relationWords, word)
	}, p)
	typ := columnType(f, t, where, p)
	if typ == nil {
		return nil
	}
	var args []ColumnArg
	for word, flag := range map[string]ColumnFlag{"primary_key": PrimaryKey, "not_null": NotNull, "unique": Unique, "index": Indexed, "secret": Secret} {
		if t.has(word) {
			args = append(args, flag)
		}
	}
	if target, ok := t.value["foreign_key"]; ok && !several {
		args = append(args, ForeignKey(target).OnDelete(action(t.value["on_delete"])).OnUpdate(action(t.value["on_update"])).Named(t.value["foreign_key_name"]))
	}
	if text, ok := t.value["server_default"]; ok {
		args = append(args, ServerDefault(Text(text)))
	}
	if text, ok := t.value["default"]; ok {
		if v, err := parseDefault(f, text); err != nil {
			p.add("%s: default=%s: %s", where, text, err)
		} else {
			args = append(args, Default(v))
		}
	}
	switch word := t.value["autoincrement"]; word {
	case "":
	case "on":
		args = append(args, AutoincrementKey)
	case "off":
		args = append(args, NoAutoincrement)
	default:
		p.add("%s: autoincrement=%s: say on or off", where, word)
	}
	col := NewColumn(fieldColumn(f, t), typ, args...)
	col.declaredBy(where, cmp.Or(t.value["size"], "size=50"))
	return col
}

// parseDefault reads default=... as a value of the field's kind.
func parseDefault(f *access.Field, text string) (any, error) {
	switch kind := f.Base().Kind(); kind {
	case reflect.String:
		return text, nil
	case reflect.Bool:
		return strconv.ParseBool(text)
	case reflect.Float32, reflect.Float64:
		return strconv.ParseFloat(text, 64)
	default:
		if reflect.Int <= kind && kind <= reflect.Uint64 {
			return strconv.ParseInt(text, 10, 64)
		}
		return nil, fmt.Errorf("a default for %s can't be written in a tag; use orm.NewColumn with orm.Default", f.Type)
	}
}

// define makes the tables and mappers of drafts that have no mistakes in themselves. Tables of structs that were
// declared anew are replaced; when something fails, the old ones stand.
func (b *Base) define(drafts []*draft) error {
	var p problems
	var tables []*Table
	var replaced []*Table
	var list []*Mapper
	made := map[*draft]*Mapper{}
	for _, d := range drafts {
		base := made[d.base]
		if base != nil && !d.joins {
			m := bindMapper(d.typ, base.table, base, &p, true)
			m.joinFamily(base, d.kind, &p)
			made[d], m.base = m, b
			list = append(list, m)
			continue
		}
		if old := b.outdated(d, &p); old != nil {
			b.meta.Remove(old)
			replaced = append(replaced, old)
		}
		t, err := NewTable(d.name, b.meta, d.args...)
		if err != nil {
			p.add("%s: %s", d.typ.Name(), err)
			continue
		}
		tables = append(tables, t)
		m := bindMapper(d.typ, t, base, &p, true)
		m.joinFamily(base, d.kind, &p)
		made[d], m.base = m, b
		list = append(list, m)
	}
	if err := p.err(); err != nil {
		for _, t := range tables {
			b.meta.Remove(t)
		}
		for _, t := range replaced {
			_ = b.meta.add(t) // it was there before, under the same name
		}
		return err
	}
	b.reg.add(list...)
	mappers.add(list...)
	return nil
}

// outdated finds the table that a draft replaces: one that a struct of the same name was mapped to.
func (b *Base) outdated(d *draft, p *problems) *Table {
	old, exists := b.meta.Tables().Get(d.name)
	if !exists {
		return nil
	}
	m := b.reg.byTable(old)
	switch {
	case m != nil && m.name == d.typ.Name():
		return old
	case m != nil:
		p.add("%s: table %s is %s's already", d.typ.Name(), d.name, m.name)
	default:
		p.add("%s: table %s is defined already; map the struct to it with orm.NewMapper(%s{}, table)", d.typ.Name(), d.name, d.typ.Name())
	}
	return nil
}
