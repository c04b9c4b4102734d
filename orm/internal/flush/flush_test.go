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
			[]flush.Unit{{"del users", []int{9}}, {"save addresses", []int{3}}, {"save users", []int{1, 2}}, {"del addresses", []int{8}}},
			[]flush.Edge{{2, 1}, {3, 0}, {1, 3}}, nil, "save users[1 2] save addresses[3] del addresses[8] del users[9]"},
		{"idle units keep their place",
			[]flush.Unit{{"save b", []int{1}}, {"save idle", nil}, {"save a", []int{2}}},
			[]flush.Edge{{1, 0}}, nil, "save a[2] save b[1]"},
		{"a tree: row by row, siblings together",
			[]flush.Unit{{"save nodes", []int{1, 2, 3, 4}}, {"save x", []int{7}}},
			[]flush.Edge{{0, 0}, {1, 0}},
			[]flush.RowEdge{{First: 4, Then: 1}, {First: 1, Then: 2}, {First: 1, Then: 3}}, "save x[7] save nodes[4 1 2 3]"},
		{"two tables that refer to each other, rows that don't",
			[]flush.Unit{{"save a", []int{1}}, {"save b", []int{2}}},
			[]flush.Edge{{0, 1}, {1, 0}},
			[]flush.RowEdge{{First: 2, FirstUnit: 1, Then: 1}}, "save b[2] save a[1]"},
		{"rows that do",
			[]flush.Unit{{"save a", []int{1}}, {"save b", []int{2}}},
			[]flush.Edge{{0, 1}, {1, 0}},
			[]flush.RowEdge{{First: 2, FirstUnit: 1, Then: 1}, {First: 1, Then: 2, ThenUnit: 1}},
			"orm: circular dependency between rows (save a, save b); break it with orm:\"relation,post_update\" on one of the relations"},
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
