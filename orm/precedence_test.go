// This file holds the property that parentheses stand where they are needed: random expressions mean the same as the
// fully parenthesised text of the same tree.

package orm_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ormsh/ormsh/orm"
)

// expressions makes random trees, each as an expression and as text with parentheses around everything.
type expressions struct{ *rand.Rand }

func (r expressions) number(depth int) (orm.Expr, string) {
	if depth == 0 || r.IntN(5) == 0 {
		leaf := []string{"0", "1", "2", "3", "7", "nullif(1, 1)"}[r.IntN(6)]
		return orm.Text(leaf).As(orm.Integer).Expr(), leaf
	}
	a, sa := r.number(depth - 1)
	b, sb := r.number(depth - 1)
	switch r.IntN(7) {
	case 0:
		return a.Plus(b), "((" + sa + ") + (" + sb + "))"
	case 1:
		return a.Minus(b), "((" + sa + ") - (" + sb + "))"
	case 2:
		return a.Times(b), "((" + sa + ") * (" + sb + "))"
	case 3:
		return a.Mod(5), "((" + sa + ") % (5))"
	case 4:
		return a.Neg(), "(-(" + sa + "))"
	case 5:
		return orm.Coalesce(a, b), "coalesce((" + sa + "), (" + sb + "))"
	}
	c, sc := r.truth(depth - 1)
	return orm.Case().When(c, a).Else(b), "(CASE WHEN (" + sc + ") THEN (" + sa + ") ELSE (" + sb + ") END)"
}

func (r expressions) truth(depth int) (orm.Cond, string) {
	if depth == 0 || r.IntN(3) == 0 {
		return r.comparison(depth)
	}
	a, sa := r.truth(depth - 1)
	b, sb := r.truth(depth - 1)
	switch r.IntN(4) {
	case 0:
		return orm.And(a, b), "((" + sa + ") AND (" + sb + "))"
	case 1:
		return orm.Or(a, b), "((" + sa + ") OR (" + sb + "))"
	case 2:
		return orm.Not(a), "(NOT (" + sa + "))"
	}
	return orm.Not(orm.Or(orm.Not(a), b)), "(NOT ((NOT (" + sa + ")) OR (" + sb + ")))"
}

func (r expressions) comparison(depth int) (orm.Cond, string) {
	a, sa := r.number(max(depth-1, 0))
	b, sb := r.number(max(depth-1, 0))
	switch r.IntN(9) {
	case 0:
		return a.Lt(b), "((" + sa + ") < (" + sb + "))"
	case 1:
		return a.Ne(b), "((" + sa + ") != (" + sb + "))"
	case 2:
		return a.Between(b, orm.Text("4").Expr()), "((" + sa + ") BETWEEN (" + sb + ") AND (4))"
	case 3:
		return orm.Not(a.Between(orm.Text("0").Expr(), b)), "(NOT ((" + sa + ") BETWEEN (0) AND (" + sb + ")))"
	case 4:
		return a.In(b, orm.Text("1").Expr()), "((" + sa + ") IN ((" + sb + "), (1)))"
	case 5:
		return a.NotIn(b, orm.Text("2").Expr()), "((" + sa + ") NOT IN ((" + sb + "), (2)))"
	case 6:
		return a.IsNull(), "((" + sa + ") IS NULL)"
	case 7:
		return a.NotIn(), "(1 = 1)"
	}
	return a.Eq(b), "((" + sa + ") = (" + sb + "))"
}

func TestParenthesesKeepTheMeaning(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		r := expressions{rand.New(rand.NewPCG(seed, 1))}
		for range 30 {
			what := []orm.Operand{}
			reference := []string{}
			for range 10 {
				c, text := r.truth(4)
				what = append(what, orm.Case().When(c, 1).When(orm.Not(c), 2).Else(3))
				reference = append(reference, fmt.Sprintf("(CASE WHEN %s THEN 1 WHEN NOT (%s) THEN 2 ELSE 3 END)", text, text))
			}
			stmt := orm.Select(what...)
			got, err := e.Execute(stmt)
			if err != nil {
				t.Fatal(err)
			}
			want := must(e.Execute(orm.Text("SELECT " + strings.Join(reference, ", "))))(t)
			if g, w := fmt.Sprint(got.FetchAll()), fmt.Sprint(want.FetchAll()); g != w {
				t.Fatalf("%s\ngives %s, the parenthesised text %s: %q", stmt, g, w, reference)
			}
		}
	})
}
