// This file cleans what is pasted, or comes back from an editor.

package line

import (
	"regexp"
	"strings"
	"sync"
)

// escapes are the sequences of a terminal: colours, titles.
var escapes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[^\\[\\]])")
})

// clean drops what can't be typed.
func clean(text string) string {
	if strings.Contains(text, "\x1b") {
		text = escapes().ReplaceAllString(text, "")
	}
	return strings.Map(func(r rune) rune {
		if isKey(r) || r == request || r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.TrimRight(text, "\n"))
}
