// This file makes the types of internal/sample at run time.

package rtype_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"testing"
	"unsafe"

	"bytes"
	"io"
	"sync"
	"time"

	"github.com/ormsh/ormsh/interp/rtype"
	"github.com/ormsh/ormsh/interp/rtype/internal/other"
	"github.com/ormsh/ormsh/interp/rtype/internal/sample"
)

// compiled are the compiled types that sources in tests may use.
var compiled = map[string]reflect.Type{
	"time.Time": reflect.TypeFor[time.Time](), "time.Duration": reflect.TypeFor[time.Duration](),
	"time.Location": reflect.TypeFor[time.Location](), "time.Month": reflect.TypeFor[time.Month](), "time.Weekday": reflect.TypeFor[time.Weekday](),
	"io.Writer": reflect.TypeFor[io.Writer](), "io.Reader": reflect.TypeFor[io.Reader](),
	"sync.Mutex": reflect.TypeFor[sync.Mutex](), "bytes.Buffer": reflect.TypeFor[bytes.Buffer](),
	"iter.Seq[[]uint8]": nil,
}

func lookup(path, name string) (reflect.Type, bool) {
	t := compiled[path+"."+name]
	return t, t != nil
}

// importers finds packages that sources in tests import.
type importers struct{ types.Importer }

func (i importers) Import(path string) (*types.Package, error) {
	if path != reflect.TypeFor[other.Base]().PkgPath() {
		return i.Importer.Import(path)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "other.go", other.Source, 0)
	if err != nil {
		return nil, err
	}
	return (&types.Config{Importer: i}).Check(path, fset, []*ast.File{f}, nil)
}

var std = importers{importer.Default()}

// check type-checks a source as a package with the path "main".
func check(t testing.TB, src string) *types.Package {
	t.Helper()
	return checkInto(t, types.NewPackage("main", ""), src)
}

// checkInto type-checks a source as the given package.
func checkInto(t testing.TB, p *types.Package, src string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "cell.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	p.SetName(f.Name.Name)
	if err := types.NewChecker(&types.Config{Importer: std}, fset, p, nil).Files([]*ast.File{f}); err != nil {
		t.Fatal(err)
	}
	return p
}

func declared(t testing.TB, p *types.Package, name string) *types.Named {
	t.Helper()
	obj := p.Scope().Lookup(name)
	if obj == nil {
		t.Fatalf("%s is not declared", name)
	}
	return obj.Type().(*types.Named)
}

// world is the sample package at run time.
type world struct {
	u     *rtype.Universe
	pkg   *types.Package
	types map[string]*types.Named // by the compiled type's name
}

// bind implements every method of the run-time type r with the compiled method
// of the same type.
func (w world) bind(t testing.TB, n *types.Named, c reflect.Type) {
	t.Helper()
	if n.NumMethods() == 0 {
		return
	}
	r := w.typeOf(t, n)
	var list []rtype.Method
	for m := range n.Methods() {
		_, ptr := m.Signature().Recv().Type().(*types.Pointer)
		from, to := c, r
		if ptr {
			from, to = reflect.PointerTo(c), reflect.PointerTo(r)
		}
		fn := hiddenMethods[c.Name()+"."+m.Name()]
		if m.Exported() {
			cm, ok := from.MethodByName(m.Name())
			if !ok {
				t.Fatalf("no compiled method %s of %v", m.Name(), from)
			}
			fn = cm.Func
		}
		sig, err := w.u.TypeOf(m.Signature())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rtype.Method{Name: m.Name(), Ptr: ptr, Fn: retype(fn, withReceiver(sig, to))})
	}
	if err := w.u.SetMethods(n, list); err != nil {
		t.Fatal(err)
	}
}

func (w world) typeOf(t testing.TB, x types.Type) reflect.Type {
	t.Helper()
	r, err := w.u.TypeOf(x)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// retype views a func value as one of another type with the same layout.
func retype(fn reflect.Value, t reflect.Type) reflect.Value {
	p := reflect.New(fn.Type())
	p.Elem().Set(fn)
	return reflect.NewAt(t, p.UnsafePointer()).Elem()
}

func withReceiver(sig, recv reflect.Type) reflect.Type {
	in := []reflect.Type{recv}
	for i := range sig.NumIn() {
		in = append(in, sig.In(i))
	}
	var out []reflect.Type
	for i := range sig.NumOut() {
		out = append(out, sig.Out(i))
	}
	return reflect.FuncOf(in, out, sig.IsVariadic())
}

// view returns the compiled value as a value of the run-time type.
func view(v reflect.Value, t reflect.Type) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return reflect.NewAt(t, unsafe.Pointer(p.Pointer())).Elem()
}

func newWorld(t testing.TB) world {
	w := world{rtype.New(lookup), check(t, sample.Source), map[string]*types.Named{}}
	for _, c := range sample.Types() {
		if obj := w.pkg.Scope().Lookup(c.Name()); obj != nil {
			w.add(t, obj.Type().(*types.Named), c)
		}
	}
	return w
}

// add binds the methods of a type and of the instances of generic types that
// its fields have.
func (w world) add(t testing.TB, n *types.Named, c reflect.Type) {
	t.Helper()
	if n.Obj().Pkg() != w.pkg || w.types[c.Name()] != nil {
		return
	}
	w.types[c.Name()] = n
	w.bind(t, n, c)
	s, ok := n.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		if f, ok := s.Field(i).Type().(*types.Named); ok && f.TypeArgs().Len() > 0 {
			w.add(t, f, c.Field(i).Type)
		}
	}
}

// find returns the go/types type of a sample type by reflect's name.
func (w world) find(name string) (*types.Named, bool) {
	n, ok := w.types[name]
	return n, ok
}

var hiddenMethods = sample.HiddenMethods()
