// This file lowers range over a function: the body becomes a closure, and what
// leaves the body goes through a code that is looked at after the call.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// rangeFunc is the state of one loop over a function.
type rangeFunc struct {
	stmt  *ast.RangeStmt
	label *types.Label
	exit  *local // code of the way out; 0 is the normal end
	state *local // what the body is doing, to find iterators that misbehave
	exits []exitKey
}

// States of a loop body.
const (
	loopReady   = 0
	loopRunning = -1
	loopDone    = 1 // the body said that it wants no more
	loopOver    = 2 // the loop is left
)

func (f *fn) rangeFunc(s *ast.RangeStmt, label *types.Label) {
	sig := f.typeOf(s.X).Underlying().(*types.Signature)
	yield := sig.Params().At(0).Type().Underlying().(*types.Signature)
	iter := f.setTyped(f.typeOf(s.X), f.expr(s.X))
	loop := &rangeFunc{stmt: s, label: label, exit: f.hidden("exit", "int", true), state: f.hidden("state", "int", true)}

	b := f.child(loopFn)
	b.loop, b.results, b.frame, b.deferrer = loop, f.results, f.frame, f.deferrer
	var params []string
	var ins []operand
	for i := range yield.Params().Len() {
		t := yield.Params().At(i).Type()
		p := f.l.fresh("")
		params = append(params, p+" "+f.l.typ(t))
		ins = append(ins, operand{p, t})
	}
	b.w("if %s != int(%d) {", b.text(loop.state), loopReady)
	b.w("%s(%s)", f.l.helper("PanicRange"), b.text(loop.state))
	b.w("}")
	b.w("%s = int(%d)", b.text(loop.state), loopRunning)
	b.bindVars(s, ins...)
	b.block(s.Body.List)
	b.next()
	body := f.make(b, "loop", strings.Join(params, ", "), " bool")
	if !types.Identical(sig.Params().At(0).Type(), yield) {
		body = f.set("(" + f.l.typ(sig.Params().At(0).Type()) + ")(" + body + ")")
	}
	iterator := ""
	if fo, _ := f.declared(s.X); fo != nil {
		iterator = fo.Name()
	}
	f.at(s)
	f.calling(iterator, false)
	f.w("%s(%s)", iter, body)
	f.w("%s(%s)", f.l.helper("RangeEnd"), f.text(loop.state))
	f.w("%s = int(%d)", f.text(loop.state), loopOver)
	for i, k := range loop.exits {
		f.w("if %s == int(%d) {", f.text(loop.exit), i+1)
		f.follow(k, s.Pos())
		f.w("}")
	}
}

// follow goes where the body of a loop wanted to go.
func (f *fn) follow(k exitKey, pos token.Pos) {
	if k.ret {
		f.returnStored()
		return
	}
	f.branch(k, pos)
}

// next ends an iteration normally.
func (f *fn) next() {
	f.w("%s = int(%d)", f.text(f.loop.state), loopReady)
	f.w("return true")
}

// leaveBody lowers break and continue that mean this loop or an outer one.
func (f *fn) leaveBody(k exitKey) {
	mine := k.label == nil || k.label == f.loop.label
	switch {
	case mine && k.tok == token.CONTINUE:
		f.next()
	case mine:
		f.stop()
	default:
		f.exitLoop(k)
	}
}

func (f *fn) stop() {
	f.w("%s = int(%d)", f.text(f.loop.state), loopDone)
	f.w("return false")
}

// exitLoop ends the loop with a code for where to go then.
func (f *fn) exitLoop(k exitKey) {
	code := 0
	for i, e := range f.loop.exits {
		if e == k {
			code = i + 1
		}
	}
	if code == 0 {
		f.loop.exits = append(f.loop.exits, k)
		code = len(f.loop.exits)
	}
	f.w("%s = int(%d)", f.text(f.loop.exit), code)
	f.stop()
}

// outside reports whether a goto's label lies outside of the loop body.
func (f *fn) outside(label *types.Label, pos token.Pos) bool {
	if label == nil {
		refuse(pos, "goto without a label")
	}
	b := f.loop.stmt.Body
	return label.Pos() < b.Pos() || label.Pos() > b.End()
}
