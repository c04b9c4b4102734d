// Command gen writes the tables of package symbols from the installed
// toolchain and from this module's own packages. Run it through go generate in
// interp/symbols whenever the toolchain or the public API of orm or echo
// changes; its test says when that is.
//
// For each package of the list it makes
//
//	pkg_PATH.go   a function that returns the package's symbols
//	std.zip       per package: export data, generic sources, doc comments
//	module.zip    the same for the packages of this module
//	all.go        the list of packages
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run replaces all generated files in dir.
func run(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "pkg_*.go"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if _, ok := files[filepath.Base(name)]; !ok {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, data := range files {
		name = filepath.Join(dir, name)
		if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, data) {
			continue
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns every generated file by name. dir is the directory of
// package symbols.
func generate(dir string) (map[string][]byte, error) {
	packages, err := load(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	entries := map[string]map[string][]byte{"std.zip": {}, "module.zip": {}}
	instances := collectInstances(packages)
	for _, p := range packages {
		table, err := symbolTable(p, instances[p.Path])
		if err != nil {
			return nil, fmt.Errorf("symbols of %s: %w", p.Path, err)
		}
		files["pkg_"+identifier(p.Path)+".go"] = table
		if err := p.bundle(dir, entries[p.archive()]); err != nil {
			return nil, fmt.Errorf("data of %s: %w", p.Path, err)
		}
	}
	for name, e := range entries {
		if files[name], err = archive(e, method); err != nil {
			return nil, err
		}
	}
	files["all.go"], err = packageList(packages)
	return files, err
}

// method says how an entry is packed. Every session reads the types of the ORM at once, and most its generic code: they are stored.
func method(name string) uint16 {
	if strings.HasPrefix(name, module+"orm/") && !strings.HasSuffix(name, "/doc") {
		return zip.Store
	}
	return zip.Deflate
}

// bundle adds the data of p to the entries of its archive.
func (p *pkg) bundle(dir string, entries map[string][]byte) error {
	sources, err := genericSources(p, filepath.Join(dir, "gen", "_override"))
	if err != nil {
		return err
	}
	if entries[p.Path+"/export"], err = p.exportData(sources); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		entries[p.Path+"/generic/"+name] = []byte(sources[name])
	}
	p.hasGeneric = len(sources) > 0
	if entries[p.Path+"/doc"], err = docs(p); err != nil {
		return err
	}
	text, err := examples(p)
	if len(text) > 0 {
		entries[p.Path+"/example"] = text
	}
	return err
}

// identifier turns an import path into part of a Go identifier.
func identifier(path string) string {
	path = strings.TrimPrefix(path, module)
	return strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(path)
}
