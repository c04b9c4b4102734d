// This file tests the printed forms: values, parameter sets, whole events in each sink.

package echo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/echo"
)

type decimal string

func (d decimal) Repr() string { return "Decimal('" + string(d) + "')" }

func TestRepr(t *testing.T) {
	seven := 7
	var none *int
	for _, c := range []struct {
		v    any
		want string
	}{
		{nil, "None"}, {none, "None"}, {&seven, "7"}, {true, "True"}, {false, "False"},
		{int64(-3), "-3"}, {uint64(math.MaxUint64), "18446744073709551615"}, {int8(4), "4"},
		{1.0, "1.0"}, {1.5, "1.5"}, {1e16, "1e+16"}, {1e15, "1000000000000000.0"}, {0.0001, "0.0001"}, {0.00001, "1e-05"},
		{math.NaN(), "nan"}, {math.Inf(-1), "-inf"}, {float32(0.1), "0.1"},
		{"ed", "'ed'"}, {"it's", `"it's"`}, {`say "x"`, `'say "x"'`}, {`both ' and "`, `'both \' and "'`},
		{`back\slash`, `'back\\slash'`}, {"a\nb\tc\r\x00\x7f", `'a\nb\tc\r\x00\x7f'`}, {"né", "'né'"}, {"\u00a0\u200b", `'\xa0\u200b'`},
		{"\xff", `'\xff'`}, {"🐱", "'🐱'"},
		{[]byte{0, 1, 'a', '\''}, `b"\x00\x01a'"`}, {[]byte(nil), "None"}, {[]byte{}, "b''"},
		{decimal("1.10"), "Decimal('1.10')"}, {echo.Masked, "'***'"},
		{[]string{"a", "b"}, "['a', 'b']"},
		{time.Date(2020, 2, 29, 13, 14, 15, 0, time.UTC), "datetime.datetime(2020, 2, 29, 13, 14, 15)"},
		{time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC), "datetime.datetime(2020, 2, 29, 0, 0)"},
		{time.Date(2020, 2, 29, 0, 0, 0, 5000, time.UTC), "datetime.datetime(2020, 2, 29, 0, 0, 0, 5)"},
		{36*time.Hour + time.Millisecond, "datetime.timedelta(days=1, seconds=43200, microseconds=1000)"},
		{-time.Second, "datetime.timedelta(days=-1, seconds=86399)"},
	} {
		if got := echo.Repr(c.v); got != c.want {
			t.Errorf("Repr(%#v) = %s, want %s", c.v, got, c.want)
		}
	}
}

// sets returns n parameter sets (first+i, 'm<i>').
func sets(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = []any{int64(100 + i)}
	}
	return out
}

func TestText(t *testing.T) {
	long := strings.Repeat("abcdefghij", 40)
	for _, c := range []struct {
		name string
		e    echo.Event
		want string
	}{
		{"begin", echo.Event{Op: echo.Begin}, "BEGIN (implicit)\n"},
		{"rollback", echo.Event{Op: echo.Rollback}, "ROLLBACK\n"},
		{"savepoint", echo.Event{Op: echo.Savepoint, SQL: "SAVEPOINT sa_savepoint_1"}, "SAVEPOINT sa_savepoint_1\n()\n"},
		{"ddl keeps its layout", echo.Event{Op: echo.Statement, SQL: "\nCREATE TABLE t (\n\tid INTEGER\n)\n\n"},
			"\nCREATE TABLE t (\n\tid INTEGER\n)\n\n\n()\n"},
		{"one value", echo.Event{Op: echo.Statement, SQL: "X", Params: []any{"a"}}, "X\n('a',)\n"},
		{"ten sets", echo.Event{Op: echo.Statement, SQL: "X", Many: true, Params: sets(10)},
			"X\n((100,), (101,), (102,), (103,), (104,), (105,), (106,), (107,), (108,), (109,))\n"},
		{"twelve sets", echo.Event{Op: echo.Statement, SQL: "X", Many: true, Params: sets(12)},
			"X\n((100,), (101,), (102,), (103,), (104,), (105,), (106,), (107,)" +
				"  ... displaying 10 of 12 total bound parameter sets ...  (110,), (111,))\n"},
		{"long value", echo.Event{Op: echo.Statement, SQL: "X", Params: []any{long}},
			"X\n('" + long[:149] + " ... (102 characters truncated) ... " + long[251:] + "',)\n"},
	} {
		var b bytes.Buffer
		echo.Text(&b).Emit(context.Background(), c.e)
		if b.String() != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, b.String(), c.want)
		}
	}
}

func TestStamps(t *testing.T) {
	for _, c := range []struct {
		stamp echo.Stamp
		age   time.Duration
		want  string
	}{
		{"", 120 * time.Microsecond, "X\n[generated in 0.00012s] ()\n"},
		{echo.Cached, 12 * time.Second, "X\n[cached since 12s ago] ()\n"},
		{echo.NoKey, 50 * time.Microsecond, "X\n[no key 0.00005s] ()\n"},
		{echo.RawSQL, time.Hour, "X\n[raw sql] ()\n"},
	} {
		var b bytes.Buffer
		echo.Text(&b, echo.Stamps(true)).Emit(context.Background(), echo.Event{Op: echo.Statement, SQL: "X", Stamp: c.stamp, Age: c.age})
		if b.String() != c.want {
			t.Errorf("%q: %q, want %q", c.stamp, b.String(), c.want)
		}
	}
}

func TestColorSurroundsOnlyTheText(t *testing.T) {
	var b bytes.Buffer
	echo.Text(&b, echo.Color(true)).Emit(context.Background(), echo.Event{Op: echo.Statement, SQL: "SELECT 1"})
	if got := b.String(); !strings.HasPrefix(got, "\x1b[36mSELECT 1\x1b[") || !strings.Contains(got, "()\x1b[") {
		t.Errorf("%q", got)
	}
}

func TestJSONValues(t *testing.T) {
	var b bytes.Buffer
	echo.JSON(&b).Emit(context.Background(), echo.Event{Op: echo.Statement, SQL: "X", Rows: -1, Err: errors.New("no such table"),
		Params: []any{nil, true, int64(1), 1.5, "a<b", []byte{0, 255}, decimal("1.10"), echo.Masked, time.Date(2020, 2, 29, 1, 2, 3, 0, time.UTC)}})
	var got struct {
		Params []any
		Error  string
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	want := `[null,true,1,{"float":"1.5"},"a<b",{"bytes_hex":"00ff"},{"decimal":"1.10"},"***",{"datetime":"2020-02-29 01:02:03"}]`
	if !strings.Contains(b.String(), want) || got.Error != "no such table" {
		t.Errorf("%s\nwant in it %s", b.String(), want)
	}
}

func TestTeeAndSlog(t *testing.T) {
	var text, logged bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	sink := echo.Tee(echo.Text(&text), nil, echo.Slog(logger))
	sink.Emit(context.Background(), echo.Event{Op: echo.Statement, SQL: "SELECT ?", Params: []any{int64(1)}, Rows: 1, Origin: echo.Origin{Cause: "load"}})
	if text.String() != "SELECT ?\n(1,)\n" {
		t.Errorf("text sink: %q", text.String())
	}
	for _, want := range []string{"level=DEBUG", "msg=STATEMENT", `sql="SELECT ?"`, `params=(1,)`, "cause=load"} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("log lacks %s: %s", want, logged.String())
		}
	}
}

// Events of several goroutines come out whole.
func TestTextIsSafeForConcurrentUse(t *testing.T) {
	var b bytes.Buffer
	sink := echo.Text(&b)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				sink.Emit(context.Background(), echo.Event{Op: echo.Statement, SQL: "SELECT 1"})
			}
		})
	}
	wg.Wait()
	if got := strings.Count(b.String(), "SELECT 1\n()\n"); got != 800 {
		t.Errorf("%d whole events, want 800", got)
	}
}

func BenchmarkText(b *testing.B) {
	sink := echo.Text(io.Discard)
	e := echo.Event{Op: echo.Statement, SQL: "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?)",
		Params: []any{"ed", "Ed Jones", "edspassword"}}
	b.ReportAllocs()
	for b.Loop() {
		sink.Emit(context.Background(), e)
	}
}
