// This file finds out what the cells declare, gives each object its name in the program, and each variable its place.

package export

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/ormsh/ormsh/interp/check"
)

// writer holds what is known about the program that is being written.
type writer struct {
	units   []*check.Unit
	taken   map[string]bool                // every identifier of the cells
	names   map[types.Object]string        // of declared objects
	final   map[types.Object]*ast.FuncDecl // the declaration in force of functions and methods that were declared again
	vars    []*types.Var                   // in their order
	global  map[*types.Var]bool            // those of the package
	read    map[*types.Var]bool            // those that are used, not only assigned
	imports map[string]string              // path -> name
	helpers map[string]string              // what the rewriter calls them -> name
	roots   map[types.Object]types.Object  // function or method -> the first one of that name that it replaces
	decls   map[types.Object][]version     // by root: its declarations
	made    map[types.Object]int           // type -> the place of its unit
	again   map[types.Object]string        // roots of which several bodies ran: the variable that holds the one in force
}

func newWriter() *writer {
	return &writer{
		taken: map[string]bool{"main": true, "init": true, "_": true}, names: map[types.Object]string{}, final: map[types.Object]*ast.FuncDecl{},
		global: map[*types.Var]bool{}, read: map[*types.Var]bool{}, imports: map[string]string{}, helpers: map[string]string{},
		roots: map[types.Object]types.Object{}, decls: map[types.Object][]version{}, again: map[types.Object]string{},
		made: map[types.Object]int{},
	}
}

// survey looks at all units before any is written.
func (w *writer) survey() error {
	packages := map[string]bool{}
	for _, u := range w.units {
		if u.Info == nil {
			continue
		}
		for id, obj := range u.Info.Uses {
			w.taken[id.Name] = true
			if _, ok := obj.(*types.PkgName); ok {
				packages[id.Name] = true
			}
		}
		for id := range u.Info.Defs {
			w.taken[id.Name] = true
		}
	}
	used := map[string]bool{"main": true, "init": true}
	for i, u := range w.units {
		for _, obj := range u.New {
			name := obj.Name()
			if old := w.replaced(u, obj); old != nil {
				w.names[obj] = w.names[old]
				continue
			}
			if used[name] || packages[name] {
				name = w.free(name)
			}
			used[name] = true
			w.names[obj] = name
			switch obj := obj.(type) {
			case *types.Var:
				w.vars = append(w.vars, obj)
			case *types.TypeName:
				w.made[obj] = i
			}
		}
		w.surveyFuncs(u)
		w.surveyVersions(i, u)
		w.surveyUses(u)
	}
	for w.spread() {
	}
	return w.surveyAgain()
}

// replaced is the function of the same type that obj is the new form of; nil if there is none.
func (w *writer) replaced(u *check.Unit, obj types.Object) types.Object {
	if fn, ok := obj.(*types.Func); ok {
		if old := u.Replaces[fn]; old != nil && w.names[old] != "" {
			return old
		}
	}
	return nil
}

// free is a name like this one that nothing has.
func (w *writer) free(name string) string {
	for n := 2; ; n++ {
		if next := fmt.Sprint(name, n); !w.taken[next] {
			w.taken[next] = true
			return next
		}
	}
}

// live is the variable declared at the prompt that an object of a unit stands for; nil if it is none.
func live(u *check.Unit, obj types.Object) *types.Var {
	v, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	if promoted := u.Promoted[v]; promoted != nil {
		return promoted
	}
	if check.IsLive(v) {
		return v
	}
	return nil
}

// surveyFuncs notes which declaration of a function or method is the last.
func (w *writer) surveyFuncs(u *check.Unit) {
	for _, d := range u.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		obj, ok := u.Info.Defs[fn.Name].(*types.Func)
		for ok && u.Replaces[obj] != nil && u.Replaces[obj] != obj {
			w.final[obj] = fn
			obj = u.Replaces[obj]
		}
		if ok {
			w.final[obj] = fn
		}
	}
	for _, m := range u.Late {
		w.final[m.Func] = m.Decl
	}
}

// surveyUses finds the variables that are read, and those that must be the package's: functions mention them, or the statement that makes
// them is written in a function of its own.
func (w *writer) surveyUses(u *check.Unit) {
	if u.Info == nil {
		return
	}
	written := map[*ast.Ident]bool{}
	for _, n := range nodes(u) {
		ast.Inspect(n, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && (a.Tok == token.ASSIGN || a.Tok == token.DEFINE) {
				for _, x := range a.Lhs {
					if id, ok := x.(*ast.Ident); ok {
						written[id] = true
					}
				}
			}
			return true
		})
	}
	for id, obj := range u.Info.Uses {
		v := live(u, obj)
		if v == nil {
			continue
		}
		if !written[id] {
			w.read[v] = true
		}
		if u.Decls != nil {
			w.global[v] = true
		}
	}
	if u.Decls != nil || wrapped(u) {
		for _, obj := range u.New {
			if v, ok := obj.(*types.Var); ok {
				w.global[v] = true
			}
		}
		for _, v := range u.Promoted {
			w.global[v] = true
		}
	}
}

// spread makes all variables that one := of main assigns the package's if one of them is, and reports whether that changed any.
func (w *writer) spread() bool {
	changed := false
	for _, u := range w.units {
		if u.Func == nil {
			continue
		}
		for _, s := range u.Func.Body.List {
			list := w.assigned(u, s)
			some := false
			for _, v := range list {
				some = some || w.global[v]
			}
			for _, v := range list {
				changed = changed || some && !w.global[v]
				w.global[v] = some
			}
		}
	}
	return changed
}

// assigned are the variables of the session that a statement declares or assigns with := or var.
func (w *writer) assigned(u *check.Unit, s ast.Stmt) (vars []*types.Var) {
	add := func(id *ast.Ident) {
		obj := u.Info.Defs[id]
		if obj == nil {
			obj = u.Info.Uses[id]
		}
		if v := live(u, obj); v != nil {
			vars = append(vars, v)
		}
	}
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok != token.DEFINE {
			return nil
		}
		for _, x := range s.Lhs {
			if id, ok := x.(*ast.Ident); ok {
				add(id)
			}
		}
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
			for _, spec := range d.Specs {
				for _, id := range spec.(*ast.ValueSpec).Names {
					add(id)
				}
			}
		}
	}
	return vars
}
