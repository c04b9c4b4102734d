// This file tests what the progress line says; that it comes and goes is tested at a terminal.

package repl

import (
	"testing"
	"time"
)

func TestProgressText(t *testing.T) {
	start := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	at := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	var p progress
	for _, tt := range []struct {
		now        float64
		statements int
		rows       int64
		want       string
	}{
		{0.9, 5, 5, ""}, {2, 0, 0, ""}, {2, 1000, 0, "1,000 statements, 500 statements/s, 2.0 s"}, {4, 3, 1234567, "1,234,567 rows, 308,641 rows/s, 4.0 s"},
	} {
		if got := p.text(at(tt.now), start, tt.statements, tt.rows); got != tt.want {
			t.Errorf("after %v s: %q, not %q", tt.now, got, tt.want)
		}
	}
	add, end := p.begin("entries", 40)
	p.tasks[0].began = start
	add(1)
	add(1)
	if got := p.text(at(2), start, 9, 9); got != "2 of 40 entries, 1 entries/s, 2.0 s" {
		t.Errorf("a task shows %q", got)
	}
	goOn := p.rest()
	if got := p.text(at(2), start, 9, 9); got != "" {
		t.Errorf("while a question stands: %q", got)
	}
	goOn()
	end()
	if got := p.text(at(3), start, 9, 9); got != "9 rows, 3 rows/s, 3.0 s" {
		t.Errorf("after the task: %q", got)
	}
}
