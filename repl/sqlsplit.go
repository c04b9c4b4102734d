// This file cuts SQL into statements: at semicolons in an entry, at rows in a script.

package repl

import (
	"strings"
)

// compound matches statements that hold others, with semicolons of their own.
var compound = later(`(?is)^(?:--[^\n]*\n|/\*.*?\*/|\s)*(?:create\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(?:temp(?:orary)?\s+)?(?:trigger|procedure|function|event)\b|do\b)`)

// liveComment matches a comment that MySQL and MariaDB execute.
var liveComment = later(`^/\*(?:M!|!\d)`)

// statements are those of an entry of SQL, without their semicolons.
func statements(text string) (list []string) {
	if compound().MatchString(text) {
		return []string{strings.TrimSpace(text)}
	}
	from := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'' || c == '"' || c == '`':
			if end := strings.IndexByte(text[i+1:], c); end >= 0 {
				i += 1 + end
			}
		case strings.HasPrefix(text[i:], "--"):
			i += strings.IndexByte(text[i:]+"\n", '\n')
		case strings.HasPrefix(text[i:], "/*"):
			if end := strings.Index(text[i:], "*/"); end >= 0 {
				i += end + 1
			}
		case strings.HasPrefix(text[i:], "$$"):
			if end := strings.Index(text[i+2:], "$$"); end >= 0 {
				i += 2 + end + 1
			}
		case c == ';':
			list, from = appendSQL(list, text[from:i]), i+1
		}
	}
	return appendSQL(list, text[min(from, len(text)):])
}

// appendSQL adds a statement unless it is empty but for comments.
func appendSQL(list []string, text string) []string {
	if text = strings.TrimSpace(text); len(sqlPieces(text)) == 0 && !liveComment().MatchString(text) {
		return list
	}
	return append(list, text)
}

// Rows of a script that can only go on with a statement: none of them is Go.
var (
	goesOn = later("(?i)^(?:\\s+\\S|;|\\)|for\\s+(?:update|share)\\b|(?:from|where|join|left|right|full|inner|cross|natural|group|order|having|limit|offset|union|intersect|except|" +
		"window|set|on|and|or|returning|fetch|using|references)(?:\\s*$|\\s+[\\w('\"*`]))")
	unfinished = later(`(?i)(?:[,(=<>+*/]|\b(?:as|union|all|and|or|on|select|from|where|set|values|by|into|join|not|in|explain|analyze|distinct|using|returning))\s*$`)
	needsQuery = later(`(?is)^\s*(?:with\b.*\)\s*$|insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+\S+\s*(?:\([^)]*\)\s*)?$|create\s+.*\bas\s*$)`)
	// a first row that is SQL together with the next one, and never Go
	halfStart   = later("(?i)^\\s*(?:update\\s+[\\w.\"`]+|select(?:\\s+distinct)?|insert|insert\\s+into|delete)\\s*$")
	hasBody     = later(`(?i)\bbegin\b`)
	ended       = later(`(?i)\bend\s*;?\s*$`)
	beginsQuery = later(`(?i)^(?:select|insert|update|delete|with|values)\b`)
)

// sqlGoesOn says whether a script's next row belongs to the SQL so far.
func sqlGoesOn(sql, row string) bool {
	bare := strings.TrimSpace(row)
	switch {
	case strings.Count(sql, "$$")%2 == 1, compound().MatchString(sql) && hasBody().MatchString(sql) && !strings.Contains(sql, "$$") && !ended().MatchString(sql):
		return true
	case halfStart().MatchString(sql):
		return classify(sql+"\n"+row) == sqlEntry
	case bare == "" || strings.HasSuffix(strings.TrimSpace(sql), ";"):
		return false
	case goesOn().MatchString(row), unfinished().MatchString(sql):
		return true
	}
	return needsQuery().MatchString(sql) && beginsQuery().MatchString(bare)
}
