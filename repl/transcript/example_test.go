package transcript_test

import (
	"fmt"

	"github.com/ormsh/ormsh/repl/transcript"
)

func Example() {
	doc, err := transcript.Parse("lesson.md", "# A lesson\n```ormsh\n>>> 1 +\n... 1\n2\n```\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	step := doc.Blocks[0].Steps[0]
	fmt.Printf("%q should print %q\n", step.Input, step.Want)
	fmt.Print(transcript.Unified(doc.Path, doc.Text(), doc.With(map[*transcript.Step][]string{step: {"3"}})))
	// Output:
	// "1 +\n1" should print ["2"]
	// --- lesson.md (expected)
	// +++ lesson.md (what came)
	// @@ -2,6 +2,6 @@
	//  ```ormsh
	//  >>> 1 +
	//  ... 1
	// -2
	// +3
	//  ```
	//
}
