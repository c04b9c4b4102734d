// This file finds SELECTs whose sources aren't joined, so that each row of one comes with each row of the other.

package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// lint notes the first SELECT of the statement with a source that nothing joins to the others.
func (c *Compiler) lint(s *ast.Select, list []ast.Source) {
	if c.unjoined != "" || len(list) < 2 {
		return
	}
	g := &joinGraph{}
	for _, src := range list {
		g.enter(src)
	}
	ast.WalkAll(s.Where, func(e ast.Expr) bool {
		switch e.(type) {
		case *ast.Binary, *ast.Range, *ast.Membership, *ast.Func:
			g.join(mentioned(nil, []ast.Expr{e}))
			return false
		}
		return true
	})
	first := g.group[0]
	var near []string
	far := -1
	for i, src := range g.all {
		if g.group[i] == first {
			near = append(near, fmt.Sprintf("%q", c.nameOf(src)))
		} else if far < 0 {
			far = i
		}
	}
	if far >= 0 {
		c.unjoined = fmt.Sprintf("a cartesian product of %s with %q: each row of the one comes with each row of the other; join them, or compare their columns in the condition",
			strings.Join(near, ", "), c.nameOf(g.all[far]))
	}
}

// joinGraph is sources, and which of them belong together.
type joinGraph struct {
	all   []ast.Source
	group []int // of each source; those of one group are joined
}

// enter takes in a source; a join has its members joined, whatever its condition is.
func (g *joinGraph) enter(src ast.Source) (members []ast.Source) {
	switch src := src.(type) {
	case *ast.Join:
		members = append(g.enter(src.Left), g.enter(src.Right)...)
		g.join(members)
		return members
	case *ast.FuncSource:
		g.add(src)
		g.join(append(mentioned(nil, []ast.Expr{src.Fn}), src))
	case *ast.Subquery:
		g.add(src)
		if src.Lateral {
			g.join(g.all)
		}
	default:
		g.add(src)
	}
	return []ast.Source{src}
}

func (g *joinGraph) add(src ast.Source) {
	g.all, g.group = append(g.all, src), append(g.group, len(g.all))
}

// join puts sources into one group; those that the statement doesn't read are left out.
func (g *joinGraph) join(list []ast.Source) {
	to := -1
	for _, src := range list {
		at := slices.Index(g.all, src)
		if at < 0 {
			continue
		}
		if to < 0 {
			to = g.group[at]
		}
		for i, from := 0, g.group[at]; i < len(g.group); i++ {
			if g.group[i] == from {
				g.group[i] = to
			}
		}
	}
}
