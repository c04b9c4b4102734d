// This file walks expressions.

package ast

// Walk calls visit for e and everything in it, but does not go into queries. visit returns false to leave out what is inside.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	switch e := e.(type) {
	case *Binary:
		Walk(e.L, visit)
		Walk(e.R, visit)
	case *Unary:
		Walk(e.X, visit)
	case *Logic:
		WalkAll(e.Items, visit)
	case *Range:
		WalkAll([]Expr{e.X, e.Low, e.High}, visit)
	case *Membership:
		Walk(e.X, visit)
		WalkAll(e.Items, visit)
	case *Tuple:
		WalkAll(e.Items, visit)
	case *GroupingSets:
		for _, set := range e.Sets {
			WalkAll(set, visit)
		}
	case *Func:
		walkFunc(e, visit)
	case *Case:
		walkCase(e, visit)
	case *Cast:
		Walk(e.X, visit)
	case *Extract:
		Walk(e.X, visit)
	case *Collate:
		Walk(e.X, visit)
	case *Label:
		Walk(e.X, visit)
	case *Ordering:
		Walk(e.X, visit)
	case *Grouped:
		Walk(e.X, visit)
	case *Truth:
		Walk(e.X, visit)
	case *Quantified:
		Walk(e.X, visit)
	}
}

// WalkAll walks each of the expressions.
func WalkAll(list []Expr, visit func(Expr) bool) {
	for _, e := range list {
		Walk(e, visit)
	}
}

func walkFunc(f *Func, visit func(Expr) bool) {
	WalkAll(f.Args, visit)
	WalkAll(f.OrderBy, visit)
	WalkAll(f.Within, visit)
	Walk(f.Filter, visit)
	if f.Over != nil {
		WalkAll(f.Over.PartitionBy, visit)
		WalkAll(f.Over.OrderBy, visit)
		walkFrame(f.Over.Frame, visit)
	}
}

func walkFrame(f *Frame, visit func(Expr) bool) {
	if f == nil {
		return
	}
	for _, edge := range []Edge{f.From, f.To} {
		if edge.Count != nil {
			Walk(edge.Count, visit)
		}
	}
}

func walkCase(c *Case, visit func(Expr) bool) {
	Walk(c.Operand, visit)
	for _, w := range c.Whens {
		Walk(w.Cond, visit)
		Walk(w.Then, visit)
	}
	Walk(c.Else, visit)
}
