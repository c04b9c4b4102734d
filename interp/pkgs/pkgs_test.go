// This file tests how packages are found.

package pkgs_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/ormsh/ormsh/interp/pkgs"
)

func TestByName(t *testing.T) {
	set := pkgs.NewSet(
		pkgs.Package{Path: "crypto/rand", Name: "rand"},
		pkgs.Package{Path: "math/rand", Name: "rand"},
		pkgs.Package{Path: "math/rand/v2", Name: "rand"},
		pkgs.Package{Path: "html/template", Name: "template"},
		pkgs.Package{Path: "text/template", Name: "template"},
		pkgs.Package{Path: "go/scanner", Name: "scanner"},
		pkgs.Package{Path: "net/http", Name: "http"},
		pkgs.Package{Path: "a/b/list", Name: "list"},
		pkgs.Package{Path: "b/list", Name: "list"},
	)
	for _, tt := range []struct{ name, want string }{
		{"rand", "math/rand/v2"},
		{"template", "text/template"},
		{"scanner", "go/scanner"},
		{"http", "net/http"},
		{"list", "b/list"},
		{"none", ""},
	} {
		got := ""
		if p, ok := set.ByName(tt.name); ok {
			got = p.Path
		}
		if got != tt.want {
			t.Errorf("ByName(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
	if want := []string{"http", "list", "rand", "scanner", "template"}; !slices.Equal(set.Names(), want) {
		t.Errorf("Names() = %v, want %v", set.Names(), want)
	}
}

func TestLaterPackageWins(t *testing.T) {
	set := pkgs.NewSet(pkgs.Package{Path: "x", Name: "old"}, pkgs.Package{Path: "x", Name: "x"})
	if p, ok := set.ByPath("x"); !ok || p.Name != "x" {
		t.Errorf("ByPath(x) = %v, %v; want the later package", p, ok)
	}
	if _, ok := set.ByName("old"); ok {
		t.Error("the overridden package is still found by name")
	}
}

func Example() {
	set := pkgs.NewSet(pkgs.Package{
		Path: "strings", Name: "strings",
		Symbols: func() map[string]reflect.Value {
			return map[string]reflect.Value{"Greeting": reflect.ValueOf("hello")}
		},
	})
	p, _ := set.ByName("strings")
	fmt.Println(p.Path, p.Symbols()["Greeting"])
	// Output: strings hello
}
