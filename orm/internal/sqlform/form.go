// This file makes the form of an expression from its tokens, by the precedence of operators.

package sqlform

import (
	"slices"
	"strings"
)

// Same compares two expressions. known is false where one of them has no form; then same says nothing.
func Same(a, b string) (same, known bool) {
	x, okX := Of(a)
	y, okY := Of(b)
	return x == y, okX && okY
}

// Of is the form of an expression; ok is false where a part of it isn't known.
func Of(sql string) (form string, ok bool) {
	list, ok := tokens(sql)
	if !ok || len(list) == 0 {
		return "", false
	}
	p := &parser{list: list}
	defer func() {
		if r := recover(); r != nil {
			if _, unknown := r.(unknown); !unknown {
				panic(r)
			}
			form, ok = "", false
		}
	}()
	n := p.expr(0)
	if p.at < len(p.list) {
		return "", false
	}
	return n.String(), true
}

// unknown ends the reading of an expression.
type unknown struct{}

// node is an operator or a function with its operands, or a leaf.
type node struct {
	op   string
	args []node
}

// String is the form: op(x,y), where AND and OR take all that they join.
func (n node) String() string {
	if n.args == nil {
		return n.op
	}
	parts := make([]string, len(n.args))
	for i, a := range n.args {
		parts[i] = a.String()
	}
	return n.op + "(" + strings.Join(parts, ",") + ")"
}

// join makes a chain of AND or OR one node.
func join(op string, l, r node) node {
	out := node{op: op}
	for _, side := range []node{l, r} {
		if side.op == op && side.args != nil {
			out.args = append(out.args, side.args...)
		} else {
			out.args = append(out.args, side)
		}
	}
	return out
}

type parser struct {
	list []token
	at   int
}

func (p *parser) peek() token {
	if p.at < len(p.list) {
		return p.list[p.at]
	}
	return token{}
}

func (p *parser) next() token {
	t := p.peek()
	p.at++
	return t
}

// is tells whether the next token is the word or symbol, and takes it.
func (p *parser) is(text string) bool {
	if t := p.peek(); t.text == text && (t.kind == word || t.kind == symbol) {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(text string) {
	if !p.is(text) {
		panic(unknown{})
	}
}

// The precedence of operators, as all databases agree in what they print.
const (
	precOr = iota + 1
	precAnd
	precNot
	precIs
	precCompare
	precOther
	precAdd
	precMul
)

var infix = map[string]struct {
	op   string
	prec int
}{
	"or": {"or", precOr}, "and": {"and", precAnd}, "=": {"=", precCompare}, "==": {"=", precCompare}, "<>": {"!=", precCompare}, "!=": {"!=", precCompare},
	"<": {"<", precCompare}, "<=": {"<=", precCompare}, ">": {">", precCompare}, ">=": {">=", precCompare}, "<=>": {"<=>", precCompare},
	"like": {"like", precCompare}, "~~": {"like", precCompare}, "!~~": {"not like", precCompare}, "ilike": {"ilike", precCompare}, "~~*": {"ilike", precCompare},
	"!~~*": {"not ilike", precCompare}, "regexp": {"regexp", precCompare}, "rlike": {"regexp", precCompare}, "~": {"regexp", precCompare}, "!~": {"not regexp", precCompare},
	"||": {"||", precOther}, "->": {"->", precOther}, "->>": {"->>", precOther}, "<<": {"<<", precOther}, ">>": {">>", precOther}, "&": {"&", precOther}, "|": {"|", precOther},
	"+": {"+", precAdd}, "-": {"-", precAdd}, "*": {"*", precMul}, "/": {"/", precMul}, "%": {"%", precMul}, "mod": {"%", precMul}, "div": {"div", precMul},
}

// expr reads an expression of operators above the precedence.
func (p *parser) expr(above int) node {
	left := p.operand()
	for {
		t := p.peek()
		if t.kind != word && t.kind != symbol {
			return left
		}
		switch negated := false; {
		case t.text == "::":
			p.at++
			p.typeName()
		case t.text == "collate":
			p.at++
			left = node{"collate", []node{left, {op: p.next().text}}}
		case t.text == "is" && above < precIs:
			p.at++
			left = p.isWhat(left)
		case (t.text == "not" || t.text == "in" || t.text == "between") && above < precCompare:
			if negated = p.is("not"); negated {
				t = p.peek()
			}
			left = p.special(left, t.text, negated)
		default:
			o, known := infix[t.text]
			if !known || above >= o.prec {
				return left
			}
			p.at++
			left = p.binary(o.op, o.prec, left)
		}
	}
}

// binary reads the right side of an operator. = ANY and <> ALL of an array are IN and NOT IN.
func (p *parser) binary(op string, prec int, left node) node {
	if op == "and" || op == "or" {
		return join(op, left, p.expr(prec))
	}
	if p.is("any") || p.is("all") {
		p.want("(")
		list := p.expr(0)
		p.want(")")
		if list.op != "array" || op != "=" && op != "!=" {
			panic(unknown{})
		}
		return in(left, list.args, op == "!=")
	}
	return node{op, []node{left, p.expr(prec)}}
}

func in(x node, list []node, negated bool) node {
	op := "in"
	if negated {
		op = "not in"
	}
	return node{op, append([]node{x}, list...)}
}

func (p *parser) isWhat(left node) node {
	op := "is"
	if p.is("not") {
		op = "is not"
	}
	if p.is("distinct") {
		p.want("from")
		op += " distinct"
	}
	return node{op, []node{left, p.expr(precIs)}}
}

// special reads IN, BETWEEN and what follows NOT.
func (p *parser) special(left node, what string, negated bool) (out node) {
	p.at++
	switch what {
	case "in":
		p.want("(")
		return in(left, p.several(")"), negated)
	case "between":
		low := p.expr(precCompare)
		p.want("and")
		high := p.expr(precCompare)
		if negated {
			return join("or", node{"<", []node{left, low}}, node{">", []node{left, high}})
		}
		return join("and", node{">=", []node{left, low}}, node{"<=", []node{left, high}})
	}
	o, known := infix[what]
	if !known || !negated {
		panic(unknown{})
	}
	return node{"not " + o.op, []node{left, p.expr(o.prec)}}
}

// several reads expressions up to the end, which is taken.
func (p *parser) several(end string) (list []node) {
	if p.is(end) {
		return []node{}
	}
	for {
		list = append(list, p.expr(0))
		if p.is(end) {
			return list
		}
		if !slices.ContainsFunc([]string{",", "from", "for"}, p.is) {
			panic(unknown{})
		}
	}
}

// typeName leaves out a type behind ::, such as character varying(20)[] or "Kind".
func (p *parser) typeName() {
	p.next()
	for p.is(".") || slices.Contains([]string{"varying", "precision", "without", "with", "time", "zone"}, p.peek().text) && p.peek().kind == word {
		p.next()
	}
	if p.is("(") {
		p.several(")")
	}
	for slices.Contains([]string{"without", "with", "time", "zone"}, p.peek().text) && p.peek().kind == word {
		p.next()
	}
	if p.is("[") {
		p.want("]")
	}
}
