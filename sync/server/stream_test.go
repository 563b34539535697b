package server_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

func TestFirstMessages(t *testing.T) {
	_, s := newEdge(t, 7, server.Params{Now: func() time.Time { return noon }})
	c := dial(t, s, "")
	if got := c.conn.Subprotocol(); got != wire.Subprotocol {
		t.Errorf("subprotocol %q", got)
	}
	want := wire.Hello{
		ServerTime: noon, PingMS: 25_000, Epoch: "e1", Seq: 7, Cursor: wire.CursorUnknown, MaxBytes: 1 << 20,
		StatusURLs: []string{"/v1/status"}, Reconnect: wire.Reconnect{MaxMS: 5_000, CapMS: 120_000},
	}
	if diff := cmp.Diff(want, c.hello()); diff != "" {
		t.Error(diff)
	}
	c.expect(wire.TypeStatus, `{"status":7}`)
	c.expect(wire.TypeFreshness, `{"fresh":7}`)
}

func TestResume(t *testing.T) {
	_, s := newEdge(t, 7, server.Params{})
	for query, want := range map[string]wire.Cursor{
		"?epoch=e1&seq=7":                    wire.CursorExact,
		"?epoch=e1&seq=6":                    wire.CursorSuperseded,
		"?epoch=e1&seq=8":                    wire.CursorUnknown,
		"?epoch=e0&seq=7":                    wire.CursorUnknown,
		"?epoch=e1":                          wire.CursorUnknown,
		"?seq=7":                             wire.CursorUnknown,
		"?epoch=e1&seq=0":                    wire.CursorUnknown,
		"?epoch=e1&seq=-1":                   wire.CursorUnknown,
		"?epoch=e1&seq=7x":                   wire.CursorUnknown,
		"?epoch=e1&seq=99999999999999999999": wire.CursorUnknown,
		"?%zz":                               wire.CursorUnknown,
	} {
		c := dial(t, s, query)
		h := c.hello()
		if h.Cursor != want || h.Current != (want == wire.CursorExact) {
			t.Errorf("%s: cursor %s, current %v", query, h.Cursor, h.Current)
		}
		if want != wire.CursorExact {
			c.expect(wire.TypeStatus, `{"status":7}`)
		}
		c.expect(wire.TypeFreshness, `{"fresh":7}`)
		_ = c.conn.Close()
	}
}

func TestAppendReachesEveryStream(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	var all []*stream
	for range 20 {
		c := dial(t, s, "?epoch=e1&seq=1")
		c.hello()
		c.expect(wire.TypeFreshness, `{"fresh":1}`)
		all = append(all, c)
	}
	appendTo(t, e, frame(3)) // a gap is nothing
	for _, c := range all {
		c.expect(wire.TypeStatus, `{"status":3}`)
		c.expect(wire.TypeFreshness, `{"fresh":3}`)
	}
	appendTo(t, e, renewal(3, 1))
	for _, c := range all {
		c.expect(wire.TypeFreshness, `{"fresh":3,"n":1}`)
	}
}

func TestAppendRefuses(t *testing.T) {
	e, s := newEdge(t, 5, server.Params{})
	appendTo(t, e, renewal(5, 3))
	c := dial(t, s, "?epoch=e1&seq=5")
	c.hello()
	c.expect(wire.TypeFreshness, `{"fresh":5,"n":3}`)

	conflict, drill, oldEpoch, empty := frame(5), frame(6), frame(9), frame(6)
	conflict.SHA256 = "other"
	drill.Mode = "drill"
	oldEpoch.Epoch, oldEpoch.EpochStarted = "e0", noon.Add(-time.Hour)
	empty.Status = nil
	for _, bad := range []struct {
		err error
		is  error
	}{
		{e.Append(t.Context(), frame(4)), server.ErrOlder},
		{e.Append(t.Context(), renewal(5, 2)), server.ErrOlder},
		{e.Append(t.Context(), oldEpoch), server.ErrOlder},
		{e.Append(t.Context(), conflict), server.ErrConflict},
		{e.Append(t.Context(), drill), server.ErrConflict},
		{e.Append(t.Context(), empty), server.ErrFrame},
	} {
		if !errors.Is(bad.err, bad.is) {
			t.Errorf("error %v, want %v", bad.err, bad.is)
		}
	}
	noJSON, huge := frame(6), frame(6)
	noJSON.Status = []byte("{")
	huge.Status = []byte(`"` + strings.Repeat("x", 1<<20) + `"`)
	for name, f := range map[string]error{"no JSON": e.Append(t.Context(), noJSON), "too large": e.Append(t.Context(), huge)} {
		if f == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Append(ended, frame(6)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	// Nobody heard of any of them.
	epoch := frame(1)
	epoch.Epoch, epoch.EpochStarted = "e2", noon.Add(time.Hour)
	appendTo(t, e, epoch)
	c.expect(wire.TypeStatus, `{"status":1}`)
}

func TestRefusedBeforeUpgrade(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{MaxClients: 1, Origins: []string{"https://board.example"}})
	first := dial(t, s, "")
	first.hello()
	offers := []string{wire.Subprotocol}
	for _, c := range []struct {
		name      string
		protocols []string
		status    int
	}{
		{"over capacity", offers, http.StatusServiceUnavailable},
		{"no subprotocol", nil, http.StatusBadRequest},
		{"another subprotocol", []string{"mqtt"}, http.StatusBadRequest},
	} {
		status, header := refused(t, streamURL(s, ""), c.protocols, nil)
		if status != c.status || header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: %d %v", c.name, status, header)
		}
		if c.status == http.StatusServiceUnavailable && header.Get("Retry-After") != "30" {
			t.Errorf("%s: Retry-After %q", c.name, header.Get("Retry-After"))
		}
	}
	if resp, _ := get(t, s, http.MethodGet, "/v1/status", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("status refused over capacity: %d", resp.StatusCode)
	}
	_ = first.conn.Close()
	eventually(t, "the place is free again", func() bool { return e.Stats().Clients == 0 })
	for _, o := range []string{"https://evil.example", "null", "%", s.URL + ".evil.example", "https://board.example.evil.example"} {
		if status, _ := refused(t, streamURL(s, ""), offers, http.Header{"Origin": {o}}); status != http.StatusForbidden {
			t.Errorf("a page of %s: %d", o, status)
		}
	}
	for _, o := range []string{s.URL, "https://board.example"} {
		d := websocket.Dialer{Subprotocols: offers}
		conn, _, err := d.DialContext(t.Context(), streamURL(s, ""), http.Header{"Origin": {o}})
		if err != nil {
			t.Fatalf("a page of %s: %v", o, err)
		}
		(&stream{t, conn}).hello() // it is on the edge now
		_ = conn.Close()
		eventually(t, "the place is free again", func() bool { return e.Stats().Clients == 0 })
	}
}

func refused(t *testing.T, url string, protocols []string, h http.Header) (int, http.Header) {
	t.Helper()
	d := websocket.Dialer{Subprotocols: protocols}
	conn, resp, err := d.DialContext(t.Context(), url, h)
	if err == nil {
		_ = conn.Close()
		t.Fatal("upgraded")
	}
	if resp == nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header
}

func TestNoDocumentYet(t *testing.T) {
	_, s := newEdge(t, 0, server.Params{})
	if status, header := refused(t, streamURL(s, ""), []string{wire.Subprotocol}, nil); status != 503 || header.Get("Retry-After") == "" {
		t.Errorf("%d %v", status, header)
	}
}

// noise is JSON that does not deflate to less than about three quarters.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "%016x", r.Uint64())
	}
	return []byte(`"` + b.String()[:n] + `"`)
}

// What does not fit into a frame is not sent at all, or the reader would drop
// the connection over and over. The freshness record tells it to fetch.
func TestTooLargeForAFrame(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	for i, c := range []struct {
		name            string
		status          []byte
		plain, deflated bool
	}{
		{"just fits", noise(wire.MaxWireBytes - 1000), true, true},
		{"fits deflated", noise(wire.MaxWireBytes + 1000), false, true},
		{"never fits", noise(3 * wire.MaxWireBytes), false, false},
	} {
		f := frame(uint64(i) + 2)
		f.Status = c.status
		appendTo(t, e, f)
		for deflate, fits := range map[bool]bool{false: c.plain, true: c.deflated} {
			d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, EnableCompression: deflate}
			var wireBytes *countingConn
			d.NetDialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
				raw, err := (&net.Dialer{}).DialContext(ctx, network, addr)
				wireBytes = &countingConn{Conn: raw}
				return wireBytes, err
			}
			conn, _, err := d.DialContext(t.Context(), streamURL(s, ""), nil)
			if err != nil {
				t.Fatal(err)
			}
			st := &stream{t, conn}
			st.hello()
			before := wireBytes.n
			event, err := st.next()
			if err != nil {
				t.Fatal(err)
			}
			if got := event.Type == wire.TypeStatus; got != fits {
				t.Errorf("%s, deflate %v: got a %s", c.name, deflate, event.Type)
			}
			if n := wireBytes.n - before; fits && n > wire.MaxWireBytes {
				t.Errorf("%s, deflate %v: %d bytes on the wire", c.name, deflate, n)
			}
			_ = conn.Close()
		}
	}
}

type countingConn struct {
	net.Conn
	n int
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n += n
	return n, err
}
