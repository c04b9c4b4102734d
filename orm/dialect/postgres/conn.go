// This file holds a connection: whether it stands, its prepared statements, batches, and what it sends as a number.

package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// connector makes connections that can be asked whether they still stand.
type connector struct{ driver.Connector }

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if pg, ok := made.(*stdlib.Conn); ok {
		return conn{pg}, err
	}
	return made, err
}

// Unwrap is the driver's own connector.
func (c connector) Unwrap() driver.Connector { return c.Connector }

type conn struct{ *stdlib.Conn }

// IsValid is a driver.Validator, which pgx's connection isn't by itself.
func (c conn) IsValid() bool { return !c.Conn.Conn().IsClosed() }

var errFailedTransaction = errors.New("postgresql: a failed transaction takes no statement")

// Forget gives up the statements that pgx has prepared. A failed transaction would refuse that.
func (c conn) Forget() error {
	if c.Conn.Conn().PgConn().TxStatus() == 'E' {
		return errFailedTransaction
	}
	return c.Conn.Conn().DeallocateAll(context.Background())
}

// ExecBatch sends all executions at once and reads the answers afterwards: one round trip.
func (Dialect) ExecBatch(ctx context.Context, c driver.Conn, sql string, rows [][]driver.Value) ([]int64, error) {
	native, ok := c.(conn)
	if !ok {
		return nil, fmt.Errorf("postgresql: a %T can't take a batch", c)
	}
	var batch pgx.Batch
	for _, row := range rows {
		args := make([]any, len(row))
		for i, v := range row {
			args[i] = v
		}
		batch.Queue(sql, args...)
	}
	results := native.Conn.Conn().SendBatch(ctx, &batch)
	counts := make([]int64, 0, len(rows))
	for range rows {
		tag, err := results.Exec()
		if err != nil {
			results.Close() //nolint:errcheck // it returns the same error
			return counts, err
		}
		counts = append(counts, tag.RowsAffected())
	}
	return counts, results.Close()
}

// takeWholeNumbers has a connection refuse 1.5 for an integer parameter: pgx would send 1.
func takeWholeNumbers(_ context.Context, c *pgx.Conn) error {
	m := c.TypeMap()
	m.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{wrapFloat}, m.TryWrapEncodePlanFuncs...)
	return nil
}

// float is a number that is an integer only where it has no fraction.
type float float64

// Float64Value is for parameters that take fractions.
func (f float) Float64Value() (pgtype.Float8, error) {
	return pgtype.Float8{Float64: float64(f), Valid: true}, nil
}

// Int64Value is for those that don't.
func (f float) Int64Value() (pgtype.Int8, error) {
	if f != float(math.Trunc(float64(f))) || f < math.MinInt64 || f >= math.MaxInt64 {
		return pgtype.Int8{}, fmt.Errorf("%s is no whole number, as the column has them", strconv.FormatFloat(float64(f), 'g', -1, 64))
	}
	return pgtype.Int8{Int64: int64(f), Valid: true}, nil
}

func wrapFloat(v any) (plan pgtype.WrappedEncodePlanNextSetter, next any, ok bool) {
	f, ok := v.(float64)
	return &floatPlan{}, float(f), ok
}

// floatPlan hands a number over as a float.
type floatPlan struct{ next pgtype.EncodePlan }

// SetNext takes the plan for a float.
func (p *floatPlan) SetNext(next pgtype.EncodePlan) { p.next = next }

// Encode appends the number in the wire format.
func (p *floatPlan) Encode(v any, buf []byte) ([]byte, error) {
	return p.next.Encode(float(v.(float64)), buf)
}
