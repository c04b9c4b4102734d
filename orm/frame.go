// This file holds the edges of window frames.
//
//layer:3

package orm

import (
	"math"

	"github.com/ormsh/ormsh/orm/ast"
)

// Unbounded is the edge of a frame without a limit: negated before the row, as it is behind it.
const Unbounded = math.MaxInt32

func frameEdge(n int) ast.Edge {
	switch {
	case n <= -Unbounded:
		return ast.Edge{Word: "UNBOUNDED PRECEDING"}
	case n >= Unbounded:
		return ast.Edge{Word: "UNBOUNDED FOLLOWING"}
	case n < 0:
		return ast.Edge{Count: frameCount(-n), Word: "PRECEDING"}
	case n > 0:
		return ast.Edge{Count: frameCount(n), Word: "FOLLOWING"}
	}
	return ast.Edge{Word: "CURRENT ROW"}
}

func frameCount(n int) *ast.Bind {
	return &ast.Bind{Name: "param", Value: int64(n), Type: ast.Type{Kind: ast.Integer}}
}
