// This file watches for relations that are loaded object by object.
//
//layer:6 session, flush, query, load

package orm

import (
	"context"
	"fmt"
)

// lonelyMost is how often a relation may be loaded for one object alone in a transaction before a notice is due.
const lonelyMost = 5

// lonely counts, in a transaction, how often Load sent a statement for a relation of one object.
type lonely struct {
	sent  int // statements for one object, Load's and others
	times map[*relation]int
}

// loaded counts a Load of a relation of one object, if that sent a statement since.
func (l *lonely) loaded(ctx context.Context, c *Conn, r *relation, before int) {
	if l.sent == before {
		return
	}
	if l.times == nil {
		l.times = map[*relation]int{}
	}
	if l.times[r]++; l.times[r] != lonelyMost+1 {
		return
	}
	c.eng.notices.tell(ctx, c, r.String(), fmt.Sprintf("%s was loaded object by object %d times: Load of a slice loads it for all in one statement, "+
		"and a query with Options(orm.SelectIn(...)) along with its objects", r, l.times[r]), origin{cause: "Load"})
}
