// This file words errors: go/types' message without our rewriting, types by the cell that declared them, and a hint.

package check

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"sync"
)

// fromTypes keeps an error of go/types; explained words it once it is known to stand.
func (a *attempt) fromTypes(e types.Error) *Error {
	err := a.errorAt(e.Pos, "", "")
	err.raw, err.pos = e.Msg, e.Pos
	return err
}

// report keeps an error. One that begins with a tab goes on with the error before it: it tells of another place.
func (a *attempt) report(e types.Error) {
	rest, goesOn := strings.CutPrefix(e.Msg, "\t")
	if n := len(a.errors); goesOn && n > 0 {
		a.errors[n-1].also += fmt.Sprintf("\n\t%s (line %d)", rest, a.fset.Position(e.Pos).Line)
		return
	}
	a.errors = append(a.errors, a.fromTypes(e))
}

func (v *view) errorAt(pos token.Pos, msg, hint string) *Error {
	p := v.fset.Position(pos)
	return &Error{Cell: cmp.Or(cellOfFile(p.Filename), v.cell), Line: p.Line, Col: p.Column, Msg: msg, Hint: hint}
}

// implicitField begins an error that nameFields cures where the number of values is right.
const implicitField = "implicit assignment to unexported field "

// explained gives the errors of the attempt their final words, each place and message once.
func (a *attempt) explained() List {
	var out List
	seen := map[string]bool{}
	for _, e := range a.errors {
		if strings.HasPrefix(e.raw, implicitField) && len(a.errors) > 1 {
			continue // the number of values is wrong too, which is the error
		}
		if e.Msg == "" {
			e.Msg, e.Hint = a.words(e.raw)+e.also, a.hint(e)
			if strings.HasPrefix(e.raw, "too many return values") && a.atTopLevel(e.pos) {
				e.Msg = "a return at top level takes an error, or nothing"
			}
		}
		if key := fmt.Sprint(e.Line, e.Msg); !seen[key] {
			seen[key] = true
			out = append(out, e)
		}
	}
	return out
}

// atTopLevel reports whether a place is in a statement of the cell, and not in a function that it declares or makes.
func (a *attempt) atTopLevel(pos token.Pos) bool {
	inside := a.fn == nil
	ast.Inspect(a.fn, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		inside = inside || ok && lit.Pos() <= pos && pos < lit.End()
		return !inside
	})
	return !inside
}

var pseudoCall = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`·(must\d|mustError|drop|show)\(`) })

// words is a message of go/types as the user should read it.
func (v *view) words(msg string) string {
	for {
		at := pseudoCall().FindStringIndex(msg)
		if at == nil {
			break
		}
		msg = msg[:at[0]] + withoutClosing(msg[at[1]:])
	}
	msg = strings.ReplaceAll(msg, " in argument to "+showName, "")
	msg = strings.ReplaceAll(msg, " (declared at -)", "") // compiled code has no place here
	if head, _, ok := strings.Cut(msg, ", but does have unexported "); ok {
		msg = head + ")" // of a package: nobody here can use it
	}
	msg = reloaded().ReplaceAllString(msg, "$1$2 (of before it was loaded anew)")
	return versioned().ReplaceAllStringFunc(strings.ReplaceAll(msg, before, ""), v.versionName)
}

// reloaded is a type of a package that was loaded anew since.
var reloaded = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([\pL_][\pL\pN_]*)` + before + `(\.[\pL_][\pL\pN_]*)`)
})

// withoutClosing drops the parenthesis that closes one opened before s.
func withoutClosing(s string) string {
	depth := 0
	for i, r := range s {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return s[:i] + s[i+1:]
			}
		}
	}
	return s
}

// versioned is a type of a unit's package with its type arguments, unless those have arguments themselves.
var versioned = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`main·(\d+)·\d+\.([\pL_][\pL\pN_]*)(\[[^\[\]]*\])?`)
})

// versionName reads main·2·7.User as User, or as "User (of cell 2, since redeclared)" if the name stands for another type now.
func (v *view) versionName(s string) string {
	m := versioned().FindStringSubmatch(s)
	pkg, _, _ := strings.Cut(s, ".")
	name, args := m[2], versioned().ReplaceAllStringFunc(m[3], v.versionName)
	b, ok := v.lookup(name)
	if _, isType := b.obj.(*types.TypeName); !ok || !isType || b.obj.Pkg().Name() == pkg {
		return name + args
	}
	return fmt.Sprintf("%s%s (of cell %s, since redeclared)", name, args, m[1])
}

// hint says what was probably meant, or what to do; it may be empty.
func (a *attempt) hint(e *Error) string {
	name, undefined := strings.CutPrefix(e.raw, "undefined: ")
	switch {
	case undefined && strings.Contains(name, "."):
		return a.memberHint(name)
	case undefined && a.isTypeAt(e.pos):
		return a.typeHint(name)
	case undefined:
		return a.nameHint(name, e.pos)
	case strings.Contains(e.raw, "has no field or method"):
		return a.selectorHint(e)
	case strings.Contains(e.raw, "cannot infer "):
		return a.signatureHint(e.pos)
	case strings.HasPrefix(e.raw, "unknown field "):
		return a.literalHint(e)
	case strings.HasPrefix(e.raw, "cannot use _ as value") && a.result == "":
		return "_ is the last value that was shown; none was yet"
	case strings.HasPrefix(e.raw, "no new variables on left side") && a.atTopLevel(e.pos):
		return "= assigns; := declares a name again only in another entry here, since a defer, a goto or a label makes one function of these statements"
	case strings.HasSuffix(e.raw, "is not used"):
		return "only the last expression of an entry is shown"
	case a.returnsError(e.pos) && !a.atTopLevel(e.pos):
		return "an error may be left out at top level only: a function takes it, as in v, err := f()"
	}
	return ""
}

// returnsError reports whether a call that begins at a place has an error as the last of several results.
func (a *attempt) returnsError(pos token.Pos) bool {
	found := false
	ast.Inspect(a.file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call.Pos() == pos {
			results, ok := a.info.Types[call].Type.(*types.Tuple)
			found = found || ok && results.Len() > 1 && types.Identical(results.At(results.Len()-1).Type(), errorType)
		}
		return !found
	})
	return found
}

// nameHint looks for a name like one that is not declared: what is live, what the cell declares, Go's own names, packages where a member is asked for.
func (a *attempt) nameHint(name string, pos token.Pos) string {
	if why := absent[name]; why != "" {
		return "package " + name + " is not in this shell: " + why
	}
	s := newSuggestion(name)
	for n := range a.names {
		s.offer(n)
	}
	for n := range a.added {
		s.offer(n)
	}
	for id, obj := range a.info.Defs {
		if obj != nil && !isMember(obj) {
			s.offer(id.Name)
		}
	}
	for _, n := range types.Universe.Names() {
		s.offer(n)
	}
	if a.qualifies(pos) {
		for _, n := range a.set.Names() {
			s.offer(n)
		}
	}
	return s.hint()
}

// qualifies tells whether the name at a place has a dot behind it.
func (a *attempt) qualifies(pos token.Pos) bool {
	found := false
	ast.Inspect(a.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Pos() == pos {
				found = true
			}
		}
		return !found
	})
	return found
}

// memberHint looks for an exported name of a package like "strings.Uper".
func (a *attempt) memberHint(qualified string) string {
	pkg, name, _ := strings.Cut(qualified, ".")
	b, ok := a.lookup(pkg)
	if !ok {
		b.imp, ok = a.known(pkg)
	}
	if !ok || b.imp == nil {
		return ""
	}
	s := newSuggestion(name)
	for _, n := range b.imp.Scope().Names() {
		if token.IsExported(n) {
			s.offer(n)
		}
	}
	return s.hintWith(pkg + ".")
}

func (a *attempt) selectorHint(e *Error) string {
	hint := ""
	ast.Inspect(a.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Pos() == e.pos {
			if t := a.info.TypeOf(sel.X); t != nil {
				s := newSuggestion(sel.Sel.Name)
				for _, m := range a.membersOf(t) {
					s.offer(m.Name())
				}
				hint = s.hint()
				if hint == "" && !a.info.Types[sel.X].IsType() {
					hint = a.functionHint(sel, t)
				}
			}
			if id, ok := sel.X.(*ast.Ident); ok && hint == "" && a.info.Types[sel.X].IsType() {
				hint = a.packageNamed(id.Name)
			}
		}
		return hint == ""
	})
	return hint
}

// packageNamed helps where a type was named in place of a package: string.ToUpper.
func (a *attempt) packageNamed(name string) string {
	for _, like := range []string{name + "s", name + "conv"} {
		if _, ok := a.set.ByName(like); ok {
			return "did you mean package " + like + "?"
		}
	}
	return ""
}

func (a *attempt) literalHint(e *Error) string {
	hint := ""
	ast.Inspect(a.file, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		for _, elt := range lit.Elts {
			kv, ok := elt.(*ast.KeyValueExpr)
			if !ok || kv.Key.Pos() != e.pos && kv.Pos() != e.pos {
				continue
			}
			id, ok := kv.Key.(*ast.Ident)
			t := a.info.TypeOf(lit)
			if !ok || t == nil {
				continue
			}
			s := newSuggestion(id.Name)
			for _, f := range fieldsOf(t) {
				s.offer(f.Name())
			}
			hint = s.hint()
		}
		return true
	})
	return hint
}

// packageHint helps with an import path that the shell doesn't have.
func (v *view) packageHint(path string) string {
	if why := absent[path]; why != "" {
		return why
	}
	base := path[strings.LastIndex(path, "/")+1:]
	if p, ok := v.set.ByName(base); ok {
		return "did you mean " + p.Path + "?"
	}
	s := newSuggestion(path)
	for _, p := range v.set.Paths() {
		s.offer(p)
	}
	if host, _, _ := strings.Cut(path, "/"); s.hint() == "" && strings.Contains(host, ".") {
		return `\load FOLDER brings in a package of your own; packages of others can't be imported here`
	}
	return s.hint()
}
