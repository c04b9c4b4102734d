// This file holds the scope: the live objects and imports of a session, and what a cell under check adds to them.

package check

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/interp/pkgs"
)

// Scope is what a session has declared and imported so far. It is not safe for concurrent use.
type Scope struct {
	set      *pkgs.Set
	fset     *token.FileSet
	importer *importer
	context  *types.Context // instances of generic types are shared by all cells
	shell    *types.Scope   // pseudo functions that rewritten cells mention
	names    map[string]binding
	comments map[types.Object]string        // before declarations
	last     string                         // the variable that `_` means; empty before the first result
	units    int                            // checked so far; part of each unit's package name
	ghosts   map[*types.Func]bool           // methods of units that were checked but not run: go/types can't take a method back
	users    map[types.Object][]*types.Func // live variables and functions -> functions whose bodies mention them
	literals map[*types.TypeName]bool       // types that function literals work with
	declared map[string]*declared           // names, methods as Type.Name -> the declaration as it was typed
	order    int                            // of declarations
	passing  []*token.File                  // of the last cell: nobody asks for places in them once another is checked
	ownDocs  map[string]map[string]string   // of the user's packages, by path: doc comments by "Name" or "Type.Method"
}

// binding is what a name stands for: an object, or an import.
type binding struct {
	obj types.Object
	imp *types.Package
}

// NewScope is an empty scope over the packages of set.
func NewScope(set *pkgs.Set) *Scope {
	fset := token.NewFileSet()
	return &Scope{
		comments: map[types.Object]string{},
		set:      set,
		fset:     fset,
		importer: newImporter(set),
		context:  types.NewContext(),
		shell:    newShellObjects(),
		names:    map[string]binding{},
		ghosts:   map[*types.Func]bool{},
		users:    map[types.Object][]*types.Func{},
		literals: map[*types.TypeName]bool{},
		declared: map[string]*declared{},
		ownDocs:  map[string]map[string]string{},
	}
}

// Lookup finds what name was declared as, or nil. Imports and Go's own names are not objects of the session.
func (s *Scope) Lookup(name string) types.Object { return s.names[name].obj }

// Names lists the live objects by name: what the user declared, without results such as _1.
func (s *Scope) Names() []types.Object {
	var objs []types.Object
	for _, name := range slices.Sorted(maps.Keys(s.names)) {
		if obj := s.names[name].obj; obj != nil && IsLive(obj) && !isResult(name) {
			objs = append(objs, obj)
		}
	}
	return objs
}

// Declared reports whether the method m really exists. A method of an earlier type whose cell failed before it ran stays in
// go/types' method list for ever, and is not to be given to running code.
func (s *Scope) Declared(m *types.Func) bool { return !s.ghosts[m] }

// Gone is what no code to come can mention: its names stand for others now, and no function mentions it.
type Gone struct {
	Vars  []*types.Var
	Types []*types.Named
}

// Commit makes live what a unit declared. It is called once the unit ran, in the order of the units.
func (s *Scope) Commit(u *Unit) (gone Gone) {
	var older []*types.Named
	maps.Copy(s.names, u.imports)
	maps.Copy(s.literals, u.literals)
	for _, obj := range u.New {
		if old := s.names[obj.Name()].obj; old != nil && old != obj {
			if v, ok := old.(*types.Var); ok && IsLive(v) && s.users[v] == nil {
				gone.Vars = append(gone.Vars, v)
			}
			if n := declaredType(old); n != nil && IsLive(old) && !s.mentioned(n) {
				older = append(older, n)
			}
			s.inherit(u, obj, old)
		}
		s.names[obj.Name()] = binding{obj: obj}
	}
	for _, m := range u.Late {
		delete(s.ghosts, m.Func)
	}
	for fn, vars := range u.mentions {
		for _, v := range vars {
			older := slices.DeleteFunc(s.users[v], func(f *types.Func) bool { return sameName(f, fn) })
			s.users[v] = append(older, fn)
		}
	}
	if older != nil {
		gone.Types = s.superseded(older)
	}
	s.keepComments(u)
	s.remember(u)
	if len(u.Show) > 0 {
		s.last = u.Show[0].Name()
	}
	return gone
}

// inherit moves the functions that mention old to the function that replaces it for them; otherwise nobody asks for old again.
func (s *Scope) inherit(u *Unit, obj, old types.Object) {
	if fn, ok := obj.(*types.Func); ok && u.Replaces[fn] == old {
		s.users[obj] = s.users[old]
	}
	delete(s.users, old)
}

// view is a scope with what the units of one cell add, while the cell is checked.
type view struct {
	*Scope
	cell     int
	added    map[string]binding
	pending  map[string]binding   // imports that no unit carries yet
	result   string               // the variable that `_` means
	lost     map[string]bool      // names that failed units would have declared
	fresh    map[*types.Func]bool // late methods of this cell
	fromCell []*declared          // declarations of the cell's units so far
}

func (s *Scope) view(cell int) *view {
	return &view{Scope: s, cell: cell, added: map[string]binding{}, pending: map[string]binding{}, result: s.last, lost: map[string]bool{}, fresh: map[*types.Func]bool{}}
}

func (v *view) lookup(name string) (binding, bool) {
	if b, ok := v.added[name]; ok {
		return b, true
	}
	b, ok := v.names[name]
	return b, ok
}

// adopt lets later units of the cell see u.
func (v *view) adopt(u *Unit) {
	v.fromCell = append(v.fromCell, u.declared...)
	u.imports, v.pending = v.pending, map[string]binding{}
	for _, obj := range u.New {
		v.added[obj.Name()] = binding{obj: obj}
	}
	if len(u.Show) > 0 {
		v.result = u.Show[0].Name()
	}
}

// packageName is the name of a unit's package: it tells the versions of a type apart in go/types' messages.
func packageName(cell, unit int) string {
	return MainPath + "·" + strconv.Itoa(cell) + "·" + strconv.Itoa(unit)
}

// CellOf is the cell that declared obj, or 0 if it wasn't declared at the prompt.
func CellOf(obj types.Object) int {
	if obj.Pkg() == nil {
		return 0
	}
	rest, ok := strings.CutPrefix(obj.Pkg().Name(), MainPath+"·")
	if !ok {
		return 0
	}
	number, _, _ := strings.Cut(rest, "·")
	cell, _ := strconv.Atoi(number)
	return cell
}

// isResult reports whether name is that of an earlier result: _1, _1_2.
func isResult(name string) bool {
	digits, ok := strings.CutPrefix(name, "_")
	if !ok || digits == "" {
		return false
	}
	return strings.Trim(digits, "0123456789_") == ""
}

// Qualifier prints types as the user would write them.
func Qualifier(p *types.Package) string {
	if p.Path() == MainPath {
		return ""
	}
	name, _, _ := strings.Cut(p.Name(), before)
	return name
}

// TypeString is a type as the user would write it.
func TypeString(t types.Type) string { return types.TypeString(t, Qualifier) }
