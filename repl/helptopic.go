// This file shows sections of the guide as help: Markdown made plain text, in the width of the terminal.

package repl

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ormsh/ormsh/docs"
)

// helpWidth is the width of help where the terminal tells none, and at most.
const helpWidth = 100

// topics lists the guide: a row a page, with its sections.
func topics() string {
	var page strings.Builder
	row := ""
	flush := func() {
		if row != "" {
			fmt.Fprintln(&page, wrap(strings.TrimSuffix(row, "; "), "    ", helpWidth))
		}
		row = ""
	}
	last := ""
	for _, s := range docs.Sections() {
		if s.Page != last {
			flush()
			last = s.Page
			fmt.Fprintln(&page, s.Title)
			continue
		}
		row += s.Title + "; "
	}
	flush()
	return page.String() + "\\help and a title, or a word of it, shows the section.\n"
}

// topicNames are what \help completes beside commands and names of Go.
func topicNames() []string {
	names := []string{"commands", "topics"}
	for _, s := range docs.Sections() {
		names = append(names, strings.ToLower(s.Title))
	}
	return names
}

// helpWidth is the width of help at this terminal.
func (s *Shell) helpWidth() int {
	if s.opts.Size != nil {
		if columns, _ := s.opts.Size(); columns > 20 {
			return min(helpWidth, columns-1)
		}
	}
	return helpWidth
}

// topicPage is a section as plain text.
func (s *Shell) topicPage(section docs.Section) string {
	width := s.helpWidth()
	var page strings.Builder
	fmt.Fprintf(&page, "%s\n\n", section.Title)
	for _, block := range blocks(section.Text) {
		switch {
		case strings.HasPrefix(block, "```"):
			fmt.Fprintln(&page, indented(code(block)))
		case strings.HasPrefix(block, "|"):
			fmt.Fprintln(&page, columns(block, width))
		case strings.HasPrefix(block, "!["):
			continue // a picture
		default:
			for _, paragraph := range items(block) {
				fmt.Fprintln(&page, wrap(paragraph, "", width))
			}
		}
		fmt.Fprintln(&page)
	}
	return strings.TrimRight(page.String(), "\n") + "\n"
}

// blocks cuts Markdown at blank lines that aren't inside code.
func blocks(text string) (list []string) {
	block, fenced := "", false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if strings.TrimSpace(line) != "" || fenced {
			block += line
			continue
		}
		if block != "" {
			list = append(list, block)
		}
		block = ""
	}
	if block != "" {
		list = append(list, block)
	}
	return list
}

// code is what stands inside a fence.
func code(block string) string {
	_, inside, _ := strings.Cut(block, "\n")
	inside, _, _ = strings.Cut(inside, "\n```")
	return strings.TrimSuffix(inside, "```\n")
}

// items are the points of a list, or the block itself.
func items(block string) []string {
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(block), "\n- ", "\x00- "), "\x00")
}

// bar matches what parts the cells of a row; a bar in SQL is written \|.
var bar = later(`\s+\|\s*`)

// columns aligns a table; the last cell of a row goes on below itself.
func columns(block string, width int) string {
	const margin, gap = "    ", 2
	var rows [][]string
	var widths []int
	for i, row := range strings.Split(strings.TrimSpace(block), "\n") {
		if i == 1 { // the dashes under the head
			continue
		}
		cells := bar().Split(strings.TrimSuffix(strings.TrimPrefix(row, "| "), " |"), -1)
		for n, cell := range cells {
			cells[n] = strings.ReplaceAll(unmarked(cell), `\|`, "|")
			if widths = append(widths, make([]int, max(0, n+1-len(widths)))...); n < len(cells)-1 {
				widths[n] = max(widths[n], utf8.RuneCountInString(cells[n]))
			}
		}
		rows = append(rows, cells)
	}
	var out strings.Builder
	for _, cells := range rows {
		line := margin
		for n, cell := range cells[:len(cells)-1] {
			line += cell + strings.Repeat(" ", widths[n]-utf8.RuneCountInString(cell)+gap)
		}
		at := utf8.RuneCountInString(line)
		last := wrap(cells[len(cells)-1], strings.Repeat(" ", at), max(width, at+20))
		out.WriteString(strings.TrimRight(line+strings.TrimLeft(last, " "), " ") + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// wrap breaks a paragraph between words.
func wrap(text, indent string, width int) string {
	var out strings.Builder
	column := 0
	for _, word := range strings.Fields(unmarked(text)) {
		switch {
		case column == 0:
			out.WriteString(indent)
			column = len(indent)
		case column+1+len(word) > width:
			out.WriteString("\n" + indent)
			column = len(indent)
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}

// unmarked takes off the marks of code and of emphasis.
func unmarked(text string) string {
	return strings.NewReplacer("`", "", "**", "").Replace(text)
}
