// This file measures a cell in sessions of different lengths.

package check_test

import (
	"fmt"
	"testing"
)

// BenchmarkCell is one more cell in a session of the given length.
func BenchmarkCell(b *testing.B) {
	for _, length := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprintf("after_%d", length), func(b *testing.B) {
			s := newSession()
			for i := range length {
				if err := s.check(fmt.Sprintf("v%d := %d", i, i)); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if err := s.check("total := v1 + 2; fmt.Sprint(total, v2)"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
