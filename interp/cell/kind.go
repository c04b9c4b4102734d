// This file classifies a part by its tokens.

package cell

import "go/token"

func kindOf(body []lexeme) Kind {
	switch body[0].tok {
	case token.IMPORT:
		return Import
	case token.TYPE, token.CONST:
		return Decl
	case token.VAR:
		return Var
	case token.FUNC:
		if declaresFunc(body) {
			return Decl
		}
	}
	if isExprList(body) {
		return Expr
	}
	return Stmt
}

// declaresFunc tells `func f(` and `func (r T) m(` from function literals and function types.
func declaresFunc(body []lexeme) bool {
	at := 1
	if at < len(body) && body[at].tok == token.LPAREN {
		var n nesting
		for ; at < len(body); at++ {
			n.step(body[at].tok)
			if n.top() {
				at++
				break
			}
		}
		return at+1 < len(body) && body[at].tok == token.IDENT && body[at+1].tok == token.LPAREN
	}
	return at < len(body) && body[at].tok == token.IDENT
}

// isExprList reports whether the tokens can only be expressions with commas between: no statement keyword in front and no
// assignment, ++, send or label outside brackets.
func isExprList(body []lexeme) bool {
	switch body[0].tok {
	case token.IF, token.FOR, token.SWITCH, token.SELECT, token.GO, token.DEFER, token.RETURN, token.BREAK, token.CONTINUE,
		token.GOTO, token.FALLTHROUGH, token.LBRACE, token.ELSE, token.CASE, token.DEFAULT, token.PACKAGE:
		return false
	}
	var n nesting
	for i, t := range body {
		if n.top() {
			switch t.tok {
			case token.ASSIGN, token.DEFINE, token.INC, token.DEC, token.COLON, token.SEMICOLON,
				token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN, token.QUO_ASSIGN, token.REM_ASSIGN,
				token.AND_ASSIGN, token.OR_ASSIGN, token.XOR_ASSIGN, token.SHL_ASSIGN, token.SHR_ASSIGN, token.AND_NOT_ASSIGN:
				return false
			case token.ARROW:
				if i > 0 && endsOperand(body[i-1].tok) {
					return false
				}
			}
		}
		n.step(t.tok)
	}
	return true
}

// endsOperand reports whether a value can end with this token, so that an arrow after it sends.
func endsOperand(t token.Token) bool {
	switch t {
	case token.RPAREN, token.RBRACK, token.RBRACE:
		return true
	}
	return t == token.IDENT || t.IsLiteral()
}
