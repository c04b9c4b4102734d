// This file tests Run where the server refuses the COMMIT, deadlocks, or goes away while it commits.

package orm_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// meddler is a proxy in front of a server. What a client sends goes through it: it may answer by itself (what it returns
// is written to the client), have the server answer without telling the client (forward), and ends the connection by an
// error.
type meddler func(sent []byte, forward func() error) (answer []byte, err error)

// behind returns the URL of a server behind a proxy.
func behind(t *testing.T, u orm.URL, meddle meddler) orm.URL {
	t.Helper()
	port := cmp.Or(u.Port, map[string]int{"mysql": 3306, "postgresql": 5432}[u.Dialect])
	server := net.JoinHostPort(u.Host, strconv.Itoa(port))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go meddle.serve(client, server)
		}
	}()
	addr := l.Addr().(*net.TCPAddr)
	u.Host, u.Port = addr.IP.String(), addr.Port
	if u.Dialect == "postgresql" {
		u.Query = map[string][]string{"sslmode": {"disable"}} // the proxy reads the words
	}
	return u
}

func (meddle meddler) serve(client net.Conn, server string) {
	defer client.Close()
	upstream, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer upstream.Close()
	answers, muted := make(chan struct{}, 1), atomic.Bool{}
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, err := upstream.Read(buf)
			if err != nil {
				return
			}
			select {
			case answers <- struct{}{}:
			default:
			}
			if muted.Load() {
				continue
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 1<<16)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		answer, err := meddle(buf[:n], func() error {
			select {
			case <-answers: // of an earlier statement
			default:
			}
			muted.Store(true)
			if _, err := upstream.Write(buf[:n]); err != nil {
				return err
			}
			<-answers
			return nil
		})
		switch {
		case err != nil:
			return
		case answer != nil:
			_, err = client.Write(answer)
		default:
			_, err = upstream.Write(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// mysqlError is the packet by which MySQL refuses a statement.
func mysqlError(number uint16, state, text string) []byte {
	body := append(binary.LittleEndian.AppendUint16([]byte{0xff}, number), '#')
	body = append(append(body, state...), text...)
	return append([]byte{byte(len(body)), byte(len(body) >> 8), 0, 1}, body...)
}

// A serialization failure that comes at COMMIT has everything run again, with a fresh session.
func TestRunTriesAgainAtCommit(t *testing.T) {
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			var refused atomic.Int32
			u := behind(t, db.url(t), func(sent []byte, _ func() error) ([]byte, error) {
				if db.name == "mysql" && bytes.Contains(sent, []byte("COMMIT")) && refused.Add(1) == 2 { // the first made the table
					return mysqlError(1213, "40001", "Deadlock found when trying to get lock; try restarting transaction"), nil
				}
				return nil, nil
			})
			e := engine(t, u)
			base := orm.DeclarativeBase()
			passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
			if db.name == "postgresql" {
				refuseFirstCommit(t, e)
			} else {
				refused.Store(1)
			}
			calls := 0
			err := orm.Run(t.Context(), e, func(s *orm.Session) error {
				calls++
				return s.Add(&counter{ID: 1, N: calls})
			})
			rows := must(must(e.Execute(orm.Text("SELECT n FROM counter")))(t).Scalar())(t)
			if err != nil || calls != 2 || rows != int64(2) {
				t.Errorf("%v after %d calls; the row has %v", err, calls, rows)
			}
		})
	}
}

// refuseFirstCommit has PostgreSQL report a serialization failure at the first COMMIT of an insert. Sequences aren't
// rolled back, so the second one passes.
func refuseFirstCommit(t *testing.T, e *orm.Engine) {
	t.Helper()
	for _, sql := range []string{
		"CREATE SEQUENCE commits",
		`CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
			IF nextval('commits') = 1 THEN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF;
			RETURN NULL; END $$ LANGUAGE plpgsql`,
		"CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON counter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
	} {
		must(e.Execute(orm.Text(sql)))(t)
	}
}

// Two units of work that lock each other's rows both take place in the end.
func TestRunAfterDeadlock(t *testing.T) {
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			e := engine(t, db.url(t))
			base := orm.DeclarativeBase()
			passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
			passed(t, orm.Run(t.Context(), e, func(s *orm.Session) error { return s.Add(&counter{ID: 1}, &counter{ID: 2}) }))
			var locked, wg sync.WaitGroup
			locked.Add(2)
			var calls atomic.Int32
			for i := range 2 {
				wg.Go(func() {
					first := true
					err := orm.Run(t.Context(), e, func(s *orm.Session) error {
						calls.Add(1)
						return crossing(s, 1+i, 2-i, func() {
							if first {
								first = false
								locked.Done()
								locked.Wait()
							}
						})
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if calls.Load() < 3 {
				t.Errorf("%d calls: nobody was in the way", calls.Load())
			}
			if n := must(must(e.Execute(orm.Text("SELECT count(*) FROM counter WHERE n = 2")))(t).Scalar())(t); n != int64(2) {
				t.Errorf("%v rows were counted twice", n)
			}
		})
	}
}

// crossing adds one to two rows, in this order, with a meeting between them.
func crossing(s *orm.Session, first, then int, meet func()) error {
	for _, id := range []int{first, then} {
		c, err := orm.Query[counter](s).FilterBy("ID", id).ForUpdate().PopulateExisting().One()
		if err != nil {
			return err
		}
		c.N++
		if err := s.Flush(); err != nil {
			return err
		}
		if id == first {
			meet()
		}
	}
	return nil
}

// A connection that is lost while the server commits: whether it did isn't known, so nothing is tried again.
func TestRunUnknownOutcome(t *testing.T) {
	for _, db := range databases[1:] {
		for name, committed := range map[string]bool{"before": false, "after": true} {
			t.Run(db.name+"/cut "+name, func(t *testing.T) {
				var cut atomic.Bool
				direct := db.url(t)
				u := behind(t, direct, func(sent []byte, forward func() error) ([]byte, error) {
					if !cut.Load() || !bytes.Contains(sent, []byte("COMMIT")) {
						return nil, nil
					}
					if committed {
						return nil, errors.Join(forward(), io.ErrClosedPipe)
					}
					return nil, io.ErrClosedPipe
				})
				e := engine(t, u)
				base := orm.DeclarativeBase()
				passed(t, base.Map(counter{}), base.MetaData().CreateAll(e))
				cut.Store(true)
				calls := 0
				err := orm.Run(context.Background(), e, func(s *orm.Session) error {
					calls++
					return s.Add(&counter{ID: 1})
				})
				if !errors.Is(err, orm.ErrUnknownOutcome) || orm.Retryable(err) || calls != 1 {
					t.Errorf("%v after %d calls", err, calls)
				}
				n := must(must(engine(t, direct).Execute(orm.Text("SELECT count(*) FROM counter")))(t).Scalar())(t)
				if want := map[bool]int64{true: 1, false: 0}[committed]; n != want {
					t.Errorf("%v rows, want %d", n, want)
				}
			})
		}
	}
}
