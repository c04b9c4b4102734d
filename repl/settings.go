// This file holds the settings as a list, and the pager: \set, \pager.

package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// settings are the commands that keep a value, with the value.
func (s *Shell) settings() [][2]string {
	return [][2]string{
		{"echo", orDefault(string(s.sink.mode()), "engine")}, {"format", string(s.layout)}, {"pager", onOff(!s.pagerOff)},
		{"prompt", string(s.promptStyle)}, {"report", onOff(s.reports)}, {"theme", orDefault(s.theme, autoTheme)}, {"timing", onOff(s.timing)},
	}
}

func settingNames(s *Shell) (names []string) {
	for _, setting := range s.settings() {
		names = append(names, setting[0])
	}
	return names
}

// setCommand shows the settings, or gives one its value.
func (s *Shell) setCommand(ctx context.Context, arg string) error {
	name, value, _ := strings.Cut(arg, " ")
	for _, setting := range s.settings() {
		switch {
		case name == "":
			s.tellf("%-8s %s", setting[0], setting[1])
		case name == setting[0] && strings.TrimSpace(value) == "":
			s.tellf("%s: %s", setting[0], setting[1])
			return nil
		case name == setting[0]:
			return s.command(ctx, `\`+name+" "+value)
		}
	}
	if name != "" {
		return fmt.Errorf("no setting %q; there are %s", name, strings.Join(settingNames(s), ", "))
	}
	return nil
}

func (s *Shell) pagerCommand(_ context.Context, arg string) error {
	switch arg {
	case "":
		s.pagerOff = !s.pagerOff
	case "on", "off":
		s.pagerOff = arg == "off"
	default:
		return fmt.Errorf(`\pager takes on or off, not %q`, arg)
	}
	s.tellf("pager: %s", onOff(!s.pagerOff))
	return nil
}

// page writes a text, through the pager if it is longer than the screen.
func (s *Shell) page(text string) error {
	if s.opts.Page != nil && s.opts.Size != nil && !s.pagerOff {
		if _, height := s.opts.Size(); strings.Count(text, "\n") >= height {
			return s.opts.Page(text)
		}
	}
	s.out.home.freshLine()
	_, err := fmt.Fprint(s.out.home, text)
	return err
}

func pager() string {
	return orDefault(orDefault(os.Getenv("ORMSH_PAGER"), os.Getenv("PAGER")), "less")
}

// runPager shows a text in $ORMSH_PAGER, $PAGER, or less. To leave it before the end is no error.
func runPager(out *os.File, text string) error {
	pager := pager()
	cmd := exec.Command("/bin/sh", "-c", pager)
	cmd.Env = os.Environ()
	for name, value := range map[string]string{"LESS": "FRX", "LESSHISTFILE": "-"} { // no file in the home
		if _, set := os.LookupEnv(name); !set {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Stdin = strings.NewReader(text)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil || errors.Is(err, syscall.EPIPE):
		return nil
	case errors.As(err, &exit) && exit.ExitCode() != 127:
		return nil // left by Ctrl-C, say
	}
	return fmt.Errorf(`the pager %s: %w; \pager off does without`, pager, err)
}
