// This file keeps what ran as Go, and writes it as a program: \export go.

package repl

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"os"
	"strings"

	"github.com/ormsh/ormsh/interp/export"
	"github.com/ormsh/ormsh/interp/symbols"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
)

// record is what the session did so far.
type record struct {
	cells  []export.Cell
	failed int // entries of Go that are not among the cells
}

func (r *record) add(number int, source string) {
	r.cells = append(r.cells, export.Cell{Number: number, Source: source})
}

// keepSQL notes a line of SQL in the form that Go has for it.
func (s *Shell) keepSQL(text string, rows bool) {
	variable, ok := variableOf[*orm.Session](s, sessionName)
	if !ok {
		variable, _ = variableOf[*orm.Engine](s, engineName)
	}
	call := fmt.Sprintf("%s.Execute(orm.Text(%s))", variable, quoted(text))
	if rows {
		call = "fmt.Println(" + call + ".FetchAll())"
	} else {
		call = "_ = " + call
	}
	s.program.add(s.eval.Cell(), call)
}

// quoted is a literal for text of several lines.
func quoted(text string) string {
	if strings.Contains(text, "`") {
		return fmt.Sprintf("%q", text)
	}
	return "`" + text + "`"
}

// exportCommand writes the entries so far as a Go program, to a file or here.
func (s *Shell) exportCommand(_ context.Context, arg string) error {
	form, file, _ := strings.Cut(arg, " ")
	if form != "go" {
		return errors.New(`\export go [FILE] writes what ran as a Go program`)
	}
	masked := false
	cells := make([]export.Cell, len(s.program.cells))
	for i, c := range s.program.cells {
		cells[i] = export.Cell{Number: c.Number, Source: line.Mask(c.Source)}
		masked = masked || cells[i].Source != c.Source
	}
	var loaded []*types.Package
	if from, ok := s.eval.(loader); ok {
		loaded = from.Loaded()
	}
	text, err := export.Program(symbols.All(), cells, loaded...)
	if err != nil {
		return err
	}
	if file = strings.TrimSpace(file); file == "" {
		s.out.freshLine()
		_, err := fmt.Fprint(s.out, text)
		return err
	}
	file = unquoted(file)
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	s.sayExported(file, masked)
	if strings.Contains(text, "this program has it from the start") {
		s.tellf("comments in it tell which methods types have earlier than they had here")
	}
	return nil
}

// sayExported tells what the program lacks.
func (s *Shell) sayExported(file string, masked bool) {
	s.tellf("%s holds %d entries", file, len(s.program.cells))
	if s.program.failed > 0 {
		s.tellf("%d that failed are left out", s.program.failed)
	}
	if masked {
		s.tellf("secrets are *** in it")
	}
	if s.opts.Sandbox {
		s.tellf("it has no sandbox: what it commits stays")
	}
}
