// This file holds the tests of emacs' keys beyond moving and typing: numeric arguments, the kill ring, transposing, case, search both ways.

package line_test

import (
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

func TestEmacsKeys(t *testing.T) {
	const alt, ctrlLeft, ctrlRight, altLeft, altRight = "\x1b", "\x1b[1;5D", "\x1b[1;5C", "\x1b[1;3D", "\x1b[1;3C"
	tests := []struct{ name, keys, line string }{
		{"words with Alt and Control", "one two three" + ctrlLeft + altLeft + ctrlLeft + altRight + ctrlRight + "X", "one twoX‸ three"},
		{"words with Alt, as rxvt says it", "one two\x1b\x1b[DX", "one X‸two"},
		{"words with Control, as rxvt says it", "one two\x1bOd\x1bOd\x1bOcX", "oneX‸ two"},
		{"accents belong to words", "one ne\u0301e two\x1bb\x1bbX", "one X‸ne\u0301e two"},
		{"kills that follow each other are one", "one two three\x17\x17\x19", "one two three‸"},
		{"forward, too", "one two three\x01\x1bd\x1bd\x05\x19", " threeone two‸"},
		{"yank the older one", "one two\x17" + right + left + "\x7f" + "\x17\x19\x1by", "two‸"},
		{"yank the older one, round", "a\x15b\x15" + "x\x7fc\x15x\x7f\x19\x1by\x1by", "a‸"},
		{"the older one only behind a yank", "one \x17\x7f" + "x\x1by", "x‸"},
		{"the older one twice", "one two\x17\x15x\x7f" + "\x1by\x1by", "‸"},
		{"the older one behind no yank", "a b c d\x1bb\x17\x1b0\x19\x01\x1by", "‸a b d"},
		{"transpose", "abc" + left + "\x14", "acb‸"},
		{"transpose at the end", "abc\x14\x14", "abc‸"},
		{"transpose at the beginning", "abc\x01\x14", "‸abc"},
		{"transpose families", "a" + family + flagOfFrance + "\x14", "a" + flagOfFrance + family + "‸"},
		{"transpose words", "one two three" + alt + "b" + alt + "t", "one three two‸"},
		{"transpose words at the end", "f(one, two)\x1bt", "f(two, one‸)"},
		{"transpose one word", "one\x1bt", "one‸"},
		{"upper", "one two\x01\x1bu", "ONE‸ two"},
		{"lower", "ONE TWO\x01\x1bl", "one‸ TWO"},
		{"capital", "one tWO\x01\x1bc\x1bc", "One Two‸"},
		{"the word before", "one two\x1b-\x1bu", "one TWO‸"},
		{"an argument repeats a letter", "a\x1b3b", "abbb‸"},
		{"further digits", "\x1b12-", "------------‸"},
		{"digits with Alt", "\x1b1\x1b2-", "------------‸"},
		{"an argument moves", "abcdef\x1b3\x02X", "abcX‸def"},
		{"a negative one moves the other way", "abcdef\x01\x1b-3\x02X", "abcX‸def"},
		{"backspaces", "abcdef\x1b4\x7f", "ab‸"},
		{"words with an argument", "a b c d\x1b2\x1bbX", "a b X‸c d"},
		{"kills with an argument are one", "a b c d\x01\x1b2\x1bd\x05\x19", " c da b‸"},
		{"undoes with an argument", "a b c\x1b2\x1f", "a ‸"},
		{"an argument is given up", "a\x1b4\x07b", "ab‸"},
		{"nothing, too", "a\x1b0b", "a‸"},
		{"undo takes words", "one two\x1f", "one ‸"},
		{"undo with Control-X", "one two\x18\x15", "one ‸"},
		{"undo of a kill", "one two\x17\x1f", "one two‸"},
		{"kill to the beginning with Control-X", "one two\x18\x7f", "‸"},
		{"delete a word", "one two\x01\x1b[3;5~", "‸ two"},
		{"beginning and end of the entry", "a" + altEnter + "b" + alt + "<x" + alt + ">y", "xa\n... by‸"},
		{"icons of fonts", "\uf135" + pasted("\uf101"), "\uf135\uf101‸"},
		{"unknown keys do nothing", "a\x1bq\x1d\x16\x18\x18b", "ab‸"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ty := start(t, line.Config{})
			ty.Keys(tt.keys)
			ty.Shows(">>> " + tt.line)
		})
	}
}

func TestArgumentIsShown(t *testing.T) {
	ty := start(t, line.Config{})
	ty.Keys("ab\x1b-\x1b1")
	ty.Shows("(arg: -1) ab‸")
	ty.Keys("2")
	ty.Shows("(arg: -12) ab‸")
	ty.Keys("\x07")
	ty.Shows(">>> ab‸")
}

func TestSearchBothWays(t *testing.T) {
	history := &line.History{}
	for _, e := range []string{"one := 1", "two", "one := 2", "three", "one := 3"} {
		if err := history.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	const ctrlS = "\x13"
	ty := start(t, line.Config{History: history})
	ty.Keys(ctrlR + "one")
	ty.Shows("(search) `one': ‸one := 3")
	ty.Keys(ctrlR + ctrlR)
	ty.Shows("(search) `one': ‸one := 1")
	ty.Keys(ctrlS)
	ty.Shows("(search) `one': ‸one := 2")
	ty.Keys(ctrlS + ctrlS)
	ty.Shows("(search) `one': ‸one := 3")
	ty.Keys(ctrlR + "\x7f\x7f\x7fthr")
	ty.Shows("(search) `thr': ‸three")
	ty.Keys("\x01x")
	ty.Shows(">>> x‸three")
	ty.Keys("\x15" + del + del + del + del + del + ctrlR + ctrlR)
	ty.Shows("(search) `thr': ‸three") // what was searched for last
	ty.Keys("\x07")
	ty.Shows(">>> ‸")
}

// Ctrl-O runs an entry and brings the one that followed it.
func TestRunAndBringNext(t *testing.T) {
	ty := start(t, line.Config{})
	for _, entry := range []string{"a := 1", "if b {\n    c\n}", "d()"} {
		ty.Keys(pasted(entry) + "\r")
		ty.want(entry, nil)
	}
	ty.Keys(up + up + up + up + up)
	ty.Ends(">>> a := 1‸")
	ty.Keys("0\x0f")
	ty.want("a := 10", nil)
	ty.Ends(">>> if b {", "...     c", "... }‸")
	ty.Keys("\x0f")
	ty.want("if b {\n    c\n}", nil)
	ty.Ends(">>> d()‸")
	ty.Keys("\r")
	ty.want("d()", nil)
	ty.Ends(">>> d()", ">>> ‸")
}

func TestLastWords(t *testing.T) {
	ty := start(t, line.Config{})
	for _, entry := range []string{"session.Get(&u, 1)", "x := 27"} {
		ty.Keys(entry + "\r")
		ty.want(entry, nil)
	}
	ty.Keys("y + \x1b.")
	ty.Ends(">>> y + 27‸")
	ty.Keys("\x1b.")
	ty.Ends(">>> y + 1)‸")
	ty.Keys("\x1b.")
	ty.Ends(">>> y + ‸")
}
