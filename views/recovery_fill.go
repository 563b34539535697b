package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// fillFigures sets the four numbers, with large letters each in a card of its own.
func (v *Recovery) fillFigures(n *Snapshot, in *feed.Incident) {
	list := recoveryFigures(n, in)
	if k := len(causesOf(n, in)); k > 1 && v.form == widgets.Phone {
		list[1].Value = n.Loc.N("recovery.cause.kinds", k, nil)
	}
	groups := [][]widgets.Figure{list}
	if v.large {
		groups = nil
		for i := range list {
			groups = append(groups, list[i:i+1])
		}
	}
	items := v.figures.Items()
	if len(items) != len(groups) {
		items = nil
		for range groups {
			items = append(items, widgets.NewFigures(v.form, nil))
		}
		v.figures.SetItems(items...)
	}
	for i, g := range groups {
		items[i].(*widgets.Figures).Set(g)
	}
}

// fill makes everything that the clock does not change.
func (v *Recovery) fill(n *Snapshot, in *feed.Incident) {
	t := func(id string) string { return n.Loc.T(id, nil) }
	for _, o := range []fyne.CanvasObject{v.figures, v.stages, v.graph, v.ledger, v.news, v.foot} {
		show(o, true)
	}
	v.fillChooser(n, in)

	v.stages.Set(widgets.CardData{Title: t("recovery.stages"), Sub: t("recovery.stages.sub")})
	v.heads = widgets.NewStageHeads(v.form, [4]string{t("recovery.stage"), t("recovery.stage.state"), t("recovery.stage.what"), t("recovery.stage.outlook")})
	stages := stageRows(n, in)
	if len(v.stageRows) != len(stages) || v.stageForm != v.form {
		v.stageRows, v.stageForm = make([]*widgets.StageRow, len(stages)), v.form
	}
	rows := []fyne.CanvasObject{v.heads}
	for i, d := range stages {
		if v.form == widgets.Phone {
			d = narrowStage(d)
		}
		if v.stageRows[i] == nil { // most stages say the same in the next document
			v.stageRows[i] = widgets.NewStageRow(v.form, d)
		}
		v.stageRows[i].Set(d)
		rows = append(rows, v.stageRows[i])
	}
	v.rows.SetItems(rows...)

	v.ranges.Set(widgets.SegmentedData{
		Labels: []string{t("recovery.range.6h"), t("recovery.range.24h"), t("recovery.range.all")}, Selected: v.span,
	})

	rows = nil
	causes := causesOf(n, in)
	for i, c := range causes {
		text := widgets.NewColumn(2,
			widgets.NewParagraph(widgets.ParagraphData{Text: c.word, Step: theme.Body, Bold: true}),
			widgets.NewParagraph(widgets.ParagraphData{
				Text: strings.Join(c.texts, "\n"), Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true,
			}))
		rows = append(rows, v.pad(text, i == len(causes)-1))
	}
	v.causes.Set(widgets.CardData{Title: t("recovery.causes"), Sub: t("recovery.causes.sub"), Rule: true})
	v.causes.SetContent(widgets.NewColumn(0, rows...))
	show(v.causes, len(rows) > 0)

	v.fillNews(n, in)
	v.foot.Set(widgets.ParagraphData{Text: t("status.foot"), Step: theme.Small, Token: theme.TokenText3})
}

// pad is the room of a text inside a card.
func (v *Recovery) pad(o fyne.CanvasObject, last bool) fyne.CanvasObject {
	d := widgets.InsetData{Top: 10, Right: 20, Left: 20}
	if v.form == widgets.Phone {
		d.Left, d.Right = 16, 16
	}
	if last {
		d.Bottom = 14
	}
	return widgets.NewInset(d, o)
}

func (v *Recovery) fillChooser(n *Snapshot, in *feed.Incident) {
	list := incidentOrder(n.Status)
	show(v.chooser, len(list) > 1)
	var chips []fyne.CanvasObject
	for _, one := range list {
		d := widgets.ChipData{Label: nameOf(n, one.Name), Selected: one.ID == in.ID}
		if over(one) {
			d.Icon = "check"
		}
		chips = append(chips, widgets.NewChip(v.form, d, func() { v.Show(one.ID) }))
	}
	v.choices = widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: chips, Narrow: true})
	v.chooser.SetItems(v.choices)
}

// fillPromises brings the ledger up to date: its open promises run with the clock.
func (v *Recovery) fillPromises(n *Snapshot, in *feed.Incident) {
	d := widgets.CardData{Title: n.Loc.T("recovery.promises", nil), Rule: true}
	if v.form == widgets.Desktop { // the head has room for one thing beside the count
		d.Sub = n.Loc.T("recovery.promises.sub", nil)
	}
	v.ledger.Set(d)
	v.tally.set(n, in)
	v.ledger.Refresh() // the counts may be wider than before
	list := promiseRows(n, in)
	show(v.ledger, len(list) > 0)
	if v.large {
		for i := range list {
			list[i] = withoutTrail(list[i])
		}
	}
	items := v.deeds.Items()
	if len(items) == len(list) {
		for i, d := range list {
			items[i].(*widgets.PromiseRow).Set(d)
		}
		return
	}
	var rows []fyne.CanvasObject
	for _, d := range list {
		rows = append(rows, widgets.NewPromiseRow(v.form, d))
	}
	v.deeds.SetItems(rows...)
}

// fillNews hands the updates to their list. There may be thousands: what a line says is worked out when it is near the
// window.
func (v *Recovery) fillNews(n *Snapshot, in *feed.Incident) {
	v.told = updateLines(n, in)
	items := make([]widgets.UpdateItem, len(v.told))
	for i, l := range v.told {
		items[i] = widgets.UpdateItem{ID: l.id(), Day: l.update == nil}
		if u := l.update; u != nil {
			items[i].Text, items[i].Meta, items[i].Source = textOf(n, u.Body), u.Stage != "" && !v.large || u.SourceURL != "", u.SourceURL != ""
		}
	}
	v.news.Set(widgets.CardData{Title: n.Loc.T("recovery.updates", nil), Sub: n.Loc.T("recovery.updates.sub", nil)})
	v.updates.SetItems(items)
	v.silence.Set(widgets.EmptyStateData{
		Icon: "clock", Title: n.Loc.T("recovery.updates.none", nil), Text: n.Loc.T("recovery.updates.none.text", nil),
	})
	show(v.silence, len(items) == 0)
}

// newNews makes the card of the updates.
func (v *Recovery) newNews() *widgets.Card {
	v.updates = widgets.NewUpdateList(v.form, func(i int) string { return v.snap.Loc.Date(v.told[i].at) }, func(i int) widgets.UpdateRowData {
		row := updateRow(v.snap, v.told[i], v.actions.CanOpen)
		if v.large && row.Tag != "" {
			row.Text, row.Tag = row.Text+"\n"+row.Tag, ""
		}
		return row
	})
	v.updates.OnSource = v.openSource
	v.silence = widgets.NewEmptyState(v.form, widgets.EmptyStateData{}, nil)
	return widgets.NewCard(widgets.CardData{}, nil, widgets.NewColumn(0, v.silence, v.updates))
}

// noIncident is what stands there without an incident.
func noIncident(s *Snapshot) widgets.EmptyStateData {
	if s.Status == nil || s.Loading {
		return emptyBoard(s, filterAll, "")
	}
	id := "recovery.empty"
	if s.Stale {
		id = "recovery.empty.stale"
	}
	return widgets.EmptyStateData{
		Icon: "nav-recovery", Title: s.Loc.T(id, nil), Text: s.Loc.T(id+".text", nil), Action: s.Loc.T("recovery.to_status", nil),
	}
}

// leave is the way out that noIncident offers.
func (v *Recovery) leave() { leaveEmpty(v.actions, v.snap) }

// leaveEmpty follows the button of an empty screen.
func leaveEmpty(a *Actions, s *Snapshot) {
	switch {
	case s == nil:
	case s.Feed.ID == "":
		call(a.Navigate, Route{Screen: ScreenSettings})
	case s.Status == nil:
		if a.Retry != nil {
			a.Retry()
		}
	default:
		call(a.Navigate, Route{Screen: ScreenStatus})
	}
}
