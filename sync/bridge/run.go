package bridge

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"bokgu/sync/source"
)

// lookEvery is how often the bridge looks for pages that have fallen silent.
const lookEvery = 30 * time.Second

// profileEvery is how often it looks whether its profile is to be signed anew.
const profileEvery = 24 * time.Hour

// outcome is one poll of a page, or one attempt to find out how it is read.
type outcome struct {
	page   *page
	recipe *source.Recipe // found
	state  *source.State  // nil: as before
	result source.Result
	health source.Health
	fatal  error
	taken  chan<- struct{} // closed when it is on the disk
}

// Run polls and publishes until ctx ends, and returns nil then. It returns an error
// if what is to be told cannot be kept, and one that wraps ErrNotAPage if an address
// of which nothing is known yet is none of a status page. A page that cannot be
// reached is no error: the others go on.
func (b *Bridge) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, p := range b.pages {
		go b.follow(ctx, p, p.kept.Recipe, p.kept.State)
	}
	look, renew, profile := time.NewTicker(lookEvery), time.NewTicker(b.params.Timing.FreshnessEvery), time.NewTicker(profileEvery)
	defer look.Stop()
	defer renew.Stop()
	defer profile.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return b.keepHeard()
		case o := <-b.outcomes:
			if err = b.take(o); err == nil {
				err = b.publish(ctx)
			}
			close(o.taken)
		case <-look.C:
			err = b.publish(ctx)
		case <-renew.C:
			// A document that could not be published is news that is missing: then the
			// one before must not be confirmed.
			if err = b.keepHeard(); err == nil && b.fresh && b.refused == "" {
				err = b.publisher.Renew(ctx)
			}
		case <-profile.C:
			err = b.serveProfile()
		}
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("bridge: %w", err)
		}
	}
}

// follow polls one page until ctx ends.
func (b *Bridge) follow(ctx context.Context, p *page, recipe source.Recipe, state source.State) {
	send := func(o outcome) {
		taken := make(chan struct{})
		o.page, o.taken = p, taken
		select {
		case b.outcomes <- o:
			<-taken
		case <-ctx.Done():
		}
	}
	sleep := b.params.Sleep
	if sleep == nil {
		sleep = pause
	}
	for failures := 1; recipe.Main == ""; failures++ {
		o := outcome{health: source.Health{At: b.params.Now(), Failures: failures}}
		found, _, attempts, err := source.Detect(ctx, p.address, b.params.Get)
		if ctx.Err() != nil {
			return
		}
		o.health.Requests = len(attempts)
		if err == nil {
			recipe = found
			o.recipe = &found
			send(o)
			break
		}
		o.health.Err = err
		for _, a := range attempts {
			b.params.Logger.Info("tried", "page", p.name, "document", a.URL, "error", a.Err)
		}
		if failures == 1 && mistaken(err, attempts) {
			o.fatal = fmt.Errorf("%w: %s: %w", ErrNotAPage, p.name, err)
		}
		var refusal *source.StatusError
		errors.As(err, &refusal)
		wait := source.Wait(nil, failures-1, retryAfter(refusal), rand.Float64)
		o.health.Next = o.health.At.Add(wait)
		send(o)
		if sleep(ctx, wait) != nil {
			return
		}
	}
	var kept *source.State
	poller := source.NewPoller(source.PollerParams{
		Recipe: recipe, State: state, Get: b.params.Get, Now: b.params.Now, Sleep: sleep,
		Keep: func(s source.State) { kept = &s },
		Emit: func(r source.Result, h source.Health) {
			send(outcome{state: kept, result: r, health: h})
			kept = nil
		},
	})
	_ = poller.Run(ctx) // ends with ctx alone
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func retryAfter(refusal *source.StatusError) time.Duration {
	if refusal == nil {
		return 0
	}
	return refusal.RetryAfter
}

// mistaken reports whether the address itself is wrong, as opposed to a page that is
// in trouble.
func mistaken(err error, attempts []source.Attempt) bool {
	if errors.Is(err, source.ErrPrivate) {
		return true
	}
	if !errors.Is(err, source.ErrNotFound) {
		return false
	}
	for _, a := range attempts {
		var refusal *source.StatusError
		if errors.As(a.Err, &refusal) && refusal.Code >= 500 {
			return false
		}
	}
	return true
}

// take takes an outcome in, and keeps it.
func (b *Bridge) take(o outcome) error {
	p := o.page
	if o.fatal != nil {
		return o.fatal
	}
	if o.recipe != nil {
		p.kept.Recipe = *o.recipe
		b.params.Logger.Info("found", "page", p.name, "provider", string(o.recipe.Provider), "document", o.recipe.Main)
		b.note(p, o.health)
		return b.keepPage(p)
	}
	if b.health[b.index(p)].Err == nil && o.health.Err != nil {
		b.params.Logger.Warn("not heard", "page", p.name, "error", o.health.Err)
	} else if b.health[b.index(p)].Err != nil && o.health.Err == nil {
		b.params.Logger.Info("heard again", "page", p.name)
	}
	b.news = b.news || !p.tried || o.result.Changed
	p.tried = true
	if !o.health.Heard.IsZero() && o.health.Heard.Equal(o.health.At) { // at this poll
		p.heard, p.silent = o.health.Heard, false
	}
	b.note(p, o.health)
	if o.state == nil {
		return nil
	}
	p.kept.State = *o.state
	if o.result.Changed {
		p.kept.Serial++
		if len(o.result.Changes) > 0 {
			p.kept.Pending = append(p.kept.Pending, pending{Serial: p.kept.Serial, Changes: o.result.Changes})
		}
	}
	return b.keepPage(p)
}

func (b *Bridge) index(p *page) int {
	for i := range b.pages {
		if b.pages[i] == p {
			return i
		}
	}
	return -1
}

// note puts a poll into the health that others read.
func (b *Bridge) note(p *page, h source.Health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.health[b.index(p)]
	s.Provider, s.Heard, s.Err, s.Failures, s.Next = p.kept.Recipe.Provider, p.heard, h.Err, h.Failures, h.Next
	s.Requests += uint64(h.Requests)
	s.Polls++
}

func (b *Bridge) keepPage(p *page) error { return b.folder.write(pageFile(p.key), &p.kept) }

func (b *Bridge) keepHeard() error {
	heard := make(map[string]time.Time, len(b.pages))
	for _, p := range b.pages {
		if !p.heard.IsZero() {
			heard[p.key] = p.heard
		}
	}
	return b.folder.write("heard.json", heard)
}
