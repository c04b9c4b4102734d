package orm_test

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// The 0.3 tutorial: a table, rows, and results that show themselves without being consumed.
func ExampleEngine() {
	db := orm.Must(orm.CreateEngine("sqlite:///:memory:", orm.EchoTo(echo.Text(unblanked{})), orm.Echo(false)))
	defer db.Close()
	users := orm.Must(orm.NewTable("users", orm.NewMetaData(orm.Bind(db)),
		orm.NewColumn("user_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("user_name", orm.String(40)),
		orm.NewColumn("password", orm.String(10))))
	if err := users.Create(); err != nil {
		fmt.Println(err)
		return
	}
	db.SetEcho(true)
	res := orm.Must(users.Insert().Execute(orm.V{"user_name": "Mary", "password": "secure"}))
	fmt.Println(res.InsertedPrimaryKey())
	orm.Must(users.Insert().Execute(orm.V{"user_name": "Tom"}, orm.V{"user_name": "Harry"}))

	row := orm.Must(users.Select(users.C("user_name").Eq("Harry")).Execute()).FetchOne()
	fmt.Println(row, row.Keys(), orm.Must(row.Get("user_id")), orm.Must(row.Of(users.C("user_name"))))
	// Output:
	// BEGIN (implicit)
	// INSERT INTO users (user_name, password) VALUES (?, ?)
	// ('Mary', 'secure')
	// COMMIT
	// [1]
	// BEGIN (implicit)
	// INSERT INTO users (user_name) VALUES (?)
	// (('Tom',), ('Harry',))
	// COMMIT
	// SELECT users.user_id, users.user_name, users.password
	// FROM users
	// WHERE users.user_name = ?
	// ('Harry',)
	// (3, 'Harry', None) [user_id user_name password] 3 Harry
}

// A result is read when it is made: it can be shown, fetched in parts and shown again.
func ExampleResult() {
	db := orm.Must(orm.CreateEngine("sqlite:///:memory:"))
	defer db.Close()
	r := orm.Must(db.Execute(orm.Text("SELECT 1 AS n, 'one' AS word UNION SELECT 2, 'it''s'")))
	fmt.Println(r)
	fmt.Println(r.FetchOne())
	fmt.Println(r)
	for row := range r.All() {
		var n int
		var word string
		fmt.Println(row.Scan(&n, &word), n, word)
	}
	// Output:
	// [(1, 'one'), (2, "it's")]
	// (1, 'one')
	// [(2, "it's")]
	// <nil> 2 it's
}

// A connection's transaction begins at its first statement; what is not committed is rolled back.
func ExampleEngine_Begin() {
	db := orm.Must(orm.CreateEngine("sqlite:///:memory:"))
	defer db.Close()
	orm.Must(db.Execute(orm.Text("CREATE TABLE t (x INTEGER)")))
	db.SetEcho(true)
	err := db.Begin(func(c *orm.Conn) error {
		_, err := c.Execute(orm.Text("INSERT INTO t VALUES (:x)"), orm.V{"x": 1})
		return err
	})
	fmt.Println(err)
	// Output:
	// BEGIN (implicit)
	// INSERT INTO t VALUES (?)
	// (1,)
	// COMMIT
	// <nil>
}

// Errors have a kind that is the same on all databases.
func ExampleError() {
	db := orm.Must(orm.CreateEngine("sqlite:///:memory:"))
	defer db.Close()
	_, err := db.Execute(orm.Text("SELECT * FROM nonesuch"))
	fmt.Println(err)
	// Output:
	// orm: no such table: nonesuch
	// [SQL: SELECT * FROM nonesuch]
}

// The error of a URL whose parts are mixed up says how it was read.
func ExampleCreateEngine() {
	db := orm.Must(orm.CreateEngine("mysql+pymysql://localhost:testpass@root/test"))
	fmt.Println(db)
	_, err := db.Connect()
	lines := strings.Split(err.Error(), "\n")
	fmt.Println(lines[1])
	fmt.Println(lines[2])
	// Output:
	// Engine(mysql+pymysql://localhost:***@root/test)
	// The URL was read as user "localhost", password ***, host "root", database "test".
	// User and host look mixed up: did you mean mysql+pymysql://root:***@localhost/test?
}
