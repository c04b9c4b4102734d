// This file holds the grammar of the orm tag: words and word=value, joined by commas.
//
//layer:5 mapper, relation, declare

package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm/internal/access"
)

// Model marks a struct as mapped and carries its table's name in the tag: orm.Model `orm:"table=users"`. It has no size.
type Model struct{}

var modelType = reflect.TypeFor[Model]()

// tagWords lists what a tag may say, with what a value means; "" is a word without a value.
var tagWords = map[string]string{
	"table": "name", "schema": "name", "polymorphic": "value", // on orm.Model; the last on an embedded struct too
	"polymorphic_on": "",
	"column":         "name", "type": "SQL type", "size": "number", "primary_key": "", "not_null": "", "unique": "", "index": "",
	"foreign_key": "table.column", "foreign_key_name": "name", "default": "value", "server_default": "SQL", "version": "", "secret": "", "deferred": "", "column_property": "", "composite": "", "columns": "names",
	"on_delete": "action", "on_update": "action", "autoincrement": "on|off",
	"relation": "", "back": "field", "cascade": "words", "order": "fields", "secondary": "table", "by": "columns",
	"remote": "columns", "post_update": "", "passive_deletes": "", "view_only": "",
	"lazy": "word", "inner_join": "", "join_depth": "number", "single_parent": "", "passive_updates": "on|off",
}

// modelWords and relationWords are the words that stand only there.
var (
	modelWords    = []string{"table", "schema", "polymorphic"}
	relationWords = []string{"relation", "back", "cascade", "order", "secondary", "by", "remote", "post_update", "passive_deletes", "view_only",
		"lazy", "inner_join", "join_depth", "single_parent", "passive_updates"}
)

// tag is a parsed orm tag: the words in order, with their values.
type tag struct {
	skip  bool // orm:"-"
	words []string
	value map[string]string
}

func (t tag) has(word string) bool { _, ok := t.value[word]; return ok }

// parseTag reads the orm tag of a field; problems are appended to p under the field's name.
func parseTag(f reflect.StructTag, where string, p *problems) tag {
	t := tag{value: map[string]string{}}
	text, ok := f.Lookup("orm")
	if !ok {
		if strings.Contains(string(f), "orm:") {
			p.add("%s: the tag %s is not well formed; write `orm:\"word,word=value\"`", where, f)
		}
		return t
	}
	if t.skip = text == "-"; t.skip || text == "" {
		return t
	}
	for part := range strings.SplitSeq(text, ",") {
		word, value, valued := strings.Cut(strings.TrimSpace(part), "=")
		meaning, known := tagWords[word]
		switch {
		case !known:
			p.add("%s: unknown tag word %q%s", where, word, suggestWord(strings.TrimSpace(part)))
		case t.has(word):
			p.add("%s: tag word %q stands twice", where, word)
		case meaning == "" && valued && !(word == "passive_deletes" && value == "all"):
			p.add("%s: tag word %q takes no value", where, word)
		case meaning != "" && (!valued || value == "") && !(word == "polymorphic" && !valued):
			p.add("%s: tag word %q needs a value: %s=<%s>", where, word, word, meaning)
		default:
			t.words = append(t.words, word)
			t.value[word] = value
		}
	}
	return t
}

// elsewhere is how other mappers call what a tag word says.
var elsewhere = map[string]string{
	"back_populates": "back", "backref": "back", "order_by": "order", "viewonly": "view_only", "primaryjoin": "by", "foreign_keys": "by",
	"remote_side": "remote", "many2many": "secondary", "m2m": "secondary", "rel": "relation", "relationship": "relation",
	"fk": "foreign_key", "references": "foreign_key", "pk": "primary_key", "primarykey": "primary_key", "nullable": "not_null",
	"notnull": "not_null", "uniqueindex": "unique", "ondelete": "on_delete", "onupdate": "on_update", "tablename": "table",
}

// suggestWord says what was probably meant by a word that isn't one of a tag.
func suggestWord(part string) string {
	word, _, _ := strings.Cut(part, "=")
	first, rest, spaced := strings.Cut(part, " ")
	if _, known := tagWords[first]; known && spaced {
		return fmt.Sprintf(" (a comma stands between words: %s,%s)", first, strings.TrimSpace(rest))
	}
	if other := elsewhere[strings.ToLower(word)]; other != "" {
		return " (did you mean " + other + "?)"
	}
	if near := suggest(word, tagNames()); near != "" {
		return near
	}
	return "; the words are " + strings.Join(tagNames()[1:], " ")
}

func tagNames() []string {
	names := []string{"-"}
	for word := range tagWords {
		names = append(names, word)
	}
	slices.Sort(names)
	return names
}

// only reports words that don't belong where the tag stands.
func (t tag) only(where, place string, allowed func(word string) bool, p *problems) {
	for _, word := range t.words {
		if !allowed(word) {
			p.add("%s: tag word %q doesn't belong on %s", where, word, place)
		}
	}
}

// problems gathers the mistakes of a mapping, so that all are told at once.
type problems struct{ list []string }

func (p *problems) add(format string, args ...any) {
	p.list = append(p.list, fmt.Sprintf(format, args...))
}

// told says whether a mistake of the field is known, so that what follows from it isn't told as well.
func (p *problems) told(field string) bool {
	return slices.ContainsFunc(p.list, func(text string) bool { return strings.HasPrefix(text, field+":") })
}

// include adds the mistakes that an error lists.
func (p *problems) include(err error) {
	var list *MappingError
	if errors.As(err, &list) {
		p.list = append(p.list, list.Problems...)
	}
}

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	return &MappingError{Problems: p.list}
}

// MappingError lists all mistakes that were found in tags and mappings.
type MappingError struct{ Problems []string }

// Error puts one mistake on a line.
func (e *MappingError) Error() string {
	if len(e.Problems) == 1 {
		return "orm: " + e.Problems[0]
	}
	return fmt.Sprintf("orm: %d mistakes in the mapping:\n  %s", len(e.Problems), strings.Join(e.Problems, "\n  "))
}

// kindTypes are the column types of Go's basic kinds.
var kindTypes = map[reflect.Kind]Type{
	reflect.Int: Integer, reflect.Int8: Integer, reflect.Int16: Integer, reflect.Int32: Integer, reflect.Int64: BigInteger,
	reflect.Uint: Integer, reflect.Uint8: Integer, reflect.Uint16: Integer, reflect.Uint32: BigInteger, reflect.Uint64: BigInteger,
	reflect.Float32: Float, reflect.Float64: Double, reflect.Bool: Boolean, reflect.Map: JSON, reflect.Slice: JSON,
}

var decimalType = reflect.TypeFor[Decimal]()

// columnType finds the type of a field's column from the tag or the Go type.
func columnType(f *access.Field, t tag, where string, p *problems) Type {
	size := 0
	if text, ok := t.value["size"]; ok {
		n, err := strconv.Atoi(text)
		if err != nil || n <= 0 {
			p.add("%s: size=%s is not a positive number", where, text)
		}
		size = n
	}
	if text, ok := t.value["type"]; ok {
		if size > 0 {
			p.add("%s: give the size in type=, or size= alone", where)
		}
		return parseType(f, text, where, p)
	}
	base := f.Base()
	switch {
	case base == decimalType && size == 0:
		return Numeric(38, 10) // without them MySQL would take no digits behind the point
	case base.Kind() == reflect.String && base != decimalType:
		if size > 0 {
			return String(size)
		}
		return String()
	case size > 0:
		p.add("%s: size= is for text, not for %s", where, f.Type)
	case base == reflect.TypeFor[time.Time]():
		return DateTime
	case access.IsBytes(base): // json.RawMessage is a document
		return LargeBinary
	case base == reflect.TypeFor[[16]byte]() || base.Kind() == reflect.Array && base.Len() == 16:
		return UUID
	}
	if typ := kindTypes[base.Kind()]; typ != nil {
		return typ
	}
	p.add("%s: no column type for %s; say it with orm:\"type=...\", or leave the field out with orm:\"-\"", where, f.Type)
	return nil
}
