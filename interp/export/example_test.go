package export_test

import (
	"fmt"

	"github.com/ormsh/ormsh/interp/export"
	"github.com/ormsh/ormsh/interp/symbols"
)

func Example() {
	program, err := export.Program(symbols.All(), []export.Cell{
		{Number: 1, Source: `text := os.ReadFile("notes.txt")`},
		{Number: 2, Source: `len(text)`},
	})
	fmt.Println(program, err)
	// Output:
	// package main
	//
	// import (
	// 	"fmt"
	// 	"os"
	// )
	//
	// func main() {
	// 	text := must(os.ReadFile("notes.txt"))
	// 	show(len(text))
	// }
	//
	// // must gives what comes with an error, and stops the program where there is one.
	// func must[T1 any](v1 T1, err error) T1 {
	// 	if err != nil {
	// 		panic(err)
	// 	}
	// 	return v1
	// }
	//
	// // show prints values.
	// func show(values ...any) {
	// 	for _, v := range values {
	// 		fmt.Println(v)
	// 	}
	// }
	//  <nil>
}
