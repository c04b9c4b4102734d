// This file lowers packages that stand in files: programs, and packages of the
// user's own.

package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
)

// Program lowers a whole package main: the entry initialises its variables,
// calls its init functions and then main.
func (l *Lowerer) Program(fset *token.FileSet, files []*ast.File, info *types.Info, pkg *types.Package) (code *Code, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	entry := l.pack(fset, files, info, pkg)
	if m, ok := pkg.Scope().Lookup("main").(*types.Func); ok {
		entry.w("%s()", l.direct[m])
	}
	return l.finish(entry, ""), nil
}

// Package lowers a package of the user's own: the entry initialises its
// variables and calls its init functions. before is the package of that path
// which was there until now, or nil: code that calls a function of it will call
// the new one, if its type is the same.
func (l *Lowerer) Package(fset *token.FileSet, files []*ast.File, info *types.Info, pkg, before *types.Package) (code *Code, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.rescue(&err)
	l.own[pkg.Path()] = true
	l.runtime.Declare(pkg)
	if before != nil {
		for _, name := range pkg.Scope().Names() {
			now, ok := pkg.Scope().Lookup(name).(*types.Func)
			old, was := before.Scope().Lookup(name).(*types.Func)
			if ok && was && now.Exported() && types.Identical(now.Type(), old.Type()) && !isGeneric(now) {
				l.replace(now, old)
			}
		}
	}
	return l.finish(l.pack(fset, files, info, pkg), ""), nil
}

// pack lowers the functions and the initialisation of a package.
func (l *Lowerer) pack(fset *token.FileSet, files []*ast.File, info *types.Info, pkg *types.Package) (entry *fn) {
	src := &source{fset: fset, info: info, pkg: pkg, versions: info.FileVersions}
	l.begin(pkg)
	var decls []ast.Decl
	for _, file := range files {
		decls = append(decls, file.Decls...)
	}
	entry = l.newFn(src, nil, nil, l.fresh("program"))
	funcs := l.declareFuncs(src, decls)
	inits := l.nameInits(src, decls)
	for _, fo := range funcs {
		if l.direct[fo] == "" && !isGeneric(fo) {
			l.direct[fo] = l.fresh(identifier(fo.Name()))
		}
	}
	l.bindProgramTypes(funcs)
	l.defineFuncs(entry, funcs)
	l.initVars(entry, decls)
	for _, name := range inits {
		entry.w("%s()", name)
	}
	return entry
}

// sharesLoopVars reports whether the file that pos is in asks for the language
// before Go 1.22, where all iterations of a loop had one variable.
func (s *source) sharesLoopVars(pos token.Pos) bool {
	for file, language := range s.versions {
		if file.FileStart <= pos && pos < file.FileEnd {
			return version.IsValid(language) && version.Compare(language, "go1.22") < 0
		}
	}
	return false
}

// perIteration refuses a loop whose variables a closure holds, where the
// language of the file would have all iterations share them.
func (f *fn) perIteration(pos token.Pos) {
	if f.src.sharesLoopVars(pos) {
		refuse(pos, "a function or pointer holds a variable of this loop, which had another meaning before Go 1.22: let go.mod ask for go 1.22 or later")
	}
}
