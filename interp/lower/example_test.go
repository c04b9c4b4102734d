package lower_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp/host"
	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/rtype"
)

// A program of one function, and what the executor gets.
func Example() {
	const src = `package main

func main() {
	n := 1
	func() { n++ }()
}`
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "main.go", src, 0)
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{},
	}
	pkg, err := new(types.Config).Check("main", fset, []*ast.File{file}, info)
	if err != nil {
		fmt.Println(err)
		return
	}
	l := lower.New(lower.Options{
		Packages: pkgs.NewSet(), Importer: importer.Default(), Helpers: new(host.Host).Helpers(),
		Universe: rtype.New(func(string, string) (reflect.Type, bool) { return nil, false }),
	})
	code, err := l.Program(fset, []*ast.File{file}, info, pkg)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(code.Text) {
		if _, rest, ok := strings.Cut(line, "*/"); ok { // without the places
			line = rest
		}
		fmt.Print(line)
	}
	fmt.Println("entry:", code.Entry)
	// Output:
	// package main
	// func lit_4(n_3 *int) func() {
	// return func() {
	// (*n_3) = (*n_3) + int(1)
	// }
	// }
	// func main_2() {
	// n_3 := new(int)
	// *n_3 = int(1)
	// _5 := lit_4(n_3)
	// _5()
	// }
	// func program_1() {
	// main_2()
	// }
	// entry: program_1
}
