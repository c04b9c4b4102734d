// This file lets go of what the interpreter needed to compile a program and doesn't need to run it: of most nodes of its tree the steps are left.

package run

import (
	"go/token"

	"github.com/traefik/yaegi/interp"
)

// keeping are the generators whose steps look at the nodes below theirs, and at types, when they run.
var keeping = map[string]bool{
	"assignFromCall": true, "_case": true, "_recover": true, "_select": true,
	"typeAssertShort": true, "typeAssertLong": true, "typeAssertStatus": true, "arrayLit": true, "compositeBinSlice": true,
}

// strip cuts the tree of a program that is compiled into its nodes.
func (x *own) strip(p *interp.Program) {
	root := tree(p)
	var nodes []*node
	walk(root, func(n *node) { nodes = append(nodes, n) })
	entries := x.entries(root)
	for _, n := range nodes {
		keeps := x.keeps[n] || x.is(n, "funcType") // types look at the declaration that they are from
		if !keeps {
			n.child = nil
		}
		if !keeps && !(n.anc != nil && x.keeps[n.anc] && x.is(n, "callExpr")) {
			n.anc = nil
		}
		if !keeps && !x.is(n, "funcDecl") {
			n.val = nil // types stay: values in interfaces look at them
		}
		n.scope = entries[n]
		n.start, n.tnext, n.fnext, n.param, n.sym, n.recv, n.types, n.gen = nil, nil, nil, nil, nil, nil, nil, nil
	}
	clear(x.keeps)
}

// entries are the nodes at which functions begin. The scope of each is left with no more than the name that the interpreter tells of a panic.
func (x *own) entries(root *node) map[*node]*scope {
	found := map[*node]*scope{}
	for _, decl := range root.child {
		if !x.is(decl, "funcDecl") {
			continue
		}
		name := &node{kind: x.kinds["identExpr"], ident: decl.child[1].ident}
		s := &scope{pkgID: "main", def: &node{kind: x.kinds["funcDecl"], child: []*node{nil, name}}}
		walk(decl, func(n *node) {
			if x.is(n, "funcDecl", "funcLit") {
				found[n.child[3].start] = s
			}
		})
	}
	return found
}

// forgetFiles removes the files that were compiled since the set of files had that base.
func forgetFiles(set *token.FileSet, base int) {
	var files []*token.File
	set.Iterate(func(f *token.File) bool {
		if f.Base() >= base {
			files = append(files, f)
		}
		return true
	})
	for _, f := range files {
		set.RemoveFile(f)
	}
}
