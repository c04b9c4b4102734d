// This file tests many sessions of one engine at a time, each in a goroutine of its own, while structs are mapped and a
// table changes. Run with -race.

package orm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

const (
	crowdSize   = 4
	crowdRounds = 6
)

// crowd is what the goroutines share: an engine with its pool and statements, the mapping, and one row.
type crowd struct {
	e    *orm.Engine
	base *orm.Base
	star int // the player whose score all of them count up
}

// bystander is mapped time and again meanwhile.
type bystander struct {
	orm.Model `orm:"table=bystanders"`
	ID        int `orm:"primary_key"`
}

func TestSessionsOfManyGoroutines(t *testing.T) {
	onEach(t, func(t *testing.T, e *orm.Engine, _ *log) {
		c := &crowd{e: e, base: randomBase(t)}
		star := &randomPlayer{Name: "star", Team: &randomTeam{Name: "all"}}
		s := orm.NewSession(e, orm.UseBase(c.base))
		passed(t, c.base.MetaData().CreateAll(e), s.Add(star), s.Commit(), s.Refresh(star))
		c.star = star.ID
		passed(t, s.Close())

		var all sync.WaitGroup
		begun := make(chan struct{}, crowdSize)
		for g := range crowdSize {
			all.Go(func() {
				for round := range crowdRounds {
					if err := c.work(t, fmt.Sprintf("%d.%d", g, round)); err != nil {
						t.Error(err)
					}
					if round == 0 {
						begun <- struct{}{}
					}
				}
			})
		}
		all.Go(func() {
			for range crowdSize { // all have statements prepared by then
				<-begun
			}
			if _, err := e.Execute(orm.Text("ALTER TABLE players ADD COLUMN nick VARCHAR(10)")); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for range 20 {
				if err := orm.DeclarativeBase().Map(bystander{}); err != nil {
					t.Error(err)
				}
			}
		})
		all.Wait()
		c.check(t)
	})
}

// work is one round of one goroutine: a unit of work on rows of its own, and one on the row of all.
func (c *crowd) work(t *testing.T, name string) error {
	var known *randomPlayer
	own := func(s *orm.Session) error {
		first, second := &randomPlayer{Name: name}, &randomPlayer{Name: name}
		team := &randomTeam{Name: name, Players: []*randomPlayer{first, second}}
		note := &randomNote{Body: name, Player: first}
		if err := errors.Join(s.Add(team, note), s.Flush(), s.Delete(second), s.Flush(), s.Expire(team), s.Load(team, "Players")); err != nil {
			return err
		}
		found, err := orm.Query[randomPlayer](s).FilterBy("Name", name).One()
		if err == nil && (found != first || len(team.Players) != 1 || team.Players[0] != first) {
			err = fmt.Errorf("%s: found %p; the team has %v, and not %p alone", name, found, team.Players, first)
		}
		known = first
		return err
	}
	star := func(s *orm.Session) error {
		p, err := orm.Get[randomPlayer](s, c.star)
		if err != nil {
			return err
		}
		p.Score++
		return nil
	}
	return errors.Join(c.run(t, own), c.run(t, star), c.takeOver(known), second(c.e.Execute(orm.Text("SELECT * FROM players WHERE name = :name"), orm.V{"name": name})))
}

// run commits a unit of work, which is begun anew as often as others come between.
func (c *crowd) run(t *testing.T, fn func(*orm.Session) error) error {
	for {
		err := orm.Run(t.Context(), c.e, fn, orm.UseBase(c.base))
		if !errors.Is(err, orm.ErrStale) && !orm.Retryable(err) {
			return err
		}
	}
}

// takeOver adds an object that left its session to another one, which finds it as it was.
func (c *crowd) takeOver(p *randomPlayer) error {
	s := orm.NewSession(c.e, orm.UseBase(c.base))
	if err := s.Add(p); err != nil {
		return err
	}
	same, err := orm.Get[randomPlayer](s, p.ID)
	if err == nil && same != p {
		err = fmt.Errorf("got %p, and not %p", same, p)
	}
	return errors.Join(err, s.Close())
}

// check counts what all of them did.
func (c *crowd) check(t *testing.T) {
	const units = crowdSize * crowdRounds
	s := orm.NewSession(c.e, orm.UseBase(c.base))
	star := must(orm.Get[randomPlayer](s, c.star))(t)
	if star.Score != units || star.Rev != units+1 {
		t.Errorf("counted up %d times, in version %d; want %d", star.Score, star.Rev, units)
	}
	teams := must(orm.Query[randomTeam](s).Count())(t)
	players := must(orm.Query[randomPlayer](s).Count())(t)
	notes := must(orm.Query[randomNote](s).Count())(t)
	if teams != units+1 || players != units+1 || notes != units {
		t.Errorf("%d teams, %d players and %d notes of %d units of work", teams, players, notes, units)
	}
	passed(t, s.Close())
}
