// This file substitutes type arguments for type parameters in types.

package lower

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/rtype"
)

// env maps the type parameters of a generic declaration to the type arguments
// of the instance being lowered. A nil env leaves types as they are.
type env map[*types.TypeParam]types.Type

// subst returns t with the type parameters of e replaced, and with the types
// of source-checked library packages replaced by those of their export data.
func (l *Lowerer) subst(t types.Type, e env) types.Type {
	if t == nil || e == nil {
		return t
	}
	return (&substituter{l: l, env: e}).typ(t)
}

type substituter struct {
	l       *Lowerer
	env     env
	found   bool // a type parameter was replaced
	looking bool // nothing is replaced: the question is whether something would be
}

// mentions reports whether t contains type parameters of e.
func (l *Lowerer) mentions(t types.Type, e env) bool {
	s := &substituter{l: l, env: e, looking: true}
	s.typ(t)
	return s.found
}

func (s *substituter) typ(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.TypeParam:
		if a, ok := s.env[t]; ok {
			s.found = true
			return a
		}
		return t
	case *types.Pointer:
		return changed(t, t.Elem(), s.typ(t.Elem()), func(e types.Type) types.Type { return types.NewPointer(e) })
	case *types.Slice:
		return changed(t, t.Elem(), s.typ(t.Elem()), func(e types.Type) types.Type { return types.NewSlice(e) })
	case *types.Array:
		return changed(t, t.Elem(), s.typ(t.Elem()), func(e types.Type) types.Type { return types.NewArray(e, t.Len()) })
	case *types.Chan:
		return changed(t, t.Elem(), s.typ(t.Elem()), func(e types.Type) types.Type { return types.NewChan(t.Dir(), e) })
	case *types.Map:
		k, v := s.typ(t.Key()), s.typ(t.Elem())
		if k == t.Key() && v == t.Elem() {
			return t
		}
		return types.NewMap(k, v)
	case *types.Tuple:
		return s.tuple(t)
	case *types.Signature:
		p, r := s.tuple(t.Params()), s.tuple(t.Results())
		if p == t.Params() && r == t.Results() {
			return t
		}
		return types.NewSignatureType(t.Recv(), nil, nil, p, r, t.Variadic())
	case *types.Struct:
		return s.structure(t)
	case *types.Interface:
		return s.iface(t)
	case *types.Alias:
		return s.typ(types.Unalias(t))
	case *types.Named:
		return s.named(t)
	}
	return t
}

func changed(t, old, new types.Type, make func(types.Type) types.Type) types.Type {
	if old == new {
		return t
	}
	return make(new)
}

func (s *substituter) tuple(t *types.Tuple) *types.Tuple {
	if t.Len() == 0 {
		return t
	}
	vars := make([]*types.Var, t.Len())
	same := true
	for i := range vars {
		v := t.At(i)
		nt := s.typ(v.Type())
		if nt != v.Type() {
			same = false
			v = types.NewParam(v.Pos(), v.Pkg(), v.Name(), nt)
		}
		vars[i] = v
	}
	if same {
		return t
	}
	return types.NewTuple(vars...)
}

func (s *substituter) structure(t *types.Struct) types.Type {
	fields := make([]*types.Var, t.NumFields())
	tags := make([]string, t.NumFields())
	same := true
	for i := range fields {
		f := t.Field(i)
		tags[i] = t.Tag(i)
		nt := s.typ(f.Type())
		if nt != f.Type() {
			same = false
			f = types.NewField(f.Pos(), f.Pkg(), f.Name(), nt, f.Embedded())
		}
		fields[i] = f
	}
	if same {
		return t
	}
	return types.NewStruct(fields, tags)
}

func (s *substituter) iface(t *types.Interface) types.Type {
	methods := make([]*types.Func, t.NumExplicitMethods())
	embeds := make([]types.Type, t.NumEmbeddeds())
	same := true
	for i := range methods {
		m := t.ExplicitMethod(i)
		nt := s.typ(m.Type())
		if nt != m.Type() {
			same = false
			m = types.NewFunc(m.Pos(), m.Pkg(), m.Name(), nt.(*types.Signature))
		}
		methods[i] = m
	}
	for i := range embeds {
		embeds[i] = s.typ(t.EmbeddedType(i))
		same = same && embeds[i] == t.EmbeddedType(i)
	}
	if same {
		return t
	}
	return types.NewInterfaceType(methods, embeds).Complete()
}

func (s *substituter) named(t *types.Named) types.Type {
	if s.looking {
		for arg := range t.TypeArgs().Types() {
			s.typ(arg)
		}
		return t
	}
	origin := t.Origin()
	if lib := s.l.libOf[origin.Obj().Pkg()]; lib != nil {
		if o, ok := lib.exported.Scope().Lookup(origin.Obj().Name()).(*types.TypeName); ok {
			if n, ok := o.Type().(*types.Named); ok {
				origin = n
			}
		}
	}
	if t.TypeArgs().Len() == 0 {
		if origin != t.Origin() && origin.TypeParams().Len() == 0 {
			return origin
		}
		return s.l.localType(t, s.env)
	}
	args := make([]types.Type, t.TypeArgs().Len())
	same := origin == t.Origin()
	for i := range args {
		args[i] = s.typ(t.TypeArgs().At(i))
		same = same && args[i] == t.TypeArgs().At(i)
	}
	if same {
		return t
	}
	s.l.checkLocalGeneric(origin, args, s.env)
	inst, err := types.Instantiate(s.l.types, origin, args, false)
	if err != nil {
		refuse(origin.Obj().Pos(), "can't instantiate %s: %v", origin.Obj().Name(), err)
	}
	return inst
}

// checkLocalGeneric refuses what one type per instance of the enclosing function would be needed for: a generic type declared in a generic function
// that mentions the function's type parameters, or that two instances of the function use with the same arguments.
func (l *Lowerer) checkLocalGeneric(origin *types.Named, args []types.Type, e env) {
	if !inFunction(origin.Obj()) || len(e) == 0 {
		return
	}
	key, own := fmt.Sprintf("%p", origin)+l.typeKeys(args), l.envKey(e)
	if l.localGenerics[key] == "" {
		l.localGenerics[key] = own
	}
	if l.localGenerics[key] != own || l.mentions(origin.Underlying(), e) {
		refuse(origin.Obj().Pos(), "type %s is generic and declared in a generic function; declare it outside", origin.Obj().Name())
	}
}

// envKey tells instances of a generic function apart.
func (l *Lowerer) envKey(e env) (key string) {
	for _, p := range inOrder(e) {
		key += "," + l.typeKeys([]types.Type{e[p]})
	}
	return key
}

func inOrder(e env) []*types.TypeParam {
	return slices.SortedFunc(maps.Keys(e), func(a, b *types.TypeParam) int { return a.Index() - b.Index() })
}

// inFunction reports whether a type is declared in a function.
func inFunction(o *types.TypeName) bool {
	return o.Pkg() != nil && o.Parent() != nil && o.Parent() != o.Pkg().Scope()
}

// localType is a type without arguments: itself, or for a type declared in a
// generic function, the instance's own.
func (l *Lowerer) localType(t *types.Named, e env) types.Type {
	o := t.Obj()
	if !inFunction(o) || len(e) == 0 {
		return t
	}
	key := fmt.Sprintf("%p", o) + l.envKey(e)
	if n := l.locals[key]; n != nil {
		return n
	}
	var args []string
	for _, p := range inOrder(e) {
		args = append(args, rtype.LinkName(e[p]))
	}
	name := o.Name() + "[" + strings.Join(args, ",") + "]"
	n := types.NewNamed(types.NewTypeName(o.Pos(), o.Pkg(), name, nil), nil, nil)
	l.locals[key] = n
	n.SetUnderlying(l.subst(t.Underlying(), e))
	return n
}
