// This file completes SQL: keywords, tables, their columns, and joins along foreign keys.

package repl

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// source is a table that a statement names, under the name that it has there.
type source struct {
	table *orm.Table
	name  string
}

// completion is the completion of one word of SQL.
type completion struct {
	*Shell
	word    string
	lower   bool // keywords are written in small letters
	sources []source
	found   []line.Candidate
}

// completeSQL completes the word that ends at the end of before, in the statement that entry holds.
func (s *Shell) completeSQL(entry, before string) (from int, candidates []line.Candidate) {
	from = strings.LastIndexAny(before, " \n\t(,=.<>+-*/") + 1
	words := sqlWords(before[:from])
	c := &completion{Shell: s, word: before[from:], sources: s.sources(sqlWords(entry))}
	if i := slices.IndexFunc(words, isKeyword); i >= 0 {
		c.lower = words[i] == strings.ToLower(words[i])
	}
	last := ""
	if len(words) > 0 {
		last = strings.ToUpper(words[len(words)-1])
	}
	index := createsIndex(words)
	switch {
	case last == ".":
		c.columnsOf(words[max(0, len(words)-2)])
		return from, c.found
	case last == "FROM" || last == "INTO" || last == "UPDATE" || last == "TABLE" || last == "DESCRIBE":
		c.tableNames()
		return from, c.found
	case last == "JOIN":
		c.joins()
		c.tableNames()
		return from, c.found
	case last == "ON" && index:
		c.tableNames()
		return from, c.found
	case last == "ON":
		if c.conditions(""); c.word == "" && len(c.found) > 0 {
			return from, c.found
		}
	case c.joinLacksCondition(words):
		if c.conditions(c.cased("ON") + " "); c.word == "" && len(c.found) > 0 {
			return from, c.found
		}
	}
	c.columns()
	c.tableNames()
	c.keywords()
	return from, c.found
}

// cased is a keyword as the statement writes them.
func (c *completion) cased(keyword string) string {
	if c.lower {
		return strings.ToLower(keyword)
	}
	return keyword
}

// fits says that a text begins with the word, in any case of its letters.
func (c *completion) fits(text string) bool {
	return len(text) >= len(c.word) && strings.EqualFold(text[:len(c.word)], c.word)
}

func (c *completion) add(text, note string) {
	if c.fits(text) {
		c.found = append(c.found, line.Candidate{Text: text, Note: note})
	}
}

func (c *completion) tableNames() {
	tables, _ := c.knownTables()
	for _, name := range tables.names {
		c.add(c.quoted(name), "table")
	}
}

// columns offers those of all sources; one that several have is qualified.
func (c *completion) columns() {
	count := map[string]int{}
	for _, src := range c.sources {
		for _, col := range src.table.Columns() {
			count[col.Name()]++
		}
	}
	for _, src := range c.sources {
		for _, col := range src.table.Columns() {
			text, note := c.quoted(col.Name()), "column "+src.table.Name()+" "+col.Type().String()
			if count[col.Name()] > 1 && c.fits(text) {
				c.found = append(c.found, line.Candidate{Text: c.quoted(src.name) + "." + text, Note: note})
				continue
			}
			c.add(text, note)
		}
	}
}

// columnsOf offers those of one source.
func (c *completion) columnsOf(name string) {
	for _, src := range c.sources {
		if !strings.EqualFold(src.name, strings.Trim(name, "\"`")) {
			continue
		}
		for _, col := range src.table.Columns() {
			c.add(c.quoted(col.Name()), "column "+col.Type().String())
		}
	}
}

// joins offers the tables that refer to a source or that one refers to, with the condition.
func (c *completion) joins() {
	tables, _ := c.knownTables()
	for _, name := range tables.names {
		other := c.knownTable(name)
		if other == nil {
			continue
		}
		for _, src := range c.sources {
			for _, on := range matches(c, source{other, name}, src) {
				c.add(c.quoted(name)+" "+c.cased("ON")+" "+on, "join along a foreign key")
			}
		}
	}
}

// conditions offers what joins the newest source with those before it.
func (c *completion) conditions(prefix string) {
	if len(c.sources) < 2 {
		return
	}
	newest := c.sources[len(c.sources)-1]
	for _, src := range c.sources[:len(c.sources)-1] {
		for _, on := range matches(c, newest, src) {
			c.add(prefix+on, "join along a foreign key")
		}
	}
}

// joinLacksCondition says that the words end with JOIN and a table, with its other name if it has one.
func (c *completion) joinLacksCondition(words []string) bool {
	for i := len(words) - 1; i > 0 && i >= len(words)-3; i-- {
		if strings.EqualFold(words[i-1], "JOIN") {
			return !slices.ContainsFunc(words[i:], func(w string) bool { return isKeyword(w) && !strings.EqualFold(w, "AS") })
		}
	}
	return false
}

// matches are the conditions along the foreign keys between two sources, in both directions.
func matches(c *completion, a, b source) (list []string) {
	along := func(from, to source) {
		for _, k := range from.table.ForeignKeyConstraints() {
			var pairs []string
			for i, column := range k.ColumnKeys() {
				target, key, _ := cutLast(k.TargetFullnames()[i], ".")
				if !strings.EqualFold(target, to.table.Name()) && !strings.HasSuffix(target, "."+to.table.Name()) {
					break
				}
				pairs = append(pairs, c.quoted(from.name)+"."+c.quoted(column)+" = "+c.quoted(to.name)+"."+c.quoted(key))
			}
			if len(pairs) == len(k.ColumnKeys()) && len(pairs) > 0 {
				list = append(list, strings.Join(pairs, " "+c.cased("AND")+" "))
			}
		}
	}
	along(a, b)
	if a.table.Name() != b.table.Name() {
		along(b, a)
	}
	return list
}

func (c *completion) keywords() {
	if c.word == "" {
		return
	}
	for _, keyword := range sqlKeywords() {
		if c.word == strings.ToLower(c.word) {
			keyword = strings.ToLower(keyword)
		}
		c.add(keyword, "")
	}
}

var plainName = later(`^[A-Za-z_][A-Za-z0-9_]*$`)

// quoted is a name as SQL takes it.
func (c *completion) quoted(name string) string {
	dialect := ""
	if engine, err := c.engine(); err == nil {
		dialect = engine.URL().Dialect
	}
	switch {
	case plainName().MatchString(name) && !isKeyword(name) && (dialect != "postgresql" || name == strings.ToLower(name)):
		return name
	case dialect == "mysql":
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

// sqlToken is a word, a quoted name, or one other character; strings are passed over.
var sqlToken = later("(?s)'[^']*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\\*.*?\\*/|[\\p{L}_][\\p{L}\\d_]*|[^\\s\\d]")

func sqlWords(text string) (words []string) {
	for _, word := range sqlToken().FindAllString(text, -1) {
		if word[0] != '\'' && !strings.HasPrefix(word, "--") && !strings.HasPrefix(word, "/*") {
			words = append(words, word)
		}
	}
	return words
}

func isKeyword(word string) bool { return slices.Contains(sqlKeywords(), strings.ToUpper(word)) }

// createsIndex says that the words begin a CREATE INDEX.
func createsIndex(words []string) bool {
	return len(words) > 1 && strings.EqualFold(words[0], "CREATE") && slices.ContainsFunc(words[1:min(3, len(words))], func(w string) bool { return strings.EqualFold(w, "INDEX") })
}

// sources finds the tables that a statement names behind FROM, JOIN, UPDATE, INTO, TABLE and an index's ON, and their other names.
func (s *Shell) sources(words []string) (list []source) {
	at := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	for i := 0; i < len(words); i++ {
		word := strings.ToUpper(words[i])
		if !slices.Contains([]string{"FROM", "JOIN", "UPDATE", "INTO", "TABLE"}, word) && (word != "ON" || !createsIndex(words[:i])) {
			continue
		}
		for {
			name := strings.Trim(at(i+1), "\"`")
			i++
			if at(i+1) == "." { // a schema stands before it
				name = strings.Trim(at(i+2), "\"`")
				i += 2
			}
			src := source{s.knownTable(name), name}
			if strings.EqualFold(at(i+1), "AS") {
				i++
			}
			if next := at(i + 1); plainName().MatchString(next) && !isKeyword(next) {
				src.name = next
				i++
			}
			if src.table != nil {
				list = append(list, src)
			}
			if at(i+1) != "," {
				break
			}
			i++
		}
	}
	return list
}

func sqlKeywords() []string {
	return strings.Fields(`SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE INDEX VIEW DROP ALTER JOIN LEFT RIGHT FULL INNER OUTER
		NATURAL CROSS ON USING GROUP ORDER BY HAVING LIMIT OFFSET DISTINCT UNION ALL AS AND OR NOT NULL IS IN LIKE BETWEEN EXISTS CASE WHEN THEN ELSE
		END ASC DESC COUNT SUM AVG MIN MAX WITH RECURSIVE PRIMARY KEY FOREIGN REFERENCES UNIQUE CHECK DEFAULT EXPLAIN PRAGMA RETURNING`)
}
