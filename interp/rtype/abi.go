// This file mirrors the runtime's description of types (internal/abi, Go 1.26).

package rtype

import (
	"go/token"
	"reflect"
	"sync"
	"unsafe"
)

type typ struct {
	Size, PtrBytes    uintptr
	Hash              uint32
	Flag              uint8
	Align, FieldAlign uint8
	Kind              uint8
	Equal             func(unsafe.Pointer, unsafe.Pointer) bool
	GCData            *byte
	Str, PtrToThis    int32
}

// Bits of typ.Flag.
const (
	flagUncommon    = 1 << 0
	flagExtraStar   = 1 << 1
	flagNamed       = 1 << 2
	flagRegular     = 1 << 3 // equality is comparison of memory
	flagDirectIface = 1 << 5 // an interface holds the value itself
)

type (
	structType struct {
		typ
		PkgPath *byte
		Fields  []field
	}
	field struct {
		Name   *byte
		Typ    *typ
		Offset uintptr
	}
	pointerType struct {
		typ
		Elem *typ
	}
	sliceType struct {
		typ
		Elem *typ
	}
	arrayType struct {
		typ
		Elem, Slice *typ
		Len         uintptr
	}
	chanType struct {
		typ
		Elem *typ
		Dir  int
	}
	mapType struct {
		typ
		Key, Elem, Group             *typ
		Hasher                       func(unsafe.Pointer, uintptr) uintptr
		GroupSize, SlotSize, ElemOff uintptr
		Flags                        uint32
	}
	funcType struct {
		typ
		InCount, OutCount uint16
	}
	interfaceType struct {
		typ
		PkgPath *byte
		Methods []imethod
	}
	imethod struct {
		Name, Typ int32
	}
)

// uncommon follows the description of a type that has a name or methods.
type uncommon struct {
	PkgPath        int32
	Mcount, Xcount uint16
	Moff, _        uint32
}

type method struct {
	Name, Type, Ifn, Tfn int32
}

// maxParams bounds parameters and results of a named func type.
const maxParams = 64

// memory is a type description of kind K with room for methods; funcMemory has
// a func type's parameters in between.
type (
	memory[K, M any] struct {
		k K
		u uncommon
		m M
	}
	funcMemory[M any] struct {
		k funcType
		u uncommon
		p [maxParams]*typ
		m M
	}
)

// description points into the parts of one memory.
type description struct {
	t       *typ
	u       *uncommon
	params  []*typ   // func types only
	methods []method // the room for them
}

// maxMethods is the largest method set of one type.
const maxMethods = 1024

// describe allocates a description with room for n methods. It is ordinary
// memory of the right static type, so the collector follows its pointers.
func describe[K any](n int) description {
	switch {
	case n <= 8:
		return describeM[K, [8]method](func(m *[8]method) []method { return m[:] })
	case n <= 64:
		return describeM[K, [64]method](func(m *[64]method) []method { return m[:] })
	default:
		return describeM[K, [maxMethods]method](func(m *[maxMethods]method) []method { return m[:] })
	}
}

func describeM[K, M any](all func(*M) []method) description {
	var k K
	if _, ok := any(k).(funcType); ok {
		f := new(funcMemory[M])
		f.u.Moff = uint32(unsafe.Offsetof(f.m) - unsafe.Offsetof(f.u))
		return description{&f.k.typ, &f.u, f.p[:], all(&f.m)}
	}
	m := new(memory[K, M])
	m.u.Moff = uint32(unsafe.Offsetof(m.m) - unsafe.Offsetof(m.u))
	return description{(*typ)(unsafe.Pointer(&m.k)), &m.u, nil, all(&m.m)}
}

// addReflectOff registers a pointer (for ever, which also keeps it alive) and
// returns the offset by which type descriptions refer to it.
//
//go:linkname addReflectOff reflect.addReflectOff
func addReflectOff(ptr unsafe.Pointer) int32

func typeOffset(t *typ) int32  { return addReflectOff(unsafe.Pointer(t)) }
func nameOffset(n *byte) int32 { return addReflectOff(unsafe.Pointer(n)) }

// descriptionOf returns the description behind a reflect.Type.
func descriptionOf(t reflect.Type) *typ {
	return (*typ)((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1])
}

// reflectType returns the reflect.Type of a description.
func reflectType(t *typ) reflect.Type {
	var e any
	(*[2]unsafe.Pointer)(unsafe.Pointer(&e))[0] = unsafe.Pointer(t)
	return reflect.TypeOf(e)
}

// Bits of a name's first byte.
const (
	nameExported = 1 << 0
	nameTagged   = 1 << 1
	namePkgPath  = 1 << 2
	nameEmbedded = 1 << 3
)

// nameOptions are the rarer parts of a name.
type nameOptions struct {
	tag      string
	embedded bool
	pkgPath  string // for an unexported name of another package than its type's
}

// newName encodes a name the way the runtime reads it: flags, length, text,
// then tag and package path if there are any.
func newName(name string, o nameOptions) *byte {
	b := []byte{0}
	if token.IsExported(name) {
		b[0] |= nameExported
	}
	b = appendText(b, name)
	if o.tag != "" {
		b[0] |= nameTagged
		b = appendText(b, o.tag)
	}
	if o.embedded {
		b[0] |= nameEmbedded
	}
	if o.pkgPath != "" {
		b[0] |= namePkgPath
		off := pkgPathOffset(o.pkgPath)
		b = append(b, (*[4]byte)(unsafe.Pointer(&off))[:]...)
	}
	return &b[0]
}

func appendText(b []byte, s string) []byte {
	n := len(s)
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(append(b, byte(n)), s...)
}

// nameText returns the text of an encoded name.
func nameText(n *byte) string {
	size, shift, i := 0, 0, 1
	for ; ; i++ {
		c := *(*byte)(unsafe.Add(unsafe.Pointer(n), i))
		size |= int(c&0x7f) << shift
		if c&0x80 == 0 {
			break
		}
		shift += 7
	}
	return unsafe.String((*byte)(unsafe.Add(unsafe.Pointer(n), i+1)), size)
}

// The registered package paths; registration is for ever and for all sessions,
// so this table is too.
var pkgPaths sync.Map // path -> int32

func pkgPathOffset(path string) int32 {
	if off, ok := pkgPaths.Load(path); ok {
		return off.(int32)
	}
	off, _ := pkgPaths.LoadOrStore(path, nameOffset(newName(path, nameOptions{})))
	return off.(int32)
}
