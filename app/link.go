package app

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"bokgu/app/official"
	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// invited adds a feed that a link or a file on the command line names, after
// asking. It waits for the window; how it goes is told as notices. Any goroutine
// but the worker and that of the UI.
func (a *App) invited(what string) {
	select {
	case <-a.ready:
	case <-a.ctx.Done():
		return
	}
	if source.IsLink(what) {
		fyne.Do(func() {
			a.forward(views.Route{})
			a.shell.ShowPages(what, nil)
		})
		return
	}
	a.model.notify(appNotice{id: "invited", level: views.LevelInfo, text: "notice.invited"})
	// Called on the UI goroutine, or before anything is under way.
	done := func(added bool, p *views.Problem) {
		a.model.closeNotice("invited")
		switch {
		case p != nil:
			a.model.notify(appNotice{
				id: "invited", level: views.LevelError, text: "notice.not_added", todo: "notice.not_added.todo",
				data: map[string]any{"Text": p.Text, "Todo": p.Todo}, closable: true,
			})
		case added:
			a.forward(views.Route{Screen: views.ScreenStatus})
		}
	}
	if subscribe.IsLink(what) {
		a.addFeed(views.FeedRequest{URL: what}, done)
		return
	}
	f, err := openFeedFile(what)
	if err != nil {
		a.log.Info("add feed", "error", err)
		done(false, a.fileProblem(err))
		return
	}
	a.addFromFile(filepath.Base(what), f, "", done)
}

// offer asks whether to add a feed that somebody else named. Everything that is
// shown comes from the signed profile and the address, nothing from the link. UI
// goroutine; answered is called there, once.
func (a *App) offer(c *candidate, answered func(bool)) {
	a.model.closeNotice("invited")
	a.forward(views.Route{})
	l := a.model.localizer()
	o := views.Offer{
		Name: c.profile.Name.In(l.Lang(), c.profile.Language), Root: c.profile.Root.ID,
		Official: official.Of(c.profile, c.url, official.Bundled()),
		Live:     c.profile.Mode == feed.ModeLive, Expired: c.profile.Expired(time.Now()),
	}
	if link, err := subscribe.NewLink(c.url, c.profile.Root.ID); err == nil {
		o.Host = link.Host()
	}
	a.ask(dialog.NewCustomConfirm(l.T("offer.title", nil), l.T("settings.feed.add", nil), l.T("action.cancel", nil),
		views.NewOffer(l, o), answered, a.window))
}
