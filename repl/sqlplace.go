// This file finds the place in a line of SQL that a database complains about.

package repl

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

// sqlError is the error of a statement that was typed as SQL.
type sqlError struct {
	err  error
	text string
}

func (e *sqlError) Error() string { return e.err.Error() }

// Unwrap gives the database's error.
func (e *sqlError) Unwrap() error { return e.err }

// complaint matches what the databases say about the text, with the words that they mean: near 'frm t', Unknown column 'x' ...
var complaint = later(`(?s)near '(.+)' at line \d+|near "([^"]+)"|Unknown column '([^']+)'|no such column: (\S+)|no such table: (\S+)|Table '(?:[^'.]+\.)?([^']+)' doesn't exist`)

// place is the byte of the text that the error is about; ok is false where it can't be told.
func (e *sqlError) place() (at int, ok bool) {
	var failed *orm.Error
	if !errors.As(e.err, &failed) || failed.Err == nil || failed.SQL != strings.TrimRight(e.text, "; \t\n") {
		return 0, false // it is about an older statement, which the transaction still suffers from
	}
	if failed.Position > 0 {
		for range failed.Position - 1 {
			_, n := utf8.DecodeRuneInString(e.text[at:])
			at += n
		}
		return at, at < len(e.text)
	}
	m := complaint().FindStringSubmatch(failed.Err.Error())
	if m == nil {
		return 0, false
	}
	words := regexp.QuoteMeta(strings.Join(m[1:], "")) // one of them matched
	found := regexp.MustCompile(`(?:^|\W)(`+words+`)(?:$|\W)`).FindAllStringSubmatchIndex(e.text, -1)
	if len(found) != 1 {
		return 0, false // which of them is meant isn't told
	}
	return found[0][2], true
}

// reportPlace shows the row of the SQL with a caret under the place.
func (s *Shell) reportPlace(err error) {
	var e *sqlError
	if s.opts.Size == nil || !errors.As(err, &e) {
		return
	}
	at, ok := e.place()
	if !ok {
		return
	}
	from := strings.LastIndexByte(e.text[:at], '\n') + 1
	row, _, _ := strings.Cut(e.text[from:], "\n")
	r := s.room()
	text, indent := display.Excerpt(line.MaskInPlace(row), at-from, r.columns, r.ascii)
	fmt.Fprintf(s.log, "    %s\n    %s^\n", text, indent)
}
