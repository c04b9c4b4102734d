// Command bench measures ormsh's ORM beside GORM, bun, ent, xorm, sqlx, SQLAlchemy and hand-written database/sql.
//
//	go run . -scale 0.2                    all databases, every contestant, five rounds
//	go run . -db postgres -only "raw ormsh bun"
//	go run . -workloads "insert filter" -rounds 9
//	go run . -db sqlite -run ormsh/insert -profile cpu.pb
//
// Each run is a process of its own. A round runs every contestant once, so that what disturbs the machine disturbs them
// alike; the ratio of a round is taken to the baseline of the same round, and the table shows the median of the ratios with
// the lowest and highest. The baseline takes part twice, as "multi" and as "control": how far the control is from 1.00 is
// how far any other number is to be trusted.
//
// Its nouns:
//
//   - Env is a prepared database with a stopwatch.
//   - contestant is a library: for each workload a function that prepares and returns the work to be timed.
//   - workload names a function of a contestant, and says how its result is checked: a wrong result ends the run.
package main
