// This file replays documents and reports.

package transcript

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Session evaluates entries one after the other.
type Session interface {
	// Eval runs one entry and returns all that it printed: output, echo lines, values, errors. A non-nil error ends the session (os.Exit in a cell).
	Eval(ctx context.Context, entry string) (output string, err error)
	Close() error
}

// Database is an empty database made for one document.
type Database struct {
	URL    string
	Stable [][2]string // what of the URL is replaced in the output, and by what, in this order
	Drop   func() error
}

// Servers makes databases on servers.
type Servers interface {
	// Make makes an empty database on the server of that kind, mysql or postgres. Where no server answers the error is *Unavailable.
	Make(ctx context.Context, kind string) (*Database, error)
	// URLVariable is the environment variable that names the server of that kind.
	URLVariable(kind string) string
}

// Unavailable says why a server can't be used; what needs it is skipped, unless Required.
type Unavailable struct {
	Kind, Reason string
	Required     bool
}

func (u *Unavailable) Error() string { return fmt.Sprintf("%s: %s", u.Kind, u.Reason) }

// Runner replays documents.
type Runner struct {
	Open    func() (Session, error) // a fresh session; called in the document's directory
	Servers Servers
	Out     io.Writer     // the report
	Update  bool          // rewrite expectations instead of failing
	Limit   time.Duration // of one step; 0 is a minute
}

// Summary counts runs of documents, and what was skipped.
type Summary struct{ Passed, Failed, Skipped int }

func (s Summary) String() string {
	text := fmt.Sprintf("%d passed, %d failed", s.Passed, s.Failed)
	if s.Skipped > 0 {
		text += fmt.Sprintf(", %d skipped", s.Skipped)
	}
	return text
}

// Find lists the documents under the paths: files as they are, directories searched for .md files that hold a session.
func Find(paths []string) ([]*Document, error) {
	var docs []*Document
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			d, err := read(path)
			if err != nil {
				return nil, err
			}
			if len(d.Blocks) == 0 {
				return nil, fmt.Errorf("%s holds no session: a transcript has ```ormsh blocks", path)
			}
			docs = append(docs, d)
			continue
		}
		before := len(docs)
		err = filepath.WalkDir(path, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".md" {
				return err
			}
			d, err := read(path)
			if err == nil && len(d.Blocks) > 0 {
				docs = append(docs, d)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(docs) == before {
			return nil, fmt.Errorf("%s holds no transcript: one is a .md file with ```ormsh blocks", path)
		}
	}
	return docs, nil
}

func read(path string) (*Document, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, string(src))
}

// Run replays the documents and ends its report with the counts. The error is of the runner itself (a directory that can't be made), not a difference.
func (r Runner) Run(ctx context.Context, docs []*Document) (Summary, error) {
	var sum Summary
	for _, d := range docs {
		if err := r.document(ctx, d, &sum); err != nil {
			return sum, fmt.Errorf("replay %s: %w", d.Path, err)
		}
	}
	fmt.Fprintln(r.Out, sum)
	return sum, nil
}

// document replays every pass of one document, then reports or rewrites.
func (r Runner) document(ctx context.Context, d *Document, sum *Summary) error {
	passes := d.Passes
	if len(passes) == 0 {
		passes = []string{""}
	}
	changed := map[*Step][]string{}
	var runs []*run
	for _, pass := range passes {
		p := &run{Runner: r, doc: d, pass: pass}
		if err := p.replay(ctx); err != nil {
			return err
		}
		for _, u := range p.skipped {
			fmt.Fprintf(r.Out, "skip %s: %v\n", p.name(), u)
		}
		sum.Skipped += len(p.skipped)
		if p.ran == 0 && len(p.skipped) > 0 {
			continue
		}
		for _, o := range p.outputs {
			want, ok := changed[o.step]
			if !ok {
				want = o.step.Want
			}
			if !Match(want, o.lines) {
				changed[o.step] = Merge(want, o.lines)
			}
		}
		runs = append(runs, p)
	}
	r.report(d, runs, changed, sum)
	if r.Update && len(changed) > 0 {
		return os.WriteFile(d.Path, []byte(d.With(changed)), 0o644)
	}
	return nil
}

// report prints one line for each run, and the differences.
func (r Runner) report(d *Document, runs []*run, changed map[*Step][]string, sum *Summary) {
	for _, p := range runs {
		mine := map[*Step][]string{}
		for _, o := range p.outputs {
			want := o.step.Want
			if new, ok := changed[o.step]; ok && r.Update {
				want = new
			}
			if !Match(want, o.lines) {
				mine[o.step] = Merge(want, o.lines)
			}
		}
		switch {
		case p.failure != nil:
			sum.Failed++
			fmt.Fprintf(r.Out, "FAIL %s: %v\n", p.name(), p.failure)
		case len(mine) == 0:
			sum.Passed++
			fmt.Fprintf(r.Out, "ok   %s (%d steps)\n", p.name(), p.ran)
		default:
			sum.Failed++
			fmt.Fprintf(r.Out, "FAIL %s (%d of %d steps differ)\n", p.name(), len(mine), p.ran)
			if r.Update {
				fmt.Fprintln(r.Out, "the databases print different things here: give each its own block with db=")
			}
			fmt.Fprint(r.Out, Unified(d.Path, d.Text(), d.With(mine)))
		}
	}
}

// run is one replay of one document.
type run struct {
	Runner
	doc  *Document
	pass string // the database of the front matter; empty: none

	ran     int
	outputs []output
	skipped []*Unavailable
	failure error // what ended the run early
	made    map[string]*Database
}

// output is what one step printed.
type output struct {
	step  *Step
	lines []string
}

func (p *run) name() string {
	if p.pass == "" {
		return p.doc.Path
	}
	return p.doc.Path + " on " + p.pass
}

// replay makes the run's databases and directory, and evaluates its steps.
func (p *run) replay(ctx context.Context) (err error) {
	p.made = map[string]*Database{}
	defer func() {
		for _, db := range p.made {
			err = errors.Join(err, db.Drop())
		}
	}()
	skip := map[string]bool{}
	for _, kind := range p.kinds() {
		db, err := p.Servers.Make(ctx, kind)
		var u *Unavailable
		switch {
		case errors.As(err, &u) && !u.Required:
			p.skipped = append(p.skipped, u)
			skip[kind] = true
		case err != nil:
			p.failure = err
			return nil
		default:
			p.made[kind] = db
		}
	}
	if skip[p.pass] {
		return nil
	}
	leave, err := p.enter()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	session, err := p.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	for _, b := range p.doc.Blocks {
		if !p.takes(b, skip) {
			continue
		}
		if !p.block(ctx, session, b) {
			break
		}
	}
	return nil
}

// kinds are the servers that the run needs.
func (p *run) kinds() []string {
	var kinds []string
	add := func(names ...string) {
		for _, name := range names {
			if name != "" && name != "sqlite" && !slices.Contains(kinds, name) {
				kinds = append(kinds, name)
			}
		}
	}
	if p.pass != "" {
		add(p.pass)
		return kinds
	}
	for _, b := range p.doc.Blocks {
		add(b.Databases...)
	}
	return kinds
}

func (p *run) takes(b *Block, skip map[string]bool) bool {
	if len(b.Databases) == 0 {
		return true
	}
	if p.pass != "" {
		return slices.Contains(b.Databases, p.pass)
	}
	return !slices.ContainsFunc(b.Databases, func(kind string) bool { return skip[kind] })
}

// block evaluates the steps of a block; false ends the run.
func (p *run) block(ctx context.Context, session Session, b *Block) bool {
	limit := p.Limit
	if limit == 0 {
		limit = time.Minute
	}
	for _, step := range b.Steps {
		stepCtx, cancel := context.WithTimeout(ctx, limit)
		text, err := session.Eval(stepCtx, step.Input)
		cancel()
		p.ran++
		p.outputs = append(p.outputs, output{step, strings.Split(strings.TrimRight(p.stable(text), "\n"), "\n")})
		if err != nil {
			p.failure = fmt.Errorf("line %d: %w", step.Line, err)
			return false
		}
	}
	return true
}

// stable replaces what differs from machine to machine.
func (p *run) stable(text string) string {
	for _, db := range p.made {
		for _, pair := range db.Stable {
			text = strings.ReplaceAll(text, pair[0], pair[1])
		}
	}
	return text
}

// enter goes to a fresh directory with the run's variables set; leave undoes both. Both are the process's, so runs follow each other.
func (p *run) enter() (leave func() error, err error) {
	back, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ormsh-transcript-")
	if err != nil {
		return nil, err
	}
	vars := map[string]string{}
	for kind, db := range p.made {
		vars[p.Servers.URLVariable(kind)] = db.URL
	}
	if p.pass == "sqlite" {
		vars["ORMSH_TEST_URL"] = "sqlite:///:memory:"
	} else if db := p.made[p.pass]; db != nil {
		vars["ORMSH_TEST_URL"] = db.URL
	}
	restore, err := setenv(vars)
	if err != nil {
		return nil, err
	}
	return func() error {
		return errors.Join(restore(), os.Chdir(back), os.RemoveAll(dir))
	}, os.Chdir(dir)
}

func setenv(vars map[string]string) (restore func() error, err error) {
	old := map[string]*string{}
	for name, value := range vars {
		if was, ok := os.LookupEnv(name); ok {
			old[name] = &was
		} else {
			old[name] = nil
		}
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return func() (err error) {
		for name, was := range old {
			if was == nil {
				err = errors.Join(err, os.Unsetenv(name))
			} else {
				err = errors.Join(err, os.Setenv(name, *was))
			}
		}
		return err
	}, nil
}
