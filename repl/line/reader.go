// This file holds the Reader, its choice and its configuration.

package line

import (
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Reader reads entries and prints. Write is safe from other goroutines: what comes while an entry is typed stands above it.
type Reader interface {
	// Read shows the prompt and returns one entry, without its last line end. The error is ErrInterrupt after Ctrl-C, io.EOF after Ctrl-D or at
	// the end of input, or the terminal's own.
	Read(Prompt) (entry string, err error)
	io.Writer
	// Close leaves the terminal as it was found.
	Close() error
}

// ErrInterrupt says that Ctrl-C gave the entry up.
var ErrInterrupt = errors.New("interrupted")

// Prompt is what stands before the first row of an entry and before the others.
type Prompt struct {
	First, More string
	Answer      bool // one row is asked for, and not kept in history
}

// Config says where to read from and who answers the questions that arise.
type Config struct {
	In, Out    *os.File
	Interrupts <-chan os.Signal                                              // where Ctrl-C arrives while it is a signal; Read takes only its own; nil: nowhere
	History    *History                                                      // nil: kept for this run only
	Incomplete func(entry string) bool                                       // does Enter go on in a new row?
	Complete   func(entry string, at int) (from int, candidates []Candidate) // in bytes; nil: no completion
	Highlight  func(entry string, cursor int) []Span                         // nil: no colours; the cursor is in runes, -1 when the entry is done
	Mistakes   func(entry string) []Span                                     // asked, with colours on, when an entry rests, in a goroutine of its own but never while Complete runs; nil: nobody is asked
	Vi         bool                                                          // vi keys

	waiting func() bool // instead of the wait for more after ESC; for tests
}

// dropInterrupt forgets a signal that came before there was anything to interrupt. It must run before what comes next can be interrupted: a
// signal taken afterwards might be meant for that.
func (c *Config) dropInterrupt() {
	select {
	case <-c.Interrupts:
	default:
	}
}

// New is a Terminal where both files are one that can place its cursor, else a plain reader.
func New(cfg Config) (Reader, error) {
	if cfg.History == nil {
		cfg.History = &History{}
	}
	if IsTerminal(cfg.In) && IsTerminal(cfg.Out) && os.Getenv("TERM") != "dumb" {
		return newTerminal(cfg)
	}
	return newPlain(cfg), nil
}

// IsTerminal says whether the file is a terminal.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// isPrompted says whether a row begins with a prompt, plain or with a status before it.
func isPrompted(row string) bool {
	before, after, found := strings.Cut(row, ">>>")
	if !found || after != "" && after[0] != ' ' {
		return false
	}
	for _, guard := range []string{"(sandbox) ", "(read-only) "} {
		before = strings.TrimSuffix(strings.TrimPrefix(before, guard), guard)
	}
	if before == "" {
		return true
	}
	words := strings.Fields(before)
	if !strings.HasSuffix(before, " ") || len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	counts := len(words) > 1 && strings.Trim(last, "+~-0123456789") == "" && strings.ContainsAny(last[:1], "+~-") && len(last) > 1
	return counts || strings.HasSuffix(last, "*") || strings.HasSuffix(last, "!")
}

// StripPrompts takes the prompts off text that was copied from a session. Where rows begin with prompts, the rows that don't are output and
// are left out too; text without prompts stays as it is.
func StripPrompts(text string) string {
	rows := strings.Split(text, "\n")
	var kept []string
	inEntry := false
	for _, row := range rows {
		switch {
		case isPrompted(row):
			_, entry, _ := strings.Cut(row, ">>>")
			kept = append(kept, strings.TrimPrefix(entry, " "))
			inEntry = true
		case inEntry && (strings.HasPrefix(row, "... ") || row == "..."):
			kept = append(kept, strings.TrimPrefix(row[3:], " "))
		default:
			inEntry = false
		}
	}
	if kept == nil {
		return text
	}
	return strings.Join(kept, "\n")
}
