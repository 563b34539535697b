package app

import (
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/genuine"
	"bokgu/sync/feed"
	"bokgu/views"
)

// checkMessage holds a message that somebody got against the channels of the
// feeds that are followed; in a replay against those of the replay only. Nothing
// of it is kept, logged or sent. UI goroutine; done is called there.
func (a *App) checkMessage(text string, done func(*views.Genuine)) {
	sources, now, replay := a.model.vouchers(time.Now())
	lang := a.model.localizer().Lang()
	go func() { // a long message takes a while
		g := genuineOf(genuine.Check(text, sources, now), lang)
		g.Replay = replay
		fyne.Do(func() { done(g) })
	}()
}

// vouchers are the profiles that say which channels are official, and the moment
// at which they are asked: no clock that was set back makes one valid again.
func (m *Model) vouchers(now time.Time) (sources []genuine.Source, at time.Time, replay bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	shown := m.st.by[m.st.current]
	replay = recorded(shown)
	for _, f := range m.st.feeds {
		fs := m.st.by[f.ID]
		if fs == nil || fs.profile == nil || recorded(fs) != replay || replay && fs != shown {
			continue
		}
		sources = append(sources, genuine.Source{Feed: f.Name, Unofficial: f.Unofficial(), Profile: fs.profile})
		now = later(now, fs.profile.IssuedAt)
		if fs.status != nil {
			now = later(now, fs.status.IssuedAt)
		}
	}
	return sources, now, replay
}

// recorded reports whether a feed tells of the past or of a drill.
func recorded(fs *feedState) bool {
	return fs != nil && (fs.status != nil && fs.status.Mode != feed.ModeLive || fs.profile != nil && fs.profile.Mode != feed.ModeLive)
}

var genuineVerdicts = map[genuine.Verdict]views.GenuineVerdict{
	genuine.Matches: views.GenuineMatches, genuine.CannotTell: views.GenuineCannotTell,
	genuine.NotListed: views.GenuineNotListed, genuine.Alike: views.GenuineAlike,
}

func genuineOf(r genuine.Report, lang string) *views.Genuine {
	g := &views.Genuine{Verdict: genuineVerdicts[r.Verdict], Cut: r.Cut, Hidden: r.Hidden, Lists: r.Sources, Expired: r.Expired}
	for _, f := range r.Findings {
		v := views.GenuineFinding{
			Kind: string(f.Kind), Shown: f.Shown, Wide: f.Wide, Verdict: genuineVerdicts[f.Verdict],
			Channel: f.Official.Name.In(lang, f.Official.Lang), Address: f.Official.Address, Feed: f.Official.Feed,
		}
		for _, w := range f.Warnings {
			v.Warnings = append(v.Warnings, string(w))
		}
		g.Findings = append(g.Findings, v)
	}
	return g
}
