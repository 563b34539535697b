package widgets

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// StripChart draws the states of all functions over time: a lane a function, thicker where it is worse. It has no floating
// tip; one read-out under it says what the cursor line is on, which works by touch, with a mouse without a press. Left and
// Right step the cursor, Up and Down go from lane to lane. In a replay the time line under the lanes moves it.
type StripChart struct {
	press
	data    StripChartData
	over    ChartPoint // what the mouse is on, to tell each place once
	hovers  bool
	dragged time.Time // where a finger has taken the replay; zero: nowhere

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
	more     *pieces
	told     *Sentence // both on a phone, where they wrap
	link     *Button
	onward   *Button
	legend   *Legend

	future  *canvas.Rectangle
	moments []*canvas.Rectangle
	heads   []*canvas.Rectangle // line of the replay, group by group, and its knob
	knob    *canvas.Rectangle
	dot     *canvas.Rectangle // where the cursor crosses its lane
	axis    *chartAxis

	// OnCursor is told where the reader tapped or stepped; the owner answers with SetReadout. OnHover is told what the
	// mouse is on, with a zero At when it has left. OnLink opens the source.
	OnCursor func(ChartPoint)
	OnHover  func(ChartPoint)
	OnLink   func()
	// OnPan is told that the reader wants to see earlier (-1) or later times. OnSeek moves the replay; nil without one.
	OnPan  func(by int)
	OnSeek func(time.Time)
	// Say writes the moment that a finger takes the replay to.
	Say func(time.Time) string
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
		box: box(theme.ControlRadius), mark: newGlyph("", ""), readout: newPieces(theme.Body), more: newPieces(theme.Small), told: NewSentence(theme.Body, nil), legend: NewLegend(form, nil),
		future: box(0), knob: box(6), dot: box(5),
	}
	c.form = form
	c.axis = newChartAxis(c)
	c.onward = NewButton(Desktop, ButtonData{Kind: Link, Small: true}, func() { c.goOn() })
	c.link = NewButton(Desktop, ButtonData{Kind: Link, After: "link", Small: true}, func() { call(c.OnLink) })
	c.act = func() { c.Tapped(nil) } // Enter and Space; a tap brings its place
	c.spoken = func() string {
		s := c.data.Summary
		for _, p := range slices.Concat(c.data.Readout.Text, c.data.Readout.More) {
			s += " " + strings.TrimSpace(p.Text)
		}
		return strings.TrimSpace(s)
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

// SetReadout puts the cursor onto a moment, and a lane or "", and what is said of it; the lanes are not made anew.
func (c *StripChart) SetReadout(at time.Time, lane string, r ChartReadout) {
	c.data.Cursor, c.data.Lane, c.data.Readout = at, lane, r
	c.tell(r)
	c.Refresh()
}

// SetForm implements Former.
func (c *StripChart) SetForm(f Form) {
	c.legend.SetForm(f)
	c.press.SetForm(f)
}

func (c *StripChart) tell(r ChartReadout) {
	c.readout.say(r.Text)
	c.more.say(r.More)
	all := slices.Clone(r.Text)
	for i, p := range r.More {
		if i == 0 {
			p.Text = "  " + p.Text
		}
		all = append(all, p)
	}
	c.told.Set(all)
}

func (c *StripChart) take(d StripChartData) {
	c.data = d
	c.now.say(d.Now)
	if !c.dragged.IsZero() && c.Say != nil {
		c.now.say(c.Say(c.dragged))
	}
	c.tell(d.Readout)
	c.moments, c.heads = nil, nil
	for range d.Groups {
		c.heads = append(c.heads, box(0))
	}
	for range d.Moments {
		c.moments = append(c.moments, box(0))
	}
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
				if s.To.After(d.From) && s.From.Before(d.now()) && s.To.After(s.From) {
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
	out := []fyne.CanvasObject{c.future}
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
	for _, m := range c.moments {
		out = append(out, m)
	}
	for _, h := range c.heads {
		out = append(out, h)
	}
	out = append(out, c.now.Text, c.knob, c.cursor, c.dot, c.halo, c.axis, c.box, c.mark.Image)
	out = append(out, c.readout.objects()...)
	out = append(out, c.more.objects()...)
	return append(out, c.told, c.onward, c.link, c.legend)
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
	shown(c.now.Text, c.data.present() || !c.dragged.IsZero())
	c.cursor.StrokeColor, c.cursor.StrokeWidth = theme.Color(theme.TokenText), 1
	shown(c.cursor, !c.data.Cursor.IsZero())
	fill(c.dot, theme.TokenSurface, theme.TokenText, theme.Ring)
	shown(c.dot, !c.data.Cursor.IsZero() && c.data.Lane != "")
	played := c.data.Played
	fill(c.future, theme.TokenSunken, "", 0)
	for _, h := range c.heads {
		fill(h, theme.TokenAccent, "", 0)
		shown(h, played)
	}
	fill(c.knob, theme.TokenAccent, "", 0)
	for _, o := range []fyne.CanvasObject{c.future, c.knob, c.axis} {
		shown(o, played)
	}
	for _, m := range c.moments {
		fill(m, theme.TokenText3, "", 0)
	}
	fill(c.box, theme.TokenSunken, theme.TokenLine, theme.Stroke)
	c.mark.look(c.data.Readout.Look)
	if c.data.Readout.Look.State == "" {
		c.mark.name = ""
	}
	c.mark.paint()
	c.readout.paint()
	c.more.paint()
	for _, o := range slices.Concat(c.readout.objects(), c.more.objects()) {
		shown(o, !c.phone())
	}
	shown(c.told, c.phone())
	c.onward.Set(ButtonData{Kind: Link, Label: c.data.Readout.Go, After: "chevron", Small: true})
	shown(c.onward, c.data.Readout.Go != "")
	c.link.Set(ButtonData{Kind: Link, Label: c.data.Readout.Link, After: "link", Small: true})
	shown(c.link, c.data.Readout.Link != "")
	c.paintRing(c.halo, theme.TokenAccent)
}
