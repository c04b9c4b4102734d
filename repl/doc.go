// Package repl is the shell: it reads entries, runs them and shows what comes out.
//
// The nouns:
//
//	Entry      what is evaluated as one: Go, a \command, ?help, or a line of SQL
//	Evaluator  what runs Go; interp.Session is it, tests bring their own
//	Shell      evaluates entries and writes one ordered stream of output, echo lines and values
//	Options    where the shell writes, and how
//	command    one \command: a row of the table in commands.go
//
//	               .-- Go ------> Evaluator --> values --.
//	entry -> Eval -+-- \command --------------------------+--> Shell.out (display)
//	               +-- ?expr ----------------------------|
//	               '-- SQL -----> the session's connection'     engines of cells --> echo sink --> Shell.log
//
// Loop, Script and Transcripts bring entries from a terminal, from a file or pipe, and from documents. Only they know about prompts and
// positions; Eval knows neither.
//
// Engines that cells make write their echo through the shell and ask it for the context of the running cell, because the shell hands the
// interpreter package orm with CreateEngine and its like wrapped (see host.go): no global variable is involved.
package repl
