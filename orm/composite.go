// This file holds composites in conditions and updates: one value that is several columns.
//
//layer:5 mapper, relation, declare

package orm

import (
	"fmt"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/internal/access"
)

// compareGroup is a composite compared with a value, nil or another composite: it is equal if all of its columns are.
func (m *Mapper) compareGroup(g *access.Group, rows ast.Source, op ast.Op, v any) ast.Expr {
	if op != ast.Eq && op != ast.Ne {
		return bad("%s.%s is several columns: Eq and Ne compare it", m.name, g.Name)
	}
	parts, err := m.comparedParts(g, v)
	if err != nil {
		return &ast.Bad{Err: err}
	}
	equal := make([]Cond, len(parts))
	for i, c := range m.groupColumns(g, rows) {
		equal[i] = Cond{node: compare(c, ast.Eq, parts[i])}
	}
	if op == ast.Ne {
		return Not(And(equal...)).node
	}
	return And(equal...).node
}

func (m *Mapper) groupColumns(g *access.Group, rows ast.Source) (list []ast.Expr) {
	for _, f := range g.Fields {
		list = append(list, m.expr(m.byField[f.Name], rows))
	}
	return list
}

// comparedParts are the values, or the columns, that a composite's are compared with.
func (m *Mapper) comparedParts(g *access.Group, v any) ([]any, error) {
	switch v := v.(type) {
	case nil:
		return make([]any, len(g.Fields)), nil
	case Related: // an attribute
		if a := v.Attribute().attr; a.group != nil && a.group.Type == g.Type {
			parts := make([]any, 0, len(g.Fields))
			for _, c := range a.m.groupColumns(a.group, a.proto.source(a.m)) {
				parts = append(parts, Expr{node: c})
			}
			return parts, nil
		}
	}
	return m.groupParts(g, v)
}

func (m *Mapper) groupParts(g *access.Group, v any) ([]any, error) {
	parts, ok := g.Parts(v)
	if !ok {
		return nil, fmt.Errorf("orm: %s.%s is a %s, not %T", m.name, g.Name, g.Type, v)
	}
	return parts, nil
}

// spread replaces values of composites by those of their fields.
func (m *Mapper) spread(values V) (V, error) {
	out := values
	for i := range m.data.Groups {
		g := &m.data.Groups[i]
		v, ok := out[g.Name]
		if !ok {
			continue
		}
		parts, err := m.groupParts(g, v)
		if err != nil {
			return nil, err
		}
		flat := V{}
		for name, x := range out {
			flat[name] = x
		}
		delete(flat, g.Name)
		for j, f := range g.Fields {
			flat[f.Name] = parts[j]
		}
		out = flat
	}
	return out, nil
}
