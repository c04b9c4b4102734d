// This file holds the tests of what people expect of any shell: signals, colours, pagers, words of other shells, sizes that change meanwhile.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestSignalsLeaveTheTerminalInOrder ends the shell from outside, at the prompt and while a cell runs: the terminal is as it was found.
func TestSignalsLeaveTheTerminalInOrder(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		for _, running := range []bool{false, true} {
			cmd := exec.Command(exe)
			s := atTerminal(t, nil, cmd)
			s.Ends(">>> ‸")
			if running {
				s.Keys("fmt.Println(\"begun\"); for {}\r")
				s.Ends("begun", "‸")
			} else {
				s.Keys("half")
				s.Ends(">>> half‸")
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 128+int(sig) {
				t.Errorf("%v, running %v: %v", sig, running, err)
			}
			mode, err := unix.IoctlGetTermios(int(s.TTY.Fd()), unix.TCGETS)
			if err != nil || mode.Lflag&unix.ICANON == 0 || mode.Lflag&unix.ECHO == 0 || mode.Lflag&unix.ISIG == 0 {
				t.Errorf("%v, running %v: the terminal is left raw: %v, %v", sig, running, mode, err)
			}
			s.Until("end the brackets of pastes", func() bool {
				return strings.LastIndex(s.Raw(), "\x1b[?2004l") > strings.LastIndex(s.Raw(), "\x1b[?2004h")
			})
		}
	}
}

// TestColourIsDecided follows the flag, then NO_COLOR, then those that force it, then the terminal.
func TestColourIsDecided(t *testing.T) {
	for _, tt := range []struct {
		env  []string
		flag string
		want bool
	}{
		{nil, "", true},
		{[]string{"NO_COLOR=1"}, "", false},
		{[]string{"NO_COLOR=1", "FORCE_COLOR=1"}, "", false},
		{[]string{"NO_COLOR=1"}, "--color=always", true},
		{[]string{"FORCE_COLOR=1"}, "--color=never", false},
		{nil, "--color=never", false},
	} {
		args := []string{"-q"}
		if tt.flag != "" {
			args = append(args, tt.flag)
		}
		s := open(t, append([]string{"NO_COLOR="}, tt.env...), args...)
		s.Keys("if true")
		s.Ends(">>> if true‸")
		s.Until("be drawn", func() bool {
			return strings.Contains(s.Raw(), "\x1b[35mif") == tt.want && sgr.MatchString(s.Raw()) == tt.want
		})
	}
}

// TestPagerAndSizes shows a long page in the pager that the environment names, changes the size meanwhile, and goes on.
func TestPagerAndSizes(t *testing.T) {
	pager := filepath.Join(t.TempDir(), "pager")
	if err := os.WriteFile(pager, []byte("#!/bin/sh\nhead -n 1; echo paged by $1; read key </dev/tty; echo left\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, []string{"ORMSH_PAGER=" + pager + " ormsh", "PAGER=" + pager + " other"})
	s.Keys("\\help typing\r")
	s.Ends("Typing", "paged by ormsh", "‸")
	s.Resize(30, 12)
	s.Keys("\r")
	s.Ends("left", ">>> ‸")
	s.enter("1 + 1", "2")
	s.enter(`\pager off`, "pager: off")
	s.Keys("\\help typing\r")
	s.Until("show the page itself", func() bool {
		return strings.Contains(s.Text(false), "Ctrl-Z") && strings.HasSuffix(s.Text(true), "\n>>> ‸")
	})
}

// TestOutputAndSizes has a goroutine print while an entry is typed and the size changes.
func TestOutputAndSizes(t *testing.T) {
	s := open(t, nil)
	pipe := filepath.Join(s.dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	s.enter(`go func() { for { b, _ := os.ReadFile("pipe"); fmt.Print(string(b)) } }()`)
	s.Keys(strings.Repeat("a", 50) + left)
	s.Ends(">>> " + strings.Repeat("a", 49) + "‸a")
	news := ""
	for _, columns := range []int{40, 25, 100} {
		s.Resize(columns, 20)
		if err := os.WriteFile(pipe, []byte("more news\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		news += "more news\n"
		entry := ">>> " + strings.Repeat("a", 49)
		rows := ""
		for ; len(entry) > columns; entry = entry[columns:] {
			rows += entry[:columns] + "\n"
		}
		s.Ends(strings.Split(news+rows+entry+"‸a", "\n")...)
	}
}

func TestMoreWordsOfOtherShells(t *testing.T) {
	s := open(t, nil, "w.db")
	for _, word := range []string{".exit", ".quit", ":quit", "exit()", "quit()"} {
		s.Keys(word + "\r")
		s.Until("say how to leave, or leave", func() bool {
			_, said, found := strings.Cut(s.Text(true), ">>> "+word+"\n")
			return found && strings.Contains(said, `\q`) && strings.HasSuffix(said, ">>> ‸")
		})
	}
	for _, word := range []string{".tables", ".mode csv", ".help", "help()", "?", "%timeit", ":set"} {
		s.Keys(word + "\r")
		s.Until("say what it is here", func() bool {
			_, said, found := strings.Cut(s.Text(true), ">>> "+word+"\n")
			return found && strings.Contains(said, `\`) && strings.HasSuffix(said, ">>> ‸")
		})
	}
}
