// This file finds out which keys a person is used to, and which letters the terminal has.

package line

import (
	"os"
	"path/filepath"
	"strings"
)

// EditingMode is "vi" or "emacs": what $ORMSH_EDITING_MODE says, else "set editing-mode" in the file of readline's settings, $INPUTRC or ~/.inputrc. Nothing
// else of that file is read.
func EditingMode() string {
	mode := os.Getenv("ORMSH_EDITING_MODE")
	if mode == "" {
		mode = inputrcMode()
	}
	if mode == "vi" {
		return "vi"
	}
	return "emacs"
}

func inputrcMode() (mode string) {
	path := os.Getenv("INPUTRC")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		path = filepath.Join(home, ".inputrc")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "" // most people have none
	}
	for row := range strings.Lines(string(text)) {
		words := strings.Fields(strings.ToLower(row))
		if len(words) == 3 && words[0] == "set" && words[1] == "editing-mode" {
			mode = words[2]
		}
	}
	return mode
}

// UTF8 says whether the locale is one of UTF-8, by LC_ALL, LC_CTYPE or LANG. Text of people is written as it is in any case.
func UTF8() bool {
	locale := strings.ToLower(firstSet("LC_ALL", "LC_CTYPE", "LANG"))
	return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
}
