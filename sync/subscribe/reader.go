package subscribe

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// incoming is one thing that a reader saw: a text message, or (data nil) a ping
// or pong.
type incoming struct{ data []byte }

// reader is the goroutine that alone reads from a connection. It answers pings
// also while the client is busy with a document.
type reader struct {
	ws     *websocket.Conn
	timing wire.Timing
	out    chan incoming // closed at the end, then end is set
	done   chan struct{} // closed by the receiver, who takes no more
	end    ending
	// limit is the bound of an inflated message in bytes, silence the longest
	// time without any frame; the hello may change both.
	limit   atomic.Int64
	silence atomic.Int64 // time.Duration

	mu      sync.Mutex // guards closing against a late move of the deadline
	closing bool
}

func newReader(ws *websocket.Conn, t wire.Timing) *reader {
	r := &reader{ws: ws, timing: t, out: make(chan incoming, 1), done: make(chan struct{})}
	r.limit.Store(wire.MaxInflatedBytes)
	r.silence.Store(int64(t.ReadDeadline()))
	ws.SetReadLimit(wire.MaxWireBytes) // bounds what is received, not what it inflates to
	ws.SetPingHandler(r.ping)
	ws.SetPongHandler(func(string) error {
		r.alive()
		return nil
	})
	r.moveDeadline()
	return r
}

// moveDeadline gives the server another while to be heard.
func (r *reader) moveDeadline() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closing {
		_ = r.ws.SetReadDeadline(time.Now().Add(time.Duration(r.silence.Load())))
	}
}

// closeSoon makes the next read end within d, whatever arrives.
func (r *reader) closeSoon(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = true
	_ = r.ws.SetReadDeadline(time.Now().Add(d))
}

// alive notes a control frame.
func (r *reader) alive() {
	r.moveDeadline()
	select {
	case r.out <- incoming{}:
	default: // it is busy: the next one is told
	}
}

// ping replaces gorilla's handler, so it has to answer as well.
func (r *reader) ping(data string) error {
	r.alive()
	err := r.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(r.timing.Write))
	if errors.Is(err, websocket.ErrCloseSent) {
		return nil
	}
	return err
}

// run reads until the first error, which is the last: gorilla panics when a
// failed connection is read again and again.
func (r *reader) run() {
	defer close(r.out)
	for {
		data, err := r.next()
		if err != nil {
			r.end = r.ending(err)
			return
		}
		r.moveDeadline()
		select {
		case r.out <- incoming{data}:
		case <-r.done:
			r.end = ending{reason: Closed, err: errLeft, retryAfter: -1}
			return
		}
	}
}

var (
	errLeft     = errors.New("closed by this side")
	errInflated = errors.New("a message inflates beyond the bound")
	errBinary   = errors.New("a binary message")
	errText     = errors.New("a text message is not UTF-8")
)

// next reads one message.
func (r *reader) next() ([]byte, error) {
	kind, m, err := r.ws.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.TextMessage {
		return nil, errBinary
	}
	limit := r.limit.Load()
	data, err := io.ReadAll(io.LimitReader(m, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("%w of %d bytes", errInflated, limit)
	case !utf8.Valid(data): // gorilla leaves this to its users
		return nil, errText
	case data == nil:
		data = []byte{}
	}
	return data, nil
}

// ending judges why reading ended, and tells the server where it broke a rule.
func (r *reader) ending(err error) ending {
	code, reason := 0, Lost
	var closed *websocket.CloseError
	var timeout net.Error
	switch {
	case errors.As(err, &closed):
		return r.closedBy(closed)
	case errors.Is(err, websocket.ErrReadLimit), errors.Is(err, errInflated): // gorilla says some of it itself
		code, reason = wire.CloseTooBig, TooBig
	case errors.Is(err, errBinary):
		code, reason = wire.CloseUnsupportedData, Protocol
	case errors.Is(err, errText):
		code, reason = wire.CloseInvalidText, Protocol
	case errors.As(err, new(flate.CorruptInputError)),
		// A deflated message that lacks its end. With a connection that lacks its
		// end TLS says the same.
		errors.Is(err, io.ErrUnexpectedEOF) && readable(r.ws.NetConn()):
		code, reason = wire.CloseInvalidText, Protocol
	case strings.HasPrefix(err.Error(), "websocket: "): // so gorilla calls a broken rule, and has said so
		return r.broken(wire.CloseProtocol, Protocol, err)
	case errors.As(err, &timeout) && timeout.Timeout():
		err = fmt.Errorf("nothing heard for %s: %w", time.Duration(r.silence.Load()), err)
	}
	if code == 0 {
		return r.broken(wire.CloseLost, reason, err)
	}
	r.sayClose(code, reason)
	return r.broken(code, reason, err)
}

func (r *reader) broken(code int, reason Reason, err error) ending {
	return ending{reason: reason, err: err, code: code, reaction: r.timing.ReactionTo(code), retryAfter: -1}
}

func (r *reader) sayClose(code int, reason Reason) {
	_ = r.ws.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(code, string(reason)), time.Now().Add(r.timing.Write))
}

// closedBy reads the server's close code. Its text is not used: it was written
// by whoever runs the server, for nobody here.
func (r *reader) closedBy(e *websocket.CloseError) ending {
	reason := Closed
	switch e.Code {
	case wire.CloseLost:
		reason = Lost
	case wire.CloseServerError:
		reason = ServerError
	case wire.CloseOverloaded, wire.CloseRateLimited:
		reason = Overloaded
	case wire.CloseProtocol, wire.CloseUnsupportedData, wire.CloseInvalidText:
		reason = Protocol
	case wire.CloseTooBig:
		reason = TooBig
	case wire.CloseTooSlow, wire.CloseNoPong:
		reason = Lost
	case wire.CloseVersion:
		reason = Version
	case wire.CloseAuthentication:
		reason = Unauthorized
	case wire.CloseFeedEnded:
		reason = Ended
	}
	return r.broken(e.Code, reason, fmt.Errorf("close code %d", e.Code))
}
