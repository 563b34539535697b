package delivery

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/store"
	"bokgu/sync/wire"
)

// station is the whole other side: a publisher and an edge, and the line to it.
type station struct {
	t         testing.TB
	line      *line
	edge      *server.Edge
	publisher *publish.Publisher
	timing    wire.Timing
	url, root string
	conf      *tls.Config // of the devices; nil where the feed is on this machine
	doc       feed.Status // as last published, without what the publisher adds
	seq       uint64
}

// The places where a station can be.
type place int

const (
	onLoopback place = iota // real sockets
	onPipes                 // for a bubble of testing/synctest
	faraway                 // likewise, on another machine by its address, with TLS
)

// newStation opens a station that has published nothing yet.
func newStation(t testing.TB, where place) *station {
	t.Helper()
	st := &station{t: t, line: &line{conns: make(map[*cable]struct{})}, timing: wire.DefaultTiming()}
	if where == onLoopback {
		// Nobody waits for a reconnect where the clock is the real one.
		st.timing.FirstReconnect, st.timing.BackoffBase, st.timing.BackoffCap = 20*time.Millisecond, 10*time.Millisecond, 40*time.Millisecond
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		st.line.Listener, st.line.to = listener, new(net.Dialer).DialContext
	} else {
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		st.line.Listener, st.line.to = p, p.dial
	}
	root, signer := newSigner(t), newSigner(t)
	st.root = root.Key().ID

	ts := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { st.edge.ServeHTTP(w, r) }))
	ts.Listener.Close() // it came with one of its own
	ts.Listener = st.line
	ts.Config.ErrorLog = log.New(io.Discard, "", 0)
	ts.Config.ConnState = func(c net.Conn, s http.ConnState) {
		if c, ok := c.(*cable); ok && s == http.StateHijacked {
			c.stream.Store(true)
		}
	}
	if where == faraway {
		ts.StartTLS()
		st.url, st.conf = "https://example.com", &tls.Config{RootCAs: x509.NewCertPool()}
		st.conf.RootCAs.AddCert(ts.Certificate())
	} else {
		ts.Start()
		st.url = ts.URL
	}
	now := time.Now()
	profile, err := envelope.SignProfile(&envelope.Profile{
		FeedID: "talk", Mode: feed.ModeLive, Name: feed.Plain("Talk"), Version: 1,
		IssuedAt: now, ExpiresAt: now.Add(48 * time.Hour), Origins: []string{st.url}, PublishKeys: []envelope.Key{signer.Key()},
	}, root)
	if err != nil {
		t.Fatal(err)
	}
	st.edge = server.New(server.Params{Profile: profile, Timing: st.timing})
	st.publisher, err = publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "talk", Name: feed.Plain("Talk"), TimeZone: "Asia/Seoul"},
		Signer: signer, Epoch: "e1", EpochStarted: now, Now: time.Now, Log: st.edge,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // nobody is to be asked to leave
		_ = st.edge.Shutdown(ctx)
		ts.Close()
	})
	return st
}

func newSigner(t testing.TB) *envelope.Signer {
	t.Helper()
	s, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put sets the state of components, new ones among them, and does not publish.
func (st *station) put(since time.Time, ids []string, to feed.ComponentStatus) {
	st.t.Helper()
	components := slices.Clone(st.doc.Components)
	for i, id := range ids {
		at := slices.IndexFunc(components, func(c feed.Component) bool { return c.ID == id })
		if at < 0 {
			components = append(components, feed.Component{ID: id, Name: feed.Plain(id), Position: i})
			at = len(components) - 1
		}
		components[at].Status, components[at].Since = to, since
	}
	st.doc.Components = components
}

// publish makes the state that was put the feed's document.
func (st *station) publish() {
	st.t.Helper()
	doc, err := st.publisher.Publish(st.t.Context(), st.doc, time.Now())
	if err != nil {
		st.t.Fatal(err)
	}
	st.seq = doc.Seq
}

// now publishes that a component is in a state.
func (st *station) now(id string, to feed.ComponentStatus) {
	st.t.Helper()
	st.put(time.Now(), []string{id}, to)
	st.publish()
}

// sub is a subscription to the feed.
func (st *station) sub(id string) store.Subscription {
	return store.Subscription{ID: id, URL: st.url, Root: st.root}
}
