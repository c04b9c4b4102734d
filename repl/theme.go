// This file holds the colours of what is typed, for dark and for light terminals: \theme.

package repl

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// theme are the SGR parameters of each kind of word; the colours are of the terminal's own palette, so that they follow its theme.
type theme struct{ keyword, text, number, comment, command, bracket, wrong string }

const (
	autoTheme  = "auto"
	darkTheme  = "dark"
	lightTheme = "light"
)

// colours are those of the theme in force. The light one has no colours that are pale on white.
func (s *Shell) colours() theme {
	t := theme{keyword: "35", text: "32", number: "36", comment: "90", command: "1;34", bracket: "1;7", wrong: "4;31"}
	if orDefault(s.theme, terminalTheme()) == lightTheme {
		t.number, t.comment = "34", "2"
	}
	return t
}

// terminalTheme is light or dark: as $ORMSH_THEME says, else by the background's colour in $COLORFGBG, which some terminals set ("0;15": black on white).
func terminalTheme() string {
	switch t := os.Getenv("ORMSH_THEME"); t {
	case lightTheme, darkTheme:
		return t
	}
	colours := strings.Split(os.Getenv("COLORFGBG"), ";")
	back, err := strconv.Atoi(colours[len(colours)-1])
	if err == nil && (back == 7 || back >= 9 && back <= 15) {
		return lightTheme
	}
	return darkTheme
}

// themeCommand is \theme.
func (s *Shell) themeCommand(_ context.Context, arg string) error {
	switch {
	case arg == autoTheme:
		s.theme = ""
	case slices.Contains([]string{darkTheme, lightTheme}, arg):
		s.theme = arg
	case arg != "":
		return fmt.Errorf(`\theme takes auto, dark or light, not %q`, arg)
	}
	if s.theme == "" {
		s.tellf("theme: auto, which is %s here", terminalTheme())
		return nil
	}
	s.tellf("theme: %s", s.theme)
	return nil
}
