// This file tests mapped objects in statements, and statements that are executed again.

package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

func TestObjectsOfAStatement(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, l *log) {
		base := orm.DeclarativeBase()
		if err := errors.Join(base.Map(parent{}, child{}), base.MetaData().CreateAll(e)); err != nil {
			t.Fatal(err)
		}
		s := orm.NewSession(e)
		defer s.Close()
		p := &parent{Name: "p", Children: []*child{{Name: "a"}, {Name: "b"}}}
		if err := s.Add(p); err != nil {
			t.Fatal(err)
		}
		P, C := orm.Columns[parent](), orm.Columns[child]()
		parents := must(base.Table(parent{}))(t)
		same := orm.Col(&P.ID).Expr.Eq(orm.Col(&C.ParentID))
		// The statement flushes what is pending, and gives the session's own objects.
		found := must(orm.Scalars[*parent](s, orm.Select(orm.Mapped(P)).Where(orm.Col(&P.Name).Eq("p"))))(t)
		if len(found) != 1 || found[0] != p {
			t.Errorf("%v", found)
		}
		both := orm.Select(orm.Mapped(C), parents.C("name"), orm.Mapped(P)).Where(same, orm.Col(&C.Name).Expr.Eq(orm.Named("who", nil))).OrderBy(orm.Col(&C.ID))
		for i, name := range []string{"a", "b"} {
			row := must(must(s.Execute(both, orm.V{"who": name}))(t).One())(t)
			if row.Len() != 3 || must(row.At(0))(t) != any(p.Children[i]) || must(row.At(1))(t) != "p" || must(row.At(2))(t) != any(p) {
				t.Errorf("%s", row)
			}
		}
		if got := must(orm.Scalars[string](s, orm.Select(orm.Col(&C.Name)).OrderBy(orm.Col(&C.Name).Desc())))(t); strings.Join(got, "") != "ba" {
			t.Errorf("%q", got)
		}
		if got := must(orm.Scalars[int](s, orm.Select(orm.Col(&C.ParentID)).Distinct()))(t); len(got) != 1 || got[0] != p.ID {
			t.Errorf("%v", got)
		}
		// A parent without children has a NULL beside it; a value can't be NULL, a pointer can.
		alone := &parent{Name: "alone"}
		if err := errors.Join(s.Add(alone), s.Flush()); err != nil {
			t.Fatal(err)
		}
		names := orm.Select(orm.Col(&C.Name)).From(parents.OuterJoin(must(base.Table(child{}))(t))).Where(orm.Col(&P.Name).Eq("alone"))
		if _, err := orm.Scalars[string](s, names); err == nil || !strings.Contains(err.Error(), "row 1 is NULL") {
			t.Errorf("NULL as a string: %v", err)
		}
		if got := must(orm.Scalars[*string](s, names))(t); len(got) != 1 || got[0] != nil {
			t.Errorf("%v", got)
		}
		// Without a session the same statement gives columns.
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		rows := must(e.Execute(orm.Select(orm.Mapped(P)).OrderBy(orm.Col(&P.ID))))(t).FetchAll()
		if rows.String() != "[(1, 'p'), (2, 'alone')]" {
			t.Errorf("%s", rows)
		}
	})
}

func TestObjectsOfAnAlias(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	s := stocks(t, e)
	if err := s.AddAll(&stock{Name: "a"}, &stock{Name: "b"}); err != nil {
		t.Fatal(err)
	}
	S, O := orm.Columns[stock](), orm.Alias[stock]("o")
	rows := must(s.Execute(orm.Select(orm.Mapped(S), orm.Mapped(O)).Where(orm.Col(&S.ID).Expr.Lt(orm.Col(&O.ID)))))(t).FetchAll()
	if len(rows) != 1 || must(rows[0].At(0))(t).(*stock).Name != "a" || must(rows[0].At(1))(t).(*stock).Name != "b" {
		t.Errorf("%s", rows)
	}
	if _, err := orm.Scalars[*stock](s, orm.Select(orm.Mapped(&stock{}))); err == nil || !strings.Contains(err.Error(), "not a prototype") {
		t.Errorf("an object instead of a prototype: %v", err)
	}
}

// A statement is compiled once for each set of parameter names, and what is kept is never taken for something else.
func TestStatementsAreCompiledOnce(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		s := sales(t, e)
		id, shop := s.C("id"), s.C("shop")
		insert, in := s.Insert(), orm.Select(id).Where(id.In(orm.Named("ids", orm.Integer))).OrderBy(id)
		update := s.Update(id.Eq(orm.Named("which", orm.Integer)))
		for range 2 {
			must(e.Execute(insert, orm.V{"id": 10, "shop": "z"}))(t)
			must(e.Execute(insert, orm.V{"id": 11, "shop": orm.Upper("z")}))(t)
			must(e.Execute(insert, orm.V{"id": 12, "shop": orm.Lower("Q")}))(t)
			must(e.Execute(insert, orm.V{"id": 13, "item": "i"}, orm.V{"id": 14, "item": "j"}))(t)
			must(e.Execute(update, orm.V{"which": 13, "shop": "s"}))(t)
			must(e.Execute(update, orm.V{"which": 14, "shop": orm.Literal("t")}))(t)
			got := shownRows(must(e.Execute(orm.Select(id, shop, s.C("item")).Where(id.Ge(10)).OrderBy(id)))(t).FetchAll())
			if want := "10,z,-;11,Z,-;12,q,-;13,s,i;14,t,j;"; got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
			for want, ids := range map[string][]int{"10;": {10}, "10;12;": {12, 10}, "": {}} {
				if got := shownRows(must(e.Execute(in, orm.V{"ids": ids}))(t).FetchAll()); got != want {
					t.Errorf("%v: got %s", ids, got)
				}
			}
			if _, err := e.Execute(in, orm.V{"wrong": 1}); err == nil {
				t.Error("a parameter is missing")
			}
			if _, err := e.Execute(insert, orm.V{"id": 20, "shop": "a"}, orm.V{"id": 21, "item": "b"}); err == nil {
				t.Error("the sets have different keys")
			}
			must(e.Execute(s.Delete(id.Ge(10))))(t)
		}
	})
}

func TestCompiledStatementsAllocateLess(t *testing.T) {
	e := engine(t, orm.URL{Dialect: "sqlite"})
	s := sales(t, e)
	c := must(e.Connect())(t)
	defer c.Close()
	build := func() *orm.SelectStmt {
		return orm.Select(s.C("id"), s.C("shop")).Where(s.C("shop").Eq("none"), s.C("amount").Gt(3)).OrderBy(s.C("item").Desc())
	}
	kept := build()
	again := testing.AllocsPerRun(50, func() { must(c.Execute(kept))(t) })
	if built := testing.AllocsPerRun(50, func() { must(c.Execute(build()))(t) }); again > built-15 {
		t.Errorf("%v allocations for a kept statement, %v for one that is built", again, built)
	}
}
