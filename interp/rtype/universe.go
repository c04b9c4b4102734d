// This file maps go/types types to reflect types.

package rtype

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"unsafe"

	"golang.org/x/tools/go/types/typeutil"
)

// Universe holds the types of one session. It is not safe for concurrent use;
// the types and values it makes are.
type Universe struct {
	lookup func(path, name string) (reflect.Type, bool)
	own    map[*types.Package]bool
	mine   map[*types.Package]bool // the user's, whose types are all declared here
	// origins are the generic types of host packages by path and name: one may
	// be there twice, from export data and from source.
	origins    map[string]*types.Named
	discovered map[*types.Package]bool
	known      typeutil.Map // types.Type -> reflect.Type
	// entries are the types described here, by their element of known.
	entries map[reflect.Type]*entry

	handed []trampoline // of methods declared here

	// Entries declared but not complete: first all get their layouts, then
	// their fields and elements, then their method tables.
	incomplete []*entry
	tableless  []*entry
}

// New makes a universe. lookup finds a compiled type by import path and the
// name reflect gives it, which includes type arguments: "Seq[string]".
func New(lookup func(path, name string) (reflect.Type, bool)) *Universe {
	return &Universe{
		lookup: lookup, own: map[*types.Package]bool{}, mine: map[*types.Package]bool{}, entries: map[reflect.Type]*entry{},
		origins: map[string]*types.Named{}, discovered: map[*types.Package]bool{},
	}
}

// Own makes named types of pkg run-time types, as those of packages with the
// path "main" are. It is meant for host packages that are checked from source
// for their generic code: the unexported types they declare are not the
// compiled ones. Their generic types are the same as those of export data.
func (u *Universe) Own(pkg *types.Package) { u.own[pkg] = true }

// Declare makes all types of pkg run-time types: it is one that only its source knows, not the compiled program.
func (u *Universe) Declare(pkg *types.Package) { u.mine[pkg] = true }

// declares reports whether pkg's types are all declared here.
func (u *Universe) declares(pkg *types.Package) bool { return pkg.Path() == "main" || u.mine[pkg] }

// TypeError says why there is no reflect.Type for a type.
type TypeError struct {
	Type   types.Type
	Reason string
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("type %s can't be used here: %s", e.Type, e.Reason)
}

func refuse(t types.Type, format string, args ...any) error {
	return &TypeError{t, fmt.Sprintf(format, args...)}
}

// TypeOf returns the reflect.Type of t, which must not contain type parameters.
// Identical types give the same reflect.Type. The method table of a named type
// holds the methods that t has now; SetMethods implements them. An error is a
// *TypeError, or ErrTrampolines.
func (u *Universe) TypeOf(t types.Type) (_ reflect.Type, err error) {
	if known := u.known.At(t); known != nil {
		return known.(reflect.Type), nil
	}
	defer func() {
		if p := recover(); p != nil { // reflect's answer to types that are too big
			err = refuse(t, "%v", p)
		}
		if err != nil {
			u.forgetUnfinished()
		}
	}()
	r, err := u.typeOf(t)
	if err != nil {
		return nil, err
	}
	return r, u.finish()
}

// Known is the reflect.Type of a type that running code has seen; TypeOf makes what it hasn't.
func (u *Universe) Known(t types.Type) (reflect.Type, bool) {
	r, ok := u.known.At(types.Unalias(t)).(reflect.Type)
	return r, ok
}

// Named is the inverse of Known for types that have names. It is nil for a version that another has replaced since.
func (u *Universe) Named(r reflect.Type) *types.Named {
	if e := u.entries[r]; e != nil {
		n, _ := e.typ.(*types.Named)
		return n
	}
	return nil
}

// finish completes everything that was declared on the way.
func (u *Universe) finish() error {
	for len(u.incomplete) > 0 {
		e := u.incomplete[0]
		u.incomplete = u.incomplete[1:]
		u.tableless = append(u.tableless, e)
		if err := u.complete(e); err != nil {
			return err
		}
		if len(u.incomplete) > 0 {
			continue
		}
		// Signatures of methods may declare further types.
		for _, e := range u.tableless {
			if err := u.makeSlots(e); err != nil {
				return err
			}
		}
		if len(u.incomplete) > 0 {
			continue
		}
		for _, e := range u.tableless {
			if err := u.makeTable(e); err != nil {
				return err
			}
		}
		u.tableless = nil
	}
	return nil
}

// forgetUnfinished drops the types of a call that failed, so that none is ever
// seen half made.
func (u *Universe) forgetUnfinished() {
	bad := map[reflect.Type]bool{}
	for _, e := range append(u.incomplete, u.tableless...) {
		bad[e.reflect()] = true
	}
	u.incomplete, u.tableless = nil, nil
	for _, key := range u.known.Keys() {
		// Unnamed types made of unfinished ones go as well.
		if r := u.known.At(key).(reflect.Type); bad[r] || u.dependsOn(key, bad) {
			u.forget(key)
		}
	}
}

func (u *Universe) forget(key types.Type) {
	if r := u.known.At(key); r != nil {
		delete(u.entries, r.(reflect.Type))
	}
	u.known.Delete(key)
}

// typeOf returns a type that is at least declared.
func (u *Universe) typeOf(t types.Type) (reflect.Type, error) {
	t = types.Unalias(t)
	if known := u.known.At(t); known != nil {
		return known.(reflect.Type), nil
	}
	r, err := u.make(t)
	if err != nil {
		return nil, err
	}
	u.known.Set(t, r)
	return r, nil
}

func (u *Universe) make(t types.Type) (reflect.Type, error) {
	switch t := t.(type) {
	case *types.Basic:
		return basic(t)
	case *types.Named:
		return u.named(t)
	case *types.Pointer:
		return u.wrap(t.Elem(), reflect.PointerTo)
	case *types.Slice:
		return u.wrap(t.Elem(), reflect.SliceOf)
	case *types.Array:
		return u.wrap(t.Elem(), func(e reflect.Type) reflect.Type { return reflect.ArrayOf(int(t.Len()), e) })
	case *types.Chan:
		return u.wrap(t.Elem(), func(e reflect.Type) reflect.Type { return reflect.ChanOf(chanDir(t), e) })
	case *types.Map:
		key, err := u.typeOf(t.Key())
		if err != nil {
			return nil, err
		}
		return u.wrap(t.Elem(), func(e reflect.Type) reflect.Type { return reflect.MapOf(key, e) })
	case *types.Signature:
		return u.signature(t, nil)
	case *types.Struct:
		return u.structure(t)
	case *types.Interface:
		return u.iface(t)
	case *types.TypeParam:
		return nil, refuse(t, "it is a type parameter, which stands for no type of its own")
	}
	return nil, refuse(t, "values of this kind don't exist at run time")
}

func (u *Universe) wrap(elem types.Type, of func(reflect.Type) reflect.Type) (reflect.Type, error) {
	e, err := u.typeOf(elem)
	if err != nil {
		return nil, err
	}
	return of(e), nil
}

func chanDir(t *types.Chan) reflect.ChanDir {
	switch t.Dir() {
	case types.SendOnly:
		return reflect.SendDir
	case types.RecvOnly:
		return reflect.RecvDir
	}
	return reflect.BothDir
}

func basic(t *types.Basic) (reflect.Type, error) {
	if t.Kind() == types.UntypedNil || t.Kind() == types.Invalid {
		return nil, refuse(t, "it is no type of a value")
	}
	return basics[types.Default(t).(*types.Basic).Kind()], nil
}

// basics are the reflect types of basic kinds.
var basics = [...]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.UnsafePointer: reflect.TypeFor[unsafe.Pointer](),
}

// signature returns the func type of t, with a receiver in front if recv is
// not nil. The receiver that t may have is not part of the type.
func (u *Universe) signature(t *types.Signature, recv reflect.Type) (reflect.Type, error) {
	if t.TypeParams().Len() > 0 {
		return nil, refuse(t, "it is generic and not instantiated")
	}
	in, err := u.tuple(t.Params())
	if err != nil {
		return nil, err
	}
	out, err := u.tuple(t.Results())
	if err != nil {
		return nil, err
	}
	if recv != nil {
		in = append([]reflect.Type{recv}, in...)
	}
	return reflect.FuncOf(in, out, t.Variadic()), nil
}

func (u *Universe) tuple(t *types.Tuple) ([]reflect.Type, error) {
	list := make([]reflect.Type, t.Len())
	for i := range list {
		var err error
		if list[i], err = u.typeOf(t.At(i).Type()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// named returns a compiled type, or declares one.
func (u *Universe) named(t *types.Named) (reflect.Type, error) {
	obj := t.Obj()
	if obj.Pkg() == nil {
		if obj.Name() == "error" {
			return reflect.TypeFor[error](), nil
		}
		return nil, refuse(t, "it is a constraint, not a type of values")
	}
	if t.TypeParams().Len() != t.TypeArgs().Len() {
		return nil, refuse(t, "it is generic and not instantiated")
	}
	if i, ok := t.Underlying().(*types.Interface); ok && !i.IsMethodSet() {
		return nil, refuse(t, "it is a constraint, not a type of values")
	}
	if r, err := u.compiled(t); r != nil || err != nil {
		return r, err
	}
	e, err := u.declare(t, t.Underlying())
	if err != nil {
		return nil, err
	}
	return e.reflect(), nil
}

// compiled returns the compiled type that t is; nil if t has to be declared.
func (u *Universe) compiled(t *types.Named) (reflect.Type, error) {
	pkg, name := t.Obj().Pkg(), typeName(t)
	if u.declares(pkg) {
		return nil, nil
	}
	if t.Obj().Exported() || !u.own[pkg] {
		if r, ok := u.lookup(pkg.Path(), name); ok {
			return r, nil
		}
	}
	if t.TypeArgs().Len() > 0 {
		return u.instance(t)
	}
	if u.own[pkg] {
		return nil, nil
	}
	u.discover(pkg)
	if known := u.known.At(t); known != nil {
		return known.(reflect.Type), nil
	}
	return nil, refuse(t, "package %s keeps it to itself, so a cell can't name it; use it through an interface or a type of the package that is exported", pkg.Path())
}

// instance returns the type of an instance whose generic type was seen before
// as another object; nil if it was not.
func (u *Universe) instance(t *types.Named) (reflect.Type, error) {
	key := t.Obj().Pkg().Path() + "." + t.Obj().Name()
	origin := u.origins[key]
	if origin == nil {
		u.origins[key] = t.Origin()
		return nil, nil
	}
	if origin == t.Origin() {
		return nil, nil
	}
	same, err := types.Instantiate(nil, origin, slices.Collect(t.TypeArgs().Types()), false)
	if err != nil {
		return nil, refuse(t, "%v", err)
	}
	return u.typeOf(same)
}

// structure returns an unnamed struct type. reflect makes those that promote
// no methods.
func (u *Universe) structure(t *types.Struct) (reflect.Type, error) {
	for f := range t.Fields() {
		if f.Embedded() && (!f.Exported() || len(methodsOf(f.Type())) > 0 || isNamedWord(f.Type())) {
			e, err := u.declare(t, t)
			if err != nil {
				return nil, err
			}
			return e.reflect(), nil
		}
	}
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		f := t.Field(i)
		ft, err := u.typeOf(f.Type())
		if err != nil {
			return nil, err
		}
		fields[i] = reflect.StructField{Name: f.Name(), Type: ft, Tag: reflect.StructTag(t.Tag(i)), Anonymous: f.Embedded()}
		if !f.Exported() {
			fields[i].PkgPath = f.Pkg().Path()
		}
	}
	return reflect.StructOf(fields), nil
}

// isNamedWord reports whether t is a named type whose values are one pointer: reflect doesn't embed those.
func isNamedWord(t types.Type) bool {
	if _, named := types.Unalias(t).(*types.Named); !named {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Signature, *types.Map, *types.Chan, *types.Struct, *types.Array: // of the last two, those that hold one pointer
		return true
	}
	return false
}

// iface returns an unnamed interface type. There is no reflect.InterfaceOf.
func (u *Universe) iface(t *types.Interface) (reflect.Type, error) {
	if !t.IsMethodSet() {
		return nil, refuse(t, "it is a constraint, not a type of values")
	}
	if t.NumMethods() == 0 {
		return reflect.TypeFor[any](), nil
	}
	e, err := u.declare(t, t)
	if err != nil {
		return nil, err
	}
	return e.reflect(), nil
}
