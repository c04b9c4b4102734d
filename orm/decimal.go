// This file holds values that print and convert in a way of their own: decimals, days, times of day.
//
//layer:1

package orm

import (
	"encoding/json"
	"math/big"
	"strconv"
	"time"
)

// Decimal is an exact decimal number in its written form, "19.90": what a Numeric column gives, and takes beside strings,
// integers and *big.Rat. The column of a field is NUMERIC(38, 10) unless its tag says a type. Go's == compares what is written, Equal the numbers: a session writes no 19.9 over a 19.90.
type Decimal string

// String is the number as written.
func (d Decimal) String() string { return string(d) }

// Repr is the form in rows and logs: Decimal('19.90').
func (d Decimal) Repr() string { return "Decimal('" + string(d) + "')" }

// Rat is the number for exact arithmetic; false if d is not a decimal. The zero Decimal, which has nothing written, is 0.
func (d Decimal) Rat() (*big.Rat, bool) {
	if d == "" {
		return new(big.Rat), true
	}
	return new(big.Rat).SetString(string(d))
}

// Equal tells whether both are the same number; of what is no decimal, whether they are written alike.
func (d Decimal) Equal(other Decimal) bool {
	a, ok := d.Rat()
	b, too := other.Rat()
	return d == other || ok && too && a.Cmp(b) == 0
}

// Float64 is the nearest float; an error if d is not a decimal.
func (d Decimal) Float64() (float64, error) {
	if d == "" {
		return 0, nil
	}
	return strconv.ParseFloat(string(d), 64)
}

// shownDay is a value of a Date column in rows and logs: datetime.date(2020, 2, 29).
type shownDay time.Time

// Repr is the day as Python prints it.
func (d shownDay) Repr() string {
	t := time.Time(d)
	return "datetime.date(" + strconv.Itoa(t.Year()) + ", " + strconv.Itoa(int(t.Month())) + ", " + strconv.Itoa(t.Day()) + ")"
}

// MarshalJSON is the day in the notation of logs: {"date": "2020-02-29"}.
func (d shownDay) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"date": time.Time(d).Format("2006-01-02")})
}

// shownClock is a value of a Time column in rows and logs: datetime.time(13, 14, 15).
type shownClock time.Time

// Repr is the time of day as Python prints it: seconds and microseconds only where there are some.
func (c shownClock) Repr() string {
	t := time.Time(c)
	text := "datetime.time(" + strconv.Itoa(t.Hour()) + ", " + strconv.Itoa(t.Minute())
	micros := t.Nanosecond() / 1000
	if t.Second() != 0 || micros != 0 {
		text += ", " + strconv.Itoa(t.Second())
	}
	if micros != 0 {
		text += ", " + strconv.Itoa(micros)
	}
	return text + ")"
}

// MarshalJSON is the time of day in the notation of logs: {"time": "13:14:15"}.
func (c shownClock) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"time": time.Time(c).Format("15:04:05.999999")})
}
