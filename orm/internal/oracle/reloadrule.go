// This file holds the rule for objects that are read again together.

package oracle

import (
	"fmt"
	"regexp"
	"slices"
)

// ReloadTogether is the rule: rows that are read again by name are asked for in one statement, where SQLAlchemy reads each
// object at the first look at it. where is the number of the step. The statement is taken apart again.
var ReloadTogether = Rule{"reload together", "Load takes all objects, a look at an attribute one", func(_, got *Recording, where string) (n int) {
	for i := 0; i < len(got.Ops); i++ {
		op := got.Ops[i]
		m := keyInList.FindStringSubmatch(op.SQL)
		if fmt.Sprint(op.Step) != where || op.Many || m == nil {
			continue
		}
		parts := make([]Op, len(op.Params))
		for k, p := range op.Params {
			parts[k] = op
			parts[k].SQL, parts[k].Params = m[1]+" = ?", []any{p}
		}
		got.Ops = slices.Replace(got.Ops, i, i+1, parts...)
		i += len(parts) - 1
		n++
	}
	return n
}}

// keyInList matches a query of one table whose only condition is that a column is IN a list of parameters.
var keyInList = regexp.MustCompile(`^(SELECT [\w\s.,]+\s+FROM \w+\s+WHERE \w+\.\w+) IN \((?:\?|\$\d+|%\(\w+\)s)(?:, (?:\?|\$\d+|%\(\w+\)s))+\)$`)
