package app

import (
	"context"
	"slices"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/views"
)

// drillSpeed is that of a drill until somebody chooses another: real time.
const drillSpeed = 1

// drillLead is how long a drill shows that all is well before the first change:
// what a client starts with is told to nobody, what comes after it is.
const drillLead = 2 * time.Second

// rehearse makes the player's parameters those of a drill that begins now: at
// their At, or else so shortly before the first change that it comes at once.
// It waits for the client, so that nothing is over before anybody looks.
func rehearse(p *scenario.PlayerParams, now time.Time) {
	from := p.At
	if from.IsZero() {
		from = p.Scenario.Start
		if next, ok := p.Scenario.Next(from); ok {
			if lead := next.Add(-time.Duration(float64(drillLead) * p.Speed)); lead.After(from) {
				from = lead
			}
		}
	}
	drill := p.Scenario.Drill(from, now)
	by := drill.Start.Sub(p.Scenario.Start)
	p.Scenario, p.From, p.At, p.WaitClients = drill, from.Add(by), time.Time{}, 1
	if !p.Until.IsZero() {
		p.Until = p.Until.Add(by)
	}
}

// startReplay plays a recording as if the command line had named it. UI goroutine.
func (a *App) startReplay(name string, drill bool) {
	go a.do(func(context.Context) {
		o := a.opts
		o.Replay, o.Drill, o.FromTime, o.UntilTime = name, "", time.Time{}, time.Time{}
		if drill {
			if name == "" && a.player != nil {
				name = a.player.Params().Scenario.Name
			}
			o.Replay, o.Drill, o.Speed = "", name, drillSpeed
		}
		a.openReplay(o)
	})
}

// playing carries out a command to the replay, if there still is one.
func (a *App) playing(f func(*player)) {
	go a.do(func(context.Context) {
		if a.player != nil {
			f(a.player)
		}
	})
}

// pause stops the replay or lets it go on; one that is at its end begins anew.
func (a *App) pauseReplay(on bool) {
	a.playing(func(p *player) {
		switch st := p.State(); {
		case on:
			p.Pause()
		case st.Ended:
			a.seek(st.From, false)
		default:
			p.Resume()
		}
	})
}

// skipBack goes to the document before the one that is shown.
func (a *App) skipBack() {
	a.playing(func(p *player) {
		if st := p.State(); !st.PreviousAt.IsZero() {
			a.seek(st.PreviousAt, st.Paused)
		}
	})
}

// seekTo goes to a moment of the replay, or to the end of it that is nearer.
func (a *App) seekTo(at time.Time) {
	a.playing(func(p *player) { a.seek(at, p.State().Paused) })
}

// seek takes the replay up at another moment: by another replay of the same, with
// keys, an epoch and a store of its own, so that in each one seq and time only
// rise. Its first document is a baseline and alerts nobody. The screens show the
// old moment until it is there; what the reader chose in the replay stays.
// Worker.
func (a *App) seek(at time.Time, paused bool) {
	st := a.player.State()
	params := a.player.Params()
	params.At, params.Paused, params.Speed, params.WaitClients = at, paused, st.Speed, 0
	if at.Before(st.From) {
		params.At = st.From
	}
	if at.After(st.Until) {
		params.At = st.Until
	}
	p, err := a.play(params)
	if err != nil {
		a.log.Error("replay", "name", params.Scenario.Name, "at", at, "error", err)
		return // it goes on where it is
	}
	a.closeFeed(replaySub)
	a.player.stop()
	a.player = p
	a.model.takeUp(p.Player, params.At)
	a.adoptFeeds()
	a.followReplay()
}

// followReplay follows the replay as any feed is followed.
func (a *App) followReplay() {
	p := a.player
	a.follow(store.Subscription{ID: replaySub, URL: p.url, Root: p.Root()}, p.store.db)
}

// playback is what the model knows of the player of the feed replaySub.
type playback struct {
	*scenario.Player
	drill   bool
	moments []time.Time // of its changes
}

func newPlayback(p *scenario.Player) *playback {
	if p == nil {
		return nil
	}
	params := p.Params()
	moments := slices.DeleteFunc(params.Scenario.Times(), func(t time.Time) bool {
		return t.Before(params.From) || t.After(params.Until)
	})
	return &playback{p, params.Scenario.Mode == feed.ModeDrill, moments}
}

// fill adds what can be done with a replay at the moment that it shows.
func (r *playback) fill(v *views.Replay) {
	p := r.Params()
	v.Control, v.Drill = true, r.drill
	v.From, v.Until, v.Moments = p.From, p.Until, r.moments
	v.Ended = !v.At.Before(p.Until)
	if back, ok := p.Scenario.Before(v.At, p.From); ok {
		v.PreviousAt = back
	}
}

// takeUp shows the replay from another moment as soon as its first document is
// there; what is known of the old one then goes.
func (m *Model) takeUp(p *scenario.Player, at time.Time) {
	m.change(func(st *state) {
		st.player = newPlayback(p)
		if fs := st.by[replaySub]; fs != nil {
			fs.awaited = at
		}
	})
}
