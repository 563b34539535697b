package source

import (
	"maps"
	"time"

	"bokgu/sync/feed"
)

const (
	// Keep is how long an incident or a maintenance that is over stays in the
	// document after its last update (docs/feed.md §2).
	Keep = 72 * time.Hour
	// ValidFor is how long a document counts as confirmed: that of a freshness
	// record (docs/feed.md §3), three polls of a quiet page.
	ValidFor = 15 * time.Minute
	// staleFor is how long an answer that is older than the one before is taken
	// for a cache's. Archived pages went back by 28 hours at most and came forward
	// again; one that stays behind for this long means it (a page restored from a
	// copy).
	staleFor = 24 * time.Hour
	// forgetAfter is how long an incident that is over is remembered, so that it
	// is not told a second time when its page lists it again.
	forgetAfter = 60 * 24 * time.Hour
)

// Options say how a State makes its documents. The zero value is right for a feed.
type Options struct {
	FeedID string `json:"feed_id,omitempty"` // empty: made of provider and page
	Name   string `json:"name,omitempty"`    // for a page that tells no name of its own
	Epoch  string `json:"epoch,omitempty"`   // empty: made of the feed's id and the first capture's time
	All    bool   `json:"all,omitempty"`     // keep what is over however old it is
}

// State is what is known of one page after some captures of it. The zero State
// knows nothing. It is a value: Next leaves it as it is, and its JSON form
// brings it over a restart, so that nothing is told twice.
type State struct {
	Options  Options      `json:"options"`
	At       time.Time    `json:"at"`       // of the last capture that was taken
	Document *feed.Status `json:"document"` // nil before the first one

	Page       Page                   `json:"page"`  // its identity; the lists are empty
	Times      map[Part]times         `json:"times"` // by kind of document
	Components []feed.Component       `json:"components"`
	Beats      []feed.Component       `json:"beats"` // states that come apart from the names
	ListedAt   time.Time              `json:"listed_at"`
	StatesAt   time.Time              `json:"states_at"`
	Known      map[string]known       `json:"known"` // incidents by id, also those that are over or not listed
	Work       map[Part]maintenances  `json:"work"`
	Seen       map[string]maintenance `json:"seen"` // maintenances that were told, by id
	Affects    map[string][]string    `json:"affects,omitempty"`
}

// times are those of one kind of document.
type times struct {
	UpdatedAt time.Time `json:"updated_at"`      // the newest that its answers gave
	Behind    time.Time `json:"behind,omitzero"` // since when its answers are older than that
}

// known is an incident as it was told last.
type known struct {
	Incident Incident      `json:"incident"`
	Gone     []feed.Update `json:"gone,omitempty"` // updates that were told and then taken back
	Listed   bool          `json:"listed"`         // among those that are open
}

type maintenances struct {
	At   time.Time          `json:"at"`
	List []feed.Maintenance `json:"list"`
}

// maintenance is what of one was told.
type maintenance struct {
	Maintenance feed.Maintenance `json:"maintenance"`
	At          time.Time        `json:"at"`
}

// Reason says why an answer was not taken over.
type Reason string

// The reasons.
const (
	// Older: a stale cache answered. What is newer stays.
	Older Reason = "older"
	// OtherPage: the answer is of another page than the ones before, be it
	// another company's.
	OtherPage Reason = "other_page"
)

// Note is one answer that was not taken over.
type Note struct {
	Part   Part
	Reason Reason
	Detail string // in English, for a log or a terminal
}

// Result is what a capture brought.
type Result struct {
	// Document is the one that stands after the capture: a new one if Changed,
	// else the one before, unchanged to the byte. It is nil only if no capture
	// could be taken yet. Do not change it.
	Document *feed.Status
	Changed  bool
	// Changes are those of this capture, which Document also holds; none for the
	// first document, which is a baseline.
	Changes []feed.Change
	// Confirmed says that at least one answer was taken: the page was heard.
	Confirmed bool
	Notes     []Note
}

// Next takes a capture: the answers of one page that were fetched together at
// at. A zero at means the newest moment that the answers speak of, and where they
// speak of none that of the capture before, or of 1970. It is pure.
//
// Every incident is told once, each of its updates once, whatever the order or
// the number of documents that list it, also after it was not listed for a
// while. What an older answer says never replaces what a newer one said. An open
// incident that is not listed any more is no longer listed; it is over only when
// a document says so. The first answer of a kind tells what was so before: only
// what began after the capture before is a change.
func (s State) Next(at time.Time, pages ...*Page) (State, Result) {
	next := s.copy()
	result := Result{Document: s.Document}
	if at.IsZero() {
		for _, p := range pages {
			at = later(at, p.Newest())
		}
	}
	at = firstTime(later(at, s.At), time.Unix(0, 0).UTC())
	first := make(map[Part]bool)
	for _, p := range pages {
		note, force := next.judge(at, p)
		if note != nil {
			result.Notes = append(result.Notes, *note)
			continue
		}
		if _, again := s.Times[p.Part]; !again {
			first[p.Part] = true
		}
		next.take(at, p, force)
		result.Confirmed = true
	}
	if !result.Confirmed {
		next.At = s.At
		return next, result
	}
	next.At = at
	next.forget(at)
	next.compose(&s, at, first, &result)
	return next, result
}

// copy returns a State of its own maps. Lists are replaced, never written into.
func (s State) copy() State {
	s.Times, s.Known, s.Work, s.Seen = maps.Clone(s.Times), maps.Clone(s.Known), maps.Clone(s.Work), maps.Clone(s.Seen)
	if s.Times == nil {
		s.Times, s.Known, s.Work, s.Seen = map[Part]times{}, map[string]known{}, map[Part]maintenances{}, map[string]maintenance{}
	}
	return s
}

// judge says why an answer is not taken; force means that one older than those
// before is taken all the same, since it stayed.
func (s *State) judge(at time.Time, p *Page) (note *Note, force bool) {
	if s.Page.Provider != "" && !s.Page.sameAs(p) {
		return &Note{Part: p.Part, Reason: OtherPage, Detail: "it is " + p.describe() + ", not " + s.Page.describe()}, false
	}
	t := s.Times[p.Part]
	if p.UpdatedAt.IsZero() || !p.UpdatedAt.Before(t.UpdatedAt) {
		if !t.Behind.IsZero() {
			t.Behind = time.Time{}
			s.Times[p.Part] = t
		}
		return nil, false
	}
	if t.Behind.IsZero() {
		t.Behind = at
		s.Times[p.Part] = t
	}
	if at.Sub(t.Behind) >= staleFor {
		return nil, true
	}
	return &Note{
		Part: p.Part, Reason: Older,
		Detail: "it is of " + p.UpdatedAt.Format(time.RFC3339) + ", and one of " + t.UpdatedAt.Format(time.RFC3339) + " is known",
	}, false
}

func (p *Page) describe() string {
	who := p.Name
	if who == "" {
		who = "a page"
	}
	if id := identity(p.ID, host(p.URL)); id != "" {
		who += " (" + id + ")"
	}
	return who + " of " + string(p.Provider)
}

// take adds what an answer says.
func (s *State) take(at time.Time, p *Page, force bool) {
	s.takeIdentity(p)
	when := firstTime(p.UpdatedAt, at)
	if p.Part != PartStatus { // it lists nothing that could be older
		s.Times[p.Part] = times{UpdatedAt: p.UpdatedAt}
	} else if _, ok := s.Times[p.Part]; !ok {
		s.Times[p.Part] = times{}
	}
	switch {
	case p.Components == nil:
	case p.Part == PartHeartbeats:
		s.Beats = p.Components
	case p.OnlyAffected:
		s.takeAffected(p)
	case force || !when.Before(s.StatesAt):
		s.Components, s.StatesAt = p.Components, when
	}
	if p.Affects != nil {
		s.Affects = p.Affects
	}
	if p.Maintenances != nil {
		s.Work[p.Part] = maintenances{At: when, List: p.Maintenances}
	}
	s.takeIncidents(p, when, force)
}

func (s *State) takeIdentity(p *Page) {
	id := &s.Page
	id.Provider = p.Provider
	if p.ID != "" {
		id.ID = p.ID
	}
	if p.Name != "" {
		id.Name = p.Name
	}
	if p.Language != "" {
		id.Language = p.Language
	}
	if id.TimeZone == "" || p.TimeZone != "UTC" {
		id.TimeZone = p.TimeZone
	}
	// The scheme of a page's address flips; the encrypted one is the better.
	if p.URL != "" && (host(id.URL) != host(p.URL) || len(p.URL) > len(id.URL)) {
		id.URL = p.URL
	}
}

// takeAffected: a component that was affected and is not named any more may be
// well; the answer does not say so.
func (s *State) takeAffected(p *Page) {
	if !s.StatesAt.IsZero() {
		return // another document tells them all
	}
	at := make(map[string]int, len(s.Components))
	components := make([]feed.Component, 0, len(s.Components)+len(p.Components))
	for _, c := range s.Components {
		at[c.ID], c.Status = len(components), feed.ComponentUnknown
		components = append(components, c)
	}
	for _, c := range p.Components {
		if i, ok := at[c.ID]; ok {
			c.Position = components[i].Position
			components[i] = c
			continue
		}
		c.Position = len(components) + 1
		components = append(components, c)
	}
	s.Components = components
}
