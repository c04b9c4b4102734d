// Command picture types sessions into a real terminal (tmux) and writes what the screen shows as SVG files.
//
//	go run ./picture -shell ../bin/ormsh -dir ../docs picture/*.txt
//
// Each line of a file is typed as it stands; the next one follows when the prompt is back. Lines that begin with @ are directions:
//
//	@type TEXT     typed without Enter
//	@key NAME      a key by tmux's name: Tab, Up, C-c
//	@clear         the screen begins anew
//	@picture NAME  the screen is written to NAME.svg
//	@size C R      columns and rows, from here on
package main

import (
	"flag"
	"fmt"
	"html"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", ".", "directory to write to")
	shell := flag.String("shell", "ormsh", "the shell to run")
	flag.Parse()
	for _, file := range flag.Args() {
		if err := play(*shell, file, *dir); err != nil {
			log.Fatalf("%s: %v", file, err)
		}
	}
}

// terminal is a tmux with one window.
type terminal struct {
	socket  string
	columns int
	err     error // the first failure; everything after it does nothing
}

func (t *terminal) tmux(args ...string) string {
	if t.err != nil {
		return ""
	}
	b, err := exec.Command("tmux", append([]string{"-L", t.socket}, args...)...).CombinedOutput()
	if err != nil {
		t.err = fmt.Errorf("tmux %s: %w: %s", args[0], err, b)
	}
	return string(b)
}

// play types the lines of a file into a shell in an empty directory.
func play(shell, file, dir string) error {
	script, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read what to type: %w", err)
	}
	if shell, err = filepath.Abs(shell); err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "picture")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	t := &terminal{socket: fmt.Sprintf("picture-%d-%s", os.Getpid(), strings.TrimSuffix(filepath.Base(file), ".txt")), columns: 100}
	t.tmux("-f", "/dev/null", "new-session", "-d", "-s", "picture", "-x", "100", "-y", "40", "-c", home,
		"env", "-u", "NO_COLOR", "XDG_STATE_HOME="+home, "ORMSH_START=off", "ORMSH_PAGER=cat", shell)
	defer exec.Command("tmux", "-L", t.socket, "kill-server").Run() //nolint:errcheck // it may be gone
	t.settle(true)
	for line := range strings.Lines(string(script)) {
		word, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		switch word {
		case "@type":
			t.tmux("send-keys", "-l", rest)
			t.settle(false)
		case "@key":
			t.tmux("send-keys", rest)
			t.settle(false)
		case "@clear":
			t.tmux("send-keys", "C-l")
			t.settle(false)
		case "@size":
			var rows int
			if _, err := fmt.Sscan(rest, &t.columns, &rows); err != nil {
				return fmt.Errorf("@size %s: %w", rest, err)
			}
			t.tmux("resize-window", "-x", strconv.Itoa(t.columns), "-y", strconv.Itoa(rows))
			t.settle(false)
		case "@picture":
			if err := t.picture(filepath.Join(dir, rest+".svg")); err != nil {
				return err
			}
		default:
			t.tmux("send-keys", "-l", strings.TrimRight(line, "\n"))
			t.tmux("send-keys", "Enter")
			t.settle(true)
		}
	}
	return t.err
}

// picture writes what the screen shows.
func (t *terminal) picture(file string) error {
	text := t.tmux("capture-pane", "-p", "-e")
	if t.err != nil {
		return t.err
	}
	return os.WriteFile(file, []byte(svg(strings.Split(strings.TrimRight(text, "\n"), "\n"), t.columns)), 0o644)
}

// settle waits until the screen has stood still for a moment, and ends with a prompt if that is wanted.
func (t *terminal) settle(prompt bool) {
	last, since := "", time.Now()
	for start := time.Now(); time.Since(start) < time.Minute && t.err == nil; time.Sleep(50 * time.Millisecond) {
		text := t.tmux("capture-pane", "-p")
		if text != last {
			last, since = text, time.Now()
			continue
		}
		lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
		end := strings.TrimSpace(lines[len(lines)-1])
		if time.Since(since) > 400*time.Millisecond && (!prompt || strings.HasSuffix(end, ">>>") || strings.HasSuffix(end, "...")) {
			return
		}
	}
	if t.err == nil {
		t.err = fmt.Errorf("no prompt within a minute; the screen shows:\n%s", last)
	}
}

// palette holds the 16 colours of a terminal, light on dark.
var palette = [16]string{"#484f58", "#ff7b72", "#7ee787", "#d29922", "#79c0ff", "#d2a8ff", "#76e3ea", "#b1bac4",
	"#6e7681", "#ffa198", "#a5d6a7", "#e3b341", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff"}

// svg draws the lines in a window; it knows the colour codes that a terminal's capture holds.
func svg(lines []string, columns int) string {
	const cw, lh, pad, bar = 8.4, 18, 14, 30
	var b strings.Builder
	w, h := int(float64(columns)*cw)+2*pad, len(lines)*lh+2*pad+bar
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#0d1117"/>`, w, h)
	for i, c := range []string{"#ff5f56", "#ffbd2e", "#27c93f"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="15" r="6" fill="%s"/>`, 20+20*i, c)
	}
	b.WriteString("\n")
	for i, line := range lines {
		y := bar + pad + i*lh
		fmt.Fprintf(&b, `<text y="%d" xml:space="preserve" fill="#c9d1d9">`, y)
		var behind strings.Builder
		for _, r := range runs(line) {
			x := pad + float64(r.column)*cw
			if r.style.reverse {
				fmt.Fprintf(&behind, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#c9d1d9" opacity="0.35"/>`, x, y-lh+5, float64(len([]rune(r.text)))*cw, lh)
			}
			fmt.Fprintf(&b, `<tspan x="%.1f"%s>%s</tspan>`, x, r.style, html.EscapeString(r.text))
		}
		b.WriteString("</text>" + behind.String() + "\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// style is how a run of text looks.
type style struct {
	colour                         string
	bold, dim, underlined, reverse bool
}

// String is the style as attributes.
func (s style) String() string {
	var b strings.Builder
	if s.colour != "" {
		fmt.Fprintf(&b, ` fill="%s"`, s.colour)
	}
	if s.bold {
		b.WriteString(` font-weight="bold"`)
	}
	if s.dim {
		b.WriteString(` opacity="0.6"`)
	}
	if s.underlined {
		b.WriteString(` text-decoration="underline"`)
	}
	return b.String()
}

// run is text of one style; column is where it begins.
type run struct {
	text   string
	column int
	style  style
}

// runs takes one line with SGR codes apart.
func runs(line string) (list []run) {
	var s style
	column := 0
	for line != "" {
		text, rest, found := strings.Cut(line, "\x1b[")
		if text != "" {
			list = append(list, run{text, column, s})
			column += width(text)
		}
		if !found {
			break
		}
		codes, after, _ := strings.Cut(rest, "m")
		for code := range strings.SplitSeq(codes, ";") {
			s.apply(code)
		}
		line = after
	}
	return list
}

// width counts columns: East Asian characters and emoji take two.
func width(text string) (columns int) {
	for _, r := range text {
		columns++
		if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300 && r <= 0x1faff {
			columns++
		}
	}
	return columns
}

// apply changes the style as one SGR code says.
func (s *style) apply(code string) {
	n, err := strconv.Atoi(code)
	switch {
	case err != nil || n == 0:
		*s = style{}
	case n == 1:
		s.bold = true
	case n == 2:
		s.dim = true
	case n == 22:
		s.bold, s.dim = false, false
	case n == 4, n == 24:
		s.underlined = n == 4
	case n == 7, n == 27:
		s.reverse = n == 7
	case n >= 30 && n <= 37:
		s.colour = palette[n-30]
	case n >= 90 && n <= 97:
		s.colour = palette[n-82]
	case n == 39:
		s.colour = ""
	}
}
