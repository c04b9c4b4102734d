// This file holds the programs of scenarios 318 and 324: statements over structs that share a table, and structs that share columns alone.

package orm_test

import (
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

type bulkEmployee struct {
	orm.Model `orm:"table=employee,polymorphic=employee"`
	ID        int    `orm:"primary_key"`
	Name      string `orm:"size=30"`
	Kind      string `orm:"size=20,polymorphic_on"`
}

type bulkManager struct {
	bulkEmployee `orm:"polymorphic=manager"`
	Budget       int
}

type bulkEngineer struct {
	bulkEmployee `orm:"polymorphic=engineer"`
	Lang         string `orm:"size=20"`
}

func polymorphicUpdates(r *oracle.Run) {
	declared(r, bulkEmployee{}, bulkManager{}, bulkEngineer{})
	s := r.Session()
	E, M, L := orm.Columns[bulkEmployee](), orm.Columns[bulkManager](), orm.Columns[bulkEngineer]()
	r.Step()
	r.Check(s.BulkSaveObjects([]any{&bulkManager{bulkEmployee: bulkEmployee{Name: "m1"}, Budget: 10}, &bulkManager{bulkEmployee: bulkEmployee{Name: "m2"}, Budget: 20},
		&bulkEngineer{bulkEmployee: bulkEmployee{Name: "e1"}, Lang: "go"}, &bulkEngineer{bulkEmployee: bulkEmployee{Name: "e2"}, Lang: "c"}}))
	r.Check(s.Commit())
	r.Obs("rows", orm.Must(s.Select(&E.Name, &E.Kind).OrderBy(orm.Col(&E.ID)).All()))
	r.Step()
	m1 := orm.Must(orm.Query[bulkManager](s).FilterBy("Name", "m1").One())
	r.Obs("n", orm.Must(orm.Query[bulkManager](s).Update(orm.V{"Budget": orm.Col(&M.Budget).Plus(5)}, orm.SynchronizeFetch)))
	r.Obs("m1", m1.Budget)
	r.Step()
	e2 := orm.Must(orm.Query[bulkEngineer](s).FilterBy("Lang", "c").One())
	_, err := orm.Query[bulkEmployee](s).Filter(orm.Col(&E.ID).Gt(1)).Update(orm.V{"Name": "x"})
	r.Check(err)
	r.Obs("m1", m1.Name)
	r.Obs("e2", e2.Name)
	r.Step()
	r.Obs("n", orm.Must(orm.Query[bulkEngineer](s).Filter(orm.Col(&L.Lang).Eq("go")).Delete(orm.SynchronizeNone)))
	r.Check(s.Commit())
	r.Obs("count", orm.Must(orm.Query[bulkEmployee](s).Count()))
}

// stamped is a mixin: its fields are columns of every struct that embeds it.
type stamped struct {
	Created int     `orm:"default=1"`
	Note    *string `orm:"size=20"`
}

type stampedDoc struct {
	orm.Model `orm:"table=doc"`
	stamped
	ID    int            `orm:"primary_key"`
	Title string         `orm:"size=20"`
	Pages []*stampedPage `orm:"relation,back=Doc"`
}

type stampedPage struct {
	orm.Model `orm:"table=page"`
	stamped
	ID    int         `orm:"primary_key"`
	DocID *int        `orm:"foreign_key=doc.id"`
	Text  string      `orm:"size=20"`
	Doc   *stampedDoc `orm:"relation,back=Pages"`
}

type stampedReport struct {
	orm.Model `orm:"table=report"`
	stamped
	ID    int    `orm:"primary_key"`
	Title string `orm:"size=20"`
	Year  int
}

func concreteMixins(r *oracle.Run) {
	declared(r, stampedDoc{}, stampedPage{}, stampedReport{})
	s := r.Session()
	text := func(t string) *string { return &t }
	r.Step()
	r.Check(s.Add(&stampedDoc{Title: "a", stamped: stamped{Note: text("n")}, Pages: []*stampedPage{{Text: "p"}}}, &stampedReport{Title: "r", Year: 2020}))
	r.Check(s.Commit())
	r.Step()
	r.Obs("docs", collect(orm.Must(orm.Query[stampedDoc](s).All()), func(d *stampedDoc) any { return []any{d.Title, d.Created, *d.Note} }))
	r.Obs("reports", collect(orm.Must(orm.Query[stampedReport](s).All()), func(d *stampedReport) any { return []any{d.Title, d.Created, d.Year} }))
	r.Step()
	d, report := orm.Must(orm.Query[stampedDoc](s).One()), orm.Must(orm.Query[stampedReport](s).One())
	d.Note, report.Note = text("m"), text("k")
	r.Check(s.Commit())
	r.Check(s.Load(report))
	r.Check(s.Delete(report))
	r.Check(s.Commit())
	r.Obs("left", orm.Must(orm.Query[stampedReport](s).Count()))
}
