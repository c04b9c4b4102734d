// This file holds what a run can fail with.

package run

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
)

// Panic is a panic of a cell or, if Goroutine is set, of one of its goroutines.
type Panic struct {
	Value     any            // what recover would have returned
	Earlier   []host.Earlier // the panics that it came on top of, the oldest first
	Goroutine bool
	Trace
}

// Error has Go's words, without the "panic: " before them.
func (p *Panic) Error() string {
	var parts []string
	again := false // the same value is told once
	for _, e := range append(p.Earlier[:len(p.Earlier):len(p.Earlier)], host.Earlier{Value: p.Value}) {
		if !again {
			text := panicText(e.Value)
			switch {
			case e.Recovered && e.Again:
				text += " [recovered, repanicked]"
			case e.Recovered:
				text += " [recovered]"
			}
			parts = append(parts, text)
		}
		again = e.Again
	}
	return strings.Join(parts, "\n\tpanic: ")
}

// Unwrap is the value, if the cell panicked with an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// Fatal reports whether it stands for an error with which Go's runtime ends the process.
func (p *Panic) Fatal() bool {
	_, is := p.Value.(*host.Fatal)
	return is
}

// panicText is a panic's value as the runtime prints it.
func panicText(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case error:
		return x.Error()
	case fmt.Stringer:
		return x.String()
	case string:
		return x
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.String:
		if rv.Type().PkgPath() == "" {
			return fmt.Sprint(v)
		}
		return fmt.Sprintf("%v(%#v)", rv.Type(), v)
	}
	return fmt.Sprintf("%#v", v)
}

// Left is an error that a call of the cell returned and the cell left out.
type Left struct {
	Err error
	Trace
}

func (l *Left) Error() string { return l.Err.Error() }

// Unwrap gives the error that the call returned.
func (l *Left) Unwrap() error { return l.Err }

// Unrunnable says that the executor can't compile lowered code. It is a defect
// of the lowering, but nothing ran.
type Unrunnable struct {
	Code string
	Err  error
}

func (u *Unrunnable) Error() string {
	return "this can't be run here: the executor says " + strings.TrimSpace(u.Err.Error())
}

// Unwrap is the executor's error.
func (u *Unrunnable) Unwrap() error { return u.Err }
