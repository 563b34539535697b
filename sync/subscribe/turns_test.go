package subscribe

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/wire"
)

// only lets dials through to the named hosts.
func only(n *pipes, hosts ...string) {
	n.failWith(func(context.Context, int) (net.Conn, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		if slices.Contains(hosts, n.hosts[len(n.hosts)-1]) {
			return nil, nil
		}
		return nil, errors.New("connection refused")
	})
}

func (p *pipes) dialled() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.hosts)
}

// Edges are tried in turn, and after a loss the one that worked comes first.
func TestEdgesInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		p.profile.Origins = []string{
			"ws://localhost:81", "http://localhost", "https://edge.example", "http://10.0.0.1", "http://localhost:82",
		}
		n := newPipes(t, newSite(t, func(s *peer) {
			s.hello()
			<-time.After(10 * time.Second)
			s.closeWith(wire.CloseNormal)
			s.wait()
		}))
		only(n, "localhost:82")
		l := &listener{}
		start(t, l.params(p, n))
		pass(5 * time.Second) // 2.5 s and 1 s between the attempts
		equal(t, "dialled", n.dialled(), []string{"localhost:80", "localhost:81", "localhost:82"})
		equal(t, "state", l.last().State, Live)
		pass(20 * time.Second)
		equal(t, "after a loss", n.dialled()[3], "localhost:82")
	})
}

// What is wrong with one server does not keep its readers from the next: the
// long waits begin when all have been tried.
func TestNextEdgeSoon(t *testing.T) {
	for _, c := range []struct {
		code int
		want time.Duration // between the first two attempts
	}{
		{http.StatusForbidden, 2500 * time.Millisecond},
		{http.StatusNotFound, 2500 * time.Millisecond},
		{http.StatusTooManyRequests, 30500 * time.Millisecond}, // the next would be brought down as well
		{http.StatusProxyAuthRequired, 450 * time.Second},      // the proxy is the same
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newPress(t, time.Now)
			p.profile.Origins = []string{"http://localhost:81"}
			w := newTwins()
			w.refusal = c.code
			n := newPipes(t, w)
			start(t, (&listener{}).params(p, n))
			pass(20 * time.Minute)
			d := n.attempts()
			equal(t, http.StatusText(c.code), d[1].Sub(d[0]), c.want)
			if c.code == http.StatusForbidden && d[2].Sub(d[1]) != 450*time.Second {
				t.Errorf("after both have refused: %s", d[2].Sub(d[1]))
			}
		})
	}
}

// The document is asked for everywhere until somebody has it, also where a hello
// said; the token goes only to origins that the profile lists, and so do we.
func TestTwinsInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const secret = "s3cret-token"
		p := newPress(t, time.Now)
		p.profile.Origins = []string{"http://localhost:81", "http://localhost:83"}
		w := newTwins()
		w.publish(p, p.doc(1, 0), time.Hour)
		site := newSite(t, func(s *peer) {
			s.send(hello(wire.Hello{PingMS: 25_000, StatusURLs: []string{
				"/v1/status", "http://localhost:82/v1/status", "https://localhost:83/v1/status", "http://localhost:81/other", "%",
				"http://localhost:83/copy/v1/status", "wss://evil.example/v1/status",
			}}))
			s.closeWith(wire.CloseServerError)
			s.wait()
		})
		w.stream = site
		n := newPipes(t, w)
		t.Cleanup(site.running.Wait)
		l := &listener{}
		params := polling(l, p, n)
		params.Timing.FirstReconnect = 40 * time.Second // one attempt after 20 s
		params.Token = func(context.Context) (string, error) { return secret, nil }
		only(n, "localhost:81")
		start(t, params, remote)
		synctest.Wait()
		equal(t, "at once", n.dialled(), []string{"localhost:80", "localhost:81"})
		equal(t, "accepted", l.taken(), 1)
		only(n, "localhost:80")
		pass(21 * time.Second) // a stream that ends
		only(n)
		before := len(n.dialled())
		pass(40 * time.Second)
		all := n.dialled()[before:]
		for _, host := range all {
			if host != "localhost:80" && host != "localhost:81" && host != "localhost:83" {
				t.Errorf("asked %s", host)
			}
		}
		if !slices.Contains(all, "localhost:83") {
			t.Errorf("asked %q", all)
		}
		for _, to := range w.tokens {
			host, token, _ := strings.Cut(to, " ")
			if listed := strings.HasSuffix(host, ":81"); listed != (token == "Bearer "+secret) {
				t.Errorf("to %s went %q", host, token)
			}
		}
	})
}

func TestNoteTwins(t *testing.T) {
	p := newPress(t, time.Now)
	p.profile.Origins = []string{"https://a.example", "https://b.example:8443", "http://localhost"}
	c, err := New(Params{URL: "https://home.example/talk", Profile: p.profile, Commit: (&listener{}).params(p, nil).Commit})
	if err != nil {
		t.Fatal(err)
	}
	c.noteTwins(c.home, []string{
		"/talk/v1/status", "https://b.example:8443/x/v1/status", "https://c.example/v1/status", "http://localhost/v1/status",
		"https://u:p@a.example/v1/status", "https://a.example/v1/status?x=1",
	})
	var got []string
	for _, a := range c.twins() {
		got = append(got, a.http(wire.StatusPath))
	}
	equal(t, "twins", got, []string{
		"https://home.example/talk/v1/status", "https://b.example:8443/x/v1/status", "https://a.example/talk/v1/status",
	})
	if a, _ := parseAddress("http://localhost"); c.admits(a) {
		t.Error("a feed elsewhere leads to this machine")
	}
}
