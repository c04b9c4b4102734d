// This file writes down what reflect tells about a type. A copy of it becomes
// part of the programs that TestRandomTypes compiles.

package rtype_test

import (
	"fmt"
	"reflect"
	"strings"
)

// describe writes down everything that reflect.Type tells, following parts to
// the given depth.
func describe(t reflect.Type, depth int) string {
	var b strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	write("%s %s %q %v size %d align %d %d comparable %v", t, t.Name(), t.PkgPath(), t.Kind(), t.Size(), t.Align(), t.FieldAlign(), t.Comparable())
	for i := range t.NumMethod() {
		m := t.Method(i)
		write("method %d %s %q %v exported %v", m.Index, m.Name, m.PkgPath, m.Type, m.IsExported())
	}
	part := func(name string, p reflect.Type) {
		write("%s %s", name, p)
		if depth > 0 {
			b.WriteString(describe(p, depth-1))
		}
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			write("field %s %q tag %q offset %d index %v anonymous %v", f.Name, f.PkgPath, f.Tag, f.Offset, f.Index, f.Anonymous)
			part("type", f.Type)
		}
		for _, f := range reflect.VisibleFields(t) {
			write("visible %s %v", f.Name, f.Index)
		}
	case reflect.Array:
		write("len %d", t.Len())
		part("elem", t.Elem())
	case reflect.Map:
		part("key", t.Key())
		part("elem", t.Elem())
	case reflect.Slice, reflect.Pointer:
		part("elem", t.Elem())
	case reflect.Chan:
		write("dir %v", t.ChanDir())
		part("elem", t.Elem())
	case reflect.Func:
		write("variadic %v", t.IsVariadic())
		for i := range t.NumIn() {
			part("in", t.In(i))
		}
		for i := range t.NumOut() {
			part("out", t.Out(i))
		}
	}
	return b.String()
}
