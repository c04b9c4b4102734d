// This file measures a whole lesson, session and all.

package repl_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/ormsh/ormsh/repl"
	"github.com/ormsh/ormsh/repl/transcript"
)

const lesson = "```ormsh\n" + `>>> engine := orm.CreateEngine("sqlite:///:memory:", orm.Echo(true))
>>> Base := orm.DeclarativeBase()
>>> type User struct {
...     orm.Model ` + "`orm:\"table=users\"`" + `
...     ID   int ` + "`orm:\"primary_key\"`" + `
...     Name string
... }
>>> func (u *User) String() string { return fmt.Sprintf("<User(name='%s')>", u.Name) }
>>> Base.Map(User{})
>>> Base.MetaData().CreateAll(engine)
<...>
>>> session := orm.NewSession(engine)
>>> ed := &User{Name: "ed"}
>>> session.Add(ed)
>>> orm.Query[User](session).FilterBy("Name", "ed").First()
<...>
<User(name='ed')>
>>> session.Commit()
COMMIT
` + "```\n"

// BenchmarkLesson replays a short lesson in a fresh session: what a person waits for between ormsh test and its answer.
func BenchmarkLesson(b *testing.B) {
	path := filepath.Join(b.TempDir(), "lesson.md")
	if err := os.WriteFile(path, []byte(lesson), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		docs, err := transcript.Find([]string{path})
		if err != nil {
			b.Fatal(err)
		}
		if sum, err := repl.Transcripts(io.Discard, false).Run(b.Context(), docs); err != nil || sum.Passed != 1 {
			b.Fatal(sum, err)
		}
	}
}

// BenchmarkStart makes a shell and evaluates one expression.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := repl.New(repl.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Eval(b.Context(), "1 + 1"); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
