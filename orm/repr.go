// This file holds how mapped objects read where they are shown.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// NotLoaded is how a field is shown that isn't loaded.
const NotLoaded = "<not loaded>"

// Repr shows a mapped object: by its String method if it has one, else as <Pet(id=4, name='Marshmallow')> with secret
// columns masked. ok is false for what is not a pointer to a mapped struct.
func Repr(obj any) (text string, ok bool) {
	p, t, isPtr := access.PtrOf(obj)
	if !isPtr {
		return "", false
	}
	m, mapped := mappers.find(t)
	if !mapped {
		return "", false
	}
	return m.repr(p), true
}

// repr shows the object at p, all of which is taken to be loaded.
func (m *Mapper) repr(p access.Ptr) string { return m.reprLoaded(p, &access.Bits{}) }

// reprLoaded shows the object at p with the newest methods of its type, and columns that it lacks as not loaded. A String
// method that panics is told, not passed on.
func (m *Mapper) reprLoaded(p access.Ptr, lack *access.Bits) (text string) {
	if s, ok := p.Interface(m.typ()).(fmt.Stringer); ok {
		defer func() {
			if r := recover(); r != nil {
				text = fmt.Sprintf("<%s: String panicked: %v>", m.name, r)
			}
		}()
		return s.String()
	}
	var b strings.Builder
	b.WriteString("<" + m.name + "(")
	for i, prop := range m.props {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(prop.col.name + "=")
		switch {
		case lack.Has(i):
			b.WriteString(NotLoaded)
			continue
		case prop.col.secret:
			b.WriteString("'***'")
			continue
		}
		v, err := prop.field.Value(p)
		if err != nil {
			v = err.Error()
		}
		b.WriteString(echo.Repr(v))
	}
	return b.String() + ")>"
}
