// This file lowers channel operations: those that can block are helpers, so
// that a cell can be cancelled.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (f *fn) chanElem(e ast.Expr) types.Type {
	return f.typeOf(e).Underlying().(*types.Chan).Elem()
}

// receive lowers v, ok := <-ch.
func (f *fn) receive(ch ast.Expr) []operand {
	elem := f.chanElem(ch)
	c := f.setTyped(anyType, f.expr(ch))
	p := f.set("new(" + f.l.typ(elem) + ")")
	ok := f.set(fmt.Sprintf("%s(%s, %s)", f.l.helper("Recv"), c, p))
	return []operand{{f.setTyped(elem, "*"+p), elem}, {ok, boolType}}
}

func (f *fn) send(s *ast.SendStmt) {
	elem := f.chanElem(s.Chan)
	c := f.setTyped(anyType, f.expr(s.Chan))
	p := f.newOf(elem, f.conv(s.Value, elem))
	f.w("%s(%s, %s)", f.l.helper("Send"), c, p)
}

// selectStmt evaluates channels and values, lets the host choose, and runs the
// chosen body.
func (f *fn) selectStmt(s *ast.SelectStmt, label *types.Label) {
	f.w("{")
	var letters strings.Builder
	var args []string
	bodies := make([]func(ok string), len(s.Body.List))
	for i, c := range s.Body.List {
		letter, as, body := f.commClause(c.(*ast.CommClause))
		letters.WriteString(letter)
		args = append(args, as...)
		bodies[i] = body
	}
	sel, ok := f.l.fresh(""), f.l.fresh("")
	call := append([]string{fmt.Sprintf("%q", letters.String())}, args...)
	f.w("%s, %s := %s(%s)", sel, ok, f.l.helper("Select"), strings.Join(call, ", "))
	f.clauses(label, len(bodies), sel, func(i int) {
		bodies[i](ok)
		f.block(s.Body.List[i].(*ast.CommClause).Body)
	})
	f.w("}")
}

// commClause evaluates a clause's operands. It returns the letter and the
// arguments that host.Select wants, and what assigns the received value.
func (f *fn) commClause(c *ast.CommClause) (letter string, args []string, body func(ok string)) {
	none := func(string) {}
	f.at(c)
	switch s := c.Comm.(type) {
	case nil:
		return "d", nil, none
	case *ast.SendStmt:
		elem := f.chanElem(s.Chan)
		ch := f.setTyped(anyType, f.expr(s.Chan))
		return "s", []string{ch, f.newOf(elem, f.conv(s.Value, elem))}, none
	case *ast.ExprStmt:
		from := ast.Unparen(s.X).(*ast.UnaryExpr).X
		ch := f.setTyped(anyType, f.expr(from))
		return "r", []string{ch, f.set("new(" + f.l.typ(f.chanElem(from)) + ")")}, none
	}
	s := c.Comm.(*ast.AssignStmt)
	from := ast.Unparen(s.Rhs[0]).(*ast.UnaryExpr).X
	elem := f.chanElem(from)
	ch := f.setTyped(anyType, f.expr(from))
	p := f.set("new(" + f.l.typ(elem) + ")")
	return "r", []string{ch, p}, func(ok string) {
		values := []operand{{"(*" + p + ")", elem}, {ok, boolType}}
		for k, x := range s.Lhs {
			if o := f.defines(x); o != nil && s.Tok == token.DEFINE {
				f.declare(o, f.convert(values[k], f.l.subst(o.Type(), f.env)))
				continue
			}
			to := f.place(x)
			f.store(to, f.convert(values[k], to.typ))
		}
	}
}
