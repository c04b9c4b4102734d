// This file holds the text sink: statement, then parameters, in SQLAlchemy's layout.

package echo

import (
	"context"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/fatih/color"
)

// Text writes each event for people to read: the statement as it was handed to the driver, below it the
// parameters; for a transaction's begin `BEGIN (implicit)`. An event is written with one call of w.Write, and
// events of several goroutines don't mix. Errors of w are not reported.
func Text(w io.Writer, opts ...Option) Sink {
	t := &text{w: w, settings: apply(opts)}
	if t.color {
		t.statement, t.params, t.transaction = painter(color.FgCyan), painter(color.Faint), painter(color.FgMagenta)
	}
	return t
}

type text struct {
	settings
	statement, params, transaction paint

	mu  sync.Mutex
	w   io.Writer
	buf []byte
}

// paint surrounds text by the escape sequences of a colour. The zero paint leaves it as it is.
type paint struct{ on, off string }

func painter(attr color.Attribute) paint {
	c := color.New(attr)
	c.EnableColor()
	const mark = "\x00"
	painted := c.Sprint(mark)
	for i := range painted {
		if painted[i] == mark[0] {
			return paint{painted[:i], painted[i+1:]}
		}
	}
	return paint{}
}

func (p paint) append(dst []byte, s string) []byte {
	return append(append(append(dst, p.on...), s...), p.off...)
}

// Emit implements Sink.
func (t *text) Emit(_ context.Context, e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = t.appendEvent(t.buf[:0], &e)
	t.w.Write(t.buf) //nolint:errcheck // a log that can't be written must not stop the program
	if cap(t.buf) > 1<<20 {
		t.buf = nil
	}
}

func (t *text) appendEvent(dst []byte, e *Event) []byte {
	switch e.Op {
	case Begin:
		return append(t.transaction.append(dst, "BEGIN (implicit)"), '\n')
	case Commit, Rollback:
		return append(t.transaction.append(dst, string(e.Op)), '\n')
	case Notice:
		return append(append(t.transaction.append(dst, "NOTICE: "+e.Notice), e.Origin.place()...), '\n')
	case Savepoint, Release, RollbackTo:
		dst = t.transaction.append(dst, e.SQL)
	default:
		dst = t.statement.append(dst, e.SQL)
	}
	dst = append(dst, '\n')
	dst = append(dst, t.params.on...)
	if t.stamps {
		dst = append(appendStamp(dst, e), ' ')
	}
	dst = AppendParams(dst, e)
	return append(append(dst, t.params.off...), '\n')
}

func appendStamp(dst []byte, e *Event) []byte {
	stamp := e.Stamp
	if stamp == "" {
		stamp = Generated
	}
	dst = append(append(dst, '['), stamp...)
	switch stamp {
	case RawSQL:
	case Cached:
		dst = append(appendSeconds(append(dst, ' '), e.Age), " ago"...)
	default:
		dst = appendSeconds(append(dst, ' '), e.Age)
	}
	return append(dst, ']')
}

// appendSeconds prints d in seconds with four significant digits or five decimals, whichever is shorter to read.
func appendSeconds(dst []byte, d time.Duration) []byte {
	s := d.Seconds()
	if s >= 1 {
		return append(strconv.AppendFloat(dst, s, 'g', 4, 64), 's')
	}
	return append(strconv.AppendFloat(dst, s, 'f', 5, 64), 's')
}
