// This file tests what a session tells about what was declared in it.

package interp_test

import "testing"

func TestHelpOnDeclarations(t *testing.T) {
	sh := newShell(t)
	for _, src := range []string{
		"// User is a person.\ntype User struct { Name string }\n\n// Hello greets.\nfunc (u *User) Hello() string { return u.Name }",
		"// The ages there are.\nvar (\n\tage = 3\n\t// older is more.\n\tolder = 4\n)",
		"type list[T any] []T",
		"u := User{}",
	} {
		if got := sh.run(src); got != "" {
			t.Fatal(got)
		}
	}
	for expr, want := range map[string]string{"User": "User is a person.", "u.Hello": "Hello greets.", "age": "The ages there are.", "older": "older is more.", "u": ""} {
		if d, err := sh.Describe(expr); err != nil || d.Doc != want {
			t.Errorf("the comment of %s is %q, %v; not %q", expr, d.Doc, err, want)
		}
	}
	if d, err := sh.Describe("strings.Cut"); err != nil || d.Doc == "" || d.Example == "" {
		t.Errorf("no comment or no example of strings.Cut: %+v, %v", d, err)
	}
	u, _ := sh.Lookup("u")
	if typ, ok := sh.LookupType("User"); !ok || typ != u.Type() {
		t.Errorf("User is %v, %v; not %v", typ, ok, u.Type())
	}
	if typ, ok := sh.LookupType("list"); ok {
		t.Errorf("a generic type is %v", typ)
	}
}
