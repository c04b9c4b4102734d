// This file holds the tests of what isn't typed: the file of history, prompts in pasted text, settings of readline.

package line_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/ormsh/ormsh/repl/line"
)

func TestHistoryFile(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "state", "history")
	first, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []string{"if a {\n\tb\n}", " secretly", `orm.CreateEngine("mysql://u:pw@h/d")`, `User{Password: "x\"y", Name: "n"}`, "x", "x", ""} {
		if err := []*line.History{first, second}[i%2].Add(e); err != nil {
			t.Fatal(err)
		}
	}
	third, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"if a {\n\tb\n}", `orm.CreateEngine("mysql://u:***@h/d")`, `User{Password: "***", Name: "n"}`, "x", "x"}
	for i, e := range want {
		if i >= third.Len() || third.At(i) != e {
			t.Fatalf("entry %d of %d isn't %q", i, third.Len(), e)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory's mode is %v, %v", info.Mode(), err)
	}
}

func TestStripPrompts(t *testing.T) {
	tests := []struct{ text, want string }{
		{"x := 1", "x := 1"},
		{">>> x := 1", "x := 1"},
		{">>> f(\n...     1)\n1\n>>>\n>>> g()\nout\n... more out", "f(\n    1)\n\ng()"},
		{"a...\nb", "a...\nb"},
		{"pets.db* +1~0-0 >>> x\nout\npets.db +0~0-0 >>> y", "x\ny"},
		{"(sandbox) >>> x\npets.db +0~0-0 (sandbox) >>> y", "x\ny"},
		{"pets.db* >>> x\npets.db! >>> y\npets.db* +2-1 >>> z\n(read-only) a@b ~1 >>> w", "x\ny\nz\nw"},
		{"x >>> 1", "x >>> 1"},
		{"x - >>> 1", "x - >>> 1"},
	}
	for _, tt := range tests {
		if got := line.StripPrompts(tt.text); got != tt.want {
			t.Errorf("%q becomes %q, not %q", tt.text, got, tt.want)
		}
	}
}

func TestEditingMode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "inputrc")
	if err := os.WriteFile(file, []byte("# keys\nset bell-style none\nset editing-mode vi\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ inputrc, variable, want string }{
		{file, "", "vi"}, {file, "emacs", "emacs"}, {file + "x", "", "emacs"}, {file + "x", "vi", "vi"},
	} {
		t.Setenv("INPUTRC", tt.inputrc)
		t.Setenv("ORMSH_EDITING_MODE", tt.variable)
		if got := line.EditingMode(); got != tt.want {
			t.Errorf("%v: %s", tt, got)
		}
	}
}

// Shells that add at the same time lose nothing, also while another begins and shortens the file.
func TestHistoryOfManyShells(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var wg sync.WaitGroup
	for shell := range 4 {
		wg.Go(func() {
			h, err := line.OpenHistory(path)
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 200 {
				if err := h.Add(fmt.Sprintf("shell %d\nentry %d", shell, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h, err := line.OpenHistory(path)
	if err != nil || h.Len() != 800 {
		t.Fatalf("%d entries are left, %v", h.Len(), err)
	}
	last := [4]int{-1, -1, -1, -1}
	for i := range h.Len() {
		var shell, entry int
		if _, err := fmt.Sscanf(strings.ReplaceAll(h.At(i), "\n", " "), "shell %d entry %d", &shell, &entry); err != nil || entry != last[shell]+1 {
			t.Fatalf("entry %d is %q, %v", i, h.At(i), err)
		}
		last[shell] = entry
	}
}

func TestLocale(t *testing.T) {
	for _, tt := range []struct {
		all, ctype, lang string
		want             bool
	}{
		{"", "", "", false}, {"C", "", "de_DE.UTF-8", false}, {"", "C.utf8", "C", true}, {"", "", "en_US.UTF-8", true}, {"", "", "de_DE@euro", false},
	} {
		t.Setenv("LC_ALL", tt.all)
		t.Setenv("LC_CTYPE", tt.ctype)
		t.Setenv("LANG", tt.lang)
		if got := line.UTF8(); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
