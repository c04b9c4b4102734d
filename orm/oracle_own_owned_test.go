// This file holds the programs of scenarios 301 and 302: owned objects of a many-to-one, and keys that a flush carries.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type ownedPerson struct {
	orm.Model  `orm:"table=person"`
	ID         int            `orm:"primary_key"`
	Name       string         `orm:"size=50"`
	PassportID *int           `orm:"foreign_key=passport.id"`
	Passport   *ownedPassport `orm:"relation,back=Person,cascade=all delete-orphan,single_parent"`
}

type ownedPassport struct {
	orm.Model `orm:"table=passport"`
	ID        int          `orm:"primary_key"`
	Number    string       `orm:"size=50"`
	Person    *ownedPerson `orm:"relation,back=Passport"`
}

func singleParent(r *oracle.Run) {
	declared(r, ownedPerson{}, ownedPassport{})
	s := r.Session()
	P, H := orm.Columns[ownedPassport](), orm.Columns[ownedPerson]()
	first := func(rows orm.Rows, err error) (list []any) {
		r.Check(err)
		for _, row := range rows {
			list = append(list, row.Values()[0])
		}
		return list
	}
	passport := func(p *ownedPerson) {
		r.Check(s.Load(p))
		r.Check(s.Load(p, "Passport"))
		r.Obs("number", p.Passport.Number)
	}
	r.Step()
	p1, p2 := &ownedPassport{Number: "p1"}, &ownedPassport{Number: "p2"}
	ann, bob := &ownedPerson{Name: "ann", Passport: p1}, &ownedPerson{Name: "bob", Passport: p2}
	r.Check(s.Add(ann, bob))
	r.Check(s.Commit())
	r.Step()
	passport(ann)
	ann.Passport = &ownedPassport{Number: "p3"}
	r.Check(s.Flush())
	r.Obs("p1", state(r, s, p1))
	r.Check(s.Commit())
	r.Step()
	passport(bob)
	bob.Passport = nil
	r.Check(s.Commit())
	r.Obs("passports", first(s.Select(&P.Number).All()))
	r.Step()
	p9 := &ownedPassport{Number: "p9"}
	cy, dan := &ownedPerson{Name: "cy", Passport: p9}, &ownedPerson{Name: "dan", Passport: p9}
	r.Check(s.Add(cy, dan))
	r.Raises("second parent", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	passport(ann)
	r.Check(s.Delete(ann))
	r.Check(s.Commit())
	r.Obs("passports", orm.Must(orm.Query[ownedPassport](s).Count()))
	r.Obs("people", first(s.Select(&H.Name).All()))
	r.Step()
	r.Check(s.Add(&ownedPassport{Number: "p4"}))
	r.RaisesOrNot("commit", s.Commit())
	r.Obs("passports", first(s.Select(&P.Number).All()))
}

type carriedUser struct {
	Username  string
	Fullname  string
	Addresses []*carriedAddress
}

type carriedAddress struct {
	ID       int
	Email    string
	Username *string
	User     *carriedUser
}

func carriedKeys(r *oracle.Run) {
	meta := orm.NewMetaData()
	users := made(orm.NewTable("users", meta, orm.NewColumn("username", text50, orm.PrimaryKey), orm.NewColumn("fullname", text50)))
	addresses := made(orm.NewTable("addresses", meta, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("email", text50),
		orm.NewColumn("username", text50, orm.ForeignKey("users.username"))))
	made(orm.NewMapper(carriedUser{}, users, orm.Relation("Addresses", carriedAddress{}, orm.Back("User"), orm.OrderRelated("ID"), orm.ActiveUpdates())))
	made(orm.NewMapper(carriedAddress{}, addresses, orm.Relation("User", carriedUser{}, orm.Back("Addresses"))))
	r.Step()
	r.Quiet(func() { withoutForeignKeys(r) })
	s := r.Session()
	r.Step()
	jack, ed := &carriedUser{Username: "jack", Fullname: "j"}, &carriedUser{Username: "ed", Fullname: "e"}
	a1, a2, a3 := &carriedAddress{Email: "a1"}, &carriedAddress{Email: "a2"}, &carriedAddress{Email: "a3"}
	jack.Addresses, ed.Addresses = []*carriedAddress{a1, a2}, []*carriedAddress{a3}
	r.Check(s.Add(jack, ed))
	r.Check(s.Commit())
	email := func(a *carriedAddress) any { return a.Email }
	r.Step()
	r.Check(s.Load(jack))
	r.Obs("name", jack.Username)
	r.Check(s.Load(jack, "Addresses"))
	r.Obs("emails", collect(jack.Addresses, email))
	jack.Username = "jacko"
	r.Check(s.Flush())
	r.Obs("a1.username", a1.Username)
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(ed))
	r.Obs("name", ed.Username)
	ed.Username = "eddie"
	r.Check(s.Commit())
	r.Check(s.Load(a3))
	r.Obs("a3.username", a3.Username)
	r.Step()
	r.Check(s.Load(jack))
	r.Obs("name", jack.Username)
	jack.Username = "x"
	r.Check(s.Flush())
	r.Check(s.Rollback())
	r.Check(s.Load(jack))
	r.Obs("jack.username", jack.Username)
	r.Check(s.Load(a1))
	r.Obs("a1.username", a1.Username)
	r.Step()
	r.Check(s.Load(jack, "Addresses"))
	r.Obs("emails", collect(jack.Addresses, email))
	jack.Username, jack.Addresses = "y", []*carriedAddress{a1}
	r.Check(s.Flush())
	A := orm.Columns[carriedAddress]()
	r.Obs("rows", orm.Must(s.Select(&A.Email, &A.Username).OrderBy(orm.Col(&A.ID)).All()))
	r.Check(s.Commit())
}

// withoutForeignKeys makes the two tables as the recording has them: nothing in the database follows a changed key.
func withoutForeignKeys(r *oracle.Run) {
	id := map[string]string{"sqlite": "INTEGER NOT NULL", "mysql": "INTEGER NOT NULL AUTO_INCREMENT", "postgresql": "SERIAL"}[r.Dialect]
	for _, text := range []string{"CREATE TABLE users (username VARCHAR(50) PRIMARY KEY, fullname VARCHAR(50))",
		"CREATE TABLE addresses (id " + id + ", email VARCHAR(50), username VARCHAR(50), PRIMARY KEY (id))"} {
		orm.Must(r.Engine.Execute(orm.Text(text)))
	}
}
