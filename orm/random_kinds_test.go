// This file holds the structs of the random test, and what its model knows of them.

package orm_test

import (
	"reflect"
	"slices"

	"github.com/ormsh/ormsh/orm"
)

// The structs of the random test: a parent that refers to another of its kind and whose children lose their key, one whose
// children are deleted with it, a natural key, a version counter, and an association table.
type (
	randomTeam struct {
		orm.Model `orm:"table=teams"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=20"`
		Rank      *int
		AboveID   *int            `orm:"foreign_key=teams.id"`
		Above     *randomTeam     `orm:"relation,back=Below"`
		Below     []*randomTeam   `orm:"relation,back=Above,order=ID"`
		Players   []*randomPlayer `orm:"relation,back=Team,order=ID"`
		Pets      []*randomPet    `orm:"relation,back=Team,order=ID"`
	}
	randomPlayer struct {
		orm.Model `orm:"table=players"`
		ID        int    `orm:"primary_key"`
		Name      string `orm:"size=20"`
		Score     int
		Rev       int           `orm:"version"`
		TeamID    *int          `orm:"foreign_key=teams.id"`
		Team      *randomTeam   `orm:"relation,back=Players"`
		Notes     []*randomNote `orm:"relation,back=Player,cascade=all delete-orphan,order=ID"`
		Tags      []*randomTag  `orm:"relation,secondary=player_tags,back=Players,order=Word"`
	}
	randomNote struct {
		orm.Model `orm:"table=notes"`
		ID        int           `orm:"primary_key"`
		Body      string        `orm:"size=20"`
		PlayerID  int           `orm:"foreign_key=players.id,not_null"`
		Player    *randomPlayer `orm:"relation,back=Notes"`
	}
	randomTag struct {
		orm.Model `orm:"table=tags"`
		Word      string `orm:"primary_key,size=10"`
		Weight    int
		Players   []*randomPlayer `orm:"relation,secondary=player_tags,back=Tags,order=ID"`
	}
)

// A family: a struct that shares its base's table, one with a table of its own, and one that shares that.
type (
	randomPet struct {
		orm.Model `orm:"table=pets,polymorphic=pet"`
		ID        int         `orm:"primary_key"`
		Name      string      `orm:"size=20"`
		Kind      string      `orm:"size=20,polymorphic_on"`
		Rev       int         `orm:"version"`
		TeamID    *int        `orm:"foreign_key=teams.id"`
		Team      *randomTeam `orm:"relation,back=Pets"`
	}
	randomCat struct {
		randomPet `orm:"polymorphic=cat"`
		Lives     *int
	}
	randomDog struct {
		randomPet `orm:"table=dogs,polymorphic=dog"`
		Trick     string `orm:"size=20"`
	}
	randomPup struct {
		randomDog `orm:"polymorphic=pup"`
		Age       int
	}
)

// kind is what the model knows of a struct.
type kind struct {
	name, root, table, key string
	base                   string // of a struct that embeds another
	tells                  string // what its rows have for Kind
	typ                    reflect.Type
	columns                []string // in order, the key included
	free                   []string // those that the program assigns
	relations              []rel
}

// rel is a relation: the foreign key of the far side, of this side, or of neither for a pair.
type rel struct {
	field, to, back string
	far, near       string // the column of the foreign key
	orphan          bool
}

func (r rel) many() bool { return r.near == "" }

var kinds = map[string]*kind{
	"team": {name: "team", root: "team", table: "teams", key: "ID", typ: reflect.TypeFor[randomTeam](),
		columns: []string{"ID", "Name", "Rank", "AboveID"}, free: []string{"Name", "Rank"},
		relations: []rel{{field: "Above", to: "team", back: "Below", near: "AboveID"}, {field: "Below", to: "team", back: "Above", far: "AboveID"},
			{field: "Players", to: "player", back: "Team", far: "TeamID"}, {field: "Pets", to: "pet", back: "Team", far: "TeamID"}}},
	"player": {name: "player", root: "player", table: "players", key: "ID", typ: reflect.TypeFor[randomPlayer](),
		columns: []string{"ID", "Name", "Score", "Rev", "TeamID"}, free: []string{"Name", "Score"},
		relations: []rel{{field: "Team", to: "team", back: "Players", near: "TeamID"}, {field: "Notes", to: "note", back: "Player", far: "PlayerID", orphan: true},
			{field: "Tags", to: "tag", back: "Players"}}},
	"note": {name: "note", root: "note", table: "notes", key: "ID", typ: reflect.TypeFor[randomNote](),
		columns: []string{"ID", "Body", "PlayerID"}, free: []string{"Body"},
		relations: []rel{{field: "Player", to: "player", back: "Notes", near: "PlayerID"}}},
	"tag": {name: "tag", root: "tag", table: "tags", key: "Word", typ: reflect.TypeFor[randomTag](),
		columns: []string{"Word", "Weight"}, free: []string{"Weight"},
		relations: []rel{{field: "Players", to: "player", back: "Tags"}}},
	"pet": petKind("pet", "", reflect.TypeFor[randomPet]()),
	"cat": petKind("cat", "pet", reflect.TypeFor[randomCat](), "Lives"),
	"dog": petKind("dog", "pet", reflect.TypeFor[randomDog](), "Trick"),
	"pup": petKind("pup", "dog", reflect.TypeFor[randomPup](), "Trick", "Age"),
}

func petKind(name, base string, typ reflect.Type, own ...string) *kind {
	return &kind{name: name, root: "pet", table: "pets", key: "ID", base: base, tells: name, typ: typ,
		columns: append([]string{"ID", "Name", "Kind", "Rev", "TeamID"}, own...), free: append([]string{"Name"}, own...),
		relations: []rel{{field: "Team", to: "team", back: "Pets", near: "TeamID"}}}
}

// isA tells whether objects of the kind are objects of other too.
func (k *kind) isA(other *kind) bool {
	return k == other || k.base != "" && kinds[k.base].isA(other)
}

// of is the kind of a row of this one's table.
func (k *kind) of(row values) *kind {
	if k.tells == "" {
		return k
	}
	return kinds[row["Kind"].(string)]
}

var kindNames = []string{"team", "player", "note", "tag", "pet", "cat", "dog", "pup"}

// newKinds are those of new objects, each as often as it is wanted.
var newKinds = []string{"team", "player", "note", "tag", "team", "player", "note", "tag", "pet", "cat", "dog", "pup"}

// kindOf is the kind of an object by its type.
func kindOf(t reflect.Type) *kind {
	for _, k := range kinds {
		if k.typ == t {
			return k
		}
	}
	return nil
}

// address is where an object stands, also one that is given as the base that begins it.
func address(obj any) uintptr { return reflect.ValueOf(obj).Pointer() }

// as gives an object as what its address begins with.
func as(obj any, typ reflect.Type) reflect.Value {
	return reflect.NewAt(typ, reflect.ValueOf(obj).UnsafePointer())
}

func (k *kind) rel(field string) rel {
	return k.relations[slices.IndexFunc(k.relations, func(r rel) bool { return r.field == field })]
}

// counts tells whether rows have a version counter.
func (k *kind) counts() bool { return slices.Contains(k.columns, "Rev") }

// near is the relation to a parent.
func (k *kind) near() (rel, bool) {
	i := slices.IndexFunc(k.relations, func(r rel) bool { return r.near != "" })
	if i < 0 {
		return rel{}, false
	}
	return k.relations[i], true
}

// nullable tells whether an object can do without a parent.
func (k *kind) nullable() bool { return k.root != "note" }
