// This file holds the table of \commands and those about the shell itself.

package repl

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ormsh/ormsh/repl/display"
)

// command is one \command.
type command struct {
	name     string
	args     string                  // as shown in help, such as [text|json|off]
	usage    string                  // what it does, a few words
	complete func(s *Shell) []string // what its argument can be; may be nil
	run      func(s *Shell, ctx context.Context, arg string) error
}

// commands is the table, in the order of \help.
func commands() []command {
	table := []command{
		{"help", "[topic]", "this page, a command, a section of the guide (topics lists them), or what ? tells", nil, (*Shell).helpCommand},
		{"q", "", "leave; so does Ctrl-D", nil, (*Shell).quitCommand},
		{"echo", "[engine|text|json|off]", "who echoes statements: each engine's own Echo, or all, or none", words("engine", "text", "json", "off"), (*Shell).echoCommand},
		{"timing", "[on|off]", "tell how long each entry took", words("on", "off"), (*Shell).timingCommand},
		{"format", "[NAME]", "how rows are shown: " + strings.Join(display.Formats(), ", "), words(display.Formats()...), (*Shell).formatCommand},
		{"x", "", "rows one value a line, or back", nil, (*Shell).expandCommand},
		{"last", "[FORMAT]", "the last table again, in full", words(display.Formats()...), (*Shell).lastCommand},
		{"table", "[EXPR]", "the last value, or an expression's, as a table", nil, (*Shell).tableCommand},
		{"prompt", "[short|full|plain]", "database, transaction, pending objects in the prompt: where there are any, always, never", words("short", "full", "plain"), (*Shell).promptCommand},
		{"report", "[on|off]", "tell which objects change their state, after each entry", words("on", "off"), (*Shell).reportCommand},
		{"names", "", "what is declared", nil, (*Shell).namesCommand},
		{"pager", "[on|off]", "long output through $ORMSH_PAGER, $PAGER or less", words("on", "off"), (*Shell).pagerCommand},
		{"theme", "[auto|dark|light]", "the colours of what is typed", words(autoTheme, darkTheme, lightTheme), (*Shell).themeCommand},
		{"set", "[NAME [VALUE]]", "the settings: echo, format, pager, prompt, report, theme, timing", settingNames, (*Shell).setCommand},
		{"e", "", "the last entry in $EDITOR, then run", nil, (*Shell).editCommand},
		{"i", "FILE", "run a file", nil, (*Shell).includeCommand},
		{"load", "[FOLDER]", "bring a package of your own into the session, or all again as they stand now", nil, (*Shell).loadCommand},
	}
	return append(table, databaseCommands()...)
}

func words(list ...string) func(*Shell) []string {
	return func(*Shell) []string { return list }
}

// command runs an entry that begins with a backslash.
func (s *Shell) command(ctx context.Context, entry string) error {
	name, arg, _ := strings.Cut(strings.TrimPrefix(entry, `\`), " ")
	if c, ok := findCommand(name); ok {
		return c.run(s, ctx, strings.TrimSpace(arg))
	}
	return unknownCommand(name)
}

// findCommand finds a command by its name, or by another that it has.
func findCommand(name string) (c command, ok bool) {
	table := commands()
	i := slices.IndexFunc(table, func(c command) bool { return c.name == name || slices.Contains(aliases(c.name), name) })
	if i < 0 {
		return c, false
	}
	return table[i], true
}

func unknownCommand(name string) error {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Errorf(`no command \%s; did you mean \%s? \help lists them all`, name, near)
	}
	return fmt.Errorf(`no command \%s; \help lists them all`, name)
}

// aliases are other names of a command, for people who come from other shells.
func aliases(name string) []string {
	switch name {
	case "help":
		return []string{"?", "h"}
	case "d":
		return []string{"dt"}
	case "q":
		return []string{"quit", "exit"}
	}
	return nil
}

// nearest is the name that differs by at most two letters; empty if there is none.
func nearest(name string, names []string) string {
	best, found := 3, ""
	for _, n := range names {
		if d := distance(name, n); d < best && d < len(n) {
			best, found = d, n
		}
	}
	return found
}

// distance is the number of letters to insert, drop or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func (s *Shell) quitCommand(context.Context, string) error {
	s.leaving = true
	return nil
}

func (s *Shell) echoCommand(_ context.Context, arg string) error {
	if arg == "on" {
		arg = string(EchoText)
	}
	switch arg {
	case "":
	case "engine":
		s.engines.force(false)
		s.sink.set(EchoEngine)
	default:
		mode, err := ParseEchoMode(arg)
		if err != nil {
			return fmt.Errorf("%w, and engine", err)
		}
		s.engines.force(mode != EchoOff)
		s.sink.set(mode)
	}
	s.tellf("echo: %s", orDefault(string(s.sink.mode()), "engine"))
	return nil
}

func orDefault(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// sayf writes one line of what was asked for.
func (s *Shell) sayf(format string, args ...any) {
	s.out.freshLine()
	fmt.Fprintf(s.out, format+"\n", args...)
}

// tellf writes one line of the shell's own. It stays here where \o sends output away.
func (s *Shell) tellf(format string, args ...any) {
	if s.silent {
		return
	}
	s.out.home.freshLine()
	fmt.Fprintf(s.out.home, format+"\n", args...)
}

func (s *Shell) timingCommand(_ context.Context, arg string) error {
	switch arg {
	case "":
		s.timing = !s.timing
	case "on", "off":
		s.timing = arg == "on"
	default:
		return fmt.Errorf(`\timing takes on or off, not %q`, arg)
	}
	s.tellf("timing: %s", onOff(s.timing))
	return nil
}

// took tells the duration of an entry if that is wanted.
func (s *Shell) took(start time.Time) {
	if s.timing {
		s.tellf("time: %s", time.Since(start).Round(10*time.Microsecond))
	}
}

func (s *Shell) formatCommand(_ context.Context, arg string) error {
	if arg != "" {
		f, err := display.ParseFormat(arg)
		if err != nil {
			return err
		}
		s.layout = f
	}
	s.tellf("format: %s", s.layout)
	return nil
}

func (s *Shell) expandCommand(ctx context.Context, _ string) error {
	if s.layout == display.Vertical {
		return s.formatCommand(ctx, string(display.Auto))
	}
	return s.formatCommand(ctx, string(display.Vertical))
}

func (s *Shell) lastCommand(_ context.Context, arg string) error {
	if s.last == nil {
		return fmt.Errorf("no rows were shown as a table yet")
	}
	l := display.Layout{Format: s.layout, ASCII: s.opts.ASCII}
	if arg != "" {
		f, err := display.ParseFormat(arg)
		if err != nil {
			return err
		}
		l.Format = f
	}
	var text strings.Builder
	if err := s.last.Write(&text, l); err != nil {
		return err
	}
	if s.out.away() {
		_, err := fmt.Fprint(s.out, text.String())
		return err
	}
	return s.page(text.String())
}

func (s *Shell) namesCommand(context.Context, string) error {
	for _, n := range s.eval.Names() {
		s.sayf("%-5s %-16s %s", n.Kind, n.Name, n.Type)
	}
	return nil
}

func (s *Shell) includeCommand(ctx context.Context, arg string) error {
	if arg == "" {
		return fmt.Errorf(`\i needs the name of a file`)
	}
	file := unquoted(arg)
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return s.Script(ctx, file, string(src))
}
