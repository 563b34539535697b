package views

import (
	"slices"

	"fyne.io/fyne/v2"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// firstPick is the third step: what to tell, and when.
type firstPick struct {
	run    *FirstRun
	board  *widgets.Board
	header *widgets.Column
	items  []widgets.BoardItem

	thresholds []*widgets.Chip // as settings.Thresholds
	night      *widgets.Switch
	count      *widgets.Paragraph
	empty      *widgets.EmptyState
	hint       *widgets.Card // around empty
	height     float32       // of the header
}

func newFirstPick(r *FirstRun) *firstPick {
	p := &firstPick{run: r}
	p.header = widgets.NewColumn(theme.Gap)
	p.board = widgets.NewBoard(r.form, p.header, nil)
	p.board.OnService, p.board.OnFunction = p.turn, p.turn
	p.board.OnFollowService, p.board.OnFollowFunction = p.follow, p.follow
	p.count = widgets.NewParagraph(widgets.ParagraphData{})
	for i := range settings.Thresholds {
		chip := widgets.NewChip(r.form, widgets.ChipData{}, func() { p.setThreshold(i) })
		chip.OnEscape = r.Escape
		p.thresholds = append(p.thresholds, chip)
	}
	p.night = widgets.NewSwitch(r.form, widgets.ToggleData{}, p.setNight)
	p.night.OnEscape = r.Escape
	p.empty = widgets.NewEmptyState(r.form, widgets.EmptyStateData{}, func() {
		if r.actions.Retry != nil {
			r.actions.Retry()
		}
	})
	p.hint = widgets.NewCard(widgets.CardData{}, nil, p.empty)
	return p
}

func (p *firstPick) setForm(f widgets.Form) {
	p.board.SetForm(f)
	p.night.SetForm(f)
	for _, chip := range p.thresholds {
		chip.SetForm(f)
	}
}

// build words the head of the step.
func (p *firstPick) build() {
	r, t := p.run, p.run.text
	p.set()
	chips := make([]fyne.CanvasObject, len(p.thresholds))
	for i, chip := range p.thresholds {
		chips[i] = chip
	}
	night := newWindow()
	what := r.snap.Loc.T("firstrun.alerts.night.what", map[string]any{"From": minuteClock(night.From), "To": minuteClock(night.To)})
	label := func(id string) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: t(id), Step: theme.Body, Bold: true})
	}
	rows := []fyne.CanvasObject{
		widgets.NewColumn(6, label("firstrun.alerts.when"), r.together(chips...)),
		widgets.NewColumn(2, label("firstrun.alerts.night"), r.said(what, theme.TokenText2), r.together(p.night)),
	}
	if r.snap.OnPhone {
		rows = append(rows, r.said(t("settings.alerts.phone"), theme.TokenText2))
	}
	p.header.SetItems(
		r.head(t("firstrun.pick"), t("firstrun.pick.what")),
		r.card(t("firstrun.alerts"), rows...),
		p.count, p.hint,
	)
	p.header.SetForm(r.form)
	p.items = nil
}

// update shows what can be chosen and what is.
func (p *firstPick) update(n *Snapshot) {
	p.set()
	p.count.Set(widgets.ParagraphData{Text: p.counted(n), Step: theme.Body, Bold: true, Token: theme.TokenAccent})
	items := p.choices(n)
	show(p.count, len(items) > 0)
	show(p.hint, len(items) == 0)
	if len(items) == 0 {
		p.empty.Set(p.waiting(n))
	}
	if !slices.Equal(items, p.items) {
		p.items = items
		p.board.SetItems(items)
	}
	if h := p.header.HeightFor(p.header.Size().Width); h != p.height {
		p.height = h
		p.header.Refresh()
		p.board.HeaderChanged()
	}
}

func (p *firstPick) counted(n *Snapshot) string {
	if mine := counts(n)[filterMine]; mine > 0 {
		return n.Loc.N("firstrun.pick.count", mine, nil)
	}
	return n.Loc.T("firstrun.pick.none", nil)
}

// set shows what is chosen about alerts.
func (p *firstPick) set() {
	now := p.thresholdNow()
	for i, id := range settings.Thresholds {
		p.thresholds[i].Set(widgets.ChipData{Label: p.run.text("threshold." + id), Selected: i == now})
	}
	p.night.Set(widgets.ToggleData{On: p.hasNight(), Label: p.run.text("firstrun.alerts.night")})
}

// waiting is what stands in place of services: none, or none yet.
func (p *firstPick) waiting(n *Snapshot) widgets.EmptyStateData {
	t := p.run.text
	if n.Feed.ID == "" && !n.Loading {
		return widgets.EmptyStateData{Icon: "star-off", Title: t("firstrun.pick.no_feed"), Text: t("firstrun.pick.no_feed.text")}
	}
	d := widgets.EmptyStateData{Icon: "stage-not-reported", Title: t("firstrun.pick.waiting"), Text: t("firstrun.pick.waiting.text")}
	switch {
	case n.Status != nil && n.Feed.textOnly():
		d.Title, d.Text = t("status.empty.text_only"), t("status.empty.text_only.text")
	case n.Status != nil:
		d.Title, d.Text = t("status.empty.no_services"), t("status.empty.no_services.text")
	}
	if n.Connection == ConnWaiting || n.Connection == ConnStopped {
		_, second := unreceived(n)
		d.Icon, d.Text, d.Action = "offline", second+"\n"+d.Text, t("action.retry")
	}
	return d
}

// choices are the services and functions as on the board, in an order that does not change while stars are turned.
func (p *firstPick) choices(n *Snapshot) []widgets.BoardItem {
	still := *n
	still.Follows, still.Others = nil, make([]*Snapshot, len(n.Others))
	for i, other := range n.Others {
		o := *other
		o.Follows = nil
		still.Others[i] = &o
	}
	items := boardItems(&still, filterAll, "", p.run.form)
	for i := range items {
		head, row := &items[i].Head, &items[i].Row
		switch items[i].Kind {
		case widgets.BoardHead:
			of, id := ofFeed(n, head.ID)
			head.Followed = of.Follows[id]
			head.FollowLabel, head.NoChevron, head.Sum = followLabel(n, head.Name, head.Followed), true, ""
		case widgets.BoardRow:
			of, id := ofFeed(n, row.ID)
			row.Followed = of.Follows[id] || of.Follows[serviceOf(of, id)]
			row.FollowLabel, row.Pick, row.Since = followLabel(n, row.Name, row.Followed), true, ""
		case widgets.BoardFeed, widgets.BoardGap:
		}
	}
	return items
}

func followLabel(n *Snapshot, name string, on bool) string {
	id := "status.follow"
	if on {
		id = "status.unfollow"
	}
	return n.Loc.T(id, map[string]any{"Name": name})
}

// turn is a tap anywhere on a row: what is small to hit may be missed.
func (p *firstPick) turn(id string) {
	of, own := ofFeed(p.run.snap, id)
	p.follow(id, !of.Follows[own] && !of.Follows[serviceOf(of, own)])
}

func (p *firstPick) follow(id string, on bool) {
	of, own := ofFeed(p.run.snap, id)
	follow(p.run.actions, of, own, on)
}

// thresholdNow is the place of the present threshold in the list; no alerts at all count as off.
func (p *firstPick) thresholdNow() int {
	v := p.run.snap.Settings
	if !v.AlertsEnabled {
		return slices.Index(settings.Thresholds, string(alert.Off))
	}
	return slices.Index(settings.Thresholds, v.AlertThreshold)
}

func (p *firstPick) setThreshold(i int) {
	p.run.actions.Change(func(v *settings.Values) {
		v.AlertThreshold = settings.Thresholds[i]
		v.AlertsEnabled = v.AlertsEnabled || v.AlertThreshold != string(alert.Off)
	})
}

// sameWindow reports whether w is the quiet night that the step offers.
func sameWindow(w alert.QuietWindow) bool {
	night := newWindow()
	return w.From == night.From && w.To == night.To && len(w.Weekdays) == len(night.Weekdays)
}

func (p *firstPick) hasNight() bool { return slices.ContainsFunc(p.run.snap.Quiet, sameWindow) }

// setNight adds the quiet night or takes it out; other quiet hours stay.
func (p *firstPick) setNight(on bool) {
	p.run.actions.ChangeQuiet(func(q []alert.QuietWindow) []alert.QuietWindow {
		q = slices.DeleteFunc(q, sameWindow)
		if on && len(q) < alert.MaxWindows {
			q = append(q, newWindow())
		}
		return q
	})
}
