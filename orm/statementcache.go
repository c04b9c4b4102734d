// This file holds the cache of compiled statements of an engine.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"strconv"
	"strings"
	"sync"
)

// statementCache keeps what statements were compiled to. Statements are immutable, so one that is executed again, with values
// for the same parameters, needs no look at its parts. A full cache starts over.
type statementCache struct {
	mu   sync.RWMutex
	kept map[statementKey]plan
	max  int
}

// statementKey is a statement and the names of the parameters it is executed with, lists with their lengths.
type statementKey struct {
	stmt  Executable
	shape string
}

// keyFor is the key of an execution; false where its values have a part in the text, or where it isn't worth it.
func keyFor(stmt Executable, params []V, lists map[string]int) (statementKey, bool) {
	switch stmt.(type) {
	case *SelectStmt, *CompoundStmt, *InsertStmt, *UpdateStmt, *DeleteStmt, *TextStmt:
	default:
		return statementKey{}, false
	}
	if len(params) == 0 {
		return statementKey{stmt: stmt}, true
	}
	var b strings.Builder
	for _, name := range keys(params[0]) {
		if _, sql := params[0][name].(Operand); sql {
			return statementKey{}, false
		}
		b.WriteString(name)
		if n, ok := lists[name]; ok {
			b.WriteString("=" + strconv.Itoa(n))
		}
		b.WriteByte(0)
	}
	if len(params) > 1 {
		b.WriteString("many")
	}
	return statementKey{stmt, b.String()}, true
}

func (c *statementCache) get(key statementKey) (plan, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	p, ok := c.kept[key]
	return p, ok
}

func (c *statementCache) put(key statementKey, p plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= c.max {
		c.kept = map[statementKey]plan{}
	}
	c.kept[key] = p
}
