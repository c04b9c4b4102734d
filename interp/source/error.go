// This file holds why a package can't be read.

package source

import (
	"errors"
	"fmt"
	"go/build"
	"go/scanner"
	"go/token"
	"os"
	"strings"
)

// Error is one thing that stands against a package, with its place. Line is 0 where it concerns a whole file or folder.
type Error struct {
	File      string // as the user would name it; a folder where none of its files is to blame
	Line, Col int
	Msg, Hint string
	Syntax    bool // the file doesn't parse
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg)
}

// List is all that is known to stand against a package. It has at least one.
type List []*Error

func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// at places an error in a file that was read.
func at(p token.Position, msg, hint string) *Error {
	return &Error{File: p.Filename, Line: p.Line, Col: p.Column, Msg: msg, Hint: hint}
}

// unreadable words what go/build says of a folder.
func (r *Reader) unreadable(dir string, err error) error {
	name := r.name(dir)
	var none *build.NoGoError
	var several *build.MultiplePackageError
	switch {
	case missing(dir):
		return List{{File: name, Msg: "no such folder"}}
	case errors.As(err, &none):
		return List{{File: name, Msg: "no Go files for this platform", Hint: "test files, and files that build constraints leave out, don't count"}}
	case errors.As(err, &several):
		return List{{File: name, Msg: fmt.Sprintf("files of two packages: %s is of %s, %s is of %s", several.Files[0], several.Packages[0], several.Files[1], several.Packages[1])}}
	}
	if list := syntax(err); list != nil {
		for _, e := range list {
			e.File = r.name(e.File)
		}
		return list
	}
	return List{{File: name, Msg: err.Error()}}
}

func missing(dir string) bool {
	info, err := os.Stat(dir)
	return err != nil || !info.IsDir()
}

// syntax is the first of the parser's errors, from which the others follow; nil for other errors.
func syntax(err error) List {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return nil
	}
	e := at(list[0].Pos, list[0].Msg, "")
	e.Syntax = true
	return List{e}
}
