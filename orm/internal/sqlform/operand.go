// This file reads what stands between operators: literals, names, calls, CASE and CAST.

package sqlform

import (
	"strconv"
	"strings"
)

// operand reads one operand.
func (p *parser) operand() node {
	t := p.next()
	switch {
	case t.kind == number:
		return literal(t.text)
	case t.kind == str:
		return literal(t.text)
	case t.kind == name:
		return p.column(t.text)
	case t.kind == symbol:
		return p.prefixed(t.text)
	case t.kind == word:
		return p.word(t.text)
	}
	panic(unknown{})
}

// literal is a number or a text; a number in quotes is one, as databases print some.
func literal(text string) node {
	if f, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXpP_nN") {
		return node{op: strconv.FormatFloat(f, 'g', -1, 64)}
	}
	return node{op: strconv.Quote(text)}
}

func (p *parser) prefixed(symbol string) node {
	switch symbol {
	case "(":
		if p.peek().text == "select" && p.peek().kind == word {
			panic(unknown{})
		}
		list := p.several(")")
		if len(list) == 1 {
			return list[0]
		}
		return node{"row", list}
	case "-":
		x := p.expr(precMul)
		if x.args == nil && x.op != "" && digit(x.op[0]) {
			return node{op: "-" + x.op}
		}
		return node{"-", []node{x}}
	case "+":
		return p.expr(precMul)
	}
	panic(unknown{})
}

// constants are words that stand for a value; a true is a 1 where there are no booleans.
var constants = map[string]string{"true": "1", "false": "0", "null": "null", "current_timestamp": "now", "localtimestamp": "localtimestamp",
	"current_date": "current_date", "current_time": "current_time", "current_user": "current_user"}

func (p *parser) word(text string) node {
	switch text {
	case "not":
		return not(p.expr(precNot))
	case "case":
		return p.caseOf()
	case "cast":
		p.want("(")
		x := p.expr(0)
		p.want("as")
		p.typeName()
		p.want(")")
		return x
	case "array":
		p.want("[")
		return node{"array", p.several("]")}
	case "select", "exists", "interval", "convert", "distinct":
		panic(unknown{})
	case "date", "time", "timestamp":
		if p.peek().kind == str { // a literal: date '2020-02-29'
			panic(unknown{})
		}
	}
	if c, ok := constants[text]; ok {
		if p.is("(") { // current_timestamp()
			p.several(")")
		}
		return node{op: c}
	}
	if strings.HasPrefix(text, "_") && p.peek().kind == str { // _utf8mb4'text'
		return literal(p.next().text)
	}
	return p.column(text)
}

// opposites are operators that say the contrary of each other.
var opposites = map[string]string{"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in", "like": "not like",
	"not like": "like", "ilike": "not ilike", "not ilike": "ilike", "regexp": "not regexp", "not regexp": "regexp", "is": "is not", "is not": "is",
	"is distinct": "is not distinct", "is not distinct": "is distinct"}

// not is the contrary of a condition: MySQL turns NOT (a = 1) into a <> 1.
func not(x node) node {
	if to, ok := opposites[x.op]; ok && x.args != nil {
		return node{to, x.args}
	}
	if x.op == "not" {
		return x.args[0]
	}
	return node{"not", []node{x}}
}

// renamed are functions that databases print under another name.
var renamed = map[string]string{"btrim": "trim", "char_length": "length", "character_length": "length", "lcase": "lower", "ucase": "upper", "substr": "substring", "ifnull": "coalesce"}

// column reads a name, qualified or not, or a call.
func (p *parser) column(text string) node {
	for p.is(".") {
		text = p.next().text // the last part says which column it is
	}
	if !p.is("(") {
		return node{op: text}
	}
	if p.peek().text == "distinct" || p.peek().text == "*" {
		panic(unknown{})
	}
	text = strings.ToLower(text)
	if to, ok := renamed[text]; ok {
		text = to
	}
	args := p.several(")")
	if text == "now" && len(args) == 0 {
		return node{op: "now"}
	}
	return node{text, args}
}

func (p *parser) caseOf() node {
	n := node{op: "case"}
	if p.peek().text != "when" {
		n.args = append(n.args, p.expr(0))
	}
	for p.is("when") {
		when := p.expr(0)
		p.want("then")
		n.args = append(n.args, node{"when", []node{when, p.expr(0)}})
	}
	if p.is("else") {
		n.args = append(n.args, node{"else", []node{p.expr(0)}})
	}
	p.want("end")
	return n
}
