package repl_test

import (
	"context"
	"fmt"
	"os"

	"github.com/ormsh/ormsh/repl"
)

func Example() {
	shell := repl.NewWith(&fake{}, repl.Options{Out: os.Stdout})
	for _, entry := range []string{`"ed"`, `\format csv`, "fail"} {
		if err := shell.Eval(context.Background(), entry); err != nil {
			shell.Report(err, entry, repl.Place{})
		}
	}
	fmt.Println(repl.ExitCode(shell.Script(context.Background(), "lesson.go", "exit")))
	// Output:
	// "ed"
	// format: csv
	// error: no such table: users
	// 7
}
