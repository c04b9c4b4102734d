// This file holds the programs of scenarios 001 to 008: the five documents of the tutorials.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// seedUser is the User of documents 1 and 5.
type seedUser struct {
	orm.Model `orm:"table=users"`
	ID        int `orm:"primary_key"`
	Name      string
	Fullname  string
	Password  string
}

func (u *seedUser) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', password='%s')>", u.Name, u.Fullname, u.Password)
}

// declared maps models in a base of their own and creates their tables in a step.
func declared(r *oracle.Run, models ...any) *orm.Base {
	base := orm.DeclarativeBase()
	r.Check(base.Map(models...))
	create(r, base)
	return base
}

func create(r *oracle.Run, base *orm.Base) {
	r.Step()
	r.Check(base.MetaData().CreateAll(r.Engine))
}

func three() []*seedUser {
	return []*seedUser{{Name: "wendy", Fullname: "Wendy Williams", Password: "foobar"},
		{Name: "mary", Fullname: "Mary Contrary", Password: "xxg527"}, {Name: "fred", Fullname: "Fred Flinstone", Password: "blah"}}
}

func seedUsersStraight(r *oracle.Run) {
	base := orm.DeclarativeBase()
	r.Check(base.Map(seedUser{}))
	r.Step()
	table, err := base.Table(seedUser{})
	r.Check(err)
	r.Obs("repr(User.__table__)", table.String())
	create(r, base)
	r.Step()
	session := r.Session()
	ed := &seedUser{Name: "ed", Fullname: "Ed Jones", Password: "edspassword"}
	r.Obs("ed_user.name", ed.Name)
	r.Obs("ed_user.password", ed.Password)
	r.Use(oracle.UnsetIsZero, "str(ed_user.id)")
	r.Obs("str(ed_user.id)", fmt.Sprint(ed.ID))
	r.Obs("state of ed_user", state(r, session, ed))
	r.Step()
	ed = &seedUser{Name: "ed", Fullname: "Ed Jones", Password: "edspassword"}
	r.Check(session.Add(ed))
	r.Obs("state of ed_user", state(r, session, ed))
	r.Step()
	our, err := orm.Query[seedUser](session).FilterBy("Name", "ed").First()
	r.Check(err)
	r.Obs("our_user", our)
	r.Obs("ed_user is our_user", ed == our)
	r.Step()
	r.Check(session.AddAll(three()))
	ed.Password = "f8s7ccs"
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.new", session.New())
	r.Obs("session.new in insertion order", names(session.New(), func(u *seedUser) string { return u.Name }))
	r.Step()
	r.Check(session.Commit())
	r.Check(session.Refresh(ed))
	r.Obs("ed_user.id", ed.ID)
	r.Obs("session.new", session.New())
	r.Obs("session.dirty", session.Dirty())
}

func seedUsersAsRun(r *oracle.Run) {
	declared(r, seedUser{})
	r.Step()
	s0 := r.Session()
	r.Check(s0.Add(&seedUser{Name: "ed", Fullname: "Ed Jones", Password: "edspassword"}))
	r.Check(s0.Commit())
	r.Check(s0.Close())
	r.Step()
	session := r.Session()
	r.Check(session.AddAll(three()))
	ed := &seedUser{Name: "ed", Fullname: "Ed Jones", Password: "edspassword"}
	r.Check(session.Add(ed))
	r.Step()
	our, err := orm.Query[seedUser](session).FilterBy("Name", "ed").First()
	r.Check(err)
	r.Obs("our_user", our)
	r.Obs("ed_user is our_user", ed == our)
	r.Obs("our_user.id, ed_user.id", []any{our.ID, ed.ID})
	r.Step()
	r.Check(session.AddAll(three()))
	ed.Password = "f8s7ccs"
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.new", session.New())
	r.Step()
	r.Check(session.Rollback())
	r.Obs("session.new", session.New())
	r.Obs("session.dirty", session.Dirty())
	r.Obs("ed_user in session", session.Contains(ed))
	r.Obs("state of ed_user", state(r, session, ed))
	r.Obs("state of our_user", state(r, session, our))
}

// seedPet is the Pet of document 2.
type seedPet struct {
	orm.Model `orm:"table=pet"`
	ID        int `orm:"primary_key"`
	Name      string
	Type      string
	Age       int
}

func (p *seedPet) String() string {
	return attributes("Pet", "id", madeKey(p.ID), "name", p.Name, "type", p.Type, "age", int64(p.Age))
}

func seedPets(r *oracle.Run) {
	base := orm.DeclarativeBase()
	r.Check(base.Map(seedPet{}))
	r.Step()
	r.Obs("repr(Base.metadata.tables)", base.MetaData().Tables().String())
	create(r, base)
	r.Step()
	pets, err := base.Table(seedPet{})
	r.Check(err)
	r.Check(r.Engine.Begin(func(c *orm.Conn) error {
		_, err := c.Execute(pets.Insert(), orm.V{"id": 1, "name": "Justin Timbersnake", "type": "snek", "age": 2},
			orm.V{"id": 2, "name": "Pawtrick Stewart", "type": "good boy", "age": 10},
			orm.V{"id": 4, "name": "Marshmallow", "type": "polar bear", "age": 4})
		return err
	}))
	r.Step()
	session := r.Session()
	r.Check(session.Add(&seedPet{Name: "Justin Timbersnake", Type: "snek", Age: 2}))
	r.Check(session.Add(&seedPet{Name: "Pawtrick Stewart", Type: "good boy", Age: 10}))
	r.Check(session.Add(&seedPet{Name: "Godzilla", Type: "iguana", Age: 1}))
	r.Check(session.Add(&seedPet{Name: "Marshmallow", Type: "polar bear", Age: 4}))
	r.Step()
	result, err := r.Engine.Execute(orm.Text("select * from pet"))
	r.Check(err)
	r.Obs("rows", result.FetchAll())
	r.Obs("session.new", session.New())
	r.Step()
	r.Check(session.Commit())
	r.Obs("session.new", session.New())
	r.Step()
	P := orm.Columns[seedPet]()
	rows, err := session.Select(&P.Name, &P.Type, &P.Age).All()
	r.Check(err)
	r.Obs("rows", rows)
	r.Step()
	pet, err := orm.Query[seedPet](session).FilterBy("Name", "Marshmallow").First()
	r.Check(err)
	pet.Age++
	pet.Type = "kitteh"
	r.Obs("session.dirty", session.Dirty())
	r.Step()
	r.Check(session.Commit())
	r.Obs("session.dirty", session.Dirty())
	r.Step()
	r.Check(session.Add(&seedPet{Name: "Marshmallow", Type: "polar bear", Age: 4}))
	r.Check(session.Commit())
	all := session.Select(&P.ID, &P.Name, &P.Type, &P.Age)
	rows, err = all.All()
	r.Check(err)
	r.Obs("rows", rows)
	r.Step()
	pet, err = orm.Query[seedPet](session).FilterBy("Name", "Godzilla").One()
	r.Check(err)
	r.Check(session.Delete(pet))
	r.Obs("session.deleted", session.Deleted())
	r.Step()
	r.Check(session.Commit())
	r.Obs("session.deleted", session.Deleted())
	r.Obs("state of pet", state(r, session, pet))
	rows, err = all.All()
	r.Check(err)
	r.Obs("rows", rows)
	r.Step()
	r.Check(session.Close())
}

func seedPetsAutocommit(r *oracle.Run) {
	declared(r, seedPet{})
	r.Step()
	session := r.Session(orm.Autocommit(true))
	r.Check(session.Add(&seedPet{Name: "Marshmallow", Type: "polar bear", Age: 4}))
	r.Check(session.Flush())
	r.Obs("session.new", session.New())
	r.Step()
	pet, err := orm.Query[seedPet](session).FilterBy("Name", "Marshmallow").First()
	r.Check(err)
	pet.Age++
	pet.Type = "kitteh"
	r.Obs("session.dirty", session.Dirty())
	r.Step()
	r.Raises("commit", session.Commit())
	r.Obs("session.dirty", session.Dirty())
	r.Step()
	r.Check(session.Flush())
	r.Obs("session.dirty", session.Dirty())
}

// nickUser is the User of document 3.
type nickUser struct {
	orm.Model `orm:"table=users"`
	ID        int `orm:"primary_key"`
	Name      string
	Fullname  string
	Nickname  string
}

func (u *nickUser) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", u.Name, u.Fullname, u.Nickname)
}

func seedMergePending(r *oracle.Run) {
	declared(r, nickUser{})
	session := r.Session()
	r.Step()
	ed := &nickUser{Name: "ed", Fullname: "Ed Jones", Nickname: "edsnickname"}
	r.Obs("ed_user.name", ed.Name)
	r.Obs("ed_user.nickname", ed.Nickname)
	r.Use(oracle.UnsetIsZero, "str(ed_user.id)")
	r.Obs("str(ed_user.id)", fmt.Sprint(ed.ID))
	r.Step()
	r.Check(session.Add(ed))
	ed.Nickname = "eddie"
	r.Check(session.Add(ed))
	r.Obs("session.new", session.New())
	r.Obs("session.dirty", session.Dirty())
	r.Step()
	m, err := orm.Merge(session, ed)
	r.Check(err)
	r.Obs("m", m)
	r.Obs("m is ed_user", m == ed)
	r.Obs("state of ed_user", state(r, session, ed))
	r.Step()
	r.Check(session.Delete(ed))
	r.Obs("session.deleted", session.Deleted())
	r.Obs("ed_user in session", session.Contains(ed))
	r.Step()
	r.Check(session.Commit())
	r.Obs("state of ed_user", state(r, session, ed))
	r.Obs("ed_user.id kept after delete", ed.ID)
	count, err := orm.Query[nickUser](session).Count()
	r.Check(err)
	r.Obs("count", count)
}

func seedNotes(r *oracle.Run) {
	declared(r, seedUser{})
	session := r.Session()
	r.Step()
	ed := &seedUser{Name: "ed", Fullname: "Ed Jones", Password: "edspassword"}
	r.Check(session.Add(ed))
	our, err := orm.Query[seedUser](session).FilterBy("Name", "ed").First()
	r.Check(err)
	r.Obs("our_user", our)
	r.Step()
	r.Check(session.AddAll(three()))
	ed.Password = "f8s7ccs"
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.new", session.New())
	r.Step()
	r.Check(session.Commit())
	r.Step()
	r.Check(session.Refresh(ed))
	r.Obs("ed_user.id", ed.ID)
}

// coreTables are the tables of document 4.
func coreTables(r *oracle.Run, md *orm.MetaData) (users *orm.Table, addresses func() *orm.Table) {
	users, err := orm.NewTable("users", md, orm.NewColumn("user_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("user_name", orm.String(40)), orm.NewColumn("password", orm.String(10)))
	r.Check(err)
	return users, func() *orm.Table {
		t, err := orm.NewTable("email_addresses", md, orm.NewColumn("address_id", orm.Integer, orm.PrimaryKey),
			orm.NewColumn("email_address", orm.String(100), orm.NotNull),
			orm.NewColumn("user_id", orm.Integer, orm.ForeignKey("users.user_id")))
		r.Check(err)
		return t
	}
}

func seedCore(r *oracle.Run) {
	md := orm.NewMetaData(orm.Bind(r.Engine))
	users, addresses := coreTables(r, md)
	insert := func(stmt orm.Executable, rows ...orm.V) (result *orm.Result) {
		r.Check(r.Engine.Begin(func(c *orm.Conn) (err error) {
			result, err = c.Execute(stmt, rows...)
			return err
		}))
		return result
	}
	query := func(stmt orm.Executable) *orm.Result {
		result, err := r.Engine.Execute(stmt)
		r.Check(err)
		return result
	}
	r.Step()
	r.Check(md.CreateAll(r.Engine))
	r.Step()
	reflected, err := orm.NewTable("users", orm.NewMetaData(orm.Bind(r.Engine)), orm.Autoload)
	r.Check(err)
	var columns []string
	for _, c := range reflected.Columns() {
		columns = append(columns, c.Name())
	}
	r.Obs("columns", columns)
	r.Step()
	i := users.Insert()
	r.Obs("str(insert)", map[string]any{"sql": i.String()})
	r.Step()
	r.Obs("inserted_primary_key", insert(i, orm.V{"user_name": "Mary", "password": "secure"}).InsertedPrimaryKey())
	r.Step()
	insert(i, orm.V{"user_name": "Tom"}, orm.V{"user_name": "Fred"}, orm.V{"user_name": "Harry"})
	r.Step()
	result := query(users.Select())
	r.Obs("fetchone", result.FetchOne())
	r.Obs("fetchall", result.FetchAll())
	r.Step()
	result = query(users.Select(users.C("user_name").Eq("Harry")))
	r.Obs("keys", result.Keys())
	row := result.FetchOne()
	r.Obs("row", row)
	r.Obs("by key, index, column", []any{orm.Must(row.Get("user_id")), orm.Must(row.At(1)), orm.Must(row.Of(users.C("password")))})
	r.Step()
	r.Obs("rows", query(orm.Select(users.C("user_id"), users.C("user_name"))).FetchAll())
	r.Step()
	addr := addresses()
	r.Check(md.CreateAll(r.Engine))
	r.Step()
	insert(addr.Insert(), orm.V{"email_address": "tom@tom.com", "user_id": 2}, orm.V{"email_address": "mary@mary.com", "user_id": 1})
	r.Step()
	r.Obs("rows", query(users.Join(addr).Select()).FetchAll())
	r.Step()
	on := orm.And(users.C("user_id").Eq(addr.C("user_id")), users.C("password").Eq(addr.C("email_address")))
	r.Obs("join text", orm.Join(users, addr, on).String())
}

// The structs of document 4 are plain: they are mapped to tables from outside.
type coreUser struct {
	UserID    int
	UserName  string
	Password  *string
	Addresses []*coreAddress
}

func (u *coreUser) String() string {
	if u.Password == nil {
		return fmt.Sprintf("User(%s,None)", echo.Repr(u.UserName))
	}
	return fmt.Sprintf("User(%s,%s)", echo.Repr(u.UserName), echo.Repr(*u.Password))
}

type coreAddress struct {
	AddressID    int
	EmailAddress string
	UserID       *int
}

func (a *coreAddress) String() string { return fmt.Sprintf("Address(%s)", echo.Repr(a.EmailAddress)) }

func seedORM(r *oracle.Run) {
	md := orm.NewMetaData()
	users, addressTable := coreTables(r, md)
	addresses := addressTable()
	_, err := orm.NewMapper(coreUser{}, users, orm.Relation("Addresses", coreAddress{}))
	r.Check(err)
	_, err = orm.NewMapper(coreAddress{}, addresses)
	r.Check(err)
	r.Step()
	r.Check(md.CreateAll(r.Engine))
	r.Step()
	r.Check(r.Engine.Begin(func(c *orm.Conn) error {
		for _, rows := range [][]orm.V{{{"user_name": "Mary", "password": "secure"}}, {{"user_name": "Tom"}, {"user_name": "Fred"}, {"user_name": "Harry"}}} {
			if _, err := c.Execute(users.Insert(), rows...); err != nil {
				return err
			}
		}
		_, err := c.Execute(addresses.Insert(), orm.V{"email_address": "tom@tom.com", "user_id": 2}, orm.V{"email_address": "mary@mary.com", "user_id": 1})
		return err
	}))
	r.Step()
	u1 := &coreUser{}
	r.Use(oracle.UnsetIsZero, "u1.user_name")
	r.Obs("u1.user_name", u1.UserName)
	r.Obs("u1.password", u1.Password)
	session := r.Session()
	seedORMQueries(r, session)
	seedORMFlush(r, session)
	seedORMRelations(r, session)
}

func seedORMQueries(r *oracle.Run, session *orm.Session) {
	query := orm.Query[coreUser](session)
	U := orm.Columns[coreUser]()
	r.Step()
	harrys, err := query.FilterBy("UserName", "Harry").All()
	r.Check(err)
	r.Obs("rows", oracle.List(harrys))
	r.Step()
	third, err := query.Filter(orm.Col(&U.UserID).Eq(3)).All()
	r.Check(err)
	r.Obs("filter", oracle.List(third))
	r.Obs("get(2)", orm.Must(query.Get(2)))
	r.Obs("Mary", orm.Must(query.FilterBy("UserName", "Mary").First()))
	r.Obs("password is null, first", orm.Must(query.Filter(orm.Col(&U.Password).IsNull()).First()))
	r.Obs("count", orm.Must(query.Count()))
}

func seedORMFlush(r *oracle.Run, session *orm.Session) {
	query := orm.Query[coreUser](session)
	byName := func(name string) *coreUser { return orm.Must(query.FilterBy("UserName", name).First()) }
	r.Step()
	ed := &coreUser{}
	ed.UserName = "Ed"
	ed.Password = new("edspassword")
	r.Check(session.Add(ed))
	r.Obs("ed in session", session.Contains(ed))
	r.Step()
	r.Check(session.NoAutoflush(func() error {
		mary, harry := byName("Mary"), byName("Harry")
		mary.Password, harry.Password = new("marysnewpassword"), new("harrysnewpassword")
		r.Obs("mary is mary2", mary == byName("Mary"))
		return session.Delete(byName("Fred"))
	}))
	r.Obs("session.new", session.New())
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.deleted", session.Deleted())
	r.Step()
	r.Check(session.Flush())
}

func seedORMRelations(r *oracle.Run, session *orm.Session) {
	query := orm.Query[coreUser](session)
	U := orm.Columns[coreUser]()
	r.Step()
	r.Check(session.Commit())
	session.Clear()
	mary := orm.Must(query.FilterBy("UserName", "Mary").First())
	r.Check(session.Load(mary, "Addresses"))
	r.Obs("mary.addresses", oracle.List(mary.Addresses))
	r.Step()
	mary.Addresses = append(mary.Addresses, &coreAddress{EmailAddress: "mary2@gmail.com"})
	r.Check(session.Flush())
	r.Check(session.Commit())
	r.Step()
	three, err := query.Filter(orm.Col(&U.UserName).In("Ed", "Harry", "Mary")).OrderBy(orm.Col(&U.UserName)).All()
	r.Check(err)
	harry, mary := three[1], three[2]
	r.Step()
	r.Check(session.Load(mary, "Addresses"))
	mary.Addresses = slices.Delete(mary.Addresses, 1, 2)
	r.Check(session.Load(harry, "Addresses"))
	harry.Addresses = append(harry.Addresses, &coreAddress{EmailAddress: "harry@harry.com"})
	r.Check(session.Flush())
	r.Step()
	fred := &coreUser{UserName: "fred_again"}
	fred.Addresses = append(fred.Addresses, &coreAddress{EmailAddress: "fred@fred.com"}, &coreAddress{EmailAddress: "fred2@fred.com"})
	r.Check(session.Add(fred))
	r.Check(session.Commit())
}
