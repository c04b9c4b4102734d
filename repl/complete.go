// This file finds completions for what is typed.

package repl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

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
		}
		return start, candidates
	}
	from = len(before) - len(arg)
	for _, c := range commands() {
		if c.complete == nil || c.name != name && !slices.Contains(aliases(c.name), name) {
			continue
		}
		for _, word := range c.complete(s) {
			candidates = addPrefixed(candidates, arg, word, "")
		}
	}
	last := arg[strings.LastIndexByte(arg, ' ')+1:]
	switch name {
	case "i", "load", "o":
		candidates = files(arg)
	case "copy", "export":
		if len(last) < len(arg) {
			return len(before) - len(last), files(last)
		}
	case "connect":
		if file, ok := strings.CutPrefix(arg, "sqlite:///"); ok {
			return len(before) - len(file), files(file)
		}
	case "explain", "watch":
		return s.completeSQL(arg, before)
	case "help", "h", "?":
		return s.completeTopic(before, arg)
	}
	return from, candidates
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
		if topic != "" {
			candidates = addPrefixed(candidates, topic, name, "guide")
		}
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
