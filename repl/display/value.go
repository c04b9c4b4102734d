// This file holds the printer of Go values.

package display

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	defaultWidth = 100
	maxElements  = 100
	maxDepth     = 12
)

// Printer prints Go values by the rule of the package. The zero Printer works.
type Printer struct {
	Width int                        // columns before a composite value is broken over lines; 0 is 100
	Repr  func(v any) (string, bool) // texts of the host's own kinds of values; may be nil
	// Closed tells of an import path whether structs of that package show only what they export; may be nil.
	Closed func(path string) bool
}

// Sprint is the text of v. An invalid v is nil.
func (p Printer) Sprint(v reflect.Value) string {
	if p.Width <= 0 {
		p.Width = defaultWidth
	}
	w := writer{Printer: p}
	return w.text(v, 0, true)
}

// SprintAll is the text of several values of one line: joined by commas as they were typed, or one a line where one of them is long.
func (p Printer) SprintAll(vs []reflect.Value) string {
	texts := make([]string, len(vs))
	for i, v := range vs {
		texts[i] = p.Sprint(v)
	}
	joined := strings.Join(texts, ", ")
	if len(vs) > 1 && (strings.Contains(joined, "\n") || Width(joined) > max(p.Width, defaultWidth)) {
		return strings.Join(texts, "\n")
	}
	return joined
}

// writer is one walk over one value.
type writer struct {
	Printer
	path []visit // the pointers, maps and slices that the walk stands in
}

// visit identifies a reference; the length tells a slice from its own first part.
type visit struct {
	typ reflect.Type
	ptr uintptr
	len int
}

// text is the value at the given nesting; typed says whether a composite names its type.
func (w *writer) text(v reflect.Value, depth int, typed bool) string {
	if !v.IsValid() || isNil(v) {
		return "nil"
	}
	if v.Kind() == reflect.Interface {
		return w.text(v.Elem(), depth, true)
	}
	if s, ok := w.own(v); ok {
		return s
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Struct, reflect.Array:
		return w.composite(v, depth, typed)
	case reflect.Func, reflect.Chan:
		return typeName(v.Type())
	}
	return fmt.Sprint(v) // numbers; fmt reads unexported fields too
}

// own is the text that the value brings with it.
func (w *writer) own(v reflect.Value) (s string, ok bool) {
	if !v.CanInterface() {
		return "", false
	}
	defer func() {
		if r := recover(); r != nil {
			s, ok = fmt.Sprintf("%s(its String method panicked: %v)", typeName(v.Type()), r), true
		}
	}()
	value := v.Interface()
	if w.Repr != nil {
		if s, ok := w.Repr(value); ok {
			return s, true
		}
	}
	switch x := value.(type) {
	case time.Time:
		return x.Round(0).String(), true // without the reading of the monotonic clock
	case error:
		return x.Error(), true
	case fmt.Stringer:
		return x.String(), true
	}
	return "", false
}

// composite is a value with parts: on one line if it fits, else one part a line.
func (w *writer) composite(v reflect.Value, depth int, typed bool) string {
	if v.Kind() == reflect.Pointer {
		if !w.enter(v) {
			return "&" + typeName(v.Type().Elem()) + "{...}"
		}
		defer w.leave()
		return "&" + w.text(v.Elem(), depth, true)
	}
	name := typeName(v.Type())
	if depth > maxDepth {
		return name + "{...}"
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		if !w.enter(v) {
			return name + "{...}"
		}
		defer w.leave()
	}
	if s, ok := bytesText(v); ok {
		return s
	}
	parts, listed := w.parts(v, depth)
	if listed {
		return w.join("[", parts, "]", depth)
	}
	if !typed {
		name = ""
	}
	return w.join(name+"{", parts, "}", depth)
}

// parts are the texts of a composite's elements; listed says that they are reprs, so that the whole reads as a list.
func (w *writer) parts(v reflect.Value, depth int) (parts []string, listed bool) {
	switch v.Kind() {
	case reflect.Struct:
		parts = w.fields(v, depth)
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, compareKeys)
		for _, k := range keys[:min(len(keys), maxElements)] {
			parts = append(parts, w.text(k, depth+1, false)+": "+w.text(v.MapIndex(k), depth+1, false))
		}
		return more(parts, len(keys)), false
	case reflect.Slice, reflect.Array:
		listed = w.hasRepr(v)
		for i := range min(v.Len(), maxElements) {
			parts = append(parts, w.text(v.Index(i), depth+1, v.Type().Elem().Kind() == reflect.Pointer))
		}
		parts = more(parts, v.Len())
	}
	return parts, listed
}

// fields are those of a struct. What a compiled package keeps to itself is "...": it says nothing to who uses the package.
func (w *writer) fields(v reflect.Value, depth int) (parts []string) {
	t := v.Type()
	closed, hidden := w.Closed != nil && t.PkgPath() != "" && w.Closed(t.PkgPath()), false
	for i := range t.NumField() {
		f := t.Field(i)
		if closed && !f.IsExported() {
			hidden = true
			continue
		}
		parts = append(parts, f.Name+": "+w.text(v.Field(i), depth+1, true))
	}
	if hidden {
		parts = append(parts, "...")
	}
	return parts
}

// hasRepr says whether the elements of a list are of a kind that Repr knows. An empty list is asked by its element type.
func (w *writer) hasRepr(v reflect.Value) bool {
	if w.Repr == nil || !v.CanInterface() {
		return false
	}
	var sample reflect.Value
	switch elem := v.Type().Elem(); {
	case v.Len() > 0:
		sample = v.Index(0)
	case elem.Kind() == reflect.Pointer:
		sample = reflect.New(elem.Elem())
	default:
		sample = reflect.New(elem).Elem()
	}
	if isNil(sample) {
		return false
	}
	_, ok := w.Repr(sample.Interface())
	return ok
}

// join lays parts out between the brackets.
func (w *writer) join(open string, parts []string, end string, depth int) string {
	line := open + strings.Join(parts, ", ") + end
	if Width(line)+4*depth <= w.Width && !strings.Contains(line, "\n") {
		return line
	}
	indent := strings.Repeat("    ", depth+1)
	return open + "\n" + indent + strings.Join(parts, ",\n"+indent) + ",\n" + indent[4:] + end
}

func (w *writer) enter(v reflect.Value) bool {
	at := visit{typ: v.Type(), ptr: v.Pointer()}
	if v.Kind() == reflect.Slice {
		at.len = v.Len()
	}
	if slices.Contains(w.path, at) {
		return false
	}
	w.path = append(w.path, at)
	return true
}

func (w *writer) leave() { w.path = w.path[:len(w.path)-1] }

func more(parts []string, n int) []string {
	if n > maxElements {
		parts = append(parts, fmt.Sprintf("... %d more", n-maxElements))
	}
	return parts
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return v.IsNil()
	}
	return false
}

// bytesText is a []byte: as text where it is text.
func bytesText(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Uint8 {
		return "", false
	}
	b := v.Bytes()
	if utf8.Valid(b) {
		return fmt.Sprintf("%s(%q)", typeName(v.Type()), b), true
	}
	if len(b) > maxElements {
		return fmt.Sprintf("%s(0x%x... %d more)", typeName(v.Type()), b[:maxElements], len(b)-maxElements), true
	}
	return fmt.Sprintf("%s(0x%x)", typeName(v.Type()), b), true
}

func compareKeys(a, b reflect.Value) int {
	switch {
	case a.Kind() != b.Kind():
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

// typeName is a type as it is written at the prompt: the prompt's own package has no name there.
func typeName(t reflect.Type) string {
	name := t.String()
	for i := 0; ; {
		at := strings.Index(name[i:], "main.")
		if at < 0 {
			return strings.NewReplacer("interface {}", "any", "[]uint8", "[]byte").Replace(name)
		}
		at += i
		if at > 0 && (isWordByte(name[at-1]) || name[at-1] == '.' || name[at-1] == '/') {
			i = at + len("main.")
			continue
		}
		name, i = name[:at]+name[at+len("main."):], at
	}
}

func isWordByte(c byte) bool {
	return c == '_' || c >= utf8.RuneSelf || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
