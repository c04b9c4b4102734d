// This file holds the programs of scenarios 010 to 026: SQLAlchemy's object relational tutorial.

package orm_test

import (
	"fmt"
	"slices"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

func tutDeclare(r *oracle.Run) {
	base := orm.DeclarativeBase()
	r.Check(base.Map(tutUser{}))
	r.Step()
	table, err := base.Table(tutUser{})
	r.Check(err)
	r.Obs("repr(table)", table.String())
	var columns []string
	for _, c := range table.Columns() {
		columns = append(columns, c.Name())
	}
	r.Obs("columns", columns)
	r.Step()
	r.Check(base.MetaData().CreateAll(r.Engine))
	r.Step()
	r.Check(base.MetaData().CreateAll(r.Engine))
	r.Step()
	r.Check(base.MetaData().DropAll(r.Engine))
}

func tutAddUpdate(r *oracle.Run) {
	declared(r, tutUser{})
	session := r.Session()
	r.Step()
	ed := &tutUser{Name: "ed", Fullname: "Ed Jones", Nickname: "edsnickname"}
	r.Check(session.Add(ed))
	r.Obs("ed_user in session.new", session.New().Contains(ed))
	r.Step()
	our, err := orm.Query[tutUser](session).FilterBy("Name", "ed").First()
	r.Check(err)
	r.Obs("our_user", our)
	r.Obs("ed_user is our_user", ed == our)
	r.Step()
	r.Check(session.AddAll(tutUsers()[1:]))
	ed.Nickname = "eddie"
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.new", session.New())
	r.Obs("session.is_modified(ed_user)", session.Dirty().Contains(ed))
	r.Step()
	r.Check(session.Commit())
	r.Step()
	r.Check(session.Refresh(ed))
	r.Obs("ed_user.id", ed.ID)
	r.Obs("session.new", session.New())
	r.Obs("session.dirty", session.Dirty())
}

func tutRollback(r *oracle.Run) {
	declared(r, tutUser{})
	session := r.Session()
	ed := seedTutUsers(r, session)[0]
	U := orm.Columns[tutUser]()
	named := func(names ...string) []any {
		list, err := orm.Query[tutUser](session).Filter(orm.Col(&U.Name).In(names...)).All()
		r.Check(err)
		return oracle.List(list)
	}
	r.Step()
	r.Check(session.Refresh(ed))
	r.Obs("ed_user.name", ed.Name)
	ed.Name = "Edwardo"
	fake := &tutUser{Name: "fakeuser", Fullname: "Invalid", Nickname: "12345"}
	r.Check(session.Add(fake))
	r.Step()
	r.Obs("rows", named("Edwardo", "fakeuser"))
	r.Obs("fake_user.id", fake.ID)
	r.Step()
	r.Check(session.Rollback())
	r.Check(session.Refresh(ed))
	r.Obs("ed_user.name", ed.Name)
	r.Obs("fake_user in session", session.Contains(fake))
	r.Obs("state of fake_user", state(r, session, fake))
	r.Obs("attributes still on fake_user", map[string]any{"dict": map[string]any{"name": fake.Name, "fullname": fake.Fullname, "nickname": fake.Nickname, "id": fake.ID}})
	r.Step()
	r.Obs("rows", named("ed", "fakeuser"))
}

func tutQuerying(r *oracle.Run) {
	declared(r, tutUser{})
	session := r.Session()
	seedTutUsers(r, session)
	U := orm.Columns[tutUser]()
	query, id := orm.Query[tutUser](session), orm.Col(&U.ID)
	all := func(q orm.QueryOf[tutUser]) []*tutUser { return orm.Must(q.All()) }
	r.Step()
	r.Obs("rows", collect(all(query.OrderBy(id)), func(u *tutUser) any { return []any{u.Name, u.Fullname} }))
	r.Step()
	r.Obs("rows", orm.Must(session.Select(&U.Name, &U.Fullname).All()))
	r.Step()
	r.Obs("rows", orm.Must(session.Select(U, &U.Name).All()))
	r.Step()
	r.Obs("rows", orm.Must(session.Select(orm.Col(&U.Name).Label("name_label")).All()))
	r.Step()
	ua := orm.Alias[tutUser]("user_alias")
	r.Obs("rows", orm.Must(session.Select(ua, &ua.Name).All()))
	r.Step()
	ub := orm.Alias[tutUser]("users_1")
	r.Obs("rows", oracle.List(all(orm.QueryFrom(session, ub).Filter(orm.Col(&ub.Name).Eq("ed")))))
	r.Step()
	r.Obs("rows", oracle.List(all(query.OrderBy(id).Limit(2).Offset(1))))
	r.Step()
	r.Obs("limit(2)", oracle.List(all(query.OrderBy(id).Limit(2))))
	r.Obs("offset(2)", oracle.List(all(query.OrderBy(id).Offset(2))))
	r.Obs("[0]", orm.Must(query.OrderBy(id).First()))
	fullname := orm.Col(&U.Fullname).Eq("Ed Jones")
	for range 2 { // filter_by and filter
		r.Step()
		r.Obs("rows", orm.Must(session.Select(&U.Name).Filter(fullname).All()))
	}
	r.Step()
	r.Obs("rows", oracle.List(all(query.Filter(orm.Col(&U.Name).Eq("ed")).Filter(fullname))))
}

func tutRelationship(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	session := r.Session()
	r.Step()
	jack := &tutPerson{Name: "jack", Fullname: "Jack Bean", Nickname: "gjffdd"}
	r.Obs("jack.addresses", oracle.List(jack.Addresses))
	r.Step()
	jack.Addresses = []*tutAddress{{EmailAddress: "jack@google.com"}, {EmailAddress: "j25@yahoo.com"}}
	r.Obs("jack.addresses[1]", jack.Addresses[1])
	r.Use(oracle.BackrefAtFlush, "jack.addresses[1].user")
	r.Obs("jack.addresses[1].user", nilOr(jack.Addresses[1].User))
	r.Step()
	r.Check(session.Add(jack))
	r.Obs("session.new", session.New())
	r.Check(session.Commit())
	r.Step()
	jack, err := orm.Query[tutPerson](session).FilterBy("Name", "jack").One()
	r.Check(err)
	r.Obs("jack", jack)
	r.Step()
	r.Check(session.Load(jack, "Addresses"))
	r.Obs("jack.addresses", oracle.List(jack.Addresses))
	r.Check(session.Load(jack, "Addresses"))
	r.Obs("jack.addresses again", oracle.List(jack.Addresses))
	r.Step()
	r.Check(session.Load(jack.Addresses[0], "User"))
	r.Obs("user", jack.Addresses[0].User == jack)
}

// nilOr is an object, or nothing for a nil pointer.
func nilOr[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

func tutEager(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	session := r.Session()
	seedTutPersons(r, session)
	seedJack(r, session)
	U, A := orm.Columns[tutPerson](), orm.Columns[tutAddress]()
	addresses, user := orm.Many(&U.Addresses), orm.One(&A.User)
	persons, mails := orm.Query[tutPerson](session), orm.Query[tutAddress](session)
	emails := func(list []*tutPerson) []any {
		return collect(list, func(u *tutPerson) any {
			return collect(u.Addresses, func(a *tutAddress) any { return a.EmailAddress })
		})
	}
	owners := func(q orm.QueryOf[tutAddress]) []any {
		session.Clear()
		return collect(orm.Must(q.OrderBy(orm.Col(&A.ID)).All()), func(a *tutAddress) any { return a.User.Name })
	}
	for _, option := range []orm.LoadOption{orm.SelectIn(addresses), orm.Joined(addresses)} {
		r.Step()
		session.Clear()
		r.Obs("jack.addresses", oracle.List(orm.Must(persons.Options(option).FilterBy("Name", "jack").One()).Addresses))
	}
	r.Step()
	session.Clear()
	rows := orm.Must(mails.Join(user).Filter(orm.Col(&U.Name).Eq("jack")).Options(orm.Contains(user)).All())
	r.Obs("rows", oracle.List(rows))
	r.Obs("rows[0].user", rows[0].User)
	for _, option := range []orm.LoadOption{orm.SelectIn(addresses), orm.Joined(addresses)} {
		r.Step()
		session.Clear()
		r.Obs("emails", emails(orm.Must(persons.Options(option).OrderBy(orm.Col(&U.ID)).All())))
	}
	r.Step()
	r.Obs("names", owners(mails.Options(orm.Joined(user))))
	r.Obs("innerjoin names", owners(mails.Options(orm.Joined(user).Inner())))
	r.Step()
	r.Obs("names", owners(mails.Options(orm.SelectIn(user))))
}

func tutDeleteNulling(r *oracle.Run) {
	declared(r, tutPerson{}, tutAddress{})
	session := r.Session()
	seedJack(r, session)
	A := orm.Columns[tutAddress]()
	r.Step()
	jack := orm.Must(orm.Query[tutPerson](session).FilterBy("Name", "jack").One())
	r.Check(session.Delete(jack))
	r.Obs("session.deleted", session.Deleted())
	r.Step()
	r.Obs("count", orm.Must(orm.Query[tutPerson](session).FilterBy("Name", "jack").Count()))
	r.Step()
	r.Obs("count", orm.Must(orm.Query[tutAddress](session).Filter(orm.Col(&A.EmailAddress).In("jack@google.com", "j25@yahoo.com")).Count()))
	r.Step()
	r.Obs("rows", orm.Must(session.Select(&A.EmailAddress, &A.UserID).OrderBy(orm.Col(&A.ID)).All()))
	r.Check(session.Close())
}

// orphanUser deletes the addresses that leave it.
type orphanUser struct {
	orm.Model `orm:"table=users"`
	ID        int              `orm:"primary_key"`
	Name      string           `orm:"size=50"`
	Fullname  string           `orm:"size=50"`
	Nickname  string           `orm:"size=50"`
	Addresses []*orphanAddress `orm:"relation,back=User,cascade=all delete-orphan"`
}

func (u *orphanUser) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", u.Name, u.Fullname, u.Nickname)
}

type orphanAddress struct {
	orm.Model    `orm:"table=addresses"`
	ID           int         `orm:"primary_key"`
	EmailAddress string      `orm:"size=50,not_null"`
	UserID       *int        `orm:"foreign_key=users.id"`
	User         *orphanUser `orm:"relation,back=Addresses"`
}

func (a *orphanAddress) String() string {
	return fmt.Sprintf("<Address(email_address='%s')>", a.EmailAddress)
}

func tutDeleteOrphan(r *oracle.Run) {
	declared(r, orphanUser{}, orphanAddress{})
	session := r.Session()
	r.Step()
	jack := &orphanUser{Name: "jack", Fullname: "Jack Bean", Nickname: "gjffdd"}
	jack.Addresses = []*orphanAddress{{EmailAddress: "jack@google.com"}, {EmailAddress: "j25@yahoo.com"}}
	r.Check(session.Add(jack))
	r.Check(session.Commit())
	A := orm.Columns[orphanAddress]()
	both := orm.Query[orphanAddress](session).Filter(orm.Col(&A.EmailAddress).In("jack@google.com", "j25@yahoo.com"))
	r.Step()
	r.Check(session.Close())
	jack = orm.Must(orm.Get[orphanUser](session, 1))
	r.Step()
	r.Check(session.Load(jack, "Addresses"))
	jack.Addresses = slices.Delete(jack.Addresses, 1, 2)
	r.Use(oracle.DirtyIsNet, "session.dirty")
	r.Obs("session.dirty", session.Dirty())
	r.Obs("session.deleted", session.Deleted())
	r.Step()
	r.Obs("count", orm.Must(both.Count()))
	r.Step()
	r.Check(session.Delete(jack))
	r.Obs("session.deleted", session.Deleted())
	r.Step()
	r.Obs("users", orm.Must(orm.Query[orphanUser](session).FilterBy("Name", "jack").Count()))
	r.Obs("addresses", orm.Must(both.Count()))
}

// The blog of the tutorial: posts and keywords, many to many.
type blogUser struct {
	orm.Model `orm:"table=users"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Fullname  string      `orm:"size=50"`
	Nickname  string      `orm:"size=50"`
	Posts     []*blogPost `orm:"relation,back=Author"`
}

func (u *blogUser) String() string {
	return fmt.Sprintf("<User(name='%s', fullname='%s', nickname='%s')>", u.Name, u.Fullname, u.Nickname)
}

type blogPost struct {
	orm.Model `orm:"table=posts"`
	ID        int            `orm:"primary_key"`
	UserID    *int           `orm:"foreign_key=users.id"`
	Headline  string         `orm:"size=255,not_null"`
	Body      string         `orm:"type=text"`
	Keywords  []*blogKeyword `orm:"relation,secondary=post_keywords,back=Posts"`
	Author    *blogUser      `orm:"relation,back=Posts"`
}

func (p *blogPost) String() string {
	return fmt.Sprintf("BlogPost(%s, %s, %s)", echo.Repr(p.Headline), echo.Repr(p.Body), p.Author)
}

type blogKeyword struct {
	orm.Model `orm:"table=keywords"`
	ID        int         `orm:"primary_key"`
	Keyword   string      `orm:"size=50,not_null,unique"`
	Posts     []*blogPost `orm:"relation,secondary=post_keywords,back=Keywords"`
}

// pairTable is an association table with two foreign keys as its primary key.
func pairTable(r *oracle.Run, m *orm.MetaData, name, left, leftKey, right, rightKey string) *orm.Table {
	t, err := orm.NewTable(name, m, orm.NewColumn(left, orm.Integer, orm.ForeignKey(leftKey), orm.PrimaryKey),
		orm.NewColumn(right, orm.Integer, orm.ForeignKey(rightKey), orm.PrimaryKey))
	r.Check(err)
	return t
}

func tutManyToMany(r *oracle.Run) {
	base := orm.DeclarativeBase()
	r.Check(base.Map(blogUser{}))
	pairTable(r, base.MetaData(), "post_keywords", "post_id", "posts.id", "keyword_id", "keywords.id")
	r.Check(base.Map(blogPost{}, blogKeyword{}))
	create(r, base)
	session := r.Session()
	r.Step()
	r.Check(session.Add(&blogUser{Name: "wendy", Fullname: "Wendy Williams", Nickname: "windy"}))
	r.Check(session.Commit())
	r.Step()
	wendy := orm.Must(orm.Query[blogUser](session).FilterBy("Name", "wendy").One())
	post := &blogPost{Headline: "Wendy's Blog Post", Body: "This is a test", Author: wendy}
	r.Check(session.Add(post))
	r.Step()
	post.Keywords = append(post.Keywords, &blogKeyword{Keyword: "wendy"}, &blogKeyword{Keyword: "firstpost"})
	P, K := orm.Columns[blogPost](), orm.Columns[blogKeyword]()
	first := orm.Many(&P.Keywords).Any(orm.Col(&K.Keyword).Eq("firstpost"))
	posts := orm.Query[blogPost](session)
	r.Step()
	r.Obs("rows", oracle.List(orm.Must(posts.Filter(first).All())))
	for range 2 { // by the relation, and as wendy's posts
		r.Step()
		r.Obs("rows", oracle.List(orm.Must(posts.FilterBy("Author", wendy).Filter(first).All())))
	}
	r.Step()
	r.Check(session.Commit())
	r.Obs("rows", orm.Must(posts.Join(orm.Many(&P.Keywords)).Filter(orm.Col(&K.Keyword).Eq("wendy")).Count()))
}
