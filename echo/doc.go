// Package echo is a log of the SQL that a program emits: every statement with its parameters, and the BEGIN,
// SAVEPOINT, COMMIT and ROLLBACK around them, in the order of emission and in the layout that SQLAlchemy prints.
//
// Its nouns are few. An [Event] is one emitted thing, already masked. A [Sink] takes events: [Text] prints them for
// people, [JSON] one object a line for programs, [Slog] hands them to a logger, [Tee] to several sinks. An [Origin]
// says who caused a statement; it travels in the context ([WithOrigin], [OriginFrom]).
//
//	orm, or Wrap(driver.Connector, sink)  --Event-->  Tee  -->  Text (terminal)
//	                                                       `->  JSON (file)
//
// The package is of use alone: [Wrap] puts it over the connector of any database/sql driver. It imports the
// standard library and the colour package, nothing else.
package echo
