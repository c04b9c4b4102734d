// This file shows tables and statements by runnable examples.

package orm_test

import (
	"fmt"
	"strings"

	"github.com/ormsh/ormsh/orm"
)

// lines is a statement without the blanks at the ends of its lines, which a comment can't show.
func lines(s fmt.Stringer) string { return strings.ReplaceAll(s.String(), " \n", "\n") }

func ExampleNewTable() {
	metadata := orm.NewMetaData()
	users, err := orm.NewTable("users", metadata,
		orm.NewColumn("user_id", orm.Integer, orm.PrimaryKey),
		orm.NewColumn("user_name", orm.String(40), orm.NotNull, orm.Unique),
		orm.NewColumn("password", orm.String(10), orm.Secret))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(users)
	fmt.Println(users.Insert())
	fmt.Println(users.C("user_nmae").Eq("ed"))
	// Output:
	// Table('users', MetaData(), Column('user_id', Integer(), table=<users>, primary_key=True, nullable=False), Column('user_name', String(length=40), table=<users>, nullable=False), Column('password', String(length=10), table=<users>), schema=None)
	// INSERT INTO users (user_id, user_name, password) VALUES (:user_id, :user_name, :password)
	// <table users has no column user_nmae (did you mean user_name?)>
}

// The columns of a statement follow from the values that it is given.
func ExampleInsertStmt() {
	users, _ := blogTables()
	insert, err := orm.Compile(users.Insert(), "sqlite", orm.V{"nickname": "eddie", "name": "ed"})
	fmt.Println(insert, insert.Params, err)
	_, err = orm.Compile(users.Insert(), "sqlite", orm.V{"nmae": "ed"})
	fmt.Println(err)
	// Output:
	// INSERT INTO users (name, nickname) VALUES (?, ?) [ed eddie] <nil>
	// orm: INSERT INTO users: table users has no column nmae (did you mean name?)
}

// A join finds its condition in the foreign keys.
func ExampleJoin() {
	users, addresses := blogTables()
	fmt.Println(users.Join(addresses))
	fmt.Println(orm.Join(users, addresses, users.C("name").Eq(addresses.C("email_address"))))
	// Output:
	// users JOIN addresses ON users.id = addresses.user_id
	// users JOIN addresses ON users.name = addresses.email_address
}

// Without a database, a statement compiles for each of them.
func ExampleCompile() {
	users, _ := blogTables()
	named := users.Select(users.C("name").StartsWith("a")).OrderBy(users.C("id").Desc()).Limit(3)
	for _, dialect := range []string{"sqlite", "mysql", "postgresql"} {
		s, err := orm.Compile(orm.Select(users.C("id")).From(users).Where(users.C("name").StartsWith("a")).Limit(3), dialect)
		fmt.Printf("%q %v %v\n", s.SQL, s.Params, err)
	}
	fmt.Println(lines(named))
	// Output:
	// "SELECT users.id \nFROM users \nWHERE (users.name LIKE ? || '%')\n LIMIT ? OFFSET ?" [a 3 0] <nil>
	// "SELECT users.id \nFROM users \nWHERE (users.name LIKE concat(?, '%')) \n LIMIT ?" [a 3] <nil>
	// "SELECT users.id \nFROM users \nWHERE (users.name LIKE $1 || '%') \n LIMIT $2" [a 3] <nil>
	// SELECT users.id, users.name, users.fullname, users.nickname
	// FROM users
	// WHERE (users.name LIKE :name_1 || '%') ORDER BY users.id DESC
	//  LIMIT :param_1
}

// A recursive CTE: all the employees below one of them.
func ExampleSelectStmt_Recursive() {
	_, employee := companyTables()
	boss := orm.Select(employee.C("id"), employee.C("name")).Where(employee.C("name").Eq("ann"))
	below := boss.Recursive("below", func(below *orm.Derived) orm.Selection {
		return orm.Select(employee.C("id"), employee.C("name")).Where(employee.C("manager_id").Eq(below.C("id")))
	})
	fmt.Println(lines(orm.Select(orm.Count()).From(below)))
	// Output:
	// WITH RECURSIVE below(id, name) AS
	// (SELECT employee.id AS id, employee.name AS name
	// FROM employee
	// WHERE employee.name = :name_1 UNION ALL SELECT employee.id AS id, employee.name AS name
	// FROM employee, below
	// WHERE employee.manager_id = below.id)
	//  SELECT count(*) AS count_1
	// FROM below
}

// Window functions rank within a group.
func ExampleExpr_Over() {
	_, employee := companyTables()
	salary := employee.C("salary").Desc()
	rank := orm.Func("rank").Over(orm.Window().PartitionBy(employee.C("department_id")).OrderBy(salary))
	fmt.Println(lines(orm.Select(employee.C("name"), rank.Label("place"))))
	// Output:
	// SELECT employee.name, rank() OVER (PARTITION BY employee.department_id ORDER BY employee.salary DESC) AS place
	// FROM employee
}

func ExampleInsertStmt_OnConflict() {
	users, _ := blogTables()
	insert := users.Insert()
	fmt.Println(insert.Values(orm.V{"id": 1, "name": "ed"}).OnConflict("id").DoUpdate(orm.V{"name": insert.Excluded("name")}))
	// Output:
	// INSERT INTO users (id, name) VALUES (:id, :name) ON CONFLICT (id) DO UPDATE SET name = excluded.name
}

func ExampleCreateSQL() {
	m := orm.NewMetaData()
	_, err := orm.NewTable("pet", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String()))
	if err != nil {
		fmt.Println(err)
		return
	}
	texts, err := orm.CreateSQL(m, "postgresql")
	fmt.Printf("%q %v\n", texts, err)
	_, err = orm.CreateSQL(m, "mysql")
	fmt.Println(err)
	// Output:
	// ["\nCREATE TABLE pet (\n\tid SERIAL NOT NULL, \n\tname VARCHAR, \n\tPRIMARY KEY (id)\n)\n\n"] <nil>
	// orm: table pet, column name: MySQL and MariaDB need a length for VARCHAR: declare it as orm.String(50), or as orm.UnicodeText for long text
}
