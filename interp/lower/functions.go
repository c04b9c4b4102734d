// This file keeps what the trace of a panic needs to know of lowered functions.

package lower

import (
	"fmt"
	"go/types"
)

// Function is a lowered function as its user knows it.
type Function struct {
	Name    string // "f", "T.M", "(*T).M"; a literal's ends in func1, func2...
	Begin   Call   // where its body begins: the callee is nobody
	Calls   []Call
	Library bool // it is a host package's
	Part    bool // it is a part of the function of that name: the body of one that defers, or of a loop over a function
}

// Call is a call in a function's body.
type Call struct {
	Callee  string // the last part of its name; empty for the call of a value
	Dynamic bool   // of an interface's method
	Cell    int    // 0 if it is in a file
	File    int    // its number
	Line    int
}

// spotCall is a call in the statement being lowered.
func (f *fn) spotCall(callee string, dynamic bool) Call {
	if f.number > 0 {
		return Call{callee, dynamic, 0, f.number, f.line}
	}
	return Call{callee, dynamic, f.src.number, 0, f.line}
}

// Function finds what a lowered function is by the name that it has in lowered code; ok is false for those of the lowering's own.
func (l *Lowerer) Function(name string) (f Function, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, ok = l.functions[name]
	return f, ok
}

// calling notes a call.
func (f *fn) calling(callee string, dynamic bool) {
	c := f.spotCall(callee, dynamic)
	if n := len(f.calls); n == 0 || f.calls[n-1] != c {
		f.calls = append(f.calls, c)
	}
}

// known makes a finished function known under its lowered name.
func (f *fn) known(name, own string, part bool) {
	f.l.functions[name] = Function{Name: own, Begin: f.begin, Calls: f.calls, Library: f.src.number < 0, Part: part}
}

// ownName is the name of the function that f is a part of.
func (f *fn) ownName() string {
	switch {
	case f.title != "":
		return f.title
	case f.parent != nil:
		return f.parent.ownName()
	case f.decl.self == nil:
		return ""
	}
	fo := f.decl.self.Origin()
	recv := fo.Signature().Recv()
	if recv == nil {
		return fo.Name()
	}
	if _, ptr := types.Unalias(recv.Type()).(*types.Pointer); ptr {
		return "(*" + baseName(recv.Type()) + ")." + fo.Name()
	}
	return baseName(recv.Type()) + "." + fo.Name()
}

// literalName numbers the literals of a declaration.
func (f *fn) literalName() string {
	f.decl.literals++
	name := fmt.Sprintf("func%d", f.decl.literals)
	for g := f; g != nil; g = g.parent {
		if g.parent == nil && g.ownName() != "" {
			return g.ownName() + "." + name
		}
	}
	return name
}
