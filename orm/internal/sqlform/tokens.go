// This file takes the text of an expression apart.

package sqlform

import "strings"

type kind uint8

const (
	word kind = iota + 1
	name      // in quotes
	number
	str
	symbol
)

type token struct {
	kind kind
	text string // a word in lower case, a name or a string without its quotes
}

// symbols of more than one character, the longer ones first.
var symbols = []string{"!~~*", "!~~", "->>", "~~*", "!~*", "<=>", "::", "<>", "!=", "<=", ">=", "==", "||", "->", "~~", "!~", "~*", "<<", ">>"}

// tokens is the expression's parts; ok is false for text that ends within quotes.
func tokens(sql string) (list []token, ok bool) {
	for i := 0; i < len(sql); {
		switch ch := sql[i]; {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			i++
		case ch == '\'' || ch == '"' || ch == '`':
			text, end := quoted(sql, i)
			if end < 0 {
				return nil, false
			}
			k := name
			if ch == '\'' {
				k = str
			}
			list, i = append(list, token{k, text}), end
		case letter(ch):
			end := i
			for end < len(sql) && (letter(sql[end]) || digit(sql[end]) || sql[end] == '$') {
				end++
			}
			list, i = append(list, token{word, strings.ToLower(sql[i:end])}), end
		case digit(ch) || ch == '.' && i+1 < len(sql) && digit(sql[i+1]):
			end := i
			for end < len(sql) && (digit(sql[end]) || sql[end] == '.' || (sql[end] == 'e' || sql[end] == 'E') && end+1 < len(sql) && digit(sql[end+1])) {
				end++
			}
			list, i = append(list, token{number, sql[i:end]}), end
		default:
			text := sql[i : i+1]
			for _, s := range symbols {
				if strings.HasPrefix(sql[i:], s) {
					text = s
					break
				}
			}
			list, i = append(list, token{symbol, text}), i+len(text)
		}
	}
	return list, true
}

func letter(ch byte) bool {
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_' || ch >= 0x80
}

func digit(ch byte) bool { return ch >= '0' && ch <= '9' }

// quoted is the text in the quotes that begin at i, and where it ends; -1 for nowhere. A doubled quote is one.
func quoted(sql string, i int) (string, int) {
	quote := sql[i]
	var b strings.Builder
	for j := i + 1; j < len(sql); j++ {
		if sql[j] != quote {
			b.WriteByte(sql[j])
			continue
		}
		if j+1 < len(sql) && sql[j+1] == quote {
			b.WriteByte(quote)
			j++
			continue
		}
		return b.String(), j + 1
	}
	return "", -1
}
