// This file holds the rule for a database in memory: one connection, shared by everyone, written by one at a time.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"fmt"
	"sync"

	"github.com/ormsh/ormsh/orm/internal/pool"
)

// memory is the one connection of a database in memory. Whoever has a transaction open on it is the holder; others
// read inside that transaction, and are refused when they write. Nobody waits for a transaction to end.
type memory struct {
	mu        sync.Mutex // held during one statement
	unlock    func()     // of mu
	pc        *pool.Conn
	holder    *Conn
	sandboxed bool // the transaction of a sandbox has begun
}

// get opens the connection at its first use.
func (m *memory) get(ctx context.Context, p *pool.Pool) (*pool.Conn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pc == nil {
		pc, err := p.Get(ctx)
		if err != nil {
			return nil, err
		}
		m.pc = pc
	}
	return m.pc, nil
}

// release gives the connection back to the pool, which is about to close.
func (m *memory) release(p *pool.Pool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pc != nil {
		p.Put(m.pc)
		m.pc, m.holder, m.sandboxed = nil, nil, false
	}
}

// admit tells whether c may run a statement now, and whether it runs inside another's transaction as a guest.
func (m *memory) admit(c *Conn, write bool) (guest bool, err error) {
	if m.holder == nil || m.holder == c {
		return false, nil
	}
	if write {
		if c.eng.opts.sandbox {
			return false, fmt.Errorf("%s holds the one connection of this sandbox in an open transaction; commit or roll back there before writing here", m.holder.label)
		}
		return false, fmt.Errorf("%s holds the one connection of this database in memory in an open transaction; "+
			"commit or roll back there before writing here, or use a file such as sqlite:///file.db", m.holder.label)
	}
	return true, nil
}
