// This file holds joins and the finding of their conditions in the foreign keys.
//
//layer:3

package orm

import (
	"errors"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// JoinClause is two sources joined. It is immutable.
type JoinClause struct{ src Source }

// Join joins two sources: rows for which the conditions are true. Without one it follows from the foreign keys between
// them: none, or more than one, is an error of the statement that uses the join.
func Join(left, right FromClause, on ...Cond) *JoinClause {
	return &JoinClause{joinSources(left.Source(), right.Source(), on, false)}
}

// OuterJoin is Join that keeps the left's rows without a partner: LEFT OUTER JOIN.
func OuterJoin(left, right FromClause, on ...Cond) *JoinClause {
	return &JoinClause{joinSources(left.Source(), right.Source(), on, true)}
}

// FullJoin keeps the rows without a partner of both sides: FULL OUTER JOIN.
func FullJoin(left, right FromClause, on ...Cond) *JoinClause {
	return (&JoinClause{joinSources(left.Source(), right.Source(), on, true)}).with(func(j *ast.Join) { j.Outer, j.Full = false, true })
}

// CrossJoin is every row of one with every row of the other.
func CrossJoin(left, right FromClause) *JoinClause {
	l, r := left.Source(), right.Source()
	return &JoinClause{Source{node: &ast.Join{Left: l.node, Right: r.node, Cross: true}, parts: slices.Concat(l.parts, r.parts),
		meta: firstMeta(l, r), err: errors.Join(l.err, r.err)}}
}

func (j *JoinClause) with(change func(*ast.Join)) *JoinClause {
	node := *j.src.node.(*ast.Join)
	change(&node)
	src := j.src
	src.node = &node
	return &JoinClause{src}
}

// Join joins another table; without a condition it follows from the foreign keys.
func (t *Table) Join(right FromClause, on ...Cond) *JoinClause { return Join(t, right, on...) }

// OuterJoin is Join that keeps rows without a partner.
func (t *Table) OuterJoin(right FromClause, on ...Cond) *JoinClause {
	return OuterJoin(t, right, on...)
}

// Join joins one more source.
func (j *JoinClause) Join(right FromClause, on ...Cond) *JoinClause { return Join(j, right, on...) }

// OuterJoin joins one more source and keeps rows without a partner.
func (j *JoinClause) OuterJoin(right FromClause, on ...Cond) *JoinClause {
	return OuterJoin(j, right, on...)
}

// Select begins a SELECT of all columns of all joined sources for which the conditions are true.
func (j *JoinClause) Select(where ...Cond) *SelectStmt {
	var all []Operand
	for _, p := range j.src.parts {
		for _, c := range p.columns {
			all = append(all, c)
		}
	}
	return Select(all...).From(j).Where(where...)
}

// Source is the join as a node.
func (j *JoinClause) Source() Source { return j.src }

// String is the join as SQL: users JOIN addresses ON users.id = addresses.user_id.
func (j *JoinClause) String() string {
	if j.src.err != nil {
		return "<" + j.src.err.Error() + ">"
	}
	return printSource(j.src.node, j.src.meta)
}

func firstMeta(l, r Source) *MetaData {
	if l.meta != nil {
		return l.meta
	}
	return r.meta
}

func joinSources(l, r Source, on []Cond, outer bool) Source {
	node := &ast.Join{Left: l.node, Right: r.node, Outer: outer}
	out := Source{node: node, parts: slices.Concat(l.parts, r.parts), meta: firstMeta(l, r), err: errors.Join(l.err, r.err)}
	if len(on) > 0 {
		node.On = And(on...).Node().expr
		return out
	}
	cond, err := joinCondition(l, r)
	if err != nil {
		out.err = errors.Join(out.err, err)
		node.On = &ast.Bad{Err: err}
		return out
	}
	node.On = cond
	return out
}

// joinCondition is the condition from the foreign keys between the sources: the last part of the left side counts first.
func joinCondition(l, r Source) (ast.Expr, error) {
	var err error
	if n := len(l.parts); n > 1 {
		var found [][]ast.Expr
		if found, err = links(l.parts[n-1:], r.parts); err == nil && len(found) == 1 {
			return conjunction(found[0]), nil
		}
	}
	found, err := links(l.parts, r.parts)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, refuse(ErrNoForeignKey, "no foreign key joins %s and %s: give the join a condition", partNames(l.parts), partNames(r.parts))
	case len(found) > 1:
		return nil, refuse(ErrAmbiguousJoin, "%d foreign keys join %s and %s: give the join a condition", len(found), partNames(l.parts), partNames(r.parts))
	}
	return conjunction(found[0]), nil
}

func conjunction(list []ast.Expr) ast.Expr {
	if len(list) == 1 {
		return list[0]
	}
	return &ast.Logic{Op: ast.And, Items: list}
}

// links is the conditions of each foreign key between the two sides.
func links(left, right []fromPart) ([][]ast.Expr, error) {
	var found [][]ast.Expr
	for _, l := range left {
		for _, r := range right {
			for _, side := range [2][2]fromPart{{l, r}, {r, l}} {
				conds, err := references(side[0], side[1])
				if err != nil {
					return nil, err
				}
				found = append(found, conds...)
			}
		}
	}
	return found, nil
}

// references is the conditions of the foreign keys of from that refer to to, the column referred to on the left.
func references(to, from fromPart) ([][]ast.Expr, error) {
	var found [][]ast.Expr
	for _, k := range keysOf(from) {
		targets, err := k.targets()
		if err != nil {
			return nil, err
		}
		var conds []ast.Expr
		for i, target := range targets {
			referred, referring := to.find(target), from.find(k.table.byName[k.columns[i]])
			if referred == nil || referring == nil {
				break
			}
			conds = append(conds, &ast.Binary{Op: ast.Eq, L: referred.node, R: referring.node, Type: ast.Type{Kind: ast.Boolean}})
		}
		if len(conds) == len(targets) {
			found = append(found, conds)
		}
	}
	return found, nil
}

// keysOf is the foreign keys of the tables whose columns the part shows.
func keysOf(p fromPart) []*Constraint {
	var tables []*Table
	var found []*Constraint
	for _, c := range p.columns {
		if t := c.tableColumn().table; t != nil && !slices.Contains(tables, t) {
			tables = append(tables, t)
			found = append(found, t.foreignKeys()...)
		}
	}
	return found
}

func partNames(parts []fromPart) string {
	text := ""
	for i, p := range parts {
		if i > 0 {
			text += ", "
		}
		switch s := p.node.(type) {
		case *ast.Table:
			text += s.Name
		case *ast.Alias:
			text += s.Name
		case *ast.CTE:
			text += s.Name
		default:
			text += "a subquery"
		}
	}
	return text
}
