// Package sample declares types of every kind. Tests compile it and, from its
// source, make the same types at run time, and compare the two.
package sample

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

type (
	Bool    bool
	Int     int
	Level   int8
	Float   float64
	Complex complex128
	Text    string
	Bytes   []byte
	Ints    []int
	Names   map[string]Text
	Pairs   map[Point]*Node
	Done    chan struct{}
	Recv    <-chan Int
	Send    chan<- Int
	Grid    [3][2]Point
	One     [1]*Node
	Handler func(ctx Text, args ...Point) (int, error)
	NodePtr *Node
	Empty   struct{}
	Shape   interface {
		Area() float64
		Name() string
	}
	Named interface{ Name() string }
	Any   interface{}
	Stamp time.Time
)

type Point struct{ X, Y int }

func (p Point) String() string   { return fmt.Sprintf("(%d %d)", p.X, p.Y) }
func (p *Point) Move(dx, dy int) { p.X += dx; p.Y += dy }
func (p Point) Area() float64    { return 0 }
func (p Point) Name() string     { return "point" }
func (p Point) sum(n ...int) int {
	s := p.X + p.Y
	for _, x := range n {
		s += x
	}
	return s
}

// Sum is here to call sum.
func (p Point) Sum(n ...int) int { return p.sum(n...) }

type Node struct {
	Value    int             `json:"value" db:"v"`
	Next     *Node           `json:"next,omitempty"`
	Children []Node          `json:"children,omitempty"`
	ByName   map[string]Node `json:"by_name,omitempty"`
	Tree     *Tree
	Visit    func(*Node) Tree `json:"-"`
	secret   string
	_        int
}

type Tree struct {
	Root  Node
	Links [2]*Tree
	Back  *Node
	When  time.Time
}

func (t *Tree) Depth() int {
	if t == nil {
		return 0
	}
	return 1 + t.Links[0].Depth()
}

type base struct{ ID int }

func (b base) Key() int      { return b.ID }
func (b *base) SetKey(n int) { b.ID = n }

type Embeds struct {
	base
	Point
	Extra string
}

type EmbedsPtr struct {
	*Tree
	Text
	n int
}

type Deep struct {
	Flag byte
	*Embeds
}

type EmbedsIface struct {
	Shape
	io.Writer
	Closed bool
}

type EmbedsCompiled struct {
	Marker
	sync.Mutex
	bytes.Buffer
	Created time.Time
}

type Marker struct{}

func (Marker) Mark() string { return "marked" }

type OnlyPointer struct{ *Point }

type OnlyMap struct{ M map[string]int }

func (o OnlyMap) Len() int { return len(o.M) }

type Floats struct {
	F float32
	I any
	S string
	_ float64
}

func (s Ints) Len() int              { return len(s) }
func (s Ints) Less(i, j int) bool    { return s[i] < s[j] }
func (s Ints) Swap(i, j int)         { s[i], s[j] = s[j], s[i] }
func (s *Ints) Add(n int)            { *s = append(*s, n) }
func (n Names) Get(k string) Text    { return n[k] }
func (d Done) Close()                { close(d) }
func (h Handler) Call() (int, error) { return h("x", Point{1, 2}, Point{3, 4}) }
func (g Grid) At(i, j int) Point     { return g[i][j] }
func (o One) Value() int             { return o[0].Value }
func (t Text) String() string        { return strings.ToUpper(string(t)) }
func (l Level) MarshalText() ([]byte, error) {
	return []byte(fmt.Sprintf("level-%d", int8(l))), nil
}
func (l *Level) UnmarshalText(b []byte) error {
	_, err := fmt.Sscanf(string(b), "level-%d", (*int8)(l))
	return err
}

type NotFound struct{ What string }

func (e *NotFound) Error() string { return "no " + e.What }
func (e *NotFound) Is(err error) bool {
	return errors.Is(err, io.EOF)
}

type Code int

func (c Code) Error() string { return fmt.Sprint("code ", int(c)) }

type Big struct {
	A [300]*int
	B [300]string
	C Point
}

type Many struct {
	A, B, C, D, E, F, G, H, I, J, K, L *int
	S                                  []string
	T                                  map[string]any
}

func (Many) Args(a int, b string, c float64, d Point, e []int, f any, g error, h [2]int, i bool, j complex128, k Big) (Big, int, string, error) {
	return k, a + d.X + len(e) + h[1], fmt.Sprint(b, c, f, g, i, j), nil
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprint(p.Key, "=", p.Val) }
func (p *Pair[K, V]) Set(v V)       { p.Val = v }

type List[T any] struct {
	Head T
	Tail *List[T]
}

func (l *List[T]) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.Tail.Len()
}

type UsesGeneric struct {
	Pair[string, Point]
	L  List[map[string]any]
	P2 Pair[time.Time, *Node]
}

type hidden interface{ hide() int }

type Hides struct{ n int }

func (h Hides) hide() int { return h.n }

type EmbedsHidden struct{ hidden }

// Reveal calls an unexported method through an unexported interface.
func Reveal(v any) int {
	if h, ok := v.(hidden); ok {
		return h.hide()
	}
	return -1
}

type Literal struct {
	In struct {
		A, b int
		Point
	}
	Fn func(interface{ M(int) }, struct{ X int }) (chan (<-chan int), error)
	I  interface {
		fmt.Stringer
		extra()
	}
}

type (
	RecSlice []RecSlice
	RecMap   map[string]RecMap
	RecFunc  func(RecFunc, ...RecFunc) (RecFunc, RecSlice)
	RecChan  chan<- RecChan
	RecPtr   *RecPtr
	RecArr   [2]*RecArr
	RecIface interface {
		error
		Next(interface{ Last() RecIface }) RecIface
	}
	PointAlias = Point
	NodeAlias  = *Node
)

func (r RecSlice) Depth() int        { return len(r) }
func (r RecMap) Sub(k string) RecMap { return r[k] }
func (r RecFunc) Self() RecFunc      { return r }

type EmbedsAlias struct {
	PointAlias
	Next NodeAlias
}

type ZeroTail struct {
	N int8
	E struct{}
}

// Shadows hides one method of Point by a field and another by a method.
type Shadows struct {
	Point
	Name int
}

func (s Shadows) Area() float64 { return 12 }

// Ambiguous has neither Name nor Area: they come from two fields.
type Ambiguous struct {
	Point
	Shadows
	*EmbedsIface
}

// Umlaut has a method set in an order that bytes do not have.
type Umlaut struct{ Ärger, ähnlich int }

func (u Umlaut) Öffnen() int  { return u.Ärger }
func (u Umlaut) Zu() int      { return 1 }
func (u Umlaut) überall() int { return u.ähnlich }
func (u *Umlaut) _x() int     { return u.überall() }
func (u *Umlaut) X() int      { return u._x() }

type HugeMask struct {
	A [1 << 15]*int
	B [100]string
	C map[string]*int
}

type Words [2]struct {
	string
	n *int
}

type Small struct{ P [1]struct{ M map[string]int } }

func (s Small) Len() int { return len(s.P[0].M) }

type Cycle struct {
	*Cycle
	*Back
	Name string
}

type Back struct {
	*Cycle
	Other string
}

func (b Back) Who() string { return b.Other }

type Nested[T any] struct {
	Inner Pair[string, []Pair[string, T]]
	F     func(Nested[T]) map[string]Nested[T]
}

func (n Nested[T]) Count() int { return len(n.Inner.Val) }

type UsesNested struct {
	Nested[struct {
		A int `x:"y"`
		b string
	}]
	C chan (<-chan Nested[interface{ M(...int) }])
}

// Wide has methods whose arguments fill registers and stack.
type Wide struct {
	A float32
	B string
	C int16
}

func (w Wide) Mixed(a int8, b float64, c string, d Wide, e [3]int, f []string, g any, h func(), i complex64, j *Wide, k error, l map[string]int, m uint64, n float32, o bool, p Point, q ...Wide) (r1 Wide, r2 [2]string, r3 float32, r4 any, r5 Point, r6 uint8, r7 []Wide) {
	return d, [2]string{c, w.B}, n + w.A, []any{a, b, e, f, g, i, l, m, o}, p, uint8(w.C), q
}

func (w *Wide) Floats(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q float64) (float64, float32) {
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q, w.A
}

func (w *Wide) Strings(a, b, c, d, e, f string) (string, string, error) {
	return a + b + c, d + e + f + w.B, nil
}

type WideEmbeds struct {
	n int
	*Wide
}

type OneWord struct{ p *Wide }

func (o OneWord) Mixed(a Wide, n int, s ...string) (string, OneWord) {
	return fmt.Sprint(a, n, s), o
}

type Mapped map[string]Wide

func (m Mapped) With(k string, w Wide) Mapped { return Mapped{k: w} }

func (f Handler) Twice(a, b Point) (int, error) { return a.X + b.Y, nil }
