// This file makes the frames of calls. The interpreter allocates each variable by itself; here those of a kind share an allocation.

package run

import (
	"reflect"
	"sync/atomic"
	"unsafe"
)

// codeOf is the code of a declaration. It is kept where the interpreter keeps what it needs while it compiles that.
func codeOf(def *node) *code {
	c, ok := def.meta.(*code)
	if !ok {
		c = newCode(def)
		def.meta = c
	}
	return c
}

// code is a function as it runs.
type code struct {
	start *node
	typ   reflect.Type
	rets  int
	vars  []variable // results, parameters and all others, in this order
	size  [alone]int // of the pools
}

// variable is one of a frame.
type variable struct {
	typ    reflect.Type
	like   value // with a nil pointer
	pool   pool
	offset uintptr // in the pool
}

// pool is a part of a frame's memory.
type pool uint8

const (
	scalars    pool = iota // words without pointers
	references             // words that are pointers
	texts
	lists
	alone // what else there is, such as structs, is allocated by itself
)

const word = unsafe.Sizeof(uintptr(0))

func newCode(def *node) *code {
	c := &code{start: def.child[3].start, typ: typeOf(def.typ), rets: len(def.typ.ret)}
	c.layOut(def.types)
	return c
}

// layOut adds variables.
func (c *code) layOut(types []reflect.Type) {
	for _, t := range types {
		p, n, unit := poolOf(t)
		x := variable{typ: t, like: like(t), pool: p}
		if p != alone {
			x.offset = uintptr(c.size[p]) * unit
			c.size[p] += n
		}
		c.vars = append(c.vars, x)
	}
}

// like is what a variable of a type is but for its address.
func like(t reflect.Type) value {
	v := reflect.New(t).Elem()
	w := *inside(&v)
	w.ptr = nil
	return w
}

// poolOf says where a variable lies, how many of the pool's units it takes, and how large these are.
func poolOf(t reflect.Type) (p pool, units int, size uintptr) {
	switch k := t.Kind(); {
	case k == reflect.String:
		return texts, 1, 2 * word
	case k == reflect.Slice:
		return lists, 1, 3 * word
	case k == reflect.Interface:
		return references, 2, word
	case k == reflect.Pointer, k == reflect.Map, k == reflect.Chan, k == reflect.Func, k == reflect.UnsafePointer:
		return references, 1, word
	case k >= reflect.Bool && k <= reflect.Complex128:
		return scalars, int((t.Size() + word - 1) / word), word
	}
	return alone, 0, 0
}

// frame is a frame for a call. It is done when the interpreter's run id says so: the channel for that, which the interpreter sets anew in the global frame for
// each program, is for channel operations of its own, and lowered code has none.
func (c *code) frame(anc *frame) *frame {
	f := &frame{anc: anc, root: anc.root, id: atomic.LoadUint64(&anc.id), data: make([]reflect.Value, len(c.vars))}
	var at [alone]unsafe.Pointer
	if n := c.size[scalars]; n > 0 {
		at[scalars] = unsafe.Pointer(unsafe.SliceData(make([]uintptr, n)))
	}
	if n := c.size[references]; n > 0 {
		at[references] = unsafe.Pointer(unsafe.SliceData(make([]unsafe.Pointer, n)))
	}
	if n := c.size[texts]; n > 0 {
		at[texts] = unsafe.Pointer(unsafe.SliceData(make([]string, n)))
	}
	if n := c.size[lists]; n > 0 {
		at[lists] = unsafe.Pointer(unsafe.SliceData(make([][]byte, n)))
	}
	for i := range c.vars {
		v := &c.vars[i]
		if v.pool == alone {
			f.data[i] = reflect.New(v.typ).Elem()
			continue
		}
		w := inside(&f.data[i])
		*w = v.like
		w.ptr = unsafe.Add(at[v.pool], v.offset)
	}
	return f
}

// clone is a frame with the same variables.
func (f *frame) clone() *frame {
	return &frame{anc: f.anc, root: f.root, id: atomic.LoadUint64(&f.id), data: append([]reflect.Value(nil), f.data...)}
}

// up is the frame that many levels up; -1 is the global one.
func (f *frame) up(levels int) *frame {
	if levels < 0 {
		return f.root
	}
	for ; levels > 0; levels-- {
		f = f.anc
	}
	return f
}

// value mirrors a reflect.Value.
type value struct {
	typ, ptr unsafe.Pointer
	flag     uintptr
}

func inside(v *reflect.Value) *value { return (*value)(unsafe.Pointer(v)) }

// hidden is embedded below.
type hidden int

// indirect is the flag of a value whose pointer is its address.
var indirect = func() uintptr {
	v := reflect.ValueOf([2]int{})
	return inside(&v).flag &^ uintptr(reflect.Array)
}()

// readOnly are the flags of what was reached through fields that aren't exported.
var readOnly = func() uintptr {
	v := reflect.ValueOf(&struct {
		a int
		hidden
		B int
	}{}).Elem()
	plain, embedded, open := v.Field(0), v.Field(1), v.Field(2)
	return (inside(&plain).flag | inside(&embedded).flag) &^ inside(&open).flag
}()

// set assigns as v.Set does. Numbers of the same type are copied as they are.
func set(d *reflect.Value, v reflect.Value) {
	to, from := inside(d), inside(&v)
	if to.typ == from.typ && to.flag == from.flag {
		switch d.Kind() {
		case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64, reflect.Float64:
			*(*uint64)(to.ptr) = *(*uint64)(from.ptr)
			return
		case reflect.Bool:
			*(*bool)(to.ptr) = *(*bool)(from.ptr)
			return
		}
	}
	d.Set(v)
}
