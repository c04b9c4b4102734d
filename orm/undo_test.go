// This file tests what the random test of the session has found: each difference as a small program of its own.

package orm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// league is a session with a team of two players.
func league(t *testing.T) (s *orm.Session, team *randomTeam, a, b *randomPlayer) {
	t.Helper()
	e := engine(t, orm.URL{Dialect: "sqlite"})
	base := randomBase(t)
	a, b = &randomPlayer{Name: "a"}, &randomPlayer{Name: "b"}
	team = &randomTeam{Name: "t", Players: []*randomPlayer{a, b}}
	s = orm.NewSession(e, orm.UseBase(base), orm.ExpireOnCommit(false))
	if err := errors.Join(base.MetaData().CreateAll(e), s.Add(team), s.Commit()); err != nil {
		t.Fatal(err)
	}
	return s, team, a, b
}

func passed(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// More objects than the session's list holds gaps for are all transient again.
func TestRollbackOfManyPending(t *testing.T) {
	s, _, _, _ := league(t)
	for range 200 {
		passed(t, s.Add(&randomTeam{}))
	}
	if passed(t, s.Rollback()); s.New().Len() != 0 {
		t.Errorf("%d objects are still pending", s.New().Len())
	}
}

// A rollback takes back what a flush wrote of relations, on both sides.
func TestRollbackRestoresRelations(t *testing.T) {
	s, team, a, b := league(t)
	other := &randomTeam{Name: "other"}
	a.Team = other
	passed(t, s.Flush())
	if a.Team != other || !slices.Equal(team.Players, []*randomPlayer{b}) {
		t.Fatalf("after the flush a is in %v, and the team has %v", a.Team, team.Players)
	}
	if passed(t, s.Rollback()); a.Team != team || *a.TeamID != team.ID || !slices.Equal(team.Players, []*randomPlayer{a, b}) {
		t.Errorf("a is in %v (%d), and the team has %v", a.Team, *a.TeamID, team.Players)
	}
}

// ROLLBACK TO takes back what was assigned since the savepoint, flushed or not, and leaves what was before.
func TestSavepointTakesBackAssignments(t *testing.T) {
	s, team, a, _ := league(t)
	a.Name = "before"
	_, err := s.BeginNested()
	team.Name = "inside"
	passed(t, err, s.Rollback())
	if team.Name != "t" || a.Name != "before" || s.Dirty().Len() != 0 {
		t.Errorf("%q, %q, dirty %v", team.Name, a.Name, s.Dirty())
	}
}

// Close rolls back: what the transaction inserted has no row, and what it deleted has one.
func TestCloseAfterFlush(t *testing.T) {
	s, _, a, _ := league(t)
	fresh := &randomTeam{}
	passed(t, s.Add(fresh), s.Delete(a), s.Flush(), s.Close())
	if in := must(s.Inspect(fresh))(t); in.State != orm.Transient {
		t.Errorf("the new object is %s", in.State)
	}
	if passed(t, s.Add(a)); must(s.Inspect(a))(t).State != orm.Persistent {
		t.Error("the deleted object can't come back")
	}
}

// An object whose row was deleted isn't added again by mistake.
func TestAddOfDeleted(t *testing.T) {
	s, _, a, _ := league(t)
	passed(t, s.Delete(a), s.Flush())
	if err := s.Add(a); !errors.Is(err, orm.ErrDeleted) {
		t.Errorf("in the transaction: %v", err)
	}
	passed(t, s.Commit())
	if err := errors.Join(s.Add(a), nil); !errors.Is(err, orm.ErrDeleted) {
		t.Errorf("after it: %v", err)
	}
	if err := s.Delete(a); !errors.Is(err, orm.ErrDeleted) {
		t.Errorf("Delete: %v", err)
	}
	a.Rev = 0
	passed(t, s.MakeTransient(a), s.Add(a), s.Commit())
}

// An expunged object stays out, though a relation still holds it; and it comes back with its relations known.
func TestExpungeStaysOut(t *testing.T) {
	s, _, a, _ := league(t)
	a.Tags = []*randomTag{{Word: "x"}}
	passed(t, s.Commit(), s.Expunge(a), s.Flush())
	if s.Contains(a) {
		t.Error("the flush added it again")
	}
	if passed(t, s.Add(a), s.Flush()); s.Dirty().Len() != 0 {
		t.Errorf("dirty: %v", s.Dirty())
	}
}

// A child that comes to one parent leaves the loaded collection of the other, whichever side says so.
func TestChildLeavesItsParent(t *testing.T) {
	s, team, a, b := league(t)
	other := &randomTeam{Name: "other", Players: []*randomPlayer{a}}
	b.Team = other
	passed(t, s.Add(other), s.Flush())
	if len(team.Players) != 0 || a.Team != other || len(other.Players) != 2 {
		t.Errorf("%d stayed, %d came", len(team.Players), len(other.Players))
	}
}

// A child of a relation with delete-orphan that refers to no parent any more is deleted.
func TestOrphanByItsOwnSide(t *testing.T) {
	s, _, a, _ := league(t)
	n := &randomNote{Player: a}
	passed(t, s.Add(n), s.Commit())
	n.Player = nil
	passed(t, s.Commit())
	if rows := must(orm.Query[randomNote](s).Count())(t); rows != 0 || len(a.Notes) != 0 {
		t.Errorf("%d rows, %d notes", rows, len(a.Notes))
	}
}

// Delete loads what goes along after a flush, so that a child given to another parent stays.
func TestDeleteFlushesBeforeItLoads(t *testing.T) {
	s, _, a, b := league(t)
	n := &randomNote{Player: a}
	passed(t, s.Add(n), s.Commit(), s.Expire(a))
	n.Player = b
	passed(t, s.Delete(a), s.Commit())
	if rows := must(orm.Query[randomNote](s).Count())(t); rows != 1 {
		t.Errorf("%d notes are left", rows)
	}
}

// Another order of a collection is no change.
func TestOrderIsNoChange(t *testing.T) {
	s, team, _, _ := league(t)
	slices.Reverse(team.Players)
	if s.Dirty().Len() != 0 || must(s.Plan())(t).Len() != 0 {
		t.Errorf("dirty: %v", s.Dirty())
	}
}

// The key of an object whose row is gone may be that of a new one, which takes its place.
func TestKeyOfAGoneRow(t *testing.T) {
	s, _, _, _ := league(t)
	passed(t, s.Add(&randomTeam{Name: "lost"}), s.Flush())
	s.Clear()
	lost := must(orm.Query[randomTeam](s).FilterBy("Name", "lost").One())(t)
	passed(t, s.Rollback())
	fresh := &randomTeam{ID: lost.ID, Name: "fresh"}
	passed(t, s.Add(fresh), s.Commit())
	if got := must(orm.Get[randomTeam](s, fresh.ID))(t); got != fresh || s.Contains(lost) {
		t.Errorf("got %v; the session holds the lost one: %t", got, s.Contains(lost))
	}
}

// An object that is marked stale and whose row is gone isn't got; one that isn't marked is, without a question.
func TestGetOfAGoneRow(t *testing.T) {
	s, _, a, _ := league(t)
	passed(t, s.Refresh(a), second(s.Execute(orm.Text("DELETE FROM players"))))
	if got := must(orm.Get[randomPlayer](s, a.ID))(t); got != a {
		t.Errorf("got %v of what the session holds", got)
	}
	passed(t, s.Expire(a))
	if got := must(orm.Get[randomPlayer](s, a.ID))(t); got != nil {
		t.Errorf("got %v, whose row is gone", got)
	}
	if got := must(orm.Query[randomPlayer](s).PopulateExisting().Get(a.ID))(t); got != nil {
		t.Errorf("got %v, whose row is gone", got)
	}
}

// A child that left a parent in a flush that finds the parent's row gone refers to it no more.
func TestLeavingAGoneParent(t *testing.T) {
	s, team, a, b := league(t)
	passed(t, s.Refresh(team, a, b), s.Load(team, "Players"), s.Load(a, "Team"))
	for _, sql := range []string{"UPDATE players SET team_id = NULL", "DELETE FROM teams"} {
		passed(t, second(s.Execute(orm.Text(sql))))
	}
	team.Players = []*randomPlayer{b}
	passed(t, s.Add(&randomTeam{ID: team.ID, Name: "new"}), s.Flush())
	if a.Team != nil || a.TeamID != nil || s.Contains(team) {
		t.Errorf("the player's team is %v, %v; the session holds the gone one: %t", a.Team, a.TeamID, s.Contains(team))
	}
}

// What is done with an object whose row is gone isn't done to the new row under its key.
func TestGhostIsNotTheNewRow(t *testing.T) {
	s, _, a, _ := league(t)
	lost := &randomPlayer{Name: "lost"}
	passed(t, s.Add(lost), s.Flush())
	s.Clear()
	ghost := must(orm.Query[randomPlayer](s).FilterBy("Name", "lost").One())(t)
	passed(t, s.Rollback())
	ghost.Tags = []*randomTag{{Word: "x"}}
	passed(t, s.Add(&randomPlayer{ID: ghost.ID, Name: "fresh"}))
	if err := s.Flush(); !errors.Is(err, orm.ErrStale) {
		t.Errorf("the ghost's tag went to the new row: %v; %v", err, a)
	}
	passed(t, s.Rollback())
}

// A child that another parent takes in stays when its former parent is deleted, even where deletes cascade.
func TestDeleteSparesTheAdopted(t *testing.T) {
	for name, adopt := range map[string]func(*randomNote, *randomPlayer){
		"by its own side":  func(n *randomNote, b *randomPlayer) { n.Player = b },
		"by the other one": func(n *randomNote, b *randomPlayer) { b.Notes = append(b.Notes, n) },
	} {
		t.Run(name, func(t *testing.T) {
			s, _, a, b := league(t)
			n := &randomNote{Player: a}
			passed(t, s.Add(n), s.Commit(), s.Delete(a), s.Add(n))
			adopt(n, b)
			passed(t, s.Commit())
			if rows := must(orm.Query[randomNote](s).Count())(t); rows != 1 || n.PlayerID != b.ID {
				t.Errorf("%d rows; the note is of %d", rows, n.PlayerID)
			}
		})
	}
}

// A rollback after a flush that failed takes back once what that flush had done.
func TestRollbackAfterFailure(t *testing.T) {
	s, team, a, _ := league(t)
	a.Team = nil
	passed(t, s.Add(&randomNote{Body: "without a player"}))
	if err := s.Flush(); err == nil || a.Team != team {
		t.Fatalf("%v; the team is %v", err, a.Team)
	}
	a.Team = nil
	passed(t, s.Rollback())
	if a.Team != team || s.Dirty().Len() != 0 {
		t.Errorf("the team is %v; dirty %s", a.Team, s.Dirty())
	}
}

// A flush that fails before it sends a statement leaves no orphan marked to be deleted.
func TestOrphansOfAFailedPlan(t *testing.T) {
	for _, gone := range []string{"tags", "teams"} {
		s, team, a, _ := league(t)
		note, tag := &randomNote{Body: "n"}, &randomTag{Word: "w"}
		a.Notes = []*randomNote{note}
		passed(t, s.Add(tag), s.Commit(), s.Expire(tag, team))
		for _, sql := range []string{"UPDATE players SET team_id = NULL", "DELETE FROM " + gone} {
			passed(t, second(s.Execute(orm.Text(sql))))
		}
		doomed := map[string]any{"tags": tag, "teams": team}[gone]
		a.Notes = nil
		passed(t, s.Delete(doomed))
		if err := s.Flush(); !errors.Is(err, orm.ErrStale) {
			t.Fatal(err)
		}
		if left := s.Deleted(); left.Len() != 1 || !left.Contains(doomed) {
			t.Errorf("without the row of %s: deleted are %s", gone, left)
		}
	}
}

// An object that a rollback brings back is the only one of its row.
func TestRollbackReclaimsTheKey(t *testing.T) {
	s, _, _, _ := league(t)
	other := &randomTag{Word: "w"}
	passed(t, s.Add(other), s.Commit(), s.Expunge(other))
	tag := must(orm.Get[randomTag](s, "w"))(t)
	tag.Word = "renamed"
	passed(t, s.Flush(), s.Add(other), s.Rollback())
	if got := must(orm.Get[randomTag](s, "w"))(t); got != tag || s.Contains(other) {
		t.Errorf("got %p, and not %p; the session holds the other one: %t", got, tag, s.Contains(other))
	}
	tag.Weight = 3
	passed(t, s.Commit())
}

// A parent whose row is gone, and whose key a new row takes in the same flush, gives that key to no child.
func TestKeyOfAnotherRow(t *testing.T) {
	s, _, _, _ := league(t)
	lost := &randomTeam{Name: "lost"}
	passed(t, s.Add(lost), s.Flush())
	s.Clear()
	passed(t, s.Rollback(), s.Add(lost)) // SQLite gives its key again
	lost.Players = append(lost.Players, &randomPlayer{Name: "p"})
	passed(t, s.Add(&randomTeam{Name: "new"}))
	if err := s.Commit(); !errors.Is(err, orm.ErrStale) {
		t.Errorf("the new team got the lost one's player: %v", err)
	}
}

// A parent that a flush gave a child counts as changed, also where its collection was loaded with the child in it: the
// rollback of the savepoint marks it stale, as SQLAlchemy does.
func TestSavepointMarksTheParentOfAChild(t *testing.T) {
	s, _, a, _ := league(t)
	other := &randomTeam{Name: "other"}
	passed(t, s.Add(other), s.Commit())
	_, err := s.BeginNested()
	a.TeamID = &other.ID
	passed(t, err, s.Flush(), s.Expire(other), s.Load(other, "Players"))
	a.Team = other
	passed(t, s.Flush(), s.Rollback())
	if !must(s.Inspect(other))(t).Expired {
		t.Error("the parent isn't stale")
	}
}

// The association rows of an object go with it, also where a new object takes over its row.
func TestRowSwitchUnlinks(t *testing.T) {
	s, _, a, _ := league(t)
	old := &randomTag{Word: "x"}
	a.Tags = []*randomTag{old}
	passed(t, s.Commit(), s.Delete(old), s.Add(&randomTag{Word: "x", Weight: 2}), s.Commit(), s.Refresh(a), s.Load(a, "Tags"))
	if len(a.Tags) != 0 {
		t.Errorf("the new tag has the pairs of the old one: %v", a.Tags)
	}
}

// A tag goes from a deleted player to the new one that takes over its row, as the tag's own side says.
func TestRowSwitchRelinks(t *testing.T) {
	s, _, _, _ := league(t)
	s.Clear()
	tag, a := &randomTag{Word: "x"}, &randomPlayer{Name: "a"}
	tag.Players = []*randomPlayer{a}
	passed(t, s.Add(tag), s.Commit())
	next := &randomPlayer{ID: a.ID, Name: "next"}
	tag.Players = append(tag.Players, next)
	passed(t, s.Delete(a))
	tag.Players = []*randomPlayer{next}
	passed(t, s.Commit())
	if state := must(s.Inspect(a))(t).State; state != orm.Detached {
		t.Errorf("the deleted player is %s", state)
	}
	s.Clear()
	found := must(orm.Get[randomTag](s, "x"))(t)
	passed(t, s.Load(found, "Players"))
	if len(found.Players) != 1 || found.Players[0].Name != "next" {
		t.Errorf("the tag is at %v", found.Players)
	}
}

// A row that is there takes the key of a new one of its own table: that one comes first.
func TestNewParentOfTheSameTable(t *testing.T) {
	s, team, _, _ := league(t)
	below := &randomTeam{Name: "below", Above: team}
	passed(t, s.Add(below), s.Commit())
	team.Above = &randomTeam{Name: "top", Above: &randomTeam{Name: "over the top"}}
	passed(t, s.Commit())
	if team.AboveID == nil || *team.AboveID != team.Above.ID || *team.Above.AboveID != team.Above.Above.ID {
		t.Errorf("the team is under %v, and not %d", team.AboveID, team.Above.ID)
	}
}

// Refresh brings all columns of an object, also where the flush before it loads the object as its base.
func TestRefreshIsWhole(t *testing.T) {
	s, team, _, _ := league(t)
	cat := &randomCat{randomPet: randomPet{Name: "c", Team: team}, Lives: new(9)}
	passed(t, s.Add(cat), s.Commit(), s.Expire(team), s.Delete(team), s.Refresh(cat))
	if in := must(s.Inspect(cat))(t); cat.Lives == nil || *cat.Lives != 9 || cat.TeamID != nil || slices.Contains(in.Unloaded, "Lives") {
		t.Errorf("%+v; %v aren't loaded", cat, in.Unloaded)
	}
}

// A flush keeps of a row what it writes: each later one of the transaction, and those of savepoints, add to that.
func TestRollbackOfColumns(t *testing.T) {
	f := newFrugal(t)
	rows := f.stored(t, 20)
	set := func(a, b, c string) {
		for _, r := range rows {
			r.A, r.B, r.C = a, b, c
		}
		passed(t, f.s.Flush())
	}
	is := func(when, a, b, c string) {
		t.Helper()
		for _, r := range rows {
			if r.A != a || r.B != b || r.C != c {
				t.Fatalf("%s: %+v", when, r)
			}
		}
	}
	set("a", "b", "c")
	passed(t, f.s.Commit())
	set("a1", "b", "c")
	set("a2", "b2", "c")
	set("a3", "b2", "c")
	tx := must(f.s.BeginNested())(t)
	set("a3", "b2", "c4")
	set("a5", "b2", "c4")
	passed(t, tx.Rollback())
	is("after the savepoint", "a3", "b2", "c")
	tx = must(f.s.BeginNested())(t)
	set("a3", "b6", "c6")
	passed(t, tx.Commit())
	is("before the rollback", "a3", "b6", "c6")
	passed(t, f.s.Rollback())
	is("after the rollback", "a", "b", "c")
}
