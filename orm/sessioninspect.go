// This file answers questions about the schema as a session's transaction sees it.
//
//layer:6 session, flush, query, load

package orm

// Bind is the engine that the session's statements go to; nil for a session without one.
func (s *Session) Bind() *Engine { return s.engine }

// Number is the session's number within its engine, from 1, as echo.Event.Session tells it; 0 without an engine.
func (s *Session) Number() uint64 { return s.id }

// TableNames is Engine.TableNames on the session's connection, in its transaction: tables that the transaction created are
// among them.
func (s *Session) TableNames(schema ...string) ([]string, error) {
	var names []string
	err := s.inspect(func(e *Engine) inspection { return e.readTableNames(&names, schema) })
	return names, err
}

// HasTable is Engine.HasTable in the session's transaction.
func (s *Session) HasTable(name string, schema ...string) (bool, error) {
	exists := false
	err := s.inspect(func(e *Engine) inspection { return e.readHasTable(&exists, name, schema) })
	return exists, err
}

// Describe is Engine.Describe in the session's transaction. The table's MetaData is bound to the engine.
func (s *Session) Describe(name string, schema ...string) (*Table, error) {
	var table *Table
	err := s.inspect(func(e *Engine) inspection { return e.readTable(&table, name, schema) })
	return table, err
}

// inspect asks in the session's transaction, which begins where none is open, as it does at any statement.
func (s *Session) inspect(read func(*Engine) inspection) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	if s.tx == nil && s.opts.autocommit {
		return s.engine.WithContext(s.context()).inspect(read(s.engine))
	}
	if s.tx == nil {
		s.begin()
	}
	return read(s.engine)(s.context(), &connQuerier{s.conn})
}
