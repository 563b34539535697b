package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/views"
)

// previewer counts how often rules would have told somebody something in the
// recorded outage. It counts on a goroutine of its own, gives up when other
// rules come, and remembers what it has counted. Safe for concurrent use.
type previewer struct {
	ctx context.Context
	// begin, if set, is waited for: the first frame has precedence.
	begin <-chan struct{}
	// show is told what is known now, from any goroutine.
	show func(views.Preview)
	log  *slog.Logger

	mu     sync.Mutex
	key    string // of the rules that were last asked about
	cancel context.CancelFunc
	known  map[string]views.Preview
}

// maxPreviews bounds what is remembered: a person tries a few rules.
const maxPreviews = 128

// want asks for the preview of these rules.
func (p *previewer) want(r alert.Rules) {
	if p == nil {
		return
	}
	r.SnoozeUntil, r.FollowIncidents = time.Time{}, nil // of today
	raw, err := json.Marshal(r)
	if err != nil { // a time out of range: there is none in it
		return
	}
	key := string(raw)
	p.mu.Lock()
	defer p.mu.Unlock()
	if key == p.key {
		return
	}
	p.key = key
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	if v, ok := p.known[key]; ok {
		p.show(v)
		return
	}
	p.show(views.Preview{})
	ctx, cancel := context.WithCancel(p.ctx)
	p.cancel = cancel
	go func() {
		defer cancel()
		if p.begin != nil {
			select {
			case <-p.begin:
			case <-ctx.Done():
			}
		}
		v, err := previewOf(ctx, r)
		p.mu.Lock()
		defer p.mu.Unlock()
		switch {
		case err != nil && ctx.Err() == nil:
			p.log.Error("preview of the alert rules", "error", err)
		case err != nil || p.key != key:
			return
		default:
			if p.known == nil || len(p.known) == maxPreviews {
				p.known = make(map[string]views.Preview)
			}
			p.known[key] = v
			p.show(v)
		}
	}()
}

// The preview's recording, and the days that it covers: October 2022, in Korea.
const previewScenario = "kakao-2022"

var previewUntil = time.Date(2022, time.November, 1, 0, 0, 0, 0, time.FixedZone("KST", 9*60*60))

// recording is what the preview goes through, loaded once.
var recording = sync.OnceValues(func() ([]alert.Moment, error) {
	sc, err := scenario.Load(previewScenario)
	if err != nil {
		return nil, err
	}
	return momentsOf(sc, previewUntil), nil
})

// momentsOf turns a recording into the documents of a live feed at that time.
func momentsOf(sc *scenario.Scenario, until time.Time) []alert.Moment {
	var out []alert.Moment
	var previous *feed.Status
	for i, at := range append([]time.Time{sc.Start}, sc.Times()...) {
		if !at.Before(until) {
			break
		}
		doc := sc.At(at)
		doc.Mode, doc.Replay = feed.ModeLive, nil
		doc.Epoch, doc.EpochStarted, doc.Seq = sc.Name, sc.Start, uint64(i)+1
		doc.IssuedAt, doc.ExpiresAt = at, until
		doc.Changes = nil
		if previous != nil {
			doc.Changes = feed.Diff(previous, &doc, at)
		}
		out = append(out, alert.Moment{At: at, Doc: &doc})
		previous = &doc
	}
	return out
}

// previewOf counts for one set of rules. Follows of another feed mean nothing in
// the recording: if none is of it, all services count.
func previewOf(ctx context.Context, r alert.Rules) (views.Preview, error) {
	moments, err := recording()
	if err != nil {
		return views.Preview{}, err
	}
	doc := moments[0].Doc
	r.Follows = slices.DeleteFunc(slices.Clone(r.Follows), func(id string) bool { return doc.Component(id) == nil })
	r.Zone = previewUntil.Location()
	n, err := alert.Rehearse(ctx, moments, r, previewUntil)
	return views.Preview{Ready: err == nil, Times: n, All: len(r.Follows) == 0}, err
}
