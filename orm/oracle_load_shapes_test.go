// This file holds the programs of scenarios about loading trees, composite keys and structs that embed one another.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// A node leads to nodes; the mappings differ in how.
type (
	loadNode struct {
		orm.Model `orm:"table=node"`
		ID        int         `orm:"primary_key"`
		Name      string      `orm:"size=50"`
		ParentID  *int        `orm:"foreign_key=node.id"`
		Kids      []*loadNode `orm:"relation,order=ID"`
		Parent    *loadNode   `orm:"relation,view_only"`
	}
	keyedNode struct {
		orm.Model `orm:"table=node"`
		ID        int          `orm:"primary_key"`
		Name      string       `orm:"size=50"`
		ParentID  *int         `orm:"foreign_key=node.id"`
		Kids      []*keyedNode `orm:"relation,order=ID,lazy=selectin,join_depth=2"`
	}
	joinedNode struct {
		orm.Model `orm:"table=node"`
		ID        int           `orm:"primary_key"`
		Name      string        `orm:"size=50"`
		ParentID  *int          `orm:"foreign_key=node.id"`
		Kids      []*joinedNode `orm:"relation,order=ID,lazy=joined,join_depth=2"`
	}
	nestedNode struct {
		orm.Model `orm:"table=node"`
		ID        int           `orm:"primary_key"`
		Name      string        `orm:"size=50"`
		ParentID  *int          `orm:"foreign_key=node.id"`
		Kids      []*nestedNode `orm:"relation,order=ID,lazy=subquery,join_depth=2"`
	}
)

// seeded makes tables of models and rows, quietly.
func seeded(r *oracle.Run, rows []string, models ...any) *orm.Session {
	base := orm.DeclarativeBase()
	r.Check(base.Map(models...))
	return filled(r, base.MetaData(), rows)
}

func filled(r *oracle.Run, meta *orm.MetaData, rows []string) *orm.Session {
	r.Step()
	r.Quiet(func() { r.Check(meta.CreateAll(r.Engine)) })
	s := r.Session()
	r.Step()
	r.Quiet(func() {
		for _, sql := range rows {
			orm.Must(s.Execute(orm.Text(sql)))
		}
		r.Check(s.Commit())
	})
	return s
}

var nodeRows = []string{"INSERT INTO node (id, name, parent_id) VALUES (1, 'r', NULL)",
	"INSERT INTO node (id, name, parent_id) VALUES (2, 'k1', 1), (3, 'k2', 1)",
	"INSERT INTO node (id, name, parent_id) VALUES (4, 'g', 2)", "INSERT INTO node (id, name, parent_id) VALUES (5, 'h', 4)"}

func loadTree(r *oracle.Run) {
	s := seeded(r, nodeRows, loadNode{})
	g := &graphOf{Run: r, s: s}
	N := orm.Columns[loadNode]()
	kids, parent := orm.Many(&N.Kids), orm.One(&N.Parent)
	plain := orm.Query[loadNode](s)
	roots, four := plain.Filter(orm.Col(&N.ParentID).IsNull()), plain.Filter(orm.Col(&N.ID).Eq(4))
	loads(g, roots, orm.Joined(kids, orm.Joined(kids)))
	loads(g, roots, orm.SelectIn(kids, orm.SelectIn(kids, orm.SelectIn(kids))))
	loads(g, roots, orm.Subquery(kids, orm.Subquery(kids)))
	loads(g, plain.OrderBy(orm.Col(&N.ID)).Limit(2), orm.Joined(kids))
	loads(g, four, orm.Joined(parent, orm.Joined(parent)))
	loads(g, four, orm.SelectIn(parent, orm.Joined(kids)))
}

// loadTreeMapped is the program of scenarios that differ in the mapping alone.
func loadTreeMapped[T any](r *oracle.Run, model T, id *int, parent **int) {
	s := seeded(r, nodeRows, model)
	g := &graphOf{Run: r, s: s}
	plain := orm.Query[T](s)
	loads(g, plain.Filter(orm.NullCol(parent).IsNull()))
	anew(r, s)
	r.Obs("x", seen(r, s, orm.Must(plain.Get(2))))
	loads(g, plain.OrderBy(orm.Col(id)))
}

func loadTreeSelectIn(r *oracle.Run) {
	N := orm.Columns[keyedNode]()
	loadTreeMapped(r, keyedNode{}, &N.ID, &N.ParentID)
}

func loadTreeJoined(r *oracle.Run) {
	N := orm.Columns[joinedNode]()
	loadTreeMapped(r, joinedNode{}, &N.ID, &N.ParentID)
}

func loadTreeSubquery(r *oracle.Run) {
	N := orm.Columns[nestedNode]()
	loadTreeMapped(r, nestedNode{}, &N.ID, &N.ParentID)
}

// A key of two columns, a number and a text.
type (
	pairP struct {
		X    int
		Y    string
		Name string
		Qs   []*pairQ
	}
	pairQ struct {
		ID   int
		Name string
		PX   *int    `orm:"column=px"`
		PY   *string `orm:"column=py"`
		P    *pairP
	}
)

// mapPairs maps both in tables of their own.
func mapPairs(r *oracle.Run) *orm.MetaData {
	meta := orm.NewMetaData()
	p := made(orm.NewTable("p", meta, orm.NewColumn("x", orm.Integer, orm.PrimaryKey, orm.NoAutoincrement), orm.NewColumn("y", orm.String(10), orm.PrimaryKey),
		orm.NewColumn("name", text50)))
	q := made(orm.NewTable("q", meta, orm.NewColumn("id", orm.Integer, orm.PrimaryKey), orm.NewColumn("name", text50), orm.NewColumn("px", orm.Integer),
		orm.NewColumn("py", orm.String(10)), orm.NewForeignKey([]string{"px", "py"}, []string{"p.x", "p.y"})))
	_, err := orm.NewMapper(pairP{}, p, orm.Relation("Qs", pairQ{}, orm.Back("P"), orm.OrderRelated("ID")))
	r.Check(err)
	_, err = orm.NewMapper(pairQ{}, q, orm.Relation("P", pairP{}, orm.Back("Qs")))
	r.Check(err)
	return meta
}

func loadComposite(r *oracle.Run) {
	s := filled(r, mapPairs(r), []string{"INSERT INTO p (x, y, name) VALUES (1, 'a', 'p1'), (1, 'b', 'p2'), (2, 'a', 'p3')",
		"INSERT INTO q (id, name, px, py) VALUES (1, 'q1', 1, 'a'), (2, 'q2', 1, 'a'), (3, 'q3', 1, 'b'), (4, 'q4', NULL, NULL)"})
	g := &graphOf{Run: r, s: s}
	P, Q := orm.Columns[pairP](), orm.Columns[pairQ]()
	qs, p := orm.Many(&P.Qs), orm.One(&Q.P)
	ps := orm.Query[pairP](s).OrderBy(orm.Col(&P.X), orm.Col(&P.Y))
	all := orm.Query[pairQ](s).OrderBy(orm.Col(&Q.ID))
	loads(g, ps, orm.SelectIn(qs))
	loads(g, all, orm.SelectIn(p))
	loads(g, ps.Limit(2), orm.Joined(qs))
	loads(g, all, orm.Joined(p))
	anew(r, s)
	r.Obs("x", seen(r, s, orm.Must(orm.Query[pairP](s).Options(orm.SelectIn(qs, orm.SelectIn(p))).Get(1, "a"))))
}

// A chief is a worker with a table of its own; a firm has workers, a chief has tasks.
type (
	loadFirm struct {
		orm.Model `orm:"table=firm"`
		ID        int           `orm:"primary_key"`
		Name      string        `orm:"size=50"`
		Workers   []*loadWorker `orm:"relation,order=ID"`
	}
	loadWorker struct {
		orm.Model `orm:"table=worker,polymorphic=worker"`
		ID        int       `orm:"primary_key"`
		Kind      string    `orm:"size=20,polymorphic_on"`
		Name      string    `orm:"size=50"`
		FirmID    *int      `orm:"foreign_key=firm.id"`
		Firm      *loadFirm `orm:"relation,view_only"`
	}
	loadChief struct {
		loadWorker `orm:"table=chief,polymorphic=chief"`
		Budget     int
		Tasks      []*loadTask `orm:"relation,order=ID"`
	}
	loadTask struct {
		orm.Model `orm:"table=task"`
		ID        int        `orm:"primary_key"`
		Name      string     `orm:"size=50"`
		ChiefID   *int       `orm:"foreign_key=chief.id"`
		Chief     *loadChief `orm:"relation,view_only"`
	}
)

func loadFamily(r *oracle.Run) {
	s := seeded(r, []string{"INSERT INTO firm (id, name) VALUES (1, 'f1')", "INSERT INTO worker (id, kind, name, firm_id) VALUES (1, 'worker', 'w1', 1), (2, 'chief', 'm1', 1)",
		"INSERT INTO chief (id, budget) VALUES (2, 5)", "INSERT INTO task (id, name, chief_id) VALUES (1, 't1', 2), (2, 't2', 2)"},
		loadFirm{}, loadWorker{}, loadChief{}, loadTask{})
	g := &graphOf{Run: r, s: s}
	F, W, C, T := orm.Columns[loadFirm](), orm.Columns[loadWorker](), orm.Columns[loadChief](), orm.Columns[loadTask]()
	workers, tasks, chief := orm.Many(&F.Workers), orm.Many(&C.Tasks), orm.One(&T.Chief)
	firms, chiefs := orm.Query[loadFirm](s), orm.Query[loadChief](s)
	inTasks := orm.Query[loadTask](s).OrderBy(orm.Col(&T.ID))
	loads(g, firms, orm.SelectIn(workers))
	loads(g, firms, orm.Joined(workers))
	loads(g, chiefs, orm.SelectIn(tasks))
	loads(g, chiefs, orm.SelectIn(orm.One(&C.Firm)))
	loads(g, chiefs, orm.Joined(tasks))
	loads(g, inTasks, orm.Joined(chief, orm.Joined(orm.One(&C.Firm))))
	loads(g, inTasks, orm.SelectIn(chief))
	loads(g, chiefs, orm.Subquery(tasks))
	anew(r, s)
	list := orm.Must(orm.Query[loadWorker](s).OrderBy(orm.Col(&W.ID)).Options(orm.WithPolymorphic(), orm.SelectIn(tasks)).All())
	r.Obs("x", "["+seen(r, s, list[0])+" "+seen(r, s, orm.Must(orm.As[loadChief](s, list[1])))+"]")
	loads(g, firms, orm.SelectIn(workers, orm.WithPolymorphic()))
}
