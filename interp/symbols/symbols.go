// This file makes the Set out of the generated tables and archives.

package symbols

import (
	"archive/zip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"

	"github.com/ormsh/ormsh/interp/pkgs"
)

//go:generate go run ./gen

//go:embed std.zip
var std string

//go:embed module.zip
var module string

// entry is one line of the generated registry.
type entry struct {
	path, name string
	symbols    func() map[string]reflect.Value
	generic    bool
}

// All returns every package on board. It reads nothing yet: each package's
// data is unpacked when a function of its Package is called.
func All() *pkgs.Set {
	open := sync.OnceValue(openArchives)
	list := registry()
	packages := make([]pkgs.Package, len(list))
	for i, e := range list {
		p := pkgs.Package{
			Path: e.path, Name: e.name, Symbols: e.symbols,
			Export:  func() []byte { return open().read(e.path + "/export") },
			Doc:     func() map[string]string { return open().texts(e.path + "/doc") },
			Example: func() map[string]string { return open().texts(e.path + "/example") },
		}
		if e.generic {
			p.Generic = func() map[string]string { return open().dir(e.path + "/generic/") }
		}
		packages[i] = p
	}
	return pkgs.NewSet(packages...)
}

// archives finds entries of both archives by name.
type archives map[string]*zip.File

func openArchives() archives {
	a := archives{}
	for _, data := range []string{std, module} {
		r, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
		if err != nil {
			panic(fmt.Sprintf("symbols: the embedded archive is damaged: %v", err)) // a broken build, not a broken input
		}
		for _, f := range r.File {
			a[f.Name] = f
		}
	}
	return a
}

// read unpacks one entry; nil if there is none.
func (a archives) read(name string) []byte {
	f := a[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	data := make([]byte, f.UncompressedSize64)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil
	}
	return data
}

// dir unpacks the entries below prefix by the rest of their names.
func (a archives) dir(prefix string) map[string]string {
	m := map[string]string{}
	for name := range a {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			m[rest] = string(a.read(name))
		}
	}
	return m
}

// texts are the doc comments or the examples of a package, by name; nil if there are none.
func (a archives) texts(entry string) map[string]string {
	var m map[string]string
	if err := json.Unmarshal(a.read(entry), &m); err != nil {
		return nil
	}
	return m
}
