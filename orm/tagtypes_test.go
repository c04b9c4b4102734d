// This file tests the types that tags name, with values that lose something easily, on the three databases.

package orm_test

import (
	"encoding/json"
	"errors"
	"math"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

type mood string

type diary struct {
	orm.Model `orm:"table=diary"`
	ID        int           `orm:"primary_key"`
	Mood      mood          `orm:"type=enum(good bad),not_null"`
	Colour    *string       `orm:"type=enum(red green)"`
	At        time.Time     `orm:"type=datetime(6)"`
	Seen      time.Time     `orm:"type=datetimetz"`
	Clock     time.Time     `orm:"type=time(6)"`
	Lasts     time.Duration `orm:"type=interval"`
	Ratio     float64       `orm:"type=double"`
	Code      string        `orm:"type=char(2)"`
	Key       [16]byte      `orm:"type=uuid"`
	Tags      []string      `orm:"type=json"`
	Raw       []byte        `orm:"type=blob"`
	Sum       orm.Decimal   `orm:"type=numeric(12 4)"`
	Left      *time.Time    `orm:"type=datetime(3)"`
}

func TestTypesOfTags(t *testing.T) {
	at := time.Date(2024, 2, 29, 23, 59, 59, 123456000, time.UTC)
	zone := time.FixedZone("east", 3*3600)
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		if err := errors.Join(base.Map(diary{}), base.MetaData().CreateAll(e)); err != nil {
			t.Fatal(err)
		}
		s := orm.NewSession(e)
		defer s.Close()
		d := &diary{Mood: "bad", Colour: new("red"), At: at, Seen: at.Truncate(time.Second).In(zone), Clock: time.Date(0, 1, 1, 1, 2, 3, 45678000, time.UTC), Lasts: 26*time.Hour + time.Second,
			Ratio: 0.1, Code: "de", Key: [16]byte{1, 2, 255}, Tags: []string{"a", "b"}, Raw: []byte{0, 1}, Sum: "12345678.0001"}
		if err := errors.Join(s.Add(d), s.Commit()); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		D := orm.Columns[diary]()
		got := must(orm.Query[diary](s).Filter(orm.Col(&D.At).Eq(at), orm.Col(&D.Mood).Eq("bad"), orm.Col(&D.Sum).Eq("12345678.0001")).One())(t)
		if got.Mood != d.Mood || *got.Colour != "red" || !got.At.Equal(at) || !got.Seen.Equal(at.Truncate(time.Second)) || got.Clock.Nanosecond() != 45678000 || got.Lasts != d.Lasts || got.Ratio != 0.1 ||
			got.Code != "de" || got.Key != d.Key || len(got.Tags) != 2 || len(got.Raw) != 2 || !got.Sum.Equal(d.Sum) || got.Left != nil {
			t.Errorf("%+v", got)
		}
		got.Tags[1] = "c" // within what is loaded
		if n := s.Dirty().Len(); n != 1 {
			t.Errorf("%d objects are dirty", n)
		}
		got.Mood, got.Colour = "good", nil
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		s.Clear()
		if got = must(orm.Get[diary](s, 1))(t); got.Tags[1] != "c" || got.Mood != "good" || got.Colour != nil {
			t.Errorf("%+v", got)
		}
		got.Mood = "ugly"
		if err := s.Commit(); err == nil || !strings.Contains(err.Error(), `"ugly" is not among the values of the enumeration mood: good, bad`) {
			t.Errorf("%v", err)
		}
		if err := s.Rollback(); err != nil {
			t.Fatal(err)
		}
		if diff := must(base.MetaData().Diff(e))(t); diff.Len() != 0 {
			t.Errorf("%s", diff)
		}
	})
}

func TestTypesOfTagsRefuse(t *testing.T) {
	type wrong struct {
		orm.Model `orm:"table=wrong"`
		ID        int       `orm:"primary_key"`
		A         time.Time `orm:"type=datetiem(6)"`
		B         string    `orm:"type=enum()"`
		C         time.Time `orm:"type=date(6)"`
		D         string    `orm:"type=string(x)"`
		E         string    `orm:"type=numeric(1 2 3)"`
		F         string    `orm:"type=string(-5)"`
		G         string    `orm:"type=datetime"`
		H         bool      `orm:"type=integer"`
		I         int       `orm:"type=text"`
		J         string    `orm:"type=enum(a b a)"`
		K         time.Time `orm:"type=datetime(9)"`
		L         int       `orm:"foreign_key=wrong.id,on_delete=kaskade"`
		M         int       `orm:"version"`
		N         int       `orm:"version"`
	}
	err := orm.DeclarativeBase().Map(wrong{})
	for _, want := range []string{"13 mistakes", "can't hold DateTime()", "bool can't hold Integer()", "int can't hold Text()", "has a twice", "six digits", "did you mean CASCADE?", "version counter already", "did you mean datetime?", "wrong.B: type=enum needs its values", "date takes 0 numbers", `"x" is not a number`, "numeric takes 2 numbers", `"-5" is not`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it lacks %q: %v", want, err)
		}
	}
}

// blob is a program's own type of bytes.
type blob []byte

type documents struct {
	orm.Model `orm:"table=documents"`
	ID        int `orm:"primary_key"`
	Raw       json.RawMessage
	From      net.IP
	Data      blob
	Ratio     float64
	At        *time.Time
}

// Bytes of a program's own type are bytes, raw JSON is a document, and a float64 keeps its digits, on every database.
func TestBytesAndDoublesKeepTheirValues(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		passed(t, base.Map(documents{}), base.MetaData().CreateAll(e))
		given := []*documents{
			{Raw: json.RawMessage(`{"a":[1,2.5,"x"]}`), From: net.IPv4(10, 0, 0, 1), Data: blob{0, 1, 255}, Ratio: 1.2345678901234567},
			{Ratio: 1e300},
		}
		s := orm.NewSession(e)
		passed(t, s.AddAll(given), s.Commit(), s.Close())
		s = orm.NewSession(e)
		got := must(orm.Query[documents](s).OrderBy("ID").All())(t)
		for i, d := range got {
			if want := given[i]; !reflect.DeepEqual(d, want) {
				t.Errorf("%+v came back as %+v", want, d)
			}
		}
		if s.Dirty().Len() != 0 {
			t.Errorf("%v changed by itself", s.Dirty())
		}
		passed(t, s.Close())
	})
}

// What SQLite would change without a word is refused.
func TestSQLiteKeepsWhatItTakes(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := orm.DeclarativeBase()
	passed(t, base.Map(documents{}), base.MetaData().CreateAll(e))
	far := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	for want, d := range map[string]*documents{"NaN can't be stored": {Ratio: math.NaN()}, "the year 12000": {At: &far}} {
		for _, many := range [][]*documents{{d}, {{}, {}, {}, d}} { // alone, and where rows are inserted together
			s := orm.NewSession(e)
			if err := errors.Join(s.AddAll(many), s.Flush()); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", want, err)
			}
			passed(t, s.Close())
		}
	}
}
