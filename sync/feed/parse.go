package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bokgu/sync/ijson"
)

// Problem is one item of a document that a reader left out or changed, and why.
type Problem struct {
	Path   string // such as "incidents[2].updates[0].id"
	Reason string
}

// Report says what Parse could not take over. A document with problems is still
// shown: without the broken items.
type Report struct {
	Problems []Problem
}

// maxProblems bounds a report, so that a hostile document cannot fill the
// memory with complaints; what comes later is dropped as well, but not listed.
const maxProblems = 100

func (r *Report) add(path, reason string) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{path, reason})
	}
}

// ErrDocument is what every error of Parse, ParseLibrary and ParseFreshness
// wraps: the document as a whole cannot be used.
var ErrDocument = errors.New("unusable document")

func unusable(path, reason string) error {
	return fmt.Errorf("%w: %s: %s", ErrDocument, path, reason)
}

// rawStatus reads the top level alone, so that one broken item cannot take the
// document with it.
type rawStatus struct {
	Schema       int             `json:"schema"`
	Mode         Mode            `json:"mode"`
	Feed         *Info           `json:"feed"`
	Epoch        string          `json:"epoch"`
	EpochStarted instant         `json:"epoch_started"`
	Seq          uint64          `json:"seq"`
	IssuedAt     instant         `json:"issued_at"`
	ExpiresAt    instant         `json:"expires_at"`
	NextUpdateBy json.RawMessage `json:"next_update_by"`
	Replay       json.RawMessage `json:"replay"`
	Components   json.RawMessage `json:"components"`
	Incidents    json.RawMessage `json:"incidents"`
	Maintenances json.RawMessage `json:"maintenances"`
	Guidance     json.RawMessage `json:"guidance"`
	Changes      json.RawMessage `json:"changes"`
	ChangesAfter *uint64         `json:"changes_after"`
	LibraryRef   json.RawMessage `json:"library_ref"`
}

// instant is a time that remembers why it could not be read, so that the error
// can name the field.
type instant struct {
	time.Time
	reason string
}

func (i *instant) UnmarshalJSON(b []byte) error {
	if err := i.Time.UnmarshalJSON(b); err != nil {
		i.reason = err.Error()
	}
	return nil
}

// wholeStatus is a document decoded in one go, with what it left out kept apart
// from what is zero.
type wholeStatus struct {
	Status
	Feed         *Info   `json:"feed"`
	ChangesAfter *uint64 `json:"changes_after"`
}

// complete reports whether every top-level field is there that has to be.
func (w *wholeStatus) complete() bool {
	return w.Schema > 0 && w.Mode != "" && w.Feed != nil && w.Feed.ID != "" && w.Epoch != "" && w.Seq > 0 && w.Components != nil &&
		!w.EpochStarted.IsZero() && !w.IssuedAt.IsZero() && !w.ExpiresAt.IsZero()
}

// Parse reads a document the way a client must: tolerantly. An item that is
// broken is dropped and reported, an unknown enumeration value becomes Unknown,
// an unknown field is ignored, a mode that is not known counts as ModeReplay. It
// fails, wrapping ErrDocument, only if payload is not JSON, if an object in it
// has two members of one name (what it says would be up to its reader: a
// component could be down for one and well for another) or if a top-level field
// is missing. Verify the signature first.
//
// A document in which every item can be decoded is decoded in one go; any other
// one is read item by item, which takes about three times as long.
func Parse(payload []byte) (*Status, Report, error) {
	var whole wholeStatus
	err := ijson.Unmarshal(payload, &whole)
	if err != nil || !whole.complete() {
		return parseItems(payload)
	}
	var rep Report
	s := &whole.Status
	s.Feed = *whole.Feed
	if s.Mode == ModeLive {
		s.Replay = nil
	}
	s.mend(lists{
		components: decoded(s.Components), incidents: decodedIncidents(s.Incidents), maintenances: decodedMaintenances(s.Maintenances),
		guidance: decodedGuidance(s.Guidance), changes: decoded(s.Changes),
	}, whole.ChangesAfter, &rep)
	return s, rep, nil
}

// parseItems is Parse item by item.
func parseItems(payload []byte) (*Status, Report, error) {
	var rep Report
	var raw rawStatus
	if err := ijson.Unmarshal(payload, &raw); err != nil {
		return nil, rep, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	for _, field := range []struct {
		path    string
		missing bool
	}{
		{"schema", raw.Schema <= 0},
		{"mode", raw.Mode == ""},
		{"feed", raw.Feed == nil},
		{"feed.id", raw.Feed != nil && raw.Feed.ID == ""},
		{"epoch", raw.Epoch == ""},
		{"epoch_started", raw.EpochStarted.IsZero() && raw.EpochStarted.reason == ""},
		{"seq", raw.Seq == 0},
		{"issued_at", raw.IssuedAt.IsZero() && raw.IssuedAt.reason == ""},
		{"expires_at", raw.ExpiresAt.IsZero() && raw.ExpiresAt.reason == ""},
		{"components", raw.Components == nil},
	} {
		if field.missing {
			return nil, rep, unusable(field.path, "missing")
		}
	}
	for _, v := range []struct { // of several broken ones always the same is named
		path string
		instant
	}{{"epoch_started", raw.EpochStarted}, {"issued_at", raw.IssuedAt}, {"expires_at", raw.ExpiresAt}} {
		if v.reason != "" {
			return nil, rep, unusable(v.path, v.reason)
		}
	}
	s := &Status{
		Schema: raw.Schema, Mode: raw.Mode, Feed: *raw.Feed, Epoch: raw.Epoch, EpochStarted: raw.EpochStarted.Time,
		Seq: raw.Seq, IssuedAt: raw.IssuedAt.Time, ExpiresAt: raw.ExpiresAt.Time,
	}
	s.NextUpdateBy = optional[time.Time](raw.NextUpdateBy, "next_update_by", &rep)
	if s.Mode != ModeLive {
		s.Replay = optional[Replay](raw.Replay, "replay", &rep)
	}
	s.LibraryRef = optional[LibraryRef](raw.LibraryRef, "library_ref", &rep)
	s.mend(lists{
		components: rawItems[Component](raw.Components), incidents: rawIncidents(raw.Incidents), maintenances: rawMaintenances(raw.Maintenances),
		guidance: rawGuidance(raw.Guidance), changes: rawItems[Change](raw.Changes),
	}, raw.ChangesAfter, &rep)
	return s, rep, nil
}

// lists are the lists of a document as they came.
type lists struct {
	components   list[Component]
	incidents    list[Incident]
	maintenances list[Maintenance]
	guidance     list[Guidance]
	changes      list[Change]
}

// mend takes over what of the lists can be used and puts right what of the rest
// is not known. changesAfter is nil where the document does not say it.
func (s *Status) mend(from lists, changesAfter *uint64, rep *Report) {
	if known(s.Mode, modes) == Unknown {
		rep.add("mode", "unknown, taken as a replay")
		s.Mode = ModeReplay
	}
	if ref := s.LibraryRef; ref != nil && (ref.URL == "" || len(ref.SHA256) != 64) {
		rep.add("library_ref", "incomplete")
		s.LibraryRef = nil
	}
	s.Components = from.components("components", rep, judgeComponent)
	s.Incidents = from.incidents("incidents", rep, sound)
	s.Maintenances = from.maintenances("maintenances", rep, sound)
	s.Guidance = from.guidance("guidance", rep, sound)
	s.Changes = from.changes("changes", rep, judgeChange)
	s.ChangesAfter = tailStart(changesAfter, s)
	s.dropDangling(rep)
}

// tailStart works out what the tail of changes reaches back to when the
// document does not say: of the oldest seq in it some changes may have been cut.
func tailStart(said *uint64, s *Status) uint64 {
	switch {
	case said != nil:
		return *said
	case len(s.Changes) == 0:
		return s.Seq - 1
	}
	oldest := s.Seq
	for _, c := range s.Changes {
		if seq, ok := c.Seq(); ok {
			oldest = min(oldest, seq)
		}
	}
	return oldest
}

func optional[T any](raw json.RawMessage, path string, rep *Report) *T {
	if raw == nil || string(raw) == "null" {
		return nil
	}
	v := new(T)
	if err := json.Unmarshal(raw, v); err != nil {
		rep.add(path, err.Error())
		return nil
	}
	return v
}

// A list is a list in a document: what of it can be used, in its order. judge
// puts right what is not known in an item and returns why the item cannot be
// used, or "". Of two items with the same id the first one stays.
type list[T any] func(path string, rep *Report, judge func(*T) string) []T

// sound judges items that have been judged when they were read.
func sound[T any](*T) string { return "" }

// decoded is a list that has been decoded. Its array is used again.
func decoded[T any](all []T) list[T] {
	return decodedWith(all, func(*T, string, *Report) string { return "" })
}

// decodedWith is decoded for items that hold lists: mend takes over what of those
// can be used and returns why the item itself cannot be, or "".
func decodedWith[T any](all []T, mend func(v *T, at string, rep *Report) string) list[T] {
	return func(path string, rep *Report, judge func(*T) string) []T {
		return keep(all, path, rep, func(i int, at string) string { return firstOf(mend(&all[i], at, rep), judge(&all[i])) })
	}
}

// rawItems is a list of items that hold no lists of items themselves, as it came.
func rawItems[T any](raw json.RawMessage) list[T] {
	return itemwise(raw, func(b json.RawMessage, _ string, _ *Report) (T, string) { return decode[T](b) })
}

// itemwise is a list as it came. read decodes one item and returns why it cannot
// be used, or "".
func itemwise[T any](raw json.RawMessage, read func(json.RawMessage, string, *Report) (T, string)) list[T] {
	return func(path string, rep *Report, judge func(*T) string) []T {
		if raw == nil || string(raw) == "null" {
			return nil
		}
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			rep.add(path, "not a list")
			return nil
		}
		all := make([]T, len(items))
		return keep(all, path, rep, func(i int, at string) string {
			v, reason := read(items[i], at, rep)
			reason = firstOf(reason, judge(&v))
			all[i] = v
			return reason
		})
	}
}

// keep leaves those items in all for which judge, asked for them in their order,
// has no reason against and which are not a second one of the same id. A nil list
// stays nil.
func keep[T any](all []T, path string, rep *Report, judge func(i int, at string) string) []T {
	if all == nil {
		return nil
	}
	out := all[:0]
	seen := make(map[string]bool, len(all))
	for i := range all {
		at := indexed(path, i)
		reason := judge(i, at)
		if reason == "" {
			if id := idOf(&all[i]); id != "" {
				if seen[id] {
					reason = "id: duplicate"
				}
				seen[id] = true
			}
		}
		if reason != "" {
			rep.add(at, reason)
			continue
		}
		out = append(out, all[i])
	}
	return out
}

// decode reads an item whose parts are not lists of items themselves.
func decode[T any](raw json.RawMessage) (T, string) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, err.Error()
	}
	return v, ""
}

// ParseLibrary reads a library document as tolerantly as Parse reads a status.
func ParseLibrary(payload []byte) (*Library, Report, error) {
	var rep Report
	var raw struct {
		Library
		Articles json.RawMessage `json:"articles"`
	}
	if err := ijson.Unmarshal(payload, &raw); err != nil {
		return nil, rep, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	switch {
	case raw.Schema <= 0:
		return nil, rep, unusable("schema", "missing")
	case raw.FeedID == "":
		return nil, rep, unusable("feed_id", "missing")
	case raw.Articles == nil:
		return nil, rep, unusable("articles", "missing")
	}
	lib := raw.Library
	lib.Articles = rawItems[Article](raw.Articles)("articles", &rep, func(a *Article) string {
		a.Kind = known(a.Kind, articleKinds)
		return firstOf(missing("id", a.ID == ""), missing("title", a.Title == nil))
	})
	return &lib, rep, nil
}

// ParseFreshness reads a freshness record. All of its fields are needed.
func ParseFreshness(payload []byte) (Freshness, error) {
	var f Freshness
	if err := ijson.Unmarshal(payload, &f); err != nil {
		return f, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	switch {
	case f.Epoch == "":
		return f, unusable("epoch", "missing")
	case f.Seq == 0:
		return f, unusable("seq", "missing")
	case len(f.SHA256) != 64:
		return f, unusable("sha256", "not 64 hex digits")
	case f.IssuedAt.IsZero() || f.ExpiresAt.IsZero():
		return f, unusable("issued_at, expires_at", "missing")
	}
	return f, nil
}
