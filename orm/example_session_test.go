package orm_test

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
)

// sessionUser is a mapped struct: orm.Model names the table, tags say what the types don't.
type sessionUser struct {
	orm.Model `orm:"table=users"`
	ID        int `orm:"primary_key"`
	Name      string
	Password  string
}

func (u *sessionUser) String() string {
	return fmt.Sprintf("<User(name='%s', password='%s')>", u.Name, u.Password)
}

// unblanked prints without the blanks at line ends that SQLAlchemy's layout has, since Output comments can't hold them.
type unblanked struct{}

func (unblanked) Write(b []byte) (int, error) {
	fmt.Print(strings.ReplaceAll(string(b), " \n", "\n"))
	return len(b), nil
}

// openUsers makes a database in memory with the table of sessionUser.
func openUsers(opts ...orm.EngineOption) *orm.Session {
	engine := orm.Must(orm.CreateEngine("sqlite:///:memory:", opts...))
	base := orm.DeclarativeBase()
	if err := base.Map(sessionUser{}); err != nil {
		panic(err)
	}
	if err := base.MetaData().CreateAll(engine); err != nil {
		panic(err)
	}
	engine.SetEcho(true)
	return orm.NewSession(engine)
}

// A session flushes before a query, returns the very same object for the same row, and sees plain assignments.
func ExampleSession() {
	session := openUsers(orm.EchoTo(echo.Text(unblanked{})), orm.Echo(false))
	ed := &sessionUser{Name: "ed", Password: "edspassword"}
	fmt.Println(session.Add(ed), session.New())

	same := orm.Must(orm.Query[sessionUser](session).FilterBy("Name", "ed").First())
	fmt.Println(same == ed)

	ed.Password = "f8s7ccs"
	fmt.Println(session.Dirty())
	fmt.Println(session.Commit(), ed.ID)
	// Output:
	// <nil> IdentitySet([<User(name='ed', password='edspassword')>])
	// BEGIN (implicit)
	// INSERT INTO users (name, password) VALUES (?, ?)
	// ('ed', 'edspassword')
	// SELECT users.id AS users_id, users.name AS users_name, users.password AS users_password
	// FROM users
	// WHERE users.name = ?
	//  LIMIT ? OFFSET ?
	// ('ed', 1, 0)
	// true
	// IdentitySet([<User(name='ed', password='f8s7ccs')>])
	// UPDATE users SET password=? WHERE users.id = ?
	// ('f8s7ccs', 1)
	// COMMIT
	// <nil> 1
}

// Plan shows what a flush would send, without sending it.
func ExampleSession_Plan() {
	session := openUsers(orm.EchoTo(echo.Text(unblanked{})), orm.Echo(false))
	fmt.Println(session.AddAll(&sessionUser{Name: "wendy"}, &sessionUser{Name: "mary"}))
	fmt.Println(orm.Must(session.Plan()))
	fmt.Println(session)
	// Output:
	// <nil>
	// INSERT INTO users (name, password) VALUES (?, ?)
	// ('wendy', '')
	// INSERT INTO users (name, password) VALUES (?, ?)
	// ('mary', '')
	// <Session sqlite:///:memory:, no transaction, 0 persistent, 2 new, 0 dirty, 0 deleted>
}
