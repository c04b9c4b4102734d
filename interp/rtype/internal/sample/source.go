// This file gives the source of the package to tests.

package sample

import _ "embed"

// Source is the Go source of the types.
//
//go:embed sample.go
var Source string
