// This file tells a shell about its surroundings: ormsh doctor.

package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
	"golang.org/x/sys/unix"
)

// Doctor writes what a shell started here would find: terminal, files, interpreter, databases. The error is ErrShown where something is missing
// that every shell needs.
func Doctor(ctx context.Context, w io.Writer, in, out *os.File, color bool) error {
	say := func(what, format string, args ...any) {
		fmt.Fprintf(w, "%-12s %s\n", what, fmt.Sprintf(format, args...))
	}
	say("ormsh", "%s, %s, %s/%s", orm.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	say("terminal", "%s", terminalState(in, out, color))
	say("keys", "%s, theme %s", line.EditingMode(), terminalTheme())
	say("history", "%s", historyState(line.HistoryPath()))
	say("start-up", "%s", startState(StartFile()))
	say("editor", "%s", programState(orDefault(os.Getenv("VISUAL"), os.Getenv("EDITOR")), "none: set EDITOR for Ctrl-X Ctrl-E"))
	say("pager", "%s", programState(pager(), ""))
	say("drivers", "%s", driverVersions())
	ok := true
	check := func(what string, needed bool, state string, err error) {
		if err != nil {
			ok = ok && !needed
			state = "fails: " + err.Error()
		}
		say(what, "%s", strings.ReplaceAll(state, "\n", "\n             "))
	}
	state, err := interpreterState(ctx)
	check("interpreter", true, state, err)
	state, err = databaseState(ctx, "sqlite://")
	check("sqlite", true, state, err)
	for _, kind := range []string{"mysql", "postgres"} {
		url := os.Getenv(servers{}.URLVariable(kind))
		if url == "" {
			say(kind, "not asked: %s isn't set", servers{}.URLVariable(kind))
			continue
		}
		state, err = databaseState(ctx, url)
		check(kind, false, state, err)
	}
	if !ok {
		return ErrShown
	}
	return nil
}

func terminalState(in, out *os.File, color bool) string {
	if !line.IsTerminal(in) || !line.IsTerminal(out) {
		return "none: input is a script"
	}
	term := os.Getenv("TERM")
	if term == "dumb" {
		return "TERM=dumb: plain reading, no editing"
	}
	columns, rows := size(out)
	return fmt.Sprintf("TERM=%s, %d columns, %d rows, colours %s", term, columns, rows, onOff(color))
}

// fileState tells whether a file is there and who may read it. fit is false where there is no file that can be looked at further.
func fileState(path string) (state string, fit bool) {
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return path + " (not there yet)", false
	case err != nil:
		return err.Error(), false
	case info.IsDir():
		return path + " is a folder: a file is wanted", false
	}
	return fmt.Sprintf("%s (mode %03o, %d bytes)", path, info.Mode().Perm(), info.Size()), true
}

func historyState(path string) string {
	if path == "" {
		return "kept for each run only: ORMSH_HISTORY is off, or there is no home"
	}
	state, fit := fileState(path)
	if !fit {
		return state
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		state += "; others may read it until a shell opens it"
	}
	if err := unix.Access(path, unix.W_OK); err != nil {
		state += "; it can't be written: entries are kept for each run only"
	}
	return state
}

func startState(path string) string {
	if path == "" {
		return "none: ORMSH_START is off, or there is no home"
	}
	state, fit := fileState(path)
	if !fit {
		return state
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	for rest, at := string(src), 1; rest != ""; {
		entry, after, complete := next(rest)
		if _, wrong := mistakeAt(entry); classify(entry) == goEntry && (!complete || wrong) {
			return fmt.Sprintf("%s; what begins at line %d isn't Go", state, at)
		}
		at += strings.Count(rest[:len(rest)-len(after)], "\n")
		rest = after
	}
	return state
}

// programState tells whether a command's program is there.
func programState(command, none string) string {
	words := strings.Fields(command)
	if len(words) == 0 {
		return none
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return command + " (not found)"
	}
	return command
}

// driverVersions are those of the database drivers that this program was built with.
func driverVersions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown: the program was built without its module data"
	}
	var list []string
	for _, m := range info.Deps {
		for _, path := range []string{"github.com/mattn/go-sqlite3", "github.com/go-sql-driver/mysql", "github.com/jackc/pgx/v5"} {
			if m.Path == path {
				list = append(list, strings.TrimPrefix(m.Path, "github.com/")+" "+m.Version)
			}
		}
	}
	return orDefault(strings.Join(list, ", "), "unknown: the program was built without its module data")
}

// interpreterState runs what rests on the toolchain's layout of types: a type made at run time, its method, the ORM's view of both.
func interpreterState(ctx context.Context) (state string, err error) {
	start := time.Now()
	s, err := New(Options{})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, src := range []string{
		"type doctorT struct{ A int; b string }\nfunc (t *doctorT) String() string { return t.b }",
		`if s := fmt.Sprint(&doctorT{b: "x"}); s != "x" { panic(s) }`,
	} {
		if _, err := s.eval.Run(ctx, src); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("works, first cells in %s", time.Since(start).Round(time.Millisecond)), nil
}

func databaseState(ctx context.Context, url string) (state string, err error) {
	engine, err := orm.CreateEngine(url)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	f, err := engine.WithContext(ctx).Features()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %s at %s", f.Server, f.Version, engine.URL()), nil
}

// StartFile is the file of cells that an interactive shell runs first: $ORMSH_START ("off": none), else ormsh/start.go below $XDG_CONFIG_HOME or
// ~/.config. It needn't exist; the path is empty where there is no home directory.
func StartFile() string {
	switch path := os.Getenv("ORMSH_START"); path {
	case "":
	case "off":
		return ""
	default:
		return path
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(config, "ormsh", "start.go")
}

// start runs the start-up file. What fails there is shown, and the shell goes on.
func (s *Shell) start(ctx context.Context) error {
	path := StartFile()
	if path == "" || s.opts.NoStart {
		return nil
	}
	src, err := os.ReadFile(path)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		s.tellf("start-up file: %v", err)
		return nil
	}
	var exit *interp.ExitError
	if err := s.Script(ctx, path, string(src)); errors.As(err, &exit) {
		return err
	}
	return nil
}
