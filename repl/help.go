// This file answers \help and ?.

package repl

import (
	"context"
	"fmt"
	"strings"
)

const helpPage = `Type Go. The value of a last expression is shown; _ is the one before. A left-out error stops the entry.
Known packages need no import: orm, echo, fmt, time and the rest of the standard library.

    ?expr           what is known about a name, a function, a type
    SELECT ...      a line that begins with a SQL keyword runs on the session's connection
    Enter           runs the entry, or goes on in a new row while it is incomplete; Alt-Enter always goes on
    Tab             completes; Ctrl-R searches history; Ctrl-X Ctrl-E opens $EDITOR; Ctrl-_ undoes
    Ctrl-C          gives the line up, or cancels what runs and its statement; Ctrl-D leaves

`

// helpCommand is \help: the page, or help on one thing.
func (s *Shell) helpCommand(_ context.Context, topic string) error { return s.help(topic) }

func (s *Shell) help(topic string) error {
	s.out.freshLine()
	if topic == "" {
		var page strings.Builder
		page.WriteString(helpPage)
		for _, c := range commands() {
			fmt.Fprintf(&page, "    %-28s %s\n", strings.TrimSpace(`\`+c.name+" "+c.args), c.usage)
		}
		return s.page(page.String())
	}
	for _, c := range commands() {
		if c.name == strings.TrimPrefix(topic, `\`) {
			s.sayf("%s\n    %s", strings.TrimSpace(`\`+c.name+" "+c.args), c.usage)
			return nil
		}
	}
	return s.describe(topic)
}

// describe is ?expr.
func (s *Shell) describe(expr string) error {
	if expr == "" {
		return s.help("")
	}
	d, err := s.eval.Describe(expr)
	if typ, method, ok := cutLast(expr, "."); err != nil && ok {
		if pointer, perr := s.eval.Describe("(*" + typ + ")." + method); perr == nil { // as in orm.Session.Commit
			d, err = pointer, nil
		}
	}
	if err != nil {
		return err
	}
	signature := orDefault(d.Signature, d.Name)
	if head, _, isStruct := strings.Cut(signature, " struct{"); isStruct && len(d.Fields) > 0 {
		signature = head + " struct"
	}
	s.sayf("%s", signature)
	if d.Doc != "" {
		s.sayf("\n%s", indented(strings.TrimSpace(d.Doc)))
	}
	for _, list := range []struct {
		head  string
		lines []string
	}{{"fields", d.Fields}, {"methods", d.Methods}} {
		if len(list.lines) > 0 {
			s.sayf("\n%s:\n%s", list.head, indented(strings.Join(list.lines, "\n")))
		}
	}
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ")
}
