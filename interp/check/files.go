// This file lets go of the tables of lines of what was parsed: places are asked for while a cell is checked and run, and later only those of declarations, which may
// be lowered again.

package check

import (
	"go/ast"
	"go/token"
	"slices"
)

// passes notes what was parsed since the file set had that base.
func (s *Scope) passes(base int) {
	for base < s.fset.Base() {
		f := s.fset.File(token.Pos(base))
		if f == nil {
			return
		}
		s.passing = append(s.passing, f)
		base = f.Base() + f.Size() + 1
	}
}

// stay keeps the files of declarations.
func (v *view) stay(units []*Unit) {
	for _, u := range units {
		for _, d := range u.Decls {
			v.passing = slices.DeleteFunc(v.passing, func(f *token.File) bool { return holds(f, d) })
		}
	}
}

func holds(f *token.File, n ast.Node) bool {
	at := int(n.Pos())
	return f.Base() <= at && at <= f.Base()+f.Size()
}

// sweep forgets the files of the last cell.
func (s *Scope) sweep() {
	for _, f := range s.passing {
		s.fset.RemoveFile(f)
	}
	s.passing = nil
}
