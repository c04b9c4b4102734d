// This file holds streams: rows read one by one, for results that shouldn't be in memory at once.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"errors"
	"io"
	"iter"
	"time"
)

// Stream is the rows of a query while they are being read. It holds its connection: until Close no other statement
// runs there.
type Stream struct {
	reader *rowReader
	err    error // why reading ended early
}

// Stream executes a query in the connection's transaction and returns its rows unread.
func (c *Conn) Stream(stmt Executable, params ...V) (*Stream, error) {
	ctx := c.eng.context()
	p, err := c.plan(ctx, stmt, params)
	if err != nil {
		return nil, err
	}
	if !p.st.returnsRows() || p.returning {
		return nil, errors.New("orm: Stream is for statements that return rows; use Execute")
	}
	start := time.Now()
	open, err := c.open(ctx, p.st, p.sets[0], origin{})
	if err != nil {
		return nil, err
	}
	c.report(ctx, p.st, p.sets[0], start, -1, nil, origin{})
	reader, err := c.reader(open)
	if err != nil {
		return nil, errors.Join(err, open.Close())
	}
	return &Stream{reader: reader}, nil
}

// Keys names the columns.
func (s *Stream) Keys() []string { return (&Row{head: s.reader.head}).Keys() }

// All ranges over the rows that weren't read yet. An error comes as the last pair, with a nil row. The stream is
// closed at the end of the rows, not when the loop is left early.
func (s *Stream) All() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		for s.err == nil {
			row, err := s.reader.next()
			if err == nil {
				if !yield(row, nil) {
					return
				}
				continue
			}
			s.err = err
			if closing := s.Close(); errors.Is(err, io.EOF) {
				err = closing
			}
			if err != nil {
				yield(nil, err)
			}
		}
	}
}

// Close frees the connection. Closing twice does nothing.
func (s *Stream) Close() error {
	if s.err == nil {
		s.err = io.EOF
	}
	return s.reader.open.Close()
}
