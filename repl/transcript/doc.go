// Package transcript replays Markdown documents that hold sessions of the shell, and compares what comes out with what they say.
//
// The nouns:
//
//	Document  a Markdown file; prose, and fenced blocks whose info string begins with ormsh
//	Block     one such fence: `>>> ` begins an entry, `... ` goes on with it, the lines after it are the expected output
//	Step      one entry with its expected output
//	Session   what entries are evaluated in; the shell brings it
//	Servers   where a document gets a database of its own on a server; the shell brings it
//	Runner    replays documents, each in a fresh session and a fresh temporary directory
//
//	file --Parse--> Document --Runner--> Session.Eval for each step --match--> passed, or a unified diff (or, with Update, the file rewritten)
//
// # The format
//
// In expected output `<...>` matches any text, alone on a line any lines. Blank lines and blanks at the end of a line don't count:
// editors eat them. A compile error's text is written as it prints.
//
// A block of a session on a server says so in its info string:
//
//	```ormsh db=mysql
//	```ormsh db=mysql,postgres
//
// The variables ORMSH_TEST_MYSQL and ORMSH_TEST_POSTGRES hold, while a document runs, the URL of an empty database made for it and dropped
// after it. In the output that database is called "lesson" on "localhost", whatever the server is.
//
// A document is replayed once. Its blocks without db= always run; those with db= run where that server answers, and are skipped with the
// reason where it doesn't. Front matter makes a document run once for each database it names:
//
//	---
//	databases: sqlite, mysql, postgres
//	---
//
// Each of those runs takes the blocks without db= and those with its own db=, so that expectations that differ by dialect stand side by
// side; ORMSH_TEST_URL holds the URL of the run's database.
package transcript
