// This file brings declarations of a cell to where they are needed: in a cell as in a file they may stand after their use.

package check

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/interp/cell"
)

// checkWithMethods checks group i with the methods that later groups of the cell have for its types, as a file would have it; by itself
// where those need what statements in between make. It returns the groups as they are then.
func (v *view) checkWithMethods(groups []*group, i int) (*Unit, []*group, List) {
	if whole := v.withMethods(groups, i); whole != nil {
		if u, more, failed := v.checkInOrder(whole, i); failed == nil {
			return u, more, nil
		}
	}
	return v.checkInOrder(groups, i)
}

// withMethods moves the methods of group i's types into it, or returns nil if no later group has any. What a later group declares
// anew ends the search for its methods.
func (v *view) withMethods(groups []*group, i int) []*group {
	if !groups[i].decls || groups[i].program || !slices.ContainsFunc(groups[i+1:], (*group).mayHoldMethods) {
		return nil
	}
	own := map[string]bool{}
	for _, p := range groups[i].pieces {
		if f, err := v.parse(p, true); err == nil {
			addAll(own, declaredNames(f))
		}
	}
	out := slices.Clone(groups[:i+1])
	for _, g := range groups[i+1:] {
		var rest []piece
		for _, p := range g.pieces {
			if !g.decls {
				rest = append(rest, p)
			} else if f, err := v.parse(p, true); err == nil && isMethodOf(f, own) && disjoint(own, declaredNames(f)) {
				addAll(own, declaredNames(f))
				out[i] = out[i].with(p)
			} else {
				for _, name := range declaredNames(f) {
					delete(own, name)
				}
				rest = append(rest, p)
			}
		}
		if len(rest) == len(g.pieces) {
			out = append(out, g)
		} else if len(rest) > 0 {
			out = append(out, g.of(rest))
		}
	}
	if out[i] == groups[i] {
		return nil
	}
	return out
}

// mayHoldMethods spares most cells the search for methods.
func (g *group) mayHoldMethods() bool {
	return g.decls && slices.ContainsFunc(g.pieces, func(p piece) bool { return strings.Contains(p.Src, "func") })
}

// isMethodOf reports whether a file is one method of a type among names.
func isMethodOf(f *ast.File, names map[string]bool) bool {
	if len(f.Decls) != 1 {
		return false
	}
	fn, ok := f.Decls[0].(*ast.FuncDecl)
	if !ok {
		return false
	}
	base := receiverBase(fn)
	return base != nil && names[base.Name]
}

// with is the group with one more piece.
func (g *group) with(p piece) *group { return g.of(append(slices.Clone(g.pieces), p)) }

// of is the group with other pieces.
func (g *group) of(pieces []piece) *group {
	return &group{pieces: pieces, decls: g.decls, program: g.program, last: g.last}
}

// checkInOrder checks group i, bringing forward what it misses.
func (v *view) checkInOrder(groups []*group, i int) (*Unit, []*group, List) {
	u, failed := v.checkGroup(groups[i])
	for failed != nil {
		more := v.hoist(groups, i, failed)
		if more == nil {
			break
		}
		groups = more
		u, failed = v.checkGroup(groups[i])
	}
	return u, groups, failed
}

// missingMethod is how go/types says that a type has no such method.
var missingMethod = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`has no (?:field or )?method (\pL[\pL\pN_]*)|\(missing method (\pL[\pL\pN_]*)\)`)
})

// missed is the name that an error says is not declared; that of a method begins with a dot. It is empty for other errors.
func (e *Error) missed() string {
	if name, ok := strings.CutPrefix(e.raw, "undefined: "); ok {
		return name
	}
	if m := missingMethod().FindStringSubmatch(e.raw); m != nil {
		return "." + m[1] + m[2]
	}
	return ""
}

// hoist brings a declaration that group i of the cell misses forward, to or into it: declarations of a cell may stand in any
// order as long as nothing else explains the name. It returns nil if that doesn't help.
func (v *view) hoist(groups []*group, i int, failed List) []*group {
	for _, e := range failed {
		name := e.missed()
		if name == "" {
			continue
		}
		if groups[i].isVar() && v.declaring(groups[i], name) >= 0 { // var ( a = b; b = 1 ), which a package may have
			groups = slices.Clone(groups)
			groups[i] = groups[i].asDecls()
			return groups
		}
		for j := i + 1; j < len(groups); j++ {
			at := v.declaring(groups[j], name)
			if at < 0 || !groups[j].decls && !groups[i].decls && !groups[i].isVar() {
				continue
			}
			from := groups[j]
			if groups[i].decls || groups[i].isVar() && from.isVar() {
				groups = slices.Clone(groups)
				groups[i] = groups[i].asDecls().with(from.pieces[at])
				if rest := slices.Delete(slices.Clone(from.pieces), at, at+1); len(rest) > 0 {
					groups[j] = from.of(rest)
					return groups
				}
				return slices.Delete(groups, j, j+1)
			}
			return slices.Insert(slices.Delete(slices.Clone(groups), j, j+1), i, from)
		}
	}
	return nil
}

// isVar reports whether the group is one variable declaration, not read as of a package yet.
func (g *group) isVar() bool { return !g.decls && len(g.pieces) == 1 && g.pieces[0].Kind == cell.Var }

// asDecls is the group with its variables read as those of a package.
func (g *group) asDecls() *group {
	return &group{pieces: g.pieces, decls: true, program: g.program, last: g.last}
}

// declaring is the index of the part of g that declares name at package level, or -1. Variable declarations count too. A name that
// begins with a dot is that of a method, of whatever type.
func (v *view) declaring(g *group, name string) int {
	method := strings.HasPrefix(name, ".")
	for at, p := range g.pieces {
		if p.Kind != cell.Decl && p.Kind != cell.Var {
			continue
		}
		f, err := v.parse(p, true)
		if err == nil && slices.ContainsFunc(declaredNames(f), func(n string) bool {
			return n == name || method && strings.HasSuffix(n, name)
		}) {
			return at
		}
	}
	return -1
}
