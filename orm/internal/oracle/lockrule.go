// This file holds the rule for locks.

package oracle

import (
	"fmt"
	"strings"
)

// KeyLock is the rule: the lock that leaves keys free is sent where it is asked for. SQLAlchemy documents it as FOR NO KEY UPDATE,
// but 1.4 has no place for key_share in the key of its statement cache, so after a plain lock the same query takes the
// stronger one. where is step:n, the nth statement of the step that asks for it; all others must be as recorded.
var KeyLock = Rule{"key lock", "what was asked for is sent, not what a cache holds", func(want, _ *Recording, where string) int {
	const plain, key = "FOR UPDATE", "FOR NO KEY UPDATE"
	nth := map[int]int{}
	for i, op := range want.Ops {
		if op.Op != "STATEMENT" {
			continue
		}
		nth[op.Step]++
		if fmt.Sprintf("%d:%d", op.Step, nth[op.Step]) == where && strings.HasSuffix(op.SQL, " "+plain) {
			want.Ops[i].SQL = strings.TrimSuffix(op.SQL, plain) + key
			return 1
		}
	}
	return 0
}}
