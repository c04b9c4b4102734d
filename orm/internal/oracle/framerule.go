// This file holds the rule about frames of windows.

package oracle

import (
	"fmt"
	"regexp"
	"slices"
)

// FrameWritten is the rule: MariaDB takes no parameter in the frame of a window. where is the number of the step.
var FrameWritten = Rule{"frame written", "MariaDB prepares no statement with a parameter in the frame of a window", func(want, _ *Recording, where string) (n int) {
	for i := range want.Ops {
		op := &want.Ops[i]
		if fmt.Sprint(op.Step) != where || op.Many {
			continue
		}
		for loc := frameCount.FindStringIndex(op.SQL); loc != nil; loc = frameCount.FindStringIndex(op.SQL) {
			at := len(anyMarker.FindAllString(op.SQL[:loc[0]], -1))
			if at >= len(op.Params) {
				break
			}
			op.SQL = op.SQL[:loc[0]] + fmt.Sprint(op.Params[at]) + op.SQL[loc[0]+len(anyMarker.FindString(op.SQL[loc[0]:])):]
			op.Params = slices.Delete(slices.Clone(op.Params), at, at+1)
			n++
		}
	}
	return n
}}

var (
	frameCount = regexp.MustCompile(`(\?|%\(\w+\)s) (PRECEDING|FOLLOWING)`)
	anyMarker  = regexp.MustCompile(`\?|%\(\w+\)s`)
)
