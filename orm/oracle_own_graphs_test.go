// This file holds the programs of scenarios 215 to 218: association rows and objects, trees, keys that change, row switches.

package orm_test

import (
	"slices"

	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type linkPost struct {
	orm.Model `orm:"table=post"`
	ID        int        `orm:"primary_key"`
	Name      string     `orm:"size=50"`
	Tags      []*linkTag `orm:"relation,secondary=post_tag,back=Posts,order=ID"`
}

type linkTag struct {
	orm.Model `orm:"table=tag"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Posts     []*linkPost `orm:"relation,secondary=post_tag,back=Tags,order=ID"`
}

type shopOrder struct {
	orm.Model `orm:"table=orders"`
	ID        int         `orm:"primary_key"`
	Items     []*shopLine `orm:"relation,back=Order,cascade=all delete-orphan,order=ItemID"`
}

type shopItem struct {
	orm.Model `orm:"table=item"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=50"`
}

type shopLine struct {
	orm.Model `orm:"table=order_item"`
	OrderID   *int `orm:"primary_key,foreign_key=orders.id"`
	ItemID    *int `orm:"primary_key,foreign_key=item.id"`
	Qty       int
	Order     *shopOrder `orm:"relation,back=Items"`
	Item      *shopItem  `orm:"relation"`
}

func manyToManyAgain(r *oracle.Run) {
	base := orm.DeclarativeBase()
	pairTable(r, base.MetaData(), "post_tag", "post_id", "post.id", "tag_id", "tag.id")
	r.Check(base.Map(linkPost{}, linkTag{}, shopOrder{}, shopItem{}, shopLine{}))
	create(r, base)
	s := r.Session()
	tags := func(p *linkPost) []any { return collect(p.Tags, func(t *linkTag) any { return t.Name }) }
	r.Step()
	x, y := &linkTag{Name: "x"}, &linkTag{Name: "y"}
	p := &linkPost{Name: "p", Tags: []*linkTag{x, y}}
	r.Check(s.Add(p))
	r.Check(s.Commit())
	r.Check(s.Load(p))
	r.Check(s.Load(p, "Tags"))
	r.Step()
	p.Tags = []*linkTag{y, x}
	r.Check(s.Flush())
	r.Obs("tags", sorted(tags(p)))
	r.Step()
	z := &linkTag{Name: "z"}
	p.Tags = []*linkTag{x, z}
	r.Check(s.Flush())
	r.Step()
	p.Tags = []*linkTag{x}
	r.Check(s.Flush())
	p.Tags = []*linkTag{x, z}
	r.Check(s.Flush())
	r.Step()
	p.Tags = []*linkTag{y, z}
	r.Check(s.Commit())
	r.Check(s.Load(p))
	r.Check(s.Load(p, "Tags"))
	r.Obs("tags", tags(p))
	r.Step()
	r.Check(s.Delete(y))
	r.Check(s.Flush())
	r.Check(s.ExpireFields(p, "Tags"))
	r.Check(s.Load(p, "Tags"))
	r.Obs("tags", tags(p))
	r.Check(s.Commit())
	shopLines(r, s)
}

// shopLines is the part of the association object.
func shopLines(r *oracle.Run, s *orm.Session) {
	r.Step()
	a, b := &shopItem{Name: "a"}, &shopItem{Name: "b"}
	order := &shopOrder{Items: []*shopLine{{Item: a, Qty: 1}, {Item: b, Qty: 2}}}
	r.Check(s.Add(order))
	r.Check(s.Commit())
	r.Check(s.Load(order))
	r.Check(s.Load(a))
	r.Check(s.Load(b))
	r.Step()
	r.Check(s.Load(order, "Items"))
	old := order.Items[0]
	order.Items = append(order.Items[1:2:2], &shopLine{Item: a, Qty: 7})
	r.Check(s.Flush())
	r.Obs("old", state(r, s, old))
	qty := collect(order.Items, func(l *shopLine) any { return l.Qty })
	slices.SortFunc(qty, func(a, b any) int { return a.(int) - b.(int) })
	r.Obs("qty", qty)
	r.Step()
	order.Items = append(order.Items[1:2:2], &shopLine{Item: &shopItem{Name: "c"}, Qty: 9})
	r.Check(s.Commit())
	L := orm.Columns[shopLine]()
	r.Obs("rows", orm.Must(s.Select(&L.OrderID, &L.ItemID, &L.Qty).OrderBy(orm.Col(&L.ItemID)).All()))
	r.Step()
	r.Check(s.Load(order, "Items"))
	one := order.Items[0]
	r.Check(s.Load(one, "Order"))
	one.Order = nil
	r.Check(s.Flush())
	r.Obs("one", state(r, s, one))
	r.Check(s.Rollback())
}

type moveNode struct {
	orm.Model `orm:"table=node"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	ParentID  *int        `orm:"foreign_key=node.id"`
	Children  []*moveNode `orm:"relation,back=Parent,order=ID"`
	Parent    *moveNode   `orm:"relation,back=Children,remote=ID"`
}

func treeMoves(r *oracle.Run) {
	declared(r, moveNode{})
	s := r.Session()
	parents := func(nodes ...*moveNode) []any {
		return collect(nodes, func(n *moveNode) any { return optional(n.ParentID) })
	}
	fails := func() { r.RaisesOrNot("flush", s.Flush()); r.Check(s.Rollback()) }
	r.Step()
	a1, a2, b := &moveNode{Name: "a1"}, &moveNode{Name: "a2"}, &moveNode{Name: "b"}
	a := &moveNode{Name: "a", Children: []*moveNode{a1, a2}}
	root := &moveNode{Name: "r", Children: []*moveNode{a, b}}
	r.Check(s.Add(root))
	r.Check(s.Commit())
	r.Check(s.Load(root))
	r.Check(s.Load(root, "Children"))
	r.Check(s.Load(a, "Children"))
	r.Step()
	a1.Parent = b
	b1 := &moveNode{Name: "b1", Parent: b}
	b2 := &moveNode{Name: "b2", Parent: b1}
	r.Check(s.Add(b2))
	r.Check(s.Flush())
	r.Obs("parents", parents(a1, b1, b2))
	r.Check(s.Commit())
	r.Step()
	r.Use(oracle.ReloadTogether, "4")
	r.Check(s.Load([]*moveNode{root, a, a2}))
	a2.Parent = root
	r.Check(s.Flush())
	a.Parent = a2
	r.Check(s.Flush())
	r.Obs("parents", parents(a, a2))
	r.Check(s.Commit())
	r.Step()
	r.Use(oracle.ReloadTogether, "5")
	r.Check(s.Load([]*moveNode{root, a, b, a1, a2, b1, b2}))
	root.Parent = b2
	fails()
	r.Step()
	m, n := &moveNode{Name: "m"}, &moveNode{Name: "n"}
	m.Parent, n.Parent = n, m
	r.Check(s.AddAll(m, n))
	fails()
	r.Step()
	k := &moveNode{Name: "k"}
	k.Parent = k
	r.Check(s.Add(k))
	fails()
	r.Step()
	r.Check(s.Load(b))
	r.Check(s.Delete(b))
	r.Check(s.Flush())
	r.Check(s.Rollback())
	r.Step()
	r.Use(oracle.ReloadTogether, "9")
	r.Check(s.Load([]*moveNode{b, b1, b2}))
	r.Check(s.Load(b1, "Children"))
	r.Check(s.Load(b2, "Children"))
	r.Check(s.Delete(b1))
	r.Check(s.Delete(b2))
	r.Check(s.Flush())
	r.Check(s.Commit())
	N := orm.Columns[moveNode]()
	r.Obs("rows", orm.Must(s.Select(&N.Name, &N.ParentID).OrderBy(orm.Col(&N.ID)).All()))
}

type keyCountry struct {
	orm.Model `orm:"table=country"`
	Code      string     `orm:"primary_key,size=10"`
	Name      string     `orm:"size=50"`
	Cities    []*keyCity `orm:"relation,back=Country,order=ID"`
}

type keyCity struct {
	orm.Model `orm:"table=city"`
	ID        int         `orm:"primary_key"`
	Name      string      `orm:"size=50"`
	Code      *string     `orm:"size=10,foreign_key=country.code,on_update=cascade"`
	Country   *keyCountry `orm:"relation,back=Cities"`
}

type keyFlat struct {
	Street string
	Number int
	Rooms  []*keyRoom
}

type keyRoom struct {
	ID         int
	Name       string
	FlatStreet *string
	FlatNumber *int
	Flat       *keyFlat
}

// keyFlats maps rooms to flats by a foreign key of two columns.
func keyFlats(r *oracle.Run, m *orm.MetaData) {
	flat, err := orm.NewTable("flat", m, orm.NewColumn("street", orm.String(20), orm.PrimaryKey), orm.NewColumn("number", orm.Integer, orm.PrimaryKey))
	r.Check(err)
	room, err := orm.NewTable("room", m, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", orm.String(50)),
		orm.NewColumn("flat_street", orm.String(20)), orm.NewColumn("flat_number", orm.Integer),
		orm.NewForeignKey([]string{"flat_street", "flat_number"}, []string{"flat.street", "flat.number"}).OnUpdate("CASCADE"))
	r.Check(err)
	_, err = orm.NewMapper(keyFlat{}, flat, orm.Relation("Rooms", keyRoom{}, orm.Back("Flat"), orm.Cascade("all delete-orphan"), orm.OrderRelated("ID")))
	r.Check(err)
	_, err = orm.NewMapper(keyRoom{}, room, orm.Relation("Flat", keyFlat{}, orm.Back("Rooms")))
	r.Check(err)
}

func keyChanges(r *oracle.Run) {
	base := orm.DeclarativeBase()
	r.Check(base.Map(keyCountry{}, keyCity{}))
	keyFlats(r, base.MetaData())
	create(r, base)
	s := r.Session()
	r.Step()
	nl := &keyCountry{Code: "nl", Name: "N", Cities: []*keyCity{{Name: "a"}, {Name: "b"}}}
	de := &keyCountry{Code: "de", Name: "D", Cities: []*keyCity{{Name: "c"}}}
	r.Check(s.Add(nl, de))
	r.Check(s.Commit())
	r.Use(oracle.ReloadTogether, "2")
	r.Check(s.Load([]*keyCountry{nl, de}))
	r.Check(s.Load(nl, "Cities"))
	r.Step()
	nl.Code = "ne"
	r.Check(s.Flush())
	r.Obs("codes", collect(nl.Cities, func(c *keyCity) any { return *c.Code }))
	r.Obs("get", orm.Must(orm.Get[keyCountry](s, "ne")) == nl)
	r.Step()
	r.Check(s.Rollback())
	r.Check(s.Load(nl))
	r.Obs("code", nl.Code)
	r.Obs("get", orm.Must(orm.Get[keyCountry](s, "nl")) == nl)
	r.Step()
	r.Check(s.Load(de))
	r.Check(s.Load(de, "Cities"))
	r.Check(s.Load(nl, "Cities"))
	de.Code = "at"
	nl.Cities[0].Country = de
	r.Check(s.Commit())
	C := orm.Columns[keyCity]()
	r.Obs("rows", orm.Must(s.Select(&C.Name, &C.Code).OrderBy(orm.Col(&C.ID)).All()))
	r.Step()
	r.Check(s.Load(nl))
	nl.Code = "at"
	r.RaisesOrNot("flush", s.Flush())
	r.Check(s.Rollback())
	r.Step()
	r.Check(s.Load(nl))
	nl.Code = "xx"
	r.Check(s.Add(&keyCountry{Code: "nl", Name: "second"}))
	r.Check(s.Flush())
	r.Check(s.Commit())
	K := orm.Columns[keyCountry]()
	r.Obs("rows", orm.Must(s.Select(&K.Code, &K.Name).OrderBy(orm.Col(&K.Code)).All()))
	r.Step()
	f := &keyFlat{Street: "main", Number: 1, Rooms: []*keyRoom{{Name: "kitchen"}, {Name: "bath"}}}
	r.Check(s.Add(f))
	r.Check(s.Commit())
	r.Check(s.Load(f))
	r.Check(s.Load(f, "Rooms"))
	f.Rooms[1].Flat = &keyFlat{Street: "main", Number: 2}
	r.Check(s.Add(f.Rooms[1].Flat))
	r.Check(s.Flush())
	f.Number = 3
	r.Check(s.Commit())
	R := orm.Columns[keyRoom]()
	r.Obs("rows", orm.Must(s.Select(&R.Name, &R.FlatStreet, &R.FlatNumber).OrderBy(orm.Col(&R.ID)).All()))
	r.Step()
	r.Check(s.Load(f))
	r.Check(s.Load(f, "Rooms"))
	f.Rooms = f.Rooms[1:]
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[keyRoom](s).Count()))
}

type ownDoc struct {
	orm.Model `orm:"table=doc"`
	ID        int    `orm:"primary_key"`
	Title     string `orm:"size=50"`
	Note      string `orm:"size=50"`
	Version   int    `orm:"version,not_null"`
}

func rowSwitch(r *oracle.Run) {
	declared(r, ownParent{}, ownChild{}, ownDoc{})
	s := r.Session()
	C, D := orm.Columns[ownChild](), orm.Columns[ownDoc]()
	rows := func() any { return orm.Must(s.Select(&C.ID, &C.Name, &C.ParentID).OrderBy(orm.Col(&C.ID)).All()) }
	r.Step()
	p := &ownParent{ID: 1, Name: "p", Children: []*ownChild{{ID: 1, Name: "a"}, {ID: 2, Name: "b"}}}
	d := &ownDoc{ID: 1, Title: "d", Note: "n"}
	r.Check(s.Add(p, d))
	r.Check(s.Commit())
	r.Check(s.Load(p))
	r.Check(s.Load(d))
	r.Check(s.Load(p, "Children"))
	a := p.Children[0]
	r.Step()
	r.Check(s.Delete(p))
	q := &ownParent{ID: 1, Name: "q", Children: []*ownChild{{ID: 3, Name: "c"}}}
	r.Check(s.Add(q))
	r.Check(s.Flush())
	r.Obs("p", state(r, s, p))
	r.Obs("q", state(r, s, q))
	r.Obs("a", state(r, s, a))
	r.Obs("get", orm.Must(orm.Get[ownParent](s, 1)) == q)
	r.Step()
	r.Check(s.Rollback())
	r.Obs("p", state(r, s, p))
	r.Obs("q", state(r, s, q))
	r.Check(s.Load(p))
	r.Obs("p.name", p.Name)
	r.Check(s.Load(p, "Children"))
	r.Obs("children", ownNames(p.Children))
	r.Step()
	r.Check(s.Delete(p))
	q2 := &ownParent{ID: 1, Name: "q2", Children: []*ownChild{{ID: 1, Name: "a2"}}}
	r.Check(s.Add(q2))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Obs("rows", rows())
	r.Step()
	r.Check(s.Load(q2, "Children"))
	q2.Children = []*ownChild{{ID: 1, Name: "a3"}}
	r.Check(s.Flush())
	r.Obs("names", ownNames(q2.Children))
	r.Check(s.Commit())
	r.Step()
	r.Check(s.Load(d))
	r.Check(s.Delete(d))
	e := &ownDoc{ID: 1, Title: "e", Note: "n2"}
	r.Check(s.Add(e))
	r.Check(s.Flush())
	r.Obs("version", e.Version)
	r.Check(s.Commit())
	r.Obs("row", orm.Must(s.Select(&D.Title, &D.Note, &D.Version).All()))
	r.Step()
	r.Check(s.Load(e))
	r.Check(s.Delete(e))
	r.Check(s.Flush())
	f := &ownDoc{ID: 1, Title: "f", Note: "n3"}
	r.Check(s.Add(f))
	r.Check(s.Flush())
	r.Check(s.Commit())
	r.Check(s.Load(f))
	r.Obs("version", f.Version)
}
