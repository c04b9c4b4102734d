// This file holds what a dialect says of its database against what the database does.

package ormtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// claim is a capability: what the dialect says, and a try. ok tells whether the database did it.
type claim struct {
	name string
	said func(orm.Features) bool
	try  func(*bench, *orm.Table) (ok bool, err error)
}

var claims = []claim{
	{"Returning", func(f orm.Features) bool { return f.Returning }, func(b *bench, t *orm.Table) (bool, error) {
		return b.gives("INSERT INTO ormtest_claim (name) VALUES ('new') RETURNING id")
	}},
	{"UpdateReturning", func(f orm.Features) bool { return f.UpdateReturning }, func(b *bench, t *orm.Table) (bool, error) {
		return b.gives("UPDATE ormtest_claim SET name = 'x' WHERE id = 1 RETURNING id")
	}},
	{"DeleteReturning", func(f orm.Features) bool { return f.DeleteReturning }, func(b *bench, t *orm.Table) (bool, error) {
		return b.gives("DELETE FROM ormtest_claim WHERE id = 1 RETURNING id")
	}},
	{"Savepoints", func(f orm.Features) bool { return f.Savepoints }, trySavepoint},
	{"TransactionalDDL", func(f orm.Features) bool { return f.TransactionalDDL }, tryDDL},
	{"ForeignKeys", func(f orm.Features) bool { return f.ForeignKeys }, tryForeignKey},
	{"RequiresVarcharLength", func(f orm.Features) bool { return f.RequiresVarcharLength }, func(b *bench, _ *orm.Table) (bool, error) {
		_, err := b.e.Execute(orm.Text("CREATE TABLE ormtest_claim_text (name VARCHAR)"))
		if err == nil {
			_, err = b.e.Execute(orm.Text("DROP TABLE ormtest_claim_text"))
			return false, err
		}
		return true, nil
	}},
	{"MaxParams", func(orm.Features) bool { return true }, tryParams},
	{"IDStep", func(f orm.Features) bool { return f.IDStep > 0 && f.Returning }, tryStep},
	{"WideWrites", func(f orm.Features) bool { return f.WideWrites }, tryWide},
}

// hold tries a capability, which the database must have if the dialect says so, and must not have if it doesn't: then
// the ORM goes a longer way for nothing.
func (c claim) hold(t *testing.T, e *orm.Engine, f orm.Features) {
	b := &bench{T: t, e: e, f: f}
	table := b.table("claim", orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(20)))
	b.must(second(e.Execute(table.Insert(), orm.V{"name": "first"})))
	ok, err := c.try(b, table)
	switch said := c.said(f); {
	case said && !ok:
		t.Errorf("%s %s says that it can, and it can't: %v", f.Server, f.Version, err)
	case !said && ok && c.name != "IDStep" && c.name != "WideWrites": // it may have a better way
		t.Errorf("%s %s can, and the dialect says that it can't", f.Server, f.Version)
	}
}

func second[T any](_ T, err error) error { return err }

// gives tells whether a statement gives a row back.
func (b *bench) gives(sql string) (bool, error) {
	res, err := b.e.Execute(orm.Text(sql))
	if err != nil {
		return false, err
	}
	return len(res.FetchAll()) == 1, nil
}

var errTakeBack = errors.New("take back")

func trySavepoint(b *bench, t *orm.Table) (bool, error) {
	err := b.e.Begin(func(c *orm.Conn) error {
		for _, sql := range []string{"SAVEPOINT ormtest", "INSERT INTO ormtest_claim (name) VALUES ('inside')", "ROLLBACK TO SAVEPOINT ormtest"} {
			if _, err := c.Execute(orm.Text(sql)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	return b.scalar(orm.Text("SELECT count(*) FROM ormtest_claim")) == int64(1), nil
}

func tryDDL(b *bench, _ *orm.Table) (bool, error) {
	err := b.e.Begin(func(c *orm.Conn) error {
		return errors.Join(second(c.Execute(orm.Text("CREATE TABLE ormtest_claim_ddl (id INTEGER)"))), errTakeBack)
	})
	there, has := b.e.HasTable("ormtest_claim_ddl")
	if there {
		_, has = b.e.Execute(orm.Text("DROP TABLE ormtest_claim_ddl"))
	}
	if !errors.Is(err, errTakeBack) {
		return false, err
	}
	return !there, has
}

func tryForeignKey(b *bench, t *orm.Table) (bool, error) {
	child := value(orm.NewTable("ormtest_claim_child", t.MetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("parent", orm.Integer, orm.ForeignKey("ormtest_claim.id"))))(b)
	b.create(child)
	_, err := b.e.Execute(child.Insert(), orm.V{"parent": 4711})
	return err != nil, err
}

// tryParams executes a statement with as many parameters as the dialect says that there may be.
func tryParams(b *bench, _ *orm.Table) (bool, error) {
	if b.f.MaxParams <= 0 {
		return false, errors.New("MaxParams isn't told")
	}
	ids := make([]int, b.f.MaxParams)
	for i := range ids {
		ids[i] = -i
	}
	t := value(orm.NewTable("ormtest_claim", orm.NewMetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey)))(b)
	res, err := b.e.Execute(t.Select(orm.TableCol[int](t, "id").In(ids...)))
	return err == nil && len(res.FetchAll()) == 0, err
}

// tryStep inserts several rows in one statement and looks at the distance of their keys.
func tryStep(b *bench, _ *orm.Table) (bool, error) {
	if b.f.IDStep <= 0 || !b.f.Returning {
		return false, nil
	}
	rows := strings.TrimSuffix(strings.Repeat("('x'), ", 5), ", ")
	res, err := b.e.Execute(orm.Text("INSERT INTO ormtest_claim (name) VALUES " + rows + " RETURNING id"))
	if err != nil {
		return false, err
	}
	var last int64
	for i, row := range res.FetchAll() {
		id, _ := value(row.At(0))(b).(int64)
		if i > 0 && id-last != int64(b.f.IDStep) {
			return false, nil
		}
		last = id
	}
	return true, nil
}

// tryWide updates rows with values of their own in one statement, and counts those that it found.
func tryWide(b *bench, _ *orm.Table) (bool, error) {
	if _, err := b.e.Execute(orm.Text("INSERT INTO ormtest_claim (name) VALUES ('second')")); err != nil {
		return false, err
	}
	res, err := b.e.Execute(orm.Text("UPDATE ormtest_claim SET name = given.name FROM (SELECT 'a' AS name, 'first' AS old" +
		" UNION ALL SELECT 'b', 'second' UNION ALL SELECT 'c', 'third') AS given WHERE ormtest_claim.name = given.old"))
	return err == nil && res.RowCount() == 2, err
}
