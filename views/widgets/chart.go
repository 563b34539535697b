package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ChartSegment is a stretch of time in one state.
type ChartSegment struct {
	From, To time.Time
	Look     theme.Look
}

// ChartLane is one function (or, over 60 functions, one service).
type ChartLane struct {
	ID       string
	Segments []ChartSegment // in any order; what lies outside the chart's time is cut
	Now      theme.Look     // the cap right of the "now" edge
}

// ChartGroup is one service: a label, its lanes and the present counts.
type ChartGroup struct {
	ID     string
	Label  string
	Lanes  []ChartLane
	Counts []ChartCount
}

// ChartCount is how many functions of a service are in a state now.
type ChartCount struct {
	Look theme.Look
	Text string // the first with its word, the others a number: the legend below explains them
}

// ChartMark is a labelled moment: a tick of the axis or an event.
type ChartMark struct {
	At    time.Time
	Label string
}

// ChartReadout says what the cursor is on.
type ChartReadout struct {
	Look theme.Look
	Text []Piece
	Link string // words of a link to the source, optional
}

// StripChartData is what a StripChart shows. Every text comes ready made.
type StripChartData struct {
	From, To time.Time // To is "now"
	Groups   []ChartGroup
	Ticks    []ChartMark // labels under the chart, hairlines in it, in order of time
	Events   []ChartMark // labels over the chart, in order of time
	Now      string      // the label over the right edge
	Legend   []LegendEntry
	Readout  ChartReadout
	Cursor   time.Time // zero: none
}

// ChartPoint is where the reader put the cursor.
type ChartPoint struct {
	At     time.Time
	Group  string // IDs; empty beside the lanes
	Lane   string
	Inside bool // on a lane
}

// StripChart draws the states of all functions over time: a lane a function, thicker where it is worse. It has no floating
// tip; one read-out under it says what the cursor line is on, which works by touch. Left and Right step the cursor.
type StripChart struct {
	press
	data StripChartData

	rules    []*canvas.Rectangle
	ticks    []*canvas.Rectangle
	segments []chartSegment
	groups   []chartGroup
	labels   []chartLabel
	now      *run
	cursor   *canvas.Line
	halo     *canvas.Rectangle
	box      *canvas.Rectangle
	mark     *glyph
	readout  *pieces
	link     *Button
	legend   *Legend

	// OnCursor is told where the reader tapped or stepped; the owner answers with SetReadout. OnLink opens the source.
	OnCursor func(ChartPoint)
	OnLink   func()
}

type chartSegment struct {
	rect     *canvas.Rectangle
	look     theme.Look
	from, to time.Time // zero: the cap of the present state
	y        float32   // base line of the lane at a text scale of 100 %
	group    int
}

type chartGroup struct {
	label  *run
	counts []chartCount
}

type chartCount struct {
	mark *glyph
	text *run
}

type chartLabel struct {
	at    time.Time
	text  *run
	edge  *canvas.Rectangle
	event bool
}

// NewStripChart makes a chart.
func NewStripChart(form Form, d StripChartData) *StripChart {
	c := &StripChart{
		now: newRun(theme.Small, true, theme.TokenText), cursor: &canvas.Line{}, halo: ring(theme.ControlRadius),
		box: box(theme.ControlRadius), mark: newGlyph("", ""), readout: newPieces(theme.Body), legend: NewLegend(form, nil),
	}
	c.form = form
	c.link = NewButton(Desktop, ButtonData{Kind: Link, After: "link", Small: true}, func() { call(c.OnLink) })
	c.act = func() { c.Tapped(nil) } // Enter and Space; a tap brings its place
	c.spoken = func() string {
		s := ""
		for _, p := range c.data.Readout.Text {
			s += p.Text
		}
		return s
	}
	c.alternate = fyne.AccessibleRoleText
	c.ExtendBaseWidget(c)
	c.take(d)
	return c
}

// Set replaces the chart.
func (c *StripChart) Set(d StripChartData) {
	c.take(d)
	c.Refresh()
}

// SetReadout puts the cursor and what is said of it; the lanes are not redrawn.
func (c *StripChart) SetReadout(at time.Time, r ChartReadout) {
	c.data.Cursor, c.data.Readout = at, r
	c.readout.say(r.Text)
	c.Refresh()
}

// SetForm implements Former.
func (c *StripChart) SetForm(f Form) {
	c.legend.SetForm(f)
	c.press.SetForm(f)
}

func (c *StripChart) take(d StripChartData) {
	c.data = d
	c.now.say(d.Now)
	c.readout.say(d.Readout.Text)
	c.legend.Set(d.Legend)
	c.segments, c.groups, c.labels = nil, nil, nil
	c.rules, c.ticks = nil, nil
	for range len(d.Groups) + 2 {
		c.rules = append(c.rules, box(0))
	}
	for gi, g := range d.Groups {
		one := chartGroup{label: newRun(theme.Body, true, theme.TokenText)}
		one.label.say(g.Label)
		for _, n := range g.Counts {
			t := newRun(theme.Small, true, n.Look.Word())
			t.say(n.Text)
			one.counts = append(one.counts, chartCount{newGlyph("", ""), t})
		}
		c.groups = append(c.groups, one)
		for li, l := range g.Lanes {
			for _, s := range l.Segments {
				if s.To.After(d.From) && s.From.Before(d.To) && s.To.After(s.From) {
					c.segments = append(c.segments, chartSegment{box(0), s.Look, s.From, s.To, float32(li), gi})
				}
			}
			c.segments = append(c.segments, chartSegment{rect: box(0), look: l.Now, y: float32(li), group: gi})
		}
	}
	for _, m := range d.Ticks {
		t := newRun(theme.Small, false, theme.TokenText3)
		t.say(m.Label)
		c.labels = append(c.labels, chartLabel{m.At, t, box(0), false})
	}
	for _, m := range d.Events {
		t := newRun(theme.Small, false, theme.TokenText2)
		t.say(m.Label)
		c.labels = append(c.labels, chartLabel{m.At, t, box(0), true})
	}
}

// CreateRenderer implements fyne.Widget.
func (c *StripChart) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *StripChart) parts() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, r := range c.rules {
		out = append(out, r)
	}
	for _, l := range c.labels {
		out = append(out, l.edge, l.text.Text)
	}
	for _, s := range c.segments {
		out = append(out, s.rect)
	}
	for _, g := range c.groups {
		out = append(out, g.label.Text)
		for _, n := range g.counts {
			out = append(out, n.mark.Image, n.text.Text)
		}
	}
	out = append(out, c.now.Text, c.cursor, c.halo, c.box, c.mark.Image)
	out = append(out, c.readout.objects()...)
	return append(out, c.link, c.legend)
}

func (c *StripChart) paint() {
	for _, r := range c.rules {
		fill(r, theme.TokenLine, "", 0)
	}
	for _, l := range c.labels {
		edge := theme.TokenLine
		if l.event {
			edge = theme.TokenLineStrong
		}
		fill(l.edge, edge, "", 0)
		l.text.paint()
	}
	for _, s := range c.segments {
		paintLane(s.rect, s.look)
	}
	for gi, g := range c.groups {
		g.label.paint()
		for i, n := range g.counts {
			n.mark.look(c.data.Groups[gi].Counts[i].Look)
			n.mark.paint()
			n.text.paint()
		}
	}
	c.now.paint()
	c.cursor.StrokeColor, c.cursor.StrokeWidth = theme.Color(theme.TokenText), 1
	shown(c.cursor, !c.data.Cursor.IsZero())
	fill(c.box, theme.TokenSunken, theme.TokenLine, theme.Stroke)
	c.mark.look(c.data.Readout.Look)
	if c.data.Readout.Look.State == "" {
		c.mark.name = ""
	}
	c.mark.paint()
	c.readout.paint()
	c.link.Set(ButtonData{Kind: Link, Label: c.data.Readout.Link, After: "link", Small: true})
	shown(c.link, c.data.Readout.Link != "")
	c.paintRing(c.halo, theme.TokenAccent)
}
