// This file holds the named values that statements take.
//
//layer:1 errors, url, version

package orm

// V is a set of named parameters or values. Where it stands for columns they come out in the table's order, never in
// the order of the map.
type V map[string]any
