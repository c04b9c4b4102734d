// This file tells what an entry is.

package repl

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp/cell"
	"github.com/ormsh/ormsh/repl/line"
)

// kind is what an entry is.
type kind int

const (
	goEntry kind = iota
	commandEntry
	helpEntry
	sqlEntry
	emptyEntry
)

// sqlStart matches lines that begin with a SQL keyword and what can't follow it in Go: a bare keyword such as select or delete begins Go too.
var sqlStart = regexp.MustCompile(`(?is)^(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:` +
	`select\s+[^{\s=:.,(]` + `|select\s*\(\s*select\b` +
	`|insert\s+(?:or\s+\w+\s+|\w+\s+){0,2}into\b` + `|replace\s+into\b` +
	`|update\s+\S+\s+set\b` + `|delete\s+from\b` +
	`|update[ \t]+[\w"` + "`" + `\[][^;]*?\bset\b|delete[ \t]+[\w"` + "`" + `\[][^;]*?\bfrom\b` +
	`|(?:create|drop|alter)\s+(?:or\s+replace\s+|temp(?:orary)?\s+|unique\s+|global\s+|virtual\s+|materialized\s+)*` +
	`(?:table|index|view|trigger|database|schema|sequence|user|role|type|function|procedure|extension|event|server|domain|policy|rule|statistics|foreign|` +
	`publication|subscription|collation|aggregate|operator|cast|language|tablespace|system|group|package|owned|materialized|unlogged|fulltext|spatial)\b` +
	`|truncate\s+(?:table\s+)?[\w"` + "`" + `]` + `|with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\b` +
	`|explain\s+(?:query\s+plan\s+|analyze\s+)?\w+|explain\s*\(\s*(?:analyze|analyse|verbose|costs|settings|generic_plan|buffers|wal|timing|summary|format)\b[^()]*\)\s*(?:select|insert|update|delete|merge|with|values|table|create|execute|declare)\b` + `|pragma\s+\w+` +
	`|(?:grant|revoke|analyze|call|use|set|desc|savepoint|release|reindex|attach|detach|listen|unlisten|notify|lock|unlock|optimize|flush|do` +
	`|prepare|execute|deallocate|reset|discard|xa|begin|start|commit|rollback|abort|end|vacuum|declare|fetch|close|move|copy|load|check|checksum|repair|handler|cluster|signal` +
	`|install|uninstall|change|purge|security|cache|shutdown)` +
	`\s+[\w'"$@` + "`" + `]|(?:begin|commit|rollback|end|start\s+transaction)\s*;` +
	`|(?:analyze|reindex|checkpoint|shutdown)\s*;\s*$|/\*(?:M!|!\d)\d*\s*\w` +
	`|merge\s+into\b` + `|rename\s+table\b` + `|comment\s+on\b` + `|refresh\s+materialized\b` + `|kill\s+(?:query\s+)?\d` +
	`|show\s+\w+` + `|describe\s+\w+` + `|vacuum\s*;?\s*$|values\s*\(.*\)\s*,?.*;\s*$` + `)`)

// onlyComments matches an entry that holds nothing else, one of SQL's among them at least: none is Go.
var onlyComments = later(`(?s)^(?:--[^\n]*(?:\n|$)|/\*.*?\*/|\s)*$`)

// classify says what the entry is; prompts are already off.
func classify(entry string) kind {
	text := strings.TrimSpace(entry)
	switch {
	case text == "", strings.Contains(text, "--") && onlyComments().MatchString(text):
		return emptyEntry
	case text[0] == '\\':
		return commandEntry
	case text[0] == '?', strings.HasSuffix(text, "?") && !strings.Contains(text, "\n"):
		return helpEntry
	case sqlStart.MatchString(text), (text[0] == '/' || text[0] == '-') && transactionCommand(text) != "":
		return sqlEntry
	}
	return goEntry
}

// Incomplete says whether the entry goes on in another row.
func Incomplete(entry string) bool {
	entry = line.StripPrompts(entry)
	switch classify(entry) {
	case goEntry:
		return cell.Incomplete(entry) || halfStart().MatchString(entry)
	case sqlEntry:
		return sqlOpen(entry)
	case emptyEntry: // a comment stands before a statement; an empty row is the end of it
		rows := strings.Split(entry, "\n")
		return strings.TrimSpace(rows[len(rows)-1]) != ""
	}
	return false
}

// sqlOpen says whether a quote, a comment or a bracket of the SQL is still open.
func sqlOpen(sql string) bool {
	depth := 0
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; c {
		case '\'', '"', '`':
			end := strings.IndexByte(sql[i+1:], c)
			if end < 0 {
				return true
			}
			i += 1 + end
		case '(':
			depth++
		case ')':
			depth--
		case '-':
			if strings.HasPrefix(sql[i:], "--") {
				end := strings.IndexByte(sql[i:], '\n')
				if end < 0 {
					return depth > 0
				}
				i += end
			}
		case '/':
			if strings.HasPrefix(sql[i:], "/*") {
				end := strings.Index(sql[i:], "*/")
				if end < 0 {
					return true
				}
				i += end + 1
			}
		}
	}
	return depth > 0
}

// next cuts the first entry off a script.
func next(src string) (entry, rest string, complete bool) {
	first, after, more := strings.Cut(src, "\n")
	if comment, behind, found := strings.Cut(src, "*/"); found && strings.HasPrefix(comment, "/*") && strings.Contains(comment, "\n") {
		row, rest, _ := strings.Cut(behind, "\n")
		if classify("/**/"+row) == sqlEntry { // the comment of a statement has rows of its own
			first, after, more = comment+"*/"+row, rest, len(rest) < len(behind)-len(row)
		}
	}
	switch classify(first) {
	case commandEntry, helpEntry, emptyEntry:
		return first, after, true
	}
	if second, _, _ := strings.Cut(after, "\n"); classify(first) == sqlEntry || halfStart().MatchString(first) && sqlGoesOn(first, second) {
		for more {
			row, rest, _ := strings.Cut(after, "\n")
			if !sqlOpen(first) && !sqlGoesOn(first, row) {
				break
			}
			first += "\n" + row
			more, after = len(rest) > 0 || strings.HasSuffix(after, "\n"), rest
		}
		return first, after, !sqlOpen(first)
	}
	return cell.Next(src)
}

// declarations cuts the first entry off a script, and the ones behind it where all of them declare types and functions, no name twice: in a
// file these may mention each other in any order.
func declarations(src string) (entry, rest string) {
	entry, rest, _ = next(src)
	seen := map[string]bool{}
	if !declares(entry, seen) {
		return entry, rest
	}
	for rest != "" {
		more, after, complete := next(rest)
		if !complete || classify(more) != emptyEntry && !declares(more, seen) {
			break
		}
		rest = after
	}
	return src[:len(src)-len(rest)], rest
}

// declares reports whether an entry holds only declarations of types and functions, of names that are new to seen, and adds them.
func declares(entry string, seen map[string]bool) bool {
	if classify(entry) != goEntry {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p;"+entry, parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = types.ExprString(d.Recv.List[0].Type) + "." + name
			}
			names = append(names, strings.TrimPrefix(name, "*"))
		case *ast.GenDecl:
			if d.Tok != token.TYPE {
				return false
			}
			for _, spec := range d.Specs {
				names = append(names, spec.(*ast.TypeSpec).Name.Name)
			}
		}
	}
	if slices.ContainsFunc(names, func(name string) bool { return seen[name] }) {
		return false
	}
	for _, name := range names {
		seen[name] = true
	}
	return true
}
