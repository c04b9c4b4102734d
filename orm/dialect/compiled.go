// This file holds the result of a compilation and the filling of its placeholders.

package dialect

import (
	"database/sql/driver"
	"fmt"
	"sort"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
)

// Kind says what a compiled statement does.
type Kind uint8

// The kinds. Text is SQL as written, of which nothing is known.
const (
	Select Kind = iota + 1
	Insert
	Update
	Delete
	DDL
	Text
)

// Compiled is a statement of one dialect. It is immutable.
type Compiled struct {
	SQL      string
	Binds    []Bind // in order of the placeholders
	Kind     Kind
	Columns  []ResultColumn // of a SELECT or RETURNING; nil where they are not known (Text)
	Table    string         // the table of an INSERT, UPDATE or DELETE
	typed    string         // SQL as the driver gets it, with the types of literals and the like; empty where it is SQL
	Unjoined string         // what is wrong with a SELECT whose sources nothing joins; empty where all is well
	Untyped  bool           // the database can't infer the type of some bind: send the values as literals (PostgreSQL's simple protocol)
	Cast     bool           // but each such bind stands in a CAST that says it
}

// Text is what the driver gets: SQL, where placeholders that nothing else types are followed by the types of their values.
func (c *Compiled) Text() string {
	if c.typed != "" {
		return c.typed
	}
	return c.SQL
}

// Bind is one placeholder. Value is a literal, ast.Param{}, an ast.Default or an ast.Late.
type Bind struct {
	Name   string
	Value  any
	Type   ast.Type
	Secret bool
	From   *ast.Bind // in the tree that was compiled
	again  bool      // may be one that was written before
}

// ResultColumn is one column of the result: its name in the result, its type, and the column it shows, if it is one.
type ResultColumn struct {
	Name   string
	Type   ast.Type
	Column *ast.Column
}

// Args gives the values of the placeholders in order. params supplies binds whose Value is ast.Param{}; nil is none.
// A parameter that is missing or of a wrong type is an error that names it.
func (c *Compiled) Args(d Dialect, params map[string]any) ([]driver.Value, error) {
	args := make([]driver.Value, len(c.Binds))
	for i := range c.Binds {
		arg, err := c.arg(d, &c.Binds[i], c.Binds[i].Value, params)
		if err != nil {
			return nil, err
		}
		args[i] = arg
	}
	return args, nil
}

// ArgsOf is Args for another tree of the same shape: values are its binds, in the order that From counts. A placeholder that
// the dialect added itself (From below zero) keeps its value.
func (c *Compiled) ArgsOf(d Dialect, values []*ast.Bind, from []int) ([]driver.Value, error) {
	args := make([]driver.Value, len(c.Binds))
	for i := range c.Binds {
		value := c.Binds[i].Value
		if from[i] >= 0 {
			value = values[from[i]].Value
		}
		arg, err := c.arg(d, &c.Binds[i], value, nil)
		if err != nil {
			return nil, err
		}
		args[i] = arg
	}
	return args, nil
}

// arg is the driver's form of one placeholder's value.
func (c *Compiled) arg(d Dialect, b *Bind, value any, params map[string]any) (driver.Value, error) {
	switch v := value.(type) {
	case ast.Param:
		given, ok := params[b.Name]
		if !ok {
			return nil, c.missing(b.Name, params)
		}
		value = given
	case ast.Default:
		made, err := v()
		if err != nil {
			return nil, fmt.Errorf("default of column %s: %w", b.Name, err)
		}
		value = made
	case ast.Late:
		made, err := v.Read()
		if err != nil {
			return nil, err
		}
		value = made
	}
	arg, err := d.BindValue(b.Type, value)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", b.Name, err)
	}
	return arg, nil
}

// NeedsParams tells whether some value must come with the execution.
func (c *Compiled) NeedsParams() bool {
	for i := range c.Binds {
		if _, ok := c.Binds[i].Value.(ast.Param); ok {
			return true
		}
	}
	return false
}

func (c *Compiled) missing(name string, params map[string]any) error {
	given := make([]string, 0, len(params))
	for key := range params {
		given = append(given, key)
	}
	sort.Strings(given)
	if len(given) == 0 {
		return fmt.Errorf("a value is required for bind parameter %q; give it with the execution: orm.V{%q: ...}", name, name)
	}
	return fmt.Errorf("a value is required for bind parameter %q; given are %s", name, strings.Join(given, ", "))
}
