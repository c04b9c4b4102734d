// This file replays transcripts in shells, and makes databases for them.

package repl

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/repl/line"
	"github.com/ormsh/ormsh/repl/transcript"
)

// Transcripts is a runner of transcripts whose sessions are fresh shells with one ordered stream.
func Transcripts(report io.Writer, update bool) transcript.Runner {
	r := &replays{out: &stream{w: report}}
	if f, ok := report.(*os.File); ok && line.IsTerminal(f) {
		r.out.terminal = f
	}
	r.add, _ = r.progress.begin("entries", 0)
	r.began, r.drawn = time.Now(), time.Now()
	return transcript.Runner{Out: r.out, Update: update, Servers: servers{}, Open: func() (transcript.Session, error) { return newReplay(r) }}
}

// replays is what the sessions of one run share: the report, and how far they are.
type replays struct {
	out          *stream
	progress     progress
	add          func(n int)
	began, drawn time.Time
}

// step counts an entry, and shows how far the run is.
func (r *replays) step() {
	r.add(1)
	if now := time.Now(); now.Sub(r.drawn) > progressEvery {
		r.drawn = now
		r.out.setStatus(r.progress.text(now, r.began, 0, 0))
	}
}

// replay is a shell that gives back what each entry printed.
type replay struct {
	run    *replays
	shell  *Shell
	output *bytes.Buffer
}

func newReplay(run *replays) (*replay, error) {
	r := &replay{run: run, output: &bytes.Buffer{}}
	var err error
	r.shell, err = New(Options{Out: r.output})
	return r, err
}

// Eval implements transcript.Session.
func (r *replay) Eval(ctx context.Context, entry string) (string, error) {
	r.shell.out.home.mu.Lock()
	r.output.Reset()
	r.shell.out.home.last = 0
	r.shell.out.home.mu.Unlock()
	err := r.shell.Eval(ctx, entry)
	r.run.step()
	var exit *interp.ExitError
	switch {
	case errors.As(err, &exit):
	case err != nil:
		r.shell.Report(err, entry, Place{})
		err = nil
	}
	r.shell.out.home.mu.Lock()
	defer r.shell.out.home.mu.Unlock()
	return r.output.String(), err
}

// Close implements transcript.Session.
func (r *replay) Close() error { return r.shell.Close() }

// servers makes databases on the servers that the environment names, or that answer on loopback.
type servers struct{}

// URLVariable implements transcript.Servers.
func (servers) URLVariable(kind string) string {
	return map[string]string{"mysql": "ORMSH_TEST_MYSQL", "postgres": "ORMSH_TEST_POSTGRES"}[kind]
}

func (v servers) url(kind string) string {
	if url := os.Getenv(v.URLVariable(kind)); url != "" {
		return url
	}
	return map[string]string{"mysql": "mysql://root@127.0.0.1:3306/test", "postgres": "postgresql://root@127.0.0.1:5432/test"}[kind]
}

// Make implements transcript.Servers.
func (v servers) Make(ctx context.Context, kind string) (*transcript.Database, error) {
	unavailable := func(err error) error {
		required := slices.Contains(strings.Split(os.Getenv("ORMSH_TEST_REQUIRE"), ","), kind)
		return &transcript.Unavailable{Kind: kind, Required: required, Reason: fmt.Sprintf("no server answers, set %s to the URL of one: %v", v.URLVariable(kind), err)}
	}
	u, err := orm.ParseURL(v.url(kind))
	if err != nil {
		return nil, err
	}
	engine, err := orm.CreateEngineURL(u)
	if err != nil {
		return nil, err
	}
	db, err := engine.DB()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		return nil, unavailable(errors.Join(err, engine.Close()))
	}
	name := fmt.Sprintf("ormsh_lesson_%d_%08x", os.Getpid(), rand.Uint32())
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return nil, unavailable(errors.Join(err, engine.Close()))
	}
	own := u
	own.Database = name
	_, masked, _ := strings.Cut(own.String(), "://")
	host := fmt.Sprintf("%s:%d", u.Host, u.Port)
	return &transcript.Database{
		URL:    own.Reveal(),
		Stable: [][2]string{{masked, "localhost/lesson"}, {name, "lesson"}, {host, "localhost"}},
		Drop: func() error {
			return errors.Join(dropDatabase(context.Background(), db, kind, name), engine.Close())
		},
	}, nil
}

// dropDatabase drops it whoever is still connected: a transaction that a document has left open would keep MySQL waiting for ever.
func dropDatabase(ctx context.Context, db *sql.DB, kind, name string) error {
	drop := "DROP DATABASE " + name
	if kind == "postgres" {
		_, err := db.ExecContext(ctx, drop+" WITH (FORCE)")
		return err
	}
	left, err := connections(ctx, db, name)
	if err != nil {
		return fmt.Errorf("%s: %w", drop, err)
	}
	for _, id := range left {
		_, _ = db.ExecContext(ctx, fmt.Sprintf("KILL %d", id)) // it may be gone by itself
	}
	_, err = db.ExecContext(ctx, drop)
	return err
}

// connections lists who is connected to a database of MySQL.
func connections(ctx context.Context, db *sql.DB, name string) (ids []int64, err error) {
	rows, err := db.QueryContext(ctx, "SELECT id FROM information_schema.processlist WHERE db = ?", name)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(rows.Err(), rows.Close())
}
