// This file tests which SQL asks before it runs, and what is hidden.

package repl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestQuestionBeforeHarm(t *testing.T) {
	tests := []struct {
		sql  string
		asks bool
	}{
		{"delete from t", true},
		{"DELETE FROM t WHERE a = 1", false},
		{"delete from t -- where a = 1", true},
		{"delete from t /* where */", true},
		{"delete from t where a = ';'", false},
		{"update t set a = 'where'", true},
		{"update t set a = (select max(b) from u where b > 1)", true},
		{"update t set a = (select max(b) from u) where a = 1", false},
		{"-- all of them\ndelete from t", true},
		{"/* all */ delete from t", true},
		{"update t set a = 1 where a = 2; delete from t", true},
		{"insert into t values (1); drop table t", true},
		{"insert into t values (1) on conflict (a) do update set a = 2", false},
		{"with old as (select 1) delete from t", true},
		{"with old as (select a from t where a > 1) delete from t", true},
		{"with old as (select a from t) delete from t where a in (select a from old)", false},
		{"with gone as (delete from t returning a) select a from gone", true},
		{"with gone as (delete from t where a = 1 returning a) select a from gone", false},
		{"select a from t for update", false},
		{"explain analyze delete from t", true},
		{"explain delete from t where a = 1", false},
		{"drop table t", true},
		{"truncate table t", true},
		{"alter table t drop column a", true},
		{"alter table t alter column a drop not null", false},
		{"create table u (a int references t (a) on delete cascade)", false},
		{"/* a */ -- b\n\t delete\tfrom t;", true},
		{"delete t from t", true},
		{"delete t from t join u on t.a = u.a where u.a = 1", false},
		{"update t x set a = 1", true},
		{"update t x set a = 1 where a = 2", false},
		{"update t join u on t.a = u.a set t.a = 1", true},
		{"delete from t where true", false},
		{"delete from t limit 1", true},
		{"TRUNCATE \"t\"", true},
		{"alter table t truncate partition p", true},
		{"drop database d", true},
		{"drop owned by ed", true},
		{"do $$ begin delete from t; end $$", true},
		{"do $$ begin if true then drop table t; end if; end $$", true},
		{"do $$ begin delete from t where a = 1; end $$", false},
		{"merge into t using u on t.a = u.a when matched then delete", false},
		{"explain (analyze) update t set a = 1", true},
		{"analyze format=json delete from t", true},
		{"analyze table t", false},
		{"explain delete from t", false},
		{"create trigger g after insert on t begin delete from t; end", false},
	}
	for _, tt := range tests {
		asked := false
		s := connected(t, repl.Options{Confirm: func(string) bool { asked = true; return false }})
		if err := s.Eval(t.Context(), "create table t (a int)"); err != nil {
			t.Fatal(err)
		}
		err := s.Eval(t.Context(), tt.sql)
		if asked != tt.asks || asked && err.Error() != "not run" {
			t.Errorf("%s: asked %v, then %v", tt.sql, asked, err)
		}
	}
}

// No password shows in errors, in the echo, in \why, in a failing line of source, in what is exported.
func TestSecretsStayHidden(t *testing.T) {
	var text strings.Builder
	s := connected(t, repl.Options{Out: &text, Echo: repl.EchoText})
	file := t.TempDir() + "/out.go"
	for _, entry := range []string{
		"create table t (a text, b text)",
		`session.Execute(orm.Text("insert into t values (:u, 'mysql://u:hush1@h/d')"), orm.V{"u": "mysql://root:hush2@h/d"})`,
		`\why`,
		`orm.CreateEngine("mysql://root:hush3@h/d", 3)`,
		`orm.CreateEngine("mysql://root:hush4@127.0.0.1:1/d").Execute(orm.Text("select 1"))`,
		`\connect mysql://root:hush5@127.0.0.1:1/d`,
		`\connect mysq://root:hush6@127.0.0.1:1/d`,
		`session.Execute(orm.Text("insert into nowhere values (:u)"), orm.V{"u": "mysql://root:hush7@h/d"})`,
		`password := "hush8"; nope`,
		`\export go ` + file,
		"create user ed identified by 'hush9'", "alter role ed password 'hush10'", "select a from nowhere where password = 'hush11'",
		`\set`, `\names`, `\state`, `engine`, `session`,
	} {
		if err := s.Eval(t.Context(), entry); err != nil {
			s.Report(err, entry, repl.Place{})
		}
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{text.String(), string(source)} {
		if at := strings.Index(shown, "hush"); at >= 0 {
			t.Errorf("a secret shows: %s\nin\n%s", shown[at:at+5], shown)
		}
	}
	if !strings.Contains(text.String(), "mysql://root:***@h/d") {
		t.Errorf("nothing is masked in\n%s", &text)
	}
}
