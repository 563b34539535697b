package subscribe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// peer is the server's end of one connection.
type peer struct {
	*websocket.Conn
	t       testing.TB
	request *http.Request
	pongs   chan string
	gone    chan int // the client's close code
}

func (p *peer) send(b []byte) {
	if err := p.WriteMessage(websocket.TextMessage, b); err != nil {
		p.t.Errorf("server: write: %v", err)
	}
}

func (p *peer) closeWith(code int) {
	_ = p.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "text of the server"), time.Now().Add(time.Second))
}

// wait keeps the connection open until the client leaves and returns the code.
func (p *peer) wait() int { return <-p.gone }

// pong returns the data of the next pong, "none" if none comes at once.
func (p *peer) pong() string {
	select {
	case data := <-p.pongs:
		return data
	case <-time.After(time.Second):
		return "none"
	}
}

// pipes is a network without sockets: what is dialled is served by handler.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
	// fail, if set, answers dials itself.
	fail func(ctx context.Context, attempt int) (net.Conn, error)
	// dials are the moments of all attempts; hosts what was dialled.
	mu    sync.Mutex
	dials []time.Time
	hosts []string
}

func newPipes(t testing.TB, handler http.Handler) *pipes {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: handler}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(p)
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
		if s, ok := handler.(*site); ok {
			s.running.Wait() // Close forgets hijacked connections
		}
	})
	return p
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

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial(ctx context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	p.dials = append(p.dials, time.Now())
	p.hosts = append(p.hosts, address)
	n, fail := len(p.dials), p.fail
	p.mu.Unlock()
	if fail != nil {
		if c, err := fail(ctx, n); c != nil || err != nil {
			return c, err
		}
	}
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, errors.New("refused")
	}
}

// failWith sets fail while a client runs.
func (p *pipes) failWith(f func(ctx context.Context, attempt int) (net.Conn, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = f
}

func (p *pipes) attempts() []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]time.Time(nil), p.dials...)
}

// site is a scripted server: one function per connection, in order; the last one
// serves all later ones.
type site struct {
	t     testing.TB
	conns []func(*peer)
	mu    sync.Mutex
	n     int
	mux   *http.ServeMux
	// running counts handlers, which outlive http.Server.Close.
	running sync.WaitGroup
}

func newSite(t testing.TB, conns ...func(*peer)) *site {
	s := &site{t: t, conns: conns, mux: http.NewServeMux()}
	s.mux.HandleFunc(wire.StreamPath, s.stream)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *site) stream(w http.ResponseWriter, r *http.Request) {
	s.running.Add(1)
	defer s.running.Done()
	s.mu.Lock()
	script := s.conns[min(s.n, len(s.conns)-1)]
	s.n++
	s.mu.Unlock()
	u := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}, EnableCompression: true}
	ws, err := u.Upgrade(w, r, nil)
	if err != nil {
		s.t.Errorf("server: upgrade: %v", err)
		return
	}
	defer ws.Close()
	p := &peer{Conn: ws, t: s.t, request: r, pongs: make(chan string, 64), gone: make(chan int, 1)}
	ws.SetPongHandler(func(data string) error {
		p.pongs <- data
		return nil
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _, err := ws.ReadMessage()
		code := wire.CloseLost
		var c *websocket.CloseError
		if errors.As(err, &c) {
			code = c.Code
		}
		p.gone <- code
	}()
	script(p)
	ws.Close()
	<-ended
}

// listener collects what a client reports. All of it is written on the client's
// goroutine and read when that waits.
type listener struct {
	mu        sync.Mutex
	accepted  []Accepted
	renewed   []feed.Freshness
	libraries []Library
	healths   []Health
	commit    func(Accepted) error
}

func (l *listener) ids() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []string
	for _, a := range l.accepted {
		for _, c := range a.Changes {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (l *listener) last() Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.healths) == 0 {
		return Health{}
	}
	return l.healths[len(l.healths)-1]
}

// reasons are the conditions in order, as "state reason", repetitions left out.
func (l *listener) reasons() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, h := range l.healths {
		s := string(h.State)
		if h.Reason != None {
			s += " " + string(h.Reason)
		}
		if len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return out
}

func (l *listener) params(p *press, n *pipes) Params {
	return Params{
		URL: "ws://localhost/v1/stream", Profile: p.profile,
		Commit: func(_ context.Context, a Accepted) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.commit != nil {
				if err := l.commit(a); err != nil {
					return err
				}
			}
			l.accepted = append(l.accepted, a)
			return nil
		},
		Renew: func(_ context.Context, f feed.Freshness) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.renewed = append(l.renewed, f)
			return nil
		},
		Library: func(_ context.Context, lib Library) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.libraries = append(l.libraries, lib)
			return nil
		},
		Health: func(h Health) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.healths = append(l.healths, h)
		},
		NetDialContext: n.dial,
		Rand:           func() float64 { return 0.5 },
		Network:        newNet(),
		ProfileAt:      time.Now(),
		Timing:         streamOnly(),
	}
}

// streamOnly is the table without polling, for what is about the stream.
func streamOnly() wire.Timing {
	t := wire.DefaultTiming()
	t.Poll = 0
	return t
}

// fakeNet is a network that a test pulls out.
type fakeNet struct {
	online  atomic.Bool
	changes chan struct{}
}

func newNet() *fakeNet {
	n := &fakeNet{changes: make(chan struct{})}
	n.online.Store(true)
	return n
}

func (n *fakeNet) Online() bool { return n.online.Load() }

func (n *fakeNet) Watch(ctx context.Context, changed func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.changes:
			changed()
		}
	}
}

// turn sets the network and tells of it.
func (n *fakeNet) turn(online bool) {
	n.online.Store(online)
	n.changes <- struct{}{}
	synctest.Wait()
}

// start runs a client until the test ends, or until the returned function stops
// it and gives Run's error.
func start(t testing.TB, p Params, change ...func(*Client)) (stop func() error) {
	t.Helper()
	c, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(c)
	}
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- c.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-result
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

// remote makes a client treat its feed as one on another machine. Over pipes that
// cannot be said by the address: there is no TLS in them.
func remote(c *Client) { c.local = false }

// pass lets d of the bubble's time go by and everything settle.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// logger collects the log of a client, to look for what must not be in it.
func logger() (*slog.Logger, func() string) {
	var mu sync.Mutex
	var b bytes.Buffer
	h := slog.NewJSONHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return b.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug})
	return slog.New(h), func() string {
		mu.Lock()
		defer mu.Unlock()
		return b.String()
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
