// This file tests the reading of packages from folders.

package source_test

import (
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/ormsh/ormsh/interp/source"
)

// shop is a module with a package that needs two others, one of another module next to it.
const shop = `
-- shop/go.mod --
module example.com/shop // ours

go 1.25

replace (
	example.com/near v1.0.0 => ../near
	example.com/far => example.com/fork v1.2.3
)
-- shop/models/user.go --
package models

import (
	"example.com/near/names"
	"example.com/shop/models/internal/deep"
	"fmt"
)

type User struct{}

func (User) String() string { return fmt.Sprint(names.All, deep.Deep) }
-- shop/models/user_windows.go --
package models

import "example.com/nowhere"
-- shop/models/user_test.go --
package models

import "example.com/nowhere"
-- shop/models/ignored.go --
//go:build ignore

package main

import "example.com/shop/models/internal/deep"

func main() { println(deep.Deep) }
-- shop/models/internal/deep/deep.go --
package deep

const Deep = 1
-- near/go.mod --
module example.com/near
-- near/names/names.go --
package names

var All = "all"
`

// folder writes the files of an archive and returns a reader that begins names of files there.
func folder(t *testing.T, archive string) (*source.Reader, string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &source.Reader{Fset: token.NewFileSet(), Base: dir, OnBoard: func(path string) bool { return path == "fmt" || path == "embed" }}, dir
}

func TestFolders(t *testing.T) {
	r, dir := folder(t, shop)
	list, err := r.Folders(filepath.Join(dir, "shop", "models"))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, p := range list {
		paths = append(paths, p.Path)
	}
	if want := []string{"example.com/near/names", "example.com/shop/models/internal/deep", "example.com/shop/models"}; !slices.Equal(paths, want) {
		t.Errorf("%v, not %v", paths, want)
	}
	models := list[2]
	if len(models.Files) != 1 || models.Texts["shop/models/user.go"] == "" || models.Go != "go1.25" || !slices.Equal(models.Needs, paths[:2]) {
		t.Errorf("%d files, %v, needs %v", len(models.Files), models.Go, models.Needs)
	}
	if again, err := r.Folders(filepath.Join(dir, "shop", "models")); err != nil || again[2].Sum != models.Sum || again[1].Sum == models.Sum {
		t.Errorf("the sum of the same files differs, or that of others doesn't: %v", err)
	}
}

func TestProgramOfNamedFiles(t *testing.T) {
	r, dir := folder(t, shop)
	list, err := r.Program(filepath.Join(dir, "shop", "models", "ignored.go")) // named: its constraint doesn't count
	if err != nil || len(list) != 2 || list[1].Path != "main" {
		t.Fatal(list, err)
	}
	if _, err := r.Program(filepath.Join(dir, "shop", "models")); err == nil || !strings.Contains(err.Error(), "package models is not a main package") {
		t.Error(err)
	}
}

func TestRefused(t *testing.T) {
	const mod = "-- go.mod --\nmodule example.com/m\n"
	tests := []struct{ name, files, want, hint string }{
		{"cgo", mod + "-- a.go --\npackage a\n\nimport \"C\"\n", `a.go:3:8: import "C": cgo needs a compiler`, "go build"},
		{"assembly", mod + "-- a.go --\npackage a\n\nfunc f()\n-- a_" + "amd64.s --\n\n-- a_arm64.s --\n\n", "assembly", "go build"},
		{"an embedded file", mod + "-- a.go --\npackage a\n\nimport _ \"embed\"\n\n//go:embed x.txt\nvar x string\n", "a.go:5:12: //go:embed x.txt", "os.ReadFile"},
		{"a package of others", mod + "-- a.go --\npackage a\n\nimport \"github.com/google/uuid\"\n", "a.go:3:8: package github.com/google/uuid is neither on board nor of module example.com/m", "replace"},
		{"one of the library that isn't on board", mod + "-- a.go --\npackage a\n\nimport \"plugin\"\n", "package plugin is not on board", "go run"},
		{"without a module", "-- a.go --\npackage a\n\nimport \"example.com/b\"\n", "no go.mod says where it is", "go mod init"},
		{"a folder that isn't there", mod + "-- a.go --\npackage a\n\nimport \"example.com/m/b\"\n", `a.go:3:8: import "example.com/m/b": b: no such folder`, ""},
		{"a cycle", mod + "-- a.go --\npackage a\n\nimport \"example.com/m/b\"\n-- b/b.go --\npackage b\n\nimport \"example.com/m\"\n",
			"b/b.go:3:8: import cycle not allowed: example.com/m -> example.com/m/b -> example.com/m", ""},
		{"an internal package of others", mod + "-- a.go --\npackage a\n\nimport \"example.com/b/internal/c\"\n-- go.work --\nuse ./b\n-- b/go.mod --\nmodule example.com/b\n-- b/internal/c/c.go --\npackage c\n",
			"use of internal package example.com/b/internal/c not allowed", ""},
		{"two packages", mod + "-- a.go --\npackage a\n-- b.go --\npackage b\n", "files of two packages: a.go is of a, b.go is of b", ""},
		{"no files", mod + "-- a_test.go --\npackage a\n", "no Go files for this platform", "test files"},
		{"a mistake", mod + "-- a.go --\npackage a\n\nfunc f( {\n", "a.go:3:9: ", ""},
		{"a program", mod + "-- a.go --\npackage main\n", "package main is a program", "ormsh run"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, dir := folder(t, tt.files)
			_, err := r.Folders(dir)
			list, ok := err.(source.List)
			if !ok || !strings.Contains(err.Error(), tt.want) || !strings.Contains(list[0].Hint, tt.hint) {
				t.Errorf("%v, hint %v; not %q, %q", err, list, tt.want, tt.hint)
			}
		})
	}
}

func TestText(t *testing.T) {
	r, dir := folder(t, shop)
	name := filepath.Join(dir, "shop", "stdin")
	list, err := r.Text(name, "package main\n\nimport _ \"example.com/near/names\"\n\nfunc main() {}\n")
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if _, err := r.Text(name, "package main\n\n//go:embed x\nvar x string\n"); err == nil || !strings.Contains(err.Error(), "embeds no files") {
		t.Error(err)
	}
}
