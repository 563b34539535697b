package probe

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"bokgu/sync/subscribe"
)

// A feed and a service over real sockets: what is measured, and all that the
// two of them get to see.
func TestWhatIsReachedAndWhatIsSent(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	var seen handshakes
	var mu sync.Mutex
	var requests []*http.Request
	w.name(serviceHost, "192.0.2.1", "2001:db8::1")
	w.name(feedHost, "192.0.2.2")
	w.server("192.0.2.1:443", listen(t, "127.0.0.1:0", seen.service(a.issue(t, soon(), serviceHost))))
	w.server("192.0.2.2:443", listen(t, "127.0.0.1:0", feedServer(a.issue(t, soon(), feedHost), func(r *http.Request) string {
		mu.Lock()
		defer mu.Unlock()
		requests = append(requests, r)
		return jsonAnswer
	})))
	p := w.params(a)
	var told [][2]int
	p.Progress = func(done, total int) { told = append(told, [2]int{done, total}) }
	r, err := Run(t.Context(), p, Request{Feed: feedURL, Hosts: []string{serviceHost, serviceHost}, Approved: []string{serviceHost, feedHost}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Hosts) != 1 || r.Feed == nil || !r.Online || r.Took <= 0 || r.At.IsZero() {
		t.Fatalf("%+v", r)
	}
	if got := outcomes(r.Hosts[0]); got != "dns ok, tcp ok, tls ok" || !r.Hosts[0].Reached() {
		t.Errorf("service: %s", got)
	}
	if got := outcomes(*r.Feed); got != "dns ok, tcp ok, tls ok, answer ok" || !r.Feed.Reached() {
		t.Errorf("feed: %s", got)
	}
	// Nothing listens on the IPv6 address, and the feed has none.
	if h, f := r.Hosts[0], r.Feed; h.V4 != FamilyWorks || h.V6 != FamilyFails || f.V4 != FamilyWorks || f.V6 != FamilyNone {
		t.Errorf("families: service %q %q, feed %q %q", h.V4, h.V6, f.V4, f.V6)
	}
	if got := told[len(told)-1]; got != [2]int{7, 7} || len(told) != 7 {
		t.Errorf("progress %v", told)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(requests) != 1 || requests[0].URL.Path != "/kakao/v1/freshness" || requests[0].Method != http.MethodGet || requests[0].Header.Get("Authorization") != "" {
		t.Errorf("the feed was asked %+v", requests)
	}
	deadline := time.Now().Add(5 * time.Second)
	for { // the server notes it after the connection's end
		seen.mu.Lock()
		names, after := slices.Clone(seen.names), seen.after
		seen.mu.Unlock()
		if len(names) == 1 || time.Now().After(deadline) {
			if !slices.Equal(names, []string{serviceHost}) || after != 0 {
				t.Errorf("the service saw %q and %d bytes after the handshake", names, after)
			}
			break
		}
		<-time.After(time.Millisecond)
	}
	asked, _ := w.saw()
	for _, name := range asked {
		if name != serviceHost && name != feedHost {
			t.Errorf("DNS was asked for %s", name)
		}
	}
}

// Every way in which a host can fail, over real sockets.
func TestHowAHostFails(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	foreign := newAuthority(t)
	var seen handshakes
	serve := func(n string, f func(net.Conn)) { w.server(n+":443", listen(t, "127.0.0.1:0", f)) }
	host := func(name string, addresses ...string) string {
		w.name(name+".example", addresses...)
		return name + ".example"
	}
	silent := func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }
	serve("192.0.2.1", silent)
	serve("192.0.2.2", seen.service(a.issue(t, soon(), "other.example")))
	serve("192.0.2.3", seen.service(a.issue(t, time.Now().Add(-time.Minute), "expired.example")))
	serve("192.0.2.4", seen.service(foreign.issue(t, soon(), "foreign.example")))
	serve("192.0.2.5", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") })
	serve("192.0.2.6", func(c net.Conn) { _, _ = io.ReadFull(c, make([]byte, 10)) })
	serve("192.0.2.9", seen.service(a.issue(t, soon(), "second.example")))
	w.server("192.0.2.7:443", dead(t))
	w.mu.Lock()
	w.failing["servfail.example"] = dnsmessage.RCodeServerFailure
	w.mu.Unlock()
	for _, c := range []struct{ host, want string }{
		{"nowhere.example", "dns no_such_name"},
		{host("servfail"), "dns dns_failed"},
		{host("empty"), "dns no_such_name"},
		{host("blocked", "0.0.0.0", "127.0.0.1", "::1", "fe80::1"), "dns diverted"},
		{host("refused", "192.0.2.7"), "dns ok, tcp refused"},
		{host("refused6", "2001:db8::7", "192.0.2.7"), "dns ok, tcp refused"},
		{host("unrouted", "192.0.2.99"), "dns ok, tcp no_route"},
		{host("silent", "192.0.2.1"), "dns ok, tcp ok, tls timed_out"},
		{host("wrong", "192.0.2.2"), "dns ok, tcp ok, tls bad_certificate"},
		{host("expired", "192.0.2.3"), "dns ok, tcp ok, tls bad_certificate"},
		{host("foreign", "192.0.2.4"), "dns ok, tcp ok, tls bad_certificate"},
		{host("plain", "192.0.2.5"), "dns ok, tcp ok, tls tls_failed"},
		{host("broken", "192.0.2.6"), "dns ok, tcp ok, tls tls_failed"},
		{host("second", "192.0.2.99", "192.0.2.9"), "dns ok, tcp ok, tls ok"},
	} {
		p := w.params(a)
		if strings.HasSuffix(c.want, "tls timed_out") {
			p.Timing.TLS = brief
		}
		r, err := Run(t.Context(), p, Request{Hosts: []string{c.host}, Approved: []string{c.host}})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Hosts[0]
		if outcomes(got) != c.want {
			t.Errorf("%s: %s, want %s", c.host, outcomes(got), c.want)
		}
		last := got.Steps[len(got.Steps)-1]
		if (last.Detail == "") != (last.Outcome == OK) || got.Reached() != (last.Outcome == OK) {
			t.Errorf("%s: %+v, reached %v", c.host, last, got.Reached())
		}
	}
	w.mu.Lock()
	w.silent = true
	w.mu.Unlock()
	p := w.params(a)
	p.Timing.DNS = brief
	r, err := Run(t.Context(), p, Request{Hosts: []string{"silent.example"}, Approved: []string{"silent.example"}})
	if got := outcomes(r.Hosts[0]); err != nil || got != "dns timed_out" {
		t.Errorf("a silent DNS server: %s, %v", got, err)
	}
}

// dead is an address at which nobody listens any more.
func dead(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return l.Addr().String()
}

func TestHowAFeedAnswers(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	var answer string
	w.name(feedHost, "192.0.2.2")
	w.server("192.0.2.2:443", listen(t, "127.0.0.1:0", feedServer(a.issue(t, soon(), feedHost), func(*http.Request) string { return answer })))
	for _, c := range []struct {
		name, answer string
		want         Outcome
		reached      bool
	}{
		{"a record", jsonAnswer, OK, true},
		{"early hints", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + jsonAnswer, OK, true},
		{"a token is wanted", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", OK, true},
		{"a redirect", "HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\nContent-Length: 0\r\n\r\n", Captive, false},
		{"a page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", Captive, false},
		{"a page without a type", "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n<html><body>hi</body>", Captive, false},
		{"sign in first", "HTTP/1.1 511 x\r\nContent-Length: 0\r\n\r\n", Captive, false},
		{"overloaded, as a page", "HTTP/1.1 503 x\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", ServerError, true},
		{"not there", "HTTP/1.1 404 x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", NotFeed, true},
		{"no HTTP", "hello\r\n\r\n", Lost, true},
		{"headers without end", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxAnswer) + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", Lost, true},
		{"silence", "", TimedOut, true},
	} {
		answer = c.answer
		p := w.params(a)
		if c.want == TimedOut {
			p.Timing.Answer = brief
		}
		r, err := Run(t.Context(), p, Request{Feed: feedURL, Approved: []string{feedHost}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Feed.Outcome() != c.want || r.Feed.Reached() != c.reached {
			t.Errorf("%s: %s, reached %v", c.name, outcomes(*r.Feed), r.Feed.Reached())
		}
	}
}

// A name is asked for as it is, and not inside the domains of this network,
// where somebody may answer for every name.
func TestNamesAreWhole(t *testing.T) {
	var asked []string
	p := Params{Resolver: resolverFunc(func(host string) error {
		asked = append(asked, host)
		return &net.DNSError{IsNotFound: true}
	})}
	if _, err := Run(t.Context(), p, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(asked, []string{serviceHost + "."}) {
		t.Errorf("asked for %q", asked)
	}
}

type resolverFunc func(host string) error

func (f resolverFunc) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return nil, f(host)
}

// A feed on this device, with and without TLS, by name and by number.
func TestFeedOfThisDevice(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	plain := listen(t, "127.0.0.1:0", func(c net.Conn) { answerOne(c, func(*http.Request) string { return jsonAnswer }) })
	w.server("127.0.0.1:8080", plain)
	r, err := Run(t.Context(), w.params(a), Request{Feed: "ws://127.0.0.1:8080", Approved: []string{"127.0.0.1"}})
	if err != nil || outcomes(*r.Feed) != "tcp ok, answer ok" || !r.Feed.Local || !r.Feed.Reached() {
		t.Errorf("%+v, %v", r.Feed, err)
	}
	if r.Connection() != ConnectionUnknown {
		t.Errorf("a feed on this device makes the network %s", r.Connection())
	}
	for raw, want := range map[string]string{"wss://Feed.example:8443/x": "feed.example", "http://localhost:1": "localhost", "https://[::1]/": "::1"} {
		if got, err := FeedHost(raw); got != want || err != nil {
			t.Errorf("%s: %q, %v", raw, got, err)
		}
	}
}

// Nobody is asked without approval, and nobody at all for a request that is wrong.
func TestOnlyApprovedHosts(t *testing.T) {
	w := newWires(t)
	var many []string
	for _, n := range "abcdefghi" {
		many = append(many, string(n)+".example")
	}
	for _, c := range []struct {
		name string
		r    Request
		want error
	}{
		{"a host", Request{Hosts: []string{"a.example", "b.example"}, Approved: []string{"a.example", "*.example", ""}}, &NotApprovedError{"b.example"}},
		{"the feed", Request{Feed: feedURL, Hosts: many[:1], Approved: many}, &NotApprovedError{feedHost}},
		{"none approved", Request{Hosts: many[:1]}, &NotApprovedError{"a.example"}},
		{"too many", Request{Hosts: many, Approved: many}, ErrTooMany},
		{"a number", Request{Hosts: []string{"192.0.2.1"}, Approved: []string{"192.0.2.1"}}, ErrHost},
		{"another spelling", Request{Hosts: []string{"A.example"}, Approved: []string{"A.example"}}, ErrHost},
		{"a plain feed", Request{Feed: "ws://feed.example", Approved: []string{feedHost}}, subscribe.ErrPlain},
	} {
		p := w.params(newAuthority(t))
		_, err := Run(t.Context(), p, c.r)
		var refused, want *NotApprovedError
		if errors.As(c.want, &want) {
			if !errors.As(err, &refused) || *refused != *want {
				t.Errorf("%s: %v", c.name, err)
			}
		} else if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if asked, dialled := w.saw(); len(asked)+len(dialled) > 0 {
		t.Errorf("asked %q, dialled %q", asked, dialled)
	}
}

func TestNothingIsTriedWithoutANetwork(t *testing.T) {
	w := newWires(t)
	p := w.params(newAuthority(t))
	p.Online = func() bool { return false }
	r, err := Run(t.Context(), p, Request{Feed: feedURL, Hosts: []string{serviceHost}, Approved: []string{serviceHost, feedHost}})
	if err != nil || r.Online || len(r.Hosts) != 1 || r.Hosts[0].Host != serviceHost || len(r.Hosts[0].Steps) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if asked, dialled := w.saw(); Judge(r, "operational", false) != YourConnection || len(asked)+len(dialled) > 0 {
		t.Errorf("%s; asked %q, dialled %q", Judge(r, "operational", false), asked, dialled)
	}
}

func TestCancelling(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.name(serviceHost, "192.0.2.1")
	w.server("192.0.2.1:443", listen(t, "127.0.0.1:0", func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, 1))
		cancel()
		_, _ = io.Copy(io.Discard, c)
	}))
	p := w.params(a)
	begun := time.Now()
	r, err := Run(ctx, p, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}})
	if !errors.Is(err, context.Canceled) || outcomes(r.Hosts[0]) != "dns ok, tcp ok, tls cancelled" || time.Since(begun) > 15*time.Second {
		t.Errorf("%s, %v after %v", outcomes(r.Hosts[0]), err, time.Since(begun))
	}
	if got := Judge(r, "operational", false); got != NothingToCompare {
		t.Errorf("a cancelled measurement says %s", got)
	}
}
