package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"time"

	"bokgu/sync/ijson"
)

// The types of event.
const (
	TypeHello     = "bokgu.hello.v1"     // data is a Hello
	TypeStatus    = "bokgu.status.v1"    // data is the DSSE envelope of a status document
	TypeFreshness = "bokgu.freshness.v1" // data is the DSSE envelope of a freshness record
	TypeGoaway    = "bokgu.goaway.v1"    // data is a Goaway
)

// SpecVersion is the version of CloudEvents that is spoken.
const SpecVersion = "1.0"

const jsonType = "application/json"

// maxAttribute bounds id, source and type, in bytes.
const maxAttribute = 256

// ErrEvent is what every refusal of ParseEvent, ParseHello and ParseGoaway
// wraps.
var ErrEvent = errors.New("not an event of a feed")

// Event is one CloudEvent in structured JSON mode.
type Event struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`     // unique within Source
	Source          string          `json:"source"` // a URI reference, relative to the address of the stream
	Type            string          `json:"type"`
	Time            time.Time       `json:"time,omitzero"`
	DataContentType string          `json:"datacontenttype,omitempty"`
	Data            json.RawMessage `json:"data,omitempty"`
}

// NewEvent returns an event of the stream with the given JSON as its data.
func NewEvent(eventType, id string, at time.Time, data []byte) Event {
	return Event{
		SpecVersion:     SpecVersion,
		ID:              id,
		Source:          StreamPath,
		Type:            eventType,
		Time:            at.UTC(),
		DataContentType: jsonType,
		Data:            data,
	}
}

// Encode returns the event as the text of one frame. It fails if Data is not
// JSON or the result is larger than MaxInflatedBytes.
func (e Event) Encode() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.Type, err)
	}
	if len(b) > MaxInflatedBytes {
		return nil, fmt.Errorf("encode event %s: %d bytes, at most %d are allowed", e.Type, len(b), MaxInflatedBytes)
	}
	return b, nil
}

// ParseEvent reads the text of one frame. It takes an event of any type: a
// reader ignores those that it does not know. What is no CloudEvent 1.0 with
// JSON data, or has two members of one name, is refused with ErrEvent; what is
// within Data is for whoever reads that.
func ParseEvent(b []byte) (Event, error) {
	if len(b) > MaxInflatedBytes {
		return Event{}, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrEvent, len(b), MaxInflatedBytes)
	}
	e, err := readEvent(b)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	if e.SpecVersion != SpecVersion {
		return Event{}, fmt.Errorf("%w: specversion is %.20q, not %q", ErrEvent, e.SpecVersion, SpecVersion)
	}
	for _, a := range []struct{ name, value string }{{"id", e.ID}, {"source", e.Source}, {"type", e.Type}} {
		if a.value == "" {
			return Event{}, fmt.Errorf("%w: %s: missing", ErrEvent, a.name)
		}
		if len(a.value) > maxAttribute {
			return Event{}, fmt.Errorf("%w: %s: %d bytes, at most %d are allowed", ErrEvent, a.name, len(a.value), maxAttribute)
		}
	}
	if e.DataContentType != "" {
		if t, _, err := mime.ParseMediaType(e.DataContentType); err != nil || t != jsonType {
			return Event{}, fmt.Errorf("%w: datacontenttype is %.40q, not %q", ErrEvent, e.DataContentType, jsonType)
		}
	}
	return e, nil
}

// readEvent reads an event; one that carries a long envelope without looking
// through that.
func readEvent(b []byte) (e Event, err error) {
	if h, ok := ijson.Hollowed(b); ok {
		if err := ijson.UnmarshalOuter(h.Text, &e); err == nil {
			if e.Data, ok = h.Fill(e.Data); ok {
				return e, nil
			}
		}
		e = Event{}
	}
	err = ijson.UnmarshalOuter(b, &e)
	return e, err
}

// Cursor is what an edge makes of the position that a reader gave.
type Cursor string

// The answers about a cursor.
const (
	CursorExact      Cursor = "exact"      // it is the current document's
	CursorSuperseded Cursor = "superseded" // an earlier document of the same epoch
	CursorUnknown    Cursor = "unknown"    // none given, of another epoch, or ahead of the edge
)

// Hello is the first event of every connection. It is not signed: it may shape
// when and how a reader comes back, never what it believes.
type Hello struct {
	ServerTime time.Time `json:"server_time"` // a hint at a wrong clock, never more
	PingMS     int64     `json:"ping_ms"`     // how often the edge pings
	Epoch      string    `json:"epoch"`
	Seq        uint64    `json:"seq"`
	Current    bool      `json:"current"` // no status follows: the reader holds it
	Cursor     Cursor    `json:"cursor"`
	MaxBytes   int64     `json:"max_bytes"`             // of an inflated message; may lower MaxInflatedBytes
	StatusURLs []string  `json:"status_urls,omitempty"` // where else the document is; relative to the stream
	Reconnect  Reconnect `json:"reconnect"`
}

// Reconnect is how the edge wants readers to spread out when they come back.
type Reconnect struct {
	MinMS int64 `json:"min_ms"` // first reconnect: uniform between min and max
	MaxMS int64 `json:"max_ms"`
	CapMS int64 `json:"cap_ms"` // of the later back-off; see Timing.BackoffCapMax
}

// Goaway says that the edge is about to close, and where and when to return.
type Goaway struct {
	Reason       string `json:"reason"` // a code such as "shutdown", for logs
	RetryAfterMS int64  `json:"retry_after_ms"`
	JitterMS     int64  `json:"jitter_ms"`     // come back uniformly within this time after RetryAfterMS
	URL          string `json:"url,omitempty"` // another edge; obeyed only on an origin that the profile lists
}

// Hello reads the data of a hello, with every figure brought within bounds.
func (e Event) Hello(t Timing) (Hello, error) {
	var h Hello
	if err := e.data(TypeHello, &h); err != nil {
		return Hello{}, err
	}
	if h.Cursor != CursorExact && h.Cursor != CursorSuperseded {
		h.Cursor = CursorUnknown
	}
	if h.MaxBytes <= 0 || h.MaxBytes > MaxInflatedBytes {
		h.MaxBytes = MaxInflatedBytes
	}
	if h.PingMS <= 0 {
		h.PingMS = t.Ping.Milliseconds()
	}
	h.PingMS = min(max(h.PingMS, 1_000), maxPing.Milliseconds())
	r := &h.Reconnect
	if r.MaxMS <= 0 {
		r.MinMS, r.MaxMS = 0, t.FirstReconnect.Milliseconds()
	}
	r.MaxMS = min(r.MaxMS, t.BackoffCapMax.Milliseconds())
	r.MinMS = min(max(r.MinMS, 0), r.MaxMS)
	if r.CapMS <= 0 {
		r.CapMS = t.BackoffCap.Milliseconds()
	}
	r.CapMS = min(max(r.CapMS, t.BackoffCap.Milliseconds()), t.BackoffCapMax.Milliseconds())
	return h, nil
}

// Goaway reads the data of a goaway, with every figure brought within bounds:
// no edge can send its readers away for longer than Timing.BackoffCapMax.
func (e Event) Goaway(t Timing) (Goaway, error) {
	var g Goaway
	if err := e.data(TypeGoaway, &g); err != nil {
		return Goaway{}, err
	}
	if g.JitterMS <= 0 {
		g.JitterMS = t.GoawayWindow.Milliseconds()
	}
	g.RetryAfterMS = min(max(g.RetryAfterMS, 0), t.BackoffCapMax.Milliseconds())
	g.JitterMS = min(g.JitterMS, t.BackoffCapMax.Milliseconds())
	return g, nil
}

func (e Event) data(want string, into any) error {
	if e.Type != want {
		return fmt.Errorf("%w: type is %.40q, not %q", ErrEvent, e.Type, want)
	}
	if err := ijson.Unmarshal(e.Data, into); err != nil {
		return fmt.Errorf("%w: data of %s: %w", ErrEvent, want, err)
	}
	return nil
}
