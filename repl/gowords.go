// This file holds what help tells of Go's own words and signs: keywords, operators, what is built in.

package repl

import (
	"slices"
	"strings"

	"github.com/ormsh/ormsh/interp"
)

// goWord is a word or a sign of Go, or several that belong together.
type goWord struct{ words, form, text, example string }

// findGoWord finds the entry of a word or sign.
func findGoWord(word string) (goWord, bool) {
	all := goWords()
	i := slices.IndexFunc(all, func(w goWord) bool { return slices.Contains(strings.Fields(w.words), word) })
	if i < 0 {
		return goWord{}, false
	}
	return all[i], true
}

// goWord is the entry of a word that the session hasn't declared anew.
func (s *Shell) goWord(word string) (goWord, bool) {
	if word != "_" && slices.ContainsFunc(s.eval.Names(), func(n interp.Name) bool { return n.Name == word }) {
		return goWord{}, false
	}
	return findGoWord(word)
}

// page is the entry as help shows it.
func (w goWord) page() string {
	return w.form + "\n\n    " + w.text + "\n\nexample:\n" + indented(w.example) + "\n"
}

func goWords() []goWord {
	return slices.Concat(keywords(), operators(), builtins())
}

func keywords() []goWord {
	return []goWord{
		{"break", "break [LABEL]", "ends the innermost for, switch or select, or the labelled one.", "for i := range 10 { if i == 3 { break }; fmt.Println(i) }"},
		{"case default", "case A, B:   default:", "a branch of switch or select; default runs where no other does.", "switch x := 2; x {\ncase 1, 2: fmt.Println(\"small\")\ndefault: fmt.Println(\"large\")\n}"},
		{"chan", "chan T   <-chan T   chan<- T", "a channel of T, one to receive from, one to send to.", "c := make(chan int, 1); c <- 1; <-c"},
		{"const", "const NAME [T] = VALUE", "declares constants; in a group iota counts the lines.", "const (small = iota; medium; large)\nlarge"},
		{"continue", "continue [LABEL]", "goes on with the next round of a loop.", "for i := range 3 { if i == 1 { continue }; fmt.Println(i) }"},
		{"defer", "defer CALL", "has the call made when the function ends, also by a panic. Its arguments are computed now.", "func() { defer fmt.Println(\"last\"); fmt.Println(\"first\") }()"},
		{"if else", "if [STATEMENT;] CONDITION { } else { }", "runs one of two blocks; names of the statement live in both.", "if n := len(\"abc\"); n > 2 { fmt.Println(n) } else { fmt.Println(\"short\") }"},
		{"fallthrough", "fallthrough", "goes on in the next case of a switch.", "switch 1 {\ncase 1: fmt.Println(1); fallthrough\ncase 2: fmt.Println(2)\n}"},
		{"for range", "for CONDITION { }   for INIT; CONDITION; POST { }   for K, V := range X { }",
			"loops. range goes over slices, strings, maps, channels, integers and functions that yield; each round has variables of its own.",
			"for i, name := range []string{\"ed\", \"wendy\"} { fmt.Println(i, name) }\nfor i := range 2 { fmt.Println(i) }"},
		{"func", "func NAME(PARAMETERS) RESULTS { }   func (RECEIVER) NAME(...)", "declares a function or a method; without a name it is a value.", "func add(a, b int) int { return a + b }\nadd(1, 2)"},
		{"go", "go CALL", "runs the call in a goroutine of its own. A panic there is told, and the shell goes on.", "done := make(chan bool); go func() { done <- true }(); <-done"},
		{"goto", "goto LABEL", "goes on at the label, in the same function.", "func() { i := 0; again: if i++; i < 3 { goto again }; fmt.Println(i) }()"},
		{"import", "import \"PATH\"", "makes a package known; at the prompt packages on board need none.", "import \"strings\"\nstrings.ToUpper(\"ed\")"},
		{"interface", "interface { METHODS; TYPES }", "a type of everything that has the methods.", "type Namer interface { Name() string }"},
		{"map", "map[K]V", "a table from keys to values; delete, len and range work on it.", "ages := map[string]int{\"ed\": 28}\nage, found := ages[\"ed\"]\nfmt.Println(age, found)"},
		{"package", "package NAME", "begins a file of Go; entries at the prompt need none.", "fmt.Println(\"package main is understood\")"},
		{"return", "return VALUES", "ends a function with its results.", "func half(n int) (int, error) { if n%2 == 1 { return 0, errors.New(\"odd\") }; return n / 2, nil }\nhalf(4)"},
		{"select", "select { case V := <-C: ... default: ... }", "waits for the first channel that is ready.", "c := make(chan int, 1); c <- 7\nselect {\ncase v := <-c: fmt.Println(v)\ncase <-time.After(time.Second): fmt.Println(\"late\")\n}"},
		{"struct", "struct { FIELDS }", "a type with fields; with orm.Model in it and mapped it is a table.", "type Point struct { X, Y int }\nPoint{X: 1}.X"},
		{"switch", "switch X { case A: ... }   switch V := X.(type) { case T: ... }", "runs the first case that fits: of values, of conditions, of types.", "var x any = 3\nswitch v := x.(type) {\ncase int: fmt.Println(v + 1)\ncase string: fmt.Println(v)\n}"},
		{"type", "type NAME T   type NAME = T   type NAME[P any] T", "declares a type, another name of one, a generic one.", "type Pair[K comparable, V any] struct { Key K; Value V }\nPair[string, int]{\"a\", 1}"},
		{"var", "var NAME [T] [= VALUE]", "declares variables, zero where no value is given.", "var n int\nn"},
	}
}

func operators() []goWord {
	return []goWord{
		{"+ - * / %", "A + B   A - B   A * B   A / B   A % B", "numbers; + joins strings too. Integers are divided without rest, % is the rest. *P is what a pointer points to, *T a pointer's type.", "7 / 2 * 2 + 7 % 2"},
		{"& | ^ &^ << >>", "A & B   A | B   A ^ B   A &^ B   A << N   A >> N", "bits: and, or, either, and not, shifts. &X is the address of X, ^A the complement.", "6 &^ 2 | 1 << 3"},
		{"== != < <= > >=", "A == B   A != B   A < B   A <= B   A > B   A >= B", "compare. Strings go by bytes, structs and arrays field by field, interfaces by type and value.", "\"ab\" < \"b\" && 3 >= 2"},
		{"&& || !", "A && B   A || B   !A", "and, or, not; B is looked at only if it decides.", "true && !false || false"},
		{":= =", "NAME, ... := VALUES   PLACE, ... = VALUES", ":= declares variables, = assigns. At the prompt a name may be declared again. Left-out errors stop the entry.", "a, b := 1, 2\na, b = b, a\nfmt.Println(a, b)"},
		{"+= -= *= /= %= &= |= ^= <<= >>= &^=", "PLACE += VALUE   ...", "computes and assigns in one.", "n := 3; n *= 4\nn"},
		{"++ --", "PLACE++   PLACE--", "statements: one more, one less.", "n := 3; n++\nn"},
		{"<-", "CHANNEL <- VALUE   V, OK := <-CHANNEL", "sends, and receives; receiving from a closed channel gives zero values, and OK is false.", "c := make(chan int, 1); c <- 1; close(c)\n<-c"},
		{"...", "func F(LIST ...T)   F(LIST...)   [...]T{}", "any number of arguments; a slice as those arguments; an array as long as its values.", "func sum(list ...int) (n int) { for _, i := range list { n += i }; return n }\nsum([]int{1, 2, 3}...)"},
		{"_", "_ = VALUE   for _, V := range X", "takes a value that nobody needs. At the prompt _ is the value shown last.", "_, err := strconv.Atoi(\"x\")\nerr != nil"},
		{"~", "interface { ~T }", "in a constraint: every type made of T.", "type Number interface { ~int | ~float64 }"},
	}
}

func builtins() []goWord {
	return []goWord{
		{"append", "func append(slice []T, values ...T) []T", "adds values and gives the slice that holds them: assign it.", "list := []int{1}\nlist = append(list, 2, 3)\nlist"},
		{"cap", "func cap(v) int", "how many elements a slice or channel has room for.", "cap(make([]int, 0, 4))"},
		{"clear", "func clear(v)", "empties a map, zeroes a slice's elements.", "m := map[string]int{\"a\": 1}; clear(m)\nlen(m)"},
		{"close", "func close(c chan T)", "says that nothing more is sent.", "c := make(chan int); close(c)"},
		{"complex real imag", "func complex(r, i F) C   func real(C) F   func imag(C) F", "make and take apart complex numbers.", "real(complex(1, 2))"},
		{"copy", "func copy(dst, src []T) int", "copies as many elements as both have, and says how many.", "dst := make([]int, 2)\ncopy(dst, []int{1, 2, 3})"},
		{"delete", "func delete(m map[K]V, key K)", "takes a key out of a map.", "m := map[string]int{\"a\": 1}; delete(m, \"a\")\nlen(m)"},
		{"len", "func len(v) int", "the length of a string (in bytes), slice, array, map or channel.", "len(\"日本\")"},
		{"make", "func make(T, sizes ...int) T", "makes a slice, map or channel.", "make([]int, 2, 8)"},
		{"max min", "func max(x T, y ...T) T   func min(x T, y ...T) T", "the largest, the smallest of ordered values.", "max(1, 3, 2)"},
		{"new", "func new(T) *T", "a pointer to a zero value.", "*new(int)"},
		{"panic recover", "func panic(v any)   func recover() any", "panic ends the function and those that called it; a deferred function's recover stops that.", "func() { defer func() { fmt.Println(recover()) }(); panic(\"stop\") }()"},
		{"print println", "func print(args ...)   func println(args ...)", "write to standard error, for a look while programming; fmt.Println is for output.", "fmt.Println(\"better\")"},
		{"nil", "nil", "the zero value of pointers, slices, maps, channels, functions and interfaces. A relation that is nil isn't loaded.", "var p *int\np == nil"},
		{"iota", "iota", "counts the lines of a group of constants, from 0.", "const (a = iota * 10; b; c)\nc"},
		{"true false bool", "type bool   true   false", "truth.", "3 < 4"},
		{"int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune",
			"type int   int8 ... int64   uint8 ... uint64   byte = uint8   rune = int32", "integers; int has 64 bits here. Mapped to INTEGER, BIGINT and the like.", "int64(3) + 4"},
		{"float32 float64 complex64 complex128", "type float32   float64   complex64   complex128", "numbers with a fraction, complex ones.", "float64(1) / 3"},
		{"string", "type string", "bytes that are text in UTF-8, immutable; range goes over runes, [i] over bytes.", "[]rune(\"日本\")[0] == '日'"},
		{"error", "type error interface { Error() string }", "what functions give beside their results; errors.Is and errors.As look inside. At the prompt a left-out error stops the entry.", "fmt.Errorf(\"open: %w\", os.ErrNotExist)"},
		{"any", "type any = interface{}", "every value.", "var x any = 3\nx.(int) + 1"},
		{"comparable", "type comparable interface { comparable }", "a constraint: types that == compares.", "func same[T comparable](a, b T) bool { return a == b }\nsame(1, 1)"},
	}
}
