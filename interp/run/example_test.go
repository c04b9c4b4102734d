package run_test

import (
	"context"
	"fmt"
	"os"

	"github.com/ormsh/ormsh/interp/lower"
	"github.com/ormsh/ormsh/interp/run"
)

// A machine runs lowered text; normally package lower writes it.
func Example() {
	m, err := run.New(run.Options{Stdout: os.Stdout, Stderr: os.Stderr})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer m.Close()
	m.Begin()
	_, err = m.Run(context.Background(), &lower.Code{
		Text:  "package main\nfunc unit_1() {\n/*line c3/_.go:7*/var _1 any = string(\"oops\")\n/*line c3/_.go:7*/panic(_1)\n}\n",
		Entry: "unit_1",
	})
	if p, ok := err.(*run.Panic); ok {
		fmt.Println(p.Functions)
	}
	// Output:
	// [unit_1]
}
