// This file types keys at random: whatever they are, the editor goes on, and what it reads is what the screen shows.

package line_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

var seeds = flag.Int("seeds", 6, "how many sequences TestRandomKeys types in each mode")

func TestRandomKeys(t *testing.T) {
	keys := []string{
		"a", "b c", "f(", ")", "}", "{", "\"", "漢", family, flagOfFrance, accent, "\u0301", "\t", " ", "3", "0", "-", ".",
		up, down, left, right, home, end, del, altEnter, "\x7f", "\x08", "\x0b", "\x15", "\x17", "\x19", "\x14", "\x1f", "\x0c", "\x07", "\x02", "\x06", del,
		"\x1bb", "\x1bf", "\x1bd", "\x1bu", "\x1bl", "\x1bc", "\x1bt", "\x1by", "\x1b.", "\x1b<", "\x1b>", "\x1b3", "\x1b-", "\x1b\x7f", "\x1b[1;5C", "\x1b[1;3D", "\x1b\x1b[D",
		ctrlR, ctrlR + "a", "\x13", "\x18\x15", "\x18\x7f", pasted("x\n\ty" + family), pasted("\x1b[1mz"), "\r",
		"\x1b", "\x1bdw", "\x1bx", "\x1bp", "\x1bP", "\x1bcw", "\x1b~", "\x1br", "\x1b%", "\x1bu.", "\x1bdd", "\x1byy", "\x1bo", "\x1bkj", "\x1bfa;,", "\x1b2h3l", "\x1b/a", "\x1bn", "\x1bN", "\x1bD", "\x1bA", "i", "\x1bciw", "\x1bda(", "\x1bdi\"", "\x1bdG", "\x1byggP",
	}
	for _, vi := range []bool{false, true} {
		for seed := range *seeds {
			r := rand.New(rand.NewPCG(uint64(seed), 0))
			cfg := line.Config{Vi: vi, History: &line.History{}}.WithEscape(func() bool { return false })
			cfg.Highlight = func(text string, _ int) []line.Span {
				if text == "" {
					return nil
				}
				return []line.Span{{From: 0, To: 1, Style: "32"}}
			}
			ty := start(t, cfg)
			var typed []string
			for range 60 {
				typed = append(typed, keys[r.IntN(len(keys))])
			}
			// What was begun is ended, then the entry is given up: a search, an argument, vi's commands, the entry itself.
			ty.Keys(strings.Join(typed, "") + "\x07\x07" + ctrlC + ctrlC)
			for {
				got := <-ty.entries
				if errors.Is(got.err, line.ErrInterrupt) {
					break
				}
				if got.err != nil {
					t.Fatalf("vi %v, seed %d: %v after %q", vi, seed, got.err, typed)
				}
				ty.read()
			}
		}
	}
}
