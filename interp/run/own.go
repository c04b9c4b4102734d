// This file chooses what this package executes itself: what the interpreter is slow at, or can't do. A unit's tree is compiled by the interpreter; the
// nodes in question get generators of this package before their steps are made.

package run

import (
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// own makes steps for one interpreter.
type own struct {
	kinds map[string]uint    // of nodes, by name
	gens  map[uintptr]string // the interpreter's generators, by address
	root  *frame
	keeps map[*node]bool // of the program that is taken: whose steps look at their nodes when they run
}

func newOwn(i *interp.Interpreter) (*own, error) {
	if err := layoutFits(); err != nil {
		return nil, err
	}
	const most = 100 // kinds
	x := &own{kinds: map[string]uint{}, gens: map[uintptr]string{}, keeps: map[*node]bool{}}
	for k := range uint(most) {
		x.kinds[kindName(k)] = k
	}
	x.root = (*frame)(reflect.ValueOf(i).Elem().FieldByName("frame").UnsafePointer())
	return x, nil
}

// tree is the tree of a compiled program.
func tree(p *interp.Program) *node { return (*program)(unsafe.Pointer(p)).root }

// take gives the nodes of a compiled program their generators. The steps of function literals are there already, and are made anew.
func (x *own) take(p *interp.Program) {
	walk(tree(p), func(n *node) {
		n.exec = nil
		orig := n.gen
		if orig == nil {
			return
		}
		name := x.nameOf(orig)
		if keeping[name] || name == "assign" && n.nleft > 1 {
			x.keeps[n] = true
		}
		switch name {
		case "call":
			n.gen = func(n *node) { x.call(n, orig, false) }
		case "callBin":
			x.keeps[n.anc] = x.is(n.anc, "defineXStmt", "assignXStmt")
			n.gen = func(n *node) { x.call(n, orig, true) }
		case "getFunc":
			n.gen = x.literal
		case "assign":
			n.gen = func(n *node) { x.assign(n, orig) }
		case "getIndexMap2", "typeAssertLong":
			n.gen = func(n *node) { x.commaOK(n, orig) }
		case "getPtrIndexSeq", "getIndexSeq", "getIndexSeqField":
			n.gen = func(n *node) { x.field(n, orig) }
		case "compositeBinStruct":
			n.gen = func(n *node) { x.structure(n, n.child[1:], orig) }
		case "compositeBinStructNotype":
			n.gen = func(n *node) { x.structure(n, n.child, orig) }
		}
	})
}

// nameOf is the name of one of the interpreter's generators.
func (x *own) nameOf(gen func(*node)) string {
	pc := reflect.ValueOf(gen).Pointer()
	name, ok := x.gens[pc]
	if !ok {
		name = runtime.FuncForPC(pc).Name()
		name = name[strings.LastIndex(name, ".")+1:]
		x.gens[pc] = name
	}
	return name
}

func (x *own) is(n *node, kinds ...string) bool {
	for _, k := range kinds {
		if n.kind == x.kinds[k] {
			return true
		}
	}
	return false
}

// walk visits a tree, parents first.
func walk(n *node, visit func(*node)) {
	visit(n)
	for _, c := range n.child {
		walk(c, visit)
	}
}

// declared is the declaration of a function that a node names; nil if it names none.
func (x *own) declared(c *node) *node {
	if c.recv != nil || c.sym == nil || c.sym.index >= 0 || c.sym.node == nil || !x.is(c.sym.node, "funcDecl") {
		return nil
	}
	return c.sym.node
}

// entry is the function of a program that has that name, as a Go value.
func (x *own) entry(p *interp.Program, name string) (v reflect.Value) {
	for _, n := range tree(p).child {
		if x.is(n, "funcDecl") {
			if c := codeOf(n); n.child[1].ident == name { // of all, while they are whole
				v = c.value(x.root)
			}
		}
	}
	return v
}

// literal is a function literal. The values of the variables around it stay those of now.
func (x *own) literal(n *node) {
	next, i, level := getExec(n.tnext), n.findex, n.level
	c := newCode(n)
	n.exec = func(f *frame) step {
		f.up(level).data[i] = c.value(f.clone())
		return next
	}
}

// commaOK is v, ok := m[k] or x.(T). The interpreter leaves in v what was there before, where there is no such element or x is of another type.
func (x *own) commaOK(n *node, orig func(*node)) {
	orig(n)
	if n.anc.child[0].ident == "_" {
		return
	}
	read, value := n.exec, genValue(n.anc.child[0])
	n.exec = func(f *frame) step {
		value(f).SetZero()
		return read(f)
	}
}

// assign is an assignment of one value: of a declared function, or the definition of a variable. That needs no new memory, since nobody else has that of a
// frame's variables.
func (x *own) assign(n *node, orig func(*node)) {
	if n.nleft != 1 || n.nright != 1 || n.child[0].ident == "_" {
		orig(n)
		return
	}
	dest, src := n.child[0], n.child[len(n.child)-1]
	if def := x.declared(src); def != nil && x.is(dest, "starExpr", "parenExpr") {
		next, to, c := getExec(n.tnext), genValue(dest), codeOf(def)
		n.exec = func(f *frame) step {
			c.point(to(f), x.root)
			return next
		}
		return
	}
	if !x.is(n, "defineStmt") || n.level != 0 {
		orig(n)
		return
	}
	next, i := getExec(n.tnext), n.findex
	value := genDestValue(dest.typ, src)
	n.exec = func(f *frame) step {
		d := &f.data[i]
		if !d.CanSet() { // it was given the value of something else
			*d = reflect.New(d.Type()).Elem()
		}
		set(d, value(f))
		return next
	}
}
