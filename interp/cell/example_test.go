package cell_test

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/interp/cell"
)

func Example() {
	script := "type Pet struct {\n\tName string\n}\np := Pet{\"Marshmallow\"}; p.Name\n"
	for rest := script; rest != ""; {
		var entry string
		entry, rest, _ = cell.Next(rest)
		parts, err := cell.Split(entry)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, p := range parts {
			fmt.Printf("%s: %.20q\n", p.Kind, strings.TrimSpace(p.Src))
		}
	}
	// Output:
	// declaration: "type Pet struct {\n\tN"
	// statement: "p := Pet{\"Marshmallo"
	// expression: "p.Name"
}
