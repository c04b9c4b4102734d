// This file writes tests of which the first that holds decides.

package lower

import "strings"

// ladder is a row of tests. Few are ifs inside one another; many stand one after the other in a loop that runs once, since neither parsers nor the
// executor go down without end.
type ladder struct {
	f     *fn
	loop  string // the loop's label, if it is one
	depth int    // of ifs
	open  bool   // the last rung's body goes on
}

const deepest = 40

func (f *fn) ladder(rungs int) *ladder {
	l := &ladder{f: f}
	if rungs > deepest {
		l.loop = f.l.fresh("L")
		f.w("%s:", l.loop)
		f.w("for {")
	}
	return l
}

// rung writes a test, which cond evaluates if none before held, and what is done if it holds.
func (l *ladder) rung(cond func() string, body func()) {
	l.next()
	l.f.w("if %s {", l.f.test(unparen(cond())))
	body()
	l.open = true
}

// test is a condition; that a variable is false needs no temporary there.
func (f *fn) test(cond string) string {
	if f.last.name == cond && strings.HasPrefix(f.last.text, "!") && isName(f.last.text[1:]) {
		return f.inline(cond)
	}
	return cond
}

// next ends the body of the rung before.
func (l *ladder) next() {
	switch {
	case !l.open:
	case l.loop != "":
		l.f.w("break %s", l.loop)
		l.f.w("}")
	default:
		l.f.w("} else {")
		l.depth++
	}
	l.open = false
}

// end writes what is done if nothing held; nil is nothing.
func (l *ladder) end(otherwise func()) {
	if otherwise != nil {
		l.next()
		otherwise()
	}
	if l.open {
		l.depth++
	}
	for range l.depth {
		l.f.w("}")
	}
	if l.loop != "" {
		l.f.w("break %s", l.loop)
		l.f.w("}")
	}
}
