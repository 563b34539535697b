package delivery

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
	l      *line
	stream atomic.Bool // it carries a WebSocket

	mu sync.Mutex // one write at a time
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
		if c.stream.Load() {
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
