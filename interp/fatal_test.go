// This file tests what Go's runtime lets no program survive and cells survive all the same.

package interp_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/interp"
	"github.com/ormsh/ormsh/interp/symbols"
)

// TestFatalErrorsOfCells are told before the runtime meets them: nothing recovers from them, no deferred call runs, the session goes on.
func TestFatalErrorsOfCells(t *testing.T) {
	const recovering = "func f() { defer fmt.Println(\"deferred\"); defer func() { fmt.Println(recover()) }(); "
	sh := newShell(t)
	defer sh.Close()
	for src, want := range map[string]string{
		"var mu sync.Mutex; mu.Unlock() }":                                           "sync: unlock of unlocked mutex",
		"var s struct{ sync.RWMutex }; s.RLock(); s.RUnlock(); s.RUnlock() }":        "sync: RUnlock of unlocked RWMutex",
		"var rw sync.RWMutex; rw.Lock(); rw.RUnlock() }":                             "sync: RUnlock of unlocked RWMutex",
		"var rw sync.RWMutex; rw.RLock(); un := rw.Unlock; un() }":                   "sync: Unlock of unlocked RWMutex",
		"func() { var mu sync.Mutex; defer mu.Unlock() }() }":                        "sync: unlock of unlocked mutex",
		"x := []any{1}; x[0] = x; fmt.Println(x) }":                                  "a value of type []interface {} holds itself",
		"m := map[string]any{}; m[\"m\"] = []any{m}; fmt.Errorf(\"%T %v\", m, m) }":  "a value of type map[string]interface {} holds itself",
		"type T struct{ a any }; s := []T{{}}; s[0].a = s; log.Printf(\"%v\", &s) }": "holds itself",
	} {
		_, err := sh.Run(context.Background(), recovering+src+"; f()")
		if e := (*interp.Error)(nil); !errors.As(err, &e) || !e.Fatal || !strings.Contains(e.Msg, want) {
			t.Errorf("%s\n got %v\nwant %s", src, err, want)
		}
		if got := sh.run("1 + 1"); got != "2" {
			t.Fatalf("after %s: 1 + 1 is %s", src, got)
		}
		if got := sh.out.String(); strings.Contains(got, "deferred") {
			t.Errorf("%s\nprints %s", src, got)
		}
	}
}

// TestLocksAndValuesInOrder are those that the checks above leave alone.
func TestLocksAndValuesInOrder(t *testing.T) {
	cells{
		{"var mu sync.Mutex; func() { mu.Lock(); defer mu.Unlock() }(); mu.Lock(); mu.Unlock(); mu.TryLock()", "true"},
		{"var rw sync.RWMutex; rw.RLock(); rw.RLock(); rw.RUnlock(); rw.RUnlock(); rw.Lock(); un := rw.Unlock; un(); rw.TryLock()", "true"},
		{"x := []any{1}; x[0] = x; fmt.Printf(\"%T %p%%\\n\", x, nil)", "[]interface {} %!p(<nil>)%"},
		{"type P struct{ next *P; all []*P }; p := &P{}; p.next, p.all = p, []*P{p}; len(fmt.Sprint(p, *p)) > 20", "true"},
		{"type S struct{ in any }; func (s *S) String() string { return \"S\" }; s := &S{}; s.in = []any{s}; fmt.Sprint(s, []any{s})", "S [S]"},
		{"type C struct{ head int; tail any }; var l any; for i := range 2000 { l = C{i, l} }; len(fmt.Sprint(l))", "12895"},
	}.check(t)
}

// TestMutexIsUnlockedAfterACancel: what is deferred of a lock runs also where the cell was stopped.
func TestMutexIsUnlockedAfterACancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s, err := interp.New(interp.Options{Packages: symbols.All(), Stdout: onWrite(cancel)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Run(ctx, "var mu sync.Mutex; func hold() { mu.Lock(); defer mu.Unlock(); fmt.Println(\"locked\"); select {} }; hold()")
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if res, err := s.Run(context.Background(), "mu.TryLock()"); err != nil || !res.Values[0].Value.Bool() {
		t.Errorf("the lock can't be taken: %v", err)
	}
}

// onWrite is called when something is written.
type onWrite func()

func (f onWrite) Write(b []byte) (int, error) {
	f()
	return len(b), nil
}

// TestDeferredCallsAndExit: os.Exit ends a cell without them, as it does a function.
func TestDeferredCallsAndExit(t *testing.T) {
	for _, src := range []string{"defer fmt.Println(\"deferred\"); os.Exit(3)", "defer fmt.Println(\"deferred\"); func() { defer fmt.Println(\"too\"); os.Exit(3) }()"} {
		sh := newShell(t)
		_, err := sh.Run(context.Background(), src)
		if exit := (*interp.ExitError)(nil); !errors.As(err, &exit) || exit.Code != 3 || sh.out.String() != "" {
			t.Errorf("%s: %v, %q", src, err, sh.out.String())
		}
		sh.Close()
	}
}

// TestServersTellThePlace of a panic in a handler, instead of the executor's stack.
func TestServersTellThePlace(t *testing.T) {
	sh := newShell(t)
	defer sh.Close()
	sh.must(t, "func h(w http.ResponseWriter, r *http.Request) {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}")
	got := sh.run("srv := httptest.NewServer(http.HandlerFunc(h)); defer srv.Close()\nhttp.Get(srv.URL)")
	for _, want := range []string{": assignment to entry in nil map\n    cell 1, line 3, in h\n", "error: cell 2, line 2: Get \"http://"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "goroutine") || strings.Contains(got, "interp") {
		t.Errorf("it tells of the executor:\n%s", got)
	}
}
