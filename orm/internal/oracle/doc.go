// Package oracle compares what orm emits with recordings of what SQLAlchemy emits for the same steps.
//
// Its nouns:
//
//   - Recording is the statements, with parameters, and the observations of one scenario on one database.
//   - Run records a Go program in the same form: Step by Step, Obs by Obs.
//   - Compare finds the first difference, after both sides went through the same normal form.
//   - Rule is a difference on purpose, out of a short closed list. It transforms the recording; what it yields must
//     then come out exactly. There are no expectations for single scenarios.
//
// Data flow:
//
//	recording -> rules -> normal form \
//	                                   Compare -> first difference
//	program -> Run --------> normal form /
//
// The normal form forgets what databases and libraries are free to choose: placeholders, quotes, white space, column
// labels, the order of columns in INSERT and SET, one executemany or many statements. It never forgets the order of
// statements, of SELECT columns, or of conditions.
package oracle
