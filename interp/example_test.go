package interp_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

func Example() {
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: os.Stdout, Stderr: os.Stdout})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	for _, src := range []string{
		`type User struct{ Name string }; u := &User{"ed"}`,
		`func (u *User) String() string { return "<" + u.Name + ">" }`,
		`u, len(u.Name)`,
		`strconv.Atoi("12") + 1`,
		`strconv.Atoi("twelve")`,
		`u.Nmae`,
	} {
		result, err := s.Run(context.Background(), src)
		var e *interp.Error
		switch {
		case errors.As(err, &e):
			fmt.Println(e.Detail())
		case err != nil:
			fmt.Println(err)
		default:
			for _, v := range result.Values {
				fmt.Println(v.Type, v.Value)
			}
		}
	}
	// Output:
	// *User <ed>
	// int 2
	// int 13
	// cell 5, line 1: strconv.Atoi: parsing "twelve": invalid syntax
	//     strconv.Atoi("twelve")
	// cell 6, line 1:3: u.Nmae undefined (type *User has no field or method Nmae)
	//     u.Nmae
	//       ^
	//     did you mean Name?
}
