package docs_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/docs"
)

func ExampleFind() {
	section, ok := docs.Find("many-to-many")
	fmt.Println(section.Page, ok)
	first, _, _ := strings.Cut(strings.TrimSpace(section.Text), "\n")
	fmt.Println(first)
	// Output:
	// mapping.md true
	// The table between the two holds a foreign key to each. It is a table like others, and needs no struct.
}

func TestFind(t *testing.T) {
	for topic, want := range map[string]string{
		"Relations": "Relations", "relation": "Relations", "session": "The session", "queries": "Queries", "query": "Queries",
		"has": "Any and Has", "join": "Joins", "subquery": "Subqueries", "ctes": "Aliases, subqueries, CTEs", "cte": "Aliases, subqueries, CTEs",
		"upsert": "Upsert", "safety": "Safety", "hooks": "Hooks", "merge": "Merge", "and": "", "": "", "s": "", "nonsense": "",
	} {
		if got, _ := docs.Find(topic); got.Title != want {
			t.Errorf("%q finds %q, not %q", topic, got.Title, want)
		}
	}
}

// A page that nobody listed would be missing from help.
func TestAllPagesHaveSections(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	list := docs.Sections()
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".md") && !slices.ContainsFunc(list, func(s docs.Section) bool { return s.Page == e.Name() }) {
			t.Errorf("%s is in no list of pages", e.Name())
		}
	}
	for _, s := range list {
		if strings.Count(s.Text, "\n```")%2 != 0 {
			t.Errorf("%s: %s is cut inside a block of code", s.Page, s.Title)
		}
	}
}
