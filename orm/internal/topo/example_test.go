package topo_test

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/internal/topo"
)

// Addresses refer to users, so users are created first.
func Example() {
	tables := []string{"addresses", "users"}
	g := topo.New(len(tables))
	g.Before(1, 0)
	order, err := g.Sort()
	for _, i := range order {
		fmt.Println(tables[i])
	}
	fmt.Println(err)
	// Output:
	// users
	// addresses
	// <nil>
}
