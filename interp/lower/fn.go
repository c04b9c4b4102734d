// This file holds the state of lowering one function body.

package lower

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// source is checked Go that bodies are taken from: a unit of a cell, a program
// or a library of generic functions.
type source struct {
	fset     *token.FileSet
	info     *types.Info
	pkg      *types.Package
	must     map[*ast.CallExpr]mustKind
	promoted map[*types.Var]*types.Var // locals that are live variables
	renewed  map[*types.Var]string     // those of them that are locals until the unit has run -> where the last one is noted
	name     string                    // file name in positions; the executor finds imports by its base, _.go. Empty: files have numbers
	versions map[*ast.File]string      // the language of files, where it may be an older one
	cell     bool                      // statements of a cell: lines are tracked
	number   int                       // of the cell, 0 for a program, -1 for a library
}

// local is a variable of lowered code.
type local struct {
	name  string
	typ   string // of the variable, not of its box
	boxed bool   // the name is a pointer to the variable
	owner *fn
}

// fn is one function of lowered code while it is written.
type fn struct {
	l      *Lowerer
	src    *source
	env    env
	parent *fn // lexically enclosing function, nil at top level
	decl   *declaration
	out    *bytes.Buffer
	last   lastTemp
	proved bounds
	file   string // of the statement being lowered
	number int    // of that file, if it has one
	line   int
	told   int // the line that the host was told last

	kind     fnKind
	sig      *types.Signature // nil for the bodies of loops and frames
	results  []*local         // set if results are variables
	frame    *local           // the defer frame of this function
	deferrer *local           // the frame that recover speaks to
	free     []*local         // captured from enclosing functions
	targets  []target
	pinned   map[ast.Expr]string // pointers already evaluated, for the places of an assignment
	called   map[ast.Expr]string // calls already made, in the order of the statement
	late     bool                // a place of an assignment of several values: a nil pointer panics when it is stored to
	loop     *rangeFunc          // for loop bodies
	title    string              // a literal's name for its user
	begin    Call
	calls    []Call
}

type fnKind int

const (
	plainFn  fnKind = iota
	framedFn        // the body of a function with defer: results are stored
	loopFn          // the body of a range over a function
)

// declaration is what all functions nested in one declaration share.
type declaration struct {
	self   *types.Func // the declared function, for direct recursion
	name   string      // its lowered name
	locals map[*types.Var]*local
	boxed  map[*types.Var]bool
	labels map[*types.Label]string
	facts  facts
	body   *ast.BlockStmt

	literals int // counted
}

func (l *Lowerer) newFn(src *source, e env, self *types.Func, name string) *fn {
	return &fn{l: l, src: src, env: e, file: cmp.Or(src.name, "p/_.go"), out: new(bytes.Buffer), decl: &declaration{
		self: self, name: name,
		locals: map[*types.Var]*local{}, boxed: map[*types.Var]bool{}, labels: map[*types.Label]string{},
	}}
}

func (f *fn) child(kind fnKind) *fn {
	return &fn{l: f.l, src: f.src, env: f.env, parent: f, decl: f.decl, out: new(bytes.Buffer), file: f.file, number: f.number, line: f.line, kind: kind}
}

// w writes one line, marked with its place in the source.
func (f *fn) w(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if f.line > 0 {
		fmt.Fprintf(f.out, "/*line %s:%d*/", f.file, f.line)
	}
	f.proved.after(text)
	f.out.WriteString(text + "\n")
}

func (f *fn) at(n ast.Node) {
	if n != nil && n.Pos().IsValid() {
		p := f.src.fset.Position(n.Pos())
		f.line, f.l.at = p.Line, token.NoPos
		if f.src.pkg == f.l.pkg {
			f.l.at = n.Pos()
		}
		if f.src.name == "" {
			f.number = f.l.numbered(p.Filename)
			f.file = fmt.Sprintf("f%d/_.go", f.number)
		}
	}
}

// numbered is the number of a user's file, by which positions name it: its own name can be anything.
func (l *Lowerer) numbered(file string) int {
	n := slices.Index(l.files, file)
	if n < 0 {
		n = len(l.files)
		l.files = append(l.files, file)
	}
	return n + 1
}

// File is the name of the user's file with that number; empty if there is none.
func (l *Lowerer) File(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n < 1 || n > len(l.files) {
		return ""
	}
	return l.files[n-1]
}

func (l *Lowerer) fresh(hint string) string {
	l.n++
	return fmt.Sprintf("%s_%d", hint, l.n)
}

// private is a fresh name for a function that only this unit mentions.
func (l *Lowerer) private(hint string) string {
	name := l.fresh(hint)
	l.once = append(l.once, name)
	return name
}

// set stores an expression's value in a new temporary.
func (f *fn) set(text string) string {
	text = bare(text)
	x := f.l.fresh("")
	at := f.out.Len()
	f.w("%s := %s", x, text)
	f.last = lastTemp{f.out, at, f.out.Len(), x, text}
	return x
}

// lastTemp is the temporary that the last line written defines.
type lastTemp struct {
	out        *bytes.Buffer
	begin, end int
	name, text string
}

// inline gives back the text of a temporary that was defined by the last line
// and takes the line away, for uses where the executor needs no temporary.
func (f *fn) inline(name string) string {
	if f.last.name != name || f.last.out != f.out || f.last.end != f.out.Len() {
		return name
	}
	f.out.Truncate(f.last.begin)
	return f.last.text
}

// setTyped stores a value in a new temporary of the given type.
func (f *fn) setTyped(t types.Type, text string) string {
	text = bare(text)
	x := f.l.fresh("")
	typ := f.l.typ(t)
	at := f.out.Len()
	f.w("var %s %s = %s", x, typ, text)
	if !isInterface(t) {
		f.last = lastTemp{f.out, at, f.out.Len(), x, text}
	}
	return x
}

// zero is a temporary that holds t's zero value.
func (f *fn) zero(t types.Type) string {
	x := f.l.fresh("")
	f.w("var %s %s", x, f.l.typ(t))
	return x
}

// section writes to a separate buffer and returns what was written.
func (f *fn) section(write func()) string {
	outer := f.out
	f.proved = bounds{}
	f.out = new(bytes.Buffer)
	write()
	text := f.out.String()
	f.out, f.proved = outer, bounds{}
	return text
}

// ref is the name of v in f; it is captured if v belongs to an outer function.
func (f *fn) ref(v *local) string {
	for g := f; g != nil && g != v.owner; g = g.parent {
		g.capture(v)
	}
	return v.name
}

func (f *fn) capture(v *local) {
	for _, c := range f.free {
		if c == v {
			return
		}
	}
	f.free = append(f.free, v)
}

// text is the variable itself, assignable.
func (f *fn) text(v *local) string {
	if v.boxed {
		return "(*" + f.ref(v) + ")"
	}
	return f.ref(v)
}

// hidden declares a variable of the lowering's own in f.
func (f *fn) hidden(hint, typ string, boxed bool) *local {
	v := &local{name: f.l.fresh(hint), typ: typ, boxed: boxed, owner: f}
	if boxed {
		f.w("%s := new(%s)", v.name, typ)
	} else {
		f.w("var %s %s", v.name, typ)
	}
	return v
}

// declare declares the user's variable o with an initial value, or with the
// zero value if init is empty.
func (f *fn) declare(o types.Object, init string) {
	v, ok := o.(*types.Var)
	if !ok || v.Name() == "_" {
		if init != "" {
			f.set(init)
		}
		return
	}
	last := f.src.renewed[v]
	if live := f.src.promoted[v]; live != nil && last == "" {
		if init == "" {
			init = f.zero(f.l.subst(v.Type(), f.env))
		}
		f.w("*%s = %s", f.l.storage(live), init)
		return
	}
	x := f.newLocal(v)
	switch {
	case x.boxed:
		f.w("%s := new(%s)", x.name, x.typ)
		if init != "" {
			f.w("*%s = %s", x.name, init)
		}
		if last != "" {
			f.w("*%s = %s", last, x.name)
		}
	case init != "":
		if !isInterface(v.Type()) {
			init = bare(f.inline(init))
		}
		f.w("var %s %s = %s", x.name, x.typ, init)
	default:
		f.w("var %s %s", x.name, x.typ)
	}
}

// newLocal names the user's variable v, which f declares.
func (f *fn) newLocal(v *types.Var) *local {
	x := &local{name: f.l.fresh(identifier(v.Name())), typ: f.l.typ(f.l.subst(v.Type(), f.env)), boxed: f.decl.boxed[v], owner: f}
	f.decl.locals[v] = x
	return x
}

// variable is the text of the user's variable, assignable.
func (f *fn) variable(v *types.Var) string {
	if x, ok := f.decl.locals[v]; ok {
		return f.text(x)
	}
	return "(*" + f.pointerTo(v) + ")"
}

// pointerTo is a pointer to a variable that lives outside of functions, or in a
// box.
func (f *fn) pointerTo(v *types.Var) string {
	if x, ok := f.decl.locals[v]; ok {
		if !x.boxed {
			refuse(v.Pos(), "the address of %s can't be taken here", v.Name())
		}
		return f.ref(x)
	}
	if live := f.src.promoted[v]; live != nil {
		return f.l.storage(live)
	}
	if f.l.isLive(v) {
		return f.l.storage(v)
	}
	if v.Pkg() != nil && f.l.libOf[v.Pkg()] == nil && !f.l.isOwn(v.Pkg()) {
		name, _ := f.l.compiled(v)
		return name
	}
	refuse(v.Pos(), "variable %s can't be reached here", v.Name())
	return ""
}

func (f *fn) typeOf(e ast.Expr) types.Type {
	t := f.src.info.TypeOf(e)
	if t == nil {
		return nil
	}
	return f.l.subst(types.Unalias(t), f.env)
}

func (f *fn) tv(e ast.Expr) types.TypeAndValue { return f.src.info.Types[e] }

func (f *fn) object(id *ast.Ident) types.Object { return f.src.info.ObjectOf(id) }

// builtin is the name of the predeclared function that e calls, or "".
func (f *fn) builtin(e ast.Expr) string {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if b, ok := f.src.info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		if b, ok := f.src.info.Uses[sel.Sel].(*types.Builtin); ok {
			return "unsafe." + b.Name()
		}
	}
	return ""
}

// track tells the host which line of the cell runs, where a call might ask.
func (f *fn) track(s ast.Stmt) {
	if !f.src.cell || f.parent != nil || f.decl.self != nil || f.line == f.told {
		return
	}
	if callsNow(s) {
		f.told = f.line
		f.w("%s(%d)", f.l.helper("At"), f.line)
	}
}

// callsNow reports whether a statement calls or communicates before it comes to a statement inside it.
func callsNow(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt, *ast.ReturnStmt, *ast.GoStmt, *ast.DeferStmt:
		return hasCallIn(s)
	case *ast.SendStmt:
		return true
	case *ast.IfStmt:
		return hasCallIn(s.Cond)
	case *ast.SwitchStmt:
		return s.Tag != nil && hasCallIn(s.Tag)
	case *ast.RangeStmt:
		return hasCallIn(s.X)
	case *ast.ForStmt:
		return s.Cond != nil && hasCallIn(s.Cond)
	}
	return false
}
