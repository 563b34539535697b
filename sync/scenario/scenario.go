package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// ErrUnknown is returned for a name that no scenario has.
var ErrUnknown = errors.New("no such scenario")

// Scenario is one recorded outage. It never changes after Load and is safe for
// concurrent use.
type Scenario struct {
	Name  string
	Mode  feed.Mode // replay; of what Drill returns: drill
	Title feed.Text
	Info  feed.Info
	// Start is where a replay begins if it is told nothing, DefaultUntil where
	// it ends, End how far the recording goes.
	Start, DefaultUntil, End time.Time
	Library                  *feed.Library
	// What the profile of a replay lists: the sources of the recording and the
	// operator's places of that time.
	Links    []envelope.Link
	Contacts []envelope.Contact
	Channels []envelope.Channel

	// frames are the documents that differ, oldest first, the first one that of
	// Start.
	frames []frame
}

// frame is the content from one moment until the next frame's.
type frame struct {
	at  time.Time
	doc feed.Status
}

// Names returns the names of all scenarios, sorted.
func Names() []string { return names(embedded) }

func names(files fs.FS) []string {
	entries, err := fs.Glob(files, "data/*.toml")
	if err != nil { // only a malformed pattern
		panic(err)
	}
	var all []string
	for _, e := range entries {
		if base := path.Base(e); base != libraryFile {
			all = append(all, strings.TrimSuffix(base, ".toml"))
		}
	}
	slices.Sort(all)
	return all
}

// Load reads a scenario and validates every document of it, in a few
// milliseconds. It returns ErrUnknown with the names there are for another one.
func Load(name string) (*Scenario, error) { return load(embedded, name) }

func load(files fs.FS, name string) (*Scenario, error) {
	if all := names(files); !slices.Contains(all, name) {
		return nil, fmt.Errorf("%w: %q; there are %s", ErrUnknown, name, strings.Join(all, ", "))
	}
	var d file
	if err := decode(files, name+".toml", &d); err != nil {
		return nil, err
	}
	if err := d.check(name + ".toml"); err != nil {
		return nil, err
	}
	var texts articles
	if err := decode(files, libraryFile, &texts); err != nil {
		return nil, err
	}
	lib, err := texts.library(d.Feed.ID, d.Feed.Language)
	if err != nil {
		return nil, err
	}
	s := &Scenario{
		Name:  name,
		Mode:  feed.ModeReplay,
		Title: d.Title.text(),
		Info: feed.Info{
			ID: d.Feed.ID, Name: d.Feed.Name.text(), Language: d.Feed.Language, TimeZone: d.Feed.TimeZone,
		},
		Start: d.Start.In(kst), DefaultUntil: d.DefaultUntil.In(kst), End: d.End.In(kst),
		Library: lib,
	}
	s.list(&d)
	s.frames = newBuilder(&d, s).run()
	for _, f := range s.frames {
		doc := s.numbered(f.at, 1, s.Start)
		if err := feed.Validate(&doc); err != nil {
			return nil, fmt.Errorf("%s.toml: document of %s: %w", name, stamp(f.at), err)
		}
	}
	return s, nil
}

// list fills in what the profile allows to open: the places that the data file
// names, and of each source exactly its page.
func (s *Scenario) list(d *file) {
	for _, l := range d.Links {
		s.Links = append(s.Links, envelope.Link{Origin: l.Origin, PathPrefix: l.PathPrefix, Label: l.Label.text()})
	}
	for i := range d.Events {
		for _, source := range d.Events[i].sources() {
			u, err := url.Parse(source)
			if err != nil || u.Scheme != "https" {
				continue // shown as text: only https ever opens
			}
			link := envelope.Link{Origin: "https://" + u.Host, PathPrefix: u.EscapedPath(), Label: feed.Plain(u.Host)}
			if !slices.ContainsFunc(s.Links, func(l envelope.Link) bool {
				return l.Origin == link.Origin && l.PathPrefix == link.PathPrefix
			}) {
				s.Links = append(s.Links, link)
			}
		}
	}
	for _, c := range d.Contacts {
		s.Contacts = append(s.Contacts, envelope.Contact{Type: c.Type, Value: c.Value, Label: c.Label.text()})
	}
	for _, c := range d.Channels {
		ch := envelope.Channel{ID: c.ID, Kind: c.Kind, Name: c.Name.text(), Note: c.Note.text()}
		if c.Action != nil {
			ch.Action = c.Action.action()
		}
		s.Channels = append(s.Channels, ch)
	}
}

// Times returns the moments at which the document changes, in order. The first
// one comes after Start, whose document is all as usual.
func (s *Scenario) Times() []time.Time {
	times := make([]time.Time, 0, len(s.frames))
	for _, f := range s.frames[1:] {
		times = append(times, f.at)
	}
	return times
}

// Next returns the first moment after t at which the document changes.
func (s *Scenario) Next(t time.Time) (time.Time, bool) {
	if i := s.index(t) + 1; i < len(s.frames) {
		return s.frames[i].at, true
	}
	return time.Time{}, false
}

// Before returns the moment to go to for the document before the one that holds
// at t, not before start, and false where there is nothing to go back to.
func (s *Scenario) Before(t, start time.Time) (time.Time, bool) {
	back := start
	if i := s.index(t); i > 0 && s.frames[i-1].at.After(start) {
		back = s.frames[i-1].at
	}
	return back, back.Before(t)
}

// previous returns the moment of the frame that holds at t.
func (s *Scenario) previous(t time.Time) time.Time { return s.frames[s.index(t)].at }

// index returns the frame that holds at t; before Start it is the first.
func (s *Scenario) index(t time.Time) int {
	i, found := slices.BinarySearchFunc(s.frames, t, func(f frame, t time.Time) int { return f.at.Compare(t) })
	if found {
		return i
	}
	return max(i-1, 0)
}

// At returns the document of the moment t, with Replay.At = t and speed 0, and
// without what a publisher fills in: epoch, seq, dates and changes. It takes
// microseconds. What the document points to is shared and must not be changed.
func (s *Scenario) At(t time.Time) feed.Status {
	t = t.In(kst)
	doc := s.frames[s.index(t)].doc
	doc.Replay = &feed.Replay{Scenario: s.Name, At: t, Until: s.DefaultUntil}
	if t.After(s.DefaultUntil) {
		doc.Replay.Until = s.End
	}
	if next, ok := s.Next(t); ok {
		next = next.In(kst)
		doc.Replay.NextAt = &next
	}
	return doc
}

// Document returns the document of the moment t as a replay from Start would
// have published it last, complete but unsigned: numbered, dated issued, with
// the changes of the 72 hours before t. It is valid by feed.Validate.
func (s *Scenario) Document(t, issued time.Time) feed.Status {
	var previous *feed.Status
	for i := 0; ; i++ {
		at, last := s.frames[i].at, i == s.index(t)
		if last {
			at = t
		}
		doc := s.numbered(at, uint64(i)+1, issued)
		feed.AppendChanges(previous, &doc, s.frames[i].at)
		if last {
			return doc
		}
		previous = &doc
	}
}

// past returns all changes up to t, oldest first, without ids.
func (s *Scenario) past(t time.Time) []feed.Change {
	changes := []feed.Change{}
	for i := 1; i <= s.index(t); i++ {
		previous, next := s.numbered(s.frames[i-1].at, 1, s.Start), s.numbered(s.frames[i].at, 1, s.Start)
		changes = append(changes, feed.Diff(&previous, &next, s.frames[i].at)...)
	}
	return changes
}

// numbered returns the document of t with what a publisher fills in.
func (s *Scenario) numbered(t time.Time, seq uint64, issued time.Time) feed.Status {
	doc := s.At(t)
	doc.Epoch, doc.EpochStarted, doc.Seq = s.Name, issued, seq
	doc.IssuedAt, doc.ExpiresAt = issued, issued.Add(wire.DefaultTiming().FreshnessValid)
	return doc
}
