package subscribe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// Params is everything that a Client needs. URL, Profile and Commit are
// required.
type Params struct {
	// URL is ws(s)://host[/prefix][/v1/stream] or the http(s) form of it; the
	// unencrypted forms only for loopback.
	URL string
	// Profile is the opened, pinned profile of the feed. It says what is
	// believed: feed id, mode, publish keys, origins.
	Profile *envelope.Profile
	// Token returns the token of a private feed, "" for none; nil means a
	// public feed. It is called before every connection and may block. The
	// token is sent only in a header and only to an origin of the profile.
	Token func(context.Context) (string, error)
	// Held is what an earlier run accepted.
	Held Held

	// Commit keeps an accepted document. Once it has returned nil the document
	// is the held one; after an error nothing has moved, the connection ends
	// and the same document comes again after a pause.
	Commit func(context.Context, Accepted) error
	// Renew is told of a later expiry of the held document; nil is allowed.
	Renew func(context.Context, feed.Freshness) error
	// Library keeps the library that a status announces. Nil: it is not
	// fetched.
	Library func(context.Context, Library) error
	// Health hears of every change of the client's condition and of every frame
	// that came (LastContact), at least one in 25 s; nil is allowed. It must
	// not block.
	Health func(Health)

	// The rest has defaults: the real clock, randomness, network, table.
	Now            func() time.Time
	Rand           func() float64 // uniform in [0, 1); called from Run's goroutine only
	NetDialContext func(ctx context.Context, network, address string) (net.Conn, error)
	Proxy          func(*http.Request) (*url.URL, error) // default: that of the environment
	TLS            *tls.Config                           // default: the system's certificates
	Timing         wire.Timing
	Logger         *slog.Logger // default: none
}

// ErrStopped is what Run's error wraps when the server said never to come back.
var ErrStopped = errors.New("the server ended the subscription")

// StopError is that the server closed with a code that forbids reconnecting.
type StopError struct {
	Code   int
	Reason Reason
}

func (e *StopError) Error() string {
	return fmt.Sprintf("%v: close code %d (%s)", ErrStopped, e.Code, e.Reason)
}

// Unwrap returns ErrStopped.
func (e *StopError) Unwrap() error { return ErrStopped }

// Client follows one feed. Several clients may run at the same time.
type Client struct {
	params Params
	home   address
	net    network
	get    *getter
	timing wire.Timing
	now    func() time.Time
	log    *slog.Logger
	retry  retry

	// The rest belongs to the goroutine of Run.
	held       Held
	health     Health
	away       *address // where a goaway sent us, nil: home
	bearer     string   // what the current connection sent, "" for none
	dropCursor bool     // the server said that what we hold is no use to it; until the next hello
}

// New checks the parameters. It opens no connection.
func New(p Params) (*Client, error) {
	home, err := parseAddress(p.URL)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Profile == nil:
		return nil, errors.New("subscribe: no profile")
	case p.Commit == nil:
		return nil, errors.New("subscribe: no Commit")
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Rand == nil {
		p.Rand = rand.Float64
	}
	if p.Timing == (wire.Timing{}) {
		p.Timing = wire.DefaultTiming()
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		params: p, home: home, timing: p.Timing, now: p.Now, held: p.Held,
		net:   newNetwork(p.NetDialContext, p.Proxy, p.TLS),
		log:   p.Logger.With("feed", p.Profile.FeedID),
		retry: retry{timing: p.Timing, draw: p.Rand},
	}
	if c.held.Status != nil && c.held.ExpiresAt.Before(c.held.Status.ExpiresAt) {
		c.held.ExpiresAt = c.held.Status.ExpiresAt
	}
	return c, nil
}

// Run keeps the subscription until ctx ends, and returns ctx's error then, or
// until the server says never to come back, and returns a *StopError then. When
// it has returned, no goroutine of the client is left and no callback comes any
// more. It may be called once.
func (c *Client) Run(ctx context.Context) error {
	c.get = newGetter(c.net, c.timing, c.now)
	defer c.get.close()
	for {
		end, goaway := c.attempt(ctx)
		if ctx.Err() != nil {
			c.report(Stopped, None, nil)
			return ctx.Err()
		}
		if end.reaction.Stop {
			c.report(Stopped, end.reason, end.err)
			return &StopError{end.code, end.reason}
		}
		c.dropCursor = c.dropCursor || end.reaction.DropCursor
		wait := c.retry.next(end, goaway)
		c.health.RetryAt = c.now().Add(wait)
		c.report(Waiting, end.reason, end.err)
		if !sleep(ctx, wait) {
			c.report(Stopped, None, nil)
			return ctx.Err()
		}
	}
}

// attempt makes one connection and lives through it. It returns how that ended
// and what the edge announced before.
func (c *Client) attempt(ctx context.Context) (ending, *wire.Goaway) {
	c.report(Connecting, c.health.Reason, nil)
	at := c.home
	if c.away != nil {
		// Another edge is worth one attempt; home is what the person gave.
		at, c.away = *c.away, nil
	}
	held := c.held
	if c.dropCursor {
		held = Held{}
	}
	ws, end := c.dial(ctx, at, cursor(held))
	if ws == nil {
		return end, nil
	}
	began := time.Now()
	s := newSession(c, ws, at)
	end = s.run(ctx)
	if time.Since(began) >= c.timing.StableAfter {
		c.retry.stable()
	}
	if end.reaction.Goaway && s.goaway != nil && s.goaway.URL != "" {
		if to, err := parseAddress(s.goaway.URL); err == nil && to.listed(c.params.Profile.Origins) {
			c.away = &to
		} else {
			c.log.Warn("a goaway names an address that the profile does not list")
		}
	}
	return end, s.goaway
}

// sleep waits for d and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// report sets the condition and tells it.
func (c *Client) report(state State, reason Reason, err error) {
	h := &c.health
	if h.State != state {
		h.State, h.Since = state, c.now()
	}
	if state != Waiting {
		h.RetryAt = time.Time{}
	}
	h.Reason, h.Detail = reason, ""
	if err != nil {
		h.Detail = err.Error()
	}
	c.log.Debug("subscription", "state", h.State, "reason", h.Reason, "detail", h.Detail, "retry_at", h.RetryAt)
	if c.params.Health != nil {
		c.params.Health(*h)
	}
}

// contact notes that the server has been heard.
func (c *Client) contact() {
	c.health.LastContact = c.now()
	if c.params.Health != nil {
		c.params.Health(c.health)
	}
}
