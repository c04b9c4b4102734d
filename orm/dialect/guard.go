// This file holds what a dialect does for engines whose statements may not write, or whose writes may not last.

package dialect

import (
	"context"
	"database/sql/driver"
)

// Guard says what an engine's statements are kept from.
type Guard uint8

// The guards. NoWrites is an engine that only reads, NoCommits one whose one transaction is rolled back in the end.
const (
	Unguarded Guard = iota
	NoWrites
	NoCommits
)

// Guarder is a dialect for engines with a guard. Its connector heeds Target.Guard.
type Guarder interface {
	// BeginReadOnly spells the start of a transaction that can't write, and can't be turned into one that does.
	BeginReadOnly(level Isolation) ([]string, error)
	// Refuses says why SQL as written isn't sent: it would lift the guard, or go past it where the server lets it. nil lets it pass.
	Refuses(g Guard, sql string) error
}

// Fencer is for servers that a statement can talk out of being read-only: there none is executed outside a transaction of
// BeginReadOnly, and before each the server is asked.
type Fencer interface {
	// Fenced tells whether the connection is in a transaction that still can't write. One that has failed can't.
	Fenced(ctx context.Context, c driver.Conn, q Querier) (bool, error)
}
