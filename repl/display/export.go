// This file writes rows for other programs: csv, json, markdown, html.

package display

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"io"
	"strings"
	"time"
)

// csv writes RFC 4180 with a header; NULL is an empty field.
func (r Rows) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(r.Columns); err != nil {
		return err
	}
	for _, row := range r.Values {
		fields := make([]string, len(row))
		for i, v := range row {
			if v != nil {
				fields[i] = Cell(v)
			}
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// json writes an array of one object a row, its names in the order of the columns.
func (r Rows) json(w io.Writer) error {
	var b strings.Builder
	b.WriteString("[")
	for i, row := range r.Values {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {")
		for c, v := range row {
			if c > 0 {
				b.WriteString(", ")
			}
			name, err := jsonText(r.Columns[c])
			if err != nil {
				return err
			}
			value, err := jsonText(plain(v))
			if err != nil {
				return err
			}
			b.WriteString(name + ": " + value)
		}
		b.WriteString("}")
	}
	if len(r.Values) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// jsonText is a value in JSON. Signs that mean something in HTML stay as they are.
func jsonText(v any) (string, error) {
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	err := out.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// plain is a value as JSON has it: what JSON has no kind for is its text.
func plain(v any) any {
	switch v.(type) {
	case nil, bool, string, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64, json.Marshaler:
		if t, ok := v.(time.Time); ok {
			return Cell(t)
		}
		return v
	}
	return Cell(v)
}

func (r Rows) markdown(w io.Writer) error {
	var b strings.Builder
	escape := strings.NewReplacer("|", `\|`, "\n", "<br>")
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + escape.Replace(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(r.Columns)
	b.WriteString(strings.Repeat("| --- ", len(r.Columns)) + "|\n")
	for _, row := range r.Values {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = Cell(v)
		}
		line(cells)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Rows) html(w io.Writer) error {
	var b strings.Builder
	b.WriteString("<table>\n<tr>")
	for _, c := range r.Columns {
		b.WriteString("<th>" + html.EscapeString(c) + "</th>")
	}
	b.WriteString("</tr>\n")
	for _, row := range r.Values {
		b.WriteString("<tr>")
		for _, v := range row {
			if v == nil {
				b.WriteString(`<td class="null"></td>`)
				continue
			}
			b.WriteString("<td>" + html.EscapeString(Cell(v)) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
	_, err := io.WriteString(w, b.String())
	return err
}
