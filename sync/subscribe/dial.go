package subscribe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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
// reason is not None. It takes at most Timing.Dial and ends at once with ctx.
func (c *Client) dial(ctx context.Context, a address, cursor url.Values) (*websocket.Conn, ending) {
	token, err := c.token(ctx, a)
	if err != nil {
		return nil, c.failed(NoToken, err)
	}
	c.bearer = token
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
		return nil, c.failed(Closed, ctx.Err())
	case errors.Is(err, websocket.ErrBadHandshake) && resp != nil:
		if resp.StatusCode == http.StatusSwitchingProtocols {
			return nil, c.mistake(NotFeed, errors.New("the server's upgrade is not one of a WebSocket"))
		}
		return nil, notUpgraded(c.timing, resp, c.now())
	case err != nil && resp != nil: // an extension that nobody asked for
		return nil, c.mistake(Version, err)
	case err != nil:
		return nil, c.failed(unreachable(err), fmt.Errorf("connect to %s: %w", a.origin(), err))
	case ws.Subprotocol() != wire.Subprotocol:
		_ = ws.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(wire.CloseProtocol, "subprotocol"), time.Now().Add(c.timing.Write))
		ws.Close()
		return nil, c.mistake(Version, errSubprotocol)
	}
	return ws, ending{}
}

// failed is the ending of an attempt that may go better next time.
func (c *Client) failed(r Reason, err error) ending {
	return ending{reason: r, err: err, reaction: wire.Reaction{Window: c.timing.FirstReconnect}, retryAfter: -1}
}

// mistake is the ending where one of the two sides has a bug.
func (c *Client) mistake(r Reason, err error) ending {
	return ending{reason: r, err: err, reaction: c.timing.ReactionTo(wire.CloseProtocol), retryAfter: -1}
}

// token returns the token to send to a, "" for none. It goes only to an origin
// that the profile lists.
func (c *Client) token(ctx context.Context, a address) (string, error) {
	if c.params.Token == nil {
		return "", nil
	}
	token, err := c.params.Token(ctx)
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", nil
	}
	if !a.listed(c.params.Profile.Origins) {
		c.log.Warn("the token stays here: the profile does not list this origin", "origin", a.origin())
		return "", nil
	}
	return token, nil
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
// any amount of headers.
type handshakeConn struct {
	net.Conn
	left atomic.Int64 // bytes; below 0 once established
	stop func() bool
}

func (h *handshakeConn) established() {
	h.stop()
	h.left.Store(-1)
}

func (h *handshakeConn) Read(p []byte) (int, error) {
	left := h.left.Load()
	switch {
	case left < 0:
		return h.Conn.Read(p)
	case left == 0:
		return 0, errFlood
	}
	n, err := h.Conn.Read(p[:min(int64(len(p)), left)])
	h.left.CompareAndSwap(left, left-int64(n))
	return n, err
}
