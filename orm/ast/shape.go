// This file holds shapes: what two statements have in common that differ in the values of their binds alone.

package ast

import (
	"encoding/binary"
	"slices"
)

// Shape is a SELECT without the values of its binds. Statements with equal keys compile to the same text, with their binds in
// the same places. The zero Shape is ready for use, and again for the next statement.
type Shape struct {
	Key   []byte
	Binds []*Bind // in the order of the tree, which may differ from that of the text

	sources []Source
	again   bool // a bind written here may be one that was written before, which counts
	odd     bool
}

// Select reads a statement. It returns false for one with parts that shapes don't tell apart.
func (s *Shape) Select(q *Select) bool {
	clear(s.Binds)
	clear(s.sources)
	s.Key, s.Binds, s.sources, s.odd = s.Key[:0], s.Binds[:0], s.sources[:0], false
	if len(q.DistinctOn) > 0 || q.Lock != nil || len(q.With) > 0 || len(q.Correlate) > 0 || q.NoCorr || len(q.Prefix) > 0 {
		return false
	}
	s.byte(byte(q.Labels))
	s.bool(q.Distinct)
	s.number(len(q.From))
	for _, from := range q.From {
		s.source(from)
	}
	s.list(q.Columns)
	s.list(q.Where)
	s.again = true
	s.list(q.GroupBy)
	s.again = false
	s.list(q.Having)
	s.list(q.OrderBy)
	s.maybe(q.Limit)
	s.maybe(q.Offset)
	return !s.odd
}

func (s *Shape) byte(b byte)      { s.Key = append(s.Key, b) }
func (s *Shape) number(n int)     { s.Key = binary.AppendVarint(s.Key, int64(n)) }
func (s *Shape) text(text string) { s.number(len(text)); s.Key = append(s.Key, text...) }

func (s *Shape) bool(on bool) {
	if on {
		s.byte(1)
	} else {
		s.byte(0)
	}
}

// typ writes a type. Types that a program or a database defined are told apart by more than this writes.
func (s *Shape) typ(t Type) {
	s.odd = s.odd || t.Enum != nil || t.Custom != nil
	s.byte(byte(t.Kind))
	s.bool(t.Zone)
	if t.Length|t.Precision|t.Scale == 0 {
		s.byte(0)
		return
	}
	s.byte(1)
	s.number(t.Length)
	s.number(t.Precision)
	s.number(t.Scale)
}

// source writes a source when it comes first, and its number.
func (s *Shape) source(src Source) {
	if i := slices.Index(s.sources, src); i >= 0 {
		s.number(i)
		return
	}
	s.number(len(s.sources))
	s.sources = append(s.sources, src)
	switch src := src.(type) {
	case *Table:
		s.byte('t')
		s.text(src.Schema)
		s.text(src.Name)
	case *Alias:
		s.byte('a')
		s.text(src.Name)
		s.source(src.Of)
	case *Join:
		s.byte('j')
		s.source(src.Left)
		s.source(src.Right)
		s.maybe(src.On)
		s.bool(src.Outer)
		s.bool(src.Full)
		s.bool(src.Cross)
	default:
		s.odd = true
	}
}

func (s *Shape) list(list []Expr) {
	s.number(len(list))
	for _, e := range list {
		s.expr(e)
	}
}

func (s *Shape) maybe(e Expr) {
	if e == nil {
		s.byte(0)
		return
	}
	s.expr(e)
}

func (s *Shape) expr(e Expr) {
	switch e := e.(type) {
	case *Column:
		s.byte('c')
		if e.Source == nil {
			s.byte('-')
		} else {
			s.source(e.Source)
		}
		s.text(e.Name)
		s.typ(e.Type)
		s.bool(e.Secret)
	case *Bind:
		s.bind(e)
	case *Binary:
		s.odd = s.odd || e.Op == JSONGet || e.Op == JSONGetText // a key may be written into the text
		s.byte('b')
		s.byte(byte(e.Op))
		s.expr(e.L)
		s.expr(e.R)
		s.typ(e.Type)
		s.text(e.Escape)
		s.text(e.Text)
		s.bool(e.Group)
	case *Logic:
		s.byte('l')
		s.byte(byte(e.Op))
		s.list(e.Items)
	case *Unary:
		s.byte('u')
		s.byte(byte(e.Op))
		s.expr(e.X)
		s.typ(e.Type)
	default:
		s.rare(e)
	}
}

func (s *Shape) bind(e *Bind) {
	s.byte('?')
	if s.again {
		s.number(slices.IndexFunc(s.Binds, e.Same))
	}
	s.text(e.Name)
	s.typ(e.Type)
	s.bool(e.Secret)
	s.bool(e.Loose)
	if _, later := e.Value.(Param); later {
		s.odd = true
	}
	s.Binds = append(s.Binds, e)
}

func (s *Shape) rare(e Expr) {
	switch e := e.(type) {
	case *Ordering:
		s.byte('o')
		s.expr(e.X)
		s.text(e.Dir)
		s.byte(byte(e.Nulls))
	case *Range:
		s.byte('r')
		s.byte(byte(e.Op))
		s.expr(e.X)
		s.expr(e.Low)
		s.expr(e.High)
	case *Membership:
		s.odd = s.odd || e.Query != nil
		s.byte('m')
		s.byte(byte(e.Op))
		s.expr(e.X)
		s.list(e.Items)
	case *Tuple:
		s.byte('(')
		s.list(e.Items)
	case *Grouped:
		s.byte('g')
		s.expr(e.X)
	case *Null:
		s.byte('n')
	default:
		s.odd = true
	}
}
