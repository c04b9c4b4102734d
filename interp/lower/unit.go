// This file lowers units of cells.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/check"
)

// Unit lowers one checked unit. Its declarations are known to later units from
// then on; its code is to be run before theirs. The error is an *Error that
// says what can't be lowered.
func (l *Lowerer) Unit(u *check.Unit) (code *Code, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	src := &source{
		fset: u.Fset, info: u.Info, pkg: u.Pkg, must: u.Must, promoted: u.Promoted,
		name: fmt.Sprintf("c%d/_.go", u.Cell), cell: true, number: u.Cell,
	}
	l.begin(u.Pkg)
	entry := l.newFn(src, nil, nil, l.private("unit"))
	entry.line = u.Line
	results := ""
	var renewed map[*types.Var]reflect.Value
	if u.Func != nil {
		entry.findBoxes(nil, u.Func.Body)
		renewed = l.renewing(entry, u.Func.Body)
		if u.Returns {
			entry.sig = u.Info.Defs[u.Func.Name].Type().(*types.Signature)
			results = l.resultTypes(entry.sig)
			entry.declareResults(entry.sig, u.Func.Body)
		}
		entry.block(u.Func.Body.List)
	} else {
		funcs := l.declareFuncs(src, u.Decls)
		for now, before := range u.Replaces {
			l.replace(now, before)
		}
		inits := l.nameInits(src, u.Decls)
		l.bindTypes(u)
		l.defineFuncs(entry, funcs)
		l.initVars(entry, u.Decls)
		for _, name := range inits {
			entry.w("%s()", name)
		}
	}
	code = l.finish(entry, results)
	code.renewed = renewed
	return code, nil
}

func (l *Lowerer) begin(pkg *types.Package) {
	l.forget(l.newInsts) // of a unit that was refused
	l.newInsts = nil
	l.units++
	l.top = new(strings.Builder)
	l.queue, l.once, l.pending = nil, nil, nil
	l.pkg, l.at = pkg, token.NoPos
}

func (l *Lowerer) finish(entry *fn, results string) *Code {
	l.drain()
	first := entry.section(func() {
		for _, p := range l.pending {
			l.point(entry, p.slot, p.name)
		}
	})
	fmt.Fprintf(l.top, "func %s()%s {\n%s%s}\n", entry.decl.name, results, first, entry.out)
	code := &Code{
		Text: "package main\n" + l.top.String(), Entry: entry.decl.name, Symbols: l.syms.take(),
		Private: l.once, Dropped: l.gone, insts: l.newInsts,
	}
	l.newInsts, l.gone, l.at = nil, nil, token.NoPos
	return code
}

// declareFuncs makes the functions of a unit known before any body is lowered.
func (l *Lowerer) declareFuncs(src *source, decls []ast.Decl) []*types.Func {
	var funcs []*types.Func
	for _, d := range decls {
		d, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		fo, ok := src.info.Defs[d.Name].(*types.Func)
		if !ok {
			continue
		}
		l.decls[fo] = &funcSource{d, src}
		if d.Body != nil && callsRecover(&fn{src: src}, d.Body) {
			l.recovers[fo] = true
		} else {
			delete(l.recovers, fo)
		}
		funcs = append(funcs, fo)
	}
	return funcs
}

// defineFuncs lowers the bodies and points the slots to them. Instances of
// generic functions are lowered when they are asked for; those that a
// redefinition concerns, now.
func (l *Lowerer) defineFuncs(entry *fn, funcs []*types.Func) {
	names := map[*types.Func]string{}
	for _, fo := range funcs { // a body may defer a function that is declared below
		name := l.direct[fo]
		if name == "" && !isGeneric(fo) {
			name = l.fresh(identifier(fo.Name()))
		}
		if names[fo] = name; l.recovers[fo] && !isGeneric(fo) {
			l.twins[fo] = name + "_r"
		}
	}
	for _, fo := range funcs {
		if isGeneric(fo) {
			l.redefine(fo, fo)
			continue
		}
		name := names[fo]
		l.define(name, fo, l.decls[fo], nil)
		called := l.direct[fo] == "" || fo.Exported() && fo.Signature().Recv() == nil && fo.Pkg().Path() != "main"
		if called && fo.Name() != "_" && fo.Name() != "init" {
			l.point(entry, l.slotOf(fo), name)
		}
	}
}

// point makes a slot call the function of that name.
func (l *Lowerer) point(entry *fn, s *slot, name string) {
	if !l.framed[name] {
		entry.w("*%s = %s", s.name, name)
		return
	}
	v := entry.bound(s.sig, nil, func(_, args []string) string { return l.deferred(name+"_r", args) }, true)
	entry.w("*%s = %s", s.name, v)
}

// replace lets callers of an earlier function call the new one.
func (l *Lowerer) replace(now, before *types.Func) {
	if isGeneric(before) {
		l.redefine(now, before)
		return
	}
	l.slots[now] = l.slotOf(before)
}

// nameInits names the init functions, which have no slots, in their order.
func (l *Lowerer) nameInits(src *source, decls []ast.Decl) []string {
	var inits []string
	for _, d := range decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == "init" {
			fo := src.info.Defs[d.Name].(*types.Func)
			l.direct[fo] = l.fresh("init")
			inits = append(inits, l.direct[fo])
		}
	}
	return inits
}

// initVars initialises package-level variables in the order of their
// dependencies.
func (l *Lowerer) initVars(entry *fn, decls []ast.Decl) {
	mine := func(e ast.Expr) bool {
		return slices.ContainsFunc(decls, func(d ast.Decl) bool { return d.Pos() <= e.Pos() && e.Pos() < d.End() })
	}
	for _, d := range decls { // storage for those without a value
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.VAR {
			for _, s := range d.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					if v, ok := entry.src.info.Defs[n].(*types.Var); ok && v.Name() != "_" {
						l.liveVar(v)
					}
				}
			}
		}
	}
	for _, in := range entry.src.info.InitOrder {
		if !mine(in.Rhs) {
			continue
		}
		entry.at(in.Rhs)
		entry.findBoxesIn(in.Rhs)
		entry.initVar(in)
	}
}

func (f *fn) initVar(in *types.Initializer) {
	var vs []string
	if len(in.Lhs) > 1 {
		for i, o := range f.multi(in.Rhs, len(in.Lhs)) {
			vs = append(vs, f.convert(o, in.Lhs[i].Type()))
		}
	} else {
		vs = []string{f.conv(in.Rhs, in.Lhs[0].Type())}
	}
	for i, v := range in.Lhs {
		if v.Name() == "_" {
			f.set(vs[i])
			continue
		}
		f.w("%s = %s", f.variable(v), vs[i])
	}
}
