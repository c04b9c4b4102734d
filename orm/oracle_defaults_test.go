// This file holds the program of scenario 045: defaults that the program makes, values and SQL.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// defaulted leaves its values to the defaults of its table's columns.
type defaulted struct {
	ID      int
	Name    string
	Status  *string
	Seq     *int
	Low     *string
	Changes *int
}

func clientDefaults(r *oracle.Run) {
	base, count := orm.DeclarativeBase(), 0
	table, err := orm.NewTable("item", base.MetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("name", orm.String(50)), orm.NewColumn("status", orm.String(20), orm.Default("new")),
		orm.NewColumn("seq", orm.Integer, orm.DefaultFunc(func() (any, error) { count++; return count, nil })),
		orm.NewColumn("low", orm.String(50), orm.Default(orm.Lower("ABC"))),
		orm.NewColumn("changes", orm.Integer, orm.Default(0), orm.OnUpdate(func() any { return 77 })))
	r.Check(err)
	_, err = orm.NewMapper(defaulted{}, table)
	r.Check(err)
	create(r, base)
	s := r.Session()
	r.Step()
	i := &defaulted{Name: "x"}
	r.Obs("status before flush", i.Status)
	r.Step()
	r.Check(s.Add(i))
	r.Check(s.Flush())
	r.Use(oracle.NotInspected, "3")
	r.Use(oracle.WholeRow, "3")
	r.Check(s.Refresh(i))
	r.Obs("values", []any{i.Status, optional(i.Seq), i.Low, optional(i.Changes)})
	r.Step()
	r.Check(s.Commit())
	r.Use(oracle.NoReload, "4:1")
	i.Name = "y"
	r.Check(s.Flush())
	r.Obs("changes", optional(i.Changes))
	r.Step()
	j := &defaulted{Name: "z"}
	r.Check(s.Add(j))
	r.Check(s.Flush())
	r.Obs("j.status", j.Status)
	r.Step()
	r.Check(s.Commit())
}
