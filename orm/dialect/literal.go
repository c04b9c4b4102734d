// This file holds values that are written into the text: elements of lists, and literals for reading.

package dialect

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ormsh/ormsh/orm/ast"
)

// ElementName is the name of the nth element, from 1, of a parameter that is a list.
func ElementName(list string, n int) string { return list + "_" + strconv.Itoa(n) }

// expanded replaces a parameter that is a list by its elements.
func (c *Compiler) expanded(items []ast.Expr) []ast.Expr {
	if len(items) != 1 {
		return items
	}
	b, ok := items[0].(*ast.Bind)
	if !ok {
		return items
	}
	length, list := c.lists[b.Name]
	if _, param := b.Value.(ast.Param); !param || !list {
		return items
	}
	all := make([]ast.Expr, length)
	for i := range all {
		one := *b
		one.Name = ElementName(b.Name, i+1)
		all[i] = &one
	}
	return all
}

// CompileLiteral compiles a statement with its values in the text instead of placeholders, those of secret columns masked. It is
// for reading: statements are executed with placeholders.
func CompileLiteral(d Dialect, s ast.Stmt, params map[string]any, lists map[string]int) (string, error) {
	c := newCompiler(d)
	c.lists, c.literals = lists, params
	if c.literals == nil {
		c.literals = map[string]any{}
	}
	c.statement(s)
	if c.err != nil {
		return "", c.err
	}
	return c.finish().SQL, nil
}

// literally runs write with values in the text, where the database takes no parameters: it finds a partial index by its condition.
func (c *Compiler) literally(write func()) {
	was := c.literals
	if c.literals == nil {
		c.literals = map[string]any{}
	}
	write()
	c.literals = was
}

// literal writes the value of a bind.
func (c *Compiler) literal(b *ast.Bind) {
	if b.Secret {
		c.S("'***'")
		return
	}
	one := Compiled{Binds: []Bind{{Name: b.Name, Value: b.Value, Type: b.Type}}}
	args, err := one.Args(c.d, c.literals)
	if err != nil {
		c.Fail(err)
		return
	}
	c.value(b.Type, args[0])
}

// value writes what a driver would be given.
func (c *Compiler) value(t ast.Type, v driver.Value) {
	switch v := v.(type) {
	case nil:
		c.S("NULL")
	case int64:
		c.number(strconv.FormatInt(v, 10))
	case uint64:
		c.S(strconv.FormatUint(v, 10))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			c.Fail(refuse("%v can't be written as a literal", v))
			return
		}
		c.number(floatText(v))
	case bool:
		c.boolean(v)
	case string:
		if t.Affinity() == ast.Numeric {
			c.number(pointed(v))
			return
		}
		c.String(v)
	case []byte:
		if c.traits.Placeholder == Dollar {
			c.S(`'\x` + hex.EncodeToString(v) + `'`)
			return
		}
		c.S("X'" + hex.EncodeToString(v) + "'")
	case time.Time:
		c.String(v.Format(timeLayout(t)))
	default:
		c.String(fmt.Sprint(v))
	}
}

// number writes a number as a literal. A negative one stands in parentheses behind a minus sign: two would begin a comment.
func (c *Compiler) number(text string) {
	if text[0] == '-' && len(c.b) > 0 && c.b[len(c.b)-1] == '-' {
		text = "(" + text + ")"
	}
	c.S(text)
}

// floatText writes a float so that it stays one: 2 divided by 4 is 0, 2.0 divided by 4 isn't.
func floatText(v float64) string { return pointed(strconv.FormatFloat(v, 'g', -1, 64)) }

func pointed(number string) string {
	if strings.ContainsAny(number, ".eE") {
		return number
	}
	return number + ".0"
}

func timeLayout(t ast.Type) string {
	switch {
	case t.Kind == ast.Date:
		return "2006-01-02"
	case t.Kind == ast.Time:
		return "15:04:05.999999"
	case t.Zone:
		return "2006-01-02 15:04:05.999999Z07:00"
	}
	return "2006-01-02 15:04:05.999999"
}

// groupBy writes what rows are grouped by.
func (c *Compiler) groupBy(by []ast.Expr) {
	sets, only := by[0].(*ast.GroupingSets)
	if !only || len(by) > 1 || !c.traits.WithRollup || sets.Word != "ROLLUP" {
		c.List(by)
		return
	}
	for i, set := range sets.Sets {
		if i > 0 {
			c.S(", ")
		}
		c.List(set)
	}
	c.S(" WITH ROLLUP")
}

func (c *Compiler) groupingSets(e *ast.GroupingSets) {
	if !c.traits.GroupingSets {
		c.Fail(refuse("%s can't write %s here; group several times and join the results with UNION ALL", c.d.Name(), e.Word))
		return
	}
	c.S(e.Word + "(")
	for i, set := range e.Sets {
		if i > 0 {
			c.S(", ")
		}
		if e.Word == "GROUPING SETS" {
			c.S("(")
		}
		c.List(set)
		if e.Word == "GROUPING SETS" {
			c.S(")")
		}
	}
	c.S(")")
}
