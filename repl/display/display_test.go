// This file holds the tests of values and rows as text.

package display_test

import (
	"container/list"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/repl/display"
)

type point struct{ X, Y int }

type pet struct {
	Name string
	Toys []string
	Of   *pet
	age  int
}

type mapped struct{ Name string }

type stringer struct{ s string }

func (s stringer) String() string { return "<" + s.s + ">" }

type broken struct{ n *int }

func (b broken) String() string { return fmt.Sprint(*b.n) }

func repr(v any) (string, bool) {
	if m, ok := v.(*mapped); ok {
		return "<mapped(name='" + m.Name + "')>", true
	}
	return "", false
}

func ptr[T any](v T) *T { return &v }

func TestValues(t *testing.T) {
	loop := &pet{Name: "ouroboros", age: 3}
	loop.Of = loop
	tests := []struct {
		value any
		want  string
	}{
		{nil, "nil"},
		{"ed", `"ed"`},
		{true, "true"},
		{1, "1"},
		{1.5, "1.5"},
		{ptr("ed"), `&"ed"`},
		{(*string)(nil), "nil"},
		{[]int{1, 2}, "[]int{1, 2}"},
		{[]int(nil), "nil"},
		{[]string{"a"}, `[]string{"a"}`},
		{[]any{1, "a", nil}, `[]any{1, "a", nil}`},
		{[2]bool{true, false}, "[2]bool{true, false}"},
		{map[string]int{"b": 2, "a": 1}, `map[string]int{"a": 1, "b": 2}`},
		{map[int]string{10: "x", 9: "y"}, `map[int]string{9: "y", 10: "x"}`},
		{point{1, 2}, "display_test.point{X: 1, Y: 2}"},
		{&point{1, 2}, "&display_test.point{X: 1, Y: 2}"},
		{[]point{{1, 2}}, "[]display_test.point{{X: 1, Y: 2}}"},
		{loop, `&display_test.pet{Name: "ouroboros", Toys: nil, Of: &display_test.pet{...}, age: 3}`},
		{[]byte("ab"), `[]byte("ab")`},
		{[]byte{0xff, 0}, "[]byte(0xff00)"},
		{errors.New("no such table"), "no such table"},
		{stringer{"x"}, "<x>"},
		{[]stringer{{"x"}}, "[]display_test.stringer{<x>}"},
		{1500 * time.Millisecond, "1.5s"},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02 03:04:05 +0000 UTC"},
		{&mapped{"ed"}, "<mapped(name='ed')>"},
		{[]*mapped{{"ed"}, {"wendy"}}, "[<mapped(name='ed')>, <mapped(name='wendy')>]"},
		{[]*mapped{}, "[]"},
		{[]*mapped(nil), "nil"},
		{func(int) string { return "" }, "func(int) string"},
	}
	printer := display.Printer{Repr: repr}
	for _, tt := range tests {
		if got := printer.Sprint(reflect.ValueOf(tt.value)); got != tt.want {
			t.Errorf("%#v reads\n  %s, not\n  %s", tt.value, got, tt.want)
		}
	}
}

func TestClosedPackages(t *testing.T) {
	type own struct {
		n  int
		mu *sync.Mutex
	}
	printer := display.Printer{Closed: func(path string) bool { return path != "github.com/ormsh/ormsh/repl/display_test" }}
	for _, tt := range []struct {
		value any
		want  string
	}{
		{list.New(), "&list.List{...}"},
		{&own{1, &sync.Mutex{}}, "&display_test.own{n: 1, mu: &sync.Mutex{...}}"},
		{&url.URL{Scheme: "a", Host: "b"}, "a://b"},
		{url.UserPassword("a", "b"), "a:b"},
		{&time.Timer{}, "&time.Timer{C: nil, ...}"},
		{struct{ a int }{1}, "struct { a int }{a: 1}"},
	} {
		if got := printer.Sprint(reflect.ValueOf(tt.value)); got != tt.want {
			t.Errorf("%T reads\n  %s, not\n  %s", tt.value, got, tt.want)
		}
	}
}

func TestLongValues(t *testing.T) {
	printer := display.Printer{Width: 40}
	want := `display_test.pet{
    Name: "rex",
    Toys: []string{"ball", "bone", "stick"},
    Of: &display_test.pet{
        Name: "fido",
        Toys: nil,
        Of: nil,
        age: 0,
    },
    age: 0,
}`
	if got := printer.Sprint(reflect.ValueOf(pet{Name: "rex", Toys: []string{"ball", "bone", "stick"}, Of: &pet{Name: "fido"}})); got != want {
		t.Errorf("a nested struct reads\n%s", got)
	}
	if got := printer.Sprint(reflect.ValueOf(make([]int, 300))); !strings.Contains(got, "... 200 more") {
		t.Errorf("a long slice doesn't say how much it leaves out:\n%s", got)
	}
	if got := printer.Sprint(reflect.ValueOf(broken{})); !strings.Contains(got, "String method panicked") {
		t.Errorf("a String method that panics reads %s", got)
	}
}

func TestSeveralValues(t *testing.T) {
	values := []reflect.Value{reflect.ValueOf("ed"), reflect.ValueOf(0), {}}
	if got, want := (display.Printer{}).SprintAll(values), `"ed", 0, nil`; got != want {
		t.Errorf("three values read %s, not %s", got, want)
	}
}

var users = display.Rows{
	Columns: []string{"id", "name", "nick"},
	Values:  [][]any{{int64(1), "ed", nil}, {int64(12), "漢字", "a|b"}},
}

func TestFormats(t *testing.T) {
	tests := []struct {
		format display.Format
		want   string
	}{
		{display.Table, "" +
			" id | name | nick\n" +
			"----+------+------\n" +
			"  1 | ed   | NULL\n" +
			" 12 | 漢字 | a|b\n" +
			"(2 rows)\n"},
		{display.Vertical, "" +
			"-[ row 1 ]-\n" +
			"id   | 1\nname | ed\nnick | NULL\n" +
			"-[ row 2 ]-\n" +
			"id   | 12\nname | 漢字\nnick | a|b\n" +
			"(2 rows)\n"},
		{display.CSV, "id,name,nick\n1,ed,\n12,漢字,a|b\n"},
		{display.JSON, "[\n  {\"id\": 1, \"name\": \"ed\", \"nick\": null},\n  {\"id\": 12, \"name\": \"漢字\", \"nick\": \"a|b\"}\n]\n"},
		{display.Markdown, "| id | name | nick |\n| --- | --- | --- |\n| 1 | ed | NULL |\n| 12 | 漢字 | a\\|b |\n"},
		{display.HTML, "<table>\n<tr><th>id</th><th>name</th><th>nick</th></tr>\n<tr><td>1</td><td>ed</td><td class=\"null\"></td></tr>\n" +
			"<tr><td>12</td><td>漢字</td><td>a|b</td></tr>\n</table>\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := users.Write(&b, display.Layout{Format: tt.format}); err != nil {
			t.Fatal(err)
		}
		if b.String() != tt.want {
			t.Errorf("%s reads\n%s, not\n%s", tt.format, b.String(), tt.want)
		}
	}
}

func TestTableFitsTheTerminal(t *testing.T) {
	rows := display.Rows{Columns: []string{"n", "text"}}
	for i := range 50 {
		rows.Values = append(rows.Values, []any{i, strings.Repeat("x", 100)})
	}
	var b strings.Builder
	if err := rows.Write(&b, display.Layout{Format: display.Table, Width: 40, Height: 10}); err != nil {
		t.Fatal(err)
	}
	if got := display.Width(b.String()); got > 40 {
		t.Errorf("the table is %d columns wide", got)
	}
	if lines := strings.Count(b.String(), "\n"); lines != 2+10+1+1 {
		t.Errorf("the table has %d lines:\n%s", lines, b.String())
	}
}

// Exact numbers come as text: they stand at the right, and text that merely begins with digits doesn't.
func TestDecimalsStandRight(t *testing.T) {
	rows := display.Rows{Columns: []string{"total", "code", "none"}, Values: [][]any{{"-1.50", "1.5a", nil}, {nil, "2.0", nil}, {"1000.00", "x", "a"}}}
	var text strings.Builder
	if err := rows.Write(&text, display.Layout{Format: display.Table}); err != nil {
		t.Fatal(err)
	}
	if want := " total   | code | none\n---------+------+------\n   -1.50 | 1.5a | NULL\n    NULL | 2.0  | NULL\n 1000.00 | x    | a\n(3 rows)\n"; text.String() != want {
		t.Errorf("a table reads\n%s", &text)
	}
}

// A time shows its zone where it has one, and a date no time.
func TestTimes(t *testing.T) {
	midnight := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value any
		want  string
	}{
		{midnight, "2020-01-02 00:00:00"},
		{midnight.Add(1500 * time.Millisecond), "2020-01-02 00:00:01.5"},
		{midnight.In(time.FixedZone("", 2*3600)), "2020-01-02 02:00:00+02"},
		{midnight.In(time.FixedZone("", 5*3600+1800)), "2020-01-02 05:30:00+05:30"},
		{display.Day(midnight), "2020-01-02"},
		{display.Instant(midnight.In(time.FixedZone("", 2*3600))), "2020-01-02 00:00:00+00"},
		{nil, "NULL"},
	} {
		if got := display.Cell(tt.value); got != tt.want {
			t.Errorf("%v reads %s, not %s", tt.value, got, tt.want)
		}
	}
}

// What means something to the format is escaped, and nothing else.
func TestEscapes(t *testing.T) {
	rows := display.Rows{Columns: []string{"a|b", "<c>"}, Values: [][]any{{"x|y\nz", nil}, {`"q", <b> & 漢字`, "NULL"}}}
	for format, want := range map[display.Format]string{
		display.CSV:      "a|b,<c>\n\"x|y\nz\",\n\"\"\"q\"\", <b> & 漢字\",NULL\n",
		display.JSON:     "[\n  {\"a|b\": \"x|y\\nz\", \"<c>\": null},\n  {\"a|b\": \"\\\"q\\\", <b> & 漢字\", \"<c>\": \"NULL\"}\n]\n",
		display.Markdown: "| a\\|b | <c> |\n| --- | --- |\n| x\\|y<br>z | NULL |\n| \"q\", <b> & 漢字 | NULL |\n",
		display.HTML: "<table>\n<tr><th>a|b</th><th>&lt;c&gt;</th></tr>\n<tr><td>x|y\nz</td><td class=\"null\"></td></tr>\n" +
			"<tr><td>&#34;q&#34;, &lt;b&gt; &amp; 漢字</td><td>NULL</td></tr>\n</table>\n",
		display.Vertical: "-[ row 1 ]-\na|b | x|y⏎z\n<c> | NULL\n-[ row 2 ]-\na|b | \"q\", <b> & 漢字\n<c> | NULL\n(2 rows)\n",
		display.Table:    " a|b             | <c>\n-----------------+------\n x|y⏎z           | NULL\n \"q\", <b> & 漢字 | NULL\n(2 rows)\n",
	} {
		var b strings.Builder
		if err := rows.Write(&b, display.Layout{Format: format}); err != nil || b.String() != want {
			t.Errorf("%s reads (%v)\n%s\nnot\n%s", format, err, &b, want)
		}
	}
}

// What is left out is marked in ASCII where that is asked for.
func TestMarksOfASCII(t *testing.T) {
	rows := display.Rows{Columns: []string{"n", "text"}, Values: [][]any{{1, "a\nb"}, {2, strings.Repeat("x", 40)}, {3, "c"}, {4, "d"}, {5, "e"}}}
	var b strings.Builder
	if err := rows.Write(&b, display.Layout{Format: display.Table, Width: 20, Height: 4, ASCII: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a\\nb", "xxx~", " : | :"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q isn't in\n%s", want, b.String())
		}
	}
	if text, _ := display.Excerpt(strings.Repeat("y", 50), 0, 20, true); text != strings.Repeat("y", 19)+"~" {
		t.Errorf("the excerpt is %q", text)
	}
}
