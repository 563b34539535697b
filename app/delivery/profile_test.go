package delivery

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/subscribe"
)

// A feed is seldom followed for the first time by one device alone. Those that do
// not get its profile at once do not ask again at the same moment.
func TestTheFirstProfileIsAskedForWithJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, onPipes)
		st.now("chat", up)
		st.line.setShut(true)
		var feeds []*follower
		for range 3 {
			feeds = append(feeds, newDevice(t, t.TempDir()).follow(st, "s"))
		}
		pass(time.Hour)
		at := make(map[time.Time]int)
		for _, k := range st.line.dials[len(feeds):] { // but for the first ones
			at[k]++
		}
		if len(at) < 3*30 || len(at) != len(st.line.dials)-len(feeds) {
			t.Errorf("%d attempts at %d moments", len(st.line.dials)-len(feeds), len(at))
		}
		st.line.setShut(false)
		pass(st.timing.BackoffCap)
		for i, f := range feeds {
			if f.screen.board("chat") != up {
				t.Errorf("device %d has nothing to show", i)
			}
		}
	})
}

// Without a network nobody is asked for a profile but now and then, and as soon
// as there is one.
func TestTheFirstProfileWaitsForTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, faraway)
		st.now("chat", up)
		st.line.setShut(true)
		d := newDevice(t, t.TempDir())
		network := newNetwork()
		network.online.Store(false)
		p := d.on(st, "s")
		p.Network = network
		f := d.start(p)
		pass(time.Hour)
		if n, most := st.line.attempts(), 1+int(time.Hour/st.timing.OfflineRetry); n > most {
			t.Errorf("%d attempts in an hour, at most %d are of use", n, most)
		}
		if _, h, _ := f.screen.seen(); h.State != subscribe.Waiting || h.Reason != subscribe.NoNetwork {
			t.Errorf("the screen says %q, %q", h.State, h.Reason)
		}
		st.line.setShut(false)
		network.turn(true)
		pass(2 * st.timing.FirstReconnect)
		if f.screen.board("chat") != up {
			t.Error("the network is back and there is nothing to show")
		}
	})
}

// A wrong password at the proxy is not tried again every few seconds: that locks
// accounts.
func TestTheFirstProfileDoesNotLockAnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStation(t, faraway)
		st.now("chat", up)
		d := newDevice(t, t.TempDir())
		p := d.on(st, "s")
		var asked atomic.Int32
		p.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
		p.ProxyLogin = func(context.Context, string) (string, string, error) { return "kim", "wrong", nil }
		p.Dial = func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				defer server.Close()
				if _, err := http.ReadRequest(bufio.NewReader(server)); err == nil {
					asked.Add(1)
					_, _ = io.WriteString(server, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
				}
			}()
			return client, nil
		}
		f := d.start(p)
		pass(time.Hour)
		if n, most := int(asked.Load()), 1+int(time.Hour/st.timing.StopPollMin); n < 2 || n > most {
			t.Errorf("%d attempts in an hour, at most %d", n, most)
		}
		if _, h, _ := f.screen.seen(); h.State != subscribe.Waiting || h.Reason != subscribe.ProxyAuth {
			t.Errorf("the screen says %q, %q", h.State, h.Reason)
		}
	})
}
