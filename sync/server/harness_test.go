package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// frame returns the seq-th of an epoch. An edge opens no envelope, so any JSON
// will do.
func frame(seq uint64) publish.Frame {
	return publish.Frame{
		Mode: feed.ModeLive, Epoch: "e1", EpochStarted: noon, Seq: seq, SHA256: fmt.Sprint("hash", seq),
		IssuedAt: noon.Add(time.Duration(seq) * time.Second), ExpiresAt: noon.Add(time.Hour),
		Status: fmt.Appendf(nil, `{"status":%d}`, seq), Freshness: fmt.Appendf(nil, `{"fresh":%d}`, seq),
	}
}

// renewal returns frame(seq) with a later freshness record.
func renewal(seq uint64, n int) publish.Frame {
	f := frame(seq)
	f.IssuedAt = f.IssuedAt.Add(time.Duration(n) * time.Minute)
	f.Freshness = fmt.Appendf(nil, `{"fresh":%d,"n":%d}`, seq, n)
	return f
}

func appendTo(t testing.TB, e *server.Edge, f publish.Frame) {
	t.Helper()
	if err := e.Append(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// newEdge returns an edge that holds frame(seq), and its server on loopback.
func newEdge(t *testing.T, seq uint64, p server.Params) (*server.Edge, *httptest.Server) {
	t.Helper()
	e := server.New(p)
	if seq > 0 {
		appendTo(t, e, frame(seq))
	}
	s := httptest.NewServer(e)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := e.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return e, s
}

func streamURL(s *httptest.Server, query string) string {
	return "ws" + strings.TrimPrefix(s.URL, "http") + wire.StreamPath + query
}

// stream is an ordinary client, which collects what comes.
type stream struct {
	t    testing.TB
	conn *websocket.Conn
}

func dial(t testing.TB, s *httptest.Server, query string) *stream {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, HandshakeTimeout: 10 * time.Second}
	conn, resp, err := d.DialContext(t.Context(), streamURL(s, query), nil)
	if err != nil {
		t.Fatalf("%v (%v)", err, resp)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &stream{t, conn}
}

// next returns the next event, or the error that ended the stream.
func (s *stream) next() (wire.Event, error) {
	_ = s.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, text, err := s.conn.ReadMessage()
	if err != nil {
		return wire.Event{}, err
	}
	return wire.ParseEvent(text)
}

// expect wants an event with that type and data.
func (s *stream) expect(eventType, data string) {
	s.t.Helper()
	e, err := s.next()
	if err != nil || e.Type != eventType || string(e.Data) != data {
		s.t.Fatalf("got %s %s, %v; want %s %s", e.Type, e.Data, err, eventType, data)
	}
}

func (s *stream) hello() wire.Hello {
	s.t.Helper()
	e, err := s.next()
	if err != nil {
		s.t.Fatal(err)
	}
	h, err := e.Hello(wire.DefaultTiming())
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

// closed wants the stream to end with that code.
func (s *stream) closed(code int) {
	s.t.Helper()
	for {
		e, err := s.next()
		if err == nil {
			if e.Type == wire.TypeGoaway || e.Type == wire.TypeFreshness || e.Type == wire.TypeStatus {
				continue
			}
			s.t.Fatalf("got %s, want close code %d", e.Type, code)
		}
		if !websocket.IsCloseError(err, code) {
			s.t.Fatalf("got %v, want close code %d", err, code)
		}
		return
	}
}

// eventually waits for a condition that another goroutine brings about.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

func get(t *testing.T, s *httptest.Server, method, path string, header http.Header) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := s.Client().Transport.RoundTrip(req) // no redirects
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 2<<20))
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// pipes is a listener whose connections are net.Pipes, which live inside a
// synctest bubble.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// bubble serves an edge on pipes and returns how to open a stream.
func bubble(t *testing.T, e *server.Edge) (open func(query string) *websocket.Conn) {
	t.Helper()
	p := newPipes()
	s := &http.Server{Handler: e, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- s.Serve(p) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = e.Shutdown(ctx)
		_ = s.Close()
		<-served
	})
	return func(query string) *websocket.Conn {
		t.Helper()
		d := websocket.Dialer{
			Subprotocols: []string{wire.Subprotocol},
			NetDialContext: func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				p.conns <- theirs
				return ours, nil
			},
		}
		conn, _, err := d.DialContext(t.Context(), "ws://edge"+wire.StreamPath+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
}

func eventType(t testing.TB, text []byte) string {
	t.Helper()
	var e wire.Event
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e.Type
}
