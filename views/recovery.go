package views

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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

	root    *fyne.Container
	page    *widgets.Page
	column  *widgets.Column
	heading *widgets.Heading
	choices *widgets.Row
	chooser *widgets.Column
	follow  *widgets.Button
	figures *widgets.Column
	stages  *widgets.Card
	rows    *widgets.Column // of stages
	heads   *widgets.StageHeads
	chart   *widgets.StripChart
	graph   *widgets.Card
	ranges  *widgets.Segmented
	whole   *widgets.Paragraph // the read-out, where it is too long for one line
	large   bool               // crowded when the pieces were made
	ages    *ageLine
	ledger  *widgets.Card
	deeds   *widgets.Column // rows of the ledger
	tally   *promiseTally
	causes  *widgets.Card
	news    *widgets.Card
	updates *widgets.UpdateList
	silence *widgets.EmptyState // in their place
	told    []updateLine
	foot    *widgets.Paragraph
	empty   *widgets.EmptyState
	hint    *widgets.Card // around empty

	share       *widgets.Button
	sheet       *shareSheet
	followRow   *widgets.Row
	followLabel string
	wholeBox    *widgets.Inset
	height      float32 // of the column
}

// recoveryState is what the screen was last made from.
type recoveryState struct {
	id, lang string
	status   *feed.Status
	history  int
	stale    bool
	span     int
	to       time.Time // the right edge of the chart
	day      string    // how a moment is written hangs on it
	minute   time.Time
	opens    string // which sources can be opened
}

// NewRecovery makes the screen.
func NewRecovery(a *Actions, form widgets.Form) *Recovery {
	v := &Recovery{actions: a, form: form, span: len(chartRanges) - 1, sheet: newShareSheet(a)}
	v.page = widgets.NewPage(form, v.build())
	v.root = container.NewStack(v.page)
	return v
}

// build makes the pieces for the form and the text size.
func (v *Recovery) build() *widgets.Column {
	form := v.form
	v.last, v.large = recoveryState{}, crowded(form)
	v.heading = widgets.NewHeading(form, widgets.HeadingData{})
	v.ages = newAgeLine(form)
	v.chooser = widgets.NewColumn(0)
	v.followRow = v.newFollow()
	v.figures = widgets.NewColumn(8)
	v.rows = widgets.NewColumn(0)
	v.stages = widgets.NewCard(widgets.CardData{}, nil, v.rows)
	v.chart = widgets.NewStripChart(form, widgets.StripChartData{})
	v.chart.OnCursor = v.point
	v.chart.OnLink = v.openPoint
	v.whole = widgets.NewParagraph(widgets.ParagraphData{})
	v.wholeBox = widgets.NewInset(widgets.InsetData{Right: 16, Bottom: 14, Left: 16}, v.whole)
	v.ranges = widgets.NewSegmented(form, widgets.SegmentedData{}, v.pick)
	v.deeds = widgets.NewColumn(0)
	v.tally = newPromiseTally(form)
	v.graph = cardWith(v.large, v.ranges, v.chart, v.wholeBox)
	v.ledger = cardWith(v.large, v.tally.row, v.deeds)
	v.causes = widgets.NewCard(widgets.CardData{}, nil, widgets.NewColumn(0))
	v.news = v.newNews()
	v.foot = widgets.NewParagraph(widgets.ParagraphData{})
	v.empty = widgets.NewEmptyState(form, widgets.EmptyStateData{}, v.leave)
	v.hint = widgets.NewCard(widgets.CardData{}, nil, v.empty)
	v.column = widgets.NewColumn(theme.Gap, v.heading, v.ages.Ages, v.chooser, v.hint, v.followRow, v.figures, v.stages, v.graph, v.ledger, v.causes, v.news, v.foot)
	v.column.SetForm(form)
	return v.column
}

// Object is what the shell shows.
func (v *Recovery) Object() fyne.CanvasObject { return v.root }

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
	v.form = f
	v.rebuild()
	if v.snap != nil {
		v.Update(v.snap)
	}
}

func (v *Recovery) rebuild() {
	v.page = widgets.NewPage(v.form, v.build())
	v.root.Objects = []fyne.CanvasObject{v.page}
	v.root.Refresh()
}

// Update implements Screen.
func (v *Recovery) Update(n *Snapshot) {
	v.snap = n
	if v.large != crowded(v.form) {
		v.rebuild()
	}
	moved := v.ages.set(n)
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
	v.setFollow(n, in)
	if in == nil {
		v.last = recoveryState{}
		v.heading.Set(widgets.HeadingData{Title: n.Loc.T("recovery.title", nil)})
		v.empty.Set(noIncident(n))
		v.relayout()
		return
	}
	_, to := chartTime(n, in, chartRanges[v.span])
	now := recoveryState{in.ID, n.Loc.Lang(), n.Status, len(n.History), n.Stale, v.span, to, n.Loc.Date(n.Now), n.Now.Truncate(time.Minute), v.sources(in)}
	if now == v.last {
		if moved {
			v.relayout()
		}
		return
	}
	old := v.last
	v.last = now
	v.heading.Set(recoveryHeading(n, in))
	v.fillFigures(n, in)
	v.fillPromises(n, in)
	same := old
	same.minute, same.to = now.minute, now.to
	if same != now {
		v.fill(n, in)
	}
	if same != now || !old.to.Equal(now.to) {
		v.draw()
	}
	if h := v.column.HeightFor(v.column.Size().Width); same != now || h != v.height {
		v.height = h
		v.relayout()
	}
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
	v.sayWhole(v.strip.data.Readout)
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
	r := v.said(in)
	v.chart.SetReadout(v.cursor, r)
	v.sayWhole(r)
	v.relayout()
}

// sayWhole repeats a read-out under the chart that has no room in its one line.
func (v *Recovery) sayWhole(r widgets.ChartReadout) {
	var text strings.Builder
	for _, p := range r.Text {
		text.WriteString(p.Text)
	}
	const around = 32 + 28 + 24 // insets of the card and of the box, and the shape
	room := v.page.Size().Width - 2*theme.U(theme.SidePhone) - theme.U(around)
	long := fyne.MeasureText(text.String(), theme.Body.TextSize(), fyne.TextStyle{Bold: true}).Width > room
	v.whole.Set(widgets.ParagraphData{Text: text.String(), Step: theme.Small, Token: theme.TokenText2})
	show(v.wholeBox, v.form == widgets.Phone && long)
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
