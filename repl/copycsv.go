// This file reads and writes the CSV of \copy: RFC 4180, and which fields stood in quotes, because an empty one in quotes is no NULL.

package repl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// csvField is the text of one field.
type csvField struct {
	text   string
	quoted bool
}

// csvReader reads records and counts lines.
type csvReader struct {
	in        *bufio.Reader
	delimiter byte
	line      int // of the record read last, its first one, from 1
	next      int // the line that follows
}

func newCSVReader(r io.Reader, delimiter byte) *csvReader {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they were peeked
	}
	return &csvReader{in: in, delimiter: delimiter, next: 1}
}

// csvError is a line that is no CSV.
type csvError struct {
	line int
	msg  string
}

func (e *csvError) Error() string { return e.msg }

// record reads the next one; io.EOF is the end.
func (c *csvReader) record() (fields []csvField, err error) {
	c.line = c.next
	for {
		field, end, err := c.field(len(fields) == 0)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
		if end {
			return fields, nil
		}
	}
}

// field reads one field and what ends it; end says that the record ends there too.
func (c *csvReader) field(first bool) (f csvField, end bool, err error) {
	var text strings.Builder
	for started := false; ; started = true {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && first && !started:
			return f, false, io.EOF
		case errors.Is(err, io.EOF):
			f.text = text.String()
			return f, true, nil
		case err != nil:
			return f, false, err
		case b == '"' && !started:
			f.quoted = true
			if err := c.quoted(&text); err != nil {
				return f, false, err
			}
		case b == c.delimiter:
			f.text = text.String()
			return f, false, nil
		case b == '\n':
			c.next++
			f.text = strings.TrimSuffix(text.String(), "\r")
			return f, true, nil
		case b == '"':
			return f, false, &csvError{c.line, `a quote stands inside a field; such a field is in quotes, and its own quotes are doubled`}
		case f.quoted && b != '\r':
			return f, false, &csvError{c.line, fmt.Sprintf("%q follows a closing quote", b)}
		default:
			text.WriteByte(b)
		}
	}
}

// quoted reads up to the closing quote.
func (c *csvReader) quoted(text *strings.Builder) error {
	for {
		b, err := c.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return &csvError{c.line, "a quote is never closed"}
		case err != nil:
			return err
		case b == '\n':
			c.next++
		case b == '"':
			if again, err := c.in.Peek(1); err != nil || again[0] != '"' {
				return nil
			}
			_, _ = c.in.Discard(1) // it was peeked
		}
		text.WriteByte(b)
	}
}

// writeCSV writes a record. A nil field is the mark of NULL; a text that reads like it is in quotes.
func writeCSV(w *bufio.Writer, fields []*string, delimiter byte, null string) error {
	for i, f := range fields {
		if i > 0 {
			_ = w.WriteByte(delimiter) // the Flush at the end gives the error
		}
		switch {
		case f == nil:
			_, _ = w.WriteString(null)
		case *f == null || *f == "" || strings.ContainsAny(*f, "\"\r\n"+string(rune(delimiter))):
			_, _ = w.WriteString(`"` + strings.ReplaceAll(*f, `"`, `""`) + `"`)
		default:
			_, _ = w.WriteString(*f)
		}
	}
	return w.WriteByte('\n')
}
