// This file finds completions for what is typed.

package repl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/ormsh/ormsh/repl/line"
)

// Complete lists what the word before byte at of an entry may become, and where that word begins.
func (s *Shell) Complete(entry string, at int) (from int, candidates []line.Candidate) {
	before := entry[:at]
	switch classify(entry) {
	case commandEntry:
		return s.completeCommand(before)
	case sqlEntry:
		return s.completeSQL(entry, before)
	}
	if from, list, ok := s.completeString(before); ok {
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
		if c.name == name && c.complete != nil {
			for _, word := range c.complete(s) {
				candidates = addPrefixed(candidates, arg, word, "")
			}
		}
	}
	if name == "i" || name == "o" {
		candidates = files(arg)
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

// completeString completes inside string literals: the URL of an engine.
func (s *Shell) completeString(before string) (from int, candidates []line.Candidate, ok bool) {
	quote := strings.LastIndexByte(before, '"')
	if quote < 0 || strings.Count(before[strings.LastIndexByte(before, '\n')+1:], `"`)%2 == 0 {
		return 0, nil, false
	}
	word := before[quote+1:]
	if strings.HasSuffix(before[:quote], "CreateEngine(") || strings.HasSuffix(before[:quote], "BoundMetaData(") {
		for _, url := range urls(s) {
			candidates = addPrefixed(candidates, word, url, "")
		}
	}
	if receiver, ok := strings.CutSuffix(before[:quote], ".FilterBy("); ok {
		for _, field := range s.queryFields(receiver) {
			name, typ, _ := strings.Cut(field, " ")
			if name != "Model" {
				candidates = addPrefixed(candidates, word, name, typ)
			}
		}
	}
	return quote + 1, candidates, true
}

// queryFields are the fields of the struct that the expression before .FilterBy queries.
func (s *Shell) queryFields(receiver string) []string {
	if i := strings.LastIndexAny(receiver, "=;{\n"); i >= 0 {
		receiver = receiver[i+1:]
	}
	d, err := s.eval.Describe(strings.TrimSpace(receiver))
	if err != nil {
		return nil // not an expression yet
	}
	_, model, ok := strings.Cut(d.Signature, "QueryOf[")
	if !ok {
		return nil
	}
	if d, err = s.eval.Describe(strings.TrimSuffix(model, "]")); err != nil {
		return nil
	}
	return d.Fields
}

// completeSQL completes keywords, the tables of the database, and the columns of the tables that the statement names.
func (s *Shell) completeSQL(entry, before string) (from int, candidates []line.Candidate) {
	from = strings.LastIndexAny(before, " \n\t(,=.") + 1
	word := before[from:]
	tables := s.tableNames()
	for _, name := range tables {
		candidates = addPrefixed(candidates, word, name, "table")
	}
	candidates = append(candidates, s.columns(entry, tables, word)...)
	for _, keyword := range sqlKeywords() {
		if len(word) > 0 && len(keyword) >= len(word) && strings.EqualFold(keyword[:len(word)], word) {
			if word == strings.ToLower(word) {
				keyword = strings.ToLower(keyword)
			}
			candidates = append(candidates, line.Candidate{Text: keyword})
		}
	}
	return from, candidates
}

// columns are those of the tables that the statement names.
func (s *Shell) columns(entry string, tables []string, prefix string) (candidates []line.Candidate) {
	engine, err := s.engine()
	if err != nil {
		return nil // completion offers what it can
	}
	defer s.sink.quiet()()
	words := strings.FieldsFunc(entry, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	for _, name := range tables {
		if !slices.Contains(words, name) {
			continue
		}
		table, err := engine.Describe(name)
		if err != nil {
			continue
		}
		for _, c := range table.Columns() {
			candidates = addPrefixed(candidates, prefix, c.Name(), name+" "+c.Type().String())
		}
	}
	return candidates
}

func sqlKeywords() []string {
	return strings.Fields(`SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE INDEX VIEW DROP ALTER JOIN LEFT INNER OUTER
		CROSS ON USING GROUP ORDER BY HAVING LIMIT OFFSET DISTINCT UNION ALL AS AND OR NOT NULL IS IN LIKE BETWEEN EXISTS CASE WHEN THEN ELSE
		END ASC DESC COUNT SUM AVG MIN MAX WITH RECURSIVE PRIMARY KEY FOREIGN REFERENCES UNIQUE CHECK DEFAULT EXPLAIN PRAGMA RETURNING`)
}
