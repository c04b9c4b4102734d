// This file makes the error of a server that can't be reached readable: what was read from the URL, and what is
// likely wrong.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/ormsh/ormsh/orm/internal/pool"
)

// connectError explains why there is no connection.
func (e *Engine) connectError(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, pool.ErrClosed):
		return fmt.Errorf("%w: %s", ErrClosed, e)
	case errors.Is(err, pool.ErrTimeout):
		return &Error{Kind: Timeout, Err: fmt.Errorf("no connection became free within %s; %d are in use, see PoolSize and PoolTimeout", e.opts.pool.Wait, e.pool.Open())}
	case ctx.Err() != nil:
		return contextError(ctx.Err())
	}
	failed := e.classify(ctx, err)
	cause := e.likelyCause(failed, err)
	switch failed.Kind {
	case Denied, MissingDatabase:
	default:
		failed.Kind = CannotConnect
	}
	failed.Err = &connectFailure{url: e.url, hint: cause, err: err}
	return failed
}

// connectFailure tells which part of the URL was read as what, and wraps the driver's error.
type connectFailure struct {
	url  URL
	hint string
	err  error
}

func (f *connectFailure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.url, f.hidden(f.err.Error()))
	if parts := f.url.readAs(); parts != "" && f.url.Dialect != "sqlite" {
		fmt.Fprintf(&b, "\nThe URL was read as %s.", parts)
	}
	if f.hint != "" {
		fmt.Fprintf(&b, "\n%s", f.hint)
	}
	return b.String()
}

// hidden takes the password out of a driver's text.
func (f *connectFailure) hidden(text string) string {
	if len(f.url.Password) < 4 {
		return text
	}
	return strings.ReplaceAll(text, f.url.Password, mask)
}

func (f *connectFailure) Unwrap() error { return f.err }

// likelyCause says in a sentence what to look at.
func (e *Engine) likelyCause(failed *Error, err error) string {
	if better, ok := e.url.swapped(); ok {
		return fmt.Sprintf("User and host look mixed up: did you mean %s?", better)
	}
	var dns *net.DNSError
	switch {
	case e.url.Dialect == "sqlite":
		return e.fileCause(failed)
	case errors.As(err, &dns):
		return fmt.Sprintf("There is no host %q on this network; a / : or @ in the password has to be written as %%2F %%3A %%40.", e.url.Host)
	case failed.Kind == Denied:
		return "The server was reached; it refuses this user and password."
	case failed.Kind == MissingDatabase:
		return fmt.Sprintf("The server was reached; it has no database %q. Create it first.", e.url.Database)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing listens there: is the server running, and is the port right?"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOENT):
		return "There is no such Unix socket: is the server running on this machine? A host in the URL, as in @127.0.0.1/, goes over TCP."
	}
	return ""
}

func (e *Engine) fileCause(failed *Error) string {
	dir := filepath.Dir(e.url.Database)
	if failed.Kind == MissingDatabase {
		return fmt.Sprintf("Is it a SQLite file, does the directory %s exist, and may you write there?", dir)
	}
	return ""
}
