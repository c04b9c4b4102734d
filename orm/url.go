// This file reads and writes database URLs in SQLAlchemy's form.
//
//layer:1 errors, url, version

package orm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// URL is a parsed database URL. Every way of printing it masks the password; Reveal doesn't.
type URL struct {
	Dialect  string // sqlite, mysql or postgresql
	Driver   string // the word behind the plus sign; accepted and kept, without effect
	User     string
	Password string
	Host     string // empty: the server's Unix socket, or this machine
	Port     int    // 0: the server's usual one
	Database string // a path for SQLite; ":memory:" or empty is a database in memory
	Query    map[string][]string
}

type dialectName struct{ word, dialect string }

// dialectNames maps the words that URLs use to the dialects.
var dialectNames = [...]dialectName{
	{"sqlite", "sqlite"}, {"sqlite3", "sqlite"}, {"mysql", "mysql"}, {"mariadb", "mysql"},
	{"postgresql", "postgresql"}, {"postgres", "postgresql"},
}

const mask = "***"

// ParseURL reads a URL such as sqlite:///file.db, mysql+pymysql://user:password@host:3306/db?charset=utf8mb4 or
// postgresql://user:password@/db (over the Unix socket). User, password and query values are percent-decoded; the
// database's name stands as it is. A path to a file, with a directory or an ending such as .db, is a SQLite
// database. An error never shows the password.
func ParseURL(s string) (URL, error) { return parseURL(s, nil) }

// parseURL is ParseURL where dialects that aren't built in have names too.
func parseURL(s string, others []string) (URL, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return parsePath(s)
	}
	var u URL
	var word string
	word, u.Driver, _ = strings.Cut(scheme, "+")
	if slices.Contains(others, word) {
		u.Dialect = word
	}
	for _, n := range dialectNames {
		if u.Dialect == "" && n.word == strings.ToLower(word) {
			u.Dialect = n.dialect
		}
	}
	if u.Dialect == "" {
		return URL{}, fmt.Errorf("orm: unknown database %q in the URL; known are sqlite, mysql, mariadb and postgresql; others come with orm.WithDialect", word)
	}
	if err := u.parseRest(rest); err != nil {
		return URL{}, fmt.Errorf("orm: URL of a %s database: %w; the form is %s", u.Dialect, err, urlForm(u.Dialect))
	}
	return u, nil
}

func urlForm(dialect string) string {
	if dialect == "sqlite" {
		return "sqlite:///file.db, sqlite:////absolute/file.db or sqlite:///:memory:"
	}
	return dialect + "://user:password@host:port/database?key=value, with @ : / in user or password written as %40 %3A %2F"
}

// parsePath reads what has no scheme: the path of a SQLite file.
func parsePath(s string) (URL, error) {
	if s == ":memory:" {
		return URL{Dialect: "sqlite", Database: s}, nil
	}
	endings := []string{".db", ".db3", ".sqlite", ".sqlite3"}
	isPath := strings.ContainsAny(s, `/\`) || slices.Contains(endings, strings.ToLower(filepath.Ext(s)))
	if !isPath || beginsLikeURL(s) || strings.ContainsAny(s, "?\x00@") {
		return URL{}, errors.New("orm: the text is no database URL; write sqlite:///file.db, mysql://user:password@host/db, " +
			"postgresql://user:password@host/db, or the path of a SQLite file such as ./file.db")
	}
	return URL{Dialect: "sqlite", Database: s}, nil
}

// beginsLikeURL tells a URL with its "://" mistyped, such as mysql:/db or sqlite//file.db, from a path.
func beginsLikeURL(s string) bool {
	end := strings.IndexAny(s, ":/+")
	if end < 0 || s[end] == '/' && !strings.HasPrefix(s[end:], "//") {
		return false
	}
	return slices.ContainsFunc(dialectNames[:], func(n dialectName) bool { return strings.EqualFold(n.word, s[:end]) })
}

// parseRest reads what follows "://".
func (u *URL) parseRest(rest string) error {
	rest, query, hasQuery := strings.Cut(rest, "?")
	if hasQuery {
		values, err := url.ParseQuery(query)
		if err != nil {
			return errors.New("the part behind the question mark can't be decoded")
		}
		if len(values) > 0 {
			u.Query = values
		}
	}
	if strings.IndexByte(rest, 0) >= 0 {
		return errors.New("it has a zero byte")
	}
	authority, database, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(rest, '@'); at > len(authority) && strings.Contains(authority, ":") && u.Dialect != "sqlite" {
		return errors.New("a slash stands before the @")
	}
	u.Database = database
	if u.Dialect == "sqlite" {
		if authority != "" {
			return errors.New("three slashes stand before the path, four before an absolute one")
		}
		return nil
	}
	return u.parseAuthority(authority)
}

func (u *URL) parseAuthority(authority string) error {
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		user, password, _ := strings.Cut(authority[:at], ":")
		var err, errPassword error
		u.User, err = url.PathUnescape(user)
		u.Password, errPassword = url.PathUnescape(password)
		if err != nil || errPassword != nil {
			return errors.New("user or password holds a % that is no escape; write it as %25")
		}
		authority = authority[at+1:]
	}
	host, port := authority, ""
	if strings.HasPrefix(host, "[") {
		end := strings.IndexByte(host, ']')
		if end < 0 {
			return errors.New("the [ of the host has no ]")
		}
		host, port = host[1:end], strings.TrimPrefix(host[end+1:], ":")
	} else if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host, port = host[:i], host[i+1:]
	}
	if strings.ContainsAny(host, ":[]") && net.ParseIP(host) == nil {
		return fmt.Errorf("%q is no host", host)
	}
	u.Host = host
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("the port %q is no number from 1 to 65535", port)
		}
		u.Port = int(n)
	}
	return nil
}

// String returns the URL with its password masked.
func (u URL) String() string { return u.text(mask) }

// Reveal returns the URL with its password, in a form that ParseURL reads back.
func (u URL) Reveal() string { return u.text("") }

// Format prints the masked URL for every verb, so that no way of printing shows the password.
func (u URL) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, "%q", u.String())
		return
	}
	fmt.Fprint(f, u.String())
}

// MarshalText gives the masked URL: to logs and to JSON.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// text writes the URL; where hide is not empty it stands for every secret.
func (u URL) text(hide string) string {
	var b strings.Builder
	b.WriteString(u.Dialect)
	if u.Driver != "" {
		b.WriteString("+" + u.Driver)
	}
	b.WriteString("://")
	if u.User != "" || u.Password != "" {
		b.WriteString(escapeUser(u.User))
		if u.Password != "" {
			b.WriteByte(':')
			if hide != "" {
				b.WriteString(hide)
			} else {
				b.WriteString(escapeUser(u.Password))
			}
		}
		b.WriteByte('@')
	}
	if strings.Contains(u.Host, ":") {
		b.WriteString("[" + u.Host + "]")
	} else {
		b.WriteString(u.Host)
	}
	if u.Port != 0 {
		b.WriteString(":" + strconv.Itoa(u.Port))
	}
	if u.Database != "" {
		b.WriteString("/" + u.Database)
	}
	return b.String() + u.queryText(hide)
}

// escapeUser escapes all that url.PathUnescape turns back and that would end a user or password early.
func escapeUser(s string) string {
	return strings.NewReplacer("+", "%2B", "@", "%40", ":", "%3A", "/", "%2F", "?", "%3F").Replace(url.PathEscape(s))
}

func (u URL) queryText(hide string) string {
	keys := make([]string, 0, len(u.Query))
	for k := range u.Query {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b strings.Builder
	sep := "?"
	for _, k := range keys {
		for _, v := range u.Query[k] {
			v = url.QueryEscape(v)
			if hide != "" && secretKey(k) {
				v = hide
			}
			b.WriteString(sep + url.QueryEscape(k) + "=" + v)
			sep = "&"
		}
	}
	return b.String()
}

// secretKey tells whether a query parameter holds a password.
func secretKey(key string) bool {
	key = strings.ToLower(key)
	return strings.Contains(key, "passw") || key == "pwd" || strings.Contains(key, "secret")
}

// Memory tells whether the URL names a SQLite database in memory, which lives on one connection.
func (u URL) Memory() bool {
	return u.Dialect == "sqlite" && (u.Database == "" || u.Database == ":memory:")
}

// readAs tells how the URL was taken apart, for messages about a server that can't be reached.
func (u URL) readAs() string {
	parts := make([]string, 0, 5)
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" "+value)
		}
	}
	quoted := func(s string) string {
		if s == "" {
			return ""
		}
		return strconv.Quote(s)
	}
	add("user", quoted(u.User))
	if u.Password != "" {
		add("password", mask)
	}
	add("host", quoted(u.Host))
	if u.Port != 0 {
		add("port", strconv.Itoa(u.Port))
	}
	add("database", quoted(u.Database))
	return strings.Join(parts, ", ")
}

// swapped returns the URL with user and host exchanged where they look mixed up: a host's name where the user
// stands and a user's where the host does.
func (u URL) swapped() (URL, bool) {
	looksHost := func(s string) bool { return s == "localhost" || net.ParseIP(s) != nil || strings.Contains(s, ".") }
	if u.User == "" || u.Host == "" || !looksHost(u.User) || looksHost(u.Host) {
		return u, false
	}
	u.User, u.Host = u.Host, u.User
	return u, true
}
