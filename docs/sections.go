// This file cuts the pages of the guide into sections and finds them by topic.

package docs

import (
	"embed"
	"slices"
	"strings"
)

//go:embed *.md
var files embed.FS

// pages are the files in the order of reading.
func pages() []string {
	return []string{"mapping.md", "session.md", "query.md", "statements.md", "schema.md", "shell.md"}
}

// Section is a heading of the guide with the text up to the next one.
type Section struct {
	Page  string // the file, such as mapping.md
	Title string // without its # signs
	Text  string // Markdown
}

// Sections returns all sections in the order of reading; the first of each page is its introduction.
func Sections() []Section {
	var list []Section
	for _, page := range pages() {
		text, err := files.ReadFile(page)
		if err != nil {
			panic(err) // it is named above and embedded: no user can bring this about
		}
		list = append(list, cut(page, string(text))...)
	}
	return list
}

// cut splits a page at its headings, but not at comments inside blocks of code.
func cut(page, text string) (list []Section) {
	code := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		if title := strings.TrimLeft(line, "#"); !code && title != line && strings.HasPrefix(title, " ") {
			list = append(list, Section{Page: page, Title: strings.TrimSpace(title)})
		} else if len(list) > 0 {
			list[len(list)-1].Text += line
		}
	}
	return list
}

// Find returns the section of a topic: a title, or else a word of one, in singular or plural, whatever its case. The
// first in the order of reading counts.
func Find(topic string) (Section, bool) {
	want := plain(topic)
	if want == "" {
		return Section{}, false
	}
	list := Sections()
	for _, found := range []func(Section) bool{
		func(s Section) bool { return plain(s.Title) == want },
		func(s Section) bool { return slices.Contains(s.words(), want) },
	} {
		if at := slices.IndexFunc(list, found); at >= 0 {
			return list[at], true
		}
	}
	return Section{}, false
}

// Row is the row of a table of the guide that explains a word, such as one of a tag: the word as it stands there, what is said of it, and where.
func Row(word string) (where Section, name, text string) {
	for _, s := range Sections() {
		for line := range strings.Lines(s.Text) {
			cells := strings.SplitN(strings.Trim(strings.TrimSpace(line), "|"), " | ", 2)
			if len(cells) < 2 || !strings.HasPrefix(line, "| `") {
				continue
			}
			for _, code := range strings.Split(cells[0], "`") {
				if first, _, _ := strings.Cut(code, "="); first == word {
					return s, strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
				}
			}
		}
	}
	return Section{}, "", ""
}

// Example is the shortest step of the guide that calls the function or method, with what it prints, and the section where it stands; one that shows SQL
// is better than one that doesn't. It is empty where the guide has none.
func Example(name string) (where Section, example string) {
	best := 0
	for _, s := range Sections() {
		for _, step := range s.steps() {
			if !strings.Contains(step.entry, "."+name+"(") && !strings.Contains(step.entry, "."+name+"[") || strings.Contains(step.entry, "\n... ") {
				continue
			}
			score := 1000 - len(step.entry+step.prints)
			if sql := strings.Fields(step.prints); len(sql) > 0 && sql[0] == strings.ToUpper(sql[0]) && len(sql[0]) > 3 {
				score += 1000
			}
			if score > best {
				best, where, example = score, s, step.entry+step.prints
			}
		}
	}
	return where, example
}

// step is an entry of a transcript and what it prints.
type step struct{ entry, prints string }

// steps are those of the section's transcripts.
func (s Section) steps() (list []step) {
	code := false
	for line := range strings.Lines(s.Text) {
		switch {
		case strings.HasPrefix(line, "```"):
			code = strings.HasPrefix(line, "```ormsh")
			if code {
				list = append(list, step{})
			}
		case !code:
		case strings.HasPrefix(line, ">>> "):
			list = append(list, step{entry: line})
		case strings.HasPrefix(line, "... "):
			list[len(list)-1].entry += line
		default:
			list[len(list)-1].prints += line
		}
	}
	return list
}

// words are those of the title that may stand for it.
func (s Section) words() []string {
	words := strings.FieldsFunc(s.Title, func(r rune) bool { return r == ' ' || r == ',' })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 3 || w == "and" || w == "what" || w == "your" })
	for i, w := range words {
		words[i] = plain(w)
	}
	return words
}

// plain is a topic without its article, its case and its number.
func plain(topic string) string {
	topic = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(topic)), "the ")
	if strings.HasSuffix(topic, "ies") {
		return strings.TrimSuffix(topic, "ies") + "y"
	}
	return strings.TrimSuffix(topic, "s")
}
