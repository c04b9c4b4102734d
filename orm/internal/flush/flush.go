// This file holds the plan of a flush and its order.

package flush

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/internal/topo"
)

// Row is a row's number: what the caller says it is.
type Row = int

// Unit is the work of one kind on one table. Its rows stay in this order as far as dependencies allow.
type Unit struct {
	Name   string // for errors: "save users"
	Rows   []Row
	Levels bool // rows that come before others of the unit make a batch of their own: each is written by several statements
}

// Batch is rows of the unit with that number.
type Batch struct {
	Unit  int
	Rows  []Row
	Whole bool // they are all rows of the unit, in its order
}

// Edge says that one unit, or one row of a unit, comes before another.
type Edge struct{ First, Then int }

// RowEdge says that one row of one unit comes before one of another or the same.
type RowEdge struct {
	First, Then         Row
	FirstUnit, ThenUnit int
}

// CycleError says that rows depend on each other.
type CycleError struct{ Units []string }

func (e *CycleError) Error() string {
	return fmt.Sprintf("circular dependency between rows (%s); break it with orm:\"relation,post_update\" on one of the relations", list(e.Units))
}

func list(words []string) (s string) {
	for i, w := range words {
		if i > 0 {
			s += ", "
		}
		s += w
	}
	return s
}

// Order puts the units into batches so that every edge holds. For units that depend on each other it asks rows for the
// edges between their rows, and holds those instead. Units without rows give no batch, but keep their place in the order.
func Order(units []Unit, edges []Edge, rows func(units []int) []RowEdge) ([]Batch, error) {
	whole := topo.New(len(units))
	for _, e := range edges {
		whole.Before(e.First, e.Then)
	}
	cycles := whole.Cycles()
	if len(cycles) == 0 {
		order, err := whole.Sort()
		return batches(units, order), err
	}
	return apart(units, edges, cycles, rows)
}

func batches(units []Unit, order []int) (list []Batch) {
	for _, u := range order {
		if len(units[u].Rows) > 0 {
			list = append(list, Batch{Unit: u, Rows: units[u].Rows, Whole: true})
		}
	}
	return list
}

// node is a whole unit, or one row of a unit that was taken apart.
type node struct {
	unit int
	row  Row
	lone bool
}

// apart orders units of which some are taken apart into rows.
func apart(units []Unit, edges []Edge, cycles [][]int, rows func([]int) []RowEdge) ([]Batch, error) {
	group := map[int]int{} // unit -> its cycle, from 1
	for i, c := range cycles {
		for _, u := range c {
			group[u] = i + 1
		}
	}
	var nodes []node
	of := make([][]int, len(units))
	single := map[[2]int]int{}
	for u, unit := range units {
		if group[u] == 0 {
			of[u] = []int{len(nodes)}
			nodes = append(nodes, node{unit: u})
			continue
		}
		for _, r := range unit.Rows {
			single[[2]int{u, r}] = len(nodes)
			of[u] = append(of[u], len(nodes))
			nodes = append(nodes, node{u, r, true})
		}
	}
	g := topo.New(len(nodes))
	for _, e := range edges {
		if group[e.First] != 0 && group[e.First] == group[e.Then] {
			continue
		}
		for _, a := range of[e.First] {
			for _, b := range of[e.Then] {
				g.Before(a, b)
			}
		}
	}
	for _, c := range cycles {
		for _, e := range rows(c) {
			a, okA := single[[2]int{e.FirstUnit, e.First}]
			b, okB := single[[2]int{e.ThenUnit, e.Then}]
			if okA && okB {
				g.Before(a, b)
			}
		}
	}
	return join(units, nodes, g)
}

// join puts neighbouring rows of one unit together again.
func join(units []Unit, nodes []node, g *topo.Graph) ([]Batch, error) {
	levels, err := g.Levels()
	if err != nil {
		var names []string
		for _, c := range g.Cycles() {
			for _, n := range c {
				names = append(names, units[nodes[n].unit].Name)
			}
		}
		return nil, &CycleError{names}
	}
	var list []Batch
	for _, level := range levels {
		begun := len(list) // batches of the levels before
		for _, n := range level {
			nd := nodes[n]
			rows := units[nd.unit].Rows
			if nd.lone {
				rows = []Row{nd.row}
			}
			if k := len(list) - 1; k >= 0 && list[k].Unit == nd.unit && (k >= begun || !units[nd.unit].Levels) {
				list[k].Rows = append(list[k].Rows[:len(list[k].Rows):len(list[k].Rows)], rows...)
			} else if len(rows) > 0 {
				list = append(list, Batch{Unit: nd.unit, Rows: rows})
			}
		}
	}
	return list, nil
}
