// This file joins a shell to a terminal.

package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/mattn/go-runewidth"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
	"golang.org/x/term"
)

// Interactive runs a shell at a terminal until the person leaves. url is the database of the command line; it may be empty. Out, Log, In and
// Size of the options are the terminal's and needn't be set.
func Interactive(ctx context.Context, o Options, in, out *os.File, url string) (err error) {
	o.Quiet = o.Quiet || !line.IsTerminal(out)
	history, historyErr := line.OpenHistory(line.HistoryPath())
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	var s *Shell
	reader, err := line.New(lineConfig(&s, o, line.Config{In: in, Out: out, Interrupts: interrupts, History: history}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	defer restoreOnSignal(reader)()
	o.useTerminal(reader, in, out)
	if s, err = New(o); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Prepare(ctx); err != nil {
		return err
	}
	s.greet(reader, historyErr)
	if err := s.enter(ctx, interrupts, reader, url); err != nil {
		return err
	}
	err = s.Loop(ctx, reader, interrupts)
	if o.Sandbox {
		fmt.Fprintln(reader, "sandbox: every change is rolled back")
	}
	return err
}

// lineConfig adds what the editor asks a shell, which is made after it.
func lineConfig(s **Shell, o Options, cfg line.Config) line.Config {
	cfg.Incomplete, cfg.Vi = Incomplete, line.EditingMode() == "vi"
	cfg.Complete = func(entry string, at int) (int, []line.Candidate) { return (*s).Complete(entry, at) }
	if o.Color {
		cfg.Highlight = func(entry string, cursor int) []line.Span { return (*s).Highlight(entry, cursor) }
		cfg.Mistakes = func(entry string) []line.Span { return (*s).Mistakes(entry) }
	}
	return cfg
}

// useTerminal has the shell write to, ask at and measure a terminal.
func (o *Options) useTerminal(reader line.Reader, in, out *os.File) {
	o.Out, o.Log, o.In = reader, nil, in
	o.Confirm = func(question string) bool {
		answer, err := reader.Read(line.Prompt{First: question, Answer: true})
		return err == nil && strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
	}
	o.Leave = func(code int) {
		_ = reader.Close()
		os.Exit(code)
	}
	o.Edit = func(entry string) (string, error) { return line.Edit(in, out, entry) }
	if line.IsTerminal(out) {
		o.Page = func(text string) error { return runPager(out, text) }
		o.Size = func() (int, int) { return size(out) }
		o.ASCII = !line.UTF8()
	}
}

// greet says what this is, and what a person should know before typing.
func (s *Shell) greet(w io.Writer, historyErr error) {
	if !s.opts.Quiet {
		fmt.Fprintf(w, "ormsh %s: Go at a prompt, with an ORM. \\help helps, Ctrl-D leaves.\n", orm.Version)
	}
	if s.opts.Sandbox {
		fmt.Fprintln(w, "This is a sandbox: what you change is rolled back when you leave.")
	}
	if historyErr != nil {
		fmt.Fprintln(w, historyErr)
	}
}

// connectedTo is what the greeting says of the database, in rows that fit the terminal.
func (s *Shell) connectedTo(url string) string {
	const begin, tip = "engine and session are connected to ", `\echo on shows what they send`
	columns := 0
	if s.opts.Size != nil {
		columns, _ = s.opts.Size()
	}
	if over := display.Width(begin+url) - columns; columns > len(begin)+20 && over > 0 { // the end of a path tells more than its beginning
		url = runewidth.TruncateLeft(url, over+1, "…")
	}
	switch {
	case s.sink.mode() != EchoEngine:
		return begin + url
	case columns == 0 || display.Width(begin+url+"; "+tip) <= columns:
		return begin + url + "; " + tip
	}
	return begin + url + "\n" + tip
}

// enter connects to the database of the command line and runs what comes before the first prompt. Ctrl-C gives it up; errors that were shown
// don't keep from the prompt.
func (s *Shell) enter(ctx context.Context, interrupts <-chan os.Signal, w io.Writer, url string) error {
	if url != "" {
		connecting, stop := cancelledBy(ctx, interrupts)
		err := s.Connect(connecting, url)
		stop()
		if err != nil {
			return err
		}
		if u, err := orm.ParseURL(url); err == nil && !s.opts.Quiet {
			fmt.Fprintln(w, s.connectedTo(u.String()))
		}
	}
	starting, stop := cancelledBy(ctx, interrupts)
	defer stop()
	err := s.LoadAll(starting)
	if err == nil || errors.Is(err, ErrShown) {
		err = s.start(starting)
	}
	for i := 0; err == nil && i < len(s.opts.Before) && !s.leaving; i++ {
		err = s.Script(starting, s.opts.Before[i].Name, s.opts.Before[i].Text)
	}
	if errors.Is(err, ErrShown) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// cancelledBy is a context that Ctrl-C ends, until stop is called. It isn't ended then: what was begun under it may go on.
func cancelledBy(ctx context.Context, interrupts <-chan os.Signal) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		select {
		case <-interrupts:
			cancel()
		case <-done:
		}
	}()
	return ctx, func() { close(done) }
}

func size(f *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return 80, 24
	}
	return columns, rows
}

// restoreOnSignal leaves the terminal in order where the process is ended from outside.
func restoreOnSignal(reader line.Reader) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case sig := <-signals:
			_ = reader.Close()
			number, _ := sig.(syscall.Signal)
			os.Exit(128 + int(number))
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
