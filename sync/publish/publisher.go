package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// Frame is one entry of the log: a signed document with the newest signed
// freshness record for it. Its other fields repeat what is signed, for whoever
// carries the frame without opening it. A Frame is never changed.
type Frame struct {
	Mode         feed.Mode
	Epoch        string
	EpochStarted time.Time
	Seq          uint64
	SHA256       string // of the document's payload, lower-case hex
	IssuedAt     time.Time
	ExpiresAt    time.Time // of the freshness record
	Status       []byte    // DSSE envelope of a feed.Status
	Freshness    []byte    // DSSE envelope of a feed.Freshness
}

// Log takes frames. Append is called by one goroutine at a time, with frames in
// rising order of Seq, except that a renewal repeats its document's. It keeps
// the frame or returns an error; whoever appends goes on with the next frame
// after an error, so a log must take a frame whose predecessor it never saw. It
// returns soon after ctx ends.
type Log interface {
	Append(ctx context.Context, f Frame) error
}

// Params is what a Publisher needs.
type Params struct {
	Mode         feed.Mode // live, replay or drill
	Info         feed.Info
	Signer       *envelope.Signer
	Epoch        string    // a new one for every run that cannot continue the numbering of the last
	EpochStarted time.Time // orders epochs
	Now          func() time.Time
	Log          Log
	Valid        time.Duration // of a document and of a freshness record; 0 means wire's FreshnessValid
	// Resume is where the run before ended: the numbering goes on behind it, in the
	// same epoch. nil: the first document has seq 1.
	Resume *Resume
}

// Resume is the newest that an earlier run of the same feed published. Document is
// what it published, Frame the same signed.
type Resume struct {
	Document *feed.Status
	Frame    Frame
}

// ErrNothingPublished is returned by Renew before the first Publish.
var ErrNothingPublished = errors.New("nothing has been published yet")

// Publisher makes the documents of one feed. It is safe for concurrent use.
type Publisher struct {
	params Params

	mu         sync.Mutex
	seq        uint64       // of the newest document
	previous   *feed.Status // the newest as it was given, before any trimming
	frame      Frame        // the newest
	lastIssued time.Time
}

// New checks the parameters and returns a publisher whose first document has
// seq 1.
func New(p Params) (*Publisher, error) {
	if p.Valid == 0 {
		p.Valid = wire.DefaultTiming().FreshnessValid
	}
	var errs []error
	need := func(ok bool, name string) {
		if !ok {
			errs = append(errs, fmt.Errorf("publish: %s: missing", name))
		}
	}
	switch p.Mode {
	case feed.ModeLive, feed.ModeReplay, feed.ModeDrill:
	default:
		errs = append(errs, fmt.Errorf("publish: mode: unknown value %q", p.Mode))
	}
	need(p.Info.ID != "", "feed id")
	need(p.Signer != nil, "signer")
	need(p.Epoch != "", "epoch")
	need(!p.EpochStarted.IsZero(), "epoch start")
	need(p.Now != nil, "clock")
	need(p.Log != nil, "log")
	need(p.Valid > 0, "validity")
	if r := p.Resume; r != nil {
		doc, frame := r.Document, r.Frame
		need(doc != nil && doc.Epoch == p.Epoch && doc.EpochStarted.Equal(p.EpochStarted), "a document of this epoch to resume from")
		need(doc != nil && frame.Epoch == p.Epoch && frame.Seq == doc.Seq && frame.Mode == p.Mode && len(frame.Status) > 0, "the frame of the document to resume from")
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	made := &Publisher{params: p}
	if r := p.Resume; r != nil {
		made.seq, made.previous, made.frame, made.lastIssued = r.Document.Seq, r.Document, r.Frame, r.Frame.IssuedAt
	}
	return made, nil
}

// Publish makes doc the feed's current document and returns it as it was signed.
// It fills in schema, mode, feed, epoch, seq, the dates and the changes since
// the document before; at is the moment of those changes that have no time of
// their own (the replayed moment in a replay). doc and what it points to are not
// changed.
//
// An invalid document is refused with the path of every fault and uses up no
// number. After an error of the log the document counts as made: its number is
// spent and the next Publish or Renew brings its content, so a reader misses
// nothing.
func (p *Publisher) Publish(ctx context.Context, doc feed.Status, at time.Time) (*feed.Status, error) {
	return p.publish(ctx, doc, at, feed.AppendChanges)
}

// PublishChanges is Publish for a maker that knows itself what has changed since
// the document before; see feed.ExtendChanges. Of a first document changes are not
// told: it is a baseline.
func (p *Publisher) PublishChanges(ctx context.Context, doc feed.Status, changes []feed.Change, at time.Time) (*feed.Status, error) {
	return p.publish(ctx, doc, at, func(previous, next *feed.Status, at time.Time) {
		feed.ExtendChanges(previous, next, changes, at)
	})
}

func (p *Publisher) publish(ctx context.Context, doc feed.Status, at time.Time, tail func(previous, next *feed.Status, at time.Time)) (*feed.Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()

	now := p.issued()
	doc.Schema, doc.Mode, doc.Feed = feed.Schema, p.params.Mode, p.params.Info
	doc.Epoch, doc.EpochStarted, doc.Seq = p.params.Epoch, p.params.EpochStarted, p.seq+1
	doc.IssuedAt, doc.ExpiresAt = now, now.Add(p.params.Valid)
	whole := normal(doc)
	tail(p.previous, &whole, at)

	cut := whole
	cutUpdates(&cut)
	if err := feed.Validate(&cut); err != nil {
		return nil, fmt.Errorf("publish seq %d: %w", cut.Seq, err)
	}
	payload, err := fit(&cut, feed.MaxDocument)
	if err != nil {
		return nil, fmt.Errorf("publish seq %d: %w", cut.Seq, err)
	}
	frame, err := p.sign(&cut, payload)
	if err != nil {
		return nil, fmt.Errorf("publish seq %d: %w", cut.Seq, err)
	}
	// The next Diff compares with the whole document: what was only trimmed
	// must not look new when it comes again, and its changes still count.
	p.previous, p.seq, p.frame, p.lastIssued = &whole, cut.Seq, frame, now
	if err := p.params.Log.Append(ctx, frame); err != nil {
		return nil, fmt.Errorf("publish seq %d: %w", cut.Seq, err)
	}
	return &cut, nil
}

// Renew appends a new freshness record for the current document. Call it every
// wire.Timing.FreshnessEvery: two calls may fail before readers take the feed
// for lost.
func (p *Publisher) Renew(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seq == 0 {
		return fmt.Errorf("renew: %w", ErrNothingPublished)
	}
	frame, now := p.frame, p.issued()
	if err := p.freshness(&frame, now); err != nil {
		return fmt.Errorf("renew seq %d: %w", frame.Seq, err)
	}
	p.frame, p.lastIssued = frame, now
	if err := p.params.Log.Append(ctx, frame); err != nil {
		return fmt.Errorf("renew seq %d: %w", frame.Seq, err)
	}
	return nil
}

// SignLibrary fills in schema, feed and language of a copy of lib, checks and
// signs it, and returns the envelope with the reference that goes into the
// documents.
func (p *Publisher) SignLibrary(lib *feed.Library) (raw []byte, ref feed.LibraryRef, err error) {
	l := *lib
	l.Schema, l.FeedID = feed.Schema, p.params.Info.ID
	if l.Language == "" {
		l.Language = p.params.Info.Language
	}
	if l.Articles == nil {
		l.Articles = []feed.Article{}
	}
	if err := feed.ValidateLibrary(&l); err != nil {
		return nil, ref, fmt.Errorf("library: %w", err)
	}
	payload, err := json.Marshal(&l)
	if err != nil {
		return nil, ref, fmt.Errorf("library: %w", err)
	}
	if len(payload) > feed.MaxDocument {
		return nil, ref, fmt.Errorf("library: %d bytes, at most %d are allowed", len(payload), feed.MaxDocument)
	}
	if raw, err = p.params.Signer.Sign(envelope.LibraryType(p.params.Mode), payload); err != nil {
		return nil, ref, fmt.Errorf("library: %w", err)
	}
	return raw, feed.LibraryRef{URL: wire.LibraryPath, SHA256: hash(payload), Size: int64(len(payload))}, nil
}

// issued returns the moment for the next signature. It never goes back, not even
// where the clock does: readers take the newest signed date for a lower bound of
// the time. Whole milliseconds keep the documents short.
func (p *Publisher) issued() time.Time {
	now := p.params.Now().UTC().Truncate(time.Millisecond)
	if now.Before(p.lastIssued) {
		return p.lastIssued
	}
	return now
}

func (p *Publisher) sign(doc *feed.Status, payload []byte) (Frame, error) {
	raw, err := p.params.Signer.Sign(envelope.StatusType(doc.Mode), payload)
	if err != nil {
		return Frame{}, err
	}
	frame := Frame{
		Mode: doc.Mode, Epoch: doc.Epoch, EpochStarted: doc.EpochStarted, Seq: doc.Seq,
		SHA256: hash(payload), Status: raw,
	}
	return frame, p.freshness(&frame, doc.IssuedAt)
}

// freshness gives the frame a record issued now.
func (p *Publisher) freshness(f *Frame, now time.Time) error {
	record := feed.Freshness{
		Epoch: f.Epoch, Seq: f.Seq, SHA256: f.SHA256,
		IssuedAt: now, ExpiresAt: now.Add(p.params.Valid),
	}
	payload, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("freshness: %w", err)
	}
	if f.Freshness, err = p.params.Signer.Sign(envelope.FreshnessType(f.Mode), payload); err != nil {
		return fmt.Errorf("freshness: %w", err)
	}
	f.IssuedAt, f.ExpiresAt = record.IssuedAt, record.ExpiresAt
	return nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
