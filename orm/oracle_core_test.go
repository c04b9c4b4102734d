// This file holds the programs of the scenarios below the session: DDL, connections, the echo.

package orm_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func coreDDL(r *oracle.Run) {
	m := orm.NewMetaData()
	dep := ddlTables(r, m)
	r.Step()
	r.Check(m.CreateAll(r.Engine))
	r.Step()
	r.Check(m.DropAll(r.Engine))
	r.Step()
	r.Check(dep.CreateOn(r.Engine))
	class := "OperationalError"
	if r.Dialect == "postgresql" {
		class = "ProgrammingError"
	}
	if err := dep.CreateOn(r.Engine); errors.Is(err, orm.TableExists) {
		r.Obs("create again", map[string]any{"exception": class})
	}
}

// ddlTables defines the tables of scenario 098 and returns the first.
func ddlTables(r *oracle.Run, m *orm.MetaData) *orm.Table {
	flag, id := "1", orm.BigInteger
	switch r.Dialect {
	case "postgresql":
		flag = "true"
	case "sqlite":
		id = orm.Integer
	}
	col := orm.NewColumn
	dep := table(r, "dep", m, col("id", orm.Integer, orm.PrimaryKey), col("code", orm.String(10), orm.NotNull, orm.Unique),
		col("parent_id", orm.Integer, orm.ForeignKey("dep.id")))
	table(r, "everything", m,
		col("a", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement), col("b", orm.String(5), orm.PrimaryKey),
		col("flag", orm.Boolean, orm.NotNull, orm.ServerDefault(orm.Text(flag))), col("num", orm.Numeric(12, 4)), col("num0", orm.Numeric(0, 0)),
		col("fl", orm.Float), col("fl24", orm.FloatPrecision(24)), col("big", orm.BigInteger), col("small", orm.SmallInteger),
		col("txt", orm.UnicodeText), col("uni", orm.String(30)), col("ch", orm.Char(2)), col("dt", orm.DateTime), col("d", orm.Date),
		col("t", orm.Time), col("dtz", orm.DateTimeTZ), col("iv", orm.Interval), col("bin", orm.LargeBinary), col("js", orm.JSON),
		col("en", orm.Enum("xy", "x", "y")),
		col("dep_id", orm.Integer, orm.Indexed, orm.ForeignKey("dep.id").OnDelete("SET NULL").OnUpdate("CASCADE")), col("code", orm.String(10)),
		orm.NewCheck("ck_small", orm.Text("small > 0")), orm.NewUnique("uq_bs", "big", "small"),
		orm.NewIndex("ix_two", "num", "code"), orm.NewIndex("ix_uni", "uni").Unique())
	table(r, "comp", m, col("id", id, orm.PrimaryKey), col("ea", orm.Integer), col("eb", orm.String(5)),
		col("created", orm.DateTime, orm.ServerDefault(orm.Now())),
		orm.NewForeignKey([]string{"ea", "eb"}, []string{"everything.a", "everything.b"}).Named("fk_ev"))
	return dep
}

func table(r *oracle.Run, name string, m *orm.MetaData, args ...orm.TableArg) *orm.Table {
	t, err := orm.NewTable(name, m, args...)
	r.Check(err)
	return t
}

func coreConnection(r *oracle.Run) {
	t := table(r, "t", orm.NewMetaData(), orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("x", orm.Integer), orm.NewColumn("y", orm.String(20)))
	x, y := t.C("x"), t.C("y")
	insert := func(c *orm.Conn, rows ...orm.V) *orm.Result { return executed(r, c, t.Insert(), rows...) }
	count := func(c *orm.Conn) {
		r.Obs("count", orm.Must(executed(r, c, orm.Select(orm.Count()).From(t)).Scalar()))
	}
	r.Step()
	r.Check(t.MetaData().CreateAll(r.Engine))
	r.Step()
	r.Check(r.Engine.Begin(func(c *orm.Conn) error {
		r.Obs("pk", insert(c, orm.V{"x": 1, "y": "a"}).InsertedPrimaryKey())
		insert(c, orm.V{"x": 2, "y": "b"}, orm.V{"x": 3, "y": "c"})
		r.Obs("rowcount", executed(r, c, t.Update(x.Ge(2)).Set(orm.V{"x": x.Plus(1)})).RowCount())
		return nil
	}))
	r.Step()
	connected(r, func(c *orm.Conn) { r.Obs("rows", executed(r, c, orm.Select(x, y).OrderBy(x)).FetchAll()) })
	r.Step()
	connected(r, func(c *orm.Conn) {
		insert(c, orm.V{"x": 9, "y": "z"})
		r.Check(c.Commit())
		insert(c, orm.V{"x": 10, "y": "w"})
		r.Check(c.Rollback())
		count(c)
	})
	r.Step()
	r.Check(r.Engine.Begin(func(c *orm.Conn) error {
		nested, err := c.BeginNested()
		r.Check(err)
		insert(c, orm.V{"x": 11, "y": "s"})
		r.Check(nested.Rollback())
		count(c)
		return nil
	}))
	r.Step()
	stop := errors.New("x")
	if err := r.Engine.Begin(func(c *orm.Conn) error { insert(c, orm.V{"x": 12, "y": "q"}); return stop }); errors.Is(err, stop) {
		r.Obs("block", map[string]any{"exception": "builtins.ValueError"})
	}
	r.Step()
	connected(r, func(c *orm.Conn) {
		rows := orm.Select(x.Times(2), x.Label("x2"), y.Concat("!")).Where(y.In("a", "b")).OrderBy(x.Desc()).Limit(2)
		r.Obs("rows", executed(r, c, rows).FetchAll())
		r.Obs("delete rowcount", executed(r, c, t.Delete(x.Eq(1))).RowCount())
	})
}

// connected runs fn on a connection, which it closes.
func connected(r *oracle.Run, fn func(*orm.Conn)) {
	c, err := r.Engine.Connect()
	r.Check(err)
	fn(c)
	r.Check(c.Close())
}

func executed(r *oracle.Run, c *orm.Conn, stmt orm.Executable, params ...orm.V) *orm.Result {
	res, err := c.Execute(stmt, params...)
	r.Check(err)
	return res
}

// echoAccount and echoNote are the models of scenario 110.
type echoAccount struct {
	orm.Model `orm:"table=account"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50,not_null,unique"`
	Balance   int
}

type echoNote struct {
	orm.Model `orm:"table=note"`
	ID        int    `orm:"primary_key"`
	Body      string `orm:"type=text"`
	Data      []byte
}

func echoFormat(r *oracle.Run) {
	r.Use(oracle.WiderBatch, "2")
	declared(r, echoAccount{}, echoNote{})
	s := r.Session()
	add := func(n, first int, prefix string) {
		for i := range n {
			r.Check(s.Add(&echoAccount{ID: first + i, Name: fmt.Sprint(prefix, i), Balance: i}))
		}
		r.Check(s.Flush())
	}
	r.Step()
	add(3, 1, "n")
	add(12, 100, "m")
	r.Step()
	r.Check(s.Add(&echoNote{ID: 1, Body: strings.Repeat("abcdefghij", 40), Data: bytes.Repeat([]byte{0, 1}, 200)}))
	r.Check(s.Flush())
	r.Step()
	p := orm.Columns[echoAccount]()
	ids := func(n int) (list []int) {
		for i := range n {
			list = append(list, i+1)
		}
		return list
	}
	for _, n := range []int{3, 3, 5} {
		found, err := orm.Query[echoAccount](s).Filter(orm.Col(&p.ID).In(ids(n)...)).All()
		r.Check(err)
		r.Obs("count", len(found))
	}
	r.Step()
	s.Clear()
	for _, id := range []int{100, 101} {
		_, err := orm.Get[echoAccount](s, id)
		r.Check(err)
	}
	r.Step()
	_, err := s.Execute(orm.Text("select 1"))
	r.Check(err)
	_, err = s.Select(&p.ID).Filter(orm.Col(&p.Name).In("it's", `say "x"`, `back\slash`)).All()
	r.Check(err)
	r.Step()
	n, err := s.Select(&p.ID).Filter(orm.Col(&p.ID).In(ids(60)...)).Count()
	r.Check(err)
	r.Obs("count", n)
	r.Step()
	_, err = s.Execute(orm.Text("select 1"))
	r.Check(err)
	r.Check(s.Commit())
}

// upsertStart is what both scenarios of upserts begin with.
func upsertStart(r *oracle.Run) (*orm.Session, *orm.Table, *echoAccount) {
	base := declared(r, echoAccount{})
	accounts, err := base.Table(echoAccount{})
	r.Check(err)
	s, ann := r.Session(), &echoAccount{Name: "ann", Balance: 1}
	r.Step()
	r.Check(s.Add(ann))
	r.Check(s.Flush())
	return s, accounts, ann
}

func accountRows(r *oracle.Run, s *orm.Session, accounts *orm.Table) orm.Rows {
	res, err := s.Execute(orm.Select(accounts.C("name"), accounts.C("balance")).OrderBy(accounts.C("name")))
	r.Check(err)
	return res.FetchAll()
}

func upsertOnConflict(r *oracle.Run) {
	s, accounts, ann := upsertStart(r)
	balance := accounts.C("balance")
	execute := func(stmt orm.Executable, params ...orm.V) {
		r.Step()
		_, err := s.Execute(stmt, params...)
		r.Check(err)
	}
	insert := accounts.Insert()
	five := insert.Values(orm.V{"name": "ann", "balance": 5})
	execute(five.OnConflict().DoNothing())
	execute(five.OnConflict("name").DoNothing())
	execute(insert.OnConflict("name").DoUpdate(orm.V{"balance": insert.Excluded("balance")}),
		orm.V{"name": "ann", "balance": 5}, orm.V{"name": "bob", "balance": 6})
	r.Obs("a.balance stale in memory", ann.Balance)
	execute(insert.Values(orm.V{"name": "ann", "balance": 7}).OnConflict("name").
		DoUpdate(orm.V{"balance": balance.Plus(insert.Excluded("balance"))}, balance.Lt(100)))
	r.Step()
	r.Obs("rows", accountRows(r, s, accounts))
	r.Check(s.Refresh(ann))
	r.Obs("a.balance", ann.Balance)
}

func upsertOnDuplicateKey(r *oracle.Run) {
	s, accounts, _ := upsertStart(r)
	insert := accounts.Insert()
	five, given := insert.Values(orm.V{"name": "ann", "balance": 5}), insert.Excluded("balance")
	execute := func(stmt orm.Executable, params ...orm.V) *orm.Result {
		r.Step()
		res, err := s.Execute(stmt, params...)
		r.Check(err)
		return res
	}
	r.Obs("rowcount", execute(five.OnDuplicateKey(orm.V{"balance": given})).RowCount())
	r.Obs("rowcount", execute(five.OnDuplicateKey(orm.V{"balance": accounts.C("balance").Plus(given)}, orm.V{"name": "ann"})).RowCount())
	execute(insert.OnDuplicateKey(orm.V{"balance": given}), orm.V{"name": "ann", "balance": 7}, orm.V{"name": "bob", "balance": 8})
	execute(insert.Prefix("IGNORE").Values(orm.V{"name": "ann", "balance": 99}))
	r.Obs("rows", accountRows(r, s, accounts))
}
