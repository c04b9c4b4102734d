// This file holds SELECT.
//
//layer:3

package orm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/orm/ast"
)

// SelectStmt is a SELECT. It is immutable: methods return a changed copy. What FROM holds follows from the columns and
// conditions; From and Join say more.
type SelectStmt struct {
	node  ast.Select
	joins []fromPart // the members of the last source, for Join
	spans []span     // columns that are objects, for a session
	meta  *MetaData
	err   error
}

// span is columns that together are an object: where they begin, and the Entity.
type span struct {
	first int
	what  any
}

// Select begins a SELECT of columns, expressions and whole tables: orm.Select(users.C("name")), orm.Select(users).
func Select(what ...Operand) *SelectStmt {
	s := &SelectStmt{}
	s.add(what)
	return s
}

// add puts operands into the column list.
func (s *SelectStmt) add(what []Operand) {
	s.node.Columns = slices.Clip(s.node.Columns)
	for _, o := range what {
		if !isNil(o) && o.Node().objects != nil {
			s.spans = append(slices.Clip(s.spans), span{len(s.node.Columns), o.Node().objects})
			s.node.Where = slices.Concat(s.node.Where, o.Node().where)
		}
		s.node.Columns = append(s.node.Columns, columnNodes([]Operand{o})...)
		if s.meta == nil && !isNil(o) {
			s.meta = o.Node().meta
		}
		if f, ok := o.(FromClause); ok && !isNil(o) && s.joins == nil {
			s.joins = f.Source().parts
		}
		if c, ok := o.(*Column); ok && c != nil && s.joins == nil && c.table != nil {
			s.joins = c.table.Source().parts
		}
	}
}

// columnNodes is a column list: whole tables become their columns.
func columnNodes(what []Operand) []ast.Expr {
	out := make([]ast.Expr, 0, len(what))
	for _, o := range what {
		if isNil(o) {
			out = append(out, bad("a column is nil"))
			continue
		}
		n := o.Node()
		if n.columns != nil {
			out = append(out, n.columns...)
			continue
		}
		out = append(out, n.single())
	}
	return out
}

// Select begins a SELECT of all columns for which the conditions are true.
func (t *Table) Select(where ...Cond) *SelectStmt { return Select(t).Where(where...) }

func (s *SelectStmt) edit(change func(*SelectStmt)) *SelectStmt {
	n := *s
	change(&n)
	return &n
}

// Columns adds to the column list.
func (s *SelectStmt) Columns(what ...Operand) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.add(what) })
}

// WithOnlyColumns replaces the column list; conditions and sources stay.
func (s *SelectStmt) WithOnlyColumns(what ...Operand) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		n.node.Columns, n.spans = nil, nil
		n.add(what)
	})
}

// Where adds conditions, all of which must be true.
func (s *SelectStmt) Where(conds ...Cond) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		n.node.Where = slices.Concat(s.node.Where, condNodes(conds))
		for _, c := range conds {
			if n.meta == nil {
				n.meta = c.meta
			}
		}
	})
}

// From names sources on purpose: joins, aliases, subqueries, and tables that no column mentions.
func (s *SelectStmt) From(sources ...FromClause) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		n.node.From = slices.Concat(s.node.From, sourceNodes(sources))
		for _, f := range sources {
			src := f.Source()
			n.joins = src.parts
			n.err = errors.Join(n.err, src.err)
			if n.meta == nil {
				n.meta = src.meta
			}
		}
	})
}

// Join joins a source to the last one of From, or to the first table of the columns; without a condition it follows from
// the foreign keys.
func (s *SelectStmt) Join(right FromClause, on ...Cond) *SelectStmt {
	return s.join(right, on, false)
}

// OuterJoin is Join that keeps rows without a partner: LEFT OUTER JOIN.
func (s *SelectStmt) OuterJoin(right FromClause, on ...Cond) *SelectStmt {
	return s.join(right, on, true)
}

func (s *SelectStmt) join(right FromClause, on []Cond, outer bool) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		left := Source{parts: s.joins}
		if len(s.node.From) > 0 {
			left.node = s.node.From[len(s.node.From)-1]
		} else if len(s.joins) > 0 {
			left.node = s.joins[0].node
		}
		if left.node == nil {
			n.err = errors.Join(n.err, errors.New("Join has nothing on its left: select from a table first, or use From"))
			return
		}
		j := joinSources(left, right.Source(), on, outer)
		n.node.From = slices.Clone(s.node.From)
		if len(n.node.From) > 0 {
			n.node.From[len(n.node.From)-1] = j.node
		} else {
			n.node.From = []ast.Source{j.node}
		}
		n.joins, n.err = j.parts, errors.Join(n.err, j.err)
	})
}

// GroupBy makes one row of all that agree in the operands.
func (s *SelectStmt) GroupBy(by ...Operand) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.GroupBy = slices.Concat(s.node.GroupBy, nodes(by)) })
}

// Having adds conditions on groups.
func (s *SelectStmt) Having(conds ...Cond) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Having = slices.Concat(s.node.Having, condNodes(conds)) })
}

// OrderBy orders the rows: by columns and expressions, or with a direction (c.Desc()).
func (s *SelectStmt) OrderBy(by ...Operand) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.OrderBy = slices.Concat(s.node.OrderBy, nodes(by)) })
}

// Limit returns at most count rows; a negative count fails the statement.
func (s *SelectStmt) Limit(count int) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Limit = countNode("Limit", count) })
}

// Offset leaves out the first count rows.
func (s *SelectStmt) Offset(count int) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Offset = countNode("Offset", count) })
}

func countNode(word string, count int) ast.Expr {
	if count < 0 {
		return bad("%s(%d): the number of rows can't be negative", word, count)
	}
	return &ast.Bind{Name: "param", Value: int64(count), Type: ast.Type{Kind: ast.Integer}}
}

// Distinct leaves out rows that are equal to others.
func (s *SelectStmt) Distinct() *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Distinct = true })
}

// DistinctOn keeps the first row of each group that agrees in the operands (PostgreSQL).
func (s *SelectStmt) DistinctOn(by ...Operand) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.DistinctOn = nodes(by) })
}

// Prefix puts words between SELECT and the columns, as databases have them for hints.
func (s *SelectStmt) Prefix(words ...string) *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Prefix = slices.Concat(s.node.Prefix, words) })
}

// Labels gives the columns the names of the unit of work: users.id AS users_id.
func (s *SelectStmt) Labels() *SelectStmt {
	return s.edit(func(n *SelectStmt) { n.node.Labels = ast.LabelTableColumn })
}

// Correlate says which sources belong to the enclosing statement; without it that is found out. Without arguments none do.
func (s *SelectStmt) Correlate(sources ...FromClause) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		n.node.Correlate, n.node.NoCorr = sourceNodes(sources), len(sources) == 0
	})
}

// With adds CTEs that must run though nothing refers to them, such as an INSERT.
func (s *SelectStmt) With(ctes ...*Derived) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		for _, d := range ctes {
			if cte, ok := d.source.(*ast.CTE); ok {
				n.node.With = append(slices.Clip(n.node.With), cte)
			} else {
				n.err = errors.Join(n.err, fmt.Errorf("With takes CTEs; %s is none", d))
			}
		}
	})
}

// LockOption changes what ForUpdate does.
type LockOption func(*ast.Lock)

// NoWait fails when a row is locked; SkipLocked leaves locked rows out; ForShare lets others read; ForKey locks the key only.
func NoWait() LockOption { return func(l *ast.Lock) { l.NoWait = true } }

// SkipLocked leaves out rows that another transaction has locked.
func SkipLocked() LockOption { return func(l *ast.Lock) { l.SkipLocked = true } }

// ForShare takes a lock that others may share: FOR SHARE.
func ForShare() LockOption { return func(l *ast.Lock) { l.Read = true } }

// ForKey takes the weaker lock that leaves columns outside the key free (PostgreSQL).
func ForKey() LockOption { return func(l *ast.Lock) { l.Key = true } }

// LockOf locks rows of these sources only.
func LockOf(sources ...FromClause) LockOption {
	return func(l *ast.Lock) { l.Of = append(l.Of, sourceNodes(sources)...) }
}

// ForUpdate locks the rows until the transaction ends. SQLite has no such locks and writes nothing.
func (s *SelectStmt) ForUpdate(opts ...LockOption) *SelectStmt {
	return s.edit(func(n *SelectStmt) {
		n.node.Lock = &ast.Lock{}
		for _, o := range opts {
			o(n.node.Lock)
		}
	})
}

// Scalar is the statement as a value: a query of one column and one row at most.
func (s *SelectStmt) Scalar() Expr { return Expr{node: s.Node().expr, meta: s.meta} }

// Label names the statement as a value in a column list.
func (s *SelectStmt) Label(name string) Expr { return s.Scalar().Label(name) }

// Exists is true if the statement has rows.
func (s *SelectStmt) Exists() Cond { return Exists(s) }

// Exists is true if the query has rows. A SELECT may leave its columns out: orm.Exists(orm.Select().Where(...)).
func Exists(q Selection) Cond {
	query := q.query()
	if s, ok := query.(*ast.Select); ok && len(s.Columns) == 0 {
		all := *s
		all.Columns = []ast.Expr{&ast.Star{}}
		query = &all
	}
	return Cond{node: &ast.Exists{Query: query}, meta: q.metaData()}
}

// Any compares with any of a query's values: c.Eq(orm.Any(q)).
func Any(q Selection) Expr {
	return Expr{node: &ast.Quantified{Query: q.query()}, meta: q.metaData()}
}

// All compares with all of a query's values: c.Ge(orm.All(q)).
func All(q Selection) Expr {
	return Expr{node: &ast.Quantified{All: true, Query: q.query()}, meta: q.metaData()}
}

// Node is the statement as a scalar operand.
func (s *SelectStmt) Node() Node {
	if len(s.node.Columns) != 1 && s.err == nil {
		return Node{expr: bad("a query that stands for a value has one column, this one has %d", len(s.node.Columns)), meta: s.meta}
	}
	return Node{expr: &ast.Scalar{Query: s.query()}, meta: s.meta}
}

// String is the statement as SQL.
func (s *SelectStmt) String() string { return printStmt(s.meta, s.query(), nil) }

func (s *SelectStmt) metaData() *MetaData { return s.meta }

func (s *SelectStmt) query() ast.Query {
	if s.err != nil {
		return &ast.BadStmt{Err: s.err}
	}
	return &s.node
}

func (s *SelectStmt) resultColumns() []ast.Expr { return s.node.Columns }

func (s *SelectStmt) tree(params []V) (ast.Stmt, error) { return s.query(), sameKeys(params) }
