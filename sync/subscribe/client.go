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
	"sync"
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
	// believed: feed id, mode, publish keys, origins. It is the first value: it
	// is fetched again as wire.Timing.ProfileEvery says, and whatever does not
	// come from its Root is refused. Without a Root it stays as it is.
	Profile *envelope.Profile
	// ProfileAt is when Profile was fetched, by this device's clock; zero: not
	// known, then it is soon fetched again.
	ProfileAt time.Time
	// Token returns the token of a private feed, "" for none; nil means a
	// public feed. It is called before every stream, and for HTTP where it has
	// not been read or was not taken; it may block. The
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
	// ProfileChanged keeps a later profile of the same feed and root, of a
	// higher version; raw is what was served. Nil is allowed. It counts once
	// ProfileChanged and KeyRotated have returned nil, and is tried again later
	// after an error.
	ProfileChanged func(ctx context.Context, p *envelope.Profile, raw []byte) error
	// KeyRotated is told after ProfileChanged that the publish keys are others
	// now, with the IDs of all that count; nil is allowed. What was accepted
	// from others no longer stands in the way of what these sign.
	KeyRotated func(ctx context.Context, keyIDs []string) error
	// Health hears of every change of the client's condition and of every frame
	// that came (LastContact), at least one in 25 s; nil is allowed. It must
	// not block.
	Health func(Health)

	// The rest has defaults: the real clock, randomness, network, table.
	Now            func() time.Time
	Rand           func() float64 // uniform in [0, 1); called from Run's goroutine only
	NetDialContext func(ctx context.Context, network, address string) (net.Conn, error)
	Proxy          func(*http.Request) (*url.URL, error) // default: that of the environment; see func Proxy
	ProxyLogin     ProxyLogin                            // for a proxy whose address holds no password; asked again after a 407
	TLS            *tls.Config                           // default: the system's certificates
	Network        Network                               // default: SystemNetwork
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
	local  bool // home is this machine: no network is needed
	net    *transport
	get    *getter
	timing wire.Timing
	now    func() time.Time
	log    *slog.Logger
	retry  retry

	// The rest belongs to the goroutine of Run.
	profile *envelope.Profile
	held    Held
	health  Health
	why     complaint // why there is no stream
	refusal complaint // what was last refused and not followed by anything good
	said    []string  // what has been refused already, the newest last

	turns    turns
	attempt  *attempt // a connection being made
	dialled  chan dialled
	conn     *session // the connection
	next     task     // the next attempt
	retryAt  time.Time
	pause    time.Time  // before this an overloaded server does not want us back
	failed   bool       // an attempt has failed, or there was no network for it
	resting  bool       // waiting for the network, with the slow safety retry
	stopped  *StopError // no attempt is made any more, only HTTP is asked
	dropNext bool       // the server said that what we hold is no use to it; until the next hello

	secret     string // the token as last read
	secretRead bool

	fetched chan fetched
	running sync.WaitGroup // fetches, the attempt, the watch of the network
	status  task           // fetches the document that a record announced and the stream did not bring
	library task
	// badRef is the hash of a library whose reference leads off the feed's
	// origin: it will not get better by asking again.
	badRef string
	source address // where the held document came from
	// ahead is the last freshness record of a document that is not held yet.
	ahead *feed.Freshness

	poll    poll
	etags   map[string]string // by address, of what has been taken
	refresh refresh
	clock   clock
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
	if p.Network == nil {
		p.Network = SystemNetwork()
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		params: p, home: home, local: home.local(), source: home,
		profile: p.Profile, held: p.Held,
		timing: p.Timing, now: p.Now,
		net:     newTransport(p.NetDialContext, p.Proxy, p.ProxyLogin, p.TLS),
		log:     p.Logger.With("feed", p.Profile.FeedID),
		retry:   retry{timing: p.Timing, draw: p.Rand},
		dialled: make(chan dialled, 1),
		// Room for one of each kind: they never wait for anybody.
		fetched: make(chan fetched, fetches),
		etags:   make(map[string]string),
	}
	if c.held.Status != nil && c.held.ExpiresAt.Before(c.held.Status.ExpiresAt) {
		c.held.ExpiresAt = c.held.Status.ExpiresAt
	}
	return c, nil
}
