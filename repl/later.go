// This file holds regular expressions that are compiled when they are first asked for: what a start doesn't need it doesn't pay for.

package repl

import (
	"regexp"
	"sync"
)

// later is an expression that its first use compiles.
func later(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
