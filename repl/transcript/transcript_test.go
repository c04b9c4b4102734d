// This file holds the tests of documents, matching, merging and replay.

package transcript_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl/transcript"
)

func TestParse(t *testing.T) {
	src := "---\ntitle: x\ndatabases: sqlite, mysql\n---\n# Lesson\n```go\n>>> not ours\n```\n" +
		"```ormsh db=mysql\n\n>>> type T struct {\n...     A int\n... }\n>>> 1\n1\n\n>>>\n```\n"
	d, err := transcript.Parse("l.md", src)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Blocks) != 1 || strings.Join(d.Passes, " ") != "sqlite mysql" || d.Blocks[0].Databases[0] != "mysql" {
		t.Fatalf("read as %+v", d)
	}
	steps := d.Blocks[0].Steps
	if len(steps) != 3 || steps[0].Input != "type T struct {\n    A int\n}" || steps[0].Line != 11 || steps[1].Want[0] != "1" || steps[2].Input != "" {
		t.Errorf("the steps are %+v", steps)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ src, want string }{
		{"```ormsh\n>>> 1\n", "l.md:1: the block that begins here is never closed"},
		{"```ormsh\n1\n```", "l.md:2: output stands before the first `>>> ` of the block"},
		{"```ormsh on=mysql\n```", "l.md:1: \"on=mysql\" is no word of an ormsh block; there is db=, as in ```ormsh db=mysql"},
		{"```ormsh db=oracle\n```", "l.md:1: no database \"oracle\"; there are sqlite, mysql, postgres"},
		{"---\ndatabases: x\n---", "l.md:2: no database \"x\"; there are sqlite, mysql, postgres"},
		{"---\n", "l.md:1: the front matter that begins here is never closed"},
	}
	for _, tt := range tests {
		if _, err := transcript.Parse("l.md", tt.src); err == nil || err.Error() != tt.want {
			t.Errorf("%q: the error is %v, not %s", tt.src, err, tt.want)
		}
	}
}

func TestMatchAndMerge(t *testing.T) {
	tests := []struct {
		want, got string
		match     bool
		merged    string
	}{
		{"1", "1", true, "1"},
		{"1", "2", false, "2"},
		{"", "", true, ""},
		{"", "1", false, "1"},
		{"1", "", false, ""},
		{"a  \n\nb", "a\nb   ", true, "a  \n\nb"},
		{"took <...>s", "took 1.5s", true, "took <...>s"},
		{"a<...>b<...>c", "axbyc", true, "a<...>b<...>c"},
		{"a<...>b", "a", false, "a"},
		{"ab<...>b", "ab", false, "ab"},
		{"<...>", "", true, "<...>"},
		{"<...>", "a\nb", true, "<...>"},
		{"a\n<...>\nz", "a\nb\nc\nz", true, "a\n<...>\nz"},
		{"a\n<...>\nz", "a\nb\nc\ny", false, "a\n<...>\ny"},
		{"x <...>\na\n<...>\nCOMMIT", "x 1\nb\nc\nROLLBACK", false, "x <...>\nb\n<...>\nROLLBACK"},
		{"a\nb\nc", "a\nc", false, "a\nc"},
	}
	for _, tt := range tests {
		want, got := strings.Split(tt.want, "\n"), strings.Split(tt.got, "\n")
		if match := transcript.Match(want, got); match != tt.match {
			t.Errorf("%q against %q matches: %v", tt.want, tt.got, match)
		}
		if merged := strings.Join(transcript.Merge(want, got), "\n"); merged != tt.merged {
			t.Errorf("%q with %q becomes %q, not %q", tt.want, tt.got, merged, tt.merged)
		}
	}
}

func TestUnified(t *testing.T) {
	var before []string
	for i := range 30 {
		before = append(before, string(rune('a'+i%26)))
	}
	after := append([]string{}, before...)
	after[4], after[25] = "CHANGED", "ALSO"
	want := "--- x (expected)\n+++ x (what came)\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+CHANGED\n f\n g\n h\n@@ -23,7 +23,7 @@\n w\n x\n y\n-z\n+ALSO\n a\n b\n c\n"
	if got := transcript.Unified("x", strings.Join(before, "\n"), strings.Join(after, "\n")); got != want {
		t.Errorf("the diff is\n%s", got)
	}
	if got := transcript.Unified("x", "a", "a"); got != "" {
		t.Errorf("equal texts differ:\n%s", got)
	}
}

// answers is a session that answers from a table, and reports its directory and variables.
type answers map[string]string

func (a answers) Eval(_ context.Context, entry string) (string, error) {
	if name, ok := strings.CutPrefix(entry, "getenv "); ok {
		return os.Getenv(name), nil
	}
	if name, ok := strings.CutPrefix(entry, "create "); ok {
		if _, err := os.Stat(name); err == nil {
			return "exists", nil
		}
		return "", os.WriteFile(name, nil, 0o600)
	}
	if entry == "exit" {
		return "", errors.New("os.Exit(3) ended the session")
	}
	return a[entry], nil
}

func (answers) Close() error { return nil }

// servers has a mysql and no postgres.
type servers struct {
	dropped  *int
	required bool
}

func (s servers) Make(_ context.Context, kind string) (*transcript.Database, error) {
	if kind == "mysql" {
		return &transcript.Database{URL: "mysql://root@db7/own_81", Stable: [][2]string{{"root@db7/own_81", "localhost/lesson"}},
			Drop: func() error { *s.dropped++; return nil }}, nil
	}
	return nil, &transcript.Unavailable{Kind: kind, Reason: "no server answers", Required: s.required}
}

func (servers) URLVariable(kind string) string { return "ORMSH_TEST_" + strings.ToUpper(kind) }

// replay writes the document, replays it and returns the report and the file as it is then.
func replay(t *testing.T, doc string, update bool, s servers) (report, file string, sum transcript.Summary) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "l.md")
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	docs, err := transcript.Find([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	r := transcript.Runner{Out: &out, Servers: s, Update: update, Open: func() (transcript.Session, error) {
		return answers{"1 + 1": "2\n", "random": "0.123", "nothing": ""}, nil
	}}
	if sum, err = r.Run(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(out.String(), path, "l.md"), string(text), sum
}

func block(lines ...string) string { return "```" + strings.Join(lines, "\n") + "\n```\n" }

func TestReplay(t *testing.T) {
	good := block("ormsh", ">>> 1 + 1", "2", ">>> random", "0.<...>", ">>> create pets.sqlite", ">>> nothing")
	tests := []struct {
		name, doc, report string
		update            bool
		file              string // "" is the same as doc
		dropped           int
		required          bool
	}{
		{name: "passes", doc: good, report: "ok   l.md (4 steps)\n1 passed, 0 failed\n"},
		{
			name: "differs", doc: block("ormsh", ">>> 1 + 1", "3"),
			report: "FAIL l.md (1 of 1 steps differ)\n--- l.md (expected)\n+++ l.md (what came)\n@@ -1,5 +1,5 @@\n ```ormsh\n >>> 1 + 1\n-3\n+2\n ```\n \n0 passed, 1 failed\n",
		},
		{
			name: "update", update: true, doc: block("ormsh", ">>> 1 + 1", "3", ">>> random", "0.<...>", ">>> nothing", "x", ">>> 1 + 1"),
			file:   block("ormsh", ">>> 1 + 1", "2", ">>> random", "0.<...>", ">>> nothing", ">>> 1 + 1", "2"),
			report: "ok   l.md (4 steps)\n1 passed, 0 failed\n",
		},
		{
			name: "a server of its own", dropped: 1, doc: block("ormsh db=mysql", ">>> getenv ORMSH_TEST_MYSQL", "mysql://localhost/lesson"),
			report: "ok   l.md (1 steps)\n1 passed, 0 failed\n",
		},
		{
			name: "a server that is absent", doc: block("ormsh", ">>> 1 + 1", "2") + block("ormsh db=postgres", ">>> 1 + 1", "3"),
			report: "skip l.md: postgres: no server answers\nok   l.md (1 steps)\n1 passed, 0 failed, 1 skipped\n",
		},
		{
			name: "a server that is absent and required", required: true, doc: block("ormsh db=postgres", ">>> 1 + 1", "2"),
			report: "FAIL l.md: postgres: no server answers\n0 passed, 1 failed\n",
		},
		{
			name: "a run for each database", dropped: 1,
			doc: "---\ndatabases: sqlite, mysql, postgres\n---\n" + block("ormsh db=sqlite", ">>> getenv ORMSH_TEST_URL", "sqlite:///:memory:") +
				block("ormsh db=mysql,postgres", ">>> getenv ORMSH_TEST_URL", "mysql://localhost/lesson") + block("ormsh", ">>> create x", ">>> 1 + 1", "2"),
			report: "skip l.md on postgres: postgres: no server answers\nok   l.md on sqlite (3 steps)\nok   l.md on mysql (3 steps)\n2 passed, 0 failed, 1 skipped\n",
		},
		{
			name: "databases that disagree", update: true, dropped: 1,
			doc:    "---\ndatabases: sqlite, mysql\n---\n" + block("ormsh", ">>> getenv ORMSH_TEST_URL"),
			file:   "---\ndatabases: sqlite, mysql\n---\n" + block("ormsh", ">>> getenv ORMSH_TEST_URL", "mysql://localhost/lesson"),
			report: "give each its own block with db=",
		},
		{
			name: "os.Exit", doc: block("ormsh", ">>> exit", ">>> 1 + 1", "2"),
			report: "FAIL l.md: line 2: os.Exit(3) ended the session\n0 passed, 1 failed\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dropped := 0
			report, file, sum := replay(t, tt.doc, tt.update, servers{&dropped, tt.required})
			if !strings.Contains(report, tt.report) {
				t.Errorf("the report is\n%s, not\n%s", report, tt.report)
			}
			if !strings.HasSuffix(report, sum.String()+"\n") {
				t.Errorf("the report doesn't end with %s", sum)
			}
			if want := cmp.Or(tt.file, tt.doc); file != want {
				t.Errorf("the file is\n%s, not\n%s", file, want)
			}
			if dropped != tt.dropped {
				t.Errorf("%d databases were dropped, not %d", dropped, tt.dropped)
			}
		})
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"b.md": block("ormsh", ">>> 1"), "a.md": block("ormsh", ">>> 1"), "prose.md": "# x", "c.txt": block("ormsh")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := transcript.Find([]string{dir})
	if err != nil || len(docs) != 2 || filepath.Base(docs[0].Path) != "a.md" {
		t.Errorf("found %v, %v", docs, err)
	}
	if _, err := transcript.Find([]string{filepath.Join(dir, "prose.md")}); err == nil || !strings.Contains(err.Error(), "holds no session") {
		t.Errorf("a file without a session gives %v", err)
	}
	if _, err := transcript.Find([]string{dir, t.TempDir()}); err == nil || !strings.Contains(err.Error(), "holds no transcript") {
		t.Errorf("a directory without transcripts gives %v", err)
	}
}
