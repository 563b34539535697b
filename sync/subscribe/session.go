package subscribe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// goodbye is how long a client that leaves waits for the server's answer to its
// close frame. Nothing depends on the answer.
const goodbye = time.Second

// session is one connection from its upgrade to its end. All of it but the
// reader belongs to the goroutine of Run. A nil session is none.
type session struct {
	c      *Client
	ws     *websocket.Conn
	at     address
	began  time.Time
	reader *reader

	greeted bool
	hello   *time.Timer // runs out if no hello comes
	goaway  *wire.Goaway
}

func newSession(c *Client, ws *websocket.Conn, at address) *session {
	s := &session{c: c, ws: ws, at: at, began: time.Now(), reader: newReader(ws, c.timing), hello: time.NewTimer(c.timing.Hello)}
	c.running.Go(s.reader.run)
	return s
}

// live reports whether the server has greeted.
func (s *session) live() bool { return s != nil && s.greeted }

func (s *session) incoming() <-chan incoming {
	if s == nil {
		return nil
	}
	return s.reader.out
}

func (s *session) helloDue() <-chan time.Time {
	if s == nil {
		return nil
	}
	return s.hello.C
}

// close ends the connection and its reader without a word.
func (s *session) close() {
	s.hello.Stop()
	close(s.reader.done)
	s.ws.Close()
	for range s.reader.out { // until the reader has ended
	}
}

// leave says goodbye with a close code and gives the server a moment to answer.
func (s *session) leave(code int, end ending) *ending {
	s.reader.closeSoon(goodbye)
	_ = s.ws.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(code, ""), time.Now().Add(goodbye))
	for range s.reader.out {
	}
	return &end
}

// late is the end of a connection whose server did not greet.
func (s *session) late() *ending {
	return s.leave(wire.CloseProtocol, s.c.failedFor(TimedOut, fmt.Errorf("no hello within %s", s.c.timing.Hello)))
}

// heard handles what the reader saw. It returns how the connection ends, or nil
// if it goes on.
func (c *Client) heard(ctx context.Context, in incoming, ok bool) *ending {
	if !ok {
		end := c.conn.reader.end
		return &end
	}
	c.contact()
	if in.data == nil {
		return nil
	}
	return c.conn.message(ctx, in.data)
}

// message handles one text message.
func (s *session) message(ctx context.Context, data []byte) *ending {
	e, err := wire.ParseEvent(data)
	if err != nil {
		return s.violation(err)
	}
	if !s.greeted && e.Type != wire.TypeHello {
		return s.violation(fmt.Errorf("%.40q before the hello", e.Type))
	}
	switch e.Type {
	case wire.TypeHello:
		return s.greet(e)
	case wire.TypeStatus:
		if err := s.c.offer(ctx, e.Data, s.at); reasonOf(err) == StoreFailed {
			return s.leave(wire.CloseNormal, s.unkept(err))
		} else if err != nil {
			s.c.refused(hash(e.Data), err)
		}
	case wire.TypeFreshness:
		if err := s.c.freshness(ctx, e.Data); err != nil {
			s.c.refused(hash(e.Data), err)
		}
	case wire.TypeGoaway:
		g, err := e.Goaway(s.c.timing)
		if err != nil {
			return s.violation(err)
		}
		s.goaway = &g
	}
	return nil // a type that is not known is for newer clients
}

// violation ends a connection whose server breaks the protocol.
func (s *session) violation(err error) *ending {
	return s.leave(wire.CloseProtocol, s.c.mistake(Protocol, err))
}

// unkept is the ending after a failed write here: the server is not to blame,
// and a full disk does not empty itself within seconds.
func (s *session) unkept(err error) ending {
	return ending{reason: StoreFailed, err: err, reaction: s.c.timing.ReactionTo(wire.CloseTooSlow), retryAfter: -1}
}

func (s *session) greet(e wire.Event) *ending {
	if s.greeted {
		return s.violation(errors.New("a second hello"))
	}
	c := s.c
	h, err := e.Hello(c.timing)
	if err != nil {
		return s.violation(err)
	}
	s.greeted = true
	s.hello.Stop()
	s.reader.limit.Store(h.MaxBytes)
	s.reader.silence.Store(int64(ms(h.PingMS) + c.timing.PongGrace))
	s.reader.moveDeadline()
	c.retry.reconnect = h.Reconnect
	if !h.ServerTime.IsZero() {
		c.health.ClockOff = h.ServerTime.Sub(c.now())
	}
	c.dropNext, c.why = false, complaint{}
	c.turns.worked, c.turns.turn = &s.at, 0
	c.noteTwins(s.at, h.StatusURLs)
	c.badRef = ""
	c.poll.reset()
	c.tell()
	c.wantLibrary()
	return nil
}
