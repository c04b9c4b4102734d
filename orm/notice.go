// This file holds notices: advice that goes the way of the echo, once for each place in the program.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/echo"
)

// notices remembers where notices were given.
type notices struct {
	mu   sync.Mutex
	told map[toldNotice]bool
}

// toldNotice is a kind of notice at a place.
type toldNotice struct {
	kind string
	at   echo.Origin
}

// tell emits a notice, unless one of this kind was given for the place already. An engine that nobody listens to needs none.
func (n *notices) tell(ctx context.Context, c *Conn, kind, text string, o origin) {
	if !c.eng.emits() {
		return
	}
	from := o.echo(ctx)
	if from.Cell == 0 && from.File == "" {
		from.File, from.Line = callerPlace()
	}
	if !n.first(toldNotice{kind, echo.Origin{File: from.File, Line: from.Line, Cell: from.Cell}}) {
		return
	}
	c.emit(ctx, echo.Event{Op: echo.Notice, Notice: text, Rows: -1, Origin: from})
}

func (n *notices) first(one toldNotice) bool {
	const most = 1000 // places; beyond it all are forgotten
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.told[one] {
		return false
	}
	if n.told == nil || len(n.told) >= most {
		n.told = map[toldNotice]bool{}
	}
	n.told[one] = true
	return true
}

// callerPlace is the place in the program that called this package.
func callerPlace() (file string, line int) {
	const deep = 64
	var pcs [deep]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	own := ""
	for {
		f, more := frames.Next()
		pkg, _, _ := strings.Cut(f.Function[strings.LastIndexByte(f.Function, '/')+1:], ".")
		pkg = f.Function[:strings.LastIndexByte(f.Function, '/')+1] + pkg
		if own == "" {
			own = pkg
		}
		if pkg != own {
			return filepath.Base(f.File), f.Line
		}
		if !more {
			return "", 0
		}
	}
}
