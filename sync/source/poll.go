package source

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"time"

	"bokgu/sync/feed"
)

// How often a page is asked (docs/sources.md).
const (
	quietEvery  = 5 * time.Minute // nothing is going on
	troubleEach = time.Minute     // an incident is open, or something is not well
	// maxWait bounds every wait, after failures and for a server that asks for more.
	maxWait = time.Hour
	// retake is how often an answer that stays the same is taken over all the same:
	// what is over leaves a document by its age.
	retake = 10 * time.Minute
	// confirmFor is how long after its last update an incident that left its page's
	// list of open ones is looked for among those that are over.
	confirmFor = 6 * time.Hour
)

// Wait returns how long to wait before the next poll: a minute while something is
// going on, else five, each ± 20 %, so that pages are not asked in step. After
// failures it doubles each time. A server's Retry-After is kept, with up to half of
// it (at least ten seconds) on top. random is uniform in [0, 1).
func Wait(doc *feed.Status, failures int, retryAfter time.Duration, random func() float64) time.Duration {
	every := quietEvery
	if troubled(doc) {
		every = troubleEach
	}
	every <<= min(failures, 10)
	every = time.Duration(float64(min(every, maxWait)) * (0.8 + 0.4*random()))
	if retryAfter > 0 {
		asked := retryAfter + time.Duration(float64(max(retryAfter/2, 10*time.Second))*random())
		every = max(every, asked)
	}
	return min(every, maxWait)
}

// troubled: what cannot be told is not trouble, or a page with a monitor that is
// switched off would be asked five times as often for ever.
func troubled(doc *feed.Status) bool {
	if doc == nil {
		return false
	}
	for _, in := range doc.Incidents {
		if !in.Status.Over() {
			return true
		}
	}
	for _, c := range doc.Components {
		if c.Status.Severity() > feed.UnderMaintenance.Severity() {
			return true
		}
	}
	return false
}

// Health is how a page was reached at the last poll.
type Health struct {
	At       time.Time // of the poll
	Heard    time.Time // when the page was last heard; zero: never
	Err      error     // nil: the page was heard
	Failures int       // polls in a row that failed
	Next     time.Time // when the page is asked again
	Requests int       // of this poll
}

// PollerParams say what a Poller polls and how.
type PollerParams struct {
	Recipe Recipe
	State  State // as it was kept, or with Options alone
	Get    func(ctx context.Context, address string, have Validators) (Answer, error)
	// Emit is told of every poll, from the goroutine of Run.
	Emit func(Result, Health)
	// Captures are the last answers as they were kept; nil: none.
	Captures map[string]Capture
	// Keep is given the state after every poll that changed it; nil: not kept.
	Keep   func(State)
	Now    func() time.Time                                 // nil: time.Now
	Sleep  func(ctx context.Context, d time.Duration) error // nil: a timer
	Random func() float64                                   // nil: math/rand/v2
}

// Poller follows one page. It is for one goroutine.
type Poller struct {
	params   PollerParams
	state    State
	held     map[string]Capture
	confirm  bool // ask for what is over: at the beginning, and until it has answered
	failures int
	heard    time.Time
	taken    time.Time // when answers were last taken over
}

// Capture is the last answer of an address: with it a restart need not fetch again
// what has not changed. Its JSON form is for the same program only.
type Capture struct {
	Validators Validators `json:"validators"`
	Page       *Page      `json:"page"`
}

// NewPoller returns a Poller.
func NewPoller(p PollerParams) *Poller {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Random == nil {
		p.Random = rand.Float64
	}
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	held := make(map[string]Capture)
	for address, c := range p.Captures {
		if c.Page != nil {
			held[address] = c
		}
	}
	return &Poller{params: p, state: p.State, held: held, confirm: p.Recipe.Confirm != ""}
}

// Captures returns the last answers by their addresses, to be kept beside the
// state. It is for the goroutine of the Poller: for Emit and Keep.
func (p *Poller) Captures() map[string]Capture { return maps.Clone(p.held) }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run polls until ctx ends and returns its error. Whatever an answer is, what was
// known of the page stands until a better one comes.
func (p *Poller) Run(ctx context.Context) error {
	for {
		result, health := p.Poll(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		p.params.Emit(result, health)
		if err := p.params.Sleep(ctx, health.Next.Sub(health.At)); err != nil {
			return err
		}
	}
}

// Poll asks once.
func (p *Poller) Poll(ctx context.Context) (Result, Health) {
	now := p.params.Now()
	health := Health{At: now}
	var pages []*Page
	news := false // something else than the answers before
	ask := func(address string) (*Page, error) {
		health.Requests++
		before := p.held[address].Page
		page, err := p.ask(ctx, address)
		news = news || page != before
		if err == nil {
			pages = append(pages, page)
		}
		return page, err
	}
	main, failed := ask(p.params.Recipe.Main)
	if main != nil {
		for _, address := range p.params.Recipe.With {
			_, err := ask(address)
			failed = cmp.Or(failed, err)
		}
		if p.params.Recipe.Confirm != "" && (p.confirm || p.left(main, now)) {
			_, err := ask(p.params.Recipe.Confirm)
			if absent(err) { // some imitators have none: that is how the page is
				err = nil
			}
			p.confirm = err != nil // until it has answered
			failed = cmp.Or(failed, err)
		}
	}
	result := Result{Document: p.state.Document}
	switch {
	case len(pages) == 0:
	case !news && failed == nil && now.Sub(p.taken) < retake:
		result.Confirmed = true // every answer is the one that was taken before
	default:
		p.taken = now
		p.state, result = p.state.Next(now, pages...)
		if !result.Confirmed || len(result.Notes) > 0 {
			p.taken = time.Time{} // not all of them were
		}
		if p.params.Keep != nil {
			p.params.Keep(p.state)
		}
	}
	switch {
	case main != nil && result.Confirmed:
		p.failures, p.heard = 0, now
	case failed == nil && len(result.Notes) > 0:
		failed = notPage("%s", result.Notes[0].Detail)
		fallthrough
	default:
		p.failures++
	}
	var refusal *StatusError
	var asked time.Duration
	if errors.As(failed, &refusal) {
		asked = refusal.RetryAfter
	}
	health.Heard, health.Err, health.Failures = p.heard, failed, p.failures
	health.Next = now.Add(Wait(result.Document, p.failures, asked, p.params.Random))
	return result, health
}

// absent reports whether a server says that it has no such document, as opposed to
// one that has and cannot give it now.
func absent(err error) bool {
	var refusal *StatusError
	return errors.As(err, &refusal) && (refusal.Code == http.StatusNotFound || refusal.Code == http.StatusGone)
}

// ask gets one document; one that has not changed is the one that is held.
func (p *Poller) ask(ctx context.Context, address string) (*Page, error) {
	have := p.held[address]
	answer, err := p.params.Get(ctx, address, have.Validators)
	if err != nil {
		return nil, err
	}
	if answer.NotModified && have.Page != nil {
		return have.Page, nil
	}
	page, err := Read(answer.Body)
	if err != nil {
		return nil, err
	}
	p.held[address] = Capture{Validators: answer.Validators, Page: page}
	return page, nil
}

// left reports whether an incident is not listed as open and nobody has said that
// it is over: it has just left, or it did lately and the list of what is over may
// have come from an older cache.
func (p *Poller) left(main *Page, now time.Time) bool {
	listed := make(map[string]bool, len(main.Incidents))
	for _, in := range main.Incidents {
		listed[in.ID] = true
	}
	for id, k := range p.state.Known {
		if k.Incident.Status.Over() || listed[id] {
			continue
		}
		if k.Listed || now.Sub(k.last()) < confirmFor {
			return true
		}
	}
	return false
}
