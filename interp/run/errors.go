// This file holds what a run can fail with, and finds the place.

package run

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/interp/lower"
)

// Place is a line of a cell, or of the file of that number, where Cell is 0. A
// zero Line is unknown.
type Place struct {
	Cell, File, Line int
	Exact            bool // the line is the panic's own, and not the first of the function that panicked
}

type place = Place

// Panic is a panic of a cell or, if Goroutine is set, of one of its goroutines.
type Panic struct {
	Value     any // what recover would have returned
	Goroutine bool
	place
}

// Error has Go's words, without the "panic: " before them.
func (p *Panic) Error() string { return panicText(p.Value) }

// Unwrap is the value, if the cell panicked with an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
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
	place
}

func (l *Left) Error() string { return l.Err.Error() }

// Unwrap gives the error that the call returned.
func (l *Left) Unwrap() error { return l.Err }

// Where is the place that an error of this package carries.
func (p Place) Where() Place { return p }

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

// places reads the interpreter's trace of a panic. Each interpreted function
// that a panic leaves writes a line "file:line:column: panic: ..."; the first
// one is where it began.
type places struct {
	mu    sync.Mutex
	known bool
	place Place
}

// Write implements io.Writer.
func (p *places) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for line := range bytes.Lines(b) {
		if at, ok := parsePlace(string(line)); ok && !p.known {
			p.known, p.place = true, at
		}
	}
	return len(b), nil
}

// set notes the place of the panic that comes next. Instead of a cell it may have the number of a file, see lower.FileNumber.
func (p *places) set(cell, line int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known, p.place = true, Place{Cell: cell, Line: line, Exact: true}
	if file, ok := lower.FileNumber(cell); ok {
		p.place.Cell, p.place.File = 0, file
	}
}

func (p *places) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known, p.place = false, Place{}
}

func (p *places) first() Place {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.place
}

// parsePlace reads "c3/_.go:12:5: ..." (cell 3) or "f2/_.go:12: ..." (file 2).
func parsePlace(s string) (Place, bool) {
	file, rest, ok := strings.Cut(s, ":")
	if !ok {
		return Place{}, false
	}
	file, _, _ = strings.Cut(file, "/")
	num, _, _ := strings.Cut(rest, ":")
	line, err := strconv.Atoi(num)
	if err != nil {
		return Place{}, false
	}
	if file == "" {
		return Place{}, false
	}
	number, err := strconv.Atoi(file[1:])
	switch {
	case err != nil:
	case file[0] == 'c':
		return Place{Cell: number, Line: line}, true
	case file[0] == 'f':
		return Place{File: number, Line: line}, true
	}
	return Place{}, false
}
