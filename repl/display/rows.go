// This file holds Rows and the choice of how they are written.

package display

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Rows is a rectangle of values: what a query returned, or mapped objects by column. A nil value is NULL.
type Rows struct {
	Columns []string
	Values  [][]any
}

// Format names a way to write Rows.
type Format string

// The formats. Auto is a table, or vertical where a table is wider than the terminal would show readably.
const (
	Auto     Format = "auto"
	Table    Format = "table"
	Vertical Format = "vertical"
	CSV      Format = "csv"
	JSON     Format = "json"
	Markdown Format = "markdown"
	HTML     Format = "html"
)

// Formats lists every format by name, for completion and messages.
func Formats() []string {
	return []string{string(Auto), string(Table), string(Vertical), string(CSV), string(JSON), string(Markdown), string(HTML)}
}

// ParseFormat is the format of that name; the error lists the names there are.
func ParseFormat(name string) (Format, error) {
	for _, known := range Formats() {
		if strings.EqualFold(name, known) {
			return Format(known), nil
		}
	}
	return "", fmt.Errorf("no format %q; there are %s", name, strings.Join(Formats(), ", "))
}

// Layout says how Rows are written.
type Layout struct {
	Format Format
	Width  int  // columns of the terminal; 0 is unlimited, as for a file
	Height int  // rows shown of a table, its head and tail; 0 is all
	ASCII  bool // what marks the places where something is left out is ASCII
}

// Write writes the rows. The error is the writer's own.
func (r Rows) Write(w io.Writer, l Layout) error {
	switch l.Format {
	case Vertical:
		return r.vertical(w, marksOf(l.ASCII))
	case CSV:
		return r.csv(w)
	case JSON:
		return r.json(w)
	case Markdown:
		return r.markdown(w)
	case HTML:
		return r.html(w)
	case Auto, "":
		if l.Width > 0 && 3*len(r.Columns)*minColumn > 2*l.Width {
			return r.vertical(w, marksOf(l.ASCII))
		}
	}
	return r.table(w, l)
}

// Cell is one value as a table shows it: NULL marked, text unquoted.
func Cell(v any) string {
	switch x := v.(type) {
	case nil:
		return "NULL"
	case string:
		return x
	case []byte:
		return cellBytes(x)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case time.Time:
		return cellTime(x)
	case Day:
		return time.Time(x).Format(time.DateOnly)
	case Instant:
		return time.Time(x).UTC().Format("2006-01-02 15:04:05.999999-07")
	}
	return fmt.Sprint(v)
}

// Instant is a time of a type with a time zone: it is shown in UTC, and says so.
type Instant time.Time

// Day is a time of a type that has dates alone.
type Day time.Time

func cellBytes(b []byte) string {
	if s, ok := printable(b); ok {
		return s
	}
	return fmt.Sprintf("\\x%x", b)
}

// cellTime is a time as databases write it. One in UTC has no zone: that is how times of types without one come.
func cellTime(t time.Time) string {
	if _, offset := t.Zone(); t.Location() != time.UTC && offset%3600 == 0 {
		return t.Format("2006-01-02 15:04:05.999999-07")
	} else if t.Location() != time.UTC {
		return t.Format("2006-01-02 15:04:05.999999-07:00")
	}
	return t.Format("2006-01-02 15:04:05.999999")
}

func printable(b []byte) (string, bool) {
	for _, r := range string(b) {
		if r == '\uFFFD' || r < ' ' && r != '\n' && r != '\t' {
			return "", false
		}
	}
	return string(b), true
}

// decimal is the text of an exact number, as drivers give NUMERIC.
var decimal = regexp.MustCompile(`^-?\d+\.\d+$`)

// numeric says whether a value stands at the right of its column: numbers, types that have a Float64, and texts that read as exact numbers.
func numeric(v any) bool {
	switch v := v.(type) {
	case interface{ Float64() (float64, error) }:
		return true
	case string:
		return decimal.MatchString(v)
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return true
	}
	return false
}

// count is the closing line of a table.
func (r Rows) count() string {
	if len(r.Values) == 1 {
		return "(1 row)"
	}
	return fmt.Sprintf("(%d rows)", len(r.Values))
}
