// This file answers \help and ?.

package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/docs"
	"github.com/ormsh/ormsh/interp"
)

// The first page of help fits a screen of 24 rows and 80 columns.
const (
	helpHead = `Type Go: the value of a last expression is shown, _ is the one before. A
left-out error stops the entry. Packages need no import. A line that begins with
a SQL keyword runs on the session's connection. ?expr tells about anything.

`
	helpKeys = `
  Enter     runs, or goes on while incomplete; Alt-Enter always goes on
  Tab       completes                      Ctrl-R         searches history
  Ctrl-_    undoes                         Ctrl-X Ctrl-E  opens $EDITOR
  Ctrl-C    gives the line up, or cancels what runs, on the server too
  Ctrl-D    leaves
\help commands tells what each does, \help NAME more; \help topics is the guide.
`
)

// helpCommand is \help: the page, or help on one thing.
func (s *Shell) helpCommand(_ context.Context, topic string) error { return s.help(topic) }

func (s *Shell) help(topic string) error {
	var page strings.Builder
	switch topic {
	case "":
		page.WriteString(helpHead)
		for _, g := range groups() {
			page.WriteString(g.String())
		}
		page.WriteString(helpKeys)
		return s.page(page.String())
	case "commands":
		for _, c := range commands() {
			fmt.Fprintf(&page, "%-28s %s\n", c.synopsis(), c.usage)
		}
		return s.page(page.String())
	case "topics":
		return s.page(topics())
	}
	name := strings.TrimPrefix(topic, `\`)
	for _, c := range commands() {
		if c.name != name && !slices.Contains(aliases(c.name), name) {
			continue
		}
		s.sayf("%s\n    %s", c.synopsis(), c.usage)
		if other := aliases(c.name); other != nil {
			s.sayf("    also \\%s", strings.Join(other, `, \`))
		}
		if _, isGo := s.goWord(topic); isGo {
			s.sayf("    ?%s tells of Go's %s", topic, topic)
		}
		return nil
	}
	if strings.HasPrefix(topic, `\`) {
		return unknownCommand(name)
	}
	word, isGo := s.goWord(topic)
	if section, ok := docs.Find(topic); ok && isGo {
		return s.page(word.page() + "\n" + s.topicPage(section))
	} else if ok {
		return s.page(s.topicPage(section))
	}
	err := s.describe(topic)
	if err == nil {
		return nil
	}
	if section, name, text := docs.Row(topic); text != "" {
		return s.page(unmarked(name) + "\n\n" + wrap(text, "    ", s.helpWidth()) + "\n\n\\help " + strings.ToLower(section.Title) + " tells more\n")
	}
	if near := nearest(strings.ToLower(topic), topicNames()); near != "" {
		return fmt.Errorf(`%w; did you mean \help %s?`, err, near)
	}
	return fmt.Errorf(`%w; \help topics lists the guide`, err)
}

// synopsis is the command with its arguments.
func (c command) synopsis() string { return strings.TrimSpace(`\` + c.name + " " + c.args) }

// group is commands that belong together.
type group struct {
	name     string
	commands []string
}

// groups are all commands, as the first page of help lists them.
func groups() []group {
	return []group{
		{"work", []string{"state", "plan", "why", "begin", "commit", "rollback"}},
		{"database", []string{"d", "di", "l", "explain", "watch", "connect"}},
		{"rows", []string{"format", "x", "last", "table"}},
		{"files", []string{"i", "load", "o", "copy", "export", "e"}},
		{"shell", []string{"help", "names", "set", "echo", "timing", "prompt", "report", "pager", "theme", "q"}},
	}
}

// String is the group in rows of at most 80 columns, its commands with their arguments where these are short.
func (g group) String() string {
	const indent, width = 12, 80
	byName := map[string]command{}
	for _, c := range commands() {
		byName[c.name] = c
	}
	text := fmt.Sprintf("  %-*s", indent-2, g.name)
	column := indent
	for _, name := range g.commands {
		word := byName[name].synopsis()
		if len(word) > len(`\watch [SECONDS] SQL`) {
			word = `\` + name
		}
		if column > indent && column+len(word) > width {
			text = strings.TrimRight(text, " ") + "\n" + strings.Repeat(" ", indent)
			column = indent
		}
		text += word + "  "
		column += len(word) + 2
	}
	return strings.TrimRight(text, " ") + "\n"
}

// describe is ?expr.
func (s *Shell) describe(expr string) error {
	if expr == "" {
		return s.help("")
	}
	if word, ok := s.goWord(expr); ok {
		return s.page(word.page())
	}
	d, err := s.found(expr)
	if err != nil {
		if text, ok := s.inDatabase(expr); ok {
			return s.page(text)
		}
		return err
	}
	text, err := s.description(expr, d)
	if err != nil {
		return err
	}
	return s.page(text)
}

// found is what the interpreter tells of an expression. orm.Session.Commit is a method of *orm.Session, orm.Attr.Like one of orm.Attr of any type, and
// User.Name a field of User.
func (s *Shell) found(expr string) (interp.Description, error) {
	d, err := s.eval.Describe(expr)
	if err == nil {
		return d, nil
	}
	if typ, member, ok := cutLast(expr, "."); ok {
		for _, like := range []string{"(*" + typ + ")." + member, "(*" + typ + "[int])." + member, "(*new(" + typ + "))." + member} {
			if found, other := s.eval.Describe(like); other == nil {
				return found, nil
			}
		}
	}
	return d, err
}

// description is the page of what was found.
func (s *Shell) description(expr string, d interp.Description) (string, error) {
	signature := orDefault(d.Signature, d.Name)
	if head, _, isStruct := strings.Cut(signature, " struct{"); isStruct && len(d.Fields) > 0 {
		signature = head + " struct"
	}
	var page strings.Builder
	fmt.Fprintln(&page, signature)
	section := func(head, text string) {
		if text = strings.TrimRight(text, "\n"); text != "" {
			fmt.Fprintf(&page, "\n%s%s\n", head, indented(text))
		}
	}
	section("", strings.TrimSpace(d.Doc))
	section("emits:\n", s.describeQuery(expr, d))
	if column, emits := s.describeField(expr); column != "" {
		section("mapped to:\n", column)
		section("emits:\n", emits)
		return page.String(), nil
	}
	mapping, err := s.describeMapping(d)
	if err != nil {
		return "", err
	}
	section("table:\n", mapping.table)
	section("relations:\n", mapping.relations)
	section("emits:\n", mapping.statements)
	section("fields:\n", strings.Join(d.Fields, "\n"))
	section("methods:\n", strings.Join(d.Methods, "\n"))
	section("names:\n", strings.Join(d.Members, "\n"))
	if d.Example == "" {
		head, example := s.guideExample(expr, d)
		section(head, example)
	}
	section("example:\n", d.Example)
	return page.String(), nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func indented(text string) string {
	rows := strings.Split(text, "\n")
	for i, row := range rows {
		if row != "" {
			rows[i] = "    " + row
		}
	}
	return strings.Join(rows, "\n")
}
