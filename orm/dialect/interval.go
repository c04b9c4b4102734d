// This file reads and writes durations as the databases print them.

package dialect

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FormatInterval writes a duration as PostgreSQL reads it: 26 hours are 26:00:00.
func FormatInterval(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	micros := d.Microseconds()
	return fmt.Sprintf("%s%02d:%02d:%02d.%06d", sign, micros/3600e6, micros/60e6%60, micros/1e6%60, micros%1e6)
}

// parseInterval reads 1 day 02:03:04.5 and a date and time counted from 1970.
func parseInterval(s string) (time.Duration, error) {
	if at, err := time.Parse(layouts[0], s); err == nil {
		return at.Sub(time.Unix(0, 0).UTC()), nil
	}
	var total time.Duration
	words := strings.Fields(s)
	for i := 0; i < len(words); i++ {
		if strings.Contains(words[i], ":") {
			clock, err := parseClock(words[i])
			if err != nil {
				return 0, err
			}
			total += clock
			continue
		}
		n, err := strconv.ParseInt(words[i], 10, 64)
		if err != nil || i+1 >= len(words) || !strings.HasPrefix(words[i+1], "day") {
			return 0, fmt.Errorf("interval %q: only days and times have a length", s)
		}
		total += time.Duration(n) * 24 * time.Hour
		i++
	}
	return total, nil
}

func parseClock(s string) (time.Duration, error) {
	sign := time.Duration(1)
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		sign, s = -1, rest
	}
	parts := strings.Split(s, ":")
	if len(parts) != 3 {
		return 0, fmt.Errorf("time %q: hours, minutes and seconds expected", s)
	}
	d, err := time.ParseDuration(parts[0] + "h" + parts[1] + "m" + parts[2] + "s")
	return sign * d, err
}
