// Package orm is a data mapper with a unit of work for plain Go structs, over a SQL expression language that is of use
// alone. It follows SQLAlchemy: what it emits is measured against recordings of the original.
//
// Its nouns, from the bottom up, are also its layers; a file says in a comment (//layer:N) to which it belongs, and
// uses only what is in its own layer or below:
//
//	1 URL, Error                          where a database is, what went wrong
//	2 MetaData, Table, Column, Type       what is in a database
//	3 Expr, Cond, Select, Insert ...      statements, printable without a database
//	4 Engine, Conn, Result, Row           connections, transactions, rows; DDL and reflection
//	5 Mapper, Relation, DeclarativeBase   which struct stands for which table
//	6 Session, Query                      identity map, unit of work, loading
//	7 generics                            typed names around 5 and 6, in one file
//
// How a statement travels:
//
//	Select(...) -> ast -> dialect.Compile -> Conn -> pool -> driver      (echo: every statement, in order)
//	session.Add(obj) -> flush: plan in dependency order -> the same way
//
// A start with the session, where a field is a column and a slice of pointers a relation:
//
//	engine, err := orm.CreateEngine("sqlite:///pets.db", orm.Echo(true))
//	session := orm.NewSession(engine)
//	err = session.Add(&Pet{Name: "Marshmallow"})
//	err = session.Commit()
//
// and one without it:
//
//	res, err := engine.Execute(users.Select(users.C("name").Eq("ed")))
//	for row := range res.All() { fmt.Println(row) }
//
// Structs may share a table: one embeds the other, first of all its fields, and says which rows are its own.
//
//	type Employee struct {
//		orm.Model `orm:"table=employee,polymorphic=employee"`
//		ID        int    `orm:"primary_key"`
//		Kind      string `orm:"size=20,polymorphic_on"` // filled by Add
//	}
//	type Manager struct {
//		Employee `orm:"polymorphic=manager"`
//		Budget   int
//	}
//	err = base.Map(Employee{}, Manager{}) // together, the base first
//
// Query[Manager] finds managers alone. Query[Employee] finds all, each as the *Employee that begins its Manager, with the
// base's columns; m, err := orm.As[Manager](session, employee) loads the others and gives the whole, nil where the row is
// no manager. A query of single columns (session.Select(&M.Budget)) is one of the table, with no condition on the type.
// With a table= of its own (orm:"table=manager,polymorphic=manager") a struct has its columns there, joined to the base's by key.
//
// Relations are said on any of them and lead to any. One to the base holds managers as the *Employee that begins them; one to
// Manager finds managers alone. What is new is added as itself, since an address doesn't tell a Manager from its Employee:
//
//	ann := &Manager{Employee: Employee{Name: "ann"}}
//	acme := &Company{Employees: []*Employee{&ann.Employee}}
//	err = session.Add(acme, ann) // or ann.Company = acme, and Add(ann)
//
// orm.OfType[Manager](orm.Many(&C.Employees)) narrows a relation for Join, Any and Has; inside SelectIn, Joined and Contains it
// brings the managers' columns along. A query of the base brings those of subs with Options(orm.WithPolymorphic()) in its own
// statement, with orm.SelectInPolymorphic() by one more for each struct that turned up. orm:"table=animal,polymorphic", without a
// value, says that only structs that embed it have rows.
//
// Errors are returned, never panics; errors.Is asks for their kind (orm.UniqueViolation) or a sentinel
// (orm.ErrNoResult). A field read never emits SQL: what isn't loaded is nil, and loading is said in so many words.
//
//layer:1 errors, url, version
package orm
