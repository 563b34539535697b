package widgets

import (
	"slices"
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
	a.bottom = a.top + c.groupsHeight(width)
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

func (c *StripChart) groupsHeight(width float32) float32 {
	h := c.inlineHeight(width)
	for _, g := range c.data.Groups {
		h += c.groupHeight(g)
	}
	return h
}

// inline is the group under which the read-out stands, -1 for none: a phone shows only a part of a chart of many
// services, and the read-out has to stand where the finger is.
func (c *StripChart) inline() int {
	if !c.phone() || c.data.Cursor.IsZero() || c.data.Lane == "" {
		return -1
	}
	return slices.IndexFunc(c.data.Groups, func(g ChartGroup) bool {
		return slices.ContainsFunc(g.Lanes, func(l ChartLane) bool { return l.ID == c.data.Lane })
	})
}

// inlineHeight is what the read-out takes among the groups.
func (c *StripChart) inlineHeight(width float32) float32 {
	if c.inline() < 0 {
		return 0
	}
	return c.readoutHeight(width) + theme.U(12)
}

// after is the height from the top of a group to that of the next one.
func (c *StripChart) after(gi int, width float32) float32 {
	h := c.groupHeight(c.data.Groups[gi])
	if gi == c.inline() {
		h += c.inlineHeight(width)
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

// readoutHeight is that of the box; on a phone the text wraps, and what can be pressed has a row of its own.
func (c *StripChart) readoutHeight(width float32) float32 {
	if !c.phone() {
		return theme.U(60)
	}
	h := c.told.HeightFor(width-2*c.pick(20, 16)-theme.U(28+24)) + theme.U(22)
	if c.data.Readout.Link != "" || c.data.Readout.Go != "" {
		h += theme.U(44) - theme.U(8)
	}
	return h
}

// axisHeight is that of the ticks under the lanes; where it can be dragged on a phone, that of a finger.
func (c *StripChart) axisHeight() float32 {
	if c.phone() && c.data.Played {
		return theme.U(44)
	}
	return theme.U(28)
}

// HeightFor implements Tall.
func (c *StripChart) HeightFor(width float32) float32 {
	a := c.area(width)
	h := a.bottom + c.axisHeight()
	if c.inline() < 0 {
		h += theme.U(4) + c.readoutHeight(width)
	}
	if len(c.data.Legend) > 0 {
		h += theme.U(12) + c.legend.HeightFor(width-2*a.side)
	}
	return h + theme.U(16)
}

func (c *StripChart) place(s fyne.Size) {
	a := c.area(s.Width)
	end := s.Width - a.side
	y := a.top
	inline, box := c.inline(), float32(0)
	for gi, g := range c.data.Groups {
		put(c.rules[gi], a.side, y, end-a.side, theme.Stroke)
		c.placeGroup(gi, a, y, end)
		if gi == inline {
			box = y + c.groupHeight(g)
		}
		y += c.after(gi, s.Width)
	}
	n := len(c.data.Groups)
	put(c.rules[n], a.side, y, end-a.side, theme.Stroke)
	put(c.rules[n+1], 0, 0, 0, 0)
	c.placeLabels(a)
	x := c.x(a, c.data.Cursor)
	c.cursor.Position1, c.cursor.Position2 = fyne.NewPos(x+0.5, a.top), fyne.NewPos(x+0.5, a.bottom)
	if y, _, ok := c.laneAtID(a, c.data.Lane); ok {
		d := theme.U(9)
		c.dot.CornerRadius = d / 2
		put(c.dot, x+0.5-d/2, y-d/2, d, d)
	}
	c.placeReplay(a)
	put(c.halo, 4, 0, s.Width-8, a.bottom+c.axisHeight())

	y = a.bottom + c.axisHeight() + theme.U(12)
	if inline < 0 {
		box = y - theme.U(8)
		y += c.readoutHeight(s.Width) + theme.U(4)
	}
	c.placeReadout(a, box, end)
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
		now := c.x(a, c.data.now())
		if s.to.IsZero() {
			put(s.rect, now+nowGap, base-thick, nowCap, thick)
			shown(s.rect, c.data.present())
			continue
		}
		from := c.x(a, s.from)
		put(s.rect, from, base-thick, max(1, min(now, c.x(a, s.to))-from), thick)
	}
}

// placeLabels puts ticks under the chart and events over it, and hides what would run into a neighbour.
func (c *StripChart) placeLabels(a chartArea) {
	edge, now := c.x(a, c.data.now()), float32(0)
	if at := c.playhead(); !at.IsZero() {
		edge = c.x(a, at)
	}
	if c.now.Visible() {
		now = c.now.width()
	}
	c.now.end(min(max(edge, a.left+now), a.right), theme.U(8.5), a.right-a.left)
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
		from, limit := x+theme.U(6), edge-now-theme.U(10)
		if i+1 < len(c.labels) && c.labels[i+1].event {
			limit = min(limit, c.x(a, c.labels[i+1].at)-theme.U(6))
		}
		right := from+w <= limit
		if !right && x-theme.U(6)-w >= free {
			from, right = x-theme.U(6)-w, true
		}
		fits := right && from >= free && from+w <= edge-now-theme.U(10)
		shown(l.text.Text, fits)
		if fits {
			l.text.mid(from, theme.U(8.5), w+1)
			free = max(from+w, x) + theme.U(10)
		}
	}
}

func (c *StripChart) placeReadout(a chartArea, y, end float32) {
	h := c.readoutHeight(c.Size().Width)
	put(c.box, a.side, y, end-a.side, h)
	x, mid := a.side+theme.U(14), y+h/2
	room := end - theme.U(14) - x
	if c.phone() || len(c.data.Readout.More) > 0 {
		mid = y + theme.U(20)
	}
	c.mark.square(x+theme.U(8), mid, theme.U(16))
	if c.mark.name != "" || c.phone() {
		x += theme.U(24)
		room -= theme.U(24)
	}
	right := end - theme.U(10)
	for _, b := range []*Button{c.link, c.onward} {
		if !b.Visible() {
			continue
		}
		m := b.MinSize()
		if c.phone() {
			m.Height = theme.U(44)
			put(b, right-m.Width, y+h-m.Height, m.Width, m.Height)
		} else {
			put(b, right-m.Width, pixel(y+h/2-m.Height/2), m.Width, m.Height)
			room -= m.Width
		}
		right -= m.Width
	}
	if c.phone() {
		put(c.told, x, y+theme.U(11), room, c.told.HeightFor(room))
		return
	}
	c.readout.mid(x, mid, room)
	c.more.mid(x, mid+theme.U(22), room)
}

func (c *StripChart) least() fyne.Size {
	return fyne.NewSize(theme.U(280), c.HeightFor(orUnbounded(c.Size().Width)))
}
