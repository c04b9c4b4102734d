// This file joins chzyer/readline, the decoder, the editor and the screen to a Reader.

package line

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chzyer/readline"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// escapeDelay is how long a lone ESC waits for the rest of a sequence.
const escapeDelay = 25 * time.Millisecond

const (
	pasteOn  = "\x1b[?2004h"
	pasteOff = "\x1b[?2004l"
)

// Terminal reads entries from a terminal that can place its cursor. Outside Read the terminal is as it was found, so that a cell may read it
// and Ctrl-C is a signal.
type Terminal struct {
	cfg    Config
	rl     *readline.Instance
	keys   *decoder
	editor *editor
	screen *screen
	saved  *readline.State
	halted bool // an entry was read, and the decoder waits
	resize chan os.Signal

	reading atomic.Bool  // an entry
	close   func() error // once
}

func newTerminal(cfg Config) (*Terminal, error) {
	t := &Terminal{cfg: cfg}
	t.close = sync.OnceValue(t.closeOnce)
	t.keys = newDecoder(cfg.In, func() bool { return cfg.moreComes() })
	t.keys.vi = cfg.Vi
	t.screen = &screen{out: cfg.Out, size: func() (int, int) { return size(cfg.Out) }}
	t.editor = &editor{cfg: &t.cfg, left: make(chan struct{}, 1), keys: t.keys, screen: t.screen, raise: t.raise, rest: &rest{tell: t.screen.Mark}}
	if cfg.Highlight != nil {
		t.editor.rest.ask = cfg.Mistakes
	}
	t.editor.vi.on = cfg.Vi
	t.screen.look = t.editor.look
	rl, err := readline.NewEx(&readline.Config{
		Stdin: t.keys, Stdout: t.screen, Stderr: t.screen,
		Painter: t.screen, Listener: t.editor, FuncFilterInputRune: t.editor.filter,
		DisableAutoSaveHistory: true,
		FuncGetWidth:           func() int { return 1 << 20 }, // one endless row: the screen makes rows of it
		FuncIsTerminal:         func() bool { return true },
		FuncMakeRaw:            t.raw,
		FuncExitRaw:            t.restore,
		FuncOnWidthChanged:     t.watchSize,
	})
	if err != nil {
		return nil, fmt.Errorf("line editor: %w", err)
	}
	t.rl = rl
	return t, nil
}

// moreComes says whether more follows a lone ESC soon.
func (cfg Config) moreComes() bool {
	if cfg.waiting != nil {
		return cfg.waiting()
	}
	return ready(cfg.In, escapeDelay)
}

// ready says whether the file has something to read, or has so before the time is up.
func ready(f *os.File, wait time.Duration) bool {
	n, err := unix.Poll([]unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}, int(wait.Milliseconds()))
	return err == nil && n > 0
}

func size(f *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return 80, 24
	}
	return columns, rows
}

func (t *Terminal) raw() (err error) {
	if t.saved != nil {
		return nil
	}
	t.saved, err = readline.MakeRaw(int(t.cfg.In.Fd()))
	return err
}

func (t *Terminal) restore() error {
	if t.saved == nil {
		return nil
	}
	saved := t.saved
	t.saved = nil
	t.cfg.dropInterrupt() // not a key's: keys make signals from here on
	return readline.Restore(int(t.cfg.In.Fd()), saved)
}

func (t *Terminal) watchSize(func()) {
	t.resize = make(chan os.Signal, 1)
	signal.Notify(t.resize, unix.SIGWINCH)
	go func() {
		for range t.resize {
			t.screen.Resized()
		}
	}()
}

// Read implements Reader.
func (t *Terminal) Read(p Prompt) (string, error) {
	text, at := t.following(p)
	for {
		entry, err := t.readOnce(p, text, at)
		if err != nil {
			return "", err
		}
		if p.Answer {
			return entry, nil
		}
		if !t.editor.edit {
			if err := t.cfg.History.Add(entry); err != nil {
				fmt.Fprintln(t, err)
			}
			return entry, nil
		}
		if text, err = Edit(t.cfg.In, t.cfg.Out, entry); err != nil {
			fmt.Fprintln(t, err)
			text = entry
		}
		at = t.cfg.History.Len()
	}
}

// following is the entry that Ctrl-O asked for: it stands there already, as if Up had brought it.
func (t *Terminal) following(p Prompt) (text string, at int) {
	at = t.editor.follow
	if p.Answer || at == 0 || at >= t.cfg.History.Len() {
		return "", t.cfg.History.Len()
	}
	return t.cfg.History.At(at), at
}

func (t *Terminal) readOnce(p Prompt, text string, at int) (string, error) {
	if _, err := io.WriteString(t.cfg.Out, pasteOn); err != nil {
		return "", err
	}
	t.editor.begin(p)
	t.editor.at = at
	if err := t.raw(); err != nil {
		return "", fmt.Errorf("raw terminal: %w", err)
	}
	if text != "" {
		t.rl.Operation.SetBuffer(text)
	}
	if t.halted {
		t.screen.AfterDrawing(t.keys.goOn)
	}
	t.reading.Store(true)
	entry, err := t.rl.Readline()
	t.reading.Store(false)
	t.editor.rest.end()
	t.halted = true
	if t.editor.done {
		<-t.editor.left
	}
	if _, werr := io.WriteString(t.cfg.Out, pasteOff); err == nil {
		err = werr
	}
	if errors.Is(err, readline.ErrInterrupt) {
		return "", ErrInterrupt
	}
	return entry, err
}

// Edit lets the person's editor, $VISUAL or $EDITOR, have the entry, and gives back what it left.
func Edit(in, out *os.File, entry string) (edited string, err error) {
	editor := firstSet("VISUAL", "EDITOR")
	if editor == "" {
		return "", errors.New("$EDITOR isn't set: set it to the editor that should open")
	}
	f, err := os.CreateTemp("", "ormsh-*.go")
	if err != nil {
		return "", fmt.Errorf("edit the entry: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	if _, err := f.WriteString(entry + "\n"); err != nil {
		return "", fmt.Errorf("edit the entry: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("edit the entry: %w", err)
	}
	cmd := exec.Command("/bin/sh", "-c", editor+` "$1"`, "sh", f.Name())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, out
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("editor %s: %w", editor, err)
	}
	text, err := os.ReadFile(f.Name())
	if err != nil {
		return "", fmt.Errorf("edit the entry: %w", err)
	}
	return clean(string(text)), nil
}

func firstSet(names ...string) string {
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// raise gives this process, and this one alone, the signal that Ctrl-Z or Ctrl-\ means elsewhere, with the terminal as it was before the shell.
// After Ctrl-Z it returns when the process goes on. Ctrl-\ lists the goroutines and ends, and the terminal must stay as it is until then.
func (t *Terminal) raise(sig unix.Signal) {
	if signal.Ignored(sig) {
		return
	}
	again := make(chan os.Signal, 1)
	signal.Notify(again, unix.SIGCONT)
	defer signal.Stop(again)
	_ = t.restore()
	t.screen.Leave(pasteOff)
	if err := unix.Kill(unix.Getpid(), sig); err == nil {
		<-again
	}
	_ = t.raw()
	_, _ = io.WriteString(t.cfg.Out, pasteOn)
	t.screen.Return()
}

// Write prints, above the entry if one is being typed.
func (t *Terminal) Write(b []byte) (int, error) {
	return t.screen.Print([]byte(strings.ReplaceAll(string(b), "\r\n", "\n")))
}

// Close implements Reader.
func (t *Terminal) Close() error {
	return t.close()
}

func (t *Terminal) closeOnce() error {
	signal.Stop(t.resize)
	close(t.resize)
	if t.reading.Load() { // an end that didn't wait for the entry
		_, _ = io.WriteString(t.cfg.Out, "\r\n"+pasteOff)
	}
	if err := t.keys.Close(); err != nil {
		return err
	}
	return t.restore()
}
