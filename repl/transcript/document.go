// This file reads Markdown documents into blocks and steps, and writes changed expectations back.

package transcript

import (
	"fmt"
	"slices"
	"strings"
)

const (
	prompt       = ">>> "
	continuation = "... "
)

// Databases are the names that db= and front matter may use.
func Databases() []string { return []string{"sqlite", "mysql", "postgres"} }

// Document is one Markdown file.
type Document struct {
	Path   string
	Passes []string // databases of the front matter, one run each; empty: one run
	Blocks []*Block

	lines []string
}

// Block is one fence of a session.
type Block struct {
	Line      int      // of its first line inside the fence, from 1
	Databases []string // db= of the info string; empty: all
	Steps     []*Step
}

// Step is one entry with what it should print.
type Step struct {
	Line  int      // of its prompt, from 1
	Input string   // prompts taken off
	Want  []string // expected lines

	from, to int // the expected lines in Document.lines
}

// Parse reads a document. Errors name the line: an unclosed fence, output before the first prompt, an unknown word in an info string.
func Parse(path, src string) (*Document, error) {
	d := &Document{Path: path, lines: strings.Split(src, "\n")}
	at, err := d.frontMatter()
	if err != nil {
		return nil, err
	}
	for at < len(d.lines) {
		fence, info, ok := opensFence(d.lines[at])
		if !ok {
			at++
			continue
		}
		end := at + 1
		for end < len(d.lines) && !closesFence(d.lines[end], fence) {
			end++
		}
		if end == len(d.lines) {
			return nil, d.errorf(at, "the block that begins here is never closed")
		}
		if words := strings.Fields(info); len(words) > 0 && words[0] == "ormsh" {
			if err := d.block(words[1:], at+1, end); err != nil {
				return nil, err
			}
		}
		at = end + 1
	}
	return d, nil
}

func (d *Document) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", d.Path, line+1, fmt.Sprintf(format, args...))
}

// frontMatter reads the head between --- lines and returns the line after it.
func (d *Document) frontMatter() (next int, err error) {
	if strings.TrimSpace(d.lines[0]) != "---" {
		return 0, nil
	}
	for i := 1; i < len(d.lines); i++ {
		if strings.TrimSpace(d.lines[i]) == "---" {
			return i + 1, nil
		}
		if names, ok := strings.CutPrefix(d.lines[i], "databases:"); ok {
			if d.Passes, err = databaseList(strings.Trim(strings.TrimSpace(names), "[]")); err != nil {
				return 0, d.errorf(i, "%v", err)
			}
		}
	}
	return 0, d.errorf(0, "the front matter that begins here is never closed")
}

func databaseList(s string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(Databases(), name) {
			return nil, fmt.Errorf("no database %q; there are %s", name, strings.Join(Databases(), ", "))
		}
		names = append(names, name)
	}
	return names, nil
}

func opensFence(line string) (fence, info string, ok bool) {
	info = strings.TrimLeft(line, "`")
	fence = line[:len(line)-len(info)]
	return fence, info, len(fence) >= 3
}

func closesFence(line, fence string) bool {
	line = strings.TrimRight(line, " \t\r")
	return strings.HasPrefix(line, fence) && strings.Trim(line, "`") == ""
}

// block reads the lines [from, to) of one fence.
func (d *Document) block(words []string, from, to int) error {
	b := &Block{Line: from + 1}
	for _, word := range words {
		names, ok := strings.CutPrefix(word, "db=")
		if !ok {
			return d.errorf(from-1, "%q is no word of an ormsh block; there is db=, as in ```ormsh db=mysql", word)
		}
		var err error
		if b.Databases, err = databaseList(names); err != nil {
			return d.errorf(from-1, "%v", err)
		}
	}
	var step *Step
	for i := from; i < to; i++ {
		line := strings.TrimSuffix(d.lines[i], "\r")
		input, isPrompt := cutPrompt(line, prompt)
		more, isMore := cutPrompt(line, continuation)
		switch {
		case isPrompt:
			step = &Step{Line: i + 1, Input: input, from: i + 1, to: i + 1}
			b.Steps = append(b.Steps, step)
		case step == nil && strings.TrimSpace(line) == "":
		case step == nil:
			return d.errorf(i, "output stands before the first `>>> ` of the block")
		case isMore && len(step.Want) == 0:
			step.Input += "\n" + more
			step.from, step.to = i+1, i+1
		default:
			step.Want = append(step.Want, line)
			step.to = i + 1
		}
	}
	d.Blocks = append(d.Blocks, b)
	return nil
}

// cutPrompt takes a prompt off a line; its last blank may be missing where nothing follows.
func cutPrompt(line, prompt string) (rest string, ok bool) {
	if line == strings.TrimRight(prompt, " ") {
		return "", true
	}
	return strings.CutPrefix(line, prompt)
}

// With is the document's text with other expectations: want holds the new lines of each step that changes.
func (d *Document) With(want map[*Step][]string) string {
	var out []string
	at := 0
	for _, b := range d.Blocks {
		for _, s := range b.Steps {
			lines, changed := want[s]
			if !changed {
				continue
			}
			out = append(out, d.lines[at:s.from]...)
			out = append(out, lines...)
			at = s.to
		}
	}
	out = append(out, d.lines[at:]...)
	return strings.Join(out, "\n")
}

// Text is the document as it was read.
func (d *Document) Text() string { return strings.Join(d.lines, "\n") }
