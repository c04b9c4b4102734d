// This file tests completion with a database and mapped structs, and how fast it is.

package repl_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

// mapped is a shell whose database has three tables that refer to each other, two of them mapped.
func mapped(t testing.TB) *repl.Shell {
	t.Helper()
	return mappedWith(t, repl.Options{})
}

func mappedWith(t testing.TB, o repl.Options) *repl.Shell {
	t.Helper()
	s := connected(t, o)
	for _, entry := range []string{
		"type User struct { orm.Model `orm:\"table=users\"`; ID int `orm:\"primary_key\"`; Name, Fullname string; Addresses []*Address `orm:\"relation,back=User\"` }\n" +
			"type Address struct { orm.Model `orm:\"table=addresses\"`; ID int `orm:\"primary_key\"`; Email string; UserID int `orm:\"foreign_key=users.id\"`; User *User `orm:\"relation\"` }",
		"Base := orm.DeclarativeBase(); Base.Map(User{}, Address{}); Base.MetaData().CreateAll(engine)",
		`create table "order" (id integer primary key, user_id integer references users (id), total integer)`,
	} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatalf("%s: %v", entry, err)
		}
	}
	return s
}

func TestCompletionOfTheDatabase(t *testing.T) {
	s := mapped(t)
	t.Setenv("ORMSH_COMPLETED", "mysql://ed:secret@localhost/x")
	for _, entry := range []string{"A := orm.Columns[Address]()", "list := []*Address{}"} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Eval(t.Context(), "nowhere()"); err == nil { // nothing of what follows minds
		t.Fatal("an unknown name runs")
	}
	tests := []struct{ entry, want string }{ // ‸ is the cursor; candidates are joined
		{"select * from us‸", "users (table)"},
		{"select * from ‸", "addresses (table), \"order\" (table), users (table)"},
		{"select em‸ from addresses", "email (column addresses String())"},
		{"select user_id‸ from addresses a join \"order\" o", "a.user_id (column addresses Integer()), o.user_id (column order Integer())"},
		{"select a.‸ from addresses a, users u", "id (column Integer()), email (column String()), user_id (column Integer())"},
		{"select * from addresses AS a where a.us‸", "user_id (column Integer())"},
		{"select * from users u join addr‸", "addresses on addresses.user_id = u.id (join along a foreign key), addresses (table)"},
		{"select * from addresses join us‸", "users on addresses.user_id = users.id (join along a foreign key), users (table)"},
		{"SELECT * FROM users u JOIN addresses a ‸", "ON a.user_id = u.id (join along a foreign key)"},
		{"select * from users u join addresses a on ‸", "a.user_id = u.id (join along a foreign key)"},
		{"update users set full‸", "fullname (column users String())"},
		{"insert into addresses (em‸", "email (column addresses String())"},
		{"select * from users wher‸", "where ()"},
		{`orm.Query[User](session).FilterBy("Fu‸`, "Fullname (string)"},
		{`orm.Query[User](session).FilterBy("Name", "e‸`, ""},
		{`orm.Query[User](session).FilterBy("Name", f("x", 1), "Fu‸`, "Fullname (string)"},
		{`x := orm.Query[User](session).FilterBy("Name", "a = (").FilterBy("Fu‸`, "Fullname (string)"},
		{`orm.Query[User](session).Update(orm.V{"Name": 1, "Fu‸`, "Fullname (string)"},
		{`session.Execute(orm.Text("select em‸ from addresses`, "email (column addresses String())"},
		{`session.Execute(orm.Text("select * from users join addr‸`, "addresses on addresses.user_id = users.id (join along a foreign key), addresses (table)"},
		{`fmt.Println("Fu‸`, ""},
		{`\d addr‸`, "addresses ()"},
		{`\dt addr‸`, "addresses ()"},
		{`\explain select * from us‸`, "users (table)"},
		{`\h \pla‸`, "\\plan (the statements that the next flush would send)"},
		{`?session.Comm‸`, "Commit (method () error)"},
		{`\format js‸`, "json ()"},
		{`\connect sq‸`, "sqlite:/// (), sqlite:///:memory: ()"},
		{`\copy users to complete_te‸`, "complete_test.go ()"},
		{`os.ReadFile("./complete_te‸`, "./complete_test.go ()"},
		{`orm.CreateEngine("postg‸`, "postgresql:// ()"},
		{`u := User{Fu‸`, "Fullname (field string)"},
		{`u := &User{Name: "a", Fullname: "b", ‸`, "Addresses (field []*Address), ID (field int), Model (field orm.Model)"},
		{`orm.Query[User](session).FilterBy("Name", "ed", "‸`, "ID (int), Name (string), Fullname (string), Addresses ([]*Address)"},
		{`orm.Query[Address](session).FilterBy("U‸`, "UserID (int), User (*User)"},
		{`orm.Query[User](session).OrderBy("‸`, "ID (int), Name (string), Fullname (string)"},
		{`orm.Query[User](session).OrderBy("Name", "F‸`, "Fullname (string)"},
		{`orm.Query[User](session).Filter("Na‸`, "orm.Col(&orm.Columns[User]().Name) (string)"},
		{`orm.Query[User](session).Filter("A‸`, "orm.Many(&orm.Columns[User]().Addresses) ([]*Address)"},
		{`orm.Query[Address](session).Filter("E‸`, "orm.Col(&A.Email) (string)"},
		{`orm.Query[Address](session).Join("‸`, "orm.One(&A.User) (*User)"},
		{`orm.Query[Address](session).Join(orm.One(&A.User)).Filter("Fu‸`, "orm.Col(&orm.Columns[User]().Fullname) (string)"},
		{`orm.Query[User](session).Join(orm.Many(&orm.Columns[User]().Addresses)).Filter("E‸`, "orm.Col(&A.Email) (string)"},
		{`session.Select(orm.Col(&A.Email)).GroupBy("U‸`, "orm.Col(&A.UserID) (int)"},
		{`session.Select(orm.Col(&A.Email)).OrderBy("E‸`, "orm.Col(&A.Email) (string)"},
		{`session.Select(orm.Mapped(A)).Join("‸`, "orm.One(&A.User) (*User)"},
		{`orm.Query[Nowhere](session).Filter("‸`, ""},
		{`\set ‸`, "echo (), format (), "},
		{`\set format ‸`, "auto (), "},
		{`\set format js‸`, "json ()"},
		{`\set pager o‸`, "on (), off ()"},
		{`\format ‸`, "auto (), "},
		{`\last c‸`, "csv ()"},
		{`\timing ‸`, "on (), off ()"},
		{`\report  of‸`, "off ()"},
		{`\echo ‸`, "engine (), text (), json (), off ()"},
		{`\export ‸`, "go ()"},
		{`\export go ./complete_te‸`, "./complete_test.go ()"},
		{`\copy us‸`, "users ()"},
		{`\copy users ‸`, "to (), from ()"},
		{`\copy users fr‸`, "from ()"},
		{`\copy users to x.csv n‸`, "noheader (), null ()"},
		{`\state ‸`, "session (var *orm.Session)"},
		{`\plan se‸`, "session (var *orm.Session)"},
		{`\commit ‸`, "session (var *orm.Session)"},
		{`\table session.Dir‸`, "Dirty (method"},
		{`\load tes‸`, "testdata/ ()"},
		{`\watch 2 select * from us‸`, "users (table)"},
		{`\connect ‸`, "sqlite:/// (), sqlite:///:memory: (), mysql:// (), postgresql:// ()"},
		{`\connect $ORMSH_COMPLETE‸`, "$ORMSH_COMPLETED (mysql://ed:***@localhost/x)"},
		{`\connect sqlite:///complete_te‸`, "complete_test.go ()"},
		{`\i complete_te‸`, "complete_test.go ()"},
		{`\qu‸`, "quit (as \\q)"},
		{`\help topi‸`, "topics (guide)"},
		{`\nosuch ‸`, ""},
		{`engine.ur‸`, "URL (method () orm.URL)"},
		{`hidden := bytes.Buffer{‸`, ""},
		{`session.Commi‸`, "Commit (method () error)"},
		{"slices.SortFunc(list, func(a, b *Address) int { return cmp.Compare(a.Em‸, b.Email) })", "Email (field string)"},
		{"slices.SortFunc(list, func(a, b *Address) int {\n    x := a.User\n    return len(x.Full‸", "Fullname (field string)"},
		{"for _, a := range list {\n    if u := a.User; u.Full‸ == \"\" {\n    }\n}", "Fullname (field string)"},
		{"switch v := any(list).(type) { case []*Address: v[0].Em‸", "Email (field string)"},
		{"orm.Query[User](session).\n    FilterB‸", "FilterBy (method (field string, value any, more ...any) orm.QueryOf[User])"},
		{"orm.Query[User](session).\n    FilterBy(\n        \"Fu‸", "Fullname (string)"},
		{"q := orm.Query[Address](session)\nq.OrderBy(\"Em‸", "Email (string)"},
		{"func() {\n    q := orm.Query[User](session)\n    q.FilterBy(\"Na‸", "Name (string)"},
		{"nowhere()\nsession.Commi‸", "Commit (method () error)"},
		{`import "encoding/js‸`, "encoding/json (package)"},
		{"import (\n\t\"fmt\"\n\tx \"encoding/js‸", "encoding/json (package)"},
		{"var u Us‸", "User (type struct)"},
		{"create index i on addr‸", "addresses (table)"},
		{"create unique index i on addresses (em‸", "email (column addresses String())"},
		{"alter table users drop column full‸", "fullname (column users String())"},
		{"select *\nfrom users u\njoin addresses a on ‸\nwhere u.id = 1", "a.user_id = u.id (join along a foreign key)"},
		{`\i two‸`, "two words.go ()"},
		{`\i "two‸`, `"two words.go" ()`},
		{`\copy users to two‸`, "'two words.go' ()"},
		{`\copy users to 'two wo‸`, "'two words.go' ()"},
	}
	t.Chdir(filesNamed(t, "two words.go", "complete_test.go", "testdata/x"))
	for _, tt := range tests {
		before, after, _ := strings.Cut(tt.entry, "‸")
		_, candidates := s.Complete(before+after, len(before))
		var got []string
		for _, c := range candidates {
			got = append(got, c.Text+" ("+c.Note+")")
		}
		if text := strings.Join(got, ", "); !strings.HasPrefix(text, tt.want) || tt.want == "" && text != "" {
			t.Errorf("%s completes to\n%s, not\n%s", tt.entry, text, tt.want)
		}
	}
}

// filesNamed is a folder with empty files.
func filesNamed(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A table that a statement of the shell makes is offered at once.
func TestCompletionSeesNewTables(t *testing.T) {
	s := mapped(t)
	const entry = "select * from la"
	if _, candidates := s.Complete(entry, len(entry)); len(candidates) > 0 {
		t.Errorf("offered %v", candidates)
	}
	for _, sql := range []string{"create table later (n integer)"} {
		if err := s.Eval(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if _, candidates := s.Complete(entry, len(entry)); len(candidates) != 1 || candidates[0].Text != "later" {
		t.Errorf("offered %v", candidates)
	}
}

// BenchmarkCompletion completes with 1000 live names; 20 ms is the limit.
func BenchmarkCompletion(b *testing.B) {
	s := mapped(b)
	for i := range 1000 {
		if err := s.Eval(b.Context(), fmt.Sprintf("name%04d := &User{Name: \"n\"}", i)); err != nil {
			b.Fatal(err)
		}
	}
	for _, entry := range []string{"nam", "name0500.Ful", "session.", "orm.", "f(", `orm.Query[User](session).FilterBy("`, "select * from users u join ", "fmt.Println(name0001, name0002.Name, User{Fu"} {
		b.Run(strings.ReplaceAll(entry, "/", "|"), func(b *testing.B) {
			for b.Loop() {
				if _, candidates := s.Complete(entry, len(entry)); len(candidates) == 0 {
					b.Fatal("nothing is offered")
				}
			}
		})
	}
}
