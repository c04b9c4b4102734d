// This file holds the registry types.

package pkgs

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// Package is one host package as data. Its functions may be called more than
// once and may be slow; callers cache what they return.
type Package struct {
	// Path is the import path and Name the package's own name.
	Path, Name string

	// Symbols returns the exported, non-generic objects by name: functions as
	// they are; variables as addressable values; types as a nil pointer to the
	// type, reflect.ValueOf((*T)(nil)); untyped constants as a
	// go/constant.Value; typed constants as values of their type. Types that
	// values have but programs can't write are there as well: unexported ones
	// ("bigEndian") and instances of the package's generic types under the
	// names that reflect gives them ("Seq[string]").
	Symbols func() map[string]reflect.Value

	// Export returns what golang.org/x/tools/go/gcexportdata.Read reads.
	Export func() []byte

	// Generic returns, by file name, Go source that holds the bodies of the
	// package's generic functions and types and of the unexported things they
	// need. It is nil if the package has none.
	Generic func() map[string]string

	// Doc returns doc comments by "Name" or "Type.Method"; "" is the
	// package's own. It is nil if the package has no documentation on board.
	Doc func() map[string]string

	// Example returns examples by "Name" or "Type.Method": their code, and what they print as comments. It is nil if there are none on board.
	Example func() map[string]string
}

// Set is an immutable collection of packages. The zero Set is empty.
type Set struct {
	byPath map[string]*Package
	byName map[string]*Package
}

// NewSet collects packages. If two have the same path, the later one wins, so
// a program can override a generated package by appending its own.
func NewSet(packages ...Package) *Set {
	s := &Set{
		byPath: make(map[string]*Package, len(packages)),
		byName: make(map[string]*Package, len(packages)),
	}
	for i := range packages {
		s.byPath[packages[i].Path] = &packages[i]
	}
	for _, p := range s.byPath {
		if old, ok := s.byName[p.Name]; !ok || prefer(p.Path, old.Path) < 0 {
			s.byName[p.Name] = p
		}
	}
	return s
}

// ByPath finds a package by its import path.
func (s *Set) ByPath(path string) (*Package, bool) {
	p, ok := s.byPath[path]
	return p, ok
}

// ByName finds the package that an unqualified name such as "http" most likely
// means. Where several packages share a name, the one that most programs want
// is chosen: math/rand/v2 for rand, text/template for template, and otherwise
// the shortest path.
func (s *Set) ByName(name string) (*Package, bool) {
	p, ok := s.byName[name]
	return p, ok
}

// Names returns the sorted names that ByName knows.
func (s *Set) Names() []string { return sortedKeys(s.byName) }

// Paths returns the sorted import paths that ByPath knows.
func (s *Set) Paths() []string { return sortedKeys(s.byPath) }

func sortedKeys(m map[string]*Package) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// prefer orders paths of packages with the same name, the preferred one first.
func prefer(a, b string) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// rank is 0 for the paths whose preference is a decision, not a rule.
func rank(path string) int {
	switch path {
	case "math/rand/v2", "text/template", "text/scanner":
		return 0
	}
	return 1
}
