// This file tests help on fields, columns, tables, methods of generic types, words of tags, and the examples that the guide has.

package repl_test

import (
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestHelpOnTheMapping(t *testing.T) {
	text := &strings.Builder{}
	s := mappedWith(t, repl.Options{Out: text})
	for _, entry := range []string{"U := orm.Columns[User](); u := &User{Name: \"ed\"}", "session.Add(u); session.Commit()"} {
		if err := s.Eval(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	const name, loads = "\nmapped to:\n    users.name String()\n", "\nemits:\n    SELECT addresses.id AS addresses_id"
	for _, tt := range []struct{ entry, first, also string }{
		{"?u.Name", "field Name string", name},
		{"?User.Name", "field Name string", name},
		{"?U.Name", "field Name string", name},
		{"?orm.Col(&U.Name)", "orm.Attr[string]", name},
		{"?Address.UserID", "field UserID int", "\n    addresses.user_id Integer(), -> users.id\n"},
		{"?u.Addresses", "field Addresses []*Address", "\nmapped to:\n    Addresses: []Address, addresses.user_id = users.id, back User\n"},
		{"?User.Addresses", "field Addresses []*Address", loads},
		{"?users", "table users (id Integer() primary key, name String(), fullname String())", "\nmapped to:\n    User; ?User tells more\n"},
		{"?users.name", "column users.name String()", "    User; ?User"},
		{"?addresses.user_id", "column addresses.user_id Integer(), -> users.id", ""},
		{`\h users.id`, "column users.id Integer(), primary key", ""},
		{"?users.nmae", "error: undefined: users", ""},
		{"?orm.Attr.Like", "func (orm.Expr).Like(pattern ", "users.name LIKE :name_1"},
		{"?orm.QueryOf.FilterBy", "func (orm.QueryOf[int]).FilterBy(", "WHERE"},
		{"?session.Commit", "func (*orm.Session).Commit() error", "\n    COMMIT\n"},
		{"?User.Nmae", "error: User.Nmae undefined", "did you mean Name?"},
		{`\h primary_key`, "primary_key", "part of the primary key"},
		{`\h nosuchword`, "error: undefined: nosuchword", ""},
		{`\h stat`, `error: `, `did you mean`},
	} {
		text.Reset()
		if err := s.Eval(t.Context(), tt.entry); err != nil {
			s.Report(err, tt.entry, repl.Place{})
		}
		if !strings.HasPrefix(text.String(), tt.first) || !strings.Contains(text.String(), tt.also) {
			t.Errorf("%s prints\n%s", tt.entry, text)
		}
	}
}
