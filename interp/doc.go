// Package interp runs Go a cell at a time: what a user types at a prompt, or a script holds, as a session.
//
// Its nouns are the Session (everything declared so far), the cell (what runs as one), the Result (the values that a cell's last
// expression has) and the Error (what went wrong, with its place in the cell).
//
//	source --cell--> parts --check--> units --lower--> plain Go --run--> values
//	                              (go/types)       (a small subset)
//
// The packages that a cell may import are data, see package pkgs; interp knows none of them.
//
// # What a session does that a file doesn't
//
//   - All of a cell is checked before any of it runs. Then its statements run in order; what ran before an error stays.
//   - Declarations of a cell may stand after their use, as in a file. A method belongs to its type from there on, unless what it
//     needs is only made by the statements in between.
//   - A name may be declared again. `:=` with no new name on its left makes new variables; with a new one beside them, those
//     that exist are assigned to where their type allows it, as in a function. Closures and functions keep the variable they
//     were made with, and a warning says so.
//   - Callers see the newest function or method of the same type. A function declared again with another type is another function,
//     which its callers see once they are declared again; a warning names them.
//   - A type declared again is a new type, without the methods of the old one. Values of the old type keep it, and messages
//     call it "User (of cell 2, since redeclared)".
//   - A method may come after its type, in a later cell. Variables follow, with what they point to and hold in slices, maps and
//     channels; values inside interfaces (also as keys of a map[any]) keep the type without the method, and closures that exist
//     already share the variables but see the type without the method. A warning names the variables that hold such values or
//     closures. A method's signature can't change: declare the type again. A generic type is declared again with
//     everything that mentions it.
//   - A defer at top level runs at the end of the cell; `return` and `return err` end it.
//   - A cancelled cell stops, and with it all goroutines that earlier cells started. Compiled code that waits for nothing but
//     itself (a Mutex, a WaitGroup) can't be stopped: its goroutine stays.
//   - What a cell defers can be cancelled as well; after a cancellation it has two seconds.
//   - Variables of packages that the shell relies on itself can't be assigned by their names, nor what they point to. Through a
//     pointer of one's own (p := base64.StdEncoding; *p = *base64.URLEncoding) they can, as in a program, and are changed for the
//     shell as well.
//   - A function of the session is a new value wherever it is mentioned: reflect.Value.Pointer of one panics, since its address would
//     tell it from no other, and two reflect.Values of one aren't == (Go's own vet says not to ask).
//   - recover in the body of a range over a function that a deferred function runs recovers, as the language says; Go's compiler
//     lets the panic pass there (golang.org/issue/71685).
//   - What Go's runtime doesn't let a program survive is told before it happens where that can be seen: a lock that isn't locked is
//     unlocked, fmt or log would print a value that holds itself, a make or a Repeat asks for more memory than there is; nothing
//     recovers from the first two. The rest ends the process here too: concurrent map writes, compiled code that calls itself
//     without end, an unlocked lock behind an interface, and memory that grows by more than the machine has in the hundredth of a
//     second between two looks. A variable of more than a gigabyte is refused.
package interp
