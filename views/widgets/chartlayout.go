package widgets

import (
	"time"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

const (
	lanePitch = 8
	laneMost  = 5
	nowCap    = 8 // width of the cap of the present state
	nowGap    = 4 // between the "now" edge and the cap
)

// chartArea is where the lanes are, in the widget's own units.
type chartArea struct {
	side        float32 // inset of the card
	left, right float32 // of the time
	top, bottom float32 // of all groups
}

func (c *StripChart) area(width float32) chartArea {
	a := chartArea{side: c.pick(20, 16)}
	a.left, a.right = a.side, width-a.side-nowCap-nowGap-theme.U(2)
	if !c.phone() {
		a.left += theme.U(112)
		a.right = width - a.side - theme.U(148)
	}
	a.top = theme.U(22)
	a.bottom = a.top + c.groupsHeight()
	return a
}

func (c *StripChart) groupHeight(g ChartGroup) float32 {
	h := theme.U(float32(max(1, len(g.Lanes)))*lanePitch - 3 + 18)
	return h + c.groupHead()
}

// groupHead is the height of a group's name and counts over its lanes on a phone, in two lines with large letters.
func (c *StripChart) groupHead() float32 {
	switch {
	case large(c.form):
		return theme.U(44)
	case c.phone():
		return theme.U(22)
	}
	return 0
}

func (c *StripChart) groupsHeight() float32 {
	var h float32
	for _, g := range c.data.Groups {
		h += c.groupHeight(g)
	}
	return h
}

// x is the place of a moment, held inside the chart.
func (c *StripChart) x(a chartArea, t time.Time) float32 {
	span := c.data.To.Sub(c.data.From)
	if span <= 0 {
		return a.left
	}
	f := float64(t.Sub(c.data.From)) / float64(span)
	return pixel(a.left + float32(min(max(f, 0), 1))*(a.right-a.left))
}

// moment is the reverse of x.
func (c *StripChart) moment(a chartArea, x float32) time.Time {
	if a.right <= a.left {
		return c.data.To
	}
	f := min(max(float64((x-a.left)/(a.right-a.left)), 0), 1)
	return c.data.From.Add(time.Duration(f * float64(c.data.To.Sub(c.data.From))))
}

func (c *StripChart) readoutHeight() float32 { return c.pick(40, 66) }

// HeightFor implements Tall.
func (c *StripChart) HeightFor(width float32) float32 {
	a := c.area(width)
	h := a.bottom + theme.U(28) + theme.U(4) + c.readoutHeight()
	if len(c.data.Legend) > 0 {
		h += theme.U(12) + c.legend.HeightFor(width-2*a.side)
	}
	return h + theme.U(16)
}

func (c *StripChart) place(s fyne.Size) {
	a := c.area(s.Width)
	end := s.Width - a.side
	y := a.top
	for gi, g := range c.data.Groups {
		put(c.rules[gi], a.side, y, end-a.side, theme.Stroke)
		c.placeGroup(gi, a, y, end)
		y += c.groupHeight(g)
	}
	n := len(c.data.Groups)
	put(c.rules[n], a.side, y, end-a.side, theme.Stroke)
	put(c.rules[n+1], 0, 0, 0, 0)
	c.placeLabels(a)
	x := c.x(a, c.data.Cursor)
	c.cursor.Position1, c.cursor.Position2 = fyne.NewPos(x+0.5, a.top), fyne.NewPos(x+0.5, a.bottom)
	put(c.halo, 4, 0, s.Width-8, a.bottom+theme.U(28))

	y = a.bottom + theme.U(32)
	c.placeReadout(a, y, end)
	y += c.readoutHeight() + theme.U(12)
	put(c.legend, a.side, y, end-a.side, c.legend.HeightFor(end-a.side))
}

func (c *StripChart) placeGroup(gi int, a chartArea, y, end float32) {
	g, d := c.groups[gi], c.data.Groups[gi]
	h := c.groupHeight(d)
	mid, lanes := y+h/2, y
	x := a.right + nowCap + nowGap + theme.U(16)
	if c.phone() {
		mid, lanes = y+theme.U(15), y+c.groupHead()
		x = end
		for _, n := range g.counts {
			x -= theme.U(27) + n.text.width()
		}
	}
	limit := a.left - a.side - theme.U(8)
	if c.phone() {
		limit = x - a.side - theme.U(8)
	}
	if large(c.form) {
		limit = end - a.side
	}
	g.label.mid(a.side, mid, limit)
	if large(c.form) {
		x, mid = a.side, mid+theme.U(22)
	}
	for _, n := range g.counts {
		n.mark.square(x+theme.U(7), mid, theme.U(14))
		x += theme.U(18)
		x += n.text.mid(x, mid, end-x) + theme.U(9)
	}
	for _, s := range c.segments {
		if s.group != gi {
			continue
		}
		thick := theme.U(laneThickness(s.look.State))
		// From the base line up: lanes of every thickness stand on one line.
		base := lanes + theme.U(9) + theme.U(s.y*lanePitch) + theme.U(laneMost)
		if s.to.IsZero() {
			put(s.rect, a.right+nowGap, base-thick, nowCap, thick)
			continue
		}
		from := c.x(a, s.from)
		put(s.rect, from, base-thick, max(1, c.x(a, s.to)-from), thick)
	}
}

// placeLabels puts ticks under the chart and events over it, and hides what would run into a neighbour.
func (c *StripChart) placeLabels(a chartArea) {
	now := c.now.end(a.right, theme.U(8.5), a.right-a.left)
	free, tick := a.left, float32(0)
	for i, l := range c.labels {
		x := c.x(a, l.at)
		w := l.text.width()
		if !l.event {
			put(l.edge, x, a.top, theme.Stroke, a.bottom-a.top)
			from := min(max(x-w/2, a.left), a.right+nowCap-w)
			fits := tick == 0 || from > tick+theme.U(6)
			shown(l.text.Text, fits)
			if fits {
				l.text.mid(from, a.bottom+theme.U(13.5), w+1)
				tick = from + w
			}
			continue
		}
		// An event's label stands right of its line, or left where it would run into the next line or "now".
		put(l.edge, x, 0, theme.Stroke, a.bottom)
		from, limit := x+theme.U(6), a.right-now-theme.U(10)
		if i+1 < len(c.labels) && c.labels[i+1].event {
			limit = min(limit, c.x(a, c.labels[i+1].at)-theme.U(6))
		}
		if from+w > limit && x-theme.U(6)-w >= free {
			from = x - theme.U(6) - w
		}
		fits := from >= free && from+w <= a.right-now-theme.U(10)
		shown(l.text.Text, fits)
		if fits {
			l.text.mid(from, theme.U(8.5), w+1)
			free = max(from+w, x) + theme.U(10)
		}
	}
}

func (c *StripChart) placeReadout(a chartArea, y, end float32) {
	h := c.readoutHeight()
	put(c.box, a.side, y, end-a.side, h)
	x, mid := a.side+theme.U(14), y+h/2
	room := end - theme.U(14) - x
	if c.phone() {
		mid = y + theme.U(22)
	}
	c.mark.square(x+theme.U(8), mid, theme.U(16))
	if c.mark.name != "" {
		x += theme.U(24)
		room -= theme.U(24)
	}
	m := c.link.MinSize()
	switch {
	case !c.link.Visible():
	case c.phone():
		put(c.link, end-theme.U(10)-m.Width, y+theme.U(34), m.Width, m.Height)
	default:
		put(c.link, end-theme.U(10)-m.Width, pixel(mid-m.Height/2), m.Width, m.Height)
		room -= m.Width
	}
	c.readout.mid(x, mid, room)
}

func (c *StripChart) least() fyne.Size {
	return fyne.NewSize(theme.U(280), c.HeightFor(orUnbounded(c.Size().Width)))
}

// Tapped implements fyne.Tappable.
func (c *StripChart) Tapped(e *fyne.PointEvent) {
	if e == nil { // Enter or Space: the cursor stays, its read-out is asked for again
		c.point(c.data.Cursor, "", "", false)
		return
	}
	a := c.area(c.Size().Width)
	if e.Position.Y > a.bottom+theme.U(28) {
		return
	}
	group, lane, inside := c.laneAt(a, e.Position.Y)
	c.point(c.moment(a, e.Position.X), group, lane, inside)
}

func (c *StripChart) laneAt(a chartArea, at float32) (group, lane string, inside bool) {
	y := a.top
	for _, g := range c.data.Groups {
		h := c.groupHeight(g)
		if at >= y && at < y+h {
			lanes := y + theme.U(9) + c.groupHead()
			if len(g.Lanes) == 0 {
				return g.ID, "", false
			}
			i := int((at - lanes + 2) / theme.U(lanePitch))
			i = min(max(i, 0), len(g.Lanes)-1)
			return g.ID, g.Lanes[i].ID, true
		}
		y += h
	}
	return "", "", false
}

func (c *StripChart) point(at time.Time, group, lane string, inside bool) {
	if at.IsZero() {
		at = c.data.To
	}
	c.data.Cursor = at
	c.Refresh()
	if c.OnCursor != nil {
		c.OnCursor(ChartPoint{At: at, Group: group, Lane: lane, Inside: inside})
	}
}

// TypedKey implements fyne.Focusable: the arrows step the cursor by a sixtieth of the time shown.
func (c *StripChart) TypedKey(e *fyne.KeyEvent) {
	step := c.data.To.Sub(c.data.From) / 60
	at := c.data.Cursor
	if at.IsZero() {
		at = c.data.To
	}
	switch e.Name {
	case fyne.KeyLeft:
		at = at.Add(-step)
	case fyne.KeyRight:
		at = at.Add(step)
	default:
		c.press.TypedKey(e)
		return
	}
	if at.Before(c.data.From) {
		at = c.data.From
	}
	if at.After(c.data.To) {
		at = c.data.To
	}
	c.point(at, "", "", false)
}
