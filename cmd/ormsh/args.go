// This file reads the command line.

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/repl"
	"github.com/ormsh/ormsh/repl/display"
	"github.com/ormsh/ormsh/repl/line"
)

const usage = `ormsh: Go at a prompt, with an ORM and an echo of every statement

    ormsh [URL | FILE.db]          the shell; with a database, engine and session are declared
    ormsh -c CODE -f FILE          run, print, leave; each may be given several times
    ormsh run FILE [ARG...]        run a file: loose cells (.go) or a transcript (.md); - is standard input
    ormsh run FILE.go... [ARG...]  run a program (package main), as go run does; a folder is one too
    ormsh test FILE|DIR...         replay transcripts and compare; --update rewrites what they expect
    ormsh version | help | doctor  doctor tells what a shell would find here: terminal, files, databases

    -c, --command=CODE             run an entry or several
    -f, --file=FILE                run a file as ormsh run does; - is standard input
    -i, --interactive              stay at the prompt after -c, -f and run
    -e, --echo-input               show what is run before what it prints
    -q, --quiet                    no greeting
    -v, --var=NAME=VALUE           a variable of that name, a string
    -X, --no-start                 no start-up file
    --set=NAME=VALUE               a setting, as \set has them: report=on, prompt=full, timing=on
    --echo=off|text|json           echo of statements for all engines; left out: each engine's own Echo
    --echo-file=FILE               where the echo goes instead
    --load=FOLDER                  a package of your own, in the session from the beginning; may be given several times
    --format=NAME                  how rows of SQL are shown: auto, table, vertical, csv, json, markdown, html
    --sandbox                      everything works, and is rolled back at the end
    --read-only                    databases refuse to write
    --color=auto|always|never      NO_COLOR and CLICOLOR_FORCE are heeded

Without a terminal, standard input is a script: results on standard output, echo and errors on standard error.
Exit status: 0 ok, 1 an error in a cell or a transcript that differs, 2 usage or a program's panic, 3 cannot connect, 130 interrupted;
os.Exit(n) is n.
`

// usageError is a command line that can't be understood.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg + "\normsh help shows how it is used" }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// arguments is a command line, read.
type arguments struct {
	command  string   // run, test, version, help; empty: the shell
	url      string   // of the shell's database
	rest     []string // files of run and test
	steps    []step   // of -c and -f, in their order
	vars     [][2]string
	settings [][2]string
	stay     bool     // at the prompt
	load     []string // folders of packages
	echo     repl.EchoMode
	inputs   bool // are shown
	quiet    bool
	noStart  bool
	echoFile string
	color    string
	update   bool
	readOnly bool
	sandbox  bool
	format   display.Format
}

// step is one -c or -f.
type step struct {
	isFile bool
	text   string // the code, or the name of the file
}

// source is the step's code, and the name that errors tell.
func (s step) source() (repl.Source, error) {
	switch {
	case !s.isFile:
		return repl.Source{Name: "-c", Text: s.text}, nil
	case s.text == "-":
		b, err := io.ReadAll(os.Stdin)
		return repl.Source{Name: "stdin", Text: string(b)}, err
	}
	b, err := os.ReadFile(s.text)
	return repl.Source{Name: s.text, Text: string(b)}, err
}

// parseArgs reads flags wherever they stand, but for the arguments of a script.
func parseArgs(args []string) (*arguments, error) {
	a := &arguments{color: "auto"}
	fs := flag.NewFlagSet("ormsh", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	a.flags(fs)
	fs.Func("load", "", func(s string) error { a.load = append(a.load, s); return nil })
	fs.Func("echo", "", func(s string) (err error) { a.echo, err = repl.ParseEchoMode(s); return err })
	fs.StringVar(&a.echoFile, "echo-file", "", "")
	fs.StringVar(&a.color, "color", "auto", "")
	fs.BoolVar(&a.sandbox, "sandbox", false, "")
	fs.BoolVar(&a.readOnly, "read-only", false, "")
	fs.Func("format", "", func(s string) (err error) { a.format, err = display.ParseFormat(s); return err })
	fs.BoolVar(&a.update, "update", false, "")
	help := fs.Bool("help", false, "")
	fs.BoolVar(help, "h", false, "")
	version := fs.Bool("version", false, "")
	var words []string
	args = separate(args)
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return nil, usagef("%v", err)
		}
		if args = fs.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
		if len(words) == 2 && words[0] == "run" {
			words, args = append(words, args...), nil
		}
	}
	switch {
	case *help:
		a.command = "help"
	case *version:
		a.command = "version"
	}
	return a, a.place(words)
}

// flags are those that have a short name, too.
func (a *arguments) flags(fs *flag.FlagSet) {
	for _, name := range []string{"c", "command"} {
		fs.Func(name, "", func(s string) error { a.steps = append(a.steps, step{false, s}); return nil })
	}
	for _, name := range []string{"f", "file"} {
		fs.Func(name, "", func(s string) error { a.steps = append(a.steps, step{true, s}); return nil })
	}
	pair := func(list *[][2]string) func(string) error {
		return func(s string) error {
			name, value, ok := strings.Cut(s, "=")
			if !ok || name == "" {
				return errors.New("it is NAME=VALUE")
			}
			*list = append(*list, [2]string{name, value})
			return nil
		}
	}
	for _, name := range []string{"v", "var"} {
		fs.Func(name, "", pair(&a.vars))
	}
	fs.Func("set", "", pair(&a.settings))
	for _, f := range []struct {
		on          *bool
		short, long string
	}{{&a.stay, "i", "interactive"}, {&a.inputs, "e", "echo-input"}, {&a.quiet, "q", "quiet"}, {&a.noStart, "X", "no-start"}} {
		fs.BoolVar(f.on, f.short, false, "")
		fs.BoolVar(f.on, f.long, false, "")
	}
}

// separate takes short flags apart that were given as one: -qX is -q -X.
func separate(args []string) (list []string) {
	for i, arg := range args {
		if arg == "run" || arg == "--" { // what follows may be a script's own
			return append(list, args[i:]...)
		}
		if len(arg) > 2 && arg[0] == '-' && strings.Trim(arg[1:], "ieqX") == "" {
			for _, letter := range arg[1:] {
				list = append(list, "-"+string(letter))
			}
			continue
		}
		list = append(list, arg)
	}
	return list
}

// place says what the words that aren't flags are.
func (a *arguments) place(words []string) error {
	if a.color != "auto" && a.color != "always" && a.color != "never" {
		return usagef("--color is auto, always or never, not %q", a.color)
	}
	if a.command != "" {
		return nil
	}
	if len(words) > 0 && slices.Contains([]string{"run", "test", "version", "help", "doctor"}, words[0]) {
		a.command, a.rest = words[0], words[1:]
	}
	switch {
	case a.stay && a.command != "" && a.command != "run":
		return usagef("-i stays at the prompt after -c, -f and run, not after %s", a.command)
	case a.update && a.command != "test":
		return usagef("--update belongs to ormsh test")
	case a.command == "run" || a.command == "test":
		if len(a.rest) == 0 && len(a.load) == 0 {
			return usagef("%s: which file?", a.command)
		}
	case a.command != "":
		if len(a.rest) > 0 {
			return usagef("%s takes no %q", a.command, a.rest[0])
		}
	case len(words) > 1:
		return usagef("one database at a time: %s", strings.Join(words, " "))
	case len(words) == 1:
		return a.database(words[0])
	}
	return nil
}

// database reads a URL or the name of a SQLite file.
func (a *arguments) database(word string) error {
	if strings.Contains(word, "://") {
		a.url = word
		return nil
	}
	if ext := filepath.Ext(word); ext == ".go" || ext == ".md" {
		return usagef("%s is no database; to run it: ormsh run %s", word, word)
	}
	if ext := filepath.Ext(word); ext == "" {
		if _, err := os.Stat(word); err != nil {
			return usagef("%q is no command, no URL and no file", word)
		}
	}
	path, err := filepath.Abs(word)
	a.url = "sqlite:///" + path
	return err
}

// program is the package main to run, as the folder or the files it is in; nil for other scripts.
func (a *arguments) program() []string {
	if a.command != "run" || len(a.rest) == 0 {
		return nil
	}
	if info, err := os.Stat(a.rest[0]); err == nil && info.IsDir() {
		return a.rest[:1]
	}
	src, err := os.ReadFile(a.rest[0])
	if err != nil || filepath.Ext(a.rest[0]) != ".go" || !repl.IsProgram(string(src)) {
		return nil
	}
	n := slices.IndexFunc(a.rest, func(word string) bool { return filepath.Ext(word) != ".go" })
	if n < 0 {
		n = len(a.rest)
	}
	return a.rest[:n]
}

// sources are what is to be run: -c and -f, else the files of run, else standard input; with -i there may be none.
func (a *arguments) sources() (list []repl.Source, err error) {
	steps := a.steps
	switch {
	case a.command == "run" && len(a.rest) > 0:
		steps = append(steps, step{true, a.rest[0]})
	case len(steps) == 0 && !a.stay:
		steps = []step{{true, "-"}}
	}
	for _, s := range steps {
		source, err := s.source()
		if err != nil {
			return nil, err
		}
		list = append(list, source)
	}
	return list, nil
}

// options are the shell's. The function closes the file of the echo.
func (a *arguments) options() (o repl.Options, closeEcho func() error, err error) {
	o = repl.Options{Load: a.load, Echo: a.echo, Vars: a.vars, Settings: a.settings, Inputs: a.inputs, Quiet: a.quiet, NoStart: a.noStart, ReadOnly: a.readOnly, Sandbox: a.sandbox, Format: a.format, Color: a.colored(), Args: append([]string{"ormsh"}, a.rest...)}
	if files := a.program(); len(files) > 1 {
		o.Args = append(files[:1:1], a.rest[len(files):]...)
	} else if len(a.rest) > 0 {
		o.Args = a.rest
	}
	if a.echoFile == "" {
		return o, func() error { return nil }, nil
	}
	f, err := os.OpenFile(a.echoFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	o.EchoFile = f
	return o, f.Close, err
}

// colored says whether to use colour: the flag, else NO_COLOR, else CLICOLOR_FORCE or FORCE_COLOR, else a terminal at both ends.
func (a *arguments) colored() bool {
	switch {
	case a.color != "auto":
		return a.color == "always"
	case os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb":
		return false
	case os.Getenv("CLICOLOR_FORCE") != "" || os.Getenv("FORCE_COLOR") != "":
		return true
	}
	return line.IsTerminal(os.Stdin) && line.IsTerminal(os.Stdout)
}
