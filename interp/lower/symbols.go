// This file names the host values that lowered text refers to.

package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// The pseudo packages of lowered text.
const (
	typePkg = "t" // runtime types
	varPkg  = "v" // pointers to live variables and function slots
	hostPkg = "c" // functions, variables and values of compiled packages
	helpPkg = "h" // helpers of interp/host
)

// Symbols are host values by pseudo package and name.
type Symbols map[string]map[string]reflect.Value

// symbols hands out names and remembers what the executor hasn't been given.
type symbols struct {
	n     int
	named map[any]string // what a name was given for -> "pkg.name"
	fresh Symbols
}

// ref returns the qualified name of the value known by key; value is called
// the first time.
func (s *symbols) ref(pkg, hint string, key any, value func() reflect.Value) string {
	if name, ok := s.named[key]; ok {
		return name
	}
	s.n++
	name := fmt.Sprintf("%s_%d", hint, s.n)
	s.give(pkg, name, value())
	s.named[key] = pkg + "." + name
	return pkg + "." + name
}

// drop forgets the value known by key.
func (s *symbols) drop(key any) {
	pkg, name, _ := strings.Cut(s.named[key], ".")
	delete(s.fresh[pkg], name)
	delete(s.named, key)
}

func (s *symbols) give(pkg, name string, v reflect.Value) {
	if s.fresh == nil {
		s.fresh = Symbols{}
	}
	if s.fresh[pkg] == nil {
		s.fresh[pkg] = map[string]reflect.Value{}
	}
	s.fresh[pkg][name] = v
}

// take returns what was named since the last call.
func (s *symbols) take() Symbols {
	f := s.fresh
	s.fresh = nil
	return f
}

// What a symbol was given for: a type, its reflect.Type, the last variable of a name that a unit makes several of, a field's accessor, the caller of an interface's method, an instance of a generic
// function that is compiled in package host.
type (
	typeKey  struct{ reflect.Type }
	valueKey struct{ reflect.Type }
	renewKey struct{ *types.Var }
	fieldKey struct {
		typ   reflect.Type
		field int
	}
	callerKey struct {
		typ    reflect.Type
		method int
	}
	compiledKey struct {
		origin *types.Func
		targs  string // see typeKeys
	}
)

// largestValue is what a variable may take: memory that isn't there ends the process.
const largestValue = 1 << 30

// runtimeType is the host's type of t.
func (l *Lowerer) runtimeType(t types.Type) reflect.Type {
	if rt, ok := l.rtypes.At(t).(reflect.Type); ok {
		return rt
	}
	rt, err := l.runtime.TypeOf(t)
	if err != nil {
		refuse(0, "type %s can't be used: %v", types.TypeString(t, types.RelativeTo(l.pkg)), err)
	}
	if rt.Size() > largestValue {
		refuse(0, "a value of type %s takes %d GB: make a slice of what you need", types.TypeString(t, types.RelativeTo(l.pkg)), rt.Size()>>30)
	}
	l.rtypes.Set(t, rt)
	l.bindInstances(t)
	return rt
}

func (l *Lowerer) symbolOfType(t types.Type, hint string) string {
	rt := l.runtimeType(t)
	return l.syms.ref(typePkg, hint, typeKey{rt}, func() reflect.Value {
		return reflect.Zero(reflect.PointerTo(rt))
	})
}

// typeValue names the reflect.Type of t.
func (l *Lowerer) typeValue(t types.Type) string {
	rt := l.runtimeType(t)
	return l.syms.ref(helpPkg, "Type", valueKey{rt}, func() reflect.Value { return reflect.ValueOf(rt) })
}

// helper names a helper of interp/host.
func (l *Lowerer) helper(name string) string {
	key := "h." + name
	if s, ok := l.syms.named[key]; ok {
		return s
	}
	v, ok := l.helpers[name]
	if !ok {
		panic("no helper " + name)
	}
	l.syms.give(helpPkg, name, v)
	l.syms.named[key] = key
	return key
}

// compiled names an object of a host package; variables and values are named
// by pointer.
func (l *Lowerer) compiled(o types.Object) (name string, pointer bool) {
	path := o.Pkg().Path()
	key := "c." + path + "." + o.Name()
	_, isVar := o.(*types.Var)
	if s, ok := l.syms.named[key]; ok {
		return s, isVar
	}
	honest(0, o)
	v, ok := l.override[path+"."+o.Name()]
	if !ok {
		v, ok = l.hostSymbols(path)[o.Name()]
	}
	if !ok {
		refuse(0, "%s.%s is not on board", path, o.Name())
	}
	if isVar {
		v = v.Addr()
	}
	return l.syms.ref(hostPkg, identifier(path+"_"+o.Name()), key, func() reflect.Value { return v }), isVar
}

// overridden names the function that is called instead of a method of a host
// package, if there is one.
func (l *Lowerer) overridden(m *types.Func) string {
	if m.Pkg() == nil {
		return ""
	}
	key := m.Pkg().Path() + "." + baseName(m.Signature().Recv().Type()) + "." + m.Name()
	v, ok := l.override[key]
	if !ok {
		return ""
	}
	return l.syms.ref(hostPkg, identifier(key), "c."+key, func() reflect.Value { return v })
}

// misleading are functions that would tell of the executor instead of the
// program: of its stack, and of what it keeps in memory.
var misleading = map[string]string{
	"runtime.Caller":              "would name a place in the shell, not in your code; an error tells its line, else pass a name along",
	"runtime.Callers":             "would list places in the shell, not in your code; an error tells its line",
	"runtime.FuncForPC":           "would name a function of the shell, not of your code; keep the name beside the function",
	"runtime.Stack":               "would list the calls of the shell, not those of your code; an error tells its line",
	"runtime/debug.Stack":         "would list the calls of the shell, not those of your code; an error tells its line",
	"runtime/debug.PrintStack":    "would list the calls of the shell, not those of your code; an error tells its line",
	"runtime.ReadMemStats":        "would count the memory of the shell with yours; measure a compiled program (testing.B.ReportAllocs)",
	"runtime.MemProfile":          "would list the allocations of the shell with yours; profile a compiled program",
	"runtime/debug.SetMaxStack":   "would end the shell at that depth; calls that go too deep are stopped without it",
	"runtime/debug.SetMaxThreads": "would end the shell at that number of threads",
	"log.Lshortfile":              "would name a place in the shell, not in your code; say in the message where it comes from",
	"log.Llongfile":               "would name a place in the shell, not in your code; say in the message where it comes from",
	"log/slog.AddSource":          "would name a place in the shell, not in your code; say in the message where it comes from",
	"testing.AllocsPerRun":        "would count the allocations of the shell with yours; measure a compiled program (testing.B.ReportAllocs)",
	"runtime.SetFinalizer":        "would wait for values that the shell still keeps; close what you opened yourself",
	"runtime.AddCleanup":          "would wait for values that the shell still keeps; close what you opened yourself",
}

// honest refuses what is misleading.
func honest(pos token.Pos, o types.Object) {
	if o.Pkg() == nil {
		return
	}
	if why := misleading[o.Pkg().Path()+"."+o.Name()]; why != "" {
		refuse(pos, "%s.%s %s", o.Pkg().Path(), o.Name(), why)
	}
}

// honestConst is honest for the constants that a constant expression is made of.
func (f *fn) honestConst(e ast.Expr) {
	ast.Inspect(e, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if c, ok := f.object(sel.Sel).(*types.Const); ok {
				honest(sel.Pos(), c)
			}
		}
		return true
	})
}

func (l *Lowerer) hostSymbols(path string) map[string]reflect.Value {
	if m, ok := l.hostPkgs[path]; ok {
		return m
	}
	var m map[string]reflect.Value
	if p, ok := l.set.ByPath(path); ok && p.Symbols != nil {
		m = p.Symbols()
	}
	l.hostPkgs[path] = m
	return m
}

// identifier turns any text into part of a Go identifier.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, s)
}
