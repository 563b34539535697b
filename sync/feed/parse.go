package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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

// Parse reads a document the way a client must: tolerantly. An item that is
// broken is dropped and reported, an unknown enumeration value becomes Unknown,
// an unknown field is ignored, a mode that is not known counts as ModeReplay. It
// fails, wrapping ErrDocument, only if payload is not JSON, if an object in it
// has two members of one name (what it says would be up to its reader: a
// component could be down for one and well for another) or if a top-level field
// is missing. Verify the signature first.
func Parse(payload []byte) (*Status, Report, error) {
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
	for path, v := range map[string]instant{"epoch_started": raw.EpochStarted, "issued_at": raw.IssuedAt, "expires_at": raw.ExpiresAt} {
		if v.reason != "" {
			return nil, rep, unusable(path, v.reason)
		}
	}
	if known(raw.Mode, modes) == Unknown {
		rep.add("mode", "unknown, taken as a replay")
		raw.Mode = ModeReplay
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
	if ref := s.LibraryRef; ref != nil && (ref.URL == "" || len(ref.SHA256) != 64) {
		rep.add("library_ref", "incomplete")
		s.LibraryRef = nil
	}
	s.Components = plain(raw.Components, "components", &rep, judgeComponent)
	s.Incidents = batch(raw.Incidents, "incidents", &rep, mendIncident)
	s.Maintenances = batch(raw.Maintenances, "maintenances", &rep, mendMaintenance)
	s.Guidance = list(raw.Guidance, "guidance", &rep, readGuidance)
	s.Changes = plain(raw.Changes, "changes", &rep, judgeChange)
	s.ChangesAfter = tailStart(raw.ChangesAfter, s)
	s.dropDangling(&rep)
	return s, rep, nil
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

// list reads a JSON array item by item. read decodes and mends one item and
// returns why it cannot be used, or "". Of two items with the same id the first
// one stays.
func list[T any](raw json.RawMessage, path string, rep *Report, read func(json.RawMessage, string, *Report) (T, string)) []T {
	if raw == nil || string(raw) == "null" {
		return nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		rep.add(path, "not a list")
		return nil
	}
	return keep(len(items), path, rep, func(i int, at string) (T, string) { return read(items[i], at, rep) })
}

// plain reads a list of items that hold no lists of items themselves; judge puts
// enumeration values that are not known right and returns what is missing, or "".
// As long as every item can be decoded the list is decoded in one go: looking at
// each item by itself takes half as long again.
func plain[T any](raw json.RawMessage, path string, rep *Report, judge func(*T) string) []T {
	var all []T
	if err := json.Unmarshal(raw, &all); err != nil || all == nil {
		return list(raw, path, rep, func(b json.RawMessage, _ string, _ *Report) (T, string) {
			v, reason := decode[T](b)
			reason = firstOf(reason, judge(&v))
			return v, reason
		})
	}
	return keep(len(all), path, rep, func(i int, _ string) (T, string) {
		reason := judge(&all[i])
		return all[i], reason
	})
}

// batch is list for items that hold lists of items: each is read as an R, which keeps those as they came, and mended into
// a T. As long as every item can be decoded they are decoded in one go: looking at each by itself means to look at every
// byte twice more.
func batch[R, T any](raw json.RawMessage, path string, rep *Report, mend func(*R, string, *Report) (T, string)) []T {
	var all []R
	if err := json.Unmarshal(raw, &all); err != nil || all == nil {
		return list(raw, path, rep, func(b json.RawMessage, at string, rep *Report) (T, string) {
			v, reason := decode[R](b)
			if reason != "" {
				var none T
				return none, reason
			}
			return mend(&v, at, rep)
		})
	}
	return keep(len(all), path, rep, func(i int, at string) (T, string) { return mend(&all[i], at, rep) })
}

// keep collects the n items that read gives, without those for which it has a
// reason and without a second one of the same id.
func keep[T any](n int, path string, rep *Report, read func(i int, at string) (T, string)) []T {
	out := make([]T, 0, n)
	seen := make(map[string]bool, n)
	for i := range n {
		at := path + "[" + strconv.Itoa(i) + "]"
		v, reason := read(i, at)
		if reason == "" {
			if id := idOf(&v); id != "" {
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
		out = append(out, v)
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
	lib.Articles = list(raw.Articles, "articles", &rep, func(b json.RawMessage, _ string, _ *Report) (Article, string) {
		a, reason := decode[Article](b)
		a.Kind = known(a.Kind, articleKinds)
		return a, firstOf(reason, missing("id", a.ID == ""), missing("title", a.Title == nil))
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
