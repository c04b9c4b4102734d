package line_test

import (
	"fmt"
	"os"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/repl/line"
)

func Example() {
	in, typed, err := os.Pipe()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(typed, "if x > 1 {\n    x--\n}\nx\n")
	typed.Close()

	reader, err := line.New(line.Config{In: in, Out: os.Stdout, Incomplete: cell.Incomplete})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reader.Close()
	for {
		entry, err := reader.Read(line.Prompt{First: ">>> ", More: "... "})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%q\n", entry)
	}
	// Output:
	// "if x > 1 {\n    x--\n}"
	// "x"
	// EOF
}
