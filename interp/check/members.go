// This file lists the fields and methods that may be selected on a value.

package check

import (
	"go/types"
)

// membersOf lists the fields and methods that can be selected on a value of type t, promoted ones and those of *t included,
// the unexported ones of user types too. Nearer ones hide deeper ones.
func (v *view) membersOf(t types.Type) []types.Object { return v.Scope.membersOf(t) }

func (s *Scope) membersOf(t types.Type) []types.Object {
	var out []types.Object
	seen := map[string]bool{}
	add := func(obj types.Object) {
		own := obj.Pkg() == nil || obj.Pkg().Path() == MainPath
		if !seen[obj.Name()] && (obj.Exported() || own) && obj.Name() != "_" {
			seen[obj.Name()] = true
			out = append(out, obj)
		}
	}
	for _, f := range fieldsOf(t) {
		add(f)
	}
	receiver := t
	if !types.IsInterface(t) {
		if _, pointer := t.Underlying().(*types.Pointer); !pointer {
			receiver = types.NewPointer(t)
		}
	}
	for sel := range types.NewMethodSet(receiver).Methods() {
		if m := sel.Obj().(*types.Func); s.Declared(m) {
			add(m)
		}
	}
	return out
}

// fieldsOf lists the fields of a struct, or of what points to one, then the promoted ones, level by level.
func fieldsOf(t types.Type) []*types.Var {
	var out []*types.Var
	visited := map[*types.Struct]bool{}
	for level := []types.Type{t}; len(level) > 0; {
		var next []types.Type
		for _, t := range level {
			if p, ok := t.Underlying().(*types.Pointer); ok {
				t = p.Elem()
			}
			st, ok := t.Underlying().(*types.Struct)
			if !ok || visited[st] {
				continue
			}
			visited[st] = true
			for f := range st.Fields() {
				out = append(out, f)
				if f.Embedded() {
					next = append(next, f.Type())
				}
			}
		}
		level = next
	}
	return out
}
