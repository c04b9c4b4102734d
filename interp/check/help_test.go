package check_test

import (
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	s := newSession()
	for _, src := range []string{
		"type User struct { Name string; Nickname *string; posts []*Post }; type Post struct { Title string; Author *User }",
		"func (u *User) Hello(name string) string { return name }",
		"func find(name string) (*User, error) { return nil, nil }",
		"u := &User{}; users := []*User{u}; total := 3",
		"3 + 4",
	} {
		if err := s.check(src); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ src, want string }{ // | is the cursor
		{"tot|", "total var int"},
		{"TOT|", "total var int"},
		{"u.N|", "Name field string, Nickname field *string"},
		{"u.|", "Name field string, Nickname field *string, posts field []*Post, Hello method (name string) string"},
		{"users[0].He|", "Hello method (name string) string"},
		{"find(\"ed\").Na|", "Name field string"},
		{"u.posts[0].Author.Hello(\"a\"); u.posts[0].Au|", "Author field *User"},
		{"(&User{}).He|", "Hello method (name string) string"},
		{"strings.ToUp|", "ToUpper func (s string) string, ToUpperSpecial func (c unicode.SpecialCase, s string) string"},
		{"fmt.Println(u.Na|", "Name field string"},
		{"v := User{Na|", "Name field string"},
		{"v := User{Name: tot|", "total var int"},
		{"v := User{|", "Name field string, Nickname field *string, posts field []*Post"},
		{"v := &User{Name: \"a\", |", "Nickname field *string, posts field []*Post"},
		{"v := &User{Nickname: find(\"a\", 1), N|", "Name field string"},
		{"v := User{\n\tName: \"a\",\n\t|", "Nickname field *string, posts field []*Post"},
		{"v := []*User{{Name: \"a\"}, {Ni|", "Nickname field *string"},
		{"v := map[string]Post{\"a\": {Author: u, |", "Title field string"},
		{"v := [][]User{{{Name: \"a\", N|", "Nickname field *string"},
		{"v := []User{{Name: \"a\"}, use|", "users var []*User, user package os/user, User type struct"},
		{"v := User{\"a\", tot|", "total var int"},
		{"v := User{Name: find(tot|", "total var int"},
		{"v := User{Name: \"a\" + tot|", "total var int"},
		{"v := map[string]int{\"a\": tot|", "total var int"},
		{"v := []int{tot|", "total var int"},
		{"v := User{tot|", "total var int"},
		{"v := sync.Mutex{|", ""},
		{"v := http.Cookie{Path: \"\", Pa|", "Partitioned field bool"},
		{"if x := total; x > 0 {\n\ttot|", "total var int"},
		{"p := Post{}; p.Ti|", "Title field string"},
		{"for _, x := range users {\n x.Na|", "Name field string"},
		{"for _, x := range users {\n\tif x.Name != \"\" {\n\t\tfmt.Println(x.Na|", "Name field string"},
		{"func f(p *Post) string {\n\tq := p\n\treturn q.Ti|", "Title field string"},
		{"func (u *User) Twice() string {\n\treturn u.Na|", "Name field string"},
		{"w := users[0]\nw.He|", "Hello method (name string) string"},
		{"g := func(p *Post) { p.Ti|", "Title field string"},
		{"fals|", "false const "},
		{"fallt|", "fallthrough keyword "},
		{"stri|", "string type , strings package strings"},
		{"\"tot|", ""},
		{"// tot|", ""},
		{"time.Now().Unix|", "Unix method () int64, UnixMicro method () int64, UnixMilli method () int64, UnixNano method () int64"},
		{"_5|", "_5 var int"},
		{"undefined.x|", ""},
	}
	for _, tt := range tests {
		pos := strings.IndexByte(tt.src, '|')
		src := tt.src[:pos] + tt.src[pos+1:]
		var got []string
		for _, c := range s.scope.Complete(src, pos) {
			got = append(got, c.Text+" "+c.Kind+" "+c.Type)
			if !strings.HasPrefix(strings.ToLower(c.Text), strings.ToLower(src[c.Start:pos])) {
				t.Errorf("%s: %s doesn't replace %q", tt.src, c.Text, src[c.Start:pos])
			}
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.src, s, tt.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	s := newSession()
	if err := s.check("type User struct { Name string }; func (u *User) Hello() string { return \"\" }; u := User{}"); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ expr, want string }{
		{"u", "var u User [Name string] [Hello() string]"},
		{"User", "type User struct{Name string} [Name string] [Hello() string]"},
		{"u.Hello", "func (*User).Hello() string [] []"},
		{"strings.Cut", "func strings.Cut(s string, sep string) (before string, after string, found bool) [] []"},
		{"3 + 4", "int [] []"},
		{"net/http", "import \"net/http\" [] []"},
		{"u.Nmae", "error: u.Nmae undefined (type User has no field or method Nmae); did you mean Name?"},
		{"x y", "error: x y: expected ';', found y"},
	}
	for _, tt := range tests {
		d, err := s.scope.Describe(tt.expr)
		got := d.Signature + " [" + strings.Join(d.Fields, " ") + "] [" + strings.Join(d.Methods, " ") + "]"
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != tt.want {
			t.Errorf("Describe(%q)\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
	if d, _ := s.scope.Describe("strings.Cut"); !strings.Contains(d.Doc, "Cut slices s around") {
		t.Errorf("no doc comment for strings.Cut: %q", d.Doc)
	}
}

func BenchmarkComplete(b *testing.B) {
	s := newSession()
	for range 1000 {
		if err := s.check("name" + strings.Repeat("x", s.cell%10) + string(rune('a'+s.cell%26)) + " := 1"); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		s.scope.Complete("na", 2)
	}
}

func TestDescribeTellsTheCommentsOfCells(t *testing.T) {
	s := newSession()
	for _, src := range []string{
		"// Area is how large it is.\ntype Area float64\n\n// Double gives twice as much,\n// or nothing.\nfunc (a Area) Double() Area { return 2 * a }",
		"// limit is the largest.\nconst limit = 5",
		"// late came later.\nfunc (a Area) Half() Area { return a / 2 }",
		"func plain() {}",
	} {
		if err := s.check(src); err != nil {
			t.Fatal(err)
		}
	}
	for expr, want := range map[string]string{
		"Area": "Area is how large it is.", "Area.Double": "Double gives twice as much,\nor nothing.", "limit": "limit is the largest.",
		"Area.Half": "late came later.", "plain": "",
	} {
		d, err := s.scope.Describe(expr)
		if err != nil || d.Doc != want {
			t.Errorf("%s: %q, %v", expr, d.Doc, err)
		}
	}
}
