// This file tests what is told when a connection is lost while the server commits, through a proxy that cuts it there.

package orm_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net"
	"strconv"
	"testing"

	"github.com/ormsh/ormsh/orm"
)

// cutter is a proxy in front of a server that closes a connection when the client sends the word.
func cutter(t *testing.T, server, word string) *net.TCPAddr {
	t.Helper()
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
			go cut(client, server, word)
		}
	}()
	return l.Addr().(*net.TCPAddr)
}

func cut(client net.Conn, server, word string) {
	defer client.Close()
	upstream, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer upstream.Close()
	go io.Copy(client, upstream)
	buf := make([]byte, 1<<16)
	for {
		n, err := client.Read(buf)
		if err != nil || bytes.Contains(buf[:n], []byte(word)) {
			return
		}
		if _, err := upstream.Write(buf[:n]); err != nil {
			return
		}
	}
}

func TestConnectionLostDuringCommit(t *testing.T) {
	for _, db := range databases[1:] {
		t.Run(db.name, func(t *testing.T) {
			u := db.url(t)
			port := cmp.Or(u.Port, map[string]int{"mysql": 3306, "postgresql": 5432}[db.name])
			addr := cutter(t, net.JoinHostPort(u.Host, strconv.Itoa(port)), "COMMIT")
			u.Host, u.Port = addr.IP.String(), addr.Port
			if db.name == "postgresql" {
				u.Query = map[string][]string{"sslmode": {"disable"}} // the proxy reads the words
			}
			e := engine(t, u)
			err := e.Begin(func(c *orm.Conn) error { return second(c.Execute(orm.Text("SELECT 1"))) })
			if !errors.Is(err, orm.ErrUnknownOutcome) || !errors.Is(err, orm.Disconnected) || orm.Retryable(err) {
				t.Errorf("commit ended with %v", err)
			}
			must(e.Execute(orm.Text("SELECT 1")))(t)
		})
	}
}
