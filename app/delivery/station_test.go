package delivery

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/store"
	"bokgu/sync/wire"
)

// line is what lies between an edge and the devices. A test shuts it and cuts
// what runs over it.
type line struct {
	net.Listener
	to func(ctx context.Context, network, address string) (net.Conn, error)

	mu    sync.Mutex
	shut  bool
	conns map[*cable]struct{}
	dials []time.Time
}

// cable is the edge's end of one connection.
type cable struct {
	net.Conn
	l *line

	mu     sync.Mutex
	stream bool // it carries a WebSocket
}

func (l *line) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &cable{Conn: conn, l: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = struct{}{}
	return c, nil
}

func (c *cable) Close() error {
	c.l.mu.Lock()
	delete(c.l.conns, c)
	c.l.mu.Unlock()
	return c.Conn.Close()
}

func (c *cable) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Conn.Write(b)
}

var errShut = errors.New("connection refused")

// dial is what the devices dial with.
func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	l.dials = append(l.dials, time.Now())
	shut := l.shut
	l.mu.Unlock()
	if shut {
		return nil, errShut
	}
	return l.to(ctx, network, address)
}

func (l *line) attempts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.dials)
}

func (l *line) setShut(shut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shut = shut
}

func (l *line) all() []*cable {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []*cable
	for c := range l.conns {
		out = append(out, c)
	}
	return out
}

// cut breaks every connection, with no word to either side, and lets no new one
// through.
func (l *line) cut() {
	l.setShut(true)
	for _, c := range l.all() {
		c.Close()
	}
}

// close1000 ends every stream in good order, as a load balancer does, and lets
// no new one through.
func (l *line) close1000(t testing.TB) {
	t.Helper()
	l.setShut(true)
	closed := 0
	for _, c := range l.all() {
		if c.stream {
			closed++
			_ = c.SetWriteDeadline(time.Time{}) // that of the edge's last message is long over
			if _, err := c.Write([]byte{0x88, 2, wire.CloseNormal >> 8, wire.CloseNormal & 0xff}); err != nil {
				t.Error(err)
			}
		}
	}
	if closed == 0 {
		t.Error("there is no stream to close")
	}
}

// pipes is a network without sockets.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, errShut
	}
}

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
			c.stream = true
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

// put sets states of components, by id and in their order, "" for one that stays
// as it is, and does not publish.
func (st *station) put(since time.Time, ids []string, to ...feed.ComponentStatus) {
	st.t.Helper()
	components := append([]feed.Component(nil), st.doc.Components...)
	for i, id := range ids {
		at := -1
		for j := range components {
			if components[j].ID == id {
				at = j
			}
		}
		if at < 0 {
			components = append(components, feed.Component{ID: id, Name: feed.Plain(id), Position: i})
			at = len(components) - 1
		}
		components[at].Status, components[at].Since = to[min(i, len(to)-1)], since
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
