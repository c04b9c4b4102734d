// This file holds what compiled cells need to report a panic as a session does.

package cells

// PanicSource is a file of the package that reports for compiled cells: line is where in the files of a name's ending a panic came from, text
// the words of its value.
const PanicSource = `package report

import (
	"fmt"
	"runtime"
	"strings"
)

func line(file string) int {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.File, file) {
			return f.Line
		}
		if !more {
			return 0
		}
	}
}

func text(v any) string {
	switch x := v.(type) {
	case error:
		return x.Error()
	case fmt.Stringer:
		return x.String()
	case string:
		return x
	}
	return fmt.Sprint(v)
}
`
