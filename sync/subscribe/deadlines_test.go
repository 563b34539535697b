package subscribe

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// Pings alone keep a connection, and each is answered although the handler was
// replaced.
func TestPingsKeepItAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		pongs := make(chan string, 8)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			for _, data := range []string{"a", "b", "c", "d"} {
				<-time.After(39 * time.Second)
				_ = s.WriteControl(websocket.PingMessage, []byte(data), time.Now().Add(time.Second))
				pongs <- s.pong()
			}
			s.wait()
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(4*39*time.Second + time.Second)
		equal(t, "attempts", len(n.attempts()), 1)
		equal(t, "pongs", <-pongs+<-pongs+<-pongs+<-pongs, "abcd")
		if ago := time.Since(l.last().LastContact); ago != time.Second {
			t.Errorf("last contact %s ago, want that of the last ping", ago)
		}
	})
}

// A client that is busy keeping a document still answers pings.
func TestPongsWhileCommitting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			s.send(event(wire.TypeStatus, p.status(p.doc(1, 0))))
			_ = s.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(time.Second))
			sent := time.Now()
			equal(t, "pong", s.pong(), "x")
			if d := time.Since(sent); d != 0 {
				t.Errorf("pong after %s", d)
			}
			s.wait()
		}))
		l := &listener{commit: func(Accepted) error {
			<-time.After(20 * time.Second)
			return nil
		}}
		start(t, l.params(p, n))
		pass(21 * time.Second)
		equal(t, "accepted", len(l.accepted), 1)
	})
}

func TestHelloInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		began := time.Now()
		n := newPipes(t, newSite(t, func(s *peer) {
			for range 9 { // signs of life are no hello
				<-time.After(time.Second)
				_ = s.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
			}
			s.wait()
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(13 * time.Second)
		equal(t, "conditions", l.reasons(), []string{"connecting", "waiting timed_out", "connecting timed_out"})
		equal(t, "second attempt", n.attempts()[1].Sub(began), 12500*time.Millisecond)
	})
}

// A host that takes the connection and says nothing costs 15 s, and an end of
// the client does not wait for it.
func TestUpgradeInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(*peer) {}))
		n.fail = func(context.Context, int) (net.Conn, error) {
			client, server := net.Pipe()
			go func() { // takes the request, answers nothing
				buf := make([]byte, 4096)
				for {
					if _, err := server.Read(buf); err != nil {
						return
					}
				}
			}()
			return client, nil
		}
		l := &listener{}
		stop := start(t, l.params(p, n))
		pass(14 * time.Second)
		equal(t, "after 14 s", l.last().State, Connecting)
		pass(2 * time.Second)
		equal(t, "after 16 s", l.reasons()[1], "waiting timed_out")
		pass(2 * time.Second) // in the middle of the second attempt
		before := time.Now()
		_ = stop()
		equal(t, "time to stop", time.Since(before), time.Duration(0))
	})
}

// An answer whose headers never end is cut off, not swallowed.
func TestEndlessHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(*peer) {}))
		n.fail = func(context.Context, int) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				buf := make([]byte, 4096)
				_, _ = server.Read(buf)
				_, _ = server.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nX: "))
				for i := range buf {
					buf[i] = 'a'
				}
				for {
					if _, err := server.Write(buf); err != nil {
						return
					}
				}
			}()
			return client, nil
		}
		l := &listener{}
		start(t, l.params(p, n))
		pass(time.Second)
		equal(t, "condition", l.reasons()[1], "waiting too_big")
	})
}

// A server that pings more rarely says so in its hello, and is given the time.
func TestHelloSetsTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(s *peer) {
			s.send(hello(wire.Hello{PingMS: 60_000}))
			s.wait()
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(74 * time.Second)
		equal(t, "after 74 s", l.last().State, Live)
		pass(2 * time.Second)
		equal(t, "after 76 s", l.last().State, Waiting)
	})
}
