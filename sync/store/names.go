package store

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"bokgu/sync/feed"
)

// Names are what the things that a change is about were called when it came. A
// change itself holds only ids, and a document forgets what is over.
type Names struct {
	Language    string    `json:"language,omitempty"` // of the feed, as in feed.Info
	Service     feed.Text `json:"service,omitempty"`  // that Component is a function of
	Component   feed.Text `json:"component,omitempty"`
	Incident    feed.Text `json:"incident,omitempty"`
	Promise     feed.Text `json:"promise,omitempty"`
	Maintenance feed.Text `json:"maintenance,omitempty"`
	Guidance    feed.Text `json:"guidance,omitempty"`
}

// Bounds of one name. The screens cut names at some 40 characters; a feed must
// not fill the history with names.
const (
	maxName     = 240 // bytes, 80 Korean syllables
	maxNameTags = 6   // languages
)

// namer finds names in the document that brought a change and, for what has left
// it, in the one before.
type namer struct {
	next *named
	was  *named
	held func() []byte // the payload before, read at most once
}

func newNamer(next *feed.Status, payload []byte, held func() []byte) *namer {
	if next == nil {
		next, _, _ = feed.Parse(payload) // what cannot be read has no names
	}
	return &namer{next: index(next), held: held}
}

// NamesBetween tells what things are called in next and, for what has left it, in
// the document before; either may be nil. It is not safe for concurrent use.
func NamesBetween(before, next *feed.Status) func(*feed.Change) Names {
	n := &namer{next: index(next), was: index(before), held: func() []byte { return nil }}
	return n.names
}

// named finds the parts of a document by id.
type named struct {
	s            *feed.Status
	components   map[string]*feed.Component
	incidents    map[string]*feed.Incident
	maintenances map[string]*feed.Maintenance
	guidance     map[string]*feed.Guidance
}

func index(s *feed.Status) *named {
	if s == nil {
		s = &feed.Status{}
	}
	n := &named{s, make(map[string]*feed.Component, len(s.Components)), map[string]*feed.Incident{}, map[string]*feed.Maintenance{}, map[string]*feed.Guidance{}}
	for i := range s.Components {
		n.components[s.Components[i].ID] = &s.Components[i]
	}
	for i := range s.Incidents {
		n.incidents[s.Incidents[i].ID] = &s.Incidents[i]
	}
	for i := range s.Maintenances {
		n.maintenances[s.Maintenances[i].ID] = &s.Maintenances[i]
	}
	for i := range s.Guidance {
		n.guidance[s.Guidance[i].ID] = &s.Guidance[i]
	}
	return n
}

// names returns the names for c.
func (n *namer) names(c *feed.Change) Names {
	names, found := n.next.names(c)
	if found || n.held == nil {
		return names
	}
	if n.was == nil {
		s, _, _ := feed.Parse(n.held())
		n.was = index(s)
	}
	if before, ok := n.was.names(c); ok {
		return before
	}
	return names
}

// names returns the names for c and whether all that c is about was found.
func (n *named) names(c *feed.Change) (names Names, found bool) {
	names.Language, found = short(n.s.Feed.Language), true
	if c.ComponentID != "" {
		if thing := n.components[c.ComponentID]; thing == nil {
			found = false
		} else {
			names.Component = clip(thing.Name)
			if service := n.components[thing.GroupID]; service != nil {
				names.Service = clip(service.Name)
			}
		}
	}
	if c.IncidentID != "" {
		thing := n.incidents[c.IncidentID]
		if thing == nil {
			return names, false
		}
		names.Incident = clip(thing.Name)
		for i := range thing.Promises {
			if p := &thing.Promises[i]; p.ID == c.PromiseID {
				names.Promise = clip(p.Text)
			}
		}
	}
	if c.MaintenanceID != "" {
		if thing := n.maintenances[c.MaintenanceID]; thing == nil {
			found = false
		} else {
			names.Maintenance = clip(thing.Name)
		}
	}
	if c.GuidanceID != "" {
		if thing := n.guidance[c.GuidanceID]; thing == nil {
			found = false
		} else {
			names.Guidance = clip(thing.Title)
		}
	}
	return names, found
}

// clip holds a name to the bounds. The languages of the screens stay first.
func clip(t feed.Text) feed.Text {
	if len(t) == 0 {
		return nil
	}
	tags := make([]string, 0, len(t))
	for tag := range t {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b string) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b))
	})
	out := make(feed.Text, len(tags))
	for _, tag := range tags[:min(len(tags), maxNameTags)] {
		if len(tag) <= maxTag {
			out[tag] = cut(t[tag], maxName)
		}
	}
	return out
}

// maxTag is the longest language tag that is kept, in bytes: RFC 5646 §4.4.1
// asks for room for 35.
const maxTag = 35

func rank(tag string) int {
	if i := slices.Index([]string{"", "ko", "en"}, tag); i >= 0 {
		return i
	}
	return 3
}

func short(tag string) string {
	if len(tag) > maxTag {
		return ""
	}
	return tag
}

// cut shortens s to at most n bytes, at the start of a character, and shows that
// it did.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	const more = "…"
	s = s[:n-len(more)]
	for len(s) > 0 {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size > 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s + more
}
