// This file holds Run, which records a Go program as it goes through the steps of a scenario.

package oracle

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// Run is one scenario going through its steps on one database.
type Run struct {
	T       testing.TB
	Engine  *orm.Engine
	Dialect string // sqlite, mysql, postgresql

	database string // reads as "oracle" in parameters, as in the recordings

	mu    sync.Mutex
	rec   Recording
	step  int
	quiet bool
	rules []applied
}

type applied struct {
	rule  Rule
	where string
}

// NewRun makes a run over an engine that open makes; its echo goes to the run. database is the name that the test gave
// the engine's database.
func NewRun(t testing.TB, dialect, database string, open func(echo.Sink) (*orm.Engine, error)) *Run {
	r := &Run{T: t, Dialect: dialect, database: database}
	e, err := open(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	r.Engine = e
	return r
}

// Emit takes an event of the engine.
func (r *Run) Emit(_ context.Context, e echo.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.quiet || e.Op == echo.Notice {
		return
	}
	op := Op{Step: r.step, Op: string(e.Op), SQL: strings.TrimSpace(e.SQL), Many: e.Many}
	for _, p := range e.Params {
		if name, ok := p.(string); ok && name == r.database {
			p = "oracle"
		}
		op.Params = append(op.Params, encode(p))
	}
	r.rec.Ops = append(r.rec.Ops, op)
}

// Step begins the next step of the scenario.
func (r *Run) Step() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step++
}

// Use names a rule that holds in this scenario; see Rules for what where means.
func (r *Run) Use(rule Rule, where string) { r.rules = append(r.rules, applied{rule, where}) }

// Check ends the scenario on an error that isn't expected.
func (r *Run) Check(err error) {
	r.T.Helper()
	if err != nil {
		r.T.Fatalf("step %d: %v", r.step, err)
	}
}

// Obs records a value.
func (r *Run) Obs(name string, v any) {
	r.rec.Observations = append(r.rec.Observations, Observation{r.step, name, encode(v)})
}

// Raises records an error by the class of exception it corresponds to; nil is none.
func (r *Run) Raises(name string, err error) {
	if err == nil {
		r.Obs(name, nil)
		return
	}
	r.Obs(name, map[string]any{"exception": r.exception(err)})
}

// RaisesOrNot records an error as Raises does, and no error as a call that returned nothing.
func (r *Run) RaisesOrNot(name string, err error) {
	if err == nil {
		r.Obs(name, map[string]any{"no_exception": nil})
		return
	}
	r.Raises(name, err)
}

// driverClasses are the classes that the Python drivers give to errors of one kind, where it isn't one class for all databases.
var driverClasses = map[orm.ErrorKind]map[string]string{
	orm.CheckViolation: {"sqlite": "IntegrityError", "mysql": "OperationalError", "postgresql": "IntegrityError"},
	orm.MissingTable:   {"sqlite": "OperationalError", "mysql": "ProgrammingError", "postgresql": "ProgrammingError"},
	orm.SyntaxError:    {"sqlite": "OperationalError", "mysql": "ProgrammingError", "postgresql": "ProgrammingError"},
	orm.MissingColumn:  {"sqlite": "OperationalError", "mysql": "OperationalError", "postgresql": "ProgrammingError"},
}

// exceptions are the classes of SQLAlchemy's exceptions, by the error that stands for them.
var exceptions = []struct {
	err   error
	class string
}{
	{orm.ErrNoTransaction, "InvalidRequestError"},
	{orm.ErrOtherSession, "InvalidRequestError"},
	{orm.ErrUnmapped, "UnmappedInstanceError"},
	{orm.ErrNoField, "InvalidRequestError"},
	{orm.ErrNoForeignKey, "InvalidRequestError"},
	{orm.ErrAmbiguousJoin, "AmbiguousForeignKeysError"},
	{orm.ErrNotEvaluable, "InvalidRequestError"},
	{orm.ErrInactive, "PendingRollbackError"},
	{orm.ErrNoResult, "NoResultFound"},
	{orm.ErrMultipleResults, "MultipleResultsFound"},
	{orm.ErrNotPersistent, "InvalidRequestError"},
	{orm.ErrDeleted, "InvalidRequestError"},
	{orm.ErrCircularDependency, "CircularDependencyError"},
	{orm.ErrObjectDeleted, "ObjectDeletedError"},
	{orm.ErrFlushing, "InvalidRequestError"},
	{orm.ErrSecondParent, "InvalidRequestError"},
	{orm.ErrRaiseLoad, "InvalidRequestError"},
	{orm.ErrKeyPart, "AssertionError"},
	{orm.ErrDetached, "DetachedInstanceError"},
	{orm.ErrStale, "StaleDataError"},
	{orm.UniqueViolation, "IntegrityError"},
	{orm.ForeignKeyViolation, "IntegrityError"},
	{orm.NotNullViolation, "IntegrityError"},
}

func (r *Run) exception(err error) string {
	for kind, classes := range driverClasses {
		if errors.Is(err, kind) {
			return classes[r.Dialect]
		}
	}
	for _, e := range exceptions {
		if errors.Is(err, e.err) {
			return e.class
		}
	}
	if mapping := new(orm.MappingError); errors.As(err, &mapping) {
		return "ArgumentError"
	}
	return err.Error()
}

// encode gives a value the form that recordings have.
func encode(v any) any {
	switch v := v.(type) {
	case nil, bool, string, float64:
		return v
	case map[string]any:
		out := map[string]any{} // of its own: a program may change the map later
		for key, x := range v {
			out[key] = encode(x)
		}
		return out
	case int:
		return int64(v)
	case int64:
		return v
	case *string:
		if v == nil {
			return nil
		}
		return *v
	case []byte:
		return map[string]any{"bytes_hex": fmt.Sprintf("%x", v)}
	case time.Time:
		return map[string]any{"datetime": v.Format("2006-01-02 15:04:05.999999")}
	case orm.State:
		return v.String()
	case orm.IdentitySet:
		var list []string
		for o := range v.All() {
			list = append(list, show(o))
		}
		slices.Sort(list)
		return map[string]any{"identity_set": encode(list)}
	case *orm.Row:
		return encode(v.Values())
	case orm.Rows:
		list := []any{}
		for _, row := range v {
			list = append(list, encode(row))
		}
		return list
	case []string:
		list := []any{}
		for _, s := range v {
			list = append(list, s)
		}
		return list
	case []any:
		list := []any{}
		for _, x := range v {
			list = append(list, encode(x))
		}
		return list
	case echo.Reprer:
		return encodeShown(v)
	case sql.NullString:
		if v.Valid {
			return v.String
		}
		return nil
	}
	return show(v)
}

// encodeShown is a decimal, a day or a time of day: what logs write as small objects.
func encodeShown(v echo.Reprer) any {
	if m, ok := v.(json.Marshaler); ok {
		out := map[string]any{}
		if text, err := m.MarshalJSON(); err == nil && json.Unmarshal(text, &out) == nil {
			return out
		}
	}
	if digits, ok := strings.CutPrefix(v.Repr(), "Decimal('"); ok {
		return map[string]any{"decimal": strings.TrimSuffix(digits, "')")}
	}
	return show(v)
}

// show is an object as the scenario's models print it.
func show(v any) string {
	if s, ok := v.(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprint(v)
}

// List gives objects the form of a list in a recording.
func List[T any](objs []*T) []any {
	list := []any{}
	for _, o := range objs {
		list = append(list, show(any(o)))
	}
	return list
}

// Outcome says how a scenario compared, and which rules it needed.
type Outcome struct {
	Diffs []string
	Rules []string
}

// Finish compares the run with the recording, after the rules were applied to it.
func (r *Run) Finish(want *Recording) (out Outcome) {
	for _, a := range r.rules {
		if a.rule.Apply(want, &r.rec, a.where) == 0 {
			out.Diffs = append(out.Diffs, fmt.Sprintf("rule %q changes nothing at %q; take it out", a.rule.Name, a.where))
		}
		out.Rules = append(out.Rules, a.rule.Name)
	}
	if r.step != len(want.Steps) {
		out.Diffs = append(out.Diffs, fmt.Sprintf("the program has %d steps, the recording %d", r.step, len(want.Steps)))
	}
	out.Diffs = append(out.Diffs, Compare(want, &r.rec)...)
	return out
}

// Session makes a session that is closed when the run is over.
func (r *Run) Session(opts ...orm.SessionOption) *orm.Session {
	s := orm.NewSession(r.Engine, opts...)
	r.T.Cleanup(func() {
		if err := s.Close(); err != nil {
			r.T.Error(err)
		}
	})
	return s
}

// Quiet runs fn without recording what it emits: set-up whose statements are of no interest.
func (r *Run) Quiet(fn func()) {
	r.setQuiet(true)
	defer r.setQuiet(false)
	fn()
}

func (r *Run) setQuiet(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.quiet = on
}
