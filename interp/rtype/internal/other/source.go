// This file gives the source of the package to tests.

package other

import _ "embed"

// Source is the Go source of the types.
//
//go:embed other.go
var Source string
