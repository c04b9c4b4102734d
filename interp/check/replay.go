// This file declares generic types again when a method comes later than its type. go/types can't add a method to a generic type
// that has been instantiated, so the type is declared once more, with everything of earlier cells that is declared in terms of it.

package check

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// declared is one declaration of an earlier cell, as it was typed.
type declared struct {
	piece
	order    int
	names    []string        // that it declares; a method as Type.Name
	mentions map[string]bool // identifiers in it
}

// remember keeps the declarations of a unit that ran.
func (s *Scope) remember(u *Unit) {
	for _, d := range u.declared {
		for _, name := range d.names {
			if name != "_" {
				s.declared[name] = d
			}
		}
	}
	for _, obj := range u.New { // a new variable, constant, function or type ends what had its name
		if d := s.declared[obj.Name()]; d != nil && !slices.Contains(u.declared, d) {
			delete(s.declared, obj.Name())
		}
	}
}

// declarations are the parts of a group, read once more for what they declare and mention.
func (v *view) declarations(g *group) []*declared {
	var out []*declared
	for _, p := range g.pieces {
		f, err := v.parse(p, true)
		if err != nil {
			continue
		}
		v.order++
		d := &declared{piece: p, order: v.order, names: declaredNames(f), mentions: map[string]bool{}}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				d.mentions[id.Name] = true
			}
			return true
		})
		out = append(out, d)
	}
	return out
}

// withGenericTypes adds to a group what must be declared again, because the group has methods for generic types of earlier units.
func (v *view) withGenericTypes(g *group) *group {
	mine := map[string]bool{}
	names := map[string]bool{}
	for _, d := range v.declarations(g) {
		addAll(mine, d.names)
		for _, name := range d.names {
			if base, _, isMethod := strings.Cut(name, "."); isMethod && v.isGenericType(base) {
				names[base] = true
			}
		}
	}
	for name := range names {
		if mine[name] {
			delete(names, name)
		}
	}
	if len(names) == 0 {
		return g
	}
	again := map[*declared]bool{}
	all := v.allDeclared()
	for grown := true; grown; {
		grown = false
		for _, d := range all {
			if !again[d] && d.concerns(names) && !slices.ContainsFunc(d.names, func(n string) bool { return mine[n] }) {
				again[d], grown = true, true
				for _, n := range d.names {
					names[n] = true
				}
			}
		}
	}
	pieces := make([]piece, 0, len(again)+len(g.pieces))
	for _, d := range all {
		if again[d] {
			pieces = append(pieces, d.piece)
		}
	}
	return &group{pieces: append(pieces, g.pieces...), decls: true, last: g.last}
}

// concerns reports whether a declaration declares or mentions one of the names.
func (d *declared) concerns(names map[string]bool) bool {
	for name := range names {
		if d.mentions[name] || slices.Contains(d.names, name) {
			return true
		}
	}
	return false
}

// allDeclared lists the declarations of earlier units that are in force, in their order.
func (v *view) allDeclared() []*declared {
	live := map[*declared]bool{}
	for _, d := range v.Scope.declared {
		live[d] = true
	}
	for _, d := range v.fromCell {
		live[d] = true
	}
	return slices.SortedFunc(maps.Keys(live), func(a, b *declared) int { return cmp.Compare(a.order, b.order) })
}

func (v *view) isGenericType(name string) bool {
	b, _ := v.lookup(name)
	tn, ok := b.obj.(*types.TypeName)
	if !ok || !IsLive(tn) {
		return false
	}
	n, ok := types.Unalias(tn.Type()).(*types.Named)
	return ok && n.TypeParams().Len() > 0
}

// warnLeftBehind says which variables keep the older version of a type that was declared again for a method.
func (a *attempt) warnLeftBehind(u *Unit, replayed map[string]bool) {
	old := map[*types.TypeName]bool{}
	for name := range replayed {
		b, _ := a.lookup(name)
		if tn, ok := b.obj.(*types.TypeName); ok {
			old[tn] = true
		}
	}
	var left []string
	for name, b := range a.Scope.names {
		if v, ok := b.obj.(*types.Var); ok && IsLive(v) && !isResult(name) && mentionsType(v.Type(), old, map[types.Type]bool{}) {
			left = append(left, name)
		}
	}
	if len(left) > 0 {
		slices.Sort(left)
		u.Warnings = append(u.Warnings, Warning{Cell: a.cell, Line: u.Line, Col: 1, Msg: fmt.Sprintf(
			"the generic type was declared again for the method; %s the type without it: assign anew with :=", verb(left, "keeps", "keep"))})
	}
}

// mentionsType reports whether a type is made of one of the named types.
func mentionsType(t types.Type, names map[*types.TypeName]bool, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	in := func(t types.Type) bool { return mentionsType(t, names, seen) }
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		if names[t.Origin().Obj()] {
			return true
		}
		return slices.ContainsFunc(slices.Collect(t.TypeArgs().Types()), in) || t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == MainPath && in(t.Underlying())
	case *types.Map:
		return in(t.Key()) || in(t.Elem())
	case interface{ Elem() types.Type }:
		return in(t.Elem())
	case *types.Signature:
		return in(t.Params()) || in(t.Results())
	case *types.Tuple:
		return slices.ContainsFunc(slices.Collect(t.Variables()), func(v *types.Var) bool { return in(v.Type()) })
	case *types.TypeParam:
		return names[t.Obj()]
	case *types.Interface:
		return slices.ContainsFunc(slices.Collect(t.EmbeddedTypes()), in)
	case *types.Union:
		return slices.ContainsFunc(slices.Collect(t.Terms()), func(term *types.Term) bool { return in(term.Type()) })
	case *types.Struct:
		return slices.ContainsFunc(slices.Collect(t.Fields()), func(v *types.Var) bool { return in(v.Type()) })
	}
	return false
}
