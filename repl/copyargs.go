// This file reads the arguments of \copy.

package repl

import (
	"errors"
	"fmt"
	"strings"
)

// copyJob is a \copy, read.
type copyJob struct {
	table     string   // as it was typed; empty: query
	columns   []string // of the table; nil: those that the file's header names, or all
	query     string
	from      bool
	file      string
	header    bool   // the first line of the file names the columns
	null      string // what NULL is, outside quotes
	delimiter byte
}

var errCopy = errors.New(`\copy takes TABLE or (QUERY) to FILE, or TABLE from FILE, and behind it: noheader, null TEXT, delimiter C`)

// parseCopy reads \copy's own words and those of psql: "t (a, b) from 'f.csv' with (format csv, header, null '-')" says what "t (a, b) from f.csv null -" says.
func parseCopy(arg string) (j copyJob, err error) {
	j = copyJob{header: true, delimiter: ','}
	words, ok := cutWords(arg, "")
	if !ok || len(words) < 3 {
		return j, errCopy
	}
	if query, ok := inBrackets(words[0]); ok {
		j.query = query
	} else {
		j.table = words[0]
	}
	words = words[1:]
	if list, ok := inBrackets(words[0]); ok && j.table != "" {
		for name := range strings.SplitSeq(list, ",") {
			j.columns = append(j.columns, unquoted(strings.TrimSpace(name)))
		}
		words = words[1:]
	}
	if len(words) < 2 || !strings.EqualFold(words[0], "from") && !strings.EqualFold(words[0], "to") {
		return j, errCopy
	}
	j.from = strings.EqualFold(words[0], "from")
	if j.from && j.query != "" {
		return j, errors.New(`\copy writes into tables, not into queries`)
	}
	j.file = unquoted(words[1])
	return j, j.options(strings.Join(words[2:], " "))
}

// options reads what stands behind the file.
func (j *copyJob) options(text string) error {
	list, ok := cutWords(text, "=,")
	if len(list) == 2 && strings.EqualFold(list[0], "with") {
		list = list[1:]
	}
	if len(list) == 1 {
		if inside, is := inBrackets(list[0]); is {
			list, ok = cutWords(inside, "=,")
		}
	}
	if !ok {
		return errCopy
	}
	for len(list) > 0 {
		n, err := j.option(list)
		if err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// option reads the first option of the list and says how many words it is.
func (j *copyJob) option(list []string) (n int, err error) {
	name, value := strings.ToLower(list[0]), ""
	n = 1
	if n < len(list) && strings.EqualFold(list[n], "as") {
		n++
	}
	if n < len(list) {
		value = unquoted(list[n])
		n++
	}
	switch name {
	case "with", "csv":
		return 1, nil
	case "noheader":
		j.header = false
		return 1, nil
	case "header":
		switch strings.ToLower(value) {
		case "off", "false", "0", "no":
			j.header = false
			return n, nil
		case "on", "true", "1", "yes", "match":
			return n, nil
		}
		return 1, nil
	case "format":
		if !strings.EqualFold(value, "csv") {
			return 0, fmt.Errorf(`\copy knows csv, not %q`, value)
		}
	case "null":
		j.null = value
	case "delimiter":
		value = strings.ReplaceAll(value, `\t`, "\t")
		if len(value) != 1 || strings.ContainsAny(value, "\"\r\n") {
			return 0, fmt.Errorf(`\copy's delimiter is one character, such as ';' or '\t', not %q`, value)
		}
		j.delimiter = value[0]
	default:
		return 0, fmt.Errorf("no option %q: %w", list[0], errCopy)
	}
	if n == 1 {
		return 0, fmt.Errorf(`\copy's %s needs a value`, name)
	}
	return n, nil
}

// cutWords cuts a text at blanks and at the separators; what is in quotes or brackets stays together. ok is false where one of these is open.
func cutWords(text, separators string) (list []string, ok bool) {
	depth, start := 0, -1
	for i := 0; i < len(text); i++ {
		c := text[i]
		if depth == 0 && strings.IndexByte(" \t\n"+separators, c) >= 0 {
			if start >= 0 {
				list, start = append(list, text[start:i]), -1
			}
			continue
		}
		if start < 0 {
			start = i
		}
		switch c {
		case '\'', '"', '`':
			end := strings.IndexByte(text[i+1:], c)
			if end < 0 {
				return nil, false
			}
			i += 1 + end
		case '(':
			if depth == 0 && i > start { // users(id, name)
				list, start = append(list, text[start:i]), i
			}
			depth++
		case ')':
			depth--
		}
	}
	if start >= 0 {
		list = append(list, text[start:])
	}
	return list, depth == 0
}

func inBrackets(word string) (inside string, ok bool) {
	if len(word) < 2 || word[0] != '(' || word[len(word)-1] != ')' {
		return "", false
	}
	return word[1 : len(word)-1], true
}

// unquoted is a word without the quotes around it; doubled ones inside are one.
func unquoted(word string) string {
	if n := len(word); n >= 2 && strings.IndexByte("'\"`", word[0]) >= 0 && word[n-1] == word[0] {
		quote := word[:1]
		return strings.ReplaceAll(word[1:n-1], quote+quote, quote)
	}
	return word
}
