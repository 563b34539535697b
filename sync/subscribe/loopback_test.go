package subscribe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	cws "github.com/coder/websocket"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// These run over real sockets: they wait on conditions, bounded by a deadline.

// until waits for a condition that the listener's callbacks bring about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

func (l *listener) counts() (accepted, renewed, libraries int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.accepted), len(l.renewed), len(l.libraries)
}

// quick is the table with short waits before reconnects.
func quick() wire.Timing {
	t := wire.DefaultTiming()
	t.FirstReconnect, t.BackoffBase, t.GoawayWindow = 20*time.Millisecond, 10*time.Millisecond, 20*time.Millisecond
	return t
}

// publication is a real publisher with a real edge, of quick timing unless its
// parameters say otherwise.
type publication struct {
	*press
	edge      *server.Edge
	publisher *publish.Publisher
	profile   []byte
	root      string
}

func newPublication(t testing.TB, p server.Params) *publication {
	t.Helper()
	pub := &publication{press: newPress(t, time.Now)}
	root := otherSigner(t)
	pub.root = root.Key().ID
	raw, err := envelope.SignProfile(&envelope.Profile{
		FeedID: "talk", Mode: feed.ModeReplay, Name: feed.Plain("Talk"), Version: 1,
		IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour),
		Origins:     []string{"https://edge.example"},
		PublishKeys: []envelope.Key{pub.signer.Key()},
	}, root)
	if err != nil {
		t.Fatal(err)
	}
	pub.profile = raw
	p.Profile = raw
	if p.Timing == (wire.Timing{}) {
		p.Timing = quick()
	}
	pub.edge = server.New(p)
	pub.publisher, err = publish.New(publish.Params{
		Mode: feed.ModeReplay, Info: feed.Info{ID: "talk", Name: feed.Plain("Talk"), TimeZone: "Asia/Seoul"},
		Signer: pub.signer, Epoch: "e1", EpochStarted: time.Now(), Now: time.Now, Log: pub.edge,
	})
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func (p *publication) publish(t *testing.T, state feed.ComponentStatus, ref *feed.LibraryRef) {
	t.Helper()
	now := time.Now()
	_, err := p.publisher.Publish(t.Context(), feed.Status{
		Components: []feed.Component{{ID: "text", Name: feed.Plain("Text"), Status: state, Since: now}},
		LibraryRef: ref,
		Replay:     &feed.Replay{Scenario: "test", At: now, Speed: 1, Until: now.Add(time.Hour)},
	}, now)
	if err != nil {
		t.Fatal(err)
	}
}

// The whole way over TLS, with a private feed: profile, stream, library,
// renewal, a planned end of the edge, and the return.
func TestRealServer(t *testing.T) {
	pub := newPublication(t, server.Params{Authorize: server.Tokens("secret")})
	raw, ref, err := pub.publisher.SignLibrary(&feed.Library{Schema: 1, FeedID: "talk", Articles: []feed.Article{
		{ID: "a", Kind: feed.ArticleFAQ, Title: feed.Plain("Why?"), Text: feed.Plain("So.")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	pub.edge.SetLibrary(raw, ref.SHA256)
	ts := httptest.NewUnstartedServer(pub.edge)
	ts.Config.ErrorLog = log.New(io.Discard, "", 0) // one client below does not trust it, and says so
	ts.StartTLS()                                   // without h2
	defer ts.Close()
	roots := x509.NewCertPool()
	roots.AddCert(ts.Certificate())
	conf := &tls.Config{RootCAs: roots}

	_, _, err = FetchProfile(t.Context(), ts.URL, "", WithNetwork(nil, conf))
	var fetch *FetchError
	if !errors.As(err, &fetch) || fetch.Reason != Unauthorized {
		t.Errorf("profile without the token: %v", err)
	}
	_, _, err = FetchProfile(t.Context(), ts.URL, pub.signer.Key().ID, WithNetwork(nil, conf), WithToken("secret"))
	if !errors.Is(err, envelope.ErrPin) {
		t.Errorf("profile with another pin: %v", err)
	}
	_, _, err = FetchProfile(t.Context(), ts.URL, "")
	if !errors.As(err, &fetch) || fetch.Reason != Certificate {
		t.Errorf("profile from a server of no known authority: %v", err)
	}
	profile, got, err := FetchProfile(t.Context(), ts.URL, pub.root, WithNetwork(nil, conf), WithToken("secret"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "profile", string(got), string(pub.profile))
	profile.Origins = append(profile.Origins, ts.URL) // its port was not known before

	pub.publish(t, feed.Operational, &ref)
	l := &listener{}
	params := l.params(pub.press, newPipes(t, http.NotFoundHandler()))
	params.URL, params.Profile, params.TLS, params.Timing = ts.URL, profile, conf, quick()
	params.NetDialContext = nil
	params.Token = func(context.Context) (string, error) { return "secret", nil }
	start(t, params)
	until(t, "baseline and library", func() bool {
		accepted, _, libraries := l.counts()
		return accepted == 1 && libraries == 1
	})
	pub.publish(t, feed.MajorOutage, &ref)
	until(t, "the outage", func() bool { return len(l.ids()) == 1 })
	if err := pub.publisher.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "renewal", func() bool {
		_, renewed, _ := l.counts()
		return renewed > 0
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := pub.edge.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	// It takes no new streams, and still answers over HTTP.
	until(t, "refused by the drained edge", func() bool {
		return strings.Contains(strings.Join(l.reasons(), ","), "waiting closed,") && l.last().State == Polling && l.last().Reason == Overloaded
	})
	equal(t, "changes", l.ids(), []string{"e1.2.0"})
}

// A firewall that lets no stream through: the feed is followed over HTTP, change
// by change, and the stream takes over where that was.
func TestRealServerWithoutStream(t *testing.T) {
	pub := newPublication(t, server.Params{})
	var blocked atomic.Bool
	blocked.Store(true)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == wire.StreamPath && blocked.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		pub.edge.ServeHTTP(w, r)
	}))
	defer ts.Close()
	pub.publish(t, feed.Operational, nil)
	l := &listener{}
	params := l.params(pub.press, newPipes(t, http.NotFoundHandler()))
	params.URL, params.NetDialContext, params.Timing = ts.URL, nil, quick()
	params.Timing.Poll = 20 * time.Millisecond
	params.Profile.Origins = []string{ts.URL}
	start(t, params)
	accepted := func(n int) func() bool {
		return func() bool { got, _, _ := l.counts(); return got == n }
	}
	until(t, "the baseline", accepted(1))
	pub.publish(t, feed.MajorOutage, nil)
	until(t, "the outage", accepted(2))
	equal(t, "state", l.last().State, Polling)
	if err := pub.publisher.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "renewal", func() bool { _, renewed, _ := l.counts(); return renewed > 0 })
	blocked.Store(false)
	until(t, "the stream", func() bool { return l.last().State == Live })
	pub.publish(t, feed.PartialOutage, nil)
	until(t, "the end of it", accepted(3))
	equal(t, "changes", l.ids(), []string{"e1.2.0", "e1.3.0"})
}

// A token that is not taken: said, and asked again only after minutes.
func TestRealServerWrongToken(t *testing.T) {
	pub := newPublication(t, server.Params{Authorize: server.Tokens("secret")})
	ts := httptest.NewServer(pub.edge)
	defer ts.Close()
	l := &listener{}
	params := l.params(pub.press, newPipes(t, http.NotFoundHandler()))
	params.URL, params.NetDialContext = ts.URL, nil
	params.Profile.Origins = []string{ts.URL}
	params.Token = func(context.Context) (string, error) { return "wrong", nil }
	start(t, params)
	until(t, "refusal", func() bool { return l.last().State == Waiting })
	h := l.last()
	equal(t, "reason", h.Reason, Unauthorized)
	if wait := h.RetryAt.Sub(h.Since); wait < 5*time.Minute {
		t.Errorf("asks again after %s", wait)
	}
}

// An independent implementation on the other side: compression, ping and pong,
// close codes both ways.
func TestIndependentServer(t *testing.T) {
	p := newPress(t, time.Now)
	type seen struct {
		subprotocol string
		ping        error
	}
	results := make(chan seen, 2)
	ended := make(chan struct{})
	n := 0
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		c, err := cws.Accept(w, r, &cws.AcceptOptions{
			Subprotocols:    []string{wire.Subprotocol},
			CompressionMode: cws.CompressionNoContextTakeover,
		})
		if err != nil {
			t.Errorf("accept: %v", err)
			return
		}
		defer c.CloseNow()
		ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
		defer cancel()
		write := func(b []byte) {
			if err := c.Write(ctx, cws.MessageText, b); err != nil {
				t.Errorf("write: %v", err)
			}
		}
		write(hello(wire.Hello{PingMS: 25_000}))
		write(event(wire.TypeStatus, p.status(p.doc(uint64(n), 0))))
		got := seen{subprotocol: c.Subprotocol()}
		reading := c.CloseRead(ctx)
		got.ping = c.Ping(ctx)
		results <- got
		if n == 1 {
			_ = c.Close(cws.StatusGoingAway, "restart")
			return
		}
		<-reading.Done() // the client has left
		close(ended)
	}))
	defer ts.Close()
	l := &listener{}
	params := l.params(p, newPipes(t, http.NotFoundHandler()))
	params.URL, params.NetDialContext, params.Timing = ts.URL, nil, quick()
	params.Timing.Poll = 0 // this server has no twins
	stop := start(t, params)
	until(t, "the second document", func() bool { return len(l.ids()) == 1 })
	got := <-results
	equal(t, "subprotocol", got.subprotocol, wire.Subprotocol)
	equal(t, "first ping", got.ping, nil)
	got = <-results
	equal(t, "second ping", got.ping, nil)
	_ = stop()
	<-ended
	equal(t, "conditions", l.reasons(), []string{"connecting", "live", "waiting closed", "connecting closed", "live", "stopped"})
}
