// This file holds the rule for locks.

package oracle

import (
	"fmt"
	"strings"
)

// KeyLock is the rule: the lock that leaves keys free is asked for. SQLAlchemy documents it as FOR NO KEY UPDATE, but 1.4 has no
// place for key_share in the key of its statement cache, so after a plain lock the same query takes the stronger one.
// where is the number of the step; the statements must be alike otherwise.
var KeyLock = Rule{"key lock", "what was asked for is sent, not what a cache holds", func(want, got *Recording, where string) (n int) {
	const plain, key = "FOR UPDATE", "FOR NO KEY UPDATE"
	if len(want.Ops) != len(got.Ops) {
		return 0
	}
	for i, op := range got.Ops {
		w := &want.Ops[i]
		if fmt.Sprint(op.Step) == where && strings.HasSuffix(op.SQL, key) && strings.HasSuffix(w.SQL, plain) {
			w.SQL = strings.TrimSuffix(w.SQL, plain) + key
			n++
		}
	}
	return n
}}
