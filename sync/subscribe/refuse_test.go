package subscribe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// A proxy that wants a password says so to the CONNECT, of which gorilla gives
// the status text alone.
func TestProxyWantsPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, newSite(t, func(*peer) {}))
		n.fail = answers("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
		l := &listener{}
		params := l.params(p, n)
		params.URL = "wss://edge.example"
		params.Proxy = func(*http.Request) (*url.URL, error) {
			return &url.URL{Scheme: "http", Host: "proxy.example:3128"}, nil
		}
		start(t, params)
		pass(3 * time.Second)
		equal(t, "dialled", n.hosts[0], "proxy.example:3128")
		equal(t, "reason", l.last().Reason, ProxyAuth)

		l2 := &listener{}
		params = l2.params(p, n)
		params.URL = "wss://edge.example"
		params.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("bad http://user:hunter2@proxy") }
		start(t, params)
		pass(3 * time.Second)
		equal(t, "reason", l2.last().Reason, Unreachable)
		if strings.Contains(l2.last().Detail, "hunter2") {
			t.Error("the proxy's password is in the detail")
		}
	})
}

// A server that upgrades without the subprotocol speaks something else.
func TestWithoutSubprotocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		code := make(chan int, 1)
		n := newPipes(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer ws.Close()
			_, _, err = ws.ReadMessage()
			var c *websocket.CloseError
			if errors.As(err, &c) {
				code <- c.Code
			}
		}))
		l := &listener{}
		start(t, l.params(p, n))
		pass(time.Second)
		equal(t, "reason", l.last().Reason, Version)
		equal(t, "close code", <-code, wire.CloseProtocol)
	})
}

// answers lets every dial reach a server that reads the request and writes text.
func answers(text string) func(context.Context, int) (net.Conn, error) {
	return func(context.Context, int) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			buf := make([]byte, 8192)
			if _, err := server.Read(buf); err == nil {
				_, _ = io.WriteString(server, text)
			}
		}()
		return client, nil
	}
}

// Close codes decide when a client comes back; a goaway shapes the planned ones.
func TestCloseCodes(t *testing.T) {
	const s = time.Second
	goaway := func(g string) func(*peer) {
		return func(p *peer) { p.send(event(wire.TypeGoaway, []byte(g))) }
	}
	for _, c := range []struct {
		name   string
		code   int
		before func(*peer)
		reason Reason
		wait   time.Duration
		host   string
	}{
		{"away", wire.CloseGoingAway, nil, Closed, 15 * s, "localhost:80"},
		{"restart with window", wire.CloseRestart, goaway(`{"retry_after_ms":4000,"jitter_ms":20000}`), Closed, 14 * s, "localhost:80"},
		{"moved", wire.CloseMoved, goaway(`{"jitter_ms":2000,"url":"ws://localhost:8000/v1/stream"}`), Closed, s, "localhost:8000"},
		{"goaway and a clean close", wire.CloseNormal, goaway(`{"jitter_ms":2000,"url":"ws://localhost:8000/v1/stream"}`), Closed, 2500 * time.Millisecond, "localhost:80"},
		{"error", wire.CloseServerError, nil, ServerError, s / 2, "localhost:80"},
		{"overloaded", wire.CloseOverloaded, nil, Overloaded, 30*s + s/2, "localhost:80"},
		{"rate", wire.CloseRateLimited, nil, Overloaded, 45 * s, "localhost:80"},
		{"too slow", wire.CloseTooSlow, nil, Lost, s / 2, "localhost:80"},
		{"no pong", wire.CloseNoPong, nil, Lost, 15 * s, "localhost:80"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				p.profile.Origins = append(p.profile.Origins, "http://localhost:8000")
				n := newPipes(t, newSite(t, func(s *peer) {
					s.hello()
					if c.before != nil {
						c.before(s)
					}
					s.closeWith(c.code)
					s.wait()
				}, func(s *peer) {
					s.hello()
					s.wait()
				}))
				l := &listener{}
				start(t, l.params(p, n))
				pass(100 * time.Millisecond)
				h := l.last()
				equal(t, "state", h.State, Waiting)
				equal(t, "reason", h.Reason, c.reason)
				equal(t, "wait", h.RetryAt.Sub(h.Since), c.wait)
				if strings.Contains(h.Detail, "text of the server") {
					t.Error("the server's own words are in the detail")
				}
				pass(c.wait)
				equal(t, "dialled", n.hosts[1], c.host)
			})
		})
	}
}

// A resync drops the cursor for the next connection, and only for that; the
// held document still guards against an older one.
func TestResync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		queries := make(chan string, 3)
		record := func(s *peer) { queries <- s.request.URL.RawQuery; s.hello() }
		n := newPipes(t, newSite(t, func(s *peer) {
			record(s)
			s.closeWith(wire.CloseResync)
			s.wait()
		}, func(s *peer) {
			record(s)
			s.send(event(wire.TypeStatus, p.status(p.doc(1, 0))))
			<-time.After(time.Second)
			s.closeWith(wire.CloseNormal)
			s.wait()
		}, func(s *peer) {
			record(s)
			s.wait()
		}))
		n.fail = func(_ context.Context, attempt int) (net.Conn, error) {
			if attempt == 2 { // one failure in between changes nothing
				return nil, fmt.Errorf("no network")
			}
			return nil, nil
		}
		l := &listener{}
		params := l.params(p, n)
		params.Held = p.held(p.doc(4, 0))
		start(t, params)
		pass(time.Minute)
		equal(t, "queries", []string{<-queries, <-queries, <-queries}, []string{"epoch=e1&seq=4", "", "epoch=e1&seq=4"})
		equal(t, "accepted", len(l.accepted), 0)
	})
}
