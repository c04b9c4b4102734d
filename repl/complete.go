// This file finds completions for what is typed.

package repl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// Complete lists what the word before byte at of an entry may become, and where that word begins.
func (s *Shell) Complete(entry string, at int) (from int, candidates []line.Candidate) {
	before := entry[:at]
	switch classify(entry) {
	case commandEntry:
		return s.completeCommand(before)
	case helpEntry:
		return s.completeTopic(before, strings.TrimLeft(before, " ?"))
	case sqlEntry:
		return s.completeSQL(entry, before)
	}
	if from, list, ok := s.completeString(entry, before); ok {
		return from, list
	}
	from = at
	for _, c := range s.eval.Complete(entry, at) {
		from = c.Start
		candidates = append(candidates, line.Candidate{Text: c.Text, Note: strings.TrimSpace(c.Kind + " " + c.Type)})
	}
	return from, candidates
}

// completeCommand completes the name of a \command, or its argument.
func (s *Shell) completeCommand(before string) (from int, candidates []line.Candidate) {
	start := strings.Index(before, `\`) + 1
	name, arg, hasArg := strings.Cut(before[start:], " ")
	if !hasArg {
		for _, c := range commands() {
			candidates = addPrefixed(candidates, name, c.name, c.usage)
			for _, alias := range aliases(c.name) {
				if name != "" && len(alias) > 1 {
					candidates = addPrefixed(candidates, name, alias, `as \`+c.name)
				}
			}
		}
		return start, candidates
	}
	arg = strings.TrimLeft(arg, " ")
	from = len(before) - len(arg)
	c, ok := findCommand(name)
	if !ok {
		return from, nil
	}
	if c.complete != nil {
		for _, word := range c.complete(s) {
			candidates = addPrefixed(candidates, arg, word, "")
		}
	}
	last := arg[lastWord(arg):]
	switch c.name {
	case "i", "o":
		candidates = quotedFiles(arg, false)
	case "load":
		candidates = folders(arg)
	case "set":
		if strings.Contains(arg, " ") { // \set NAME VALUE is \NAME VALUE
			at, values := s.completeCommand(`\` + arg)
			return len(before) - len(arg) + at - 1, values
		}
	case "copy":
		if len(last) < len(arg) {
			return len(before) - len(last), s.copyWords(arg[:len(arg)-len(last)], last)
		}
	case "export":
		if len(last) < len(arg) {
			return len(before) - len(last), quotedFiles(last, false)
		}
	case "connect":
		if file, ok := strings.CutPrefix(arg, "sqlite:///"); ok && len(candidates) == 0 {
			return len(before) - len(file), files(file)
		}
		candidates = append(candidates, environment(arg)...)
	case "explain", "watch":
		return s.completeSQL(arg, before)
	case "table", "state", "plan", "begin", "commit", "rollback":
		return s.completeGo(before, arg, c.name == "table")
	case "help":
		return s.completeTopic(before, arg)
	}
	return from, candidates
}

// completeGo completes an expression in a command's argument, or, of commands that take one, the name of a session.
func (s *Shell) completeGo(before, arg string, any bool) (from int, candidates []line.Candidate) {
	from = len(before) - len(arg)
	for _, c := range s.eval.Complete(arg, len(arg)) {
		if any || c.Kind == "var" && c.Type == "*orm.Session" {
			from = len(before) - len(arg) + c.Start
			candidates = append(candidates, line.Candidate{Text: c.Text, Note: strings.TrimSpace(c.Kind + " " + c.Type)})
		}
	}
	return from, candidates
}

// copyWords are what may stand in a \copy behind its table or query: to or from, the file, the options.
func (s *Shell) copyWords(before, word string) (candidates []line.Candidate) {
	words, _ := cutWords(before, "")
	at := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, "to") || strings.EqualFold(w, "from") })
	list := []string{"to", "from"}
	switch {
	case at >= 0 && at == len(words)-1:
		return quotedFiles(word, true)
	case at >= 0:
		list = []string{"delimiter", "noheader", "null"}
	}
	for _, text := range list {
		candidates = addPrefixed(candidates, word, text, "")
	}
	return candidates
}

// environment are the variables with a URL of a database that a word such as $DATA may mean.
func environment(word string) (candidates []line.Candidate) {
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if u, err := orm.ParseURL(value); err == nil && strings.HasPrefix(word, "$") && strings.Contains(value, "://") {
			candidates = addPrefixed(candidates, word, "$"+name, u.String())
		}
	}
	return candidates
}

// completeTopic completes what help can be asked about: a command, or something in Go.
func (s *Shell) completeTopic(before, topic string) (from int, candidates []line.Candidate) {
	from = len(before) - len(topic)
	for _, c := range commands() {
		if topic != "" {
			candidates = addPrefixed(candidates, topic, `\`+c.name, c.usage)
		}
	}
	for _, name := range topicNames() {
		candidates = addPrefixed(candidates, topic, name, "guide")
	}
	if topic == "" || topic[0] == '\\' {
		return from, candidates
	}
	for _, c := range s.eval.Complete(topic, len(topic)) {
		from = len(before) - len(topic) + c.Start
		candidates = append(candidates, line.Candidate{Text: c.Text, Note: strings.TrimSpace(c.Kind + " " + c.Type)})
	}
	return from, candidates
}

func addPrefixed(list []line.Candidate, prefix, text, note string) []line.Candidate {
	if strings.HasPrefix(text, prefix) {
		return append(list, line.Candidate{Text: text, Note: note})
	}
	return list
}

// folders are the files that are folders.
func folders(prefix string) []line.Candidate {
	return slices.DeleteFunc(files(prefix), func(c line.Candidate) bool { return !strings.HasSuffix(c.Text, "/") })
}

// lastWord is where the last word of an argument begins; one in quotes has blanks in it.
func lastWord(arg string) int {
	begin := 0
	var quote byte
	for i := range len(arg) {
		switch c := arg[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == ' ':
			begin = i + 1
		case i == begin && (c == '\'' || c == '"'):
			quote = c
		}
	}
	return begin
}

// quotedFiles are the file names that begin so, in the quotes that the prefix begins with. Where words are cut at blanks, a name with a blank has quotes in any case.
func quotedFiles(prefix string, words bool) []line.Candidate {
	quote := ""
	if prefix != "" && (prefix[0] == '\'' || prefix[0] == '"') {
		quote = prefix[:1]
	}
	list := files(prefix[len(quote):])
	for i, c := range list {
		name, end := c.Text, quote
		if end == "" && words && strings.Contains(name, " ") {
			end = "'"
		}
		list[i].Text = end + name
		if !strings.HasSuffix(name, "/") {
			list[i].Text += end
		}
	}
	return list
}

// files are the file names that begin so.
func files(prefix string) []line.Candidate {
	dir, base := filepath.Split(prefix)
	entries, err := os.ReadDir(orDefault(dir, "."))
	if err != nil {
		return nil // no such directory: nothing to offer
	}
	var list []line.Candidate
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += "/"
		}
		if strings.HasPrefix(name, base) && (base != "" || name[0] != '.') {
			list = append(list, line.Candidate{Text: dir + name})
		}
	}
	return list
}
