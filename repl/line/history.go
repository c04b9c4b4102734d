// This file keeps entries across runs.

package line

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// maxHistory is the number of entries kept.
const maxHistory = 5000

// History holds earlier entries, oldest first. A history without a file lives as long as the process.
//
// The file is text: the first row of an entry as it is, each further row behind a tab. Shells that run side by side append under a lock.
// What is written there has passwords in URLs and literals beside words like password masked; the entries of the running shell don't.
type History struct {
	entries []string
	path    string
}

// HistoryPath is where history belongs: $ORMSH_HISTORY ("off" or /dev/null: nowhere, the empty path), else ormsh/history below
// $XDG_STATE_HOME or ~/.local/state. It is empty too where there is no home directory.
func HistoryPath() string {
	switch path := os.Getenv("ORMSH_HISTORY"); path {
	case "":
	case "off", os.DevNull:
		return ""
	default:
		return path
	}
	state := os.Getenv("XDG_STATE_HOME")
	if state == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "ormsh", "history")
}

// OpenHistory reads the file, which needn't exist; the empty path is a history without a file. A file that others may read is closed to
// them. The history is usable even where the error is not nil: then it has no file.
func OpenHistory(path string) (h *History, err error) {
	if path == "" {
		return &History{}, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return &History{}, fmt.Errorf("history: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &History{}, fmt.Errorf("history: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Chmod(0o600); err != nil {
		return &History{}, fmt.Errorf("history: %w", err)
	}
	if err := lock(f); err != nil {
		return &History{}, fmt.Errorf("history: lock %s: %w", path, err)
	}
	h = &History{path: path}
	if err := h.read(f); err != nil {
		return &History{}, fmt.Errorf("history: read %s: %w", path, err)
	}
	if len(h.entries) > maxHistory {
		h.entries = h.entries[len(h.entries)-maxHistory:]
		return h, h.rewrite(f)
	}
	return h, nil
}

// lock takes the file for this process until it is closed.
func lock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func (h *History) read(f *os.File) error {
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		line := lines.Text()
		if more, ok := strings.CutPrefix(line, "\t"); ok && len(h.entries) > 0 {
			h.entries[len(h.entries)-1] += "\n" + more
			continue
		}
		if line != "" {
			h.entries = append(h.entries, line)
		}
	}
	return lines.Err()
}

func (h *History) rewrite(f *os.File) error {
	var b strings.Builder
	for _, e := range h.entries {
		b.WriteString(encode(e))
	}
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("history: shorten: %w", err)
	}
	if _, err := f.WriteAt([]byte(b.String()), 0); err != nil {
		return fmt.Errorf("history: shorten: %w", err)
	}
	return nil
}

func encode(entry string) string {
	return strings.ReplaceAll(entry, "\n", "\n\t") + "\n"
}

// Add keeps an entry. One that begins with a blank, is empty, or repeats the last one isn't kept. The error is the file's; the entry is kept
// for this run anyway.
func (h *History) Add(entry string) (err error) {
	entry = strings.TrimRight(entry, " \t\n")
	if entry == "" || entry[0] == ' ' || entry[0] == '\t' || entry[0] == '\n' {
		return nil
	}
	if n := len(h.entries); n > 0 && h.entries[n-1] == entry {
		return nil
	}
	h.entries = append(h.entries, entry)
	if h.path == "" {
		return nil
	}
	f, err := os.OpenFile(h.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := lock(f); err != nil {
		return fmt.Errorf("history: lock %s: %w", h.path, err)
	}
	if _, err := f.WriteString(encode(Mask(entry))); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

// Len is the number of entries.
func (h *History) Len() int { return len(h.entries) }

// At is the i-th entry, oldest first.
func (h *History) At(i int) string { return h.entries[i] }

// Find looks from entry i-1 back for one that has the text; prefix asks for it at the beginning. It is -1 where there is none.
func (h *History) Find(i int, text string, prefix bool) int {
	for i--; i >= 0; i-- {
		if prefix && strings.HasPrefix(h.entries[i], text) || !prefix && strings.Contains(h.entries[i], text) {
			return i
		}
	}
	return -1
}

// FindOn looks from entry i+1 on for one that has the text; -1 where there is none.
func (h *History) FindOn(i int, text string) int {
	for i++; i < len(h.entries); i++ {
		if strings.Contains(h.entries[i], text) {
			return i
		}
	}
	return -1
}
