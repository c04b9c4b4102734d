// This file completes inside strings of Go: attributes of mapped structs, SQL, URLs, file names.

package repl

import (
	"strings"

	"github.com/ormsh/ormsh/repl/line"
)

// completeString completes inside a string literal; ok is false where the cursor isn't in one.
func (s *Shell) completeString(entry, before string) (from int, candidates []line.Candidate, ok bool) {
	from = openString(before)
	if from < 0 {
		return 0, nil, false
	}
	word := before[from:]
	outside := before[:from-1]
	call, args := openCall(outside)
	dot := strings.LastIndexByte(call, '.')
	switch name := strings.TrimSpace(call[dot+1:]); {
	case name == "CreateEngine" || name == "BoundMetaData" || name == "ParseURL":
		for _, url := range urls(s) {
			candidates = addPrefixed(candidates, word, url, "")
		}
		if file, ok := strings.CutPrefix(word, "sqlite:///"); ok && len(candidates) == 0 {
			return from + len(word) - len(file), files(file), true
		}
	case name == "FilterBy" && args%2 == 0:
		candidates = s.attributes(outside, call, word, column|relation)
	case name == "V" && strings.Contains(call, ".Update("), name == "OrderBy" && s.queried(outside, receiverOf(call)) != nil:
		candidates = s.attributes(outside, call, word, column)
	case wanted(name) != 0:
		return from - 1, s.operands(outside, receiverOf(call), word, wanted(name)), true
	case name == "Text":
		rest, _, _ := strings.Cut(entry[len(before):], entry[from-1:from])
		at, list := s.completeSQL(word+rest, word)
		return from + at, list, true
	case strings.HasPrefix(word, "/"), strings.HasPrefix(word, "./"), strings.HasPrefix(word, "../"):
		candidates = files(word)
	case strings.Contains(outside, "import"): // the path of a package, perhaps
		return 0, nil, false
	}
	return from, candidates, true
}

// openString is where the content of the string literal begins that is open at the end; -1 if none is.
func openString(text string) int {
	open := -1
	var quote byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case open >= 0 && c == '\\' && quote == '"':
			i++
		case open >= 0 && c == quote, open >= 0 && c == '\n' && quote == '"':
			open = -1
		case open < 0 && (c == '"' || c == '`'):
			open, quote = i+1, c
		case open < 0 && c == '\'':
			if end := strings.IndexByte(text[i+1:], '\''); end >= 0 {
				i += 1 + end
			}
		case open < 0 && strings.HasPrefix(text[i:], "//"):
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end
			} else {
				return -1
			}
		}
	}
	return open
}

// openCall is the function, with its operand, whose arguments are open at the end, and how many commas stand in them so far; of a literal such
// as orm.V{ in a call, both: "q.Update(orm.V".
func openCall(text string) (call string, commas int) {
	depth, literal := 0, ""
	for i := len(text) - 1; i >= 0; i-- {
		switch text[i] {
		case '"', '`':
			if start := strings.LastIndexByte(text[:i], text[i]); start >= 0 {
				i = start
			}
		case ')', ']', '}':
			depth++
		case ',':
			if depth == 0 {
				commas++
			}
		case '[':
			depth--
		case '{', '(':
			if depth--; depth >= 0 {
				continue
			}
			head := operandAt(text[:i])
			if text[i] == '{' && literal == "" {
				literal, depth = head, 0
				continue
			}
			if literal != "" {
				return head + "(" + literal, commas
			}
			return head, commas
		case ';', '\n':
			if depth == 0 && (text[i] == ';' || !unended(text[:i])) {
				return literal, commas
			}
		}
	}
	return literal, commas
}

// unended says that a line of Go doesn't end the statement.
func unended(line string) bool {
	line = strings.TrimRight(line, " \t\r\n")
	return line == "" || strings.IndexByte("([{,.=:+-*/%&|<>!", line[len(line)-1]) >= 0
}

// operandAt is the operand that the text ends with: names, selectors, and brackets with what they hold.
func operandAt(text string) string {
	depth := 0
	for i := len(text) - 1; i >= 0; i-- {
		switch c := text[i]; {
		case c == '"' || c == '`':
			start := strings.LastIndexByte(text[:i], c)
			if start < 0 || depth == 0 {
				return text[i+1:]
			}
			i = start
		case c == ')' || c == ']' || c == '}':
			depth++
		case c == '(' || c == '[' || c == '{':
			if depth--; depth < 0 {
				return text[i+1:]
			}
		case (c == ' ' || c == '\t' || c == '\n') && strings.HasSuffix(strings.TrimRight(text[:i], " \t\n"), "."):
		case depth > 0 || c == '.' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		default:
			return text[i+1:]
		}
	}
	return text
}
