// This file holds the sinks for programs: JSON lines and log/slog.

package echo

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"time"
)

// JSON writes each event as one JSON object on a line. Its op, sql, raw, params and many are those of the
// recordings this module is measured against (bytes, times and decimals as small objects), so a log of a
// scenario can be compared with them. With Stamps it also tells duration_us and the stamp. Errors of w are not
// reported.
func JSON(w io.Writer, opts ...Option) Sink { return &jsonLines{w: w, settings: apply(opts)} }

type jsonLines struct {
	settings
	mu sync.Mutex
	w  io.Writer
}

type jsonEvent struct {
	Op       Op      `json:"op"`
	SQL      string  `json:"sql,omitempty"`
	Raw      string  `json:"raw,omitempty"`
	Params   *[]any  `json:"params,omitempty"`
	Many     bool    `json:"many,omitempty"`
	Rows     *int64  `json:"rows,omitempty"`
	Duration float64 `json:"duration_us,omitempty"`
	Stamp    Stamp   `json:"stamp,omitempty"`
	Notice   string  `json:"notice,omitempty"`
	Err      string  `json:"error,omitempty"`
	Cell     int     `json:"cell,omitempty"`
	File     string  `json:"file,omitempty"`
	Line     int     `json:"line,omitempty"`
	Col      int     `json:"col,omitempty"`
	Cause    string  `json:"cause,omitempty"`
	Object   string  `json:"object,omitempty"`
	Dialect  string  `json:"dialect,omitempty"`
	Session  uint64  `json:"session,omitempty"`
	Seq      uint64  `json:"seq,omitempty"`
}

// Emit implements Sink.
func (j *jsonLines) Emit(_ context.Context, e Event) {
	line := jsonEvent{
		Op: e.Op, Many: e.Many, Cell: e.Origin.Cell, File: e.Origin.File, Line: e.Origin.Line, Col: e.Origin.Col,
		Notice: e.Notice, Cause: e.Origin.Cause, Object: e.Origin.Object, Dialect: e.Dialect, Session: e.Session, Seq: e.Seq,
	}
	if e.SQL != "" {
		line.SQL = strings.Join(strings.Fields(e.SQL), " ")
		if line.SQL != e.SQL {
			line.Raw = e.SQL
		}
		params := jsonValues(e.Params)
		line.Params = &params
	}
	if e.Op == Statement && e.Rows >= 0 {
		line.Rows = &e.Rows
	}
	if e.Err != nil {
		line.Err = e.Err.Error()
	}
	if j.stamps {
		line.Duration, line.Stamp = float64(e.Duration.Nanoseconds())/1000, e.Stamp
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	enc.Encode(line) //nolint:errcheck // a log that can't be written must not stop the program
}

func jsonValues(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = jsonValue(v)
	}
	return out
}

// jsonValue is v in the recordings' notation: what JSON has as it is, other values as a small object.
func jsonValue(v any) any {
	switch v := v.(type) {
	case nil, string, bool, int64, int:
		return v
	case []any:
		return jsonValues(v)
	case []byte:
		if v == nil {
			return nil
		}
		return map[string]string{"bytes_hex": hex.EncodeToString(v)}
	case float64:
		return map[string]string{"float": Repr(v)}
	case float32:
		return map[string]string{"float": Repr(v)}
	case time.Time:
		layout := "2006-01-02 15:04:05"
		if v.Nanosecond() >= 1000 {
			layout += ".000000"
		}
		if v.Location() != time.UTC {
			layout += "-07:00"
		}
		return map[string]string{"datetime": v.Format(layout)}
	case json.Marshaler:
		return v
	case masked:
		return string(v)
	case Reprer:
		return jsonRepr(v.Repr())
	}
	switch rv := reflect.ValueOf(v); rv.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		return rv.Int()
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		return rv.Uint()
	case reflect.String:
		return rv.String()
	case reflect.Bool:
		return rv.Bool()
	}
	return Repr(v)
}

// jsonRepr turns Decimal('1.10') into {"decimal": "1.10"}; any other printed form stands as a string.
func jsonRepr(repr string) any {
	if digits, ok := strings.CutPrefix(repr, "Decimal('"); ok {
		return map[string]string{"decimal": strings.TrimSuffix(digits, "')")}
	}
	return repr
}

// Slog hands each event to l: transactions and statements at level Debug, failed ones at Error. The attributes are
// sql, params, rows, duration and, where there is one, the origin.
func Slog(l *slog.Logger, _ ...Option) Sink { return &slogSink{l} }

type slogSink struct{ l *slog.Logger }

// Emit implements Sink.
func (s *slogSink) Emit(ctx context.Context, e Event) {
	level := slog.LevelDebug
	switch {
	case e.Err != nil:
		level = slog.LevelError
	case e.Op == Notice:
		level = slog.LevelWarn
	}
	if !s.l.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 8)
	if e.SQL != "" {
		attrs = append(attrs, slog.String("sql", e.SQL), slog.String("params", string(AppendParams(nil, &e))))
	}
	if e.Notice != "" {
		attrs = append(attrs, slog.String("notice", e.Notice))
	}
	if e.Op == Statement {
		attrs = append(attrs, slog.Int64("rows", e.Rows), slog.Duration("duration", e.Duration))
	}
	if e.Origin.Cause != "" {
		attrs = append(attrs, slog.String("cause", e.Origin.Cause))
	}
	if e.Origin.Object != "" {
		attrs = append(attrs, slog.String("object", e.Origin.Object))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	s.l.LogAttrs(ctx, level, string(e.Op), attrs...)
}
