// This file replaces columns in expressions.

package ast

import "slices"

// Replace returns e with each column exchanged for what with returns. It doesn't go into queries, and shares with e
// what has no column in it.
func Replace(e Expr, with func(*Column) Expr) Expr {
	found := false
	Walk(e, func(x Expr) bool {
		if _, ok := x.(*Column); ok {
			found = true
		}
		return !found
	})
	if !found {
		return e
	}
	one := func(x Expr) Expr { return Replace(x, with) }
	switch e := e.(type) {
	case *Column:
		return with(e)
	case *Func:
		return replaceFunc(e, with)
	case *Case:
		return replaceCase(e, with)
	case *Logic:
		return &Logic{Op: e.Op, Items: ReplaceAll(e.Items, with)}
	case *Tuple:
		return &Tuple{Items: ReplaceAll(e.Items, with)}
	case *Range:
		return &Range{Op: e.Op, X: one(e.X), Low: one(e.Low), High: one(e.High)}
	case *Membership:
		return &Membership{Op: e.Op, X: one(e.X), Items: ReplaceAll(e.Items, with), Query: e.Query}
	case *Binary:
		n := *e
		n.L, n.R = one(e.L), one(e.R)
		return &n
	}
	return replaceUnary(e, one)
}

// ReplaceAll replaces columns in each of the expressions.
func ReplaceAll(list []Expr, with func(*Column) Expr) []Expr {
	out := slices.Clone(list)
	for i, e := range out {
		out[i] = Replace(e, with)
	}
	return out
}

// replaceUnary replaces in the nodes that hold one expression.
func replaceUnary(e Expr, one func(Expr) Expr) Expr {
	switch e := e.(type) {
	case *Unary:
		return &Unary{Op: e.Op, X: one(e.X), Type: e.Type}
	case *Cast:
		return &Cast{X: one(e.X), Type: e.Type, Silent: e.Silent}
	case *Extract:
		return &Extract{Field: e.Field, X: one(e.X)}
	case *Collate:
		return &Collate{X: one(e.X), Name: e.Name}
	case *Label:
		return &Label{Name: e.Name, X: one(e.X)}
	case *Ordering:
		return &Ordering{X: one(e.X), Dir: e.Dir, Nulls: e.Nulls}
	case *Grouped:
		return &Grouped{X: one(e.X)}
	case *Truth:
		return &Truth{X: one(e.X), False: e.False}
	case *Quantified:
		return &Quantified{All: e.All, Query: e.Query, X: one(e.X)}
	}
	return e
}

func replaceFunc(f *Func, with func(*Column) Expr) Expr {
	n := *f
	n.Args, n.OrderBy, n.Within = ReplaceAll(f.Args, with), ReplaceAll(f.OrderBy, with), ReplaceAll(f.Within, with)
	if f.Filter != nil {
		n.Filter = Replace(f.Filter, with)
	}
	if f.Over != nil {
		over := *f.Over
		over.PartitionBy, over.OrderBy = ReplaceAll(over.PartitionBy, with), ReplaceAll(over.OrderBy, with)
		n.Over = &over
	}
	return &n
}

func replaceCase(c *Case, with func(*Column) Expr) Expr {
	n := *c
	if c.Operand != nil {
		n.Operand = Replace(c.Operand, with)
	}
	if c.Else != nil {
		n.Else = Replace(c.Else, with)
	}
	n.Whens = slices.Clone(c.Whens)
	for i, w := range n.Whens {
		n.Whens[i] = When{Cond: Replace(w.Cond, with), Then: Replace(w.Then, with)}
	}
	return &n
}
