// This file holds the precedence of operators: when an operand stands in parentheses.

package dialect

import (
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// place is where an operand stands: beside an operator, in a list, as a condition, or where operators are always grouped.
// It holds the precedence to beat, and the operator if there is one.
type place int

// The places without an operator. The numbers are SQLAlchemy's, so that the same parentheses come out.
const (
	precComma   = place(-1) * opBits
	precBool    = place(-10) * opBits
	precOrder   = place(3) * opBits
	precCollate = place(4) * opBits
	precAlways  = place(100) * opBits
	precLoose   = place(-100) * opBits // beside startswith and its kin
)

// opBits is the room for the operator below the precedence.
const opBits = 256

func beside(op ast.Op) place { return place(precedence(op)*opBits) + place(op) }

// prec is the precedence to beat.
func (p place) prec() int { return int(p) >> 8 }

// op is the operator that an operand stands beside, or 0.
func (p place) op() ast.Op { return ast.Op(p & (opBits - 1)) }

func precedence(op ast.Op) int {
	switch op {
	case ast.JSONGet, ast.JSONGetText:
		return 15
	case ast.Mul, ast.Div, ast.Mod, ast.Neg:
		return 8
	case ast.Add, ast.Sub:
		return 7
	case ast.Concat:
		return 6
	case ast.And:
		return 3
	case ast.Or:
		return 2
	case ast.CustomOp:
		return 0
	}
	return 5
}

// associative operators need no parentheses beside themselves.
func associative(op ast.Op) bool {
	switch op {
	case ast.And, ast.Or, ast.Add, ast.Mul, ast.Concat, ast.JSONGet, ast.JSONGetText:
		return true
	}
	return false
}

// grouped tells whether e needs parentheses in the place.
func grouped(e ast.Expr, at place) bool {
	switch e := e.(type) {
	case *ast.Binary:
		if e.Group {
			return true
		}
		return binds(e.Op, at)
	case *ast.Logic:
		return len(e.Items) > 1 && binds(e.Op, at)
	case *ast.Unary:
		return binds(e.Op, at)
	case *ast.Range:
		return binds(e.Op, at)
	case *ast.Membership:
		return e.Op == ast.In && binds(e.Op, at)
	case *ast.Exists:
		if e.Not {
			return binds(ast.Not, at)
		}
		return at.prec() >= 0 && at != precAlways
	case *ast.Truth:
		return binds(ast.Eq, at)
	case *ast.Collate:
		return 4 <= at.prec()
	case *ast.Label:
		return grouped(e.X, at)
	case *ast.Raw:
		return looseText(e.SQL, at)
	}
	return false
}

func binds(op ast.Op, at place) bool {
	if op == ast.JSONGet || op == ast.JSONGetText { // || and -> are of one rank, + and - of a higher one on PostgreSQL
		switch at.op() {
		case ast.Concat, ast.Add, ast.Sub, ast.Mul, ast.Div, ast.Mod, ast.Neg, ast.CustomOp:
			return true
		}
	}
	if op == at.op() && associative(op) {
		return false
	}
	return precedence(op) <= at.prec()
}

// looseText tells whether SQL as written could fall apart beside AND, OR or NOT.
func looseText(sql string, at place) bool {
	if at.op() != ast.And && at.op() != ast.Or && at.op() != ast.Not {
		return false
	}
	upper := strings.Join(strings.Fields(strings.ToUpper(sql)), " ")
	return strings.Contains(upper, " OR ") || at.op() == ast.Not && strings.Contains(upper, " AND ")
}
