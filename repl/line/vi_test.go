// This file holds the tests of vi's keys, and of kill and yank.

package line_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

func TestViKeys(t *testing.T) {
	ty := start(t, line.Config{Vi: true}.WithEscape(func() bool { return false }))
	tests := []struct{ typed, keys, want string }{ // ‸ is the cursor
		{"one two", "0", "‸one two"},
		{"one two", "0dw", "‸two"},
		{"one two", "0dwx", "‸wo"},
		{"one two", "dw", "one t‸w"},
		{"one two three", "02dw", "‸three"},
		{"one two three", "0d2w", "‸three"},
		{"one two three", "0w2x", "one ‸o three"},
		{"a.b(c) d", "0www", "a.b‸(c) d"},
		{"a.b(c) d", "0W", "a.b(c) ‸d"},
		{"a.b(c) d", "B", "‸a.b(c) d"},
		{"one two", "0e", "on‸e two"},
		{"one two", "0ee", "one tw‸o"},
		{"one two", "bb", "‸one two"},
		{"one two", "0$", "one tw‸o"},
		{" one two", "^", " ‸one two"},
		{"one two three", "0cwnew\x1b0", "‸new two three"},
		{"a two three", "0cwnew\x1b0", "‸new two three"},
		{"one two three", "02cwnew\x1b0", "‸new three"},
		{"one two three", "0cwnew\x1bw.", "new ne‸w three"},
		{"one two three", "0wD", "one‸ "},
		{"one two three", "0wC1\x1b0", "‸one 1"},
		{"one two", "0ddp", "‸one two"},
		{"one two", "0xp", "n‸oe two"},
		{"one two", "0dwu", "‸one two"},
		{"one two three", "0dwdwuu", "‸one two three"},
		{"one two", "0cwnew\x1bu", "‸one two"},
		{"one two", "0x..", "‸ two"},
		{"one two", "03x", "‸ two"},
		{"one two", "0fo;", "one tw‸o"},
		{"one two", "0dtw", "‸wo"},
		{"one two", "Fo", "‸one two"},
		{"one two", "0df ", "‸two"},
		{"f(a, b)", "0%", "f(a, b‸)"},
		{"f(a, b)", "0ld%", "‸f"},
		{"one", "0rX", "‸Xne"},
		{"one", "03~", "ON‸E"},
		{"one", "0ix\x1b0", "‸xone"},
		{"one", "0Ax\x1b0", "‸onex"},
		{"one", "Ix\x1bl", "x‸one"},
		{"one", "0ax\x1b0", "‸oxne"},
		{"one two", "0yw$p", "one twoone‸ "},
		{"one two", "0wyy0P", "‸one two\none two"},
		{"one two", "0sx\x1b0", "‸xne two"},
		{"one two", "Sx\x1b0", "‸x"},
		{"one", "oy\x1b0", "one\n‸y"},
		{"one", "oy\x1bkx", "‸ne\ny"},
		{"one", "oy\x1bdd", "‸one"},
		{"one two", "d0", "‸o"},
		{"one two", "0d$", "‸"},
		{"one two", "0\x1b[C\x1b[C\x1b[Cx", "one‸two"}, // arrows
		{"one two", "0dqx", "‸ne two"},                 // no such motion
		{"one two three", "0wlciwX\x1b0", "‸one X three"},
		{"one two three", "0wlciwX\x1bw.", "one X ‸X"},
		{"one two three", "0wdaw", "one ‸three"},
		{"one two", "daw", "on‸e"},
		{"a.b c", "0diW", "‸ c"},
		{"f(\"one two\", 1)", "0di\"", "f(\"‸\", 1)"},
		{"f(\"one\", 1)", "0da\"", "f(‸, 1)"},
		{"x := \"a\" + \"b\"", "0fbci\"cd\x1b0", "‸x := \"a\" + \"cd\""},
		{"f(g(1), [2, 3])", "0f1di(", "f(g(‸), [2, 3])"},
		{"f(g(1), [2, 3])", "0f2di(", "f(‸)"},
		{"f(g(1), [2, 3])", "0f2da[", "f(g(1), ‸)"},
		{"T{1, 2}", "0f2yiB$p", "T{1, 2}1, ‸2"},
		{"f()", "0di[x", "‸()"},
		{"one", "oy\x1boz\x1bggx", "‸ne\ny\nz"},
		{"one", "oy\x1boz\x1bggGx", "one\ny\n‸"},
		{"one", "oy\x1boz\x1b2Gx", "one\n‸\nz"},
		{"one", "oy\x1boz\x1bkdgg", "‸z"},
		{"one", "oy\x1boz\x1bkdG", "‸one"},
	}
	for _, tt := range tests {
		ty.Keys(tt.typed + "\x1b" + tt.keys)
		ty.Ends("<<< " + strings.ReplaceAll(strings.TrimRight(tt.want, " "), "\n", "\n... "))
		ty.Keys("\r")
		ty.want(strings.Replace(tt.want, "‸", "", 1), nil)
	}
}

func TestViHistory(t *testing.T) {
	ty := start(t, line.Config{Vi: true}.WithEscape(func() bool { return false }))
	for _, entry := range []string{"first one", "second", "third one"} {
		ty.Keys(entry + "\r")
		ty.want(entry, nil)
	}
	ty.Keys("\x1bkk")
	ty.Ends("<<< secon‸d")
	ty.Keys("j")
	ty.Ends("<<< third on‸e")
	ty.Keys("/one")
	ty.Ends("(search) `one': third ‸one")
	ty.Keys("\r")
	ty.Ends("<<< third on‸e")
	ty.Keys("n")
	ty.Ends("<<< first on‸e")
	ty.Keys("N")
	ty.Ends("<<< third on‸e")
	ty.Keys("\r")
	ty.want("third one", nil)
}

// Kills take the row, not the entry, and come back with yank.
func TestKillAndYank(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("f(\r")
	ty.Shows(">>> f(", "...     ‸")
	ty.Keys("aa bb")
	ty.Shows(">>> f(", "...     aa bb‸")
	ty.Keys(left + left + "\x0b") // Ctrl-K
	ty.Shows(">>> f(", "...     aa ‸")
	ty.Keys("\x15") // Ctrl-U
	ty.Shows(">>> f(", "... ‸")
	ty.Keys("\x19") // Ctrl-Y: kills that follow each other are one
	ty.Shows(">>> f(", "...     aa bb‸")
	ty.Keys("\x7f\x7f")
	ty.Shows(">>> f(", "...     aa ‸")
	ty.Keys("b.c\x17") // Ctrl-W
	ty.Shows(">>> f(", "...     aa ‸")
	ty.Keys("b.c\x1b\x7f") // Alt-Backspace
	ty.Shows(">>> f(", "...     aa b.‸")
	ty.Keys("\x01\x1bd") // Home, Alt-D
	ty.Shows(">>> f(", "... ‸ b.")
	ty.Keys("\x15") // at the beginning: the row is joined
	ty.Shows(">>> f(‸ b.")
	ty.Keys("\x1bbx\x1bf)\r") // Alt-B, Alt-F
	ty.want("xf)( b.", nil)
}
