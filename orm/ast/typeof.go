// This file finds the type of an expression.

package ast

// TypeOf is the type of the value that e stands for; the zero Type where it is not known.
func TypeOf(e Expr) Type {
	switch e := e.(type) {
	case *Column:
		return e.Type
	case *Bind:
		return e.Type
	case *Raw:
		return e.Type
	case *Binary:
		return e.Type
	case *Unary:
		return e.Type
	case *Func:
		return e.Type
	case *Case:
		return e.Type
	case *Cast:
		return e.Type
	case *Excluded:
		return e.Type
	case *Label:
		return TypeOf(e.X)
	case *Collate:
		return TypeOf(e.X)
	case *Grouped:
		return TypeOf(e.X)
	case *Ordering:
		return TypeOf(e.X)
	case *Scalar:
		return typeOfQuery(e.Query)
	case *Extract, *NextValue:
		return Type{Kind: Integer}
	case *Logic, *Range, *Membership, *Exists, *Truth, *True, *False:
		return Type{Kind: Boolean}
	}
	return Type{}
}

func typeOfQuery(q Query) Type {
	switch q := q.(type) {
	case *Select:
		if len(q.Columns) == 1 {
			return TypeOf(q.Columns[0])
		}
	case *Compound:
		if len(q.Queries) > 0 {
			return typeOfQuery(q.Queries[0])
		}
	}
	return Type{}
}

// Comparison tells whether an operator gives true or false.
func (o Op) Comparison() bool {
	switch o {
	case Neg, Add, Sub, Mul, Div, Mod, Concat, JSONGet, JSONGetText, CustomOp:
		return false
	}
	return true
}

// Negated is the operator that says the opposite, if there is one.
func (o Op) Negated() (Op, bool) {
	pairs := [...][2]Op{{Eq, Ne}, {Lt, Ge}, {Gt, Le}, {Is, IsNot}, {IsDistinct, IsNotDistinct}, {Like, NotLike},
		{ILike, NotILike}, {In, NotIn}, {Between, NotBetween}, {Regexp, NotRegexp}}
	for _, p := range pairs {
		if o == p[0] {
			return p[1], true
		}
		if o == p[1] {
			return p[0], true
		}
	}
	return 0, false
}
