// This file tells compiled code which cell calls it.

package interp

import "context"

type originKey struct{}

// origin is the place of a running cell that CellOrigin reads.
type origin func() (cell, line int)

// CellOrigin tells code that a running cell calls which cell and line that is. ok is false if ctx doesn't come from a cell.
func CellOrigin(ctx context.Context) (cell, line int, ok bool) {
	o, ok := ctx.Value(originKey{}).(origin)
	if !ok {
		return 0, 0, false
	}
	cell, line = o()
	return cell, line, true
}

// withOrigin gives a cell's context the place that CellOrigin reads.
func withOrigin(ctx context.Context, o origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}
