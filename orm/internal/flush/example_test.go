package flush_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/internal/flush"
)

// Two new users with one address each: the users go out together, then the addresses.
func Example() {
	units := []flush.Unit{{Name: "save addresses", Rows: []int{10, 11}}, {Name: "save users", Rows: []int{1, 2}}}
	batches, err := flush.Order(units, []flush.Edge{{First: 1, Then: 0}}, nil)
	for _, b := range batches {
		fmt.Println(units[b.Unit].Name, b.Rows)
	}
	fmt.Println(err)
	// Output:
	// save users [1 2]
	// save addresses [10 11]
	// <nil>
}
