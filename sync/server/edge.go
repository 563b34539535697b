package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/envelope"
	"bokgu/sync/publish"
	"bokgu/sync/wire"
)

// DefaultMaxClients is the number of streams of an edge that was given none. At
// about 5 KB each (docs/feed.md §5) that is 50 MB.
const DefaultMaxClients = 10_000

// What Append refuses.
var (
	ErrOlder    = errors.New("older than the current document")
	ErrConflict = errors.New("same number as the current document, other content")
	ErrFrame    = errors.New("incomplete frame")
)

// Params is what an Edge needs. All fields may be zero.
type Params struct {
	// Profile is the signed feed profile, served as it is; nil serves none until
	// SetProfile.
	Profile []byte
	// Authorize makes the feed private: it says whether a bearer token may read
	// it. It is called once per request, from many goroutines, and must take
	// the same time for every wrong token: see Tokens.
	Authorize func(token string) bool
	Now       func() time.Time // dates in hello; deadlines follow the runtime's clock
	Rand      func() float64   // in [0, 1)
	Timing    wire.Timing
	// MaxClients bounds the streams; more are refused before the upgrade.
	MaxClients int
	Logger     *slog.Logger // never given a token or an address
	// Origins are web origins whose pages may open the stream, beside the
	// edge's own. Programs send no Origin and are not concerned.
	Origins []string
}

// Edge is one edge of one feed. It is an http.Handler and a publish.Log, safe
// for concurrent use.
//
// The http.Server around it needs a ReadHeaderTimeout (10 s is plenty), as the
// edge first sees a request when its header is complete. It must not offer
// HTTP/2 on the stream, which cannot be upgraded.
type Edge struct {
	params   Params
	timing   wire.Timing
	upgrader websocket.Upgrader

	events atomic.Uint64  // numbers what has no number of its own
	work   sync.WaitGroup // readers and writers; see join and enqueue

	mu       sync.Mutex
	current  *state
	profile  *resource
	library  *resource
	clients  map[*client]struct{}
	reserved int // streams, with those that are still being upgraded
	draining bool
	refused  int64
	closed   map[int]int64
}

// state is the newest frame, ready to be sent.
type state struct {
	frame             publish.Frame
	status, freshness *message
	plain, deflated   bool // status fits into a frame, without and with deflate
	statusTwin        *resource
	freshnessTwin     *resource
}

// New returns an edge without a document: it answers 503 until the first Append.
func New(p Params) *Edge {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Rand == nil {
		p.Rand = rand.Float64
	}
	if p.Timing == (wire.Timing{}) {
		p.Timing = wire.DefaultTiming()
	}
	if p.MaxClients <= 0 {
		p.MaxClients = DefaultMaxClients
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Edge{
		params:  p,
		timing:  p.Timing,
		clients: make(map[*client]struct{}),
		closed:  make(map[int]int64),
	}
	e.upgrader = websocket.Upgrader{
		HandshakeTimeout:  p.Timing.Write,
		ReadBufferSize:    wire.MaxClientBytes,
		WriteBufferSize:   1024, // holds a hello or goaway; documents are written as they are
		WriteBufferPool:   &sync.Pool{},
		Subprotocols:      []string{wire.Subprotocol},
		CheckOrigin:       func(*http.Request) bool { return true }, // stream has looked at it
		EnableCompression: true,
		Error:             refuseUpgrade,
	}
	if p.Profile != nil {
		e.profile = newResource(p.Profile)
	}
	return e
}

// Append makes f the edge's current document and hands it to every stream; a
// renewal of the current one only passes its freshness on. It does not wait for
// the writes. An older or contradicting frame is refused with ErrOlder or
// ErrConflict and changes nothing.
func (e *Edge) Append(ctx context.Context, f publish.Frame) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if f.Epoch == "" || f.Seq == 0 || f.SHA256 == "" || len(f.Status) == 0 || len(f.Freshness) == 0 {
		return fmt.Errorf("append %q %d: %w", f.Epoch, f.Seq, ErrFrame)
	}
	if n := max(len(f.Status), len(f.Freshness)); n > envelope.MaxEnvelope {
		return fmt.Errorf("append %q %d: envelope of %d bytes, at most %d are allowed", f.Epoch, f.Seq, n, envelope.MaxEnvelope)
	}
	next, err := e.newState(f)
	if err != nil {
		return fmt.Errorf("append %q %d: %w", f.Epoch, f.Seq, err)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	renewal, err := e.follows(f)
	if err != nil {
		return fmt.Errorf("append %q %d: %w", f.Epoch, f.Seq, err)
	}
	e.current = next
	for c := range e.clients {
		if !renewal && next.fits(c.deflate) {
			c.enqueue(next.status)
		}
		c.enqueue(next.freshness)
	}
	return nil
}

// follows says how f follows the current frame. The caller holds e.mu.
func (e *Edge) follows(f publish.Frame) (renewal bool, err error) {
	if e.current == nil {
		return false, nil
	}
	now := e.current.frame
	switch {
	case f.Mode != now.Mode:
		return false, fmt.Errorf("%w: mode %s, the edge serves %s", ErrConflict, f.Mode, now.Mode)
	case f.Epoch != now.Epoch && !f.EpochStarted.After(now.EpochStarted),
		f.Epoch == now.Epoch && f.Seq < now.Seq:
		return false, ErrOlder
	case f.Epoch != now.Epoch || f.Seq > now.Seq:
		return false, nil
	case f.SHA256 != now.SHA256:
		return false, ErrConflict
	case f.IssuedAt.Before(now.IssuedAt):
		return false, ErrOlder
	}
	return true, nil
}

func (e *Edge) newState(f publish.Frame) (*state, error) {
	id := fmt.Sprintf("%s.%d", f.Epoch, f.Seq)
	status, plain, deflated, err := prepare(slotStatus, wire.NewEvent(wire.TypeStatus, id, f.IssuedAt, f.Status))
	if err != nil {
		return nil, err
	}
	id = fmt.Sprintf("%s.%d", id, f.IssuedAt.UnixMilli())
	freshness, _, _, err := prepare(slotFreshness, wire.NewEvent(wire.TypeFreshness, id, f.IssuedAt, f.Freshness))
	if err != nil {
		return nil, err
	}
	return &state{
		frame: f, status: status, freshness: freshness, plain: plain, deflated: deflated,
		statusTwin: newResource(f.Status), freshnessTwin: newResource(f.Freshness),
	}, nil
}

// fits reports whether the document may be sent in a frame. A reader to whom it
// is not sent learns from the freshness record that there is a newer one, and
// fetches it.
func (s *state) fits(deflate bool) bool { return s.plain || deflate && s.deflated }

// SetProfile serves another signed profile from now on: the next version.
func (e *Edge) SetProfile(raw []byte) {
	profile := newResource(raw)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.profile = profile
}

// SetLibrary serves the envelope of a library. sha256 is the hash of its payload,
// which the library_ref of a document names, and only noted in the log. A nil
// raw serves none.
func (e *Edge) SetLibrary(raw []byte, sha256 string) {
	var lib *resource
	if raw != nil {
		lib = newResource(raw)
	}
	e.params.Logger.Debug("library", "sha256", sha256, "bytes", len(raw))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.library = lib
}

// Stats are counts since the edge was made.
type Stats struct {
	Clients int           // streams open now
	Refused int64         // streams refused for capacity or shutdown
	Closed  map[int]int64 // streams ended, by close code; wire.CloseLost without one
}

// Stats returns the present figures.
func (e *Edge) Stats() Stats {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := Stats{Clients: len(e.clients), Refused: e.refused, Closed: make(map[int]int64, len(e.closed))}
	for code, n := range e.closed {
		s.Closed[code] = n
	}
	return s
}

// Shutdown sends goaway and close code 1001 to every stream, refuses new ones
// and returns when all are gone. When ctx ends first it drops the rest and
// returns the ctx's error. Call it before http.Server.Shutdown, which does not
// know of upgraded connections. The HTTP twins go on.
func (e *Edge) Shutdown(ctx context.Context) error {
	goaway, err := e.goaway("shutdown")
	if err != nil {
		return fmt.Errorf("shutdown: %w", err)
	}
	e.mu.Lock()
	e.draining = true
	clients := make([]*client, 0, len(e.clients))
	for c := range e.clients {
		clients = append(clients, c)
	}
	e.mu.Unlock()
	for _, c := range clients {
		c.leave(goaway, wire.CloseGoingAway)
	}
	gone := make(chan struct{})
	go func() {
		e.work.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
	}
	for _, c := range clients {
		c.drop(wire.CloseLost)
	}
	<-gone
	return fmt.Errorf("shutdown: streams dropped: %w", ctx.Err())
}

func contentHash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
