// This file keeps the session's knowledge of its objects true where savepoints are typed as SQL.

package repl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// Statements about savepoints: their names, as they were typed.
var (
	makesSavepoint  = later(`(?is)^savepoint\s+(.+)$`)
	returnsToOne    = later(`(?is)^rollback(?:\s+(?:work|transaction))?\s+to(?:\s+savepoint)?\s+(.+)$`)
	leadingComments = later(`(?s)^(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)+`)
)

// bareSQL is a statement without the comments before it, and what may stand behind it.
func bareSQL(text string) string {
	return strings.TrimRight(leadingComments().ReplaceAllString(text, ""), "; \t\n")
}

// keepsObjects refuses a return to a savepoint behind which the session has written objects: it would take rows for there that aren't. Those that
// the session makes by itself it does know.
func (s *Shell) keepsObjects(text string) error {
	m := returnsToOne().FindStringSubmatch(bareSQL(text))
	session, ok := find[*orm.Session](s, sessionName)
	if m == nil || !ok || !s.sink.wroteObjects(session.Number(), m[1]) {
		return nil
	}
	return fmt.Errorf(`the session has written objects since savepoint %s, and would not know what becomes of them: \rollback takes all back; session.BeginNested() makes savepoints that it knows`, m[1])
}

// noteSavepoint follows a statement that was executed. After a return to a savepoint objects are marked stale, but for those with changes to write.
func (s *Shell) noteSavepoint(text string) error {
	session, ok := find[*orm.Session](s, sessionName)
	if !ok {
		return nil
	}
	bare := bareSQL(text)
	if m := makesSavepoint().FindStringSubmatch(bare); m != nil {
		s.sink.noteSavepoint(session.Number(), m[1])
	}
	if !returnsToOne().MatchString(bare) {
		return nil
	}
	for obj := range session.IdentityMap().All() {
		if in, err := session.Inspect(obj); err == nil && in.State == orm.Persistent && len(in.Changes) == 0 {
			if err := session.Expire(obj); err != nil {
				return err
			}
		}
	}
	return nil
}

// typedSavepoint is one that was typed in a session's transaction, and how many writes of objects came before it.
type typedSavepoint struct {
	name   string
	writes int
}

// objectWrites are the writes of a session's objects in its transaction, and the savepoints that were typed in it.
type objectWrites struct {
	count int
	typed []typedSavepoint
}

// transaction is what is noted of the transaction of a session; mu is held.
func (k *sink) transaction(session uint64) *objectWrites {
	if k.transactions == nil {
		k.transactions = map[uint64]*objectWrites{}
	}
	if k.transactions[session] == nil {
		k.transactions[session] = &objectWrites{}
	}
	return k.transactions[session]
}

func (k *sink) noteSavepoint(session uint64, name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.transaction(session)
	t.typed = append(t.typed, typedSavepoint{strings.ToLower(name), t.count})
}

// wroteObjects says whether objects were written since the savepoint, or since the transaction began where its making wasn't seen.
func (k *sink) wroteObjects(session uint64, name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.transaction(session)
	for _, p := range slices.Backward(t.typed) {
		if p.name == strings.ToLower(name) {
			return t.count > p.writes
		}
	}
	return t.count > 0
}
