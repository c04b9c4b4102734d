// This file lowers statements and branches.

package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

var constantZero, constantOne = constant.MakeInt64(0), constant.MakeInt64(1)

// target is a statement that break or continue can mean.
type target struct {
	label  *types.Label // the user's label, or nil
	name   string       // the lowered label
	breaks bool         // break without a label means it
	loops  bool         // so does continue
}

func (f *fn) block(list []ast.Stmt) {
	for _, s := range list {
		f.stmt(s, nil)
	}
}

// braces lowers a list in a block of its own.
func (f *fn) braces(list []ast.Stmt) {
	f.w("{")
	f.block(list)
	f.w("}")
}

// stmt lowers s; label is the label that stands before it.
func (f *fn) stmt(s ast.Stmt, label *types.Label) {
	if s == nil {
		return
	}
	f.at(s)
	f.track(s)
	switch s := s.(type) {
	case *ast.EmptyStmt:
	case *ast.BlockStmt:
		f.blockStmt(s, label)
	case *ast.ExprStmt:
		f.exprStmt(s)
	case *ast.SendStmt:
		f.send(s)
	case *ast.IncDecStmt:
		f.incDec(s)
	case *ast.DeclStmt:
		f.declStmt(s.Decl.(*ast.GenDecl))
	case *ast.AssignStmt:
		f.assign(s)
	case *ast.GoStmt:
		f.goStmt(s)
	case *ast.DeferStmt:
		f.deferStmt(s)
	case *ast.ReturnStmt:
		f.returnStmt(s)
	case *ast.IfStmt:
		f.ifStmt(s, label)
	case *ast.LabeledStmt:
		f.labeled(s)
	case *ast.BranchStmt:
		f.branchStmt(s)
	case *ast.ForStmt:
		f.forStmt(s, label)
	case *ast.RangeStmt:
		f.rangeStmt(s, label)
	case *ast.SwitchStmt:
		f.switchStmt(s, label)
	case *ast.TypeSwitchStmt:
		f.typeSwitch(s, label)
	case *ast.SelectStmt:
		f.selectStmt(s, label)
	default:
		refuse(s.Pos(), "%T can't be lowered", s)
	}
}

// exprStmt evaluates a call or a receive for its effect.
func (f *fn) exprStmt(s *ast.ExprStmt) {
	switch x := ast.Unparen(s.X).(type) {
	case *ast.CallExpr:
		if f.isTuple(x) && f.builtin(x.Fun) == "" && !f.tv(x.Fun).IsType() {
			f.multiCall(x, f.typeOf(x).(*types.Tuple).Len())
			return
		}
		f.call(x)
	default:
		f.set(f.expr(s.X))
	}
}

func (f *fn) ifStmt(s *ast.IfStmt, label *types.Label) {
	f.w("{")
	f.stmt(s.Init, nil)
	f.at(s)
	if label != nil { // break label leaves the statement
		f.labelBlock(label, func() { f.ifElse(s) })
	} else {
		f.ifElse(s)
	}
	f.w("}")
}

func (f *fn) ifElse(s *ast.IfStmt) {
	l := f.ladder(branches(s))
	l.rung(func() string { return f.boolean(s.Cond) }, func() { f.block(s.Body.List) })
	for next, more := s.Else.(*ast.IfStmt); more; next, more = s.Else.(*ast.IfStmt) {
		s = next
		l.rung(func() string {
			f.at(s)
			f.track(s)
			f.stmt(s.Init, nil)
			f.at(s)
			return f.boolean(s.Cond)
		}, func() { f.block(s.Body.List) })
	}
	if s.Else == nil {
		l.end(nil)
		return
	}
	l.end(func() { f.stmt(s.Else, nil) })
}

// branches counts the conditions of if ... else if ... else.
func branches(s *ast.IfStmt) int {
	n := 1
	for next, more := s.Else.(*ast.IfStmt); more; next, more = next.Else.(*ast.IfStmt) {
		n++
	}
	return n
}

func (f *fn) blockStmt(s *ast.BlockStmt, label *types.Label) {
	if label == nil {
		f.braces(s.List)
		return
	}
	f.labelBlock(label, func() { f.block(s.List) })
}

// labelBlock makes a statement that break label leaves: a loop that runs once.
func (f *fn) labelBlock(label *types.Label, body func()) {
	name := f.l.fresh("L")
	f.w("%s:", name)
	f.w("for {")
	f.targets = append(f.targets, target{label: label, name: name})
	body()
	f.targets = f.targets[:len(f.targets)-1]
	f.w("break %s", name)
	f.w("}")
}

// labeled lowers a label. Goto jumps to a label of its own before the
// statement, so that it works for loops too.
func (f *fn) labeled(s *ast.LabeledStmt) {
	label, _ := f.src.info.Defs[s.Label].(*types.Label)
	if label != nil {
		f.w("%s:", f.gotoLabel(label))
		f.w("{")
		f.w("}")
	}
	f.stmt(s.Stmt, label)
}

func (f *fn) gotoLabel(label *types.Label) string {
	name, ok := f.decl.labels[label]
	if !ok {
		name = f.l.fresh("G")
		f.decl.labels[label] = name
	}
	return name
}

func (f *fn) branchStmt(s *ast.BranchStmt) {
	var label *types.Label
	if s.Label != nil {
		label, _ = f.src.info.Uses[s.Label].(*types.Label)
	}
	if s.Tok == token.FALLTHROUGH {
		return // its switch sees to it
	}
	f.branch(exitKey{tok: s.Tok, label: label}, s.Pos())
}

// exitKey says where control goes when it leaves the body of a range over a
// function.
type exitKey struct {
	ret   bool
	tok   token.Token
	label *types.Label
}

func (f *fn) branch(k exitKey, pos token.Pos) {
	if k.tok == token.GOTO {
		if f.kind == loopFn && f.outside(k.label, pos) {
			f.exitLoop(k)
			return
		}
		f.w("goto %s", f.gotoLabel(k.label))
		return
	}
	for i := len(f.targets) - 1; i >= 0; i-- {
		t := f.targets[i]
		if k.label != nil && t.label != k.label || k.label == nil && k.tok == token.BREAK && !t.breaks || k.tok == token.CONTINUE && !t.loops {
			continue
		}
		f.w("%s %s", k.tok, t.name)
		return
	}
	if f.kind != loopFn {
		refuse(pos, "%s leads out of this function", k.tok)
	}
	f.leaveBody(k)
}

// within makes a loop or switch the target of branches while body is lowered.
func (f *fn) within(t target, body func()) {
	f.targets = append(f.targets, t)
	body()
	f.targets = f.targets[:len(f.targets)-1]
}

// unparen drops the parentheses around a condition: to the executor they are a step of their own.
func unparen(s string) string {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return s
	}
	depth := 0
	for i, r := range s {
		switch r {
		case '"', '\'', '`':
			return s // a literal may hold parentheses
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(s)-1 {
				return s
			}
		}
	}
	return s[1 : len(s)-1]
}
