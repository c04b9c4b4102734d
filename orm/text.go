// This file reads just enough of SQL as written to know whether it returns rows and whether it changes something.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"errors"
	"strings"

	"github.com/ormsh/ormsh/orm/dialect"
)

var errTransactionText = errors.New("orm: BEGIN, COMMIT and ROLLBACK as text would go past the transaction that the engine keeps; use Commit, Rollback and Begin of the connection or session")

// classify finds out what SQL as written does. Transaction control is refused.
func (st *compiled) classify() error {
	words := topWords(st.SQL)
	if len(words) == 0 {
		return errors.New("orm: the SQL text is empty")
	}
	switch first := words[0]; first {
	case "SELECT", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN":
		st.write = has(words, "INTO") && first == "SELECT" || first == "EXPLAIN" && has(words, "ANALYZE")
	case "PRAGMA":
		st.write, st.alone = strings.Contains(st.SQL, "="), true
	case "VACUUM", "ATTACH", "DETACH", "REINDEX":
		st.write, st.alone = true, true
	case "WITH":
		st.write = has(words, "INSERT") || has(words, "UPDATE") || has(words, "DELETE")
	case "CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME", "COMMENT", "GRANT", "REVOKE":
		st.write, st.ddl = true, true
		st.alone = has(words, "DATABASE") || has(words, "CONCURRENTLY")
	case "BEGIN", "START", "COMMIT", "END", "ABORT":
		return errTransactionText
	case "ROLLBACK":
		if !has(words, "TO") {
			return errTransactionText
		}
	default:
		st.write = true
	}
	return nil
}

// returnsRows tells whether the statement is read as a query.
func (st *compiled) returnsRows() bool {
	switch {
	case st.Kind == dialect.Select || len(st.Columns) > 0:
		return true
	case st.Kind != dialect.Text:
		return false
	}
	words := topWords(st.SQL)
	switch words[0] {
	case "SELECT", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "PRAGMA", "CALL", "ANALYZE", "CHECK":
		return words[0] != "ANALYZE" || len(words) > 1 && words[1] == "TABLE"
	case "WITH":
		return !st.write || has(words, "RETURNING")
	}
	return has(words, "RETURNING")
}

func has(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// topWords is the words of SQL outside strings, quoted names, comments and parentheses, in upper case. Parentheses around the
// first word don't count: (SELECT ...) UNION (SELECT ...) begins with SELECT.
func topWords(sql string) []string {
	var words []string
	depth := 0
	for i := 0; i < len(sql); {
		switch ch := sql[i]; {
		case ch == '\'' || ch == '"' || ch == '`':
			i = skipQuoted(sql, i)
		case ch == '-' && strings.HasPrefix(sql[i:], "--"), ch == '#':
			i = skipTo(sql, i, "\n")
		case strings.HasPrefix(sql[i:], "/*"):
			i = skipTo(sql, i+2, "*/")
		case ch == '(':
			if len(words) > 0 {
				depth++
			}
			i++
		case ch == ')':
			depth = max(depth-1, 0)
			i++
		case letter(ch):
			end := i
			for end < len(sql) && (letter(sql[end]) || sql[end] >= '0' && sql[end] <= '9') {
				end++
			}
			if depth == 0 {
				words = append(words, strings.ToUpper(sql[i:end]))
			}
			i = end
		default:
			i++
		}
	}
	return words
}

func letter(ch byte) bool {
	return ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '_' || ch >= 0x80
}

func skipQuoted(sql string, i int) int {
	quote := sql[i]
	for i++; i < len(sql); i++ {
		if sql[i] == quote {
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
