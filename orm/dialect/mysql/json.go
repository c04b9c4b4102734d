// This file writes the access to members of JSON values.

package mysql

import (
	"errors"
	"strconv"
	"strings"

	"github.com/ormsh/ormsh/orm/ast"
	"github.com/ormsh/ormsh/orm/dialect"
)

// WriteJSON writes JSON_EXTRACT(x, '$."key"'), and JSON_UNQUOTE around it for text. MariaDB has no -> operators.
func (Dialect) WriteJSON(c *dialect.Compiler, e *ast.Binary) {
	path, err := jsonPath(e.R)
	if err != nil {
		c.Fail(err)
		return
	}
	extract := func() {
		c.S("JSON_EXTRACT(")
		c.Expr(e.L)
		c.S(", ")
		c.Bind(&ast.Bind{Name: "path", Value: path, Type: ast.Type{Kind: ast.Varchar}})
		c.S(")")
	}
	if e.Op == ast.JSONGet {
		extract()
		return
	}
	c.S("CASE JSON_TYPE(") // JSON's null is NULL as text, not the word
	extract()
	c.S(") WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(")
	extract()
	c.S(") END")
}

func jsonPath(key ast.Expr) (string, error) {
	b, ok := key.(*ast.Bind)
	if !ok {
		return "", errors.New("the key of a JSON member must be a string or an integer on MySQL")
	}
	switch key := b.Value.(type) {
	case string:
		return `$."` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`, nil
	case int:
		return "$[" + strconv.Itoa(key) + "]", nil
	case int64:
		return "$[" + strconv.FormatInt(key, 10) + "]", nil
	}
	return "", errors.New("the key of a JSON member must be a string or an integer")
}
