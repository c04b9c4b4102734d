// This file declares types: it gives them a name and a layout.

package rtype

import (
	"go/types"
	"hash/fnv"
	"reflect"
	"strconv"
	"unsafe"
)

// entry is a type that is described here.
type entry struct {
	typ   types.Type  // *types.Named, or an unnamed struct or interface
	under types.Type  // its underlying type
	value description // of T
	ptr   description // of *T; empty for interfaces and pointers
	slots map[string]*slot
	used  bool
}

func (e *entry) reflect() reflect.Type { return reflectType(e.value.t) }

// spare is the room for methods that are declared later.
const spare = 4

// declare makes the entry of a type that reflect can't make. It registers the
// entry before anything that may refer to it is looked at.
func (u *Universe) declare(t, under types.Type) (*entry, error) {
	proto, err := u.shape(under)
	if err != nil {
		return nil, err
	}
	count := len(methodsOf(types.NewPointer(t)))
	if count > maxMethods-spare {
		return nil, refuse(t, "it has more than %d methods", maxMethods-spare)
	}
	e := &entry{typ: t, under: under, slots: map[string]*slot{}}
	e.value = allocate(proto.Kind(), count+spare)
	if s, ok := descriptionStruct(proto); ok {
		(*structType)(unsafe.Pointer(e.value.t)).Fields = s.Fields // for the layout of types that contain it
	} else if a := descriptionOf(proto); proto.Kind() == reflect.Array {
		*(*arrayType)(unsafe.Pointer(e.value.t)) = *(*arrayType)(unsafe.Pointer(a))
	}
	*e.value.t = *descriptionOf(proto)
	e.header(typeString(t))
	if proto.Kind() != reflect.Interface && proto.Kind() != reflect.Pointer {
		e.addPointer(typeString(t), count+spare)
	}
	typeOffset(e.value.t) // keeps it alive
	u.known.Set(t, e.reflect())
	u.entries[e.reflect()] = e
	u.incomplete = append(u.incomplete, e)
	return e, nil
}

// header gives the description its own identity.
func (e *entry) header(name string) {
	t := e.value.t
	t.Flag = t.Flag&^(flagExtraStar|flagNamed) | flagUncommon
	t.Hash = hash(name)
	t.PtrToThis = 0
	t.Str = nameOffset(newName(name, nameOptions{}))
	if n, ok := e.typ.(*types.Named); ok {
		t.Flag |= flagNamed
		e.value.u.PkgPath = pkgPathOffset(n.Obj().Pkg().Path())
	}
	if s, ok := e.under.(*types.Struct); ok {
		e.equality(s)
	}
}

// equality replaces the comparison of a struct by one that leaves out blank
// fields, as compiled code does.
func (e *entry) equality(s *types.Struct) {
	for f := range s.Fields() {
		if f.Name() == "_" {
			e.value.t.Flag &^= flagRegular
		}
	}
	if e.value.t.Equal == nil {
		return
	}
	st := (*structType)(unsafe.Pointer(e.value.t))
	e.value.t.Equal = func(p, q unsafe.Pointer) bool {
		for i := range st.Fields {
			f := &st.Fields[i]
			if nameText(f.Name) != "_" && !f.Typ.Equal(unsafe.Add(p, f.Offset), unsafe.Add(q, f.Offset)) {
				return false
			}
		}
		return true
	}
}

// addPointer describes *T, so that it can have methods.
func (e *entry) addPointer(name string, methods int) {
	e.ptr = allocate(reflect.Pointer, methods)
	*e.ptr.t = *descriptionOf(reflect.TypeFor[*byte]())
	p := (*pointerType)(unsafe.Pointer(e.ptr.t))
	p.Elem = e.value.t
	p.Flag = p.Flag&^(flagExtraStar|flagNamed) | flagUncommon
	p.Str = nameOffset(newName("*"+name, nameOptions{}))
	p.Hash = hash("*" + name)
	p.PtrToThis = 0
	e.ptr.u.PkgPath = e.value.u.PkgPath
	e.value.t.PtrToThis = typeOffset(e.ptr.t)
}

// hash spreads types over the runtime's tables; equal hashes do no harm.
func hash(name string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return h.Sum32()
}

// allocate returns the memory of a description of the given kind.
func allocate(k reflect.Kind, methods int) description {
	switch k {
	case reflect.Struct:
		return describe[structType](methods)
	case reflect.Pointer:
		return describe[pointerType](methods)
	case reflect.Slice:
		return describe[sliceType](methods)
	case reflect.Array:
		return describe[arrayType](methods)
	case reflect.Chan:
		return describe[chanType](methods)
	case reflect.Map:
		return describe[mapType](methods)
	case reflect.Func:
		return describe[funcType](methods)
	case reflect.Interface:
		return describe[interfaceType](methods)
	}
	return describe[typ](methods)
}

func descriptionStruct(t reflect.Type) (*structType, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	return (*structType)(unsafe.Pointer(descriptionOf(t))), true
}

// shape returns a type with the size, alignment, pointer map and comparability
// of t. What t refers to by pointer, slice, map, channel or function does not
// matter for that, so types may be recursive; what it contains is declared.
func (u *Universe) shape(t types.Type) (reflect.Type, error) {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return reflect.TypeFor[*byte](), nil
	case *types.Slice:
		return reflect.TypeFor[[]byte](), nil
	case *types.Chan:
		return reflect.TypeFor[chan byte](), nil
	case *types.Map:
		return reflect.TypeFor[map[string]byte](), nil
	case *types.Signature:
		return reflect.TypeFor[func()](), nil
	case *types.Interface:
		if t.NumMethods() == 0 {
			return reflect.TypeFor[any](), nil
		}
		return reflect.TypeFor[interface{ M() }](), nil
	case *types.Array:
		elem, err := u.shape(t.Elem())
		if err != nil {
			return nil, err
		}
		return reflect.ArrayOf(int(t.Len()), elem), nil
	case *types.Struct:
		return u.structShape(t)
	default: // basic and named types
		return u.typeOf(t)
	}
}

func (u *Universe) structShape(t *types.Struct) (reflect.Type, error) {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		ft, err := u.shape(t.Field(i).Type())
		if err != nil {
			return nil, err
		}
		fields[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: ft}
	}
	return reflect.StructOf(fields), nil
}
