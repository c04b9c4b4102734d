// This file executes what the interpreter can't do with structs: to it all fields are as good as exported.

package run

import (
	"reflect"
	"unsafe"
)

// field is a field of a struct, or of what a pointer points to.
func (x *own) field(n *node, orig func(*node)) {
	index, ok := n.val.([]int)
	t := typeOf(n.child[0].typ)
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	if !ok || len(index) != 1 || t.Kind() != reflect.Struct {
		orig(n)
		return
	}
	value, i, level := genValue(n.child[0]), n.findex, n.level
	tnext, fnext := getExec(n.tnext), getExec(n.fnext)
	field := t.Field(index[0])
	like := like(field.Type)
	n.exec = func(f *frame) step {
		r := &f.up(level).data[i]
		if v := value(f); pointer {
			p := v.UnsafePointer()
			if p == nil {
				_ = *(*byte)(p) // the runtime panics; other fields than the one in question aren't read, as another goroutine may be writing them
			}
			*inside(r) = like
			inside(r).ptr = unsafe.Add(p, field.Offset)
		} else {
			*r = v.Field(index[0])
			inside(r).flag &^= readOnly
		}
		if fnext != nil && !r.Bool() {
			return fnext
		}
		return tnext
	}
}

// structure is a struct's literal with the given elements, which have keys.
func (x *own) structure(n *node, elems []*node, orig func(*node)) {
	t := typeOf(n.typ)
	values, fields := make([]valuer, len(elems)), make([]int, len(elems))
	for i, c := range elems {
		if t.Kind() != reflect.Struct || !x.is(c, "keyValueExpr") {
			orig(n)
			return
		}
		field, ok := t.FieldByName(c.child[0].ident)
		if !ok || len(field.Index) != 1 {
			orig(n)
			return
		}
		convertLiteralValue(c.child[1], field.Type)
		values[i], fields[i] = genValue(c.child[1]), field.Index[0]
		if isFuncSrc(c.child[1].typ) {
			values[i] = genFuncValue(c.child[1])
		}
	}
	next, i, level := getExec(n.tnext), n.findex, n.level
	n.exec = func(f *frame) step {
		s := reflect.New(t).Elem()
		for i, v := range values {
			field := s.Field(fields[i])
			inside(&field).flag &^= readOnly
			set(&field, v(f))
		}
		f.up(level).data[i] = s
		return next
	}
}
