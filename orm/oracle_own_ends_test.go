// This file holds the programs of scenarios 305 to 307: several ways between the same tables, and what changed of an object.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type follower struct {
	orm.Model `orm:"table=person"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Follows   []*follower `orm:"relation,secondary=follow,by=follower_id,back=Followers,order=ID"`
	Followers []*follower `orm:"relation,secondary=follow,by=followed_id,back=Follows,order=ID"`
}

func selfManyToMany(r *oracle.Run) {
	base := orm.DeclarativeBase()
	pairTable(r, base.MetaData(), "follow", "follower_id", "person.id", "followed_id", "person.id")
	r.Check(base.Map(follower{}))
	create(r, base)
	s := r.Session()
	name := func(p *follower) any { return p.Name }
	names := func(list []*follower) any { return collect(list, name) }
	r.Step()
	a, b, c := &follower{Name: "a"}, &follower{Name: "b"}, &follower{Name: "c"}
	a.Follows, b.Follows, c.Follows = []*follower{b, c}, []*follower{c}, []*follower{a}
	r.Check(s.Add(a, b, c))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(a))
	r.Check(s.Load(a, "Follows"))
	r.Obs("a.follows", names(a.Follows))
	r.Check(s.Load(c, "Followers"))
	r.Obs("c.followers", names(c.Followers))
	r.Step()
	c.Followers = c.Followers[:1]
	r.Check(s.Load(a, "Followers"))
	a.Followers = append(a.Followers, b)
	r.Check(s.Commit())
	r.Check(s.Load(a))
	r.Check(s.Load(a, "Followers"))
	r.Obs("a.followers", names(a.Followers))
	r.Check(s.Load(b, "Follows"))
	r.Obs("b.follows", names(b.Follows))
	r.Step()
	P, F := orm.Columns[follower](), orm.Alias[follower]("person_1")
	follows, followers, byID := orm.Many(&P.Follows), orm.Many(&P.Followers), orm.Col(&P.ID)
	people := orm.Query[follower](s).OrderBy(byID)
	r.Obs("any", names(orm.Must(people.Filter(follows.Any(orm.Col(&P.Name).Eq("c"))).All())))
	r.Obs("join", orm.Must(s.Select(&P.Name, &F.Name).JoinAs(F, follows).OrderBy(byID, orm.Col(&F.ID)).All()))
	r.Obs("contains", names(orm.Must(people.Filter(followers.Is(b)).All())))
	s.Clear()
	r.Obs("selectin", collect(orm.Must(people.Options(orm.SelectIn(follows)).All()), func(p *follower) any { return names(p.Follows) }))
	s.Clear()
	r.Obs("joined", collect(orm.Must(people.Options(orm.Joined(followers)).All()), func(p *follower) any { return names(p.Followers) }))
	r.Step()
	s.Clear()
	d := &follower{Name: "d"}
	d.Follows = []*follower{d}
	r.Check(s.Add(d))
	r.Check(s.Commit())
	r.Check(s.Load(d))
	r.Check(s.Load(d, "Followers"))
	r.Obs("d.followers", names(d.Followers))
	r.Check(s.Delete(d))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Delete(orm.Must(orm.Get[follower](s, 1))))
	r.Check(s.Commit())
	rows, err := s.Execute(orm.Text("SELECT follow.follower_id AS follow_follower_id, follow.followed_id AS follow_followed_id FROM follow"))
	r.Check(err)
	r.Obs("rows", rows.FetchAll())
}

type endAddress struct {
	orm.Model `orm:"table=address"`
	ID        int            `orm:"primary_key"`
	Street    string         `orm:"size=50"`
	Billed    []*endCustomer `orm:"relation,by=billing_id,back=Billing,order=ID"`
	Shipped   []*endCustomer `orm:"relation,by=shipping_id,back=Shipping,order=ID"`
}

type endCustomer struct {
	orm.Model  `orm:"table=customer"`
	ID         int         `orm:"primary_key"`
	Name       string      `orm:"size=50"`
	BillingID  *int        `orm:"foreign_key=address.id"`
	ShippingID *int        `orm:"foreign_key=address.id"`
	Billing    *endAddress `orm:"relation,by=billing_id,back=Billed"`
	Shipping   *endAddress `orm:"relation,by=shipping_id,back=Shipped"`
}

func twoKeysOneTable(r *oracle.Run) {
	declared(r, endAddress{}, endCustomer{})
	s := r.Session()
	names := func(list []*endCustomer) any { return collect(list, func(c *endCustomer) any { return c.Name }) }
	r.Step()
	a1, a2 := &endAddress{Street: "a1"}, &endAddress{Street: "a2"}
	x, y := &endCustomer{Name: "x", Billing: a1, Shipping: a2}, &endCustomer{Name: "y", Billing: a1, Shipping: a1}
	r.Check(s.Add(x, y))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(x))
	r.Check(s.Load(x, "Billing"))
	r.Check(s.Load(x.Billing))
	r.Obs("x.billing", x.Billing.Street)
	r.Check(s.Load(a1, "Billed"))
	r.Obs("billed", names(a1.Billed))
	r.Check(s.Load(a1, "Shipped"))
	r.Obs("shipped", names(a1.Shipped))
	r.Step()
	r.Check(s.Load(a2))
	a1.Shipped = nil
	x.Billing = a2
	r.Check(s.Flush())
	r.Obs("ids", collect([]*endCustomer{x, y}, func(c *endCustomer) any { return []any{optional(c.BillingID), optional(c.ShippingID)} }))
	r.Obs("a1.billed", names(a1.Billed))
	r.Check(s.Commit())
	r.Step()
	C, A, B, H := orm.Columns[endCustomer](), orm.Columns[endAddress](), orm.Alias[endAddress]("address_1"), orm.Alias[endAddress]("address_2")
	billing, shipping, byID := orm.One(&C.Billing), orm.One(&C.Shipping), orm.Col(&C.ID)
	r.Obs("join", orm.Must(s.Select(&C.Name, &B.Street, &H.Street).JoinAs(B, billing).OuterJoinAs(H, shipping).OrderBy(byID).All()))
	r.Obs("has", names(orm.Must(orm.Query[endCustomer](s).Filter(billing.Has(orm.Col(&A.Street).Eq("a1"))).All())))
	r.Obs("none", names(orm.Must(orm.Query[endCustomer](s).Filter(shipping.Is(nil)).All())))
	s.Clear()
	street := func(a *endAddress) any {
		if a == nil {
			return nil
		}
		return a.Street
	}
	both := orm.Must(orm.Query[endCustomer](s).Options(orm.Joined(billing), orm.Joined(shipping)).OrderBy(byID).All())
	r.Obs("joined", collect(both, func(c *endCustomer) any { return []any{street(c.Billing), street(c.Shipping)} }))
	r.Step()
	r.Check(s.Delete(orm.Must(orm.Get[endAddress](s, 2))))
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(s.Select(&C.Name, &C.BillingID, &C.ShippingID).OrderBy(byID).All()))
}

// history gives the changes of a field the form of SQLAlchemy's history: what was added, is unchanged, was deleted.
func history(r *oracle.Run, s *orm.Session, obj any, field string) (added, removed []any) {
	in, err := s.Inspect(obj)
	r.Check(err)
	names := func(list []any) []any {
		out := []any{}
		for _, x := range list {
			switch x := x.(type) {
			case *ownParent:
				out = append(out, x.Name)
			case *ownChild:
				out = append(out, x.Name)
			}
		}
		return out
	}
	for _, c := range in.Changes {
		if c.Field == field && c.Added() == nil && c.Removed() == nil {
			return []any{c.New}, []any{c.Old}
		}
		if c.Field == field {
			return names(c.Added()), names(c.Removed())
		}
	}
	return []any{}, []any{}
}

func attributeHistory(r *oracle.Run) {
	declared(r, ownParent{}, ownChild{})
	s := r.Session()
	tell := func(name string, obj any, field string, same ...any) {
		added, removed := history(r, s, obj, field)
		r.Obs(name, []any{added, append([]any{}, same...), removed})
	}
	modified := func(name string, obj any) { r.Obs(name, len(orm.Must(s.Inspect(obj)).Changes) > 0) }
	r.Step()
	a, b := &ownChild{Name: "a"}, &ownChild{Name: "b"}
	p := &ownParent{Name: "p", Children: []*ownChild{a}}
	r.Check(s.Add(p))
	r.Obs("name", []any{[]any{p.Name}, []any{}, []any{}})
	tell("children", p, "Children")
	modified("modified", p)
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(p))
	r.Check(s.Load(p, "Children"))
	r.Obs("names", []any{p.Name, p.Children[0].Name})
	modified("modified", p)
	p.Children = []*ownChild{b}
	tell("children", p, "Children")
	modified("modified", p)
	r.Obs("modified, columns", len(orm.Must(s.Inspect(p)).Changes) > 1)
	r.Step()
	p.Children = []*ownChild{a}
	tell("children", p, "Children", "a")
	modified("modified", p)
	r.Check(s.Flush())
	r.Step()
	p.Name = "q"
	p.Name = "r"
	tell("name", p, "Name")
	modified("modified", p)
	r.Check(s.Rollback())
	r.Check(s.Load(p))
	r.Obs("name", p.Name)
	tell("history", p, "Name", p.Name)
	r.Step()
	r.Check(s.Load(a))
	r.Check(s.Load(a, "Parent"))
	r.Obs("parent", a.Parent.Name)
	a.Parent = nil
	tell("parent", a, "Parent")
	a.Parent = &ownParent{Name: "p2"}
	tell("parent again", a, "Parent")
	r.Check(s.Flush())
	tell("after", a, "Parent", a.Parent.Name)
	r.Step()
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[ownChild](s).Count()))
}
