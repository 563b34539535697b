package app

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
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
// never changed.
type state struct {
	prefs    settings.Values
	loc      *i18n.Localizer
	feeds    []views.Feed
	current  string // id of the shown feed
	loading  bool
	status   *feed.Status
	services []feed.Service
	sha256   string
	library  *feed.Library
	bundled  *feed.Library
	history  []feed.Change
	contact  time.Time
	expires  time.Time
	health   subscribe.Health
	profile  *envelope.Profile
	follows  map[string]bool
	choices  alert.Choices // of all feeds
	preview  views.Preview
	ticked   map[string]bool
	notices  []appNotice
	player   *scenario.Player
	retry    func()
	tray     bool
	phone    bool
}

// maxHistory bounds the changes that a snapshot carries, for the strip chart.
const maxHistory = 5000

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

// tick shows the same state at a later moment: ages grow, promises pass.
func (m *Model) tick() { m.change(func(*state) {}) }

// snapshot is called with the lock held.
func (m *Model) snapshot() *views.Snapshot {
	st, real := &m.st, m.now()
	s := &views.Snapshot{
		Loc: st.loc, Settings: st.prefs,
		Real: real, Now: real,
		Feeds:   st.feeds,
		Loading: st.loading,
		Status:  st.status, Services: st.services,
		Library: st.library,
		History: st.history,
		Contact: st.contact, ExpiresAt: st.expires,
		Connection: connection(st), RetryAt: st.health.RetryAt,
		Follows: st.follows, Ticked: st.ticked,
		Tray: st.tray, OnPhone: st.phone,
	}
	st.showChoices(s)
	for _, f := range st.feeds {
		if f.ID == st.current {
			s.Feed = f
		}
	}
	if s.Library == nil {
		s.Library, s.Bundled = st.bundled, st.bundled != nil
	}
	zone := time.Local
	if st.status != nil {
		s.Now = st.status.Now(real)
		s.Stale = !st.expires.IsZero() && !later(real, st.status.IssuedAt).Before(st.expires)
		if st.status.Mode != feed.ModeLive {
			// A record of the past is told in the time of its place.
			if z, err := time.LoadLocation(st.status.Feed.TimeZone); err == nil {
				zone = z
			}
			s.Replay = m.replay(s.Now)
		}
	} else if st.player != nil {
		s.Replay = m.replay(real)
	}
	s.Loc = st.loc.In(zone)
	s.Channels = channels(st, s.Loc.Lang(), s.Real)
	for _, n := range append(healthNotices(st, s), st.notices...) {
		s.Notices = append(s.Notices, n.in(s.Loc))
	}
	return s
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (m *Model) replay(now time.Time) *views.Replay {
	st := &m.st
	r := &views.Replay{Title: st.loc.T("mode.replay.explain", nil), At: now, Control: st.player != nil}
	if st.status == nil {
		return r
	}
	if st.status.Mode == feed.ModeDrill {
		r.Drill, r.Title = true, st.loc.T("mode.drill.explain", nil)
	}
	if rp := st.status.Replay; rp != nil {
		r.Speed = rp.Speed
		if rp.NextAt != nil {
			r.NextAt = *rp.NextAt
		}
	}
	return r
}

// connection puts the client's health into the words of the screens.
func connection(st *state) views.Connection {
	switch {
	case st.current == "":
		return views.ConnNone
	case st.health.State == subscribe.Live && st.player != nil:
		return views.ConnLocal
	case st.health.State == subscribe.Live:
		return views.ConnLive
	case st.health.State == subscribe.Polling:
		return views.ConnPolling
	case st.health.State == subscribe.Waiting:
		return views.ConnWaiting
	case st.health.State == subscribe.Stopped:
		return views.ConnStopped
	}
	return views.ConnConnecting
}

func channels(st *state, lang string, now time.Time) []views.Channel {
	if st.profile == nil {
		return nil
	}
	out := make([]views.Channel, 0, len(st.profile.Channels))
	for _, c := range st.profile.Channels {
		v := views.Channel{
			ID: c.ID, Kind: c.Kind, Action: c.Action,
			Name: c.Name.In(lang, st.profile.Language), Note: c.Note.In(lang, st.profile.Language),
		}
		if c.Action.Value != "" {
			_, err := st.profile.Target(c.Action, now)
			v.CanOpen = err == nil
		}
		out = append(out, v)
	}
	return out
}

// The following are what a session tells the model.

// opened shows what the store held before there is any network.
func (m *Model) opened(h store.Held, p *envelope.Profile) {
	m.change(func(st *state) {
		st.loading = false
		st.profile = p
		st.setStatus(h.Status, h.SHA256)
		st.library = h.Library
		st.contact, st.expires = h.LastContact, h.ExpiresAt
		st.nameFeed()
	})
}

func (m *Model) accepted(a subscribe.Accepted) {
	m.change(func(st *state) {
		st.setStatus(a.Status, a.SHA256)
		st.contact, st.expires = a.ReceivedAt, a.Status.ExpiresAt
		st.nameFeed()
	})
}

func (m *Model) renewed(f feed.Freshness, at time.Time) {
	m.change(func(st *state) {
		st.contact = at
		if f.SHA256 == st.sha256 {
			st.expires = later(st.expires, f.ExpiresAt)
		}
	})
}

func (m *Model) setLibrary(l *feed.Library) { m.change(func(st *state) { st.library = l }) }

func (m *Model) setProfile(p *envelope.Profile) {
	m.change(func(st *state) {
		st.profile = p
		st.nameFeed()
	})
}

// setHealth reports whether the feed has come into reach or gone out of it.
func (m *Model) setHealth(h subscribe.Health) (turned bool) {
	m.change(func(st *state) {
		turned = inReach(st.health.State) != inReach(h.State)
		st.health = h
		if inReach(h.State) {
			st.contact = later(st.contact, h.LastContact)
		}
	})
	return turned
}

// inReach reports whether news arrive, by the stream or by asking.
func inReach(s subscribe.State) bool { return s == subscribe.Live || s == subscribe.Polling }

func (m *Model) storeFailed(err error) {
	m.log.Error("store", "error", err)
	m.change(func(st *state) { st.loading = false })
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

func (st *state) setStatus(s *feed.Status, sha256 string) {
	st.status, st.sha256, st.services = s, sha256, nil
	if s == nil {
		return
	}
	st.services = s.Services()
	st.history = mergeHistory(st.history, s.Changes)
}

// mergeHistory adds the changes of a document's tail that are not known yet.
func mergeHistory(known, tail []feed.Change) []feed.Change {
	have := make(map[string]bool, len(known))
	for _, c := range known {
		have[c.ID] = true
	}
	out := slices.Clone(known)
	for _, c := range tail {
		if !have[c.ID] {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b feed.Change) int { return a.At.Compare(b.At) })
	return out[max(0, len(out)-maxHistory):]
}

// nameFeed calls the shown feed by its own name as soon as that is known.
func (st *state) nameFeed() {
	name := ""
	switch lang := st.loc.Lang(); {
	case st.status != nil:
		name = st.status.Feed.Name.In(lang, st.status.Feed.Language)
	case st.profile != nil:
		name = st.profile.Name.In(lang, st.profile.Language)
	}
	if name = strings.TrimSpace(name); name == "" {
		return
	}
	st.feeds = slices.Clone(st.feeds)
	for i := range st.feeds {
		if st.feeds[i].ID == st.current {
			st.feeds[i].Name = name
		}
	}
}

// switchTo empties the state for another feed.
func (m *Model) switchTo(id string, follows, ticked map[string]bool, player *scenario.Player) {
	m.change(func(st *state) {
		st.current, st.loading = id, id != ""
		st.status, st.services, st.sha256, st.history = nil, nil, "", nil
		st.library, st.profile = nil, nil
		st.contact, st.expires = time.Time{}, time.Time{}
		st.health = subscribe.Health{State: subscribe.Connecting}
		st.follows, st.ticked = maps.Clone(follows), maps.Clone(ticked)
		st.player = player
		st.choices = st.choices.Forget(replaySub) // another replay is another outage
	})
}

// The following are questions of the other goroutines.

func (m *Model) localizer() *i18n.Localizer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.loc
}

func (m *Model) document() *feed.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.status
}

func (m *Model) confirmedUntil() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.expires
}

func (m *Model) followed() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.st.follows))
}

// replaying reports whether the shown moment runs faster than the clock.
func (m *Model) replaying() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.st.status
	return s != nil && s.Mode != feed.ModeLive
}

// setToken notes where a feed's token is.
func (m *Model) setToken(id string, place views.TokenPlace) {
	m.change(func(st *state) {
		st.feeds = slices.Clone(st.feeds)
		for i := range st.feeds {
			if st.feeds[i].ID == id {
				st.feeds[i].Token = place
			}
		}
	})
}

// shown returns the id of the feed on the screens.
func (m *Model) shown() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.current
}

func (m *Model) hasLibrary() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.st.library != nil
}
