package subscribe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// errFlood: an answer to the upgrade whose headers do not end.
var errFlood = errors.New("the answer to the upgrade is too large")

// errSubprotocol: the server upgraded to something else.
var errSubprotocol = errors.New("the server does not speak " + wire.Subprotocol)

// dial opens the stream at a. The connection is nil exactly if the ending's
// reason is not None. It may be called from any goroutine, takes at most Timing.Dial and ends at once with ctx.
func (c *Client) dial(ctx context.Context, a address, cursor url.Values, token string) (ws *websocket.Conn, end ending) {
	defer func() {
		// gorilla indexes beyond the end of a proxy's status line that has no
		// text: what a machine in between says must not end the program.
		if p := recover(); p != nil {
			ws, end = nil, c.failedFor(Unreachable, fmt.Errorf("connect to %s: the proxy's answer: %v", a.origin(), p))
		}
	}()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	var raw *handshakeConn
	d := websocket.Dialer{
		Proxy:             c.net.proxy,
		TLSClientConfig:   c.net.tls,
		HandshakeTimeout:  c.timing.Dial,
		Subprotocols:      []string{wire.Subprotocol},
		EnableCompression: true,
		WriteBufferSize:   wire.MaxClientBytes, // pongs and close frames
		NetDialContext: func(dialing context.Context, network, address string) (net.Conn, error) {
			conn, err := c.net.dial(dialing, network, address)
			if err != nil {
				return nil, err
			}
			// gorilla looks at a context while it dials, not while it waits
			// for the answer: closing is what ends that wait.
			raw = &handshakeConn{Conn: conn}
			raw.left.Store(maxHeader)
			raw.stop = context.AfterFunc(ctx, func() { conn.Close() })
			return raw, nil
		},
	}
	ws, resp, err := d.DialContext(ctx, a.stream(cursor), header)
	if raw != nil {
		raw.established()
	}
	switch {
	case ctx.Err() != nil:
		if ws != nil {
			ws.Close()
		}
		return nil, c.failedFor(Closed, ctx.Err())
	case errors.Is(err, websocket.ErrBadHandshake) && resp != nil:
		if resp.StatusCode == http.StatusSwitchingProtocols {
			return nil, c.mistake(NotFeed, errors.New("the server's upgrade is not one of a WebSocket"))
		}
		return nil, notUpgraded(c.timing, resp, c.now())
	case err != nil && resp != nil: // an extension that nobody asked for
		return nil, c.mistake(Version, err)
	case err != nil:
		end := c.failedFor(unreachable(err), fmt.Errorf("connect to %s: %w", a.origin(), err))
		if end.reason == ProxyAuth { // a wrong password every few seconds locks an account
			end.reaction = slow(c.timing)
		}
		return nil, end
	case ws.Subprotocol() != wire.Subprotocol:
		_ = ws.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(wire.CloseProtocol, "subprotocol"), time.Now().Add(c.timing.Write))
		ws.Close()
		return nil, c.mistake(Version, errSubprotocol)
	}
	return ws, ending{}
}

// cursor is what the stream is asked to continue from.
func cursor(held Held) url.Values {
	if held.Status == nil {
		return nil
	}
	return url.Values{
		wire.QueryEpoch: {held.Status.Epoch},
		wire.QuerySeq:   {strconv.FormatUint(held.Status.Seq, 10)},
	}
}

// handshakeConn bounds what is read before the upgrade is through: gorilla takes
// any amount of headers. Afterwards it only knows whether reading has failed.
type handshakeConn struct {
	net.Conn
	left   atomic.Int64 // bytes; below 0 once established
	stop   func() bool
	failed atomic.Bool
}

func (h *handshakeConn) established() {
	h.stop()
	h.left.Store(-1)
}

func (h *handshakeConn) Read(p []byte) (int, error) {
	left := h.left.Load()
	switch {
	case left < 0:
		n, err := h.Conn.Read(p)
		if err != nil {
			h.failed.Store(true)
		}
		return n, err
	case left == 0:
		return 0, errFlood
	}
	n, err := h.Conn.Read(p[:min(int64(len(p)), left)])
	h.left.CompareAndSwap(left, left-int64(n))
	return n, err
}

// readable reports whether nothing but good bytes has come from the network that
// conn lies on, with TLS between them or not.
func readable(conn net.Conn) bool {
	for {
		switch c := conn.(type) {
		case *handshakeConn:
			return !c.failed.Load()
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return false
		}
	}
}
