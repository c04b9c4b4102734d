// This file holds an evaluator for tests of the shell around it.

package repl_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/repl"
)

// fake answers a few entries as the interpreter would.
type fake struct{ out io.Writer }

func (f *fake) Flush() {} // it writes directly

func (f *fake) Run(ctx context.Context, src string) (*interp.Result, error) {
	src = strings.TrimSpace(src)
	value := func(vs ...any) (*interp.Result, error) {
		r := &interp.Result{}
		for _, v := range vs {
			r.Values = append(r.Values, interp.Value{Value: reflect.ValueOf(v)})
		}
		return r, nil
	}
	switch src {
	case `"ed"`:
		return value("ed")
	case "1, nil":
		return value(1, nil)
	case "warn":
		return &interp.Result{Warnings: []interp.Warning{{Msg: "the error is dropped"}}}, nil
	case "print":
		fmt.Fprint(f.out, "no line end")
		return value(1)
	case "fail":
		return nil, &interp.Error{Line: 1, Msg: "no such table: users", Phase: interp.LeftOut}
	case "boom":
		return nil, &interp.Error{Line: 1, Msg: "index out of range [5] with length 3", Phase: interp.Runtime}
	case "f(\n\tfoo)":
		return nil, &interp.Error{Line: 2, Col: 2, Msg: "undefined: foo", SrcLine: "\tfoo)", Hint: "did you mean fog?", Phase: interp.Check}
	case "exit":
		return nil, &interp.ExitError{Code: 7}
	case "wait":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &interp.Result{}, nil
}

func (f *fake) Complete(src string, pos int) []interp.Candidate {
	return []interp.Candidate{{Text: "Commit", Start: pos, Kind: "method", Type: "func() error"}}
}

func (f *fake) TypeOf(string, string) string { return "" }

func (f *fake) Describe(expr string) (interp.Description, error) {
	if expr != "orm.Query" {
		return interp.Description{}, errors.New("undefined: " + expr)
	}
	return interp.Description{Name: "Query", Signature: "func Query[T any](s *orm.Session) orm.QueryOf[T]", Doc: "Query is a query.\n", Example: "orm.Query[User](session).All()", Methods: []string{"All() ([]*T, error)"}}, nil
}

func (f *fake) Names() []interp.Name {
	return []interp.Name{{Name: "edUser", Kind: "var", Type: "*User"}}
}

func (f *fake) Cell() int { return 0 }

func (f *fake) Lookup(string) (reflect.Value, bool) { return reflect.Value{}, false }

func (f *fake) OnBoard(string) bool { return true }

func (f *fake) LookupType(string) (reflect.Type, bool) { return nil, false }

// shell is a shell over the fake; text is all it wrote.
func shell(t *testing.T, o repl.Options) (s *repl.Shell, text *strings.Builder) {
	t.Helper()
	text = &strings.Builder{}
	o.Out = text
	f := &fake{}
	s = repl.NewWith(f, o)
	f.out = s.Output()
	return s, text
}
