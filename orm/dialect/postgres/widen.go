// This file widens placeholders for numbers that are beyond the column beside them.

package postgres

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/dialect"
)

// Widen writes $1::BIGINT for $1: PostgreSQL takes the column's type for that of the placeholder and refuses the value.
func (Dialect) Widen(sql string, placeholders []int) string {
	var b strings.Builder
	for i := 0; i < len(sql); {
		end := max(dialect.Skip(sql, i), i+1)
		if sql[i] == '$' {
			for end < len(sql) && sql[end] >= '0' && sql[end] <= '9' {
				end++
			}
		}
		b.WriteString(sql[i:end])
		n, err := strconv.Atoi(sql[i+1 : end])
		if sql[i] == '$' && err == nil && slices.Contains(placeholders, n) && !strings.HasPrefix(sql[end:], "::") {
			b.WriteString("::BIGINT")
		}
		i = end
	}
	return b.String()
}
