// This file measures the way of a statement through the engine.

package orm_test

import (
	"io"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

func benchTable(b *testing.B, opts ...orm.EngineOption) (*orm.Conn, *orm.Table) {
	e := engine(b, orm.URL{Dialect: "sqlite"}, opts...)
	users := usersTable(b, orm.NewMetaData(orm.Bind(e)))
	if err := users.Create(); err != nil {
		b.Fatal(err)
	}
	c := must(e.Connect())(b)
	b.Cleanup(func() { c.Close() })
	return c, users
}

func BenchmarkInsertOne(b *testing.B) {
	for name, opts := range map[string][]orm.EngineOption{"silent": nil, "echo": {orm.EchoTo(echo.Text(io.Discard))}} {
		b.Run(name, func(b *testing.B) {
			c, users := benchTable(b, opts...)
			insert := users.Insert()
			b.ReportAllocs()
			for b.Loop() {
				must(c.Execute(insert, orm.V{"password": "secure"}))(b)
			}
		})
	}
}

func BenchmarkInsertMany1000(b *testing.B) {
	c, users := benchTable(b)
	sets := make([]orm.V, 1000)
	for i := range sets {
		sets[i] = orm.V{"password": "secure"}
	}
	b.ReportAllocs()
	for b.Loop() {
		must(c.Execute(users.Insert(), sets...))(b)
	}
}

func BenchmarkSelect1000(b *testing.B) {
	c, users := benchTable(b)
	sets := make([]orm.V, 1000)
	for i := range sets {
		sets[i] = orm.V{"password": "secure"}
	}
	must(c.Execute(users.Insert(), sets...))(b)
	query := users.Select()
	b.ReportAllocs()
	for b.Loop() {
		must(c.Execute(query))(b)
	}
}
