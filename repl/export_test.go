// This file holds the test of what \export writes.

package repl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestExport(t *testing.T) {
	var text strings.Builder
	s, err := repl.New(repl.Options{Out: &text})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	file := filepath.Join(t.TempDir(), "main.go")
	for _, entry := range []string{
		"type Pet struct { orm.Model `orm:\"table=pet\"`; ID int `orm:\"primary_key\"`; Name string }",
		`engine := orm.CreateEngine("sqlite://"); session := orm.NewSession(engine)`,
		`Base := orm.DeclarativeBase(); Base.Map(Pet{}); Base.MetaData().CreateAll(engine)`,
		`session.Add(&Pet{Name: "rex"}); session.Flush()`,
		"nowhere",
		"select id, name from pet",
		"update pet set name = 'max'",
		`\commit`,
		`orm.Query[Pet](session).First().Name`,
		`token := "abc"`,
		`\export go ` + file,
		`\export go ` + file,
	} {
		if err := s.Eval(t.Context(), entry); err != nil {
			s.Report(err, entry, repl.Place{})
		}
	}
	for _, want := range []string{file + " holds 9 entries\n1 that failed are left out\nsecrets are *** in it\n", "file exists"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("\\export says\n%s, not\n%s", &text, want)
		}
	}
	program, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"type Pet struct {", "engine := must(orm.CreateEngine(\"sqlite://\"))\n", "check(session.Flush())\n", "check(session.Commit())\n",
		"fmt.Println(must(session.Execute(orm.Text(`select id, name from pet`))).FetchAll())\n", "token := \"***\"\n",
		"show(must(orm.Query[Pet](session).First()).Name)\n",
	} {
		if !strings.Contains(string(program), want) {
			t.Errorf("the program leaves out %s:\n%s", want, program)
		}
	}
}
