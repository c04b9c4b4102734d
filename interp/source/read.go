// This file reads packages: their files, and the packages of the user's own that these import.

package source

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Package is a package as it stands in its folder.
type Package struct {
	Path string // its import path; "main" for a program
	Name string
	Dir  string
	// Go is the version of the language that its module asks for, such as "go1.25"; empty: the newest.
	Go    string
	Files []*ast.File
	Texts map[string]string // the source by the names of files in positions
	// Needs are the paths of the packages of the user's own that it imports, in order.
	Needs []string
	// Sum tells whether a package is what it was: it changes with any of the files.
	Sum [sha256.Size]byte
}

// Reader reads packages.
type Reader struct {
	Fset *token.FileSet
	// OnBoard says whether the shell has a package itself. Those come before the user's.
	OnBoard func(path string) bool
	// Base is the folder that names of files in messages are relative to; empty: they are absolute.
	Base string
}

// Folders reads the packages in these folders, each behind the packages of the user's own that it needs. Test files are left out, and what
// the build constraints of the files leave out. The error is a List.
func (r *Reader) Folders(dirs ...string) ([]*Package, error) {
	w := &walk{Reader: r, seen: map[string]bool{}}
	for _, dir := range dirs {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return nil, List{{File: dir, Msg: err.Error()}}
		}
		w.module, _ = moduleOf(dir)
		path := "_" + filepath.ToSlash(dir) // as the go command calls a package outside of modules
		if w.module.path != "" {
			path = w.module.pathOf(dir)
		}
		if err := w.visit(path, dir, token.Position{}); err != nil {
			return nil, err
		}
	}
	return w.done, nil
}

// Program reads a package main: the one in the folder if there is one name and it is that of a folder, else the files of these names, all of
// them whatever their build constraints. It stands behind the packages of the user's own that it needs. The error is a List.
func (r *Reader) Program(names ...string) ([]*Package, error) {
	dir, files := names[0], []string(nil)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir, files = filepath.Dir(names[0]), names
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, List{{File: names[0], Msg: err.Error()}}
	}
	w := &walk{Reader: r, seen: map[string]bool{}}
	w.module, _ = moduleOf(dir)
	p, errs := w.read("main", dir, files)
	if errs == nil && p.Name != "main" {
		errs = List{{File: r.name(dir), Msg: fmt.Sprintf("package %s is not a main package", p.Name), Hint: "ormsh run --load brings it into a session"}}
	}
	if errs == nil {
		errs = w.needs(p)
	}
	if errs != nil {
		return nil, errs
	}
	return append(w.done, p), nil
}

// Text reads a package main of one file, whose text is at hand, behind the packages of the user's own that it needs. Its name says which
// folder it is in. The error is a List.
func (r *Reader) Text(name, text string) ([]*Package, error) {
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, List{{File: name, Msg: err.Error()}}
	}
	w := &walk{Reader: r, seen: map[string]bool{}}
	w.module, _ = moduleOf(dir)
	f, err := parser.ParseFile(r.Fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, syntax(err)
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if pattern, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
				return nil, List{embedded(r.Fset.Position(c.Pos()), pattern)}
			}
		}
	}
	p := &Package{Path: "main", Name: "main", Dir: dir, Go: w.language(), Files: []*ast.File{f}, Texts: map[string]string{name: text}}
	if errs := w.needs(p); errs != nil {
		return nil, errs
	}
	return append(w.done, p), nil
}

// language is the version of Go that the module asks for.
func (w *walk) language() string {
	switch {
	case w.module.language != "":
		return "go" + w.module.language
	case w.module.path != "":
		return "go1.16" // what the go command assumes
	}
	return ""
}

// embedded refuses an embedded file.
func embedded(place token.Position, pattern string) *Error {
	return at(place, "//go:embed "+pattern+": the shell embeds no files", "read it when it is needed, with os.ReadFile or os.DirFS")
}

// walk is one reading.
type walk struct {
	*Reader
	module module
	done   []*Package // dependencies first
	seen   map[string]bool
	path   []string // of the imports that lead here
}

// name is a file or folder as messages call it.
func (r *Reader) name(file string) string {
	if rel, err := filepath.Rel(r.Base, file); r.Base != "" && err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return file
}

// visit reads a package and what it needs; from is the import that asks for it.
func (w *walk) visit(path, dir string, from token.Position) error {
	if slices.Contains(w.path, path) {
		return List{at(from, "import cycle not allowed: "+strings.Join(append(w.path, path), " -> "), "")}
	}
	if w.seen[path] {
		return nil
	}
	w.path, w.seen[path] = append(w.path, path), true
	defer func() { w.path = w.path[:len(w.path)-1] }()
	p, errs := w.read(path, dir, nil)
	if errs != nil {
		if from.Filename != "" && errs[0].Line == 0 {
			errs[0] = at(from, fmt.Sprintf("import %q: %s", path, errs[0]), errs[0].Hint)
		}
		return errs
	}
	if p.Name == "main" {
		if from.Filename != "" {
			return List{at(from, fmt.Sprintf("import %q is a program, not an importable package", path), "")}
		}
		return List{{File: w.name(dir), Msg: "package main is a program", Hint: "ormsh run " + w.name(dir) + " runs it"}}
	}
	if errs := w.needs(p); errs != nil {
		return errs
	}
	w.done = append(w.done, p)
	return nil
}

// needs reads the packages that p imports.
func (w *walk) needs(p *Package) List {
	var errs List
	for _, f := range p.Files {
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			place := w.Fset.Position(spec.Path.Pos())
			switch {
			case err != nil:
				errs = append(errs, at(place, "invalid import path "+spec.Path.Value, ""))
				continue
			case path == "unsafe" || w.OnBoard(path):
				continue
			}
			dir, own := w.module.folderOf(path)
			if !own || build.IsLocalImport(path) {
				errs = append(errs, w.foreign(place, path))
				continue
			}
			if parent, inside := internalTo(path); inside && p.Path != "main" && p.Path != parent && !strings.HasPrefix(p.Path, parent+"/") {
				errs = append(errs, at(place, "use of internal package "+path+" not allowed", ""))
				continue
			}
			if !slices.Contains(p.Needs, path) {
				p.Needs = append(p.Needs, path)
			}
			if err := w.visit(path, dir, place); err != nil {
				errs = append(errs, err.(List)...) //nolint:errorlint // visit's own
			}
		}
	}
	return errs
}

// internalTo is the path below which an internal package may be imported.
func internalTo(path string) (parent string, internal bool) {
	if i := strings.LastIndex("/"+path+"/", "/internal/"); i >= 0 {
		return strings.TrimSuffix(path[:i], "/"), true
	}
	return "", false
}

// foreign refuses an import of a package that is neither on board nor the user's own.
func (w *walk) foreign(place token.Position, path string) *Error {
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "C":
		return at(place, "import \"C\": cgo needs a compiler, which the shell does without", "go build compiles it; keep what the shell loads in a package without cgo")
	case build.IsLocalImport(path):
		return at(place, "import "+path+": relative import paths are not supported in module mode", "import it by the path of its module")
	case !strings.Contains(first, "."):
		return at(place, "package "+path+" is not on board of this shell", "\\help lists what is; go run has all of the standard library")
	case w.module.path == "":
		return at(place, "package "+path+" is not on board, and no go.mod says where it is", "go mod init gives the folder a module, whose packages can import each other")
	}
	return at(place, fmt.Sprintf("package %s is neither on board nor of module %s", path, w.module.path),
		"the shell runs the standard library, orm, echo and your own packages; with a replace directive to a folder, or go.work, another module is your own")
}

// read reads the files of one package: those of its folder that a build would take, or all the given ones.
func (w *walk) read(path, dir string, files []string) (*Package, List) {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = runtime.GOOS, runtime.GOARCH, true // what needs cgo is refused, not passed over
	if files != nil {
		infos, errs := listed(dir, files)
		if errs != nil {
			return nil, errs
		}
		ctx.UseAllFiles = true
		ctx.ReadDir = func(string) ([]fs.FileInfo, error) { return infos, nil }
	}
	found, err := ctx.ImportDir(dir, 0)
	if err != nil {
		return nil, w.unreadable(dir, err).(List) //nolint:errorlint // unreadable's own
	}
	if len(found.GoFiles)+len(found.CgoFiles) == 0 {
		return nil, w.unreadable(dir, &build.NoGoError{Dir: dir}).(List) //nolint:errorlint // as above
	}
	if errs := w.impossible(found); errs != nil {
		return nil, errs
	}
	p := &Package{Path: path, Name: found.Name, Dir: dir, Go: w.language(), Texts: map[string]string{}}
	sum := sha256.New()
	for _, base := range found.GoFiles {
		name := w.name(filepath.Join(dir, base))
		text, err := os.ReadFile(filepath.Join(dir, base))
		if err != nil {
			return nil, List{{File: name, Msg: err.Error()}}
		}
		f, err := parser.ParseFile(w.Fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, syntax(err)
		}
		p.Files, p.Texts[name] = append(p.Files, f), string(text)
		fmt.Fprintf(sum, "%s %d\n%s", base, len(text), text)
	}
	p.Sum = [sha256.Size]byte(sum.Sum(nil))
	return p, nil
}

// listed finds the files that a command line names.
func listed(dir string, files []string) ([]fs.FileInfo, List) {
	var infos []fs.FileInfo
	for _, file := range files {
		abs, err := filepath.Abs(file)
		if err != nil || filepath.Dir(abs) != dir {
			return nil, List{{File: file, Msg: "named files must all be in one folder"}}
		}
		if strings.HasSuffix(file, "_test.go") {
			return nil, List{{File: file, Msg: "a test file is no part of a program"}}
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, List{{File: file, Msg: "no such file"}}
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// impossible refuses what needs more than a Go front end.
func (w *walk) impossible(found *build.Package) List {
	for path, places := range found.ImportPos {
		if path == "C" {
			place := places[0]
			place.Filename = w.name(place.Filename)
			return List{w.foreign(place, "C")}
		}
	}
	for _, list := range [][]string{found.SFiles, found.CFiles, found.CXXFiles, found.SysoFiles} {
		if len(list) > 0 {
			return List{{File: w.name(filepath.Join(found.Dir, list[0])), Msg: "assembly and C can't be run here: the shell has no compiler",
				Hint: "go build compiles it; keep what the shell loads in a package of Go alone"}}
		}
	}
	for pattern, places := range found.EmbedPatternPos {
		place := places[0]
		place.Filename = w.name(place.Filename)
		return List{embedded(place, pattern)}
	}
	return nil
}
