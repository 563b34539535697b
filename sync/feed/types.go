package feed

import (
	"strconv"
	"strings"
	"time"
)

// Schema is the version of the document format that this package writes. A
// reader takes any version: fields that it does not know are ignored.
const Schema = 1

// Status is one complete status document. A later one supersedes every earlier
// one, so a gap or a duplicate can never corrupt what a person sees. A Status
// that has been handed on is not changed any more.
type Status struct {
	Schema       int           `json:"schema"`
	Mode         Mode          `json:"mode"`
	Feed         Info          `json:"feed"`
	Epoch        string        `json:"epoch"`                    // a new one starts when Seq could not be continued
	EpochStarted time.Time     `json:"epoch_started"`            // orders epochs
	Seq          uint64        `json:"seq"`                      // rises by at least one per document within an epoch
	IssuedAt     time.Time     `json:"issued_at"`                // real time, in a replay too
	ExpiresAt    time.Time     `json:"expires_at"`               // real time; later the document is shown as not confirmed
	NextUpdateBy *time.Time    `json:"next_update_by,omitempty"` // when the operator promised to speak next
	Replay       *Replay       `json:"replay,omitempty"`         // only where Mode is not live
	Components   []Component   `json:"components"`
	Incidents    []Incident    `json:"incidents"`
	Maintenances []Maintenance `json:"maintenances"`
	Guidance     []Guidance    `json:"guidance"`
	Changes      []Change      `json:"changes"` // oldest first
	// ChangesAfter is the Seq whose changes, and those of everything before
	// it, may be missing from Changes: the tail is complete for whoever holds
	// ChangesAfter or later.
	ChangesAfter uint64      `json:"changes_after"`
	LibraryRef   *LibraryRef `json:"library_ref,omitempty"`
}

// Info names a feed.
type Info struct {
	ID       string `json:"id"`
	Name     Text   `json:"name"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"` // BCP 47 tag of the feed's plain strings
	TimeZone string `json:"time_zone"`          // IANA name
}

// Replay says which moment of the past a replay or drill shows. The moment at
// the real time t is At + (t − issued_at) · Speed, never later than Until.
type Replay struct {
	Scenario string     `json:"scenario"`
	At       time.Time  `json:"at"`
	Speed    float64    `json:"speed"` // 1 is real time, 0 is paused
	Until    time.Time  `json:"until"`
	NextAt   *time.Time `json:"next_at,omitempty"` // the next recorded event, absent after the last
}

// Component is a service or, where GroupID names a service, one of its
// functions (KakaoTalk > photos and video).
type Component struct {
	ID       string          `json:"id"`
	GroupID  string          `json:"group_id,omitempty"`
	Name     Text            `json:"name"`
	Status   ComponentStatus `json:"status"` // of a service with functions: ignored, see Status.Services
	Note     Text            `json:"note,omitempty"`
	Since    time.Time       `json:"since"` // when Status began
	Position int             `json:"position"`
}

// Incident is one outage as its operator tells it.
type Incident struct {
	ID           string         `json:"id"`
	Name         Text           `json:"name"`
	Status       IncidentStatus `json:"status"`
	Impact       Impact         `json:"impact"`
	StartedAt    time.Time      `json:"started_at"`
	ResolvedAt   *time.Time     `json:"resolved_at,omitempty"`
	ComponentIDs []string       `json:"component_ids"`
	Causes       []Cause        `json:"causes,omitempty"`
	Stages       []Stage        `json:"stages,omitempty"`
	Promises     []Promise      `json:"promises,omitempty"`
	Updates      []Update       `json:"updates"` // newest first, at most MaxUpdates
}

// Cause is one reason that the operator named.
type Cause struct {
	Category CauseCategory `json:"category"`
	Text     Text          `json:"text"`
}

// Stage is how far one stage of the recovery is. A stage that is not listed is
// StageNotReported.
type Stage struct {
	Stage   StageName  `json:"stage"`
	State   StageState `json:"state"`
	At      *time.Time `json:"at,omitempty"`      // when the state was reached
	Text    Text       `json:"text,omitempty"`    // what happened
	Outlook Text       `json:"outlook,omitempty"` // what it gives reason to hope for
}

// Promise is one announced deadline.
type Promise struct {
	ID       string       `json:"id"`
	Text     Text         `json:"text"`
	MadeAt   time.Time    `json:"made_at"`
	DueAt    time.Time    `json:"due_at"`
	State    PromiseState `json:"state"`
	Replaces string       `json:"replaces,omitempty"` // id of the promise that this one moved
}

// Update is one thing that was said about an incident or a maintenance.
type Update struct {
	ID        string         `json:"id"`
	Status    IncidentStatus `json:"status,omitempty"` // of an incident's update; of a maintenance's a MaintenanceStatus
	Body      Text           `json:"body"`
	DisplayAt time.Time      `json:"display_at"` // may be set back by its author
	UpdatedAt time.Time      `json:"updated_at"` // newer than DisplayAt: it was edited
	Affected  []Affected     `json:"affected,omitempty"`
	SourceURL string         `json:"source_url,omitempty"`
	Stage     StageName      `json:"stage,omitempty"`    // the stage that it belongs to
	Observed  bool           `json:"observed,omitempty"` // true: a fact reported by others, not the operator's word
}

// Affected is what an update says about one component.
type Affected struct {
	ComponentID string          `json:"component_id"`
	From        ComponentStatus `json:"from"`
	To          ComponentStatus `json:"to"`
}

// Maintenance is planned work.
type Maintenance struct {
	ID             string            `json:"id"`
	Name           Text              `json:"name"`
	Status         MaintenanceStatus `json:"status"`
	ScheduledFor   time.Time         `json:"scheduled_for"`
	ScheduledUntil time.Time         `json:"scheduled_until"`
	ComponentIDs   []string          `json:"component_ids"`
	Updates        []Update          `json:"updates,omitempty"`
}

// Guidance is one instruction to users, with the conditions under which it
// holds. See Guidance.Validity.
type Guidance struct {
	ID           string       `json:"id"`
	Kind         GuidanceKind `json:"kind"`
	ComponentIDs []string     `json:"component_ids,omitempty"` // what it is about; empty: everything
	Priority     int          `json:"priority"`                // higher first
	Title        Text         `json:"title"`
	Text         Text         `json:"text,omitempty"`
	Actions      []Action     `json:"actions,omitempty"`
	Effective    *time.Time   `json:"effective,omitempty"`
	Expires      *time.Time   `json:"expires,omitempty"`
	ValidWhile   *Condition   `json:"valid_while,omitempty"`
	Supersedes   string       `json:"supersedes,omitempty"` // id of the guidance that this one replaces while it is valid
	SourceURL    string       `json:"source_url,omitempty"`
}

// Condition ties guidance to the state of a component.
type Condition struct {
	ComponentID string            `json:"component_id"`
	StatusIn    []ComponentStatus `json:"status_in"`
}

// Action is something to open. It opens only if the feed's profile lists it.
type Action struct {
	Type  ActionType `json:"type"`
	Value string     `json:"value"`
	Label Text       `json:"label"`
}

// Change is one thing that differs between two successive documents. Its ID is
// its identity: text and time may be the same in two different changes.
type Change struct {
	ID            string     `json:"id"` // <epoch>.<seq>.<n>, see ChangeID
	At            time.Time  `json:"at"`
	Kind          ChangeKind `json:"kind"`
	ComponentID   string     `json:"component_id,omitempty"`
	IncidentID    string     `json:"incident_id,omitempty"`
	UpdateID      string     `json:"update_id,omitempty"`
	Stage         StageName  `json:"stage,omitempty"`
	PromiseID     string     `json:"promise_id,omitempty"`
	GuidanceID    string     `json:"guidance_id,omitempty"`
	MaintenanceID string     `json:"maintenance_id,omitempty"`
	From          string     `json:"from,omitempty"`
	To            string     `json:"to,omitempty"`
}

// ChangeID names the nth change (from 0) of the document seq of an epoch.
func ChangeID(epoch string, seq uint64, n int) string {
	return epoch + "." + strconv.FormatUint(seq, 10) + "." + strconv.Itoa(n)
}

// Seq returns the seq of the document that brought the change, and false if the
// id has another form. Epochs may hold dots: the last two fields count.
func (c Change) Seq() (uint64, bool) {
	head, _, ok := cutLast(c.ID)
	if !ok {
		return 0, false
	}
	_, seq, ok := cutLast(head)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(seq, 10, 64)
	return n, err == nil
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// LibraryRef points to the library document that goes with a status.
type LibraryRef struct {
	URL    string `json:"url"`    // absolute, or relative to the status document
	SHA256 string `json:"sha256"` // lower-case hex of the library's payload bytes
	Size   int64  `json:"size"`   // bytes of that payload
}

// Library is the slow part of a feed, readable offline: its own signed document.
type Library struct {
	Schema   int       `json:"schema"`
	FeedID   string    `json:"feed_id"`
	Language string    `json:"language,omitempty"`
	Articles []Article `json:"articles"`
}

// Article is one text of the library.
type Article struct {
	ID       string      `json:"id"`
	Kind     ArticleKind `json:"kind"`
	Title    Text        `json:"title"`
	Text     Text        `json:"text"`
	Position int         `json:"position"`
}

// Freshness is the small signed record that says "nothing new, and we are
// alive". It renews a document only if Epoch, Seq and SHA256 are the held one's.
type Freshness struct {
	Epoch     string    `json:"epoch"`
	Seq       uint64    `json:"seq"`
	SHA256    string    `json:"sha256"` // lower-case hex of the status payload bytes
	IssuedAt  time.Time `json:"issued_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Cursor says how far a reader has come in a feed. The zero Cursor has read
// nothing.
type Cursor struct {
	Epoch string `json:"epoch"`
	Seq   uint64 `json:"seq"`
}

// Cursor returns the cursor of whoever has taken in s.
func (s *Status) Cursor() Cursor { return Cursor{s.Epoch, s.Seq} }

// Newer reports whether s supersedes old: a later epoch, or a higher seq of the
// same. A nil old is superseded by anything.
func (s *Status) Newer(old *Status) bool {
	if old == nil {
		return true
	}
	if s.Epoch != old.Epoch {
		return s.EpochStarted.After(old.EpochStarted)
	}
	return s.Seq > old.Seq
}

// Now returns the moment that s speaks about at the real time t. For a live
// document that is the later of t and its issue; for a replay it is the replayed
// moment.
func (s *Status) Now(t time.Time) time.Time {
	if t.Before(s.IssuedAt) {
		t = s.IssuedAt
	}
	if s.Mode == ModeLive || s.Replay == nil {
		return t
	}
	at := s.Replay.At.Add(time.Duration(float64(t.Sub(s.IssuedAt)) * s.Replay.Speed))
	if until := s.Replay.Until; !until.IsZero() && at.After(until) {
		return until
	}
	return at
}

// Component returns the component with that id, or nil.
func (s *Status) Component(id string) *Component { return find(s.Components, id) }

// Incident returns the incident with that id, or nil.
func (s *Status) Incident(id string) *Incident { return find(s.Incidents, id) }

// GuidanceByID returns the guidance with that id, or nil.
func (s *Status) GuidanceByID(id string) *Guidance { return find(s.Guidance, id) }

// Stage returns how far a stage of the incident is; StageNotReported if it is
// not listed.
func (in *Incident) Stage(name StageName) Stage {
	for _, st := range in.Stages {
		if st.Stage == name {
			return st
		}
	}
	return Stage{Stage: name, State: StageNotReported}
}

// item is a part of a document that has an id.
type item interface {
	Component | Incident | Maintenance | Guidance | Promise | Update | Article
}

func find[T item](list []T, id string) *T {
	for i := range list {
		if idOf(&list[i]) == id {
			return &list[i]
		}
	}
	return nil
}

func idOf(v any) string {
	switch v := v.(type) {
	case *Component:
		return v.ID
	case *Incident:
		return v.ID
	case *Maintenance:
		return v.ID
	case *Guidance:
		return v.ID
	case *Promise:
		return v.ID
	case *Update:
		return v.ID
	case *Article:
		return v.ID
	case *Change:
		return v.ID
	}
	return ""
}
