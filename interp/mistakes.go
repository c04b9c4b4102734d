// This file tells the mistakes of a cell that is still being typed.

package interp

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"

	"github.com/ormsh/ormsh/interp/cell"
)

// Mistakes is what Run would refuse the cell for, in the order of places; nil where there is nothing. Nothing is run, and nothing that src declares
// becomes live. A cell with a method of an earlier type isn't looked at, because go/types can't take a method back.
func (s *Session) Mistakes(src string) []*Error {
	parts, err := cell.Split(src)
	if err == nil {
		if addsMethods(parts) {
			return nil
		}
		_, err = s.scope.Check(parts, s.cell+1)
	}
	if err == nil {
		return nil
	}
	var first *Error
	if !errors.As(s.checkError(err, src), &first) {
		return nil
	}
	list := append([]*Error{first}, first.More...)
	return slices.DeleteFunc(list, func(e *Error) bool { return e.File != "" })
}

// addsMethods says whether the parts declare a method of a type that they don't declare.
func addsMethods(parts []cell.Part) bool {
	own := map[string]bool{}
	var receivers []string
	for _, p := range parts {
		if p.Kind != cell.Decl {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), "", "package p;"+p.Src, parser.SkipObjectResolution)
		if err != nil {
			continue // the check tells
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				own[n.Name.Name] = true
			case *ast.FuncDecl:
				if n.Recv != nil && len(n.Recv.List) > 0 {
					receivers = append(receivers, receiverName(n.Recv.List[0].Type))
				}
			}
			return true
		})
	}
	return slices.ContainsFunc(receivers, func(name string) bool { return !own[name] })
}

// receiverName is the type's name in T, *T, T[P] and (T).
func receiverName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		return receiverName(x.X)
	case *ast.ParenExpr:
		return receiverName(x.X)
	case *ast.IndexExpr:
		return receiverName(x.X)
	case *ast.IndexListExpr:
		return receiverName(x.X)
	}
	return ""
}
