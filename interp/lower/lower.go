// This file holds the Lowerer: what lowered units share.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/rtype"
)

// Options are what a Lowerer needs from its surroundings. All are required but
// Override.
type Options struct {
	Packages *pkgs.Set
	Importer types.Importer // must give the package objects that units were checked with
	Universe *rtype.Universe
	Helpers  map[string]reflect.Value // of host.Host
	// Override replaces symbols of host packages, by "path.Name"; variables are
	// addressable values.
	Override map[string]reflect.Value
	// Exec runs code at once, while a unit runs: the methods of instances of
	// generic types are lowered when they are first called dynamically.
	Exec func(*Code) error
}

// Lowerer turns checked units into text that the executor runs as Go would. It
// remembers what earlier units declared.
type Lowerer struct {
	set      *pkgs.Set
	runtime  *rtype.Universe
	helpers  map[string]reflect.Value
	override map[string]reflect.Value

	exec func(*Code) error

	giving   sync.Mutex // held from the making of code until the executor has it: code made meanwhile would mention what that brings
	mu       sync.Mutex
	n        int // numbers names
	units    int // numbers lowerings
	syms     symbols
	rtypes   typeutil.Map // types.Type -> reflect.Type
	types    *types.Context
	hostPkgs map[string]map[string]reflect.Value

	live      map[*types.Var]*liveVar
	slots     map[*types.Func]*slot
	recovers  map[*types.Func]bool   // functions that call recover
	twins     map[*types.Func]string // their forms that take a frame
	framed    map[string]bool        // lowered names that have such a form
	direct    map[*types.Func]string // functions called without a slot in their own package: those of programs and loaded packages
	decls     map[*types.Func]*funcSource
	insts     map[string]*instance
	instsOf   map[*types.Func][]*instance // of functions declared at the prompt
	pending   []pointing                  // slots that the unit's entry points first
	newInsts  []string                    // keys of insts that the unit in the making asked for
	own       map[string]bool             // paths of the user's packages
	libOf     map[*types.Package]*library
	generic   *libraries
	visited   typeutil.Map // types whose instances have their methods
	locals    map[string]*types.Named
	functions map[string]Function // by lowered name
	files     []string            // of the user's packages, by the number that positions have

	localGenerics map[string]string // generic types of functions, by instance: for which instance of the function

	top   *strings.Builder // functions of the unit in the making
	queue []func()         // bodies still to be lowered
	once  []string         // functions that only this unit mentions
	gone  []string         // symbols that no unit to come mentions
	pkg   *types.Package   // of the unit in the making
	at    token.Pos        // of its statement in the making
}

// New makes a Lowerer for one session or program.
func New(o Options) *Lowerer {
	return &Lowerer{
		set: o.Packages, generic: newLibraries(o.Packages, o.Importer), runtime: o.Universe, helpers: o.Helpers, override: o.Override, exec: o.Exec,
		syms:  symbols{named: map[any]string{}},
		types: types.NewContext(), hostPkgs: map[string]map[string]reflect.Value{},
		live: map[*types.Var]*liveVar{}, slots: map[*types.Func]*slot{}, recovers: map[*types.Func]bool{}, twins: map[*types.Func]string{}, framed: map[string]bool{},
		direct: map[*types.Func]string{}, decls: map[*types.Func]*funcSource{},
		insts: map[string]*instance{}, instsOf: map[*types.Func][]*instance{},
		own: map[string]bool{"main": true}, libOf: map[*types.Package]*library{}, locals: map[string]*types.Named{}, functions: map[string]Function{}, localGenerics: map[string]string{},
	}
}

// Code is a lowered unit.
type Code struct {
	// Text is Go for the executor: functions of package main.
	Text string
	// Entry is the function that runs the unit. It returns nothing, or, for a
	// statement with a return, (ended bool, err error).
	Entry string
	// Symbols are the host values that Text mentions and earlier units didn't.
	Symbols Symbols
	// Private are the functions of Text that no later unit mentions.
	Private []string
	// Dropped are the symbols of earlier units that neither this nor a later unit mentions.
	Dropped []string

	insts   []string                     // instances of generic functions that Text defines
	renewed map[*types.Var]reflect.Value // live variables -> a pointer to the last one of that name that the unit made
}

// Give makes code and loads it. Goroutines that need code at the same time wait: theirs may mention symbols of this one.
func (l *Lowerer) Give(code func() (*Code, error), load func(*Code) error) (*Code, error) {
	l.giving.Lock()
	defer l.giving.Unlock()
	c, err := code()
	if err != nil || c == nil {
		return nil, err
	}
	if err := load(c); err != nil {
		l.Discard(c)
		return nil, err
	}
	return c, nil
}

// Discard says that the executor didn't take the code: what it defines is to be
// lowered again when it is needed.
func (l *Lowerer) Discard(c *Code) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(c.insts)
}

func (l *Lowerer) forget(insts []string) {
	for _, key := range insts {
		delete(l.insts, key)
	}
}

// liveVar is storage for a variable that outlives its unit.
type liveVar struct {
	ptr  reflect.Value
	name string
}

// Drop lets go of live variables, and of the methods of types, that no unit to come mentions. Closures that refer to the variables keep them alive, and
// values in interfaces the methods.
func (l *Lowerer) Drop(gone check.Gone) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range gone.Vars {
		if s := l.live[v]; s != nil {
			l.gone = append(l.gone, s.name)
			delete(l.live, v)
			l.syms.drop(v)
		}
	}
	for _, n := range gone.Types {
		if !l.instantiated(n) {
			for m := range n.Methods() {
				l.dropFunc(m)
			}
		}
	}
}

// dropFunc forgets the body of a function, and its slot.
func (l *Lowerer) dropFunc(fo *types.Func) {
	if s := l.slots[fo]; s != nil {
		l.gone = append(l.gone, s.name)
		l.syms.drop(fo)
	}
	delete(l.slots, fo)
	delete(l.decls, fo)
	delete(l.recovers, fo)
	delete(l.twins, fo)
}

// funcSource is where a function's body is found.
type funcSource struct {
	decl *ast.FuncDecl
	src  *source
}

// slot is a variable through which a function declared at the prompt is
// called, so that a redefinition reaches all callers.
type slot struct {
	ptr  reflect.Value
	name string
	sig  *types.Signature
}

// isOwn reports whether a package is the user's: the prompt's, a program, or one that was loaded from its folder.
func (l *Lowerer) isOwn(pkg *types.Package) bool { return l.own[pkg.Path()] }

func (l *Lowerer) isLive(v *types.Var) bool {
	if l.live[v] != nil {
		return true
	}
	return v.Pkg() != nil && (l.isOwn(v.Pkg()) || l.libOf[v.Pkg()] != nil) && v.Parent() == v.Pkg().Scope()
}

// Storage is a pointer to the live variable v.
func (l *Lowerer) Storage(v *types.Var) (ptr reflect.Value, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	return l.liveVar(v).ptr, nil
}

func (l *Lowerer) storage(v *types.Var) string { return l.liveVar(v).name }

func (l *Lowerer) liveVar(v *types.Var) *liveVar {
	if s := l.live[v]; s != nil {
		return s
	}
	s := &liveVar{ptr: reflect.New(l.runtimeType(v.Type()))}
	s.name = l.syms.ref(varPkg, identifier(v.Name()), v, func() reflect.Value { return s.ptr })
	l.live[v] = s
	return s
}

// isLowered reports whether a function's body is interpreted, not compiled.
func (l *Lowerer) isLowered(fo *types.Func) bool {
	fo = fo.Origin()
	pkg := fo.Pkg()
	if pkg == nil {
		return false
	}
	if l.isOwn(pkg) || l.libOf[pkg] != nil && !hasCompiledInstance(fo) {
		return true
	}
	return isGeneric(fo) && !hasCompiledInstance(fo)
}

// isGeneric reports whether a function or the type of a method has type
// parameters.
func isGeneric(fo *types.Func) bool {
	sig := fo.Signature()
	return sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0
}

// callable is the text of a declared function in call position. Lowered ones
// take the receiver first and variadic arguments as a slice.
func (l *Lowerer) callable(f *fn, fo *types.Func, targs []types.Type) string {
	origin := fo.Origin()
	if len(targs) > 0 && hasCompiledInstance(origin) {
		return l.compiledInstance(origin, targs)
	}
	if !l.isLowered(origin) {
		name, _ := l.compiled(origin)
		return name
	}
	if isGeneric(origin) {
		return l.instance(origin, targs).call(f)
	}
	if f.decl.self == origin && f.decl.self != nil {
		return f.decl.name
	}
	if name, ok := l.direct[origin]; ok && f.src.pkg == origin.Pkg() {
		return name
	}
	if l.libOf[origin.Pkg()] != nil {
		return l.instance(origin, nil).call(f)
	}
	return "(*" + l.slotOf(origin).name + ")"
}

// hasFloat reports whether a value of a type may be, or hold, a floating-point number.
func hasFloat(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Array:
		return hasFloat(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if hasFloat(f.Type()) {
				return true
			}
		}
	}
	return false
}

func (l *Lowerer) slotOf(fo *types.Func) *slot {
	if s := l.slots[fo]; s != nil {
		return s
	}
	sig := flat(fo.Signature())
	s := &slot{sig: sig, ptr: reflect.New(l.runtimeType(sig))}
	s.name = l.syms.ref(varPkg, identifier(fo.Name()), fo, func() reflect.Value { return s.ptr })
	l.slots[fo] = s
	return s
}

// pointing is a slot with the function that it is to call.
type pointing struct {
	slot *slot
	name string
}

// flat is the signature of a lowered function: the receiver is the first
// parameter, variadic arguments are a slice.
func flat(sig *types.Signature) *types.Signature {
	var ps []*types.Var
	if sig.Recv() != nil {
		ps = append(ps, sig.Recv())
	}
	for v := range sig.Params().Variables() {
		ps = append(ps, v)
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(ps...), sig.Results(), false)
}

// define lowers a function's body under a name of the executor.
func (l *Lowerer) define(name string, self *types.Func, fs *funcSource, e env) {
	f := l.newFn(fs.src, e, self, name)
	sig := fs.src.info.Defs[fs.decl.Name].(*types.Func).Signature()
	if fs.decl.Body == nil {
		refuse(fs.decl.Pos(), "function %s has no body", fs.decl.Name.Name)
	}
	f.findBoxes(signatureVars(sig), fs.decl.Body)
	if callsRecover(f, fs.decl.Body) {
		f.deferrer = &local{name: f.l.fresh("frame"), typ: "*" + l.helper("Frame"), owner: f}
	}
	params, results := f.function(sig, sig.Recv(), fs.decl.Body, false)
	body := name
	if f.deferrer != nil {
		body += "_r"
	}
	f.known(body, f.ownName(), false)
	if f.deferrer != nil { // its twin takes the frame that defers it
		l.framed[name] = true
		sep := ", "
		if params == "" {
			sep = ""
		}
		fmt.Fprintf(l.top, "func %s_r(%s %s%s%s)%s {\n%s}\n", name, f.deferrer.name, f.deferrer.typ, sep, params, results, f.out)
		var args []string
		for p := range strings.SplitSeq(params, ", ") {
			if n, _, ok := strings.Cut(p, " "); ok {
				args = append(args, n)
			}
		}
		ret := ""
		if results != "" {
			ret = "return "
		}
		fmt.Fprintf(l.top, "func %s(%s)%s {\nvar none *%s\n%s%s_r(%s)\n}\n", name, params, results, l.helper("Frame"), ret, name, strings.Join(append([]string{"none"}, args...), ", "))
		return
	}
	if self != nil && l.isOwn(self.Pkg()) && l.direct[self] == "" {
		l.once = append(l.once, name) // reached through its slot only
	}
	fmt.Fprintf(l.top, "func %s(%s)%s {\n%s}\n", name, params, results, f.out)
}

// drain lowers the bodies that others asked for.
func (l *Lowerer) drain() {
	for len(l.queue) > 0 {
		job := l.queue[0]
		l.queue = l.queue[1:]
		job()
	}
}

// twin is the form of a function that recovers which takes the frame that
// defers it first.
func (l *Lowerer) twin(f *fn, fo *types.Func) string {
	origin := fo.Origin()
	if f.decl.self == origin {
		return f.decl.name + "_r"
	}
	if name, ok := l.direct[origin]; ok {
		return name + "_r"
	}
	name, ok := l.twins[origin]
	if !ok || isGeneric(origin) {
		refuse(token.NoPos, "%s calls recover; it can only be deferred after it was declared", fo.Name())
	}
	return name
}
