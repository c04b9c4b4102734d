// This file tests the caret under what a database complains about.

package repl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/repl"
)

func TestPlaceInSQL(t *testing.T) {
	orDefault := func(name, url string) string {
		if set := os.Getenv(name); set != "" {
			return set
		}
		return url
	}
	tests := []struct{ url, sql, want string }{
		{"sqlite://", "select 1 as a frm x", "    select 1 as a frm x\n                  ^\n"},
		{"sqlite://", "select a,\n  nope from (select 1 as a) x", "      nope from (select 1 as a) x\n      ^\n"},
		{"sqlite://", "select nope + nope as n", ""}, // which one?
		{orDefault("ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"), "select 1 as a frm x", "    select 1 as a frm x\n                  ^\n"},
		{orDefault("ORMSH_TEST_MYSQL", "mysql://root@127.0.0.1:3306/test"), "select nope from (select 1 as a) x", "    select nope from (select 1 as a) x\n           ^\n"},
		{orDefault("ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"), "select 'é' as a,\n nope + nope as b", "     nope + nope as b\n     ^\n"},
		{orDefault("ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test"), "select * from nowhere", "    select * from nowhere\n                  ^\n"},
	}
	for _, tt := range tests {
		var text strings.Builder
		s, err := repl.New(repl.Options{Out: &text, Size: func() (int, int) { return 80, 24 }})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Connect(t.Context(), tt.url); err != nil {
			if !strings.Contains(os.Getenv("ORMSH_TEST_REQUIRE"), strings.TrimSuffix(tt.url[:strings.Index(tt.url, ":")], "ql")) {
				t.Logf("left out, no server: %v", err)
				continue
			}
			t.Fatal(err)
		}
		err = s.Eval(t.Context(), tt.sql)
		s.Report(err, tt.sql, repl.Place{})
		if _, after, _ := strings.Cut(text.String(), "]\n"); after != tt.want {
			t.Errorf("%s: %s\nprints\n%s, not\n%s", tt.url, tt.sql, &text, tt.want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
