// This file reads just enough of SQL as written to know whether it returns rows and whether it changes something.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import (
	"errors"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm/dialect"
)

var errTransactionText = errors.New("orm: BEGIN, COMMIT and ROLLBACK as text would go past the transaction that the engine keeps; use Commit, Rollback and Begin of the connection or session")

// classify finds out what SQL as written does. Transaction control is refused.
func (st *compiled) classify(lexis dialect.Lexis) error {
	words := topWords(lexis, st.SQL)
	if len(words) == 0 {
		return errors.New("orm: the SQL text is empty")
	}
	st.words = words
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
	case "PREPARE":
		if has(words, "TRANSACTION") {
			return errTransactionText
		}
		st.write = true
	case "ROLLBACK":
		if !has(words, "TO") {
			return errTransactionText
		}
	default:
		st.write, st.settles = true, settles(words)
	}
	return nil
}

// settles tells whether a server whose DDL ends the transaction ends it at this statement too. Source: MySQL's and MariaDB's manuals, "Statements
// That Cause an Implicit Commit".
func settles(words []string) bool {
	switch words[0] {
	case "FLUSH", "OPTIMIZE", "REPAIR", "RESET", "INSTALL", "UNINSTALL", "CACHE", "LOCK", "UNLOCK":
		return true
	case "ANALYZE", "CHECK":
		return has(words, "TABLE")
	case "LOAD":
		return has(words, "INDEX")
	}
	return false
}

var errLockTables = errors.New("LOCK TABLES ends the transaction, and the next one would unlock them: lock rows with ForUpdate, or lock the tables on a connection of engine.DB(), which begins none")

// returnsRows tells whether the statement is read as a query.
func (st *compiled) returnsRows() bool {
	switch {
	case st.Kind == dialect.Select || len(st.Columns) > 0:
		return true
	case st.Kind != dialect.Text:
		return false
	}
	words := st.words
	switch words[0] {
	case "SELECT", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "PRAGMA", "CALL", "ANALYZE", "CHECK",
		"EXECUTE", "FETCH", "XA", "HELP", "CHECKSUM", "OPTIMIZE", "REPAIR":
		return words[0] != "ANALYZE" || slices.ContainsFunc(words, func(w string) bool { return analyzed[w] })
	case "WITH":
		return !st.write || has(words, "RETURNING")
	}
	return has(words, "RETURNING")
}

// analyzed are words of an ANALYZE that returns rows: of tables on MySQL, of a statement that it runs on MariaDB.
var analyzed = map[string]bool{"TABLE": true, "SELECT": true, "INSERT": true, "UPDATE": true, "DELETE": true, "REPLACE": true, "WITH": true}

func has(words []string, word string) bool { return slices.Contains(words, word) }

// topWords is the words of SQL outside strings, quoted names, comments and parentheses, in upper case. Parentheses around the
// first word don't count: (SELECT ...) UNION (SELECT ...) begins with SELECT.
func topWords(lexis dialect.Lexis, sql string) (words []string) {
	for _, w := range lexis.Words(sql) {
		if w.Depth == 0 {
			words = append(words, w.Text)
		}
	}
	return words
}
