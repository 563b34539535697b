package scenario

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// The speeds of a replay: real time, and ten hours in a second, at which nine
// days take half a minute.
const (
	MinSpeed = 1
	MaxSpeed = 36_000
)

// What NewPlayer and SetSpeed refuse.
var (
	ErrSpeed = fmt.Errorf("speed must be from %d to %d", MinSpeed, MaxSpeed)
	ErrRange = errors.New("outside the recording")
)

// PlayerParams is what a Player needs. Only Scenario is required.
type PlayerParams struct {
	Scenario    *Scenario
	From, Until time.Time // zero: the scenario's Start and DefaultUntil
	At          time.Time // where to begin, from From to Until; zero: From
	Speed       float64   // MinSpeed to MaxSpeed; 0 means MinSpeed
	Paused      bool      // begin paused
	ShortenGaps bool      // see span

	// WaitClients holds the replay where it begins until so many streams are open at
	// the same time.
	WaitClients int

	// Origins are listed in the profile, so that a reader may follow the edge
	// there.
	Origins []string
	Now     func() time.Time // nil: time.Now. Timers follow the runtime's clock
	Rand    io.Reader        // of the keys and the epoch; nil: crypto/rand
	Timing  wire.Timing      // zero: wire.DefaultTiming
	Logger  *slog.Logger
}

// PlayerState says where a replay is.
type PlayerState struct {
	At, From, Until time.Time
	Speed           float64 // as set, also while paused
	Paused          bool
	Ended           bool      // At is Until; the last document stays served
	NextAt          time.Time // the next change up to Until; zero after the last
	// PreviousAt is where to go for the document before this one; zero where the
	// replay is at From.
	PreviousAt time.Time
}

// Player replays a scenario on an edge of its own: it publishes the document of
// every moment of the recording when that moment comes, signed with keys that
// nobody else has. Dates of changes are those of the recording; issued_at,
// expires_at and freshness are real.
//
// Methods are safe for concurrent use. Run publishes and must be running for
// the others to have an effect on the edge.
type Player struct {
	params    PlayerParams
	publisher *publish.Publisher
	edge      *server.Edge
	profile   []byte
	root      string
	library   feed.LibraryRef
	wake      chan struct{} // the clock below was changed by a method
	started   chan struct{} // closed when the first document is out
	begun     bool          // something was published; only the goroutine of Run uses it

	mu       sync.Mutex
	at       time.Time // where the replay was at the real moment since
	since    time.Time
	speed    float64
	paused   bool
	waiting  bool // for clients
	next     span // from the newest document on
	skip     bool // to the next change, asked for
	changed  bool // something above, to be published
	running  bool // Run has begun: the clock moves
	finished bool // at is Until
}

// NewPlayer makes the keys, the publisher and the edge of a replay. Errors name
// what is out of bounds: errors.Is with ErrSpeed, ErrRange.
func NewPlayer(params PlayerParams) (*Player, error) {
	p := &Player{params: params, wake: make(chan struct{}, 1), started: make(chan struct{})}
	if err := p.defaults(); err != nil {
		return nil, err
	}
	now := p.params.Now()
	p.at, p.since = p.params.At, now
	p.speed, p.paused = p.params.Speed, p.params.Paused
	p.waiting = p.params.WaitClients > 0
	if err := p.sign(now); err != nil {
		return nil, fmt.Errorf("replay %s: %w", p.params.Scenario.Name, err)
	}
	return p, nil
}

func (p *Player) defaults() error {
	c := &p.params
	if c.Scenario == nil {
		return errors.New("replay: no scenario")
	}
	if c.From.IsZero() {
		c.From = c.Scenario.Start
	}
	if c.Until.IsZero() {
		c.Until = c.Scenario.DefaultUntil
	}
	if c.At.IsZero() {
		c.At = c.From
	}
	c.From, c.Until, c.At = c.From.In(kst), c.Until.In(kst), c.At.In(kst)
	if c.Speed == 0 {
		c.Speed = MinSpeed
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Timing == (wire.Timing{}) {
		c.Timing = wire.DefaultTiming()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if err := checkSpeed(c.Speed); err != nil {
		return err
	}
	s := c.Scenario
	switch {
	case c.From.Before(s.Start) || c.From.After(s.End):
		return fmt.Errorf("from %s: %w, %s to %s", stamp(c.From), ErrRange, stamp(s.Start), stamp(s.End))
	case c.Until.After(s.End):
		return fmt.Errorf("until %s: %w, which ends %s", stamp(c.Until), ErrRange, stamp(s.End))
	case c.Until.Before(c.From):
		return fmt.Errorf("until %s: %w: before from, %s", stamp(c.Until), ErrRange, stamp(c.From))
	case c.At.Before(c.From) || c.At.After(c.Until):
		return fmt.Errorf("at %s: %w: not between %s and %s", stamp(c.At), ErrRange, stamp(c.From), stamp(c.Until))
	}
	return nil
}

func checkSpeed(speed float64) error {
	if !(speed >= MinSpeed && speed <= MaxSpeed) { // NaN is refused too
		return fmt.Errorf("%w: %v", ErrSpeed, speed)
	}
	return nil
}

func stamp(t time.Time) string { return t.In(kst).Format("2006-01-02T15:04 MST") }

// Params are those of NewPlayer, with what stands in for the zero ones. With
// another At they make a player that plays the same from there: a replay that
// goes back, or over something, is another replay, with keys and an epoch of its
// own and a first document that nobody takes for news.
func (p *Player) Params() PlayerParams { return p.params }

// Handler serves the replay: the stream, its HTTP twins and the profile.
func (p *Player) Handler() http.Handler { return p.edge }

// Shutdown ends the streams; see server.Edge.Shutdown.
func (p *Player) Shutdown(ctx context.Context) error { return p.edge.Shutdown(ctx) }

// ProfileRaw returns the signed profile.
func (p *Player) ProfileRaw() []byte { return p.profile }

// Root returns the fingerprint of the key that signed the profile.
func (p *Player) Root() string { return p.root }

// State says where the replay is now.
func (p *Player) State() PlayerState {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := PlayerState{
		At: p.position(p.params.Now()), From: p.params.From, Until: p.params.Until,
		Speed: p.speed, Paused: p.paused, Ended: p.finished,
	}
	if next, ok := p.params.Scenario.Next(st.At); ok && !next.After(st.Until) {
		st.NextAt = next
	}
	if back, ok := p.params.Scenario.Before(st.At, st.From); ok {
		st.PreviousAt = back
	}
	return st
}

// Pause stops the replay where it is; a paused one stays paused.
func (p *Player) Pause() { p.setPaused(true) }

// Resume goes on. After the end it does nothing.
func (p *Player) Resume() { p.setPaused(false) }

func (p *Player) setPaused(paused bool) {
	p.change(func() bool {
		if p.paused == paused || p.finished {
			return false
		}
		p.paused = paused
		return true
	})
}

// SetSpeed changes the speed from now on, also of a paused replay. It returns
// ErrSpeed outside MinSpeed to MaxSpeed.
func (p *Player) SetSpeed(speed float64) error {
	if err := checkSpeed(speed); err != nil {
		return err
	}
	p.change(func() bool {
		if p.speed == speed {
			return false
		}
		p.speed = speed
		return true
	})
	return nil
}

// SkipToNext goes to the next change at once, or to the end if there is none
// before. A paused replay stays paused there.
func (p *Player) SkipToNext() {
	p.change(func() bool {
		p.skip = !p.finished
		return p.skip
	})
}

// change settles the clock up to now, lets f change it and wakes Run if f did.
func (p *Player) change(f func() bool) {
	p.mu.Lock()
	now := p.params.Now()
	p.at, p.since = p.position(now), now
	changed := f()
	p.changed = p.changed || changed
	p.mu.Unlock()
	if !changed {
		return
	}
	select {
	case p.wake <- struct{}{}:
	default: // it is to wake already
	}
}

// position returns where the replay is at the real moment now: never past the
// next change, which has to be published first. The caller holds p.mu.
func (p *Player) position(now time.Time) time.Time {
	if !p.running || p.paused || p.waiting || p.finished {
		return p.at
	}
	at := p.at.Add(time.Duration(float64(now.Sub(p.since)) * p.speed))
	if at.After(p.next.end) {
		return p.next.end
	}
	return at
}
