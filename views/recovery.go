package views

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Recovery is how far an incident is on its way back: the stages, what was promised, every function over time, and what
// was said when.
type Recovery struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	id      string // of the incident that the reader chose, "" for the first
	span    int    // index in chartRanges
	last    recoveryState
	strip   strip
	cursor  time.Time // of the chart
	lane    string

	page    *widgets.Page
	column  *widgets.Column
	heading *widgets.Heading
	choices *widgets.Row
	chooser *widgets.Column
	figures *widgets.Figures
	stages  *widgets.Card
	rows    *widgets.Column // of stages
	heads   *widgets.StageHeads
	chart   *widgets.StripChart
	graph   *widgets.Card
	ranges  *widgets.Segmented
	ledger  *widgets.Card
	deeds   *widgets.Column // rows of the ledger
	tally   *promiseTally
	causes  *widgets.Card
	news    *widgets.Card
	foot    *widgets.Paragraph
	empty   *widgets.EmptyState
	hint    *widgets.Card // around empty
}

// recoveryState is what the screen was last made from.
type recoveryState struct {
	id, lang string
	status   *feed.Status
	history  int
	stale    bool
	span     int
	to       time.Time // the right edge of the chart
	minute   time.Time
	opens    string // which sources can be opened
}

// NewRecovery makes the screen.
func NewRecovery(a *Actions, form widgets.Form) *Recovery {
	v := &Recovery{actions: a, form: form, span: len(chartRanges) - 1}
	v.heading = widgets.NewHeading(form, widgets.HeadingData{})
	v.chooser = widgets.NewColumn(0)
	v.figures = widgets.NewFigures(form, nil)
	v.rows = widgets.NewColumn(0)
	v.stages = widgets.NewCard(widgets.CardData{}, nil, v.rows)
	v.chart = widgets.NewStripChart(form, widgets.StripChartData{})
	v.chart.OnCursor = v.point
	v.chart.OnLink = v.openPoint
	v.ranges = widgets.NewSegmented(form, widgets.SegmentedData{}, v.pick)
	v.graph = widgets.NewCard(widgets.CardData{}, v.ranges, v.chart)
	v.deeds = widgets.NewColumn(0)
	v.tally = newPromiseTally(form)
	v.ledger = widgets.NewCard(widgets.CardData{}, v.tally.row, v.deeds)
	v.causes = widgets.NewCard(widgets.CardData{}, nil, widgets.NewColumn(0))
	v.news = widgets.NewCard(widgets.CardData{}, nil, widgets.NewColumn(0))
	v.foot = widgets.NewParagraph(widgets.ParagraphData{})
	v.empty = widgets.NewEmptyState(form, widgets.EmptyStateData{}, v.leave)
	v.hint = widgets.NewCard(widgets.CardData{}, nil, v.empty)
	v.column = widgets.NewColumn(theme.Gap, v.heading, v.chooser, v.hint, v.figures, v.stages, v.graph, v.ledger, v.causes, v.news, v.foot)
	v.page = widgets.NewPage(form, v.column)
	return v
}

// Object is what the shell shows.
func (v *Recovery) Object() fyne.CanvasObject { return v.page }

// ToTop goes back to the heading.
func (v *Recovery) ToTop() { v.page.SetOffset(0) }

// Show chooses an incident; an id that is not in the document, or none, chooses the first.
func (v *Recovery) Show(id string) {
	if v.id == id {
		return
	}
	v.id, v.cursor, v.lane = id, time.Time{}, ""
	v.page.SetOffset(0)
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// SetForm rebuilds the rows for the other form.
func (v *Recovery) SetForm(f widgets.Form) {
	if f == v.form {
		return
	}
	v.form, v.last = f, recoveryState{}
	v.page.SetForm(f)
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// Update implements Screen.
func (v *Recovery) Update(n *Snapshot) {
	v.snap = n
	in := chosenIncident(n.Status, v.id)
	if n.Loading {
		in = nil
	}
	for _, o := range []fyne.CanvasObject{v.figures, v.stages, v.graph, v.ledger, v.causes, v.news, v.chooser, v.foot} {
		if in == nil {
			show(o, false)
		}
	}
	show(v.hint, in == nil)
	if in == nil {
		v.last = recoveryState{}
		v.heading.Set(widgets.HeadingData{Title: n.Loc.T("recovery.title", nil)})
		v.empty.Set(noIncident(n))
		v.relayout()
		return
	}
	_, to := chartTime(n, in, chartRanges[v.span])
	now := recoveryState{in.ID, n.Loc.Lang(), n.Status, len(n.History), n.Stale, v.span, to, n.Now.Truncate(time.Minute), v.sources(in)}
	if now == v.last {
		return
	}
	old := v.last
	v.last = now
	v.heading.Set(recoveryHeading(n, in))
	v.figures.Set(recoveryFigures(n, in))
	v.fillPromises(n, in)
	same := old
	same.minute, same.to = now.minute, now.to
	if same != now {
		v.fill(n, in)
	}
	if same != now || !old.to.Equal(now.to) {
		v.draw()
	}
	v.relayout()
}

// relayout lets the page follow another height of its content.
func (v *Recovery) relayout() {
	v.column.Refresh()
	v.page.Refresh()
}

// sources tells which updates have a source that can be opened: the profile may come after the document.
func (v *Recovery) sources(in *feed.Incident) string {
	var b strings.Builder
	for _, u := range in.Updates {
		if v.actions.CanOpen != nil && u.SourceURL != "" && v.actions.CanOpen(sourceOf(u)) {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	return b.String()
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
	rows := []fyne.CanvasObject{v.heads}
	for _, d := range stageRows(n, in) {
		rows = append(rows, widgets.NewStageRow(v.form, d))
	}
	v.rows.SetItems(rows...)

	v.ranges.Set(widgets.SegmentedData{
		Labels: []string{t("recovery.range.6h"), t("recovery.range.24h"), t("recovery.range.all")}, Selected: v.span,
	})

	rows = nil
	for i, c := range in.Causes {
		text := widgets.NewColumn(2,
			widgets.NewParagraph(widgets.ParagraphData{Text: causeWord(n, c), Step: theme.Body, Bold: true}),
			widgets.NewParagraph(widgets.ParagraphData{Text: textOf(n, c.Text), Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true}))
		rows = append(rows, v.pad(text, i == len(in.Causes)-1))
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
	v.choices = widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: chips})
	v.chooser.SetItems(v.choices)
}

// fillPromises brings the ledger up to date: its open promises run with the clock.
func (v *Recovery) fillPromises(n *Snapshot, in *feed.Incident) {
	v.ledger.Set(widgets.CardData{Title: n.Loc.T("recovery.promises", nil), Sub: n.Loc.T("recovery.promises.sub", nil), Rule: true})
	v.tally.set(n, in)
	list := promiseRows(n, in)
	show(v.ledger, len(list) > 0)
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

func (v *Recovery) fillNews(n *Snapshot, in *feed.Incident) {
	var rows []fyne.CanvasObject
	for _, d := range updateDays(n, in, v.actions.CanOpen) {
		rows = append(rows, widgets.NewDayHead(v.form, d.title))
		for _, row := range d.events {
			r := widgets.NewUpdateRow(widgets.Phone, row)
			r.OnSource = v.openSource
			rows = append(rows, newWholeText(r, v.form))
		}
	}
	if len(rows) == 0 {
		rows = append(rows, widgets.NewEmptyState(v.form, widgets.EmptyStateData{
			Icon: "clock", Title: n.Loc.T("recovery.updates.none", nil), Text: n.Loc.T("recovery.updates.none.text", nil),
		}, nil))
	}
	v.news.Set(widgets.CardData{Title: n.Loc.T("recovery.updates", nil), Sub: n.Loc.T("recovery.updates.sub", nil)})
	v.news.SetContent(widgets.NewColumn(0, rows...))
}

// draw puts the chart together.
func (v *Recovery) draw() {
	in := chosenIncident(v.snap.Status, v.id)
	v.strip = stripOf(v.snap, in, chartRanges[v.span], v.form == widgets.Phone)
	sub := "recovery.chart.sub"
	if v.strip.single {
		sub = "recovery.chart.sub.services"
	}
	d := widgets.CardData{Title: v.snap.Loc.T("recovery.chart", nil), Sub: v.snap.Loc.T(sub, nil)}
	if v.strip.hidden > 0 {
		d.Sub = v.snap.Loc.N("recovery.chart.hidden", v.strip.hidden, nil)
	}
	v.graph.Set(d)
	if v.cursor.Before(v.strip.data.From) {
		v.cursor = time.Time{}
	}
	v.strip.data.Cursor, v.strip.data.Readout = v.cursor, v.said(in)
	v.chart.Set(v.strip.data)
}

// said is the read-out with the way to its source.
func (v *Recovery) said(in *feed.Incident) widgets.ChartReadout {
	r := v.strip.readout(v.snap, v.cursor, v.lane)
	if a, ok := v.strip.sourceAt(in, v.cursor, v.lane); ok && v.actions.CanOpen != nil && v.actions.CanOpen(a) {
		r.Link = v.snap.Loc.T("recovery.source", nil)
	}
	return r
}

// point follows the reader's finger; the arrow keys stay on the lane that was touched last.
func (v *Recovery) point(p widgets.ChartPoint) {
	in := chosenIncident(v.snap.Status, v.id)
	if in == nil {
		return
	}
	v.cursor = p.At
	if p.Lane != "" || p.Inside {
		v.lane = p.Lane
	}
	v.chart.SetReadout(v.cursor, v.said(in))
}

func (v *Recovery) openPoint() {
	if in := chosenIncident(v.snap.Status, v.id); in != nil {
		if a, ok := v.strip.sourceAt(in, v.cursor, v.lane); ok {
			call(v.actions.Open, a)
		}
	}
}

func (v *Recovery) pick(i int) {
	if i >= 0 && i < len(chartRanges) && v.snap != nil {
		v.span = i
		v.Update(v.snap)
	}
}

func (v *Recovery) openSource(id string) {
	in := chosenIncident(v.snap.Status, v.id)
	if in == nil {
		return
	}
	for _, u := range in.Updates {
		if u.ID == id {
			call(v.actions.Open, sourceOf(u))
		}
	}
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

// promiseTally counts kept, moved and missed promises at the head of the ledger.
type promiseTally struct {
	row   *widgets.Row
	marks []*widgets.Mark
}

func newPromiseTally(form widgets.Form) *promiseTally {
	p := &promiseTally{}
	var left []fyne.CanvasObject
	for range 3 {
		m := widgets.NewMark(widgets.MarkData{})
		p.marks, left = append(p.marks, m), append(left, m)
	}
	p.row = widgets.NewRow(form, widgets.RowData{Gap: 14, Left: left})
	return p
}

func (p *promiseTally) set(s *Snapshot, in *feed.Incident) {
	n := promiseCounts(in, s.Now)
	for i, d := range []struct {
		state feed.PromiseState
		icon  string
		token theme.Token
	}{
		{feed.PromiseKept, "check", theme.Operational.Fill()},
		{feed.PromiseMoved, "moved", theme.Degraded.Fill()},
		{feed.PromiseMissed, "cross", theme.Major.Fill()},
	} {
		p.marks[i].Set(widgets.MarkData{
			Icon: d.icon, IconToken: d.token, Text: s.Loc.T("promise."+string(d.state), nil), Token: theme.TokenText2,
			Step: theme.Small, Extra: s.Loc.Number(n[string(d.state)]),
		})
	}
}

// wholeText shows an update with all of its text, on the desktop too, where an UpdateRow cuts it after one line: an
// operator's notice must be readable to its end.
type wholeText struct {
	widget.BaseWidget
	row  *widgets.UpdateRow
	form widgets.Form
}

func newWholeText(row *widgets.UpdateRow, form widgets.Form) *wholeText {
	w := &wholeText{row: row, form: form}
	w.ExtendBaseWidget(w)
	return w
}

// HeightFor implements widgets.Tall.
func (w *wholeText) HeightFor(width float32) float32 { return w.row.HeightFor(width) }

// CreateRenderer implements fyne.Widget.
func (w *wholeText) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(w.row) }
