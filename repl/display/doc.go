// Package display turns values into text: Go values as people read them, and rows as tables.
//
// The nouns:
//
//	Printer   Go values to text: what has a text of its own (a mapped object, an error, a Stringer) as that, all else in Go syntax
//	Rows      a rectangle of values with column names, independent of where it came from
//	Format    how Rows are written: table, vertical, csv, json, markdown, html
//
//	reflect.Value --Printer.Sprint--> text
//	Rows ----------Write(Format)----> text
//
// The rule for a value, in this order:
//
//  1. nil pointers, interfaces, maps, slices and functions are nil.
//  2. What Printer.Repr knows (the shell gives it the ORM's reprs) is that text.
//  3. Errors are their message, other Stringers their String. A method that panics is shown as such.
//  4. A slice whose elements fall under 2 is [a, b]; every other value is Go syntax, package main left out:
//     "ed", 1.5, []int{1, 2}, &Point{X: 1, Y: 2}, map keys sorted.
//
// Structs of the packages that Printer.Closed tells show what they export, and "..." for the rest. A pointer met again on its own path is cut as &Type{...}; long collections show their head and say how many follow; what doesn't fit
// into the width is broken over lines.
package display
