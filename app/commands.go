package app

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

// actions are what the screens may do. Each returns at once: what may block goes
// to the worker.
func (a *App) actions() *views.Actions {
	later := func(f func(context.Context)) { go a.do(f) }
	return &views.Actions{
		Navigate: func(r views.Route) { a.shell.Open(r) },
		Back:     func() { a.shell.Back() },
		Follow:   a.follows,

		FollowIncident: a.followIncident,
		Snooze:         a.snooze,
		ChangeQuiet:    a.changeQuiet,

		Tick: func(id string, on bool) { a.ticks(id, on) },
		Open: a.open,
		CanOpen: func(act feed.Action) bool {
			_, err := a.model.target(act, time.Now())
			return err == nil
		},
		Copy:        func(text string) { a.fyne.Clipboard().SetContent(text) },
		Check:       a.checkMessage,
		SavePicture: a.savePicture,
		Paste:       func() string { return a.fyne.Clipboard().Content() },
		Retry:       func() { later(func(context.Context) { a.restart(a.model.shown(), nil) }) },
		Probe:       func(service string) { a.probing.show(a.window.Canvas(), a.model.shown(), service) },
		Change:      a.change,
		StartAtLogin: func(on bool, done func(*views.Problem)) {
			later(func(context.Context) { a.askAtLogin(on, done) })
		},
		AskNotifications: a.askNotifications,

		CloseNotice: a.model.closeNotice,

		ShowFirstRun: a.showFirstRun,
		EndFirstRun:  a.endFirstRun,
		SelectFeed: func(id string) {
			a.model.choose(id)
			a.model.present() // the screen that is opened next is of this feed
			later(func(context.Context) { a.rulesChanged() })
		},
		RenameFeed:  func(id, name string) { later(func(context.Context) { a.renameFeed(id, name) }) },
		RemoveFeed:  func(id string) { later(func(ctx context.Context) { a.removeFeed(ctx, id) }) },
		AddFeed:     func(r views.FeedRequest, done func(bool, *views.Problem)) { go a.addFeed(r, done) },
		AddFeedFile: a.addFeedFile,
		TestFeed:    func(r views.FeedRequest, done func(*views.Problem)) { go a.testFeed(r, done) },
		FindPage:    a.findPage,
		AddPage:     a.addPage,
		SaveProxy:   func(r views.ProxyRequest, done func(*views.Problem)) { go a.saveProxy(r, done) },
		TestProxy:   func(r views.ProxyRequest, done func(string, *views.Problem)) { go a.testProxy(r, done) },
		SetToken: func(id, token string, done func(*views.Problem)) {
			go a.setToken(id, token, done)
		},
		PutNote:     a.putNote,
		DropNote:    a.dropNote,
		PutStandby:  a.putStandby,
		DropStandby: a.dropStandby,
		ExportDiary: a.exportDiary,

		Export:      a.exportData,
		Import:      a.importData,
		StartReplay: func(name string) { a.startReplay(name, false) },
		StartDrill:  func(name string) { a.startReplay(name, true) },
		Pause:       a.pauseReplay,
		SetSpeed: func(v float64) {
			a.playing(func(p *player) { _ = p.SetSpeed(v) }) // the bar offers none that is refused
		},
		SkipToNext: func() { a.playing(func(p *player) { p.SkipToNext() }) },
		SkipBack:   a.skipBack,
		Seek:       a.seekTo,
		EndReplay:  func() { later(func(context.Context) { a.endReplay() }) },
	}
}

// follows keeps what the reader wants to hear of. In a replay it lasts as long
// as the replay.
func (a *App) follows(sub, id string, on bool) {
	a.model.change(func(st *state) {
		if fs := st.by[sub]; fs != nil {
			fs.follows = with(fs.follows, id, on)
		}
	})
	a.keep(sub, func(u *store.User) {
		if u.Follows == nil {
			u.Follows = map[string][]string{}
		}
		u.Follows[sub] = withID(u.Follows[sub], id, on)
	})
}

func (a *App) ticks(id string, on bool) {
	var sub string
	a.model.change(func(st *state) {
		sub = st.current
		if fs := st.by[sub]; fs != nil {
			fs.ticked = with(fs.ticked, id, on)
		}
	})
	a.keep(sub, func(u *store.User) {
		if u.Ticks == nil {
			u.Ticks = map[string][]string{}
		}
		u.Ticks[sub] = withID(u.Ticks[sub], id, on)
	})
}

// keep writes the user's file and lets the alerts look at the new rules.
func (a *App) keep(sub string, f func(*store.User)) {
	go a.do(func(context.Context) {
		if sub != replaySub {
			a.saved(a.user.Update(f))
		}
		a.rulesChanged()
	})
}

func with(set map[string]bool, id string, on bool) map[string]bool {
	out := make(map[string]bool, len(set)+1)
	for k := range set {
		out[k] = true
	}
	delete(out, id)
	if on {
		out[id] = true
	}
	return out
}

// change keeps preferences and shows their effect at once.
func (a *App) change(f func(*settings.Values)) {
	go a.do(func(context.Context) {
		before := a.prefs()
		asked := before
		f(&asked)
		a.saved(a.settings.Update(f))
		// What the reader has chosen now wins over the command line; what was not touched stays as it was given there.
		if asked.Language != before.Language {
			a.opts.Lang = ""
		}
		if asked.Theme != before.Theme {
			a.opts.Theme = ""
		}
		v := a.prefs()
		if alerting(v) && !alerting(before) {
			a.askNotifications()
		}
		fyne.Do(func() { a.applyTheme(v) })
		a.model.change(func(st *state) {
			st.prefs = v
			st.loc = i18n.New(v.Language)
			st.nameFeeds()
		})
		a.rulesChanged()
	})
}

// target applies the link rule of the shown feed's profile.
func (m *Model) target(act feed.Action, now time.Time) (envelope.Target, error) {
	m.mu.Lock()
	fs := m.st.by[m.st.current]
	m.mu.Unlock()
	if fs == nil || fs.profile == nil {
		return envelope.Target{}, envelope.ErrNotListed
	}
	return fs.profile.Target(act, now)
}

// open opens what the link rule allows. A call, a text or a mail is asked about.
func (a *App) open(act feed.Action) {
	t, err := a.model.target(act, time.Now())
	l := a.model.localizer()
	if err != nil {
		a.log.Info("not opened", "type", act.Type, "error", err)
		a.ask(dialog.NewInformation(l.T("open.refused", nil), l.T("open.refused.why", nil), a.window))
		return
	}
	u, err := url.Parse(t.URL)
	if err != nil {
		return
	}
	visit := func() {
		if err := a.fyne.OpenURL(u); err != nil {
			a.log.Warn("open", "error", err)
			a.ask(dialog.NewInformation(l.T("open.failed", nil), t.Display, a.window))
		}
	}
	if !t.Ask {
		visit()
		return
	}
	a.ask(dialog.NewCustomConfirm(l.T("open.ask."+string(act.Type), nil), l.T("action.open", nil), l.T("action.cancel", nil),
		views.NewNote(t.Display), func(yes bool) {
			if yes {
				visit()
			}
		}, a.window))
}

// showFeed shows a feed that is being followed. Worker.
func (a *App) showFeed(id string) {
	a.model.choose(id)
	a.rulesChanged()
}

func (a *App) endReplay() {
	if a.player == nil {
		return
	}
	a.closeReplay()
	a.opts.Replay, a.opts.Drill = "", ""
	a.adoptFeeds()
	a.showFirst()
}
