// This file tells what help knows about mapped structs and queries: tables, relations, and the SQL that they emit.

package repl

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
)

// structName finds the name of the struct that a type is made of: a pointer to it, a list of it, or itself.
var structName = later(`^(?:var \S+ |field \S+ |type )?(?:\[\])?\*?(\w+)(?: struct\b.*)?$`)

// mapping is what help tells of a mapped struct; empty of any other.
type mapping struct{ table, relations, statements string }

// describeMapping is the mapping of the struct that was described.
func (s *Shell) describeMapping(d interp.Description) (text mapping, err error) {
	m := structName().FindStringSubmatch(firstLine(d.Signature))
	if m == nil {
		return text, nil
	}
	t, ok := s.eval.LookupType(m[1])
	if !ok {
		return text, nil
	}
	mapper, err := orm.ClassMapper(t)
	if err != nil {
		return text, nil //nolint:nilerr // a struct that isn't mapped has nothing to tell
	}
	relations, err := mapper.Relationships()
	if err != nil {
		return text, err
	}
	statements, err := s.statements(mapper)
	if err != nil {
		return text, err
	}
	text.table = tableLine(mapper.Table())
	width := 0
	for _, r := range relations {
		text.relations += r.String() + "\n"
		width = max(width, len("load ")+len(r.Key))
	}
	width = max(width, len("insert"))
	for _, st := range statements {
		text.statements += fmt.Sprintf("%-*s  %s\n", width, st.For, strings.Join(strings.Fields(st.SQL), " "))
	}
	return text, nil
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// tableLine is a table with its columns: pet (id primary key, name, owner_id -> owner.id).
func tableLine(t *orm.Table) string {
	refers := map[string]string{}
	for _, k := range t.ForeignKeyConstraints() {
		for i, column := range k.ColumnKeys() {
			refers[column] = " -> " + k.TargetFullnames()[i]
		}
	}
	var columns []string
	for _, c := range t.Columns() {
		text := c.Name() + " " + c.Type().String()
		if c.PrimaryKey() {
			text += " primary key"
		}
		columns = append(columns, text+refers[c.Name()])
	}
	return t.Name() + " (" + strings.Join(columns, ", ") + ")"
}

// statements are what sessions send for the mapper, on the engine in use; without one as SQLite takes them.
func (s *Shell) statements(m *orm.Mapper) (list []orm.MapperStatement, err error) {
	defer s.sink.quiet()()
	if engine, err := s.engine(); err == nil {
		return m.Statements(engine)
	}
	engine, err := orm.CreateEngine("sqlite://")
	if err != nil {
		return nil, err
	}
	list, err = m.Statements(engine)
	if closing := engine.Close(); err == nil {
		err = closing
	}
	return list, err
}

// builds matches the types of what is SQL when it is shown.
var builds = later(`^(?:var \S+ )?\*?(?:orm\.)?(?:QueryOf\[.*|TupleQuery\[.*|AnyQuery|RowQuery|SelectStmt|InsertStmt|UpdateStmt|DeleteStmt|TextStmt|CompoundStmt|Cond)$`)

// describeQuery is the SQL of a query, a statement or a condition that the expression names or builds; empty where it is none, or where to find out
// might do more than build.
func (s *Shell) describeQuery(expr string, d interp.Description) string {
	if !builds().MatchString(d.Signature) {
		return ""
	}
	if v, ok := s.eval.Lookup(expr); ok && v.CanInterface() {
		if text, ok := v.Interface().(fmt.Stringer); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
			return text.String()
		}
		return ""
	}
	tree, err := parser.ParseExpr(expr)
	if err != nil || !s.onlyBuilds(tree) {
		return ""
	}
	var out bytes.Buffer
	s.eval.Flush()
	defer s.out.redirect(&out)()
	// A call that gives nothing leaves _ as it is.
	if _, err := s.eval.Run(s.context(), "func() { fmt.Print("+expr+") }()"); err != nil {
		return ""
	}
	s.eval.Flush()
	return out.String()
}

// onlyBuilds says that an expression consists of calls of package orm, and of methods of what those give and of variables of its types, but for
// those that send statements.
func (s *Shell) onlyBuilds(tree ast.Expr) bool {
	ok := true
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.CallExpr:
			sel, isMethod := unindexed(n.Fun).(*ast.SelectorExpr)
			ok = ok && isMethod && s.fromORM(sel.X) && !sends(sel.Sel.Name)
		}
		return ok
	})
	return ok
}

func unindexed(x ast.Expr) ast.Expr {
	switch i := x.(type) {
	case *ast.IndexExpr:
		return i.X
	case *ast.IndexListExpr:
		return i.X
	}
	return x
}

// fromORM says that an operand is the package orm, a variable of one of its types, or what one of its functions gives.
func (s *Shell) fromORM(x ast.Expr) bool {
	switch x := unindexed(x).(type) {
	case *ast.Ident:
		if v, ok := s.eval.Lookup(x.Name); ok {
			t := v.Type()
			if t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			return t.PkgPath() == ormPath
		}
		return x.Name == "orm"
	case *ast.SelectorExpr:
		return s.fromORM(x.X)
	case *ast.CallExpr:
		return s.fromORM(x.Fun)
	}
	return false
}

// sends says whether a method of that name talks to a database.
func sends(name string) bool {
	switch name {
	case "All", "First", "One", "OneOrNone", "Get", "Count", "Stream", "Execute", "Update", "Delete", "Commit", "Rollback", "Flush", "Begin", "Close", "Must",
		"Run", "Create", "Drop", "CreateAll", "DropAll", "Reflect", "Connect", "Scalar", "Scalars", "Refresh", "Merge", "Load":
		return true
	}
	return false
}
