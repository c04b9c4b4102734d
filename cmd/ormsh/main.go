// Command ormsh is an interactive Go shell for databases: Go at a prompt, an ORM and an echo of every statement on board.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl"
	"github.com/ormsh/ormsh/repl/line"
	"github.com/ormsh/ormsh/repl/transcript"
)

func main() {
	paceCollector()
	err := run(os.Args[1:])
	if text := repl.Explain(err); text != "" {
		fmt.Fprintln(os.Stderr, text)
	}
	os.Exit(exitCode(err))
}

// paceCollector puts the first collection off until the heap has some 64 MB, and leaves the later ones to Go's usual pace or GOGC: a short run
// is mostly reading type data that lives on, and collecting it on the way costs a sixth of the time.
func paceCollector() {
	usual := debug.SetGCPercent(1600)
	if os.Getenv("GOGC") != "" {
		debug.SetGCPercent(usual)
		return
	}
	type sentinel struct{ _ *byte }
	runtime.AddCleanup(&sentinel{}, func(percent int) { debug.SetGCPercent(percent) }, usual)
}

func exitCode(err error) int {
	var usage *usageError
	if errors.As(err, &usage) {
		return 2
	}
	return repl.ExitCode(err)
}

// run does what the command line says.
func run(args []string) (err error) {
	a, err := parseArgs(args)
	if err != nil {
		return err
	}
	switch a.command {
	case "help":
		_, err := io.WriteString(os.Stdout, usage)
		return err
	case "version":
		_, err := fmt.Printf("ormsh %s (%s, %s/%s)\n", orm.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return err
	case "test":
		return test(a)
	case "doctor":
		return repl.Doctor(context.Background(), os.Stdout, os.Stdin, os.Stdout, a.colored())
	}
	o, closeEcho, err := a.options()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEcho()) }()
	if a.stay || len(a.rest) == 0 && len(a.steps) == 0 && line.IsTerminal(os.Stdin) {
		return interactive(a, o)
	}
	return script(a, o)
}

// interactive runs what is to come before the prompt, and the prompt.
func interactive(a *arguments, o repl.Options) (err error) {
	switch {
	case !line.IsTerminal(os.Stdin):
		return usagef("-i needs a terminal: standard input is none")
	case a.program() != nil:
		return usagef("a program ends when its main does: -i stays after loose cells; --load brings a package into the session")
	}
	if len(a.steps) > 0 || a.command == "run" {
		if o.Before, err = a.sources(); err != nil {
			return err
		}
	}
	return repl.Interactive(context.Background(), o, os.Stdin, os.Stdout, a.url)
}

// script runs -c, files or standard input in one session; Ctrl-C ends it, unless it deals with that itself.
func script(a *arguments, o repl.Options) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	o.Script = true
	o.Out, o.Log, o.In = os.Stdout, os.Stderr, os.Stdin
	shell, err := repl.New(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shell.Close()) }()
	go func() {
		for {
			select {
			case <-interrupts:
				if !shell.HandlesInterrupt() {
					cancel()
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	if err := shell.Prepare(ctx); err != nil {
		return err
	}
	if a.url != "" {
		if err := shell.Connect(ctx, a.url); err != nil {
			return err
		}
	}
	if err := shell.LoadAll(ctx); err != nil {
		return err
	}
	if files := a.program(); files != nil {
		return shell.Program(ctx, files...)
	}
	sources, err := a.sources()
	if err != nil {
		return err
	}
	for _, src := range sources {
		if err := shell.Script(ctx, src.Name, src.Text); err != nil {
			return err
		}
	}
	return nil
}

// test replays transcripts.
func test(a *arguments) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	docs, err := transcript.Find(a.rest)
	if err != nil {
		return err
	}
	sum, err := repl.Transcripts(os.Stdout, a.update).Run(ctx, docs)
	if err == nil && sum.Failed > 0 {
		return repl.ErrShown
	}
	return err
}
