// Package flush orders the work of a flush: which rows are saved, linked and deleted before which.
//
// Its nouns:
//
//   - Unit is work of one kind on one table: the saves of a mapper, its deletes, the rows of an association table.
//   - Plan collects units and what must come first; Order gives the batches.
//   - Batch is rows of one unit that can go out together.
//
// Data flow:
//
//	units + "a before b" -> Order -> batches
//
// Units that depend on each other (a table that refers to itself, two that refer to each other) are taken apart into
// rows, and the rows are ordered; everything else stays together, so that its statements can be sent in one go.
package flush
