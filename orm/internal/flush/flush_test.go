// This file tests the order of a flush's work.

package flush_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm/internal/flush"
)

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		units []flush.Unit
		edges []flush.Edge
		rows  []flush.RowEdge
		want  string
	}{
		{"parents are saved first, children deleted first",
			[]flush.Unit{{Name: "del users", Rows: []int{9}}, {Name: "save addresses", Rows: []int{3}}, {Name: "save users", Rows: []int{1, 2}}, {Name: "del addresses", Rows: []int{8}}},
			[]flush.Edge{{2, 1}, {3, 0}, {1, 3}}, nil, "save users[1 2] save addresses[3] del addresses[8] del users[9]"},
		{"idle units keep their place",
			[]flush.Unit{{Name: "save b", Rows: []int{1}}, {Name: "save idle", Rows: nil}, {Name: "save a", Rows: []int{2}}},
			[]flush.Edge{{1, 0}}, nil, "save a[2] save b[1]"},
		{"a tree: row by row, siblings together",
			[]flush.Unit{{Name: "save nodes", Rows: []int{1, 2, 3, 4}}, {Name: "save x", Rows: []int{7}}},
			[]flush.Edge{{0, 0}, {1, 0}},
			[]flush.RowEdge{{First: 4, Then: 1}, {First: 1, Then: 2}, {First: 1, Then: 3}}, "save x[7] save nodes[4 1 2 3]"},
		{"a tree of rows in several tables: level by level",
			[]flush.Unit{{Name: "save nodes", Rows: []int{1, 2, 3, 4}, Levels: true}},
			[]flush.Edge{{0, 0}},
			[]flush.RowEdge{{First: 4, Then: 1}, {First: 1, Then: 2}, {First: 1, Then: 3}}, "save nodes[4] save nodes[1] save nodes[2 3]"},
		{"two tables that refer to each other, rows that don't",
			[]flush.Unit{{Name: "save a", Rows: []int{1}}, {Name: "save b", Rows: []int{2}}},
			[]flush.Edge{{0, 1}, {1, 0}},
			[]flush.RowEdge{{First: 2, FirstUnit: 1, Then: 1}}, "save b[2] save a[1]"},
		{"rows that do",
			[]flush.Unit{{Name: "save a", Rows: []int{1}}, {Name: "save b", Rows: []int{2}}},
			[]flush.Edge{{0, 1}, {1, 0}},
			[]flush.RowEdge{{First: 2, FirstUnit: 1, Then: 1}, {First: 1, Then: 2, ThenUnit: 1}},
			"circular dependency between rows (save a, save b); break it with orm:\"relation,post_update\" on one of the relations"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, err := flush.Order(c.units, c.edges, func([]int) []flush.RowEdge { return c.rows })
			var got []string
			for _, b := range list {
				got = append(got, fmt.Sprint(c.units[b.Unit].Name, b.Rows))
			}
			if err != nil {
				got = append(got, err.Error())
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}
