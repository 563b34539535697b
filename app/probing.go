package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/probe"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// probing is the dialog that measures "is it me or is it them?" and what stands
// behind it. It belongs to the UI goroutine; a measurement runs on one of its own.
type probing struct {
	app    *App
	dialog *views.Probe
	// params are those of a measurement; a test puts a network of its own in.
	params func() probe.Params
	do     func(func()) // runs a function on the UI goroutine
	runs   int          // that have begun; what an earlier one says counts no more
	asking
}

// asking is what the open dialog is about.
type asking struct {
	open   bool
	online bool               // as the system said last
	cancel context.CancelFunc // of the measurement that runs

	sub, service string   // a feed and one of its services, "" for all
	approved     []string // hosts that may be asked
	typed        []string // those that the reader brought
	state        views.ProbeState
	done, total  int
	result       *probe.Result
	problem      *views.Problem
}

func newProbing(a *App) *probing {
	p := &probing{app: a, do: fyne.Do}
	p.params = func() probe.Params {
		return probe.Params{Online: subscribe.SystemNetwork().Online, Proxy: a.proxy().pickWithLogin}
	}
	p.dialog = views.NewProbe(&views.ProbeActions{
		Approve: p.approve, Add: p.add, Run: p.run,
		Cancel: func() {
			if p.cancel != nil {
				p.cancel()
			}
		},
		Closed: func() { p.open = false },
	})
	return p
}

// show opens the dialog about a service of a feed.
func (p *probing) show(c fyne.Canvas, sub, service string) {
	if p.open {
		return
	}
	p.asking = asking{open: true, sub: sub, service: service, online: subscribe.SystemNetwork().Online()}
	p.runs++
	p.approved = slices.Clone(p.app.user.Get().Hosts[sub])
	// What was approved and is in no word of the feed was typed.
	offered := p.offered()
	for _, h := range p.approved {
		if !slices.ContainsFunc(offered, func(o probe.Host) bool { return o.Name == h }) {
			p.typed = append(p.typed, h)
		}
	}
	p.update()
	p.dialog.Show(c)
}

// known is what the model knows of the feed: its profile and document.
func (p *probing) known() (*envelope.Profile, *feed.Status) {
	m := p.app.model
	m.mu.Lock()
	defer m.mu.Unlock()
	if fs := m.st.by[p.sub]; fs != nil {
		return fs.profile, fs.status
	}
	return nil, nil
}

func (p *probing) offered() []probe.Host {
	profile, doc := p.known()
	now := time.Now()
	if doc != nil {
		now = later(now, doc.IssuedAt)
	}
	return probe.Candidates(profile, doc, now)
}

// update shows how it stands. The operator's word is the model's and no other.
func (p *probing) update() {
	if !p.open {
		return
	}
	m := p.app.model
	m.mu.Lock()
	s := m.view(p.sub, m.now())
	m.mu.Unlock()
	d := &views.ProbeData{
		Loc: s.Loc, Now: s.Real, Service: s.Feed.Name, Operator: feed.ComponentUnknown,
		Stale: s.Stale, Max: probe.MaxHosts, Offline: !p.online,
		State: p.state, Done: p.done, Total: p.total, Problem: p.problem,
	}
	if s.Status != nil && s.Replay == nil { // what was said in the past says nothing of today's network
		d.Operator, d.ConfirmedAt = feed.Worst(s.Services), s.ConfirmedAt()
		for _, sv := range s.Services {
			if sv.ID == p.service {
				d.Service, d.Operator = sv.Name.In(s.Loc.Lang(), s.Status.Feed.Language), sv.Status
			}
		}
	}
	if !s.Feed.Builtin { // a recording that plays inside this app is no witness
		d.Feed, _ = probe.FeedHost(s.Feed.URL)
	}
	language := ""
	if s.Status != nil {
		language = s.Status.Feed.Language
	}
	for _, h := range p.offered() {
		d.Hosts = append(d.Hosts, views.ProbeHost{
			Name: h.Name, Label: h.Label.In(s.Loc.Lang(), language), Approved: slices.Contains(p.approved, h.Name),
		})
	}
	for _, h := range p.typed {
		d.Hosts = append(d.Hosts, views.ProbeHost{Name: h, Typed: true, Approved: slices.Contains(p.approved, h)})
	}
	if p.result != nil {
		d.Result = probeResult(p.result, d.Operator, d.Stale)
	}
	p.dialog.Update(d)
}

// approve keeps that a host may be asked, or no longer.
func (p *probing) approve(host string, on bool) {
	p.approved = withID(p.approved, host, on)
	p.keep()
	p.update()
}

// add takes what the reader typed, approved by that.
func (p *probing) add(text string) bool {
	name, err := probe.ParseHost(text)
	if err != nil {
		return false
	}
	offered := slices.ContainsFunc(p.offered(), func(h probe.Host) bool { return h.Name == name })
	if !offered && !slices.Contains(p.typed, name) {
		p.typed = append(p.typed, name)
	}
	p.approve(name, true)
	return true
}

// keep writes what was approved, for the next time. That of a replay goes with it.
func (p *probing) keep() {
	a, sub, hosts := p.app, p.sub, slices.Clone(p.approved)
	if sub == replaySub {
		return
	}
	go a.do(func(context.Context) {
		a.saved(a.user.Update(func(u *store.User) {
			if u.Hosts == nil {
				u.Hosts = make(map[string][]string)
			}
			u.Hosts[sub] = hosts
		}))
	})
}

// run measures the feed and the approved hosts.
func (p *probing) run() {
	if p.state == views.ProbeRunning {
		return
	}
	a := p.app
	r := probe.Request{Approved: slices.Clone(p.approved)}
	if len(p.approved) > probe.MaxHosts {
		r.Approved = r.Approved[:probe.MaxHosts]
	}
	r.Hosts = slices.Clone(r.Approved)
	for _, s := range a.user.Get().Feeds {
		if s.ID != p.sub {
			continue
		}
		if host, err := probe.FeedHost(s.URL); err == nil {
			r.Feed, r.Page = s.URL, s.Page != nil // whoever adds a feed agrees to its host
			r.Approved = append(r.Approved, host)
		}
	}
	ctx, cancel := context.WithCancel(a.ctx)
	p.cancel = cancel
	p.state, p.done, p.total, p.problem = views.ProbeRunning, 0, 0, nil
	p.runs++
	run := p.runs
	p.online = subscribe.SystemNetwork().Online()
	params := p.params()
	params.Progress = func(done, total int) {
		p.do(func() {
			if run == p.runs && p.state == views.ProbeRunning {
				p.done, p.total = done, total
				p.update()
			}
		})
	}
	p.update()
	a.worker.Go(func() {
		defer cancel()
		result, err := probe.Run(ctx, params, r)
		p.do(func() {
			if run == p.runs {
				p.ended(result, err)
			}
		})
	})
}

func (p *probing) ended(result probe.Result, err error) {
	p.state, p.cancel = views.ProbeDone, nil
	switch {
	case err == nil:
		p.result = &result
	case errors.Is(err, context.Canceled):
		p.state = views.ProbeIdle // the reader thought better of it
		if p.result != nil {
			p.state = views.ProbeDone
		}
	default:
		p.app.log.Warn("probe", "error", err)
		l := p.app.model.localizer()
		p.problem = &views.Problem{Text: l.T("probe.failed", nil), Todo: l.T("probe.failed.todo", nil)}
	}
	if p.result != nil {
		for _, t := range append(slices.Clone(p.result.Hosts), feedTarget(p.result)...) {
			for _, s := range t.Steps {
				if s.Detail != "" {
					p.app.log.Info("probe", "host", t.Host, "step", s.Name, "outcome", s.Outcome, "detail", s.Detail)
				}
			}
		}
	}
	p.update()
}

func feedTarget(r *probe.Result) []probe.Target {
	if r.Feed == nil {
		return nil
	}
	return []probe.Target{*r.Feed}
}

// probeResult is a measurement as the dialog wants it. The verdict is of now: the
// operator may have spoken since.
func probeResult(r *probe.Result, operator feed.ComponentStatus, stale bool) *views.ProbeResult {
	out := &views.ProbeResult{
		At: r.At, Took: r.Took, Verdict: string(probe.Judge(*r, operator, stale)), Connection: string(r.Connection()),
	}
	for _, t := range r.Hosts {
		out.Hosts = append(out.Hosts, probeTarget(t))
	}
	if r.Feed != nil {
		t := probeTarget(*r.Feed)
		out.Feed = &t
	}
	return out
}

func probeTarget(t probe.Target) views.ProbeTarget {
	v := views.ProbeTarget{
		Host: t.Host, Reached: t.Reached(), Outcome: string(t.Outcome()), Proxied: t.Proxied,
		V4: t.V4 == probe.FamilyWorks, V6: t.V6 == probe.FamilyWorks,
	}
	for _, s := range t.Steps {
		v.Steps = append(v.Steps, views.ProbeStep{Name: string(s.Name), Took: s.Took})
	}
	return v
}
