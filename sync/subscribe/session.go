package subscribe

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// goodbye is how long a client that leaves waits for the server's answer to its
// close frame. Nothing depends on the answer.
const goodbye = time.Second

// session is one connection from its upgrade to its end. All of it but the
// reader and the fetches belongs to the goroutine of Run.
type session struct {
	c      *Client
	ws     *websocket.Conn
	at     address
	reader *reader

	greeted bool
	hello   *time.Timer // runs out if no hello comes
	goaway  *wire.Goaway

	// ahead is the last freshness record of a document that is not held yet.
	ahead   *feed.Freshness
	status  task // fetches the document that a record announced and the socket did not bring
	library task
	// badRef is the hash of a library whose reference leads off the feed's
	// origin: it will not get better by asking again.
	badRef  string
	fetched chan fetched
	running sync.WaitGroup // fetches under way
}

// task is something to fetch: at most one fetch at a time, after a pause.
type task struct {
	timer *time.Timer // nil: not wanted
	busy  bool
	tries int
}

// arm wants the fetch after d, unless it is wanted or under way already.
func (t *task) arm(d time.Duration) {
	if t.timer == nil && !t.busy {
		t.timer = time.NewTimer(d)
	}
}

func (t *task) disarm() {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
}

// due is the moment of the fetch, a nil channel if none is wanted.
func (t *task) due() <-chan time.Time {
	if t.timer == nil {
		return nil
	}
	return t.timer.C
}

// fetched is what a fetch brought.
type fetched struct {
	ref  *feed.LibraryRef // of a library; nil: a status
	body []byte
	err  error
}

func newSession(c *Client, ws *websocket.Conn, at address) *session {
	return &session{
		c: c, ws: ws, at: at, reader: newReader(ws, c.timing),
		// Room for both fetches: they never wait for anybody.
		fetched: make(chan fetched, 2),
	}
}

// run lives through the connection. When it returns, the connection is closed
// and its goroutines have ended.
func (s *session) run(ctx context.Context) ending {
	ctx, cancel := context.WithCancel(ctx)
	defer s.running.Wait()
	defer cancel()
	s.running.Go(s.reader.run)
	defer close(s.reader.done)
	defer s.ws.Close()
	defer s.status.disarm()
	defer s.library.disarm()
	s.hello = time.NewTimer(s.c.timing.Hello)
	defer s.hello.Stop()
	for {
		var end *ending
		select {
		case <-ctx.Done():
			return s.leave(wire.CloseNormal, s.c.failed(Closed, ctx.Err()))
		case <-s.hello.C:
			return s.leave(wire.CloseProtocol, s.c.failed(TimedOut, fmt.Errorf("no hello within %s", s.c.timing.Hello)))
		case in, ok := <-s.reader.out:
			if !ok {
				return s.reader.end
			}
			s.c.contact()
			if in.data != nil {
				end = s.message(ctx, in.data)
			}
		case <-s.status.due():
			s.fetch(ctx, &s.status, s.at.http(wire.StatusPath), nil)
		case <-s.library.due():
			end = s.fetchLibrary(ctx)
		case f := <-s.fetched:
			end = s.take(ctx, f)
		}
		if end != nil {
			return *end
		}
	}
}

// leave says goodbye with a close code and gives the server a moment to answer.
func (s *session) leave(code int, end ending) ending {
	s.reader.closeSoon(goodbye)
	_ = s.ws.WriteControl(websocket.CloseMessage,
		websocket.FormatCloseMessage(code, ""), time.Now().Add(goodbye))
	for range s.reader.out { // until the reader has ended
	}
	return end
}

// message handles one text message. It returns how the connection ends, or nil
// if it goes on.
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
		return s.offer(ctx, e.Data)
	case wire.TypeFreshness:
		s.freshness(ctx, e.Data)
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
	end := s.leave(wire.CloseProtocol, s.c.mistake(Protocol, err))
	return &end
}

func (s *session) greet(e wire.Event) *ending {
	if s.greeted {
		return s.violation(errors.New("a second hello"))
	}
	h, err := e.Hello(s.c.timing)
	if err != nil {
		return s.violation(err)
	}
	s.greeted = true
	s.c.dropCursor = false
	s.hello.Stop()
	s.reader.limit.Store(h.MaxBytes)
	s.reader.silence.Store(int64(ms(h.PingMS) + s.c.timing.PongGrace))
	s.reader.moveDeadline()
	s.c.retry.reconnect = h.Reconnect
	if !h.ServerTime.IsZero() {
		s.c.health.ClockOff = h.ServerTime.Sub(s.c.now())
	}
	s.c.report(Live, None, nil)
	s.wantLibrary()
	return nil
}

// refused says why something was not taken; the connection goes on.
func (s *session) refused(err error) {
	reason := Protocol
	var r *refusal
	if errors.As(err, &r) {
		reason = r.reason
	}
	s.c.log.Warn("refused", "reason", reason, "err", err)
	s.c.report(Live, reason, err)
}

// offer judges a status envelope and has it kept if it is news.
func (s *session) offer(ctx context.Context, raw []byte) *ending {
	c := s.c
	a, err := judge(raw, c.params.Profile, c.held, c.now())
	if err != nil {
		s.refused(err)
		return nil
	}
	if a != nil {
		if err := c.params.Commit(ctx, *a); err != nil {
			end := s.leave(wire.CloseNormal, s.unkept(fmt.Errorf("keep %s: %w", name(a.Status), err)))
			return &end
		}
		library := c.held.LibrarySHA256
		c.held = Held{Status: a.Status, SHA256: a.SHA256, LibrarySHA256: library, ExpiresAt: a.Status.ExpiresAt}
	}
	c.report(Live, None, nil)
	s.wantLibrary()
	if s.ahead != nil { // a record may have come before its document
		s.weigh(ctx, *s.ahead)
	}
	return nil
}

// unkept is the ending after a failed write here: the server is not to blame,
// and a full disk does not empty itself within seconds.
func (s *session) unkept(err error) ending {
	return ending{reason: StoreFailed, err: err, reaction: s.c.timing.ReactionTo(wire.CloseTooSlow), retryAfter: -1}
}

func (s *session) freshness(ctx context.Context, raw []byte) {
	f, err := openFreshness(raw, s.c.params.Profile)
	if err != nil {
		s.refused(err)
		return
	}
	s.weigh(ctx, f)
}

// weigh renews the held document or notices that there is a newer one.
func (s *session) weigh(ctx context.Context, f feed.Freshness) {
	c := s.c
	means, err := weigh(f, c.held)
	if err != nil {
		s.refused(err)
	}
	if means == behind {
		s.ahead = &f
		// The document is most likely on its way: a hello and a record come
		// before it. Spread out, for a stuck edge holds many clients.
		s.status.arm(c.timing.FirstReconnect + c.retry.within(c.timing.FirstReconnect))
		return
	}
	s.ahead = nil
	s.status.disarm()
	if means != renewal {
		return
	}
	if c.params.Renew != nil {
		if err := c.params.Renew(ctx, f); err != nil {
			// The record comes again in minutes; until then the board is
			// paler than it has to be, which is the safe side.
			c.report(Live, StoreFailed, fmt.Errorf("keep the freshness: %w", err))
			return
		}
	}
	c.held.ExpiresAt = f.ExpiresAt
	c.report(Live, None, nil)
}
