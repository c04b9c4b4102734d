// This file holds Mapper: which field of a struct is which column of a table.
//
//layer:5 mapper, relation, declare

package orm

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// Mapper says how a struct type and a table belong together. It doesn't change once it is made, but for its relations,
// which are resolved at first use.
type Mapper struct {
	types atomic.Pointer[reflect.Type] // the newest version of the struct's type
	name  string
	data  *access.Struct
	table *Table
	reg   *registry
	base  *Base      // that made it from tags; nil if NewMapper did
	given []Property // what NewMapper was given

	props    []property // in the order of the table's columns
	tracker  *access.Tracker
	byField  map[string]int
	byColumn map[string]int
	keys     []int // positions of the primary key's columns in props
	auto     int   // position of the key that the database makes; -1
	version  int   // position of the version counter; -1

	family *family    // structs that embed one another; nil without
	parent *Mapper    // of the struct that this one embeds; nil for the first
	kind   string     // the discriminator's value in rows of this very struct
	parts  []*Mapper  // one for each table, the base's first: the last struct of those that share it
	from   int        // the first of props that stands in m's own table
	joins  []*Column  // the key of a table that is joined to the base's, in the order of keys; nil in the base's own table
	rows   ast.Source // the table, or the join of the parts

	rels      []*relation // the base's first
	eager     bool        // one of them isn't left to Load
	resolve   sync.Once
	unsettled error // why relations couldn't be resolved

	pickOnce sync.Once
	picked   *pick // by whole

	writesOnce sync.Once
	writes     writes // by written

	sql sync.Map // dialect -> *mapperSQL: the statements compiled for this mapper
}

// property is a column of a mapper with its field.
type property struct {
	field *access.Field
	col   *Column    // of no table where SQL computes the field
	sql   *columnSQL // how; nil for a column
	late  bool       // deferred: loaded where a query or Load asks for it
}

func (m *Mapper) typ() reflect.Type     { return *m.types.Load() }
func (m *Mapper) retype(t reflect.Type) { m.types.Store(&t) }

// String names struct and table: <Mapper User of users>.
func (m *Mapper) String() string { return fmt.Sprintf("<Mapper %s of %s>", m.name, m.table.name) }

// Table returns the mapped table.
func (m *Mapper) Table() *Table { return m.table }

// Property is a part of a mapping that NewMapper is given beside the columns: a Relation. Sealed.
type Property interface{ property() }

// NewMapper maps a struct to a table from outside. Fields go by their column tag or their name in snake_case. model is
// a value of the struct or a pointer to one; another mapping of the same type is replaced.
func NewMapper(model any, t *Table, props ...Property) (*Mapper, error) {
	typ, err := structType(model)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, fmt.Errorf("orm: NewMapper(%s{}): the table is nil", typ.Name())
	}
	var p problems
	m := bindMapper(typ, t, nil, &p, false)
	m.given = props
	if base, _, kind := embedded(typ); base != nil || kind != "" || m.discriminator(&problems{}) >= 0 {
		p.add("%s: structs that share a table are mapped by their tags: Base.Map(%s{})", m.name, m.name)
	}
	for _, prop := range props {
		def := prop.(*RelationProperty)
		if def.err != nil {
			p.add("%s.%s: %s", m.name, def.field, def.err)
			continue
		}
		m.addRelation(*def, &p)
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	mappers.add(m)
	return m, nil
}

// ClearMappers forgets all mappings. Tables stay; objects in sessions become plain structs to them.
func ClearMappers() { mappers.clear() }

// structType is the type of a model that is given as T{} or &T{}.
func structType(model any) (reflect.Type, error) {
	t, ok := model.(reflect.Type)
	if !ok {
		t = reflect.TypeOf(model)
	}
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("orm: a model is a struct, given as User{}; this is %T", model)
	}
	if t.Name() == "" {
		return nil, fmt.Errorf("orm: a model is a named struct type; this one has no name")
	}
	return t, nil
}

func isMarker(f reflect.StructField) bool { return f.Type == modelType }

// describe finds the fields of a model; nil with a problem where that fails.
func describe(typ reflect.Type, p *problems) *access.Struct {
	data, err := access.Describe(typ, isMarker)
	if err != nil {
		p.add("%s", err)
		return nil
	}
	return data
}

// bindMapper joins the fields of a struct with the columns of a table by name; what a base has is the base's. strict mappers,
// which are declared by tags, have relation fields tagged; others leave untagged relation fields to orm.Relation.
func bindMapper(typ reflect.Type, t *Table, base *Mapper, p *problems, strict bool) *Mapper {
	m := &Mapper{name: typ.Name(), table: t, auto: -1, version: -1, byField: map[string]int{}, byColumn: map[string]int{}}
	m.retype(typ)
	if m.data = describe(typ, p); m.data == nil {
		return m
	}
	m.inherit(base, p)
	checkComposites(typ, m.data, m.name, p)
	fields, rels, computed := m.columnFields(base, p, strict)
	for _, col := range t.cols {
		f, ok := fields[col.name]
		if !ok {
			continue
		}
		delete(fields, col.name)
		if at, taken := m.byColumn[col.name]; taken {
			p.add("%s.%s: column %q is %s already; name another with orm:\"column=...\"", m.name, f.Name, col.name, m.props[at].field.Name)
			continue
		}
		m.byField[f.Name], m.byColumn[col.name] = len(m.props), len(m.props)
		m.props = append(m.props, property{field: f, col: col, late: m.defers(f, col, p)})
	}
	m.reportLost(fields, p)
	m.bindComputed(computed, p)
	if base == nil {
		m.findKeys(p)
	}
	tracked := make([]*access.Field, len(m.props))
	for i, prop := range m.props {
		tracked[i] = prop.field
	}
	m.tracker = m.data.Track(tracked)
	for _, def := range rels {
		m.addRelation(def, p)
	}
	return m
}

// columnFields sorts the fields into those with columns, by column name, those that tags make relations, and those that SQL computes.
func (m *Mapper) columnFields(base *Mapper, p *problems, strict bool) (fields map[string]*access.Field, rels []RelationProperty, computed []*access.Field) {
	fields = map[string]*access.Field{}
	for _, f := range m.data.Fields {
		if base.declares(f) {
			continue
		}
		where := m.name + "." + f.Name
		t := parseTag(f.Tag, where, p)
		_, _, link := f.Target()
		switch {
		case t.skip:
		case t.has("relation"):
			rels = append(rels, relationFromTag(f, t, where, p))
		case t.has("composite"):
			p.add("%s: a composite is a struct, not %s", where, f.Type)
		case t.has("column_property"):
			computed = append(computed, f)
		case link && !t.has("type"):
			if strict && !p.told(where) {
				p.add("%s: a field of type %s is a relation: tag it orm:\"relation\", or leave it out with orm:\"-\"", where, f.Type)
			}
		default:
			name := fieldColumn(f, t)
			if other := fields[name]; other != nil {
				p.add("%s: column %q is %s already", where, name, other.Name)
			}
			fields[name] = f
			if t.has("version") && base != nil {
				p.add("%s: the version counter is for the struct that is embedded, %s", where, base.name)
			} else if t.has("version") && m.version == -2 {
				p.add("%s: the struct has a version counter already", where)
			} else if t.has("version") {
				m.version = -2 // found; findKeys turns it into a position
			}
		}
	}
	return fields, rels, computed
}

// defers tells whether a column's tag says deferred, which what every object needs can't be.
func (m *Mapper) defers(f *access.Field, col *Column, p *problems) bool {
	t := parseTag(f.Tag, "", &problems{})
	if !t.has("deferred") {
		return false
	}
	if col.pk || t.has("version") || t.has("polymorphic_on") {
		p.add("%s.%s: a key, a version and the type of a row are always loaded; take deferred out", m.name, f.Name)
	}
	return true
}

// reportLost tells fields whose column the table doesn't have.
func (m *Mapper) reportLost(fields map[string]*access.Field, p *problems) {
	var names []string
	for _, col := range m.table.cols {
		names = append(names, col.name)
	}
	for _, f := range m.data.Fields {
		for name, lost := range fields {
			if lost == f && !p.told(m.name+"."+f.Name) {
				p.add("%s.%s: table %s has no column %q%s; name it with orm:\"column=...\", or leave the field out with orm:\"-\"",
					m.name, f.Name, m.table.name, name, suggest(name, names))
			}
		}
	}
}

func (m *Mapper) findKeys(p *problems) {
	for _, col := range m.table.PrimaryKey() {
		at, ok := m.byColumn[col.name]
		if !ok {
			p.add("%s: the primary key column %s.%s has no field", m.name, m.table.name, col.name)
			continue
		}
		m.keys = append(m.keys, at)
		if col == m.table.generatedKey() {
			m.auto = at
		}
	}
	if len(m.table.PrimaryKey()) == 0 {
		p.add("%s: table %s has no primary key; tag a field orm:\"primary_key\"", m.name, m.table.name)
	}
	if m.version == -1 {
		return
	}
	for i, prop := range m.props {
		var ignored problems
		if parseTag(prop.field.Tag, "", &ignored).has("version") {
			m.version = i
		}
	}
}

// fieldColumn is the column of a field, as its composite calls it or by its own name and tag.
func fieldColumn(f *access.Field, t tag) string { return cmp.Or(f.Column, columnName(f.Name, t)) }

// columnName is the column of a field: From.X of a composite is from_x.
func columnName(field string, t tag) string {
	name, ok := t.value["column"]
	if !ok {
		return snakeCase(strings.ReplaceAll(field, ".", "_"))
	}
	if dot := strings.LastIndexByte(field, '.'); dot >= 0 {
		name = columnName(field[:dot], tag{}) + "_" + name
	}
	return name
}

// checkComposites tells words that a composite's tag has beside its own, and a wrong number of columns.
func checkComposites(typ reflect.Type, data *access.Struct, where string, p *problems) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !access.Composite(f) {
			continue
		}
		at := where + "." + f.Name
		t := parseTag(f.Tag, at, p)
		t.only(at, "a composite", func(word string) bool { return word == "composite" || word == "columns" }, p)
		if n := len(access.Columns(f)); t.has("columns") {
			if g := data.Group(strings.TrimPrefix(at, data.Type.Name()+".")); g != nil && len(g.Fields) != n {
				p.add("%s: columns= names %d columns, %s has %d fields", at, n, f.Type, len(g.Fields))
			}
		}
		checkComposites(f.Type, data, at, p)
	}
}

// snakeCase turns a Go name into a column's: UserID is user_id, HTTPStatus is http_status.
func snakeCase(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if upper(r) {
			after := i+1 < len(runes) && !upper(runes[i+1]) && runes[i+1] != '_' && !digit(runes[i+1])
			if i > 0 && runes[i-1] != '_' && (!upper(runes[i-1]) || after) {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func upper(r rune) bool { return 'A' <= r && r <= 'Z' }
func digit(r rune) bool { return '0' <= r && r <= '9' }

// fieldNames lists the names that FilterBy, Load and OnlyFields know.
func (m *Mapper) fieldNames() (names []string) {
	for _, p := range m.props {
		names = append(names, p.field.Name)
	}
	for _, r := range m.rels {
		names = append(names, r.field.Name)
	}
	return names
}

func (m *Mapper) noField(name string) error {
	names := m.fieldNames()
	if i, ok := m.byColumn[name]; ok {
		return refuse(ErrNoField, "orm: %s has no field %q; column %s is field %s", m.name, name, name, m.props[i].field.Name)
	}
	return refuse(ErrNoField, "orm: %s has no field %q%s (fields are %s)", m.name, name, suggest(name, names), strings.Join(names, ", "))
}

// relation finds a relation by its field, once the relations are resolved.
func (m *Mapper) relation(field string) (*relation, error) {
	if err := m.settle(); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.rels, func(r *relation) bool { return r.field.Name == field })
	if i < 0 {
		var names []string
		for _, r := range m.rels {
			names = append(names, r.field.Name)
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("orm: %s has no relations; %q can't be loaded", m.name, field)
		}
		return nil, fmt.Errorf("orm: %s has no relation %q%s (relations are %s)", m.name, field, suggest(field, names), strings.Join(names, ", "))
	}
	return m.rels[i], nil
}
