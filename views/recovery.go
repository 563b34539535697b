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
	pan     int       // half ranges by which the chart shows a later (or, below 0, earlier) time than by itself
	cursor  time.Time // of the chart
	lane    string
	hover   widgets.ChartPoint // what the mouse is on; zero At: on nothing

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
	// stageRows are the rows of the stages, made for stageForm.
	stageRows []*widgets.StageRow
	stageForm widgets.Form
	chart     *widgets.StripChart
	graph     *widgets.Card
	ranges    *widgets.Segmented
	earlier   *widgets.Button
	later     *widgets.Button
	panRow    *widgets.Row
	pans      *widgets.Inset // the two, where the chart does not show all
	large     bool           // crowded when the pieces were made
	ages      *ageLine
	ledger    *widgets.Card
	deeds     *widgets.Column // rows of the ledger
	tally     *promiseTally
	causes    *widgets.Card
	news      *widgets.Card
	updates   *widgets.UpdateList
	silence   *widgets.EmptyState // in their place
	told      []updateLine
	foot      *widgets.Paragraph
	empty     *widgets.EmptyState
	hint      *widgets.Card // around empty

	share       *widgets.Button
	sheet       *shareSheet
	followRow   *widgets.Row
	followLabel string
	height      float32 // of the column
}

// recoveryState is what the screen was last made from.
type recoveryState struct {
	id, lang string
	status   *feed.Status
	history  int
	stale    bool
	span     int
	to       time.Time // the end of what the chart knows
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
	v.chart.OnHover = v.hoverOn
	v.chart.OnLink = v.openPoint
	v.chart.OnPan = v.panBy
	v.chart.OnSeek = v.seek
	v.chart.Say = func(at time.Time) string { return dayStamp(v.snap, at) }
	v.earlier = widgets.NewButton(form, widgets.ButtonData{}, func() { v.panBy(-1) })
	v.later = widgets.NewButton(form, widgets.ButtonData{}, func() { v.panBy(1) })
	v.panRow = widgets.NewRow(form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{v.earlier, v.later}, Narrow: true})
	v.pans = widgets.NewInset(widgets.InsetData{Right: 16, Bottom: 14, Left: 16}, v.panRow)
	v.ranges = widgets.NewSegmented(form, widgets.SegmentedData{}, v.pick)
	v.deeds = widgets.NewColumn(0)
	v.tally = newPromiseTally(form)
	v.graph = cardWith(v.large, v.ranges, v.chart, v.pans)
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
	v.id, v.cursor, v.lane, v.pan, v.hover = id, time.Time{}, "", 0, widgets.ChartPoint{}
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
	now := recoveryState{in.ID, n.Loc.Lang(), n.Status, len(n.History), n.Stale, v.span, v.window(n, in).end, n.Loc.Date(n.Now), n.Now.Truncate(time.Minute), v.sources(in)}
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
