// This file reads the words of SQL as written, as each database reads them: past comments, strings and quoted names.

package dialect

import "strings"

// Lexis says what a database takes for comments and strings beside the standard's.
type Lexis struct {
	NestedComments bool // /* /* */ */ is one comment
	HashComments   bool // # to the end of the line; and -- is one only before a blank
	LiveComments   bool // what stands in /*! */ and /*M! */ is executed
	Backslash      bool // \' is no end of a string; with E'' alone where DollarQuotes
	DollarQuotes   bool // $tag$ ... $tag$ is a string
}

// Word is a word outside strings and comments.
type Word struct {
	Text  string // in upper case
	Depth int    // of brackets around it, but for those that the first word stands in
}

// Words are the words of sql, in their order.
func (l Lexis) Words(sql string) (words []Word) {
	depth := 0
	for i := 0; i < len(sql); {
		switch ch := sql[i]; {
		case ch == '\'' || ch == '"' || ch == '`':
			i = skipQuoted(sql, i, ch != '`' && l.Backslash && (!l.DollarQuotes || escapeString(sql, i)))
		case l.DollarQuotes && ch == '$':
			i = skipDollar(sql, i)
		case l.lineComment(sql[i:]):
			i = skipTo(sql, i, "\n")
		case l.LiveComments && liveComment(sql[i:]) > 0:
			i += liveComment(sql[i:]) // its end is read as two operators
		case strings.HasPrefix(sql[i:], "/*"):
			i = l.skipComment(sql, i)
		case ch == '(':
			if len(words) > 0 {
				depth++
			}
			i++
		case ch == ')':
			depth = max(depth-1, 0)
			i++
		case wordByte(ch):
			end := i
			for end < len(sql) && (wordByte(sql[end]) || sql[end] >= '0' && sql[end] <= '9') {
				end++
			}
			words = append(words, Word{strings.ToUpper(sql[i:end]), depth})
			i = end
		default:
			i++
		}
	}
	return words
}

func wordByte(ch byte) bool {
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_' || ch >= 0x80
}

func (l Lexis) lineComment(sql string) bool {
	if l.HashComments && sql[0] == '#' {
		return true
	}
	return strings.HasPrefix(sql, "--") && (!l.HashComments || len(sql) == 2 || sql[2] <= ' ')
}

// liveComment is the length of the opening of a comment that is executed, its version included; 0 for none.
func liveComment(sql string) int {
	n := 0
	for _, open := range []string{"/*!", "/*M!"} {
		if strings.HasPrefix(sql, open) {
			n = len(open)
		}
	}
	for n > 0 && n < len(sql) && sql[n] >= '0' && sql[n] <= '9' {
		n++
	}
	return n
}

// skipComment is the place behind the comment that begins at i.
func (l Lexis) skipComment(sql string, i int) int {
	if !l.NestedComments {
		return skipTo(sql, i+2, "*/")
	}
	for open := 0; i < len(sql); {
		switch {
		case strings.HasPrefix(sql[i:], "/*"):
			open++
			i += 2
		case strings.HasPrefix(sql[i:], "*/"):
			if open--; open == 0 {
				return i + 2
			}
			i += 2
		default:
			i++
		}
	}
	return i
}

// escapeString tells whether the string at i is one of PostgreSQL's with escapes, E'...'.
func escapeString(sql string, i int) bool {
	return i > 0 && (sql[i-1] == 'e' || sql[i-1] == 'E') && (i == 1 || !wordByte(sql[i-2]))
}

// skipDollar is the place behind the string in dollars that begins at i, or behind the dollar.
func skipDollar(sql string, i int) int {
	end := i + 1
	for end < len(sql) && (wordByte(sql[end]) || end > i+1 && sql[end] >= '0' && sql[end] <= '9') {
		end++
	}
	if end == len(sql) || sql[end] != '$' || i > 0 && (wordByte(sql[i-1]) || sql[i-1] >= '0' && sql[i-1] <= '9') {
		return i + 1
	}
	return skipTo(sql, end+1, sql[i:end+1])
}

func skipQuoted(sql string, i int, escapes bool) int {
	quote := sql[i]
	for i++; i < len(sql); i++ {
		switch {
		case escapes && sql[i] == '\\':
			i++
		case sql[i] == quote:
			return i + 1
		}
	}
	return i
}

func skipTo(sql string, i int, end string) int {
	if n := strings.Index(sql[i:], end); n >= 0 {
		return i + n + len(end)
	}
	return len(sql)
}
