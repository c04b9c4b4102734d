// This file shows a type declared at run time.

package rtype_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"

	"github.com/ormsh/ormsh/interp/rtype"
)

func Example() {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "cell", `package main
		type User struct {
			Name string `+"`json:\"name\"`"+`
		}
		func (u *User) String() string { return "user " + u.Name }`, 0)
	pkg, _ := new(types.Config).Check("main", fset, []*ast.File{file}, nil)
	named := pkg.Scope().Lookup("User").Type().(*types.Named)

	u := rtype.New(func(path, name string) (reflect.Type, bool) { return nil, false })
	user, _ := u.TypeOf(named)

	// The interpreter would run the method's body here.
	ft := reflect.FuncOf([]reflect.Type{reflect.PointerTo(user)}, []reflect.Type{reflect.TypeFor[string]()}, false)
	body := reflect.MakeFunc(ft, func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf("user " + args[0].Elem().Field(0).String())}
	})
	_ = u.SetMethods(named, []rtype.Method{{Name: "String", Ptr: true, Fn: body}})

	v := reflect.New(user)
	_ = json.Unmarshal([]byte(`{"name": "spongebob"}`), v.Interface())
	fmt.Printf("%T %v %+v\n", v.Interface(), v, v.Elem())
	// Output: *main.User user spongebob {Name:spongebob}
}
