// This file finds out whether SQL destroys what nobody may have meant: the question before an UPDATE of every row, and before a DROP.

package repl

import (
	"slices"
	"strings"
)

// destroys says what makes the text dangerous, any of its statements; empty if nothing does. An UPDATE or DELETE counts wherever it is run: behind
// WITH, inside it, behind EXPLAIN ANALYZE.
func destroys(text string) string {
	words := sqlPieces(text)
	for len(words) > 0 {
		end := slices.Index(words, ";")
		if end < 0 {
			end = len(words)
		}
		if why := destroysBy(words[:end]); why != "" {
			return why
		}
		words = words[min(end+1, len(words)):]
	}
	return ""
}

// destroysBy looks at one statement, in upper case.
func destroysBy(words []string) string {
	if len(words) == 0 {
		return ""
	}
	switch words[0] {
	case "DROP", "TRUNCATE":
		return "This " + strings.ToLower(words[0]) + "s what can't be brought back."
	case "ALTER":
		if i := slices.Index(words, "DROP"); i >= 0 && at(words, i+1) != "DEFAULT" && at(words, i+1) != "NOT" || slices.Contains(words, "TRUNCATE") {
			return "This drops what can't be brought back."
		}
		return ""
	case "CREATE", "GRANT", "REVOKE":
		return "" // what stands in it isn't run now
	}
	for i, word := range words {
		if (word == "DROP" || word == "TRUNCATE") && words[0] == "DO" && beginsStatement(words, i) {
			return "This " + strings.ToLower(word) + "s what can't be brought back."
		}
		if word != "UPDATE" && word != "DELETE" || !beginsStatement(words, i) || at(words, i-1) == "THEN" && words[0] == "MERGE" {
			continue
		}
		if !hasWhere(words[i:]) {
			return "This " + strings.ToLower(word) + " has no WHERE: it takes every row."
		}
	}
	return ""
}

func at(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}

// beginsStatement tells a statement from FOR UPDATE, ON DELETE, DO UPDATE, KEY UPDATE.
func beginsStatement(words []string, i int) bool {
	switch at(words, i-1) {
	case "", "(", ")", "BEGIN", "THEN", "ELSE", "LOOP", "ANALYZE", "ANALYSE", "VERBOSE", "JSON": // ANALYZE FORMAT=JSON UPDATE
		return true
	}
	return false
}

// hasWhere says whether the statement at the beginning has a WHERE of its own, not one of a subquery.
func hasWhere(words []string) bool {
	depth := 0
	for _, word := range words {
		switch word {
		case "(":
			depth++
		case ")":
			if depth--; depth < 0 {
				return false
			}
		case "WHERE":
			if depth == 0 {
				return true
			}
		}
	}
	return false
}

// sqlPiece is a word or one other character that counts; strings, quoted names and comments are passed over.
var sqlPiece = later("(?s)'(?:[^'\\\\]|''|\\\\.)*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|#[^\n]*|/\\*.*?\\*/|[\\p{L}_][\\p{L}\\d_]*|[();]")

// sqlPieces are the words, brackets and semicolons of SQL, in upper case.
func sqlPieces(text string) (pieces []string) {
	for _, piece := range sqlPiece().FindAllString(text, -1) {
		switch {
		case strings.ContainsAny(piece[:1], "'\"`#-/"):
		default:
			pieces = append(pieces, strings.ToUpper(piece))
		}
	}
	return pieces
}
