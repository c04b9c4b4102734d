// This file holds the tests of characters of several runes, in terminals that draw them as one picture and in those that don't.

package line_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

const (
	family       = "👨\u200d👩\u200d👧"
	flagOfFrance = "🇫🇷"
	wave         = "👋🏽"
	heart        = "❤\ufe0f"
	accent       = "e\u0301"
	hangul       = "\u1112\u1161\u11ab"
)

func TestCharacters(t *testing.T) {
	for _, joins := range []bool{false, true} {
		for name, c := range map[string]string{"family": family, "flag": flagOfFrance, "skin tone": wave, "variation": heart, "accent": accent, "jamo": hangul, "two": family + flagOfFrance} {
			n := 1
			if name == "two" {
				n = 2
			}
			keys := func(key string) string { return strings.Repeat(key, n) }
			tests := []struct{ name, keys, line string }{
				{"typed", "a" + c + "b", "a" + c + "b‸"},
				{"left", "a" + c + "b" + left + keys(left), "a‸" + c + "b"},
				{"left and typed", "a" + c + "b" + left + "x", "a" + c + "x‸b"},
				{"right", "a" + c + "b" + home + right + keys(right), "a" + c + "‸b"},
				{"backspace", "a" + c + "b" + left + keys("\x7f"), "a‸b"},
				{"delete", "a" + c + "b" + home + right + keys(del), "a‸b"},
				{"control d", "a" + c + "b" + home + right + keys(ctrlD), "a‸b"},
				{"pasted", "a" + left + pasted(c) + right + "b", c + "ab‸"},
				{"kill and yank", "a" + c + " b" + home + right + "\x0b\x19", "a" + c + " b‸"},
			}
			for _, tt := range tests {
				t.Run(name+"/"+tt.name, func(t *testing.T) {
					ty := start(t, line.Config{})
					if joins {
						ty.Join()
					}
					ty.Keys(tt.keys)
					ty.Shows(">>> " + tt.line)
				})
			}
		}
	}
}

// At the right edge a character is never cut, and what is typed stands where the cursor is.
func TestCharactersAtTheEdge(t *testing.T) {
	for _, joins := range []bool{false, true} {
		ty := start(t, line.Config{})
		if joins {
			ty.Join()
		}
		fill := strings.Repeat("x", 31) // 40 columns: 5 are left, the family may need 6
		ty.Keys(fill + family + "yz" + left + left + left)
		ty.Shows(">>> "+fill, "‸"+family+"yz")
		ty.Keys("w")
		ty.Shows(">>> "+fill+"w", "‸"+family+"yz")
		ty.Keys(end + up + "\r")
		ty.want(fill+"w"+family+"yz", nil)
	}
}

// Up and Down keep to the column of the screen, over shorter rows and wide characters, and never stand inside a character.
func TestColumnsOfRows(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("漢字漢字" + altEnter + "ab" + altEnter + family + family + "c" + altEnter + "abcdefgh")
	ty.Shows(">>> 漢字漢字", "... ab", "... "+family+family+"c", "... abcdefgh‸")
	ty.Keys(left + left + left + left + left) // column 3
	ty.Shows(">>> 漢字漢字", "... ab", "... "+family+family+"c", "... abc‸defgh")
	ty.Keys(up)
	ty.Shows(">>> 漢字漢字", "... ab", "... ‸"+family+family+"c", "... abcdefgh")
	ty.Keys(up)
	ty.Shows(">>> 漢字漢字", "... ab‸", "... "+family+family+"c", "... abcdefgh")
	ty.Keys(up)
	ty.Shows(">>> 漢‸字漢字", "... ab", "... "+family+family+"c", "... abcdefgh")
	ty.Keys(down + down + down)
	ty.Shows(">>> 漢字漢字", "... ab", "... "+family+family+"c", "... abc‸defgh")
}

func TestViCharacters(t *testing.T) {
	ty := start(t, line.Config{Vi: true}.WithEscape(func() bool { return false }))
	for _, tt := range []struct{ typed, keys, want string }{
		{"a" + family + "b", "h", "a‸" + family + "b"},
		{"a" + family + "b", "0ll", "a" + family + "‸b"},
		{"a" + family, "", "a‸" + family},
		{"a" + family + flagOfFrance, "x", "a‸" + family},
		{"a" + family + "b", "X", "a‸b"},
		{"a" + family + "b", "0lrx", "a‸xb"},
		{"a" + family + "b", "0lax\x1b", "a" + family + "‸xb"},
		{"a" + family + "b", "0lylP", "a‸" + family + family + "b"},
		{accent + "b c", "0w", accent + "b ‸c"},
		{accent + "b c", "0~", strings.ToUpper(accent) + "‸b c"},
	} {
		ty.Keys(tt.typed + "\x1b" + tt.keys)
		ty.Ends("<<< " + tt.want)
		ty.Keys("\r")
		ty.want(strings.Replace(tt.want, "‸", "", 1), nil)
	}
}
