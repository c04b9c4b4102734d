package oracle_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A statement less is a difference, and so is a value.
func Example() {
	want := &oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "BEGIN"}, {Step: 1, Op: "COMMIT"}}}
	got := &oracle.Recording{Ops: []oracle.Op{{Step: 1, Op: "BEGIN"}}}
	for _, d := range oracle.Compare(want, got) {
		fmt.Println(d)
	}
	// Output:
	// op 1 is missing:
	//   step 1: COMMIT
}
