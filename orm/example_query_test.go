// This file holds examples of queries and of what a session does; help at the prompt shows them.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// twoUsers is a session whose database holds ed and wendy. Its engine echoes from here on.
func twoUsers() *orm.Session {
	engine := orm.Must(orm.CreateEngine("sqlite:///:memory:", orm.EchoTo(echo.Text(unblanked{})), orm.Echo(false)))
	base := orm.DeclarativeBase()
	if err := base.Map(sessionUser{}); err != nil {
		panic(err)
	}
	if err := base.MetaData().CreateAll(engine); err != nil {
		panic(err)
	}
	setUp := orm.NewSession(engine)
	if err := setUp.AddAll(&sessionUser{Name: "ed"}, &sessionUser{Name: "wendy"}); err != nil {
		panic(err)
	}
	if err := setUp.Commit(); err != nil {
		panic(err)
	}
	engine.SetEcho(true)
	return orm.NewSession(engine)
}

func ExampleQuery() {
	session := twoUsers()
	U := orm.Columns[sessionUser]()
	for _, u := range orm.Must(orm.Query[sessionUser](session).OrderBy(orm.Col(&U.Name)).All()) {
		fmt.Println(u.ID, u.Name)
	}
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users ORDER BY users.name
	// ()
	// 1 ed
	// 2 wendy
}

func ExampleGet() {
	session := twoUsers()
	u := orm.Must(orm.Get[sessionUser](session, 2))
	fmt.Println(u)
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (2,)
	// <User(name='wendy', password='')>
}

func ExampleQueryOf_Filter() {
	session := twoUsers()
	U := orm.Columns[sessionUser]()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).Filter(orm.Col(&U.Name).Like("%d%")).All()))
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.name LIKE ?
	// ('%d%',)
	// [<User(name='ed', password='')> <User(name='wendy', password='')>]
}

func ExampleQueryOf_FilterBy() {
	session := twoUsers()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).FilterBy("Name", "ed").One()))
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.name = ?
	// ('ed',)
	// <User(name='ed', password='')>
}

func ExampleQueryOf_Count() {
	session := twoUsers()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).Count()))
	// Output:
	// BEGIN (implicit)
	// SELECT count(*) AS count_1
	// FROM (SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users) AS anon_1
	// ()
	// 2
}

func ExampleQueryOf_First() {
	session := twoUsers()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).First()))
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	//  LIMIT ? OFFSET ?
	// (1, 0)
	// <User(name='ed', password='')>
}

func ExampleQueryOf_Update() {
	session := twoUsers()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).FilterBy("Name", "ed").Update(orm.V{"Name": "eddie"})))
	// Output:
	// BEGIN (implicit)
	// UPDATE users SET name=? WHERE users.name = ?
	// ('eddie', 'ed')
	// 1
}

func ExampleQueryOf_Delete() {
	session := twoUsers()
	fmt.Println(orm.Must(orm.Query[sessionUser](session).FilterBy("Name", "ed").Delete()))
	// Output:
	// BEGIN (implicit)
	// DELETE FROM users WHERE users.name = ?
	// ('ed',)
	// 1
}

func ExampleSession_Add() {
	session := twoUsers()
	mary := &sessionUser{Name: "mary"}
	fmt.Println(session.Add(mary), session.New())
	fmt.Println(session.Commit(), mary.ID)
	// Output:
	// <nil> IdentitySet([<User(name='mary', password='')>])
	// BEGIN (implicit)
	// INSERT INTO users (name, password) VALUES (?, ?)
	// ('mary', '')
	// COMMIT
	// <nil> 3
}

func ExampleSession_Flush() {
	session := twoUsers()
	ed := orm.Must(orm.Get[sessionUser](session, 1))
	ed.Name = "eddie"
	fmt.Println(session.Flush())
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// UPDATE users SET name=? WHERE users.id = ?
	// ('eddie', 1)
	// <nil>
}

func ExampleSession_Delete() {
	session := twoUsers()
	ed := orm.Must(orm.Get[sessionUser](session, 1))
	fmt.Println(session.Delete(ed), session.Deleted())
	fmt.Println(session.Commit())
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// <nil> IdentitySet([<User(name='ed', password='')>])
	// DELETE FROM users WHERE users.id = ?
	// (1,)
	// COMMIT
	// <nil>
}

func ExampleSession_Rollback() {
	session := twoUsers()
	ed := orm.Must(orm.Get[sessionUser](session, 1))
	ed.Name = "eddie"
	fmt.Println(session.Flush(), session.Rollback(), ed.Name)
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// UPDATE users SET name=? WHERE users.id = ?
	// ('eddie', 1)
	// ROLLBACK
	// <nil> <nil> ed
}

func ExampleSession_Refresh() {
	session := twoUsers()
	ed := orm.Must(orm.Get[sessionUser](session, 1))
	ed.Name = "eddie"
	fmt.Println(session.Refresh(ed), ed.Name)
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// <nil> ed
}

func ExampleMerge() {
	session := twoUsers()
	ed := orm.Must(orm.Merge(session, &sessionUser{ID: 1, Name: "eddie"}))
	fmt.Println(ed, session.Flush())
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// UPDATE users SET name=? WHERE users.id = ?
	// ('eddie', 1)
	// <User(name='eddie', password='')> <nil>
}

func ExampleSession_BeginNested() {
	session := twoUsers()
	orm.Must(session.BeginNested())
	fmt.Println(session.Add(&sessionUser{Name: "mary"}), session.Flush())
	fmt.Println(session.Rollback()) // to the savepoint
	fmt.Println(session.Commit())
	// Output:
	// BEGIN (implicit)
	// SAVEPOINT sa_savepoint_1
	// ()
	// INSERT INTO users (name, password) VALUES (?, ?)
	// ('mary', '')
	// <nil> <nil>
	// ROLLBACK TO SAVEPOINT sa_savepoint_1
	// ()
	// <nil>
	// COMMIT
	// <nil>
}

func ExampleSession_Inspect() {
	session := twoUsers()
	ed := orm.Must(orm.Get[sessionUser](session, 1))
	ed.Name = "eddie"
	in := orm.Must(session.Inspect(ed))
	fmt.Println(in.State, in.Key, in.Changes)
	// Output:
	// BEGIN (implicit)
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.id = ?
	// (1,)
	// persistent [1] [{Name ed eddie}]
}
