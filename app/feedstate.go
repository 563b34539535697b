package app

import (
	"maps"
	"slices"
	"strings"
	"time"

	"bokgu/app/delivery"
	"bokgu/app/official"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// feedState is what the model knows of one feed.
type feedState struct {
	loading  bool
	awaited  time.Time // what comes next is the replay from here on; zero: what comes follows on what is shown
	status   *feed.Status
	services []feed.Service
	sha256   string
	library  *feed.Library
	history  []feed.Change
	names    map[string]views.ChangeNames // of the changes in history, by their ids
	notes    []views.Note
	standbys []views.Standby
	contact  time.Time
	expires  time.Time
	health   subscribe.Health
	profile  *envelope.Profile
	follows  map[string]bool
	ticked   map[string]bool

	vouched  *envelope.Profile // that official and link are of
	official string
	link     string
}

// maxHistory bounds the changes that a snapshot carries, for the strip chart.
const maxHistory = 5000

// evidence is what vouches for the document.
func (fs *feedState) evidence() delivery.Evidence {
	return delivery.Evidence{Status: fs.status, Expires: fs.expires, Contact: fs.contact, ClockOff: fs.health.ClockOff}
}

func (fs *feedState) setStatus(s *feed.Status, sha256 string) {
	if !fs.awaited.IsZero() {
		if s == nil {
			return
		}
		fs.awaited, fs.status, fs.history, fs.names = time.Time{}, nil, nil, nil
	}
	before := fs.status
	fs.status, fs.sha256, fs.services = s, sha256, nil
	if s == nil {
		return
	}
	fs.services = s.Services()
	fs.names = withNames(fs.names, before, s)
	fs.history = mergeHistory(fs.history, s.Changes)
}

// mergeHistory adds the changes of a document's tail that are not known yet.
// known is in the order of time and stays as it is: earlier snapshots show it.
func mergeHistory(known, tail []feed.Change) []feed.Change {
	if len(tail) == 0 {
		return known
	}
	earliest := slices.MinFunc(tail, byTime).At
	from, _ := slices.BinarySearchFunc(known, earliest, func(c feed.Change, at time.Time) int { return c.At.Compare(at) })
	have := make(map[string]bool, len(known)-from)
	for _, c := range known[from:] {
		have[c.ID] = true
	}
	out := known
	for _, c := range tail {
		if !have[c.ID] {
			out = append(out, c) // behind the end of what anybody else sees
		}
	}
	if len(out) > len(known) && !slices.IsSortedFunc(out[max(0, len(known)-1):], byTime) {
		out = slices.Clone(out)
		slices.SortStableFunc(out, byTime)
	}
	return out[max(0, len(out)-maxHistory):]
}

func byTime(a, b feed.Change) int { return a.At.Compare(b.At) }

// nameFeeds calls the feeds by their own names as soon as those are known.
func (st *state) nameFeeds() {
	lang := st.loc.Lang()
	feeds := slices.Clone(st.feeds)
	for i := range feeds {
		fs, name := st.by[feeds[i].ID], ""
		switch {
		case fs == nil:
			continue
		case fs.status != nil:
			name = fs.status.Feed.Name.In(lang, fs.status.Feed.Language)
		case fs.profile != nil:
			name = fs.profile.Name.In(lang, fs.profile.Language)
		}
		if name = strings.TrimSpace(name); name != "" && feeds[i].Alias == "" {
			feeds[i].Name = name
		}
		fs.vouch(&feeds[i])
	}
	st.feeds = feeds
}

// vouch says who stands behind the feed, and how others get it. Both follow from
// its profile, so they are worked out once for each.
func (fs *feedState) vouch(f *views.Feed) {
	if f.Builtin || f.Page != "" {
		return
	}
	if fs.profile != fs.vouched {
		fs.vouched, fs.official, fs.link = fs.profile, official.Of(fs.profile, f.URL, official.Bundled()), ""
		if p := fs.profile; p != nil && !p.Private && !f.Private && !subscribe.Local(f.URL) {
			if l, err := subscribe.NewLink(f.URL, p.Root.ID); err == nil {
				fs.link = l.String()
			}
		}
	}
	f.Official, f.Link = fs.official, fs.link
	if f.Root == "" && fs.profile != nil {
		f.Root = fs.profile.Root.ID // pinned a moment ago
	}
}

// add takes up a feed, empty, or empties one that is there.
func (m *Model) add(id string, follows, ticked map[string]bool) {
	m.change(func(st *state) {
		if st.by == nil {
			st.by = make(map[string]*feedState)
		}
		st.by[id] = &feedState{
			loading: true, follows: maps.Clone(follows), ticked: maps.Clone(ticked),
			health: subscribe.Health{State: subscribe.Connecting},
		}
		st.loading = false
	})
}

// forget drops a feed. If it was shown, nothing is.
func (m *Model) forget(id string) {
	m.change(func(st *state) {
		delete(st.by, id)
		if st.current == id {
			st.current = ""
		}
	})
}

// choose shows a feed; "" none.
func (m *Model) choose(id string) { m.change(func(st *state) { st.current = id }) }

// setPlayer lets the screens control a replay; nil ends that.
func (m *Model) setPlayer(p *scenario.Player) {
	m.change(func(st *state) {
		st.player = newPlayback(p)
		st.choices = st.choices.Forget(replaySub) // another replay is another outage
	})
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

// followed returns what of a feed is followed, sorted.
func (m *Model) followed(id string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if fs := m.st.by[id]; fs != nil {
		return slices.Sorted(maps.Keys(fs.follows))
	}
	return nil
}

// screen is what the delivery of a feed tells the model. News of a feed that has
// been removed meanwhile go nowhere.
func (m *Model) screen(id string) delivery.Screen { return feedScreen{m, id} }

type feedScreen struct {
	m  *Model
	id string
}

func (f feedScreen) change(do func(*feedState)) {
	f.m.change(func(st *state) {
		if fs := st.by[f.id]; fs != nil {
			do(fs)
			st.nameFeeds()
		}
	})
}

// Opened implements delivery.Screen.
func (f feedScreen) Opened(h store.Held, p *envelope.Profile) {
	f.change(func(fs *feedState) {
		if !fs.awaited.IsZero() {
			return // nothing yet, and what is shown stays
		}
		fs.loading, fs.profile = false, p
		fs.setStatus(h.Status, h.SHA256)
		fs.library = h.Library
		fs.contact, fs.expires = h.LastContact, h.ExpiresAt
	})
}

// Accepted implements delivery.Screen.
func (f feedScreen) Accepted(a subscribe.Accepted) {
	f.change(func(fs *feedState) {
		fs.setStatus(a.Status, a.SHA256)
		fs.contact, fs.expires = a.ReceivedAt, a.Status.ExpiresAt
	})
}

// Renewed implements delivery.Screen.
func (f feedScreen) Renewed(r feed.Freshness, at time.Time) {
	f.change(func(fs *feedState) {
		fs.contact = at
		if r.SHA256 == fs.sha256 {
			fs.expires = later(fs.expires, r.ExpiresAt)
		}
	})
}

// Library implements delivery.Screen.
func (f feedScreen) Library(l *feed.Library) { f.change(func(fs *feedState) { fs.library = l }) }

// Profile implements delivery.Screen.
func (f feedScreen) Profile(p *envelope.Profile) { f.change(func(fs *feedState) { fs.profile = p }) }

// Health implements delivery.Screen.
func (f feedScreen) Health(h subscribe.Health) {
	f.change(func(fs *feedState) {
		fs.health = h
		if h.State == subscribe.Live || h.State == subscribe.Polling {
			fs.contact = later(fs.contact, h.LastContact)
		}
	})
}

// Failed implements delivery.Screen.
func (f feedScreen) Failed(err error) { f.m.storeFailed(err) }
