// This file keeps the comments before declarations, for help.

package check

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// keepComments remembers the comments before the declarations of a unit.
func (s *Scope) keepComments(u *Unit) {
	keep := func(obj types.Object, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if text := commentText(doc); text != "" && obj != nil {
				s.comments[obj] = text
				return
			}
		}
	}
	for _, d := range u.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			keep(u.Info.Defs[d.Name], d.Doc)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					keep(u.Info.Defs[spec.Name], spec.Doc, d.Doc)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						keep(u.Info.Defs[name], spec.Doc, d.Doc)
					}
				}
			}
		}
	}
	for _, late := range u.Late {
		keep(late.Func, late.Decl.Doc)
	}
}

// commentText is the text of a comment, without the mark of the place that the checker puts before a part of a cell.
func commentText(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	list := slices.DeleteFunc(slices.Clone(doc.List), func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "/*line ") })
	return strings.TrimSpace((&ast.CommentGroup{List: list}).Text())
}
