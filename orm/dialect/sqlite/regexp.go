// This file gives SQLite the function behind its REGEXP operator, which has none of its own.

package sqlite

import (
	"fmt"
	"regexp"

	"github.com/mattn/go-sqlite3"
)

// addRegexp registers regexp(pattern, text) on a connection: text REGEXP pattern, in Go's syntax, anywhere in the text.
// NULL on either side gives NULL. A pattern is compiled once for the rows of a statement.
func addRegexp(c *sqlite3.SQLiteConn) error {
	var last string
	var compiled *regexp.Regexp
	return c.RegisterFunc("regexp", func(pattern, text any) (any, error) {
		if pattern == nil || text == nil {
			return nil, nil
		}
		p := plainText(pattern)
		if compiled == nil || p != last {
			re, err := regexp.Compile(p)
			if err != nil {
				return nil, fmt.Errorf("REGEXP: %w", err)
			}
			last, compiled = p, re
		}
		return compiled.MatchString(plainText(text)), nil
	}, true)
}

func plainText(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}
