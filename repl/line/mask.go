// This file hides secrets in text: what goes into history, errors, exports and the echo.

package line

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Mask hides secrets in an entry: the passwords of URLs and of drivers' addresses, and the literals beside words such as password. What it leaves
// is a literal of the same kind, with *** in it.
func Mask(entry string) string {
	return masked(entry, secrets(entry), func(string) string { return "***" })
}

// MaskInPlace is Mask with as many * as the secret has letters: what stands behind it stays in its column.
func MaskInPlace(row string) string {
	return masked(row, secrets(row), func(secret string) string { return strings.Repeat("*", utf8.RuneCountInString(secret)) })
}

// MaskURLs hides the passwords of URLs alone.
func MaskURLs(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return masked(text, found(urlPassword, text), func(string) string { return "***" })
}

// MaskOutput hides the passwords of URLs, and those that SQL sets or compares. It is for errors and echo, in which words such as token stand beside
// anything.
func MaskOutput(text string) string {
	text = MaskURLs(text)
	if !slices.ContainsFunc(markers, func(m string) bool { return strings.Contains(text, m) }) {
		return text
	}
	places := append(found(inSQL, text), found(compared, text)...)
	slices.SortFunc(places, func(a, b [2]int) int { return a[0] - b[0] })
	return masked(text, places, func(string) string { return "***" })
}

// markers are parts of the words beside which MaskOutput looks: most texts have none.
var markers = []string{"assw", "ASSW", "ecret", "ECRET", "dentified", "DENTIFIED"}

var (
	// A password may have @ in it that should have been written as %40: the last one before a blank or a quote ends it.
	urlPassword = regexp.MustCompile("://[^\\s:/@\"'`]*:([^\\s\"'`]+)@")
	// user:password@tcp(host:3306)/db
	dsnPassword = regexp.MustCompile("[\"'`][^\\s:/@\"'`]+:([^\\s\"'`]+)@(?:tcp|unix)\\(")
	// "host=localhost password=..."
	keyPassword = regexp.MustCompile("(?i)[\"'`][^\"'`\n]*\\b(?:password|passwd|pwd|secret|token)=([^\\s\"'`;&]+)")
	// password := "...", "password": "...", Setenv("PASSWORD", "...")
	beside = regexp.MustCompile("(?i)(?:password|passwd|secret|token|api_?key)\\w*[\"'`]?\\s*(?::=|[:=,])\\s*" + literal)
	// password = '...' in SQL
	compared = regexp.MustCompile("(?i)(?:password|passwd|secret)\\w*[\"`]?\\s*=\\s*" + literal)
	// IDENTIFIED BY '...', PASSWORD '...', PASSWORD('...'), SET PASSWORD FOR ed = '...'
	inSQL = regexp.MustCompile("(?i)\\b(?:identified\\s+(?:(?:with|via)\\s+\\w+\\s+)?(?:by|as|using)|(?:set\\s+password\\s+for\\s+\\S+\\s*=)|password)\\s*(?:password\\s*)?\\(?\\s*" + literal)
)

// literal is what stands in quotes, in one of three groups.
const literal = "(?:\"((?:[^\"\\\\\n]|\\\\.)*)\"|`([^`]*)`|'([^']*)')"

// secrets are the places of all of them, by bytes.
func secrets(text string) (places [][2]int) {
	for _, r := range []*regexp.Regexp{urlPassword, dsnPassword, keyPassword, beside, inSQL} {
		places = append(places, found(r, text)...)
	}
	slices.SortFunc(places, func(a, b [2]int) int { return a[0] - b[0] })
	return places
}

// found are the places of the groups that match.
func found(r *regexp.Regexp, text string) (places [][2]int) {
	for _, m := range r.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 && m[g+1] > m[g] {
				places = append(places, [2]int{m[g], m[g+1]})
			}
		}
	}
	return places
}

// masked replaces the places, which are in order; one that lies in another counts with it.
func masked(text string, places [][2]int, hide func(string) string) string {
	var b strings.Builder
	end := 0
	for _, p := range places {
		if p[0] < end {
			continue
		}
		b.WriteString(text[end:p[0]] + hide(text[p[0]:p[1]]))
		end = p[1]
	}
	return b.String() + text[end:]
}
