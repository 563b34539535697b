package scenario

import (
	"context"
	"fmt"
	"time"

	"bokgu/sync/feed"
)

// A gap between two changes that is longer than gapMax takes as long as gapMax
// if gaps are shortened: half of it runs after the first change, half before the
// second.
const gapMax = 6 * time.Hour

// waitEvery is how often a replay that waits for clients counts them.
const waitEvery = 20 * time.Millisecond

// span is the time until the replay has something to publish: it runs to end
// and goes on at land, which is later only where a gap is shortened.
type span struct {
	end, land time.Time
}

// following returns the span from at on, the last one ending at until.
func (p *Player) following(at time.Time) span {
	s, until := p.params.Scenario, p.params.Until
	next, ok := s.Next(at)
	if !ok || next.After(until) {
		next = until
	}
	if p.params.ShortenGaps {
		last := s.previous(at)
		if last.Before(p.params.From) {
			last = p.params.From
		}
		leave, land := last.Add(gapMax/2), next.Add(-gapMax/2)
		if next.Sub(last) > gapMax && at.Before(land) {
			if leave.Before(at) {
				leave = at
			}
			return span{leave, land}
		}
	}
	return span{next, next}
}

// Run plays the scenario until ctx ends, and returns nil then. The document of
// At comes first; a client that starts with it takes it for its baseline.
// After Until the last document stays served and fresh. An error is one of
// publishing. Run is called once.
func (p *Player) Run(ctx context.Context) error {
	if err := p.begin(ctx); err != nil {
		return p.failed(ctx, err)
	}
	renew := time.NewTicker(p.params.Timing.FreshnessEvery)
	defer renew.Stop()
	for {
		if err := ctx.Err(); err != nil {
			return nil
		}
		timer := time.NewTimer(p.wait())
		var err error
		select {
		case <-ctx.Done():
		case <-p.wake:
			err = p.answer(ctx)
		case <-timer.C:
			err = p.advance(ctx)
		case <-renew.C:
			err = p.publisher.Renew(ctx)
		}
		timer.Stop()
		if err != nil {
			return p.failed(ctx, err)
		}
	}
}

func (p *Player) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("replay %s: %w", p.params.Scenario.Name, err)
}

func (p *Player) begin(ctx context.Context) error {
	p.mu.Lock()
	at := p.at
	p.running = true
	p.settle(at)
	p.mu.Unlock()
	if err := p.publish(ctx, at); err != nil {
		return err
	}
	close(p.started)
	return nil
}

// settle notes that the document of at is the newest. The caller holds p.mu.
func (p *Player) settle(at time.Time) {
	p.at, p.since = at, p.params.Now()
	p.next = p.following(at)
	p.finished = !at.Before(p.params.Until)
}

// never is longer than any replay: only a command wakes it.
const never = 365 * 24 * time.Hour

// wait returns how long until the next span ends.
func (p *Player) wait() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.finished:
		return never
	case p.waiting:
		return waitEvery
	case p.paused:
		return never
	}
	left := p.next.end.Sub(p.position(p.params.Now()))
	return time.Duration(float64(left) / p.speed)
}

// advance publishes what comes at the end of the span.
func (p *Player) advance(ctx context.Context) error {
	p.mu.Lock()
	if p.waiting {
		if p.edge.Stats().Clients < p.params.WaitClients {
			p.mu.Unlock()
			return nil
		}
		p.waiting = false
		p.since = p.params.Now()
		at := p.at
		p.mu.Unlock()
		return p.publish(ctx, at) // it begins to move
	}
	if p.finished || p.paused {
		p.mu.Unlock()
		return nil
	}
	at := p.next.land
	p.settle(at)
	p.mu.Unlock()
	return p.publish(ctx, at)
}

// answer publishes what a method asked for: the next change, or the present
// document with another speed.
func (p *Player) answer(ctx context.Context) error {
	p.mu.Lock()
	changed, at := p.changed, p.at
	if p.skip {
		at = p.params.Until
		if next, ok := p.params.Scenario.Next(p.at); ok && next.Before(at) {
			at = next
		}
		p.settle(at)
	}
	p.changed, p.skip = false, false
	p.mu.Unlock()
	if !changed {
		return nil
	}
	return p.publish(ctx, at)
}

// publish makes the document of the moment the current one. Only Run's goroutine
// calls it, so documents come in the order of the recording.
func (p *Player) publish(ctx context.Context, at time.Time) error {
	doc := p.params.Scenario.At(at)
	if !p.begun {
		// What was recorded before the replay began, all of it: a reader can draw
		// the days before at once, wherever it starts.
		p.begun = true
		doc.Changes = p.params.Scenario.past(at)
	}
	p.mu.Lock()
	replay := feed.Replay{Scenario: p.params.Scenario.Name, At: doc.Replay.At, Speed: p.speed, Until: p.params.Until}
	if p.paused || p.waiting || p.finished {
		replay.Speed = 0
	}
	p.mu.Unlock()
	if next := doc.Replay.NextAt; next != nil && !next.After(replay.Until) {
		replay.NextAt = next
	}
	doc.Replay = &replay
	library := p.library
	doc.LibraryRef = &library
	signed, err := p.publisher.Publish(ctx, doc, p.params.Scenario.previous(at))
	if err != nil {
		return err
	}
	p.params.Logger.Debug("published", "at", at, "seq", signed.Seq, "changes", len(signed.Changes))
	return nil
}
