// Package cell looks at what was typed as text: is it complete, where does one entry end and the next begin,
// and of which declarations, statements and expressions does it consist.
//
// Its nouns are the entry (what is run as one cell: the shortest run of whole lines that is complete) and the Part (one
// declaration, statement or expression list of a cell).
//
//	piped text --Next--> entry --Split--> []Part --> package check
//	a typed line --Incomplete--> run it, or show the continuation prompt
//
// Everything here follows Go's own rule for line ends: a line is finished where Go's scanner puts a semicolon. So a line that
// ends in an operator, a comma or a dot goes on, and one that begins with a dot does not belong to the line before.
package cell
