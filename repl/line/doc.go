// Package line reads entries from people: one entry is what is run as one cell, over as many rows as it needs.
//
// The nouns:
//
//	Reader     what the shell sees: Read, Write, Close
//	Terminal   the Reader of a terminal; plain is the one of TERM=dumb and of no terminal
//	decoder    bytes of the terminal to keys: escape sequences, bracketed paste
//	editor     what a key does beyond the editing that chzyer/readline brings: rows, history, completion, search, indentation
//	screen     draws the entry in its rows, and output above it
//	History    entries kept across runs
//
//	tty --> decoder --> chzyer/readline (buffer, letters, the loop of keys) <--> editor
//	                          |
//	                       screen --> tty
//
// chzyer/readline knows one row. Two of its seams make it serve for many: it draws by writing to Config.Stdout, where the screen takes every
// drawing as a mere request to draw and draws by itself; and it gives every key to FuncFilterInputRune before, and to the Listener after it
// has acted, where the editor does the rest. Keys that it doesn't know, or acts on wrongly, reach it as private-use runes.
//
// Reading stops at Enter, Ctrl-C and Ctrl-D until the editor says how to go on, so that what is typed ahead stays in the terminal for the
// cell that runs, or for the next entry.
package line
