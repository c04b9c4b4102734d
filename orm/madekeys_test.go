// This file tests keys that the database makes, in fields of every integer type.

package orm_test

import (
	"testing"

	"github.com/ormsh/ormsh/orm"
)

type wideKey struct {
	orm.Model `orm:"table=wide"`
	ID        int64          `orm:"primary_key"`
	Name      string         `orm:"size=20"`
	Parts     []*wideKeyPart `orm:"relation,back=Wide,order=ID"`
}

type wideKeyPart struct {
	orm.Model `orm:"table=wide_part"`
	ID        uint32   `orm:"primary_key"`
	WideID    *int64   `orm:"foreign_key=wide.id"`
	Wide      *wideKey `orm:"relation,back=Parts"`
}

type smallKey struct {
	orm.Model `orm:"table=small"`
	ID        int16  `orm:"primary_key"`
	Name      string `orm:"size=20"`
}

// SQLite makes keys for columns of the very type INTEGER alone, which SQLAlchemy leaves to its users.
func TestKeysOfEveryInteger(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		base := orm.DeclarativeBase()
		passed(t, base.Map(wideKey{}, wideKeyPart{}, smallKey{}), base.MetaData().CreateAll(e))
		s := orm.NewSession(e, orm.UseBase(base))
		defer func() { passed(t, s.Close()) }()
		wide := &wideKey{Name: "a", Parts: []*wideKeyPart{{}, {}}}
		passed(t, s.Add(wide, &smallKey{Name: "b"}), s.Commit())
		s.Clear()
		got := must(orm.Query[wideKey](s).Options(orm.SelectIn(orm.Many(&orm.Columns[wideKey]().Parts))).One())(t)
		if got.ID != 1 || len(got.Parts) != 2 || *got.Parts[1].WideID != 1 {
			t.Errorf("got %+v with %d parts", got, len(got.Parts))
		}
		if small := must(orm.Query[smallKey](s).One())(t); small.ID != 1 || small.Name != "b" {
			t.Errorf("got %+v", small)
		}
		big := &wideKey{ID: 1 << 40, Name: "big"}
		passed(t, s.Add(big), s.Add(&wideKey{Name: "behind"}), s.Commit())
		if found := must(orm.Get[wideKey](s, int64(1<<40)))(t); found != big {
			t.Errorf("got %+v", found)
		}
		diff := must(base.MetaData().Diff(e))(t)
		if diff.Len() > 0 {
			t.Errorf("the tables just made differ:\n%s", diff)
		}
	})
}
