// This file replays the documents in testdata in real shells.

package repl_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
	"github.com/ormsh/ormsh/repl/transcript"
)

func TestDocuments(t *testing.T) {
	docs, err := transcript.Find([]string{"testdata"})
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	sum, err := repl.Transcripts(&report, false).Run(t.Context(), docs)
	if err != nil || sum.Failed > 0 || sum.Passed == 0 {
		t.Errorf("%v\n%s", err, &report)
	}
}

// TestCompletionKnowsTheMapping types FilterBy and asks for what may follow.
func TestCompletionKnowsTheMapping(t *testing.T) {
	s, err := repl.New(repl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, entry := range []string{
		"type Pet struct { orm.Model `orm:\"table=pet\"`; ID int `orm:\"primary_key\"`; Name, Nick string }",
		`engine := orm.CreateEngine("sqlite://"); session := orm.NewSession(engine)`,
		"pets := orm.Query[Pet](session)",
		"create table toys (toy_id integer, colour varchar(10))",
	} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ entry, want string }{
		{`pets.FilterBy("N`, "Name Nick"},
		{`x := pets.FilterBy("I`, "ID"},
		{`orm.Query[Pet](session).FilterBy("Na`, "Name"},
		{`pets.FilterB`, "FilterBy"},
		{`session.Comm`, "Commit"},
		{`orm.CreateE`, "CreateEngine CreateEngineURL"},
		{`select * from to`, "toys"},
		{`select * from toys where col`, "colour"},
		{`Pet{Nam`, "Name"},
	}
	for _, tt := range tests {
		_, candidates := s.Complete(tt.entry, len(tt.entry))
		var texts []string
		for _, c := range candidates {
			texts = append(texts, c.Text)
		}
		if got := strings.Join(texts, " "); got != tt.want {
			t.Errorf("%s completes to %q, not %q", tt.entry, got, tt.want)
		}
	}
}
