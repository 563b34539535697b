package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// firstReplay is the recording that the first steps offer.
const firstReplay = "kakao-2022"

// firstFeed is the second step: a feed by its address or link, from a file, or the recorded outage.
type firstFeed struct {
	run     *FirstRun
	address *escapeEntry
	token   *escapeEntry // of a private feed: there once one was asked for
	private bool         // it was
	busy    bool
	problem *Problem

	paste, file, pages, play, retry, learn *widgets.Button
}

func newFirstFeed(r *FirstRun) *firstFeed {
	f := &firstFeed{run: r, address: newEscapeEntry(r.Escape), token: newEscapeEntry(r.Escape)}
	f.token.Password = true
	f.address.OnSubmitted = func(string) { r.Enter() }
	f.address.OnChanged = func(string) {
		if f.private { // a token is for the address it was asked for, and goes nowhere else
			f.private = false
			f.token.SetText("")
		}
		r.redraw()
	}
	f.token.OnSubmitted = func(string) { r.Enter() }
	button := func(tapped func()) *widgets.Button {
		b := widgets.NewButton(r.form, widgets.ButtonData{}, tapped)
		b.OnEscape = r.Escape
		return b
	}
	f.paste, f.file, f.play = button(f.fromClipboard), button(f.fromFile), button(f.replay)
	f.pages = button(func() { f.showPages("") })
	f.retry = button(f.add)
	f.learn = button(func() { call(r.actions.Navigate, Route{Screen: ScreenLearn}) })
	return f
}

// typed reports whether there is an address to look at.
func (f *firstFeed) typed() bool { return strings.TrimSpace(f.address.Text) != "" }

// rows are what the step shows now.
func (f *firstFeed) rows() []fyne.CanvasObject {
	r, t := f.run, f.run.text
	f.address.SetPlaceHolder(t("settings.feed.address.hint"))
	f.paste.Set(widgets.ButtonData{Label: t("firstrun.feed.paste")})
	f.file.Set(widgets.ButtonData{Label: t("firstrun.feed.file")})
	f.play.Set(widgets.ButtonData{Label: t("firstrun.replay.start"), Icon: "play"})
	f.pages.Set(widgets.ButtonData{Label: t("pages.open"), Icon: "search"})
	for _, b := range []*widgets.Button{f.paste, f.file, f.pages, f.play, f.retry} {
		b.SetDisabled(f.busy)
	}
	card := []fyne.CanvasObject{widgets.NewField(r.form, f.address)}
	if f.private {
		f.token.name = t("firstrun.token")
		card = append(card,
			widgets.NewColumn(4, widgets.NewParagraph(widgets.ParagraphData{Text: t("firstrun.token"), Step: theme.Body, Bold: true}), widgets.NewField(r.form, f.token)),
			widgets.NewParagraph(widgets.ParagraphData{Text: t(tokenWhere(r.snap)), Step: theme.Small, Token: theme.TokenText3}))
	}
	card = append(card, r.together(f.paste, f.file))
	switch n := r.snap; {
	case f.busy:
		card = append(card, r.said(t("firstrun.feed.busy"), theme.TokenText2))
	case f.problem != nil:
		p := *f.problem
		if p.WantsToken { // here, and not in Settings
			p.Todo = t("firstrun.token.todo")
		}
		card = append(card, problemRow(&p))
	case len(n.Feeds) > 0 && n.Feed.Name != "":
		card = append(card, successRow(n.Loc.T("firstrun.feed.have", map[string]any{"Name": Plain(n.Feed.Name, nameLength)})))
	}
	rows := []fyne.CanvasObject{
		r.head(t("firstrun.feed"), t("firstrun.feed.what")),
		r.card(t("firstrun.feed.address"), card...),
		r.card(t("firstrun.pages"), r.said(t("firstrun.pages.what"), theme.TokenText2), r.together(f.pages)),
	}
	if r.snap.NoNetwork || !f.busy && f.problem != nil && f.problem.Unreached {
		rows = append(rows, f.offline())
	}
	return append(rows, r.card(t("firstrun.replay"), r.said(t("firstrun.replay.what"), theme.TokenText2), r.together(f.play)))
}

// offline is what helps without internet: whom to call, what can be read, and to try again.
func (f *firstFeed) offline() fyne.CanvasObject {
	r, t := f.run, f.run.text
	f.retry.Set(widgets.ButtonData{Label: t("action.retry")})
	f.learn.Set(widgets.ButtonData{Label: t("firstrun.offline.open")})
	show(f.retry, f.typed())
	return r.card(t("firstrun.offline"),
		widgets.NewColumn(2,
			widgets.NewParagraph(widgets.ParagraphData{Text: t("guidance.urgent"), Step: theme.Body, Bold: true}),
			r.said(t("guidance.urgent.text"), theme.TokenText2)),
		r.said(t("firstrun.offline.learn"), theme.TokenText2),
		r.together(f.retry, f.learn))
}

// request holds the token, if one was asked for.
func (f *firstFeed) request() FeedRequest {
	if !f.private {
		return FeedRequest{}
	}
	return FeedRequest{Token: strings.TrimSpace(f.token.Text)}
}

func (f *firstFeed) add() {
	request := f.request()
	request.URL = strings.TrimSpace(f.address.Text)
	if namesPage(request.URL) {
		f.showPages(request.URL)
		return
	}
	if request.URL != "" && f.run.actions.AddFeed != nil {
		f.try(func(done func(bool, *Problem)) { f.run.actions.AddFeed(request, done) })
	}
}

// showPages looks for a status page, at an address if there is one. Where it is added the next step follows.
func (f *firstFeed) showPages(address string) {
	if f.busy || f.run.actions.ShowPages == nil {
		return
	}
	f.run.actions.ShowPages(address, func() {
		f.problem = nil
		f.address.SetText("")
		if f.run.step == stepFeed {
			f.run.step = stepPick
		}
		f.run.redraw()
	})
}

func (f *firstFeed) fromFile() {
	if f.run.actions.AddFeedFile != nil {
		f.try(func(done func(bool, *Problem)) { f.run.actions.AddFeedFile(f.request(), done) })
	}
}

// try begins to look at a feed. Where it is added and the reader still waits for it, the next step follows.
func (f *firstFeed) try(begin func(done func(bool, *Problem))) {
	if f.busy {
		return
	}
	f.busy, f.problem = true, nil
	f.run.redraw()
	begin(func(added bool, p *Problem) {
		f.busy, f.problem = false, p
		if address := strings.TrimSpace(f.address.Text); p != nil && p.MaybePage && isWebAddress(address) && f.run.step == stepFeed {
			f.problem = nil
			f.run.redraw()
			f.showPages(address)
			return
		}
		asked := p != nil && p.WantsToken
		f.private = f.private || asked
		if added {
			f.private = false
			f.token.SetText("") // it is in the keyring now
			f.address.SetText("")
			if f.run.step == stepFeed {
				f.run.step = stepPick
			}
		}
		f.run.redraw()
		if c := f.run.canvas(); asked && c != nil && f.run.step == stepFeed {
			c.Focus(f.token)
		}
	})
}

func (f *firstFeed) fromClipboard() {
	text := ""
	if f.run.actions.Paste != nil {
		text = strings.TrimSpace(f.run.actions.Paste())
	}
	if text == "" || len(text) > maxPasted {
		t := f.run.text
		f.problem = &Problem{Text: t("firstrun.feed.empty"), Todo: t("firstrun.feed.empty.todo")}
		f.run.redraw()
		return
	}
	f.problem = nil
	f.address.SetText(Plain(text, maxPasted))
	f.run.redraw()
	if c := f.run.canvas(); c != nil {
		c.Focus(f.address)
	}
}

// maxPasted bounds what is taken for an address, in bytes: a link has at most some 2,000.
const maxPasted = 4096

// replay plays the recorded outage in place of a feed.
func (f *firstFeed) replay() {
	call(f.run.actions.StartReplay, firstReplay)
	f.problem = nil
	f.run.goTo(stepPick)
}

// escapeEntry is an entry that Escape leaves, as it leaves every other control.
type escapeEntry struct {
	entry
	onEscape func()
}

func newEscapeEntry(escape func()) *escapeEntry {
	e := &escapeEntry{onEscape: escape}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *escapeEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.onEscape()
		return
	}
	e.Entry.TypedKey(k)
}
