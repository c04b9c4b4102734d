// This file holds the normal form of one statement.

package oracle

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	tokenPattern = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"|` + "`(?:[^`]|``)*`" +
		`|%\(\w+\)s|%s|\$\d+|\?|[A-Za-z_][\w$]*|\d+(?:\.\d+)?|<>|!=|<=|>=|\|\||::|%%|[^\s]`)
	placeholder = regexp.MustCompile(`^(%\(\w+\)s|%s|\$\d+|\?)$`)
	word        = regexp.MustCompile(`^\w+$`)
)

const keywordText = `select from where and or not in is null as join left outer inner on order by group having limit
offset insert into values update set delete returning union all except intersect with recursive exists case when then
else end distinct like between cast over partition asc desc for nowait skip locked of share lateral true false default
primary key foreign references create table drop index unique constraint check collate escape interval using conflict
do nothing duplicate ignore`

// statement is a normal form: text and the parameters in the order of its placeholders.
type statement struct {
	text   string
	params []any
}

// tokens cuts SQL up; placeholders become ?, quotes go, <> is !=, keywords are upper case.
func tokens(sql string) []string {
	keywords := strings.Fields(keywordText)
	var out []string
	for _, t := range tokenPattern.FindAllString(sql, -1) {
		switch {
		case placeholder.MatchString(t):
			t = "?"
		case (t[0] == '"' || t[0] == '`') && len(t) > 1:
			t = strings.ReplaceAll(t[1:len(t)-1], "%%", "%")
		case t == "%%":
			t = "%"
		case t[0] == '\'': // drivers that write %s double the percent signs of literals
			t = strings.ReplaceAll(t, "%%", "%")
		case t == "<>":
			t = "!="
		}
		if slices.Contains(keywords, strings.ToLower(t)) {
			t = strings.ToUpper(t)
		}
		out = append(out, t)
	}
	return plainJoins(out)
}

// plainJoins writes INNER JOIN as JOIN and LEFT OUTER as LEFT.
func plainJoins(toks []string) []string {
	var out []string
	for i, t := range toks {
		inner := t == "INNER" && i+1 < len(toks) && toks[i+1] == "JOIN"
		outer := t == "OUTER" && i > 0 && toks[i-1] == "LEFT"
		if !inner && !outer {
			out = append(out, t)
		}
	}
	return out
}

// normalise gives one statement for each set of parameters.
func normalise(op Op) []statement {
	toks := tokens(op.SQL)
	sets := [][]any{op.Params}
	if op.Many {
		sets = nil
		for _, set := range op.Params {
			list, _ := set.([]any)
			sets = append(sets, list)
		}
	}
	var out []statement
	for _, params := range sets {
		t, p := sortInsert(toks, params)
		t, p = sortUpdate(t, p)
		out = append(out, statement{strings.Join(canonAliases(sortReturning(t)), " "), p})
	}
	return out
}

// item is one column or assignment with its parameters.
type item struct {
	name, value []string
	params      []any
}

func (i item) key() string { return strings.Join(i.name, " ") }

func byKey(a, b item) int { return cmp.Compare(a.key(), b.key()) }

// split cuts tokens at commas outside parentheses.
func split(toks []string) (parts [][]string) {
	depth, cur := 0, []string{}
	for _, t := range toks {
		depth += nesting(t)
		if t == "," && depth == 0 {
			parts, cur = append(parts, cur), []string{}
			continue
		}
		cur = append(cur, t)
	}
	return append(parts, cur)
}

func nesting(t string) int {
	switch t {
	case "(":
		return 1
	case ")":
		return -1
	}
	return 0
}

// find looks for a word outside parentheses; -1 for none.
func find(toks []string, word string, start int) int {
	depth := 0
	for i := max(start, 0); i < len(toks); i++ {
		depth += nesting(toks[i])
		if depth == 0 && strings.EqualFold(toks[i], word) {
			return i
		}
	}
	return -1
}

// closing finds the parenthesis that closes the one at i.
func closing(toks []string, i int) int {
	depth := 0
	for j := i; j < len(toks); j++ {
		if depth += nesting(toks[j]); depth == 0 {
			return j
		}
	}
	return len(toks)
}

func placeholders(toks []string) (n int) {
	for _, t := range toks {
		if t == "?" {
			n++
		}
	}
	return n
}

// sortInsert puts the columns of an INSERT of one row in order of their names.
func sortInsert(toks []string, params []any) ([]string, []any) {
	o := slices.Index(toks, "(")
	if len(toks) == 0 || toks[0] != "INSERT" || o < 0 || o > 4 {
		return toks, params
	}
	c := closing(toks, o)
	if c+2 >= len(toks) || toks[c+1] != "VALUES" || toks[c+2] != "(" {
		return toks, params
	}
	e := closing(toks, c+2)
	names, values := split(toks[o+1:c]), split(toks[c+3:e])
	if e+1 < len(toks) && toks[e+1] == "," || len(names) != len(values) {
		return toks, params
	}
	var items []item
	at := 0
	for i := range names {
		n := min(placeholders(values[i]), len(params)-at)
		items = append(items, item{names[i], values[i], params[at : at+n]})
		at += n
	}
	slices.SortFunc(items, byKey)
	out, rest, sorted := slices.Clone(toks[:o+1]), []string{}, []any{}
	for i, it := range items {
		if i > 0 {
			out, rest = append(out, ","), append(rest, ",")
		}
		out, rest, sorted = append(out, it.name...), append(rest, it.value...), append(sorted, it.params...)
	}
	out = append(append(append(out, ")", "VALUES", "("), rest...), toks[e:]...)
	return out, append(sorted, params[at:]...)
}

// sortUpdate puts the assignments of an UPDATE in order.
func sortUpdate(toks []string, params []any) ([]string, []any) {
	if len(toks) == 0 || toks[0] != "UPDATE" {
		return toks, params
	}
	s := find(toks, "SET", 0)
	if s < 0 {
		return toks, params
	}
	end := find(toks, "WHERE", s)
	if end < 0 {
		end = len(toks)
	}
	at := placeholders(toks[:s])
	sorted := slices.Clone(params[:at])
	var items []item
	for _, part := range split(toks[s+1 : end]) {
		n := min(placeholders(part), len(params)-at)
		items = append(items, item{name: part, params: params[at : at+n]})
		at += n
	}
	slices.SortFunc(items, byKey)
	out := slices.Clone(toks[:s+1])
	for i, it := range items {
		if i > 0 {
			out = append(out, ",")
		}
		out, sorted = append(out, it.name...), append(sorted, it.params...)
	}
	return append(out, toks[end:]...), append(sorted, params[at:]...)
}

func sortReturning(toks []string) []string {
	r := find(toks, "RETURNING", 0)
	if r < 0 {
		return toks
	}
	parts := split(toks[r+1:])
	slices.SortFunc(parts, slices.Compare[[]string])
	out := slices.Clone(toks[:r+1])
	for i, p := range parts {
		if i > 0 {
			out = append(out, ",")
		}
		out = append(out, p...)
	}
	return out
}

// castTypes are words that follow AS in a CAST and name nothing.
var castTypes = []string{"VARCHAR", "INTEGER", "CHAR", "SIGNED", "NUMERIC", "FLOAT", "TEXT"}

// canonAliases drops labels that are used nowhere else and names the other aliases a1, a2, ... by first appearance.
func canonAliases(toks []string) []string {
	defined := map[string]bool{}
	defs := map[int]bool{}
	for i, t := range toks {
		if strings.EqualFold(t, "AS") && i > 0 && i+1 < len(toks) && word.MatchString(toks[i+1]) && !slices.Contains(castTypes, strings.ToUpper(toks[i+1])) {
			defs[i], defined[toks[i+1]] = true, true
		}
	}
	uses := map[string]int{}
	for i, t := range toks {
		if defined[t] && (i == 0 || !strings.EqualFold(toks[i-1], "AS")) {
			uses[t]++
		}
	}
	var out []string
	for i := 0; i < len(toks); i++ {
		if defs[i] && uses[toks[i+1]] == 0 {
			i++
			continue
		}
		out = append(out, toks[i])
	}
	names := map[string]string{}
	for i, t := range out {
		if !defined[t] {
			continue
		}
		if names[t] == "" {
			names[t] = "a" + strconv.Itoa(len(names)+1)
		}
		out[i] = names[t]
	}
	return out
}
