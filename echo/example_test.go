package echo_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"

	"github.com/ormsh/ormsh/echo"
)

// memory is a connector to SQLite databases in memory.
type memory struct{ sqlite3.SQLiteDriver }

func (m *memory) Connect(context.Context) (driver.Conn, error) { return m.Open(":memory:") }
func (m *memory) Driver() driver.Driver                        { return &m.SQLiteDriver }

// Any database/sql program has its statements logged by wrapping its connector.
func ExampleWrap() {
	db := sql.OpenDB(echo.Wrap(&memory{}, echo.Text(os.Stdout)))
	db.SetMaxOpenConns(1) // one connection: each has a database of its own
	defer db.Close()

	db.Exec("CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT)")
	tx, err := db.Begin()
	if err != nil {
		fmt.Println(err)
		return
	}
	tx.Exec("INSERT INTO pet (name) VALUES (?)", "Marshmallow")
	tx.Commit()
	var age sql.NullInt64
	db.QueryRow("SELECT count(*) FROM pet WHERE name = ? AND ? IS NULL", "Mr. O'Cat", nil).Scan(&age)
	// Output:
	// CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT)
	// ()
	// BEGIN (implicit)
	// INSERT INTO pet (name) VALUES (?)
	// ('Marshmallow',)
	// COMMIT
	// SELECT count(*) FROM pet WHERE name = ? AND ? IS NULL
	// ("Mr. O'Cat", None)
}

// A JSON log tells more: who caused a statement, how many rows it changed.
func ExampleJSON() {
	sink := echo.JSON(os.Stdout)
	sink.Emit(context.Background(), echo.Event{
		Op: echo.Statement, SQL: "UPDATE pet SET age=?\nWHERE pet.id = ?", Params: []any{int64(5), int64(1)}, Rows: 1,
		Origin: echo.Origin{Cell: 3, Line: 2, Cause: "autoflush", Object: "Pet"}, Dialect: "sqlite", Session: 1, Seq: 9,
	})
	// Output:
	// {"op":"STATEMENT","sql":"UPDATE pet SET age=? WHERE pet.id = ?","raw":"UPDATE pet SET age=?\nWHERE pet.id = ?","params":[5,1],"rows":1,"cell":3,"line":2,"cause":"autoflush","object":"Pet","dialect":"sqlite","session":1,"seq":9}
}

// Origins travel in the context.
func ExampleWithOrigin() {
	line := 0
	ctx := echo.WithOrigin(context.Background(), func() echo.Origin { return echo.Origin{Cell: 1, Line: line} })
	line = 7
	fmt.Println(echo.OriginFrom(ctx).Line)
	// Output: 7
}
