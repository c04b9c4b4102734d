// This file converts JSON columns. The text has blanks behind colons and commas, as the recordings have it.

package dialect

import (
	"bytes"
	"encoding/json"
	"fmt"
)

func plainJSON(value any) (any, error) {
	var compact bytes.Buffer
	enc := json.NewEncoder(&compact)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("value for JSON: %w", err)
	}
	return spacedJSON(bytes.TrimRight(compact.Bytes(), "\n")), nil
}

// spacedJSON puts a blank behind each colon and comma outside strings.
func spacedJSON(compact []byte) string {
	out := make([]byte, 0, len(compact)+len(compact)/8)
	quoted := false
	for i := 0; i < len(compact); i++ {
		ch := compact[i]
		out = append(out, ch)
		switch {
		case quoted && ch == '\\':
			i++
			out = append(out, compact[i])
		case ch == '"':
			quoted = !quoted
		case !quoted && (ch == ',' || ch == ':'):
			out = append(out, ' ')
		}
	}
	return string(out)
}

// parseJSON gives maps, slices, strings, booleans, nil, int64 for whole numbers and float64 for others.
func parseJSON(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return nil, fmt.Errorf("JSON from the database: %w", err)
	}
	return plainNumbers(value), nil
}

func plainNumbers(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
	case []any:
		for i := range v {
			v[i] = plainNumbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plainNumbers(v[key])
		}
	}
	return value
}
