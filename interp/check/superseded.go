// This file finds the types that no code to come can name, nor get a value of whose methods it could call.

package check

import "go/types"

// superseded are those of the older types that no live object, and no function that another one still mentions, has to do with. Functions
// don't mention them.
func (s *Scope) superseded(older []*types.Named) []*types.Named {
	var gone []*types.Named
	for _, n := range older {
		if n.TypeParams().Len() == 0 && n.NumMethods() > 0 {
			gone = append(gone, n)
		}
	}
	if gone == nil {
		return nil
	}
	r := &reach{targets: map[*types.Named]bool{}, seen: map[types.Type]bool{}}
	for _, n := range gone {
		r.targets[n] = true
	}
	for _, b := range s.names {
		if b.obj != nil && !r.targets[declaredType(b.obj)] {
			r.from(b.obj.Type())
		}
	}
	for obj := range s.users {
		if fn, ok := obj.(*types.Func); !ok || !r.targets[receiverOf(fn)] {
			r.from(obj.Type())
		}
	}
	kept := gone[:0]
	for _, n := range gone {
		if r.targets[n] {
			kept = append(kept, n)
		}
	}
	return kept
}

// mentioned reports whether the body of a function mentions a type; its own methods don't count.
func (s *Scope) mentioned(n *types.Named) bool {
	for _, fn := range s.users[n.Obj()] {
		if receiverOf(fn) != n {
			return true
		}
	}
	return false
}

// declaredType is the type that an object declares, or nil.
func declaredType(obj types.Object) *types.Named {
	if tn, ok := obj.(*types.TypeName); ok {
		n, _ := types.Unalias(tn.Type()).(*types.Named)
		return n
	}
	return nil
}

func receiverOf(fn *types.Func) *types.Named {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// sameName reports whether two functions have one name, and if they are methods their types too.
func sameName(f, g *types.Func) bool {
	r, q := receiverOf(f), receiverOf(g)
	return f.Name() == g.Name() && (r == nil) == (q == nil) && (r == nil || r.Obj().Name() == q.Obj().Name())
}

// reach takes the types off its targets that others are made of.
type reach struct {
	targets map[*types.Named]bool
	seen    map[types.Type]bool
}

func (r *reach) from(t types.Type) {
	if t = types.Unalias(t); t == nil || r.seen[t] {
		return
	}
	r.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		delete(r.targets, t)
		r.named(t)
	case *types.Map:
		r.from(t.Key())
		r.from(t.Elem())
	case interface{ Elem() types.Type }:
		r.from(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			r.from(f.Type())
		}
	case *types.Signature:
		r.from(t.Params())
		r.from(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			r.from(v.Type())
		}
	case *types.Interface:
		for m := range t.Methods() {
			r.from(m.Signature())
		}
		for e := range t.EmbeddedTypes() {
			r.from(e)
		}
	case *types.Union:
		for term := range t.Terms() {
			r.from(term.Type())
		}
	case *types.TypeParam:
		r.from(t.Constraint())
	}
}

// named goes into what is declared at the prompt or in a package of the user's; others know only their type arguments.
func (r *reach) named(n *types.Named) {
	for t := range n.TypeArgs().Types() {
		r.from(t)
	}
	if pkg := n.Obj().Pkg(); pkg == nil || pkg.Path() != MainPath {
		return
	}
	r.from(n.Underlying())
	for m := range n.Methods() {
		r.from(m.Signature())
	}
}
