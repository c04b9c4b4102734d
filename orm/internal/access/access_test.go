// This file tests fields of every kind: reading, writing, comparing with a snapshot.

package access_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm/internal/access"
)

type level int8

// point is stored as text through Valuer and Scanner.
type point struct{ X, Y int }

func (p point) Value() (driver.Value, error) {
	return string(rune('0'+p.X)) + string(rune('0'+p.Y)), nil
}
func (p *point) Scan(v any) error {
	s, ok := v.(string)
	if !ok || len(s) != 2 {
		return errors.New("not a point")
	}
	p.X, p.Y = int(s[0]-'0'), int(s[1]-'0')
	return nil
}

type stamps struct{ Created, Name string }

type all struct {
	stamps
	ID     int
	Name   string
	Level  level
	Big    uint64
	Small  uint16
	Ratio  float64
	Half   float32
	On     bool
	At     time.Time
	Raw    []byte
	Maybe  *string
	Count  sql.NullInt64
	Opt    sql.Null[int32]
	Where  point
	There  *point
	Doc    map[string]any
	Tags   []string
	hidden int
}

func describe(t *testing.T) *access.Struct {
	s, err := access.Describe(reflect.TypeFor[all](), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ptr(t *testing.T, obj any) access.Ptr {
	p, _, ok := access.PtrOf(obj)
	if !ok {
		t.Fatalf("%T is not a pointer to a struct", obj)
	}
	return p
}

func TestFields(t *testing.T) {
	var names []string
	for _, f := range describe(t).Fields {
		names = append(names, f.Name)
	}
	want := "Created ID Name Level Big Small Ratio Half On At Raw Maybe Count Opt Where There Doc Tags"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("fields\n%s, want\n%s", got, want)
	}
}

func TestSetThenValue(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		field string
		set   any
		value any
		null  bool
		err   string
	}{
		{field: "ID", set: int64(7), value: int64(7)},
		{field: "ID", set: []byte("-8"), value: int64(-8)},
		{field: "ID", set: "x", err: `all.ID: "x" doesn't fit int`},
		{field: "ID", set: nil, value: int64(0), null: true},
		{field: "Level", set: int64(127), value: int64(127)},
		{field: "Level", set: int64(128), err: "128 doesn't fit access_test.level"},
		{field: "Small", set: int64(-1), err: "-1 doesn't fit uint16"},
		{field: "Big", set: uint64(math.MaxUint64), value: uint64(math.MaxUint64)},
		{field: "Big", set: int64(5), value: int64(5)},
		{field: "Ratio", set: int64(2), value: 2.0},
		{field: "Ratio", set: []byte("1.5"), value: 1.5},
		{field: "Half", set: 0.5, value: 0.5},
		{field: "ID", set: 2.5, err: "2.5 doesn't fit int"},
		{field: "On", set: int64(1), value: true},
		{field: "On", set: true, value: true},
		{field: "Name", set: []byte("ed"), value: "ed"},
		{field: "Name", set: nil, value: "", null: true},
		{field: "Name", set: int64(3), err: "a value of type int64 from the database doesn't fit string"},
		{field: "At", set: noon, value: noon},
		{field: "Raw", set: []byte{1, 2}, value: []byte{1, 2}},
		{field: "Raw", set: nil, value: nil},
		{field: "Maybe", set: "x", value: "x"},
		{field: "Maybe", set: nil, value: nil},
		{field: "Count", set: int64(4), value: int64(4)},
		{field: "Count", set: nil, value: nil},
		{field: "Opt", set: int64(4), value: int64(4)},
		{field: "Where", set: "12", value: "12"},
		{field: "Where", set: nil, value: "00", null: true},
		{field: "There", set: "34", value: "34"},
		{field: "There", set: nil, value: nil},
		{field: "Doc", set: `{"a": 1}`, value: map[string]any{"a": 1.0}},
		{field: "Tags", set: []byte(`["x"]`), value: []string{"x"}},
		{field: "Tags", set: "[", err: "the document doesn't fit []string"},
	} {
		f, obj := describe(t).Field(c.field), &all{}
		null, err := f.Set(ptr(t, obj), c.set)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s = %v: error %v, want %q", c.field, c.set, err, c.err)
			}
			continue
		}
		if err != nil || null != c.null {
			t.Errorf("%s = %v: null %v, error %v", c.field, c.set, null, err)
		}
		if got, err := f.Value(ptr(t, obj)); err != nil || !reflect.DeepEqual(got, c.value) {
			t.Errorf("%s = %v: reads %#v, %v, want %#v", c.field, c.set, got, err, c.value)
		}
	}
}

func TestSnapshotSeesEveryChange(t *testing.T) {
	text := "x"
	full := func() *all {
		return &all{Name: "n", At: time.Unix(1, 0).UTC(), Raw: []byte{1}, Maybe: &text, There: &point{1, 2},
			Doc: map[string]any{"a": []any{1}}, Tags: []string{"t"}}
	}
	for _, c := range []struct {
		name   string
		change func(*all)
		want   string // the changed field; "" for no change
	}{
		{"nothing", func(a *all) {}, ""},
		{"an equal string elsewhere", func(a *all) { a.Name = strings.Clone("n") }, ""},
		{"an equal instant in another zone", func(a *all) { a.At = a.At.In(time.FixedZone("x", 3600)) }, ""},
		{"an unmapped field", func(a *all) { a.hidden = 3 }, ""},
		{"number", func(a *all) { a.Level = 3 }, "Level"},
		{"embedded", func(a *all) { a.Created = "x" }, "Created"},
		{"minus zero", func(a *all) { a.Ratio = math.Copysign(0, -1) }, "Ratio"},
		{"a byte in place", func(a *all) { a.Raw[0] = 9 }, "Raw"},
		{"empty bytes are not nil", func(a *all) { a.Raw = nil }, "Raw"},
		{"behind a pointer", func(a *all) { s := "y"; a.Maybe = &s }, "Maybe"},
		{"in place behind a pointer", func(a *all) { a.There.X = 5 }, "There"},
		{"to nil", func(a *all) { a.There = nil }, "There"},
		{"deep in a document", func(a *all) { a.Doc["a"].([]any)[0] = 2 }, "Doc"},
		{"an element in place", func(a *all) { a.Tags[0] = "u" }, "Tags"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := describe(t)
			tracker, obj := s.Track(s.Fields), full()
			snapshot := access.NewSlab(s.Type, 4).New()
			tracker.Copy(snapshot, ptr(t, obj))
			c.change(obj)
			changed := tracker.Changed(ptr(t, obj), snapshot, nil)
			var got string
			for _, i := range changed {
				got += s.Fields[i].Name
			}
			if got != c.want || tracker.Same(ptr(t, obj), snapshot) != (c.want == "") {
				t.Errorf("changed %q, want %q", got, c.want)
			}
			for _, i := range changed {
				tracker.CopyField(i, snapshot, ptr(t, obj))
			}
			if !tracker.Same(ptr(t, obj), snapshot) {
				t.Error("still different after copying what changed")
			}
		})
	}
}

func TestLinks(t *testing.T) {
	type leaf struct{ N int }
	type node struct {
		Next   *leaf
		Leaves []*leaf
		When   *time.Time
	}
	s, err := access.Describe(reflect.TypeFor[node](), nil)
	if err != nil {
		t.Fatal(err)
	}
	obj, a, b := &node{}, &leaf{1}, &leaf{2}
	p := ptr(t, obj)
	s.Field("Next").SetLink(p, ptr(t, a))
	s.Field("Leaves").SetLinks(p, []access.Ptr{ptr(t, a), ptr(t, b)})
	if obj.Next != a || len(obj.Leaves) != 2 || obj.Leaves[1] != b {
		t.Errorf("%+v", obj)
	}
	if got := s.Field("Leaves").Links(p); got[0] != ptr(t, a) || s.Field("Next").Link(p) != ptr(t, a) {
		t.Error("links read back differ")
	}
	if _, _, ok := s.Field("When").Target(); ok {
		t.Error("*time.Time passes for a relation")
	}
	var list []*leaf
	if !access.SetSlice(&list, reflect.TypeFor[leaf](), []access.Ptr{ptr(t, b)}) || list[0] != b {
		t.Errorf("%v", list)
	}
}

func TestSlab(t *testing.T) {
	slab, seen := access.NewSlab(reflect.TypeFor[all](), 8), map[access.Ptr]bool{}
	for range 100 {
		seen[slab.New()] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d different structs of 100", len(seen))
	}
}

func TestBits(t *testing.T) {
	var b access.Bits
	for _, i := range []int{0, 63, 64, 200} {
		b.Put(i, true)
	}
	b.Put(63, false)
	b.Put(500, false)
	for i, want := range map[int]bool{0: true, 63: false, 64: true, 65: false, 200: true, 500: false} {
		if b.Has(i) != want {
			t.Errorf("bit %d is %v", i, !want)
		}
	}
}

func TestComparingAllocatesNothing(t *testing.T) {
	s := describe(t)
	tracker := s.Track([]*access.Field{s.Field("ID"), s.Field("Name"), s.Field("Maybe"), s.Field("Raw")})
	text := "x"
	obj := ptr(t, &all{Maybe: &text, Raw: []byte{1}})
	snapshot := access.New(s.Type)
	tracker.Copy(snapshot, obj)
	if n := testing.AllocsPerRun(100, func() { tracker.Same(obj, snapshot) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSame(b *testing.B) {
	type user struct {
		ID                       int
		Name, Fullname, Password string
	}
	s, err := access.Describe(reflect.TypeFor[user](), nil)
	if err != nil {
		b.Fatal(err)
	}
	tracker, slab, snaps := s.Track(s.Fields), access.NewSlab(s.Type, 1024), access.NewSlab(s.Type, 1024)
	var objs, copies []access.Ptr
	for range 100_000 {
		o, c := slab.New(), snaps.New()
		if _, err := s.Field("Name").Set(o, "name"); err != nil {
			b.Fatal(err)
		}
		tracker.Copy(c, o)
		objs, copies = append(objs, o), append(copies, c)
	}
	for b.Loop() {
		for i, o := range objs {
			if !tracker.Same(o, copies[i]) {
				b.Fatal("differs")
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/object")
}

func TestBoxes(t *testing.T) {
	var b access.Boxes
	var texts, numbers, written []any
	for i := range 1000 {
		texts = append(texts, b.Text(fmt.Sprint("text ", i)))
		numbers = append(numbers, b.Number(int64(1000+i)))
		written = append(written, b.End(fmt.Appendf(b.Begin(), "%0*d", i%90, i)))
	}
	b.Reset(true)
	b.Text("another")
	b.Number(7)
	b.End(append(b.Begin(), "another"...))
	for i := range texts {
		if texts[i] != fmt.Sprint("text ", i) || numbers[i] != int64(1000+i) || written[i] != fmt.Sprintf("%0*d", i%90, i) {
			t.Fatalf("value %d is %v, %v and %v", i, texts[i], numbers[i], written[i])
		}
	}
	var none *access.Boxes
	if none.Text("x") != "x" || none.Number(1000) != int64(1000) {
		t.Error("no room: the values are others")
	}
}
