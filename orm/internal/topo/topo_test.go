// This file tests the order of graphs and their cycles.

package topo_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/ormsh/ormsh/orm/internal/topo"
)

func TestSort(t *testing.T) {
	for _, c := range []struct {
		name   string
		n      int
		edges  [][2]int
		order  []int
		stuck  []int
		cycles [][]int
	}{
		{"nothing", 0, nil, nil, nil, nil},
		{"free nodes keep their order", 3, nil, []int{0, 1, 2}, nil, nil},
		{"a child declared first", 2, [][2]int{{1, 0}}, []int{1, 0}, nil, nil},
		{"levels", 5, [][2]int{{4, 0}, {4, 1}, {0, 2}, {1, 2}}, []int{3, 4, 0, 1, 2}, nil, nil},
		{"an edge twice", 2, [][2]int{{1, 0}, {1, 0}}, []int{1, 0}, nil, nil},
		{"itself", 2, [][2]int{{1, 1}}, []int{0}, []int{1}, [][]int{{1}}},
		{"two cycles and what hangs on them", 6, [][2]int{{0, 1}, {1, 0}, {1, 2}, {3, 4}, {4, 3}}, []int{5},
			[]int{0, 1, 2, 3, 4}, [][]int{{0, 1}, {3, 4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := topo.New(c.n)
			for _, e := range c.edges {
				g.Before(e[0], e[1])
			}
			order, err := g.Sort()
			if !reflect.DeepEqual(order, c.order) {
				t.Errorf("order %v, want %v", order, c.order)
			}
			var stuck []int
			if cycle := new(topo.CycleError); errors.As(err, &cycle) {
				stuck = cycle.Nodes
			}
			if !reflect.DeepEqual(stuck, c.stuck) {
				t.Errorf("stuck %v, want %v", stuck, c.stuck)
			}
			if got := g.Cycles(); !reflect.DeepEqual(got, c.cycles) {
				t.Errorf("cycles %v, want %v", got, c.cycles)
			}
		})
	}
}
