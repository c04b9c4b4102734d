// This file writes archives and the doc comments that go into them.

package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"go/ast"
	"go/doc"
	"io"
	"maps"
	"slices"
)

// archive packs entries so that the same entries give the same bytes. Those that method says to store are there without being unpacked.
func archive(entries map[string][]byte, method func(name string) uint16) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method(name)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(entries[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// docs returns the doc comments of p's exported names as a JSON object. It
// takes the parsed files for its own: go/doc edits them.
func docs(p *pkg) ([]byte, error) {
	files := make([]*ast.File, 0, len(p.files))
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		files = append(files, p.files[name])
	}
	d, err := doc.NewFromFiles(p.fset, files, p.Path)
	if err != nil {
		return nil, err
	}
	m := map[string]string{"": d.Doc}
	addFuncs(m, "", d.Funcs)
	addValues(m, d.Consts)
	addValues(m, d.Vars)
	for _, t := range d.Types {
		m[t.Name] = t.Doc
		addFuncs(m, "", t.Funcs)
		addFuncs(m, t.Name+".", t.Methods)
		addValues(m, t.Consts)
		addValues(m, t.Vars)
		addFields(m, t)
	}
	maps.DeleteFunc(m, func(_, text string) bool { return text == "" })
	return json.Marshal(m)
}

func addFuncs(m map[string]string, prefix string, funcs []*doc.Func) {
	for _, f := range funcs {
		m[prefix+f.Name] = f.Doc
	}
}

// addValues gives each name its own comment, or else that of its group.
func addValues(m map[string]string, values []*doc.Value) {
	for _, v := range values {
		for _, spec := range v.Decl.Specs {
			s := spec.(*ast.ValueSpec)
			text := s.Doc.Text() + s.Comment.Text()
			if text == "" {
				text = v.Doc
			}
			for _, n := range s.Names {
				if n.IsExported() {
					m[n.Name] = text
				}
			}
		}
	}
}

// addFields adds the comments of struct fields and interface methods.
func addFields(m map[string]string, t *doc.Type) {
	for _, spec := range t.Decl.Specs {
		var fields *ast.FieldList
		switch u := spec.(*ast.TypeSpec).Type.(type) {
		case *ast.StructType:
			fields = u.Fields
		case *ast.InterfaceType:
			fields = u.Methods
		default:
			continue
		}
		for _, f := range fields.List {
			for _, n := range f.Names {
				if n.IsExported() {
					m[t.Name+"."+n.Name] = f.Doc.Text() + f.Comment.Text()
				}
			}
		}
	}
}
