// This file holds the graph, its ordering by levels and the search for cycles.

package topo

import (
	"fmt"
	"slices"
)

// Graph is a set of n nodes, numbered from 0, with edges that say which comes first.
type Graph struct {
	next [][]int
	in   []int
	self []bool
}

// New returns a graph of n nodes without edges.
func New(n int) *Graph {
	return &Graph{next: make([][]int, n), in: make([]int, n), self: make([]bool, n)}
}

// Before adds "a comes before b". Saying it twice is harmless; a node before itself is a cycle.
func (g *Graph) Before(a, b int) {
	g.next[a] = append(g.next[a], b)
	g.in[b]++
	g.self[a] = g.self[a] || a == b
}

// CycleError names the nodes that can't be ordered, in ascending order.
type CycleError struct{ Nodes []int }

func (e *CycleError) Error() string {
	return fmt.Sprintf("topo: nodes %v depend on each other", e.Nodes)
}

// Sort returns the nodes level by level, as Levels does, in one list.
func (g *Graph) Sort() ([]int, error) {
	levels, err := g.Levels()
	return slices.Concat(levels...), err
}

// Levels returns first the nodes that nothing comes before, in ascending order, then those that only they come before,
// and so on. With a cycle it returns the nodes that could be placed and a *CycleError.
func (g *Graph) Levels() (levels [][]int, err error) {
	in, placed := slices.Clone(g.in), 0
	var level []int
	for i, n := range in {
		if n == 0 {
			level = append(level, i)
		}
	}
	for len(level) > 0 {
		levels = append(levels, level)
		placed += len(level)
		var following []int
		for _, i := range level {
			for _, j := range g.next[i] {
				if in[j]--; in[j] == 0 {
					following = append(following, j)
				}
			}
		}
		slices.Sort(following)
		level = following
	}
	if placed == len(in) {
		return levels, nil
	}
	rest := &CycleError{}
	for i, n := range in {
		if n > 0 {
			rest.Nodes = append(rest.Nodes, i)
		}
	}
	return levels, rest
}

// Cycles returns the groups of nodes that reach each other, each ascending, the groups by their first node. A node
// with an edge to itself is a group of one; other single nodes are left out.
func (g *Graph) Cycles() [][]int {
	w := walker{g: g, index: make([]int, len(g.next)), low: make([]int, len(g.next)), on: make([]bool, len(g.next))}
	for i := range g.next {
		if w.index[i] == 0 {
			w.visit(i)
		}
	}
	slices.SortFunc(w.groups, func(a, b []int) int { return a[0] - b[0] })
	return w.groups
}

// walker is the state of Tarjan's search. It recurses as deep as the longest chain of dependencies; Go stacks grow.
type walker struct {
	g      *Graph
	index  []int
	low    []int
	on     []bool
	stack  []int
	count  int
	groups [][]int
}

func (w *walker) visit(v int) {
	w.count++
	w.index[v], w.low[v] = w.count, w.count
	w.stack = append(w.stack, v)
	w.on[v] = true
	for _, u := range w.g.next[v] {
		if w.index[u] == 0 {
			w.visit(u)
			w.low[v] = min(w.low[v], w.low[u])
		} else if w.on[u] {
			w.low[v] = min(w.low[v], w.index[u])
		}
	}
	if w.low[v] != w.index[v] {
		return
	}
	at := slices.Index(w.stack, v)
	group := slices.Clone(w.stack[at:])
	w.stack = w.stack[:at]
	for _, u := range group {
		w.on[u] = false
	}
	if len(group) > 1 || w.g.self[v] {
		slices.Sort(group)
		w.groups = append(w.groups, group)
	}
}
