// Package topo orders things that depend on each other: tables before the tables that refer to them, rows before the
// rows that point at them.
//
// Its one noun is Graph: nodes are the numbers 0 to n-1, an edge says "a before b".
//
//	Graph --Sort--> order            (levels, stable: what is free comes in the order of its number)
//	      \-Cycles-> [][]int         (strongly connected groups of more than one node, or with an edge to itself)
//
// Sort is stable because flush plans and CREATE TABLE statements must come out the same on every run.
package topo
