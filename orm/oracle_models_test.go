// This file holds the models that several scenarios share.

package orm_test

import (
	"fmt"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// tutUser is the tutorial's User without relations, tutPerson the one with addresses.
type tutUser struct {
	orm.Model `orm:"table=users"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
	Fullname  string `orm:"size=50"`
	Nickname  string `orm:"size=50"`
}

func (u *tutUser) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", u.Name, u.Fullname, u.Nickname)
}

type tutPerson struct {
	orm.Model `orm:"table=users"`
	ID        int           `orm:"primary_key"`
	Name      string        `orm:"size=50"`
	Fullname  string        `orm:"size=50"`
	Nickname  string        `orm:"size=50"`
	Addresses []*tutAddress `orm:"relation,back=User,order=ID"`
}

func (u *tutPerson) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", u.Name, u.Fullname, u.Nickname)
}

type tutAddress struct {
	orm.Model    `orm:"table=addresses"`
	ID           int        `orm:"primary_key"`
	EmailAddress string     `orm:"size=50,not_null"`
	UserID       *int       `orm:"foreign_key=users.id"`
	User         *tutPerson `orm:"relation,back=Addresses"`
}

func (a *tutAddress) String() string {
	return fmt.Sprintf("<Address(email_address='%s')>", a.EmailAddress)
}

// nullPerson is the User of scenarios that leave columns unset: NULL is a nil pointer.
type nullPerson struct {
	orm.Model `orm:"table=users"`
	ID        int            `orm:"primary_key"`
	Name      *string        `orm:"size=50"`
	Fullname  *string        `orm:"size=50"`
	Nickname  *string        `orm:"size=50"`
	Addresses []*nullAddress `orm:"relation,back=User,order=ID"`
}

func (u *nullPerson) String() string {
	text := func(s *string) string {
		if s == nil {
			return "None"
		}
		return *s
	}
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", text(u.Name), text(u.Fullname), text(u.Nickname))
}

type nullAddress struct {
	orm.Model    `orm:"table=addresses"`
	ID           int         `orm:"primary_key"`
	EmailAddress string      `orm:"size=50,not_null"`
	UserID       *int        `orm:"foreign_key=users.id"`
	User         *nullPerson `orm:"relation,back=Addresses"`
}

// nullUser is nullPerson without addresses.
type nullUser struct {
	orm.Model `orm:"table=users"`
	ID        int     `orm:"primary_key"`
	Name      *string `orm:"size=50"`
	Fullname  *string `orm:"size=50"`
	Nickname  *string `orm:"size=50"`
}

func (u *nullUser) String() string {
	return (&nullPerson{Name: u.Name, Fullname: u.Fullname, Nickname: u.Nickname}).String()
}

func seedNullUsers(r *oracle.Run, s *orm.Session) (list []*nullUser) {
	r.Step()
	for _, u := range tutUsers() {
		list = append(list, &nullUser{Name: &u.Name, Fullname: &u.Fullname, Nickname: &u.Nickname})
	}
	r.Check(s.AddAll(list))
	r.Check(s.Commit())
	return list
}

func seedNullPersons(r *oracle.Run, s *orm.Session) (list []*nullPerson) {
	r.Step()
	for _, u := range tutUsers() {
		list = append(list, &nullPerson{Name: &u.Name, Fullname: &u.Fullname, Nickname: &u.Nickname})
	}
	r.Check(s.AddAll(list))
	r.Check(s.Commit())
	return list
}

// tutUsers are the four users that the tutorial's scenarios begin with.
func tutUsers() []*tutUser {
	return []*tutUser{{Name: "ed", Fullname: "Ed Jones", Nickname: "eddie"}, {Name: "wendy", Fullname: "Wendy Williams", Nickname: "windy"},
		{Name: "mary", Fullname: "Mary Contrary", Nickname: "mary"}, {Name: "fred", Fullname: "Fred Flintstone", Nickname: "freddy"}}
}

func seedTutUsers(r *oracle.Run, s *orm.Session) []*tutUser {
	r.Step()
	list := tutUsers()
	r.Check(s.AddAll(list))
	r.Check(s.Commit())
	return list
}

func seedTutPersons(r *oracle.Run, s *orm.Session) {
	r.Step()
	for _, u := range tutUsers() {
		r.Check(s.Add(&tutPerson{Name: u.Name, Fullname: u.Fullname, Nickname: u.Nickname}))
	}
	r.Check(s.Commit())
}

// seedJack adds jack with two addresses.
func seedJack(r *oracle.Run, s *orm.Session) *tutPerson {
	r.Step()
	jack := &tutPerson{Name: "jack", Fullname: "Jack Bean", Nickname: "gjffdd"}
	jack.Addresses = []*tutAddress{{EmailAddress: "jack@google.com"}, {EmailAddress: "j25@yahoo.com"}}
	r.Check(s.Add(jack))
	r.Check(s.Commit())
	return jack
}

// parent and child are a one-to-many relation with both sides.
type parent struct {
	orm.Model `orm:"table=parent"`
	ID        int      `orm:"primary_key"`
	Name      string   `orm:"size=50"`
	Children  []*child `orm:"relation,back=Parent,order=ID"`
}

func (p *parent) String() string { return attributes("Parent", "id", madeKey(p.ID), "name", p.Name) }

type child struct {
	orm.Model `orm:"table=child"`
	ID        int     `orm:"primary_key"`
	Name      string  `orm:"size=50"`
	ParentID  *int    `orm:"foreign_key=parent.id"`
	Parent    *parent `orm:"relation,back=Children"`
}

func (c *child) String() string {
	return fmt.Sprintf("Child(id=%d, name=%s, parent_id=%s)", c.ID, echo.Repr(c.Name), echo.Repr(optional(c.ParentID)))
}

// optional is a nullable number as a value.
func optional(n *int) any {
	if n == nil {
		return nil
	}
	return int64(*n)
}

// collect lists something of each object.
func collect[T any](list []*T, f func(*T) any) []any {
	out := []any{}
	for _, o := range list {
		out = append(out, f(o))
	}
	return out
}

// department and employee have a relation to each other, and employees one to their managers.
type department struct {
	orm.Model `orm:"table=department"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Employees []*employee `orm:"relation,back=Department"`
}

type employee struct {
	orm.Model    `orm:"table=employee"`
	ID           int    `orm:"primary_key"`
	Name         string `orm:"size=50"`
	Salary       *int
	DepartmentID *int        `orm:"foreign_key=department.id"`
	ManagerID    *int        `orm:"foreign_key=employee.id"`
	Department   *department `orm:"relation,back=Employees"`
	Reports      []*employee `orm:"relation,back=Manager"`
	Manager      *employee   `orm:"relation,back=Reports"`
}

func (e *employee) String() string {
	return fmt.Sprintf("Employee(id=%d, name=%s, salary=%s, department_id=%s, manager_id=%s)", e.ID, echo.Repr(e.Name),
		echo.Repr(optional(e.Salary)), echo.Repr(optional(e.DepartmentID)), echo.Repr(optional(e.ManagerID)))
}

// seedEmployees is a step whose statements aren't recorded.
func seedEmployees(r *oracle.Run, s *orm.Session) {
	r.Step()
	r.Quiet(func() {
		r.Check(s.Add(&department{ID: 1, Name: "eng"}, &department{ID: 2, Name: "ops"}, &department{ID: 3, Name: "empty"}))
		r.Check(s.Flush())
		r.Check(s.Add(&employee{ID: 1, Name: "ann", Salary: new(500), DepartmentID: new(1)},
			&employee{ID: 2, Name: "bob", Salary: new(300), DepartmentID: new(1), ManagerID: new(1)},
			&employee{ID: 3, Name: "cyd", Salary: new(300), DepartmentID: new(1), ManagerID: new(1)},
			&employee{ID: 4, Name: "dan", Salary: new(200), DepartmentID: new(2), ManagerID: new(1)},
			&employee{ID: 5, Name: "eve", Salary: new(100), DepartmentID: new(2), ManagerID: new(4)}, &employee{ID: 6, Name: "fay"}))
		r.Check(s.Commit())
	})
	s.Clear()
}
