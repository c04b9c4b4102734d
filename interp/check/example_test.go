package check_test

import (
	"fmt"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/interp/check"
	"github.com/ormsh/ormsh/interp/symbols"
)

func Example() {
	scope := check.NewScope(symbols.All())
	for n, src := range []string{
		`type User struct{ Name string }; u := &User{"ed"}`,
		`u.Name, strconv.Atoi("3")`,
		`u.Nmae`,
	} {
		parts, _ := cell.Split(src)
		units, err := scope.Check(parts, n+1)
		if err != nil {
			fmt.Println(err.(check.List)[0].Msg, "-", err.(check.List)[0].Hint)
			continue
		}
		for _, u := range units {
			for _, v := range u.Show {
				fmt.Println(v.Name(), check.TypeString(v.Type()))
			}
			scope.Commit(u) // once it has run
		}
	}
	// Output:
	// _2 string
	// _2_2 int
	// u.Nmae undefined (type *User has no field or method Nmae) - did you mean Name?
}
