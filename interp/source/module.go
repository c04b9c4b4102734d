// This file finds modules and reads the lines of go.mod and go.work that say where packages are.

package source

import (
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// module is a module on this machine's disk.
type module struct {
	path, dir string
	language  string   // the version of Go in go.mod, such as 1.25; empty if it says none
	near      []module // modules that replace others from folders, or that go.work names: they have a path and a dir
}

// moduleOf finds the module that dir is in. ok is false where no go.mod stands above it.
func moduleOf(dir string) (m module, ok bool) {
	for root := dir; ; root = filepath.Dir(root) {
		if m, ok = readModule(root); ok {
			m.near = append(m.near, workspace(root)...)
			return m, true
		}
		if root == filepath.Dir(root) {
			return module{}, false
		}
	}
}

// readModule reads the go.mod in dir.
func readModule(dir string) (m module, ok bool) {
	lines, ok := directives(filepath.Join(dir, "go.mod"))
	m.dir = dir
	for _, words := range lines {
		switch {
		case words[0] == "module" && len(words) > 1:
			m.path = words[1]
		case words[0] == "go" && len(words) > 1:
			m.language = words[1]
		case words[0] == "replace":
			if old, folder, ok := replaced(words[1:]); ok {
				m.near = append(m.near, module{path: old, dir: within(dir, folder)})
			}
		}
	}
	return m, ok && m.path != ""
}

// replaced takes `old [version] => folder` apart; ok is false where another module replaces it.
func replaced(words []string) (old, folder string, ok bool) {
	for i, w := range words {
		if w == "=>" && i > 0 && i+2 == len(words) && (strings.HasPrefix(words[i+1], ".") || filepath.IsAbs(words[i+1])) {
			return words[0], words[i+1], true
		}
	}
	return "", "", false
}

// workspace lists the modules of the go.work above dir.
func workspace(dir string) []module {
	if os.Getenv("GOWORK") == "off" {
		return nil
	}
	for root := dir; ; root = filepath.Dir(root) {
		if lines, ok := directives(filepath.Join(root, "go.work")); ok {
			var list []module
			for _, words := range lines {
				if words[0] == "use" && len(words) > 1 {
					if m, ok := readModule(within(root, words[1])); ok {
						list = append(list, m)
					}
				}
			}
			return list
		}
		if root == filepath.Dir(root) {
			return nil
		}
	}
}

func within(dir, folder string) string {
	if filepath.IsAbs(folder) {
		return filepath.Clean(folder)
	}
	return filepath.Join(dir, filepath.FromSlash(folder))
}

// directives reads go.mod's syntax: one directive a line, or several in brackets behind their word.
func directives(file string) (lines [][]string, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, false
	}
	block := ""
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		for i, w := range words {
			if bare, err := strconv.Unquote(w); err == nil {
				words[i] = bare
			}
		}
		switch {
		case len(words) == 0:
		case block != "" && words[0] == ")":
			block = ""
		case block != "":
			lines = append(lines, append([]string{block}, words...))
		case len(words) == 2 && words[1] == "(":
			block = words[0]
		default:
			lines = append(lines, words)
		}
	}
	return lines, true
}

// folderOf finds the folder of a package by its path; ok is false where the package isn't the user's own.
func (m module) folderOf(importPath string) (dir string, ok bool) {
	if dir, ok := m.holds(importPath); ok {
		return dir, true
	}
	for _, near := range m.near {
		if dir, ok := near.holds(importPath); ok {
			return dir, true
		}
	}
	return "", false
}

func (m module) holds(importPath string) (dir string, ok bool) {
	if importPath == m.path {
		return m.dir, true
	}
	rest, ok := strings.CutPrefix(importPath, m.path+"/")
	return filepath.Join(m.dir, filepath.FromSlash(rest)), ok
}

// pathOf is the import path of the package in dir.
func (m module) pathOf(dir string) string {
	rel, err := filepath.Rel(m.dir, dir)
	if err != nil {
		return m.path
	}
	return path.Join(m.path, filepath.ToSlash(rel))
}
