// Command picture types a session into a real terminal (tmux) and writes what the screen shows as an SVG.
//
//	go run ./picture -rows 40 -cols 100 -o ../docs/session.svg picture/session.txt
//
// Each line of the file is typed as it stands; the next one follows when the prompt is back.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"html"
	"log"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	cols := flag.Int("cols", 100, "columns of the terminal")
	rows := flag.Int("rows", 40, "rows of the terminal")
	out := flag.String("o", "session.svg", "file to write")
	shell := flag.String("shell", "ormsh", "command line of the shell")
	flag.Parse()
	screen, err := record(*shell, flag.Arg(0), *cols, *rows)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, []byte(svg(screen, *cols)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// record types the file's lines into the shell and returns the screen's lines with their colour codes.
func record(shell, file string, cols, rows int) ([]string, error) {
	lines, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read what to type: %w", err)
	}
	const name = "ormsh-picture"
	tmux := func(args ...string) (string, error) {
		b, err := exec.Command("tmux", append([]string{"-L", name}, args...)...).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("tmux %s: %w: %s", args[0], err, b)
		}
		return string(b), nil
	}
	if _, err := tmux("-f", "/dev/null", "new-session", "-d", "-s", name, "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows), shell); err != nil {
		return nil, err
	}
	defer tmux("kill-server")
	if err := settle(tmux); err != nil {
		return nil, err
	}
	s := bufio.NewScanner(strings.NewReader(string(lines)))
	for s.Scan() {
		if _, err := tmux("send-keys", "-l", s.Text()); err != nil {
			return nil, err
		}
		if _, err := tmux("send-keys", "Enter"); err != nil {
			return nil, err
		}
		if err := settle(tmux); err != nil {
			return nil, err
		}
	}
	text, err := tmux("capture-pane", "-p", "-e")
	return strings.Split(strings.TrimRight(text, "\n"), "\n"), err
}

// settle waits until the screen's last line is a prompt and has stood still for a moment.
func settle(tmux func(...string) (string, error)) error {
	last, since := "", time.Now()
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		text, err := tmux("capture-pane", "-p")
		if err != nil {
			return err
		}
		if text != last {
			last, since = text, time.Now()
			continue
		}
		lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
		end := strings.TrimSpace(lines[len(lines)-1])
		if time.Since(since) > 250*time.Millisecond && (strings.HasSuffix(end, ">>>") || strings.HasSuffix(end, "...")) {
			return nil
		}
	}
	return fmt.Errorf("no prompt within 20 seconds; the screen shows:\n%s", last)
}

// palette holds the 16 colours of a terminal, light on dark.
var palette = [16]string{"#484f58", "#ff7b72", "#7ee787", "#d29922", "#79c0ff", "#d2a8ff", "#76e3ea", "#b1bac4",
	"#6e7681", "#ffa198", "#a5d6a7", "#e3b341", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff"}

// svg draws the lines in a window; it knows the colour codes that a terminal's capture holds.
func svg(lines []string, cols int) string {
	const cw, lh, pad, bar = 8.4, 18, 14, 30
	var b strings.Builder
	w, h := int(float64(cols)*cw)+2*pad, len(lines)*lh+2*pad+bar
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#0d1117"/>`, w, h)
	for i, c := range []string{"#ff5f56", "#ffbd2e", "#27c93f"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="15" r="6" fill="%s"/>`, 20+20*i, c)
	}
	b.WriteString("\n")
	for i, line := range lines {
		fmt.Fprintf(&b, `<text x="%d" y="%d" xml:space="preserve" fill="#c9d1d9">%s</text>`+"\n", pad, bar+pad+i*lh, spans(line))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// spans turns one line with SGR codes into tspans.
func spans(line string) string {
	var b strings.Builder
	style := ""
	for line != "" {
		text, rest, found := strings.Cut(line, "\x1b[")
		if text != "" {
			fmt.Fprintf(&b, `<tspan%s>%s</tspan>`, style, html.EscapeString(text))
		}
		if !found {
			break
		}
		codes, after, _ := strings.Cut(rest, "m")
		style, line = next(style, codes), after
	}
	return b.String()
}

// next is the style after the SGR codes.
func next(style, codes string) string {
	for code := range strings.SplitSeq(codes, ";") {
		n, _ := strconv.Atoi(code)
		switch {
		case n == 0:
			style = ""
		case n == 1:
			style += ` font-weight="bold"`
		case n == 2:
			style += ` opacity="0.6"`
		case n >= 30 && n <= 37:
			style += ` fill="` + palette[n-30] + `"`
		case n >= 90 && n <= 97:
			style += ` fill="` + palette[n-82] + `"`
		case n == 39:
			style = ""
		}
	}
	return dedupe(style)
}

// dedupe keeps the last of each attribute: an attribute twice is no XML.
func dedupe(style string) string {
	seen, out := map[string]bool{}, ""
	attrs := strings.Fields(style)
	for i := len(attrs) - 1; i >= 0; i-- {
		name, _, _ := strings.Cut(attrs[i], "=")
		if !seen[name] {
			seen[name], out = true, " "+attrs[i]+out
		}
	}
	return out
}
