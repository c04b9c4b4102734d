// This file holds the edges of window frames.
//
//layer:3

package orm

import (
	"math"
	"strconv"
)

// Unbounded is the edge of a frame without a limit: negated before the row, as it is behind it.
const Unbounded = math.MaxInt32

func frameEdge(n int) string {
	switch {
	case n <= -Unbounded:
		return "UNBOUNDED PRECEDING"
	case n >= Unbounded:
		return "UNBOUNDED FOLLOWING"
	case n < 0:
		return strconv.Itoa(-n) + " PRECEDING"
	case n > 0:
		return strconv.Itoa(n) + " FOLLOWING"
	}
	return "CURRENT ROW"
}
