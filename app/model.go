package app

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// Model is the one place where state meets the user interface. Any goroutine may
// change it; each change ends in one call of show, on the UI goroutine, with an
// immutable snapshot. Changes that come before the UI has taken up the last one
// are shown together.
type Model struct {
	dispatch func(func()) // runs a function on the UI goroutine, at once or later
	show     func(*views.Snapshot)
	now      func() time.Time
	log      *slog.Logger

	mu     sync.Mutex
	st     state
	queued bool // a dispatch is on its way
}

// state is everything that snapshots are made of. What it points to is replaced,
// never changed; the feedStates belong to the model and are changed under its lock.
type state struct {
	prefs   settings.Values
	loc     *i18n.Localizer
	feeds   []views.Feed
	by      map[string]*feedState // by feed id; the feeds that are being followed
	current string                // id of the shown feed
	bundled *feed.Library
	choices alert.Choices // of all feeds
	preview views.Preview
	notices []appNotice
	player  *playback // of the feed replaySub
	retry   func()
	loading bool // the store is not open yet

	openProxy     func() // opens Settings at the proxy
	allowPage     func() // lets the shown status page be in the reader's own network
	proxyPassword views.TokenPlace
	tray          bool
	atLogin       views.AtLogin
	phone         bool
	blocked       bool // the system shows none of our notifications
	firstRun      bool
	online        func() bool // asked only during the first steps
}

// change applies f and lets the UI know.
func (m *Model) change(f func(*state)) {
	m.mu.Lock()
	f(&m.st)
	first := !m.queued
	m.queued = true
	m.mu.Unlock()
	if first {
		m.dispatch(m.present)
	}
}

// present runs on the UI goroutine.
func (m *Model) present() {
	m.mu.Lock()
	m.queued = false
	snap := m.snapshot()
	m.mu.Unlock()
	m.show(snap)
}

// current is the snapshot of this moment.
func (m *Model) current() *views.Snapshot {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.snapshot()
}

// tick shows the same state at a later moment: ages grow, promises pass.
func (m *Model) tick() { m.change(func(*state) {}) }

// snapshot is called with the lock held. The shown feed is the snapshot itself;
// the other live ones stand beside it. A replay stands alone: nothing of it may
// be taken for real, and nothing real for a part of it.
func (m *Model) snapshot() *views.Snapshot {
	st, real := &m.st, m.now()
	s := m.view(st.current, real)
	s.Loading = s.Loading || st.loading
	s.FirstRun = st.firstRun
	s.NoNetwork = st.firstRun && st.online != nil && !st.online()
	if s.Replay == nil {
		for _, f := range st.feeds {
			if f.ID == st.current || st.by[f.ID] == nil {
				continue
			}
			if other := m.view(f.ID, real); other.Replay == nil {
				s.Others = append(s.Others, other)
			}
		}
	}
	for _, n := range append(healthNotices(st, s), st.notices...) {
		s.Notices = append(s.Notices, n.in(s.Loc))
	}
	return s
}

// view is the snapshot of one feed; of none if it is not followed.
func (m *Model) view(id string, real time.Time) *views.Snapshot {
	st := &m.st
	fs := st.by[id]
	if fs == nil {
		fs = new(feedState)
	}
	s := &views.Snapshot{
		Loc: st.loc, Settings: st.prefs,
		Real: real, Now: real,
		Feeds:   st.feeds,
		Loading: fs.loading,
		Status:  fs.status, Services: fs.services,
		Library: fs.library,
		History: fs.history, Names: fs.names, Notes: fs.notes, Standbys: fs.standbys,
		Contact: fs.contact, ExpiresAt: fs.expires,
		Connection: connection(st, id), RetryAt: fs.health.RetryAt,
		Follows: fs.follows, Ticked: fs.ticked,
		Tray: st.tray, OnPhone: st.phone, Blocked: st.blocked, AtLogin: st.atLogin, ProxyPassword: st.proxyPassword,
	}
	st.showChoices(s, id)
	for _, f := range st.feeds {
		if f.ID == id {
			s.Feed = f
		}
	}
	if s.Library == nil {
		s.Library, s.Bundled = st.bundled, st.bundled != nil
	}
	zone := time.Local
	if fs.status != nil {
		e := fs.evidence()
		s.Now = fs.status.Now(e.ServerTime(real))
		s.Stale = !e.Confirmed(real)
		if fs.status.Mode != feed.ModeLive {
			// A record of the past is told in the time of its place; a drill is held
			// here and now.
			if z, err := time.LoadLocation(fs.status.Feed.TimeZone); err == nil && fs.status.Mode != feed.ModeDrill {
				zone = z
			}
			s.Replay = m.replay(id, s.Now)
		}
	} else if id == replaySub && st.player != nil {
		s.Replay = m.replay(id, real)
	}
	s.Loc = st.loc.In(zone)
	s.Channels = channels(fs.profile, s.Loc.Lang(), s.Real)
	return s
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (m *Model) replay(id string, now time.Time) *views.Replay {
	st, status := &m.st, (*feed.Status)(nil)
	r := &views.Replay{At: now}
	if fs := st.by[id]; fs != nil {
		status = fs.status
		if !fs.awaited.IsZero() {
			r.At = fs.awaited
		}
	}
	r.Drill = status != nil && status.Mode == feed.ModeDrill
	if id == replaySub && st.player != nil {
		st.player.fill(r)
	}
	r.Title = st.loc.T("mode.replay.explain", nil)
	if r.Drill {
		r.Title = st.loc.T("mode.drill.explain", nil)
	}
	if status == nil {
		return r
	}
	if rp := status.Replay; rp != nil {
		r.Speed = rp.Speed
		if rp.NextAt != nil {
			r.NextAt = *rp.NextAt
		}
	}
	return r
}

// connection puts the client's health into the words of the screens.
func connection(st *state, id string) views.Connection {
	fs := st.by[id]
	if fs == nil {
		return views.ConnNone
	}
	if !fs.awaited.IsZero() {
		return views.ConnLocal
	}
	switch fs.health.State {
	case subscribe.Live:
		if id == replaySub {
			return views.ConnLocal
		}
		return views.ConnLive
	case subscribe.Polling:
		if st.page(id) {
			return views.ConnPage
		}
		return views.ConnPolling
	case subscribe.Waiting:
		return views.ConnWaiting
	case subscribe.Stopped:
		return views.ConnStopped
	}
	return views.ConnConnecting
}

// page reports whether a feed is a status page.
func (st *state) page(id string) bool {
	return slices.ContainsFunc(st.feeds, func(f views.Feed) bool { return f.ID == id && f.Page != "" })
}

func channels(p *envelope.Profile, lang string, now time.Time) []views.Channel {
	if p == nil {
		return nil
	}
	out := make([]views.Channel, 0, len(p.Channels))
	for _, c := range p.Channels {
		v := views.Channel{
			ID: c.ID, Kind: c.Kind, Action: c.Action,
			Name: c.Name.In(lang, p.Language), Note: c.Note.In(lang, p.Language),
		}
		if c.Action.Value != "" {
			_, err := p.Target(c.Action, now)
			v.CanOpen = err == nil
		}
		out = append(out, v)
	}
	return out
}

func (m *Model) storeFailed(err error) {
	m.log.Error("store", "error", err)
	m.change(func(st *state) {
		st.loading = false
		for _, fs := range st.by {
			fs.loading = false
		}
	})
	m.notify(storeNotice(err))
}

// notify adds a notice or replaces the one with its id.
func (m *Model) notify(n appNotice) {
	m.change(func(st *state) {
		st.drop(n.id)
		st.notices = append([]appNotice{n}, st.notices...)
	})
}

func (m *Model) closeNotice(id string) { m.change(func(st *state) { st.drop(id) }) }

func (st *state) drop(id string) {
	st.notices = slices.DeleteFunc(slices.Clone(st.notices), func(n appNotice) bool { return n.id == id })
}

// The following are questions of the other goroutines.

func (m *Model) localizer() *i18n.Localizer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.loc
}

// document is that of the shown feed.
func (m *Model) document() *feed.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	if fs := m.st.by[m.st.current]; fs != nil {
		return fs.status
	}
	return nil
}

// replaying reports whether the shown moment runs faster than the clock.
func (m *Model) replaying() bool {
	s := m.document()
	return s != nil && s.Mode != feed.ModeLive
}

// shown returns the id of the feed on the screens.
func (m *Model) shown() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.current
}
