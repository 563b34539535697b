package subscribe

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// maxAhead is how far in the future an epoch may claim to have started. More
// would let one bad document block every later honest epoch.
const maxAhead = 24 * time.Hour

// Held is what a client already has, from an earlier run. The zero Held has
// nothing.
type Held struct {
	Status        *feed.Status
	SHA256        string // of the payload that Status was parsed from, lower-case hex
	KeyID         string // of the publish key that signed Status, "" if that is not known
	LibrarySHA256 string
	ExpiresAt     time.Time // of the document or of the freshness record that last renewed it
}

// Accepted is a verified document that supersedes the held one.
type Accepted struct {
	Status  *feed.Status
	Payload []byte // the verified bytes
	SHA256  string // of Payload, lower-case hex
	KeyID   string // the publish key that signed it
	Report  feed.Report
	// Changes is what happened since the held document: nothing for a
	// Baseline (the whole tail is in Status.Changes).
	Changes    []feed.Change
	Digest     bool // Changes is a comparison of two documents; what came and went between them is not in it
	Baseline   bool // the first document ever: alerts nobody
	ReceivedAt time.Time
}

// Library is a verified library document.
type Library struct {
	Library *feed.Library
	Payload []byte
	SHA256  string // of Payload, lower-case hex
	Report  feed.Report
}

// refusal is why something that arrived was not taken.
type refusal struct {
	reason Reason
	err    error
	after  time.Duration // what a Retry-After asked for, 0: nothing
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(reason Reason, format string, args ...any) error {
	return &refusal{reason: reason, err: fmt.Errorf(format, args...)}
}

// open verifies an envelope of the profile's feed.
func open(raw []byte, payloadType string, p *envelope.Profile) (payload []byte, keyID string, err error) {
	payload, keyID, err = envelope.Verify(raw, payloadType, p.PublishKeys)
	switch {
	case err == nil:
		return payload, keyID, nil
	case errors.Is(err, envelope.ErrSignature):
		return nil, "", &refusal{reason: RefusedSignature, err: err}
	case errors.Is(err, envelope.ErrUnknownKey):
		return nil, "", &refusal{reason: RefusedKey, err: err}
	}
	return nil, "", &refusal{reason: RefusedEnvelope, err: err}
}

// judge verifies and reads a status envelope and decides whether it supersedes
// held. It returns nil and no error for the document that is already held. now
// is the device's clock.
func judge(raw []byte, p *envelope.Profile, held Held, now time.Time) (*Accepted, error) {
	payload, keyID, err := open(raw, envelope.StatusType(p.Mode), p)
	if err != nil {
		return nil, fmt.Errorf("status: %w", err)
	}
	status, report, err := feed.Parse(payload)
	if err != nil {
		return nil, refuse(RefusedDocument, "status: %w", err)
	}
	switch {
	case status.Mode != p.Mode:
		return nil, refuse(RefusedFeed, "status: mode %q in a feed of mode %q", status.Mode, p.Mode)
	case status.Feed.ID != p.FeedID:
		return nil, refuse(RefusedFeed, "status: of feed %q, not %q", status.Feed.ID, p.FeedID)
	case status.EpochStarted.After(clientNow(held, now).Add(maxAhead)):
		return nil, refuse(RefusedFuture, "status: epoch %q started at %s, more than %s ahead of %s",
			status.Epoch, stamp(status.EpochStarted), maxAhead, stamp(now))
	}
	a := &Accepted{
		Status: status, Payload: payload, SHA256: hash(payload), KeyID: keyID,
		Report: report, ReceivedAt: now,
	}
	old := held.Status
	if old == nil {
		a.Baseline = true
		return a, nil
	}
	number := status.Epoch == old.Epoch && status.Seq == old.Seq
	switch {
	case number && a.SHA256 == held.SHA256:
		return nil, nil
	case held.retired(p):
		// What a retired key signed, however far ahead its numbers, does not
		// stand in the way of its successor.
	case number:
		return nil, refuse(RefusedConflict, "status: %s has sha256 %s, the held one %s", name(status), a.SHA256, held.SHA256)
	case status.Epoch == old.Epoch && !status.EpochStarted.Equal(old.EpochStarted):
		return nil, refuse(RefusedConflict, "status: epoch %q started at %s, in the held one at %s",
			status.Epoch, stamp(status.EpochStarted), stamp(old.EpochStarted))
	case !status.Newer(old):
		return nil, refuse(RefusedOlder, "status: %s is older than %s", name(status), name(old))
	}
	var complete bool
	if status.Newer(old) {
		a.Changes, complete = status.ChangesSince(old.Cursor())
	}
	if !complete {
		a.Changes, a.Digest = feed.Diff(old, status, status.Now(now)), true
	}
	return a, nil
}

// retired reports whether the held document was signed by a key that the profile
// no longer lists.
func (h Held) retired(p *envelope.Profile) bool {
	return h.KeyID != "" && !slices.ContainsFunc(p.PublishKeys, func(k envelope.Key) bool { return k.ID == h.KeyID })
}

// clientNow is the later of the device's clock and the newest signed moment, so
// that a clock set back does not refuse everything.
func clientNow(held Held, now time.Time) time.Time {
	if held.Status != nil && held.Status.IssuedAt.After(now) {
		return held.Status.IssuedAt
	}
	return now
}

// news is what a freshness record means for what is held.
type news int

const (
	nothing news = iota // an older record, or one that does not reach further
	renewal             // the held document is confirmed for longer
	behind              // there is a newer document
)

// openFreshness verifies and reads a freshness envelope.
func openFreshness(raw []byte, p *envelope.Profile) (feed.Freshness, error) {
	payload, _, err := open(raw, envelope.FreshnessType(p.Mode), p)
	if err != nil {
		return feed.Freshness{}, fmt.Errorf("freshness: %w", err)
	}
	f, err := feed.ParseFreshness(payload)
	if err != nil {
		return feed.Freshness{}, refuse(RefusedDocument, "freshness: %w", err)
	}
	return f, nil
}

// weigh says what a verified record means for held. It renews only the very
// document that it names: epoch, seq and hash. retired says that the held
// document's key is no longer the feed's.
func weigh(f feed.Freshness, held Held, retired bool) (news, error) {
	old := held.Status
	switch {
	case old == nil:
		return behind, nil
	case retired && f.SHA256 != held.SHA256:
		return behind, nil
	case f.Epoch != old.Epoch:
		// Only its document says when the other epoch started; a record that
		// was issued earlier belongs to one that is over.
		if f.IssuedAt.After(old.IssuedAt) {
			return behind, nil
		}
		return nothing, nil
	case f.Seq > old.Seq:
		return behind, nil
	case f.Seq < old.Seq:
		return nothing, nil
	case f.SHA256 != held.SHA256:
		return nothing, refuse(RefusedConflict, "freshness: %s has sha256 %s, the held one %s", name(old), f.SHA256, held.SHA256)
	case f.ExpiresAt.After(held.ExpiresAt):
		return renewal, nil
	}
	return nothing, nil
}

// openLibrary verifies a library and that it is the announced one.
func openLibrary(raw []byte, p *envelope.Profile, ref feed.LibraryRef) (Library, error) {
	payload, _, err := open(raw, envelope.LibraryType(p.Mode), p)
	if err != nil {
		return Library{}, fmt.Errorf("library: %w", err)
	}
	l := Library{Payload: payload, SHA256: hash(payload)}
	if l.SHA256 != ref.SHA256 {
		return Library{}, refuse(RefusedLibrary, "library: sha256 %s, the status announced %s", l.SHA256, ref.SHA256)
	}
	if l.Library, l.Report, err = feed.ParseLibrary(payload); err != nil {
		return Library{}, refuse(RefusedLibrary, "library: %w", err)
	}
	if l.Library.FeedID != p.FeedID {
		return Library{}, refuse(RefusedLibrary, "library: of feed %q, not %q", l.Library.FeedID, p.FeedID)
	}
	return l, nil
}

func hash(payload []byte) string {
	sum := sha256.Sum256(payload)
	return hex.EncodeToString(sum[:])
}

func name(s *feed.Status) string { return fmt.Sprintf("document %d of epoch %q", s.Seq, s.Epoch) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
