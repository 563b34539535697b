package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
)

// Tapped implements fyne.Tappable. What a replay does not show yet it is taken to.
func (c *StripChart) Tapped(e *fyne.PointEvent) {
	if e == nil { // Enter or Space: the cursor stays, its read-out is asked for again
		c.point(c.data.Cursor, "", c.data.Lane, false)
		return
	}
	a := c.area(c.Size().Width)
	if e.Position.Y > a.bottom+c.axisHeight() {
		return
	}
	if b := c.box.Position().Y; e.Position.Y >= b && e.Position.Y < b+c.box.Size().Height {
		return
	}
	at := c.moment(a, e.Position.X)
	if c.data.Played && at.After(c.data.now()) && e.Position.X <= a.right {
		c.seek(at)
		return
	}
	group, lane, inside := c.laneAt(a, e.Position.Y)
	c.point(at, group, lane, inside)
	// The arrows go on from here. What was tapped is in the window: nothing has to be brought there.
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil && !c.phone() {
		seen := c.onFocus
		c.onFocus = nil
		canvas.Focus(c)
		c.onFocus = seen
	}
}

// MouseMoved implements desktop.Hoverable: the read-out follows the mouse without a press.
func (c *StripChart) MouseMoved(e *desktop.MouseEvent) {
	if c.phone() { // its read-out stands among the lanes, which would dance
		return
	}
	a := c.area(c.Size().Width)
	at := c.moment(a, e.Position.X)
	if e.Position.Y < a.top || e.Position.Y >= a.bottom || e.Position.X < a.left || e.Position.X > a.right || at.After(c.data.now()) {
		c.MouseOut()
		return
	}
	group, lane, inside := c.laneAt(a, e.Position.Y)
	over := ChartPoint{At: c.data.From.Add(at.Sub(c.data.From).Truncate(c.pixelTime(a))), Group: group, Lane: lane, Inside: inside}
	if c.hovers && c.over == over {
		return
	}
	c.over, c.hovers = over, true
	if c.OnHover != nil {
		c.OnHover(over)
	}
}

// pixelTime is how much time a pixel stands for.
func (c *StripChart) pixelTime(a chartArea) time.Duration {
	return max(time.Second, time.Duration(float64(c.data.To.Sub(c.data.From))/float64(max(1, a.right-a.left))))
}

// MouseOut implements desktop.Hoverable.
func (c *StripChart) MouseOut() {
	c.press.MouseOut()
	if c.hovers {
		c.hovers = false
		if c.OnHover != nil {
			c.OnHover(ChartPoint{})
		}
	}
}

func (c *StripChart) laneAt(a chartArea, at float32) (group, lane string, inside bool) {
	y := a.top
	for gi, g := range c.data.Groups {
		if h := c.groupHeight(g); at >= y && at < y+h {
			lanes := y + theme.U(9) + c.groupHead()
			if len(g.Lanes) == 0 {
				return g.ID, "", false
			}
			i := int((at - lanes + 2) / theme.U(lanePitch))
			i = min(max(i, 0), len(g.Lanes)-1)
			return g.ID, g.Lanes[i].ID, true
		}
		y += c.after(gi, c.Size().Width)
	}
	return "", "", false
}

// laneAtID is the middle of a lane and its place in the order of all.
func (c *StripChart) laneAtID(a chartArea, id string) (y float32, n int, ok bool) {
	y = a.top
	for gi, g := range c.data.Groups {
		for i, l := range g.Lanes {
			if l.ID == id {
				return y + theme.U(9) + c.groupHead() + theme.U(float32(i)*lanePitch+laneMost/2), n, true
			}
			n++
		}
		y += c.after(gi, c.Size().Width)
	}
	return 0, 0, false
}

// beside is the lane by places after that of the cursor; from none it is the first, or the last.
func (c *StripChart) beside(by int) (group, lane string) {
	var groups, lanes []string
	for _, g := range c.data.Groups {
		for _, l := range g.Lanes {
			groups, lanes = append(groups, g.ID), append(lanes, l.ID)
		}
	}
	if len(lanes) == 0 {
		return "", ""
	}
	_, n, ok := c.laneAtID(chartArea{}, c.data.Lane)
	switch {
	case ok:
		n = min(max(n+by, 0), len(lanes)-1)
	case by < 0:
		n = len(lanes) - 1
	}
	return groups[n], lanes[n]
}

func (c *StripChart) point(at time.Time, group, lane string, inside bool) {
	if now := c.data.now(); at.IsZero() || at.After(now) {
		at = now
	}
	c.hovers = false
	c.data.Cursor, c.data.Lane = at, lane
	c.Refresh()
	if c.OnCursor != nil {
		c.OnCursor(ChartPoint{At: at, Group: group, Lane: lane, Inside: inside})
	}
}

// goOn lets the replay play on from the cursor.
func (c *StripChart) goOn() {
	if c.data.Readout.Go != "" && !c.data.Cursor.IsZero() {
		c.seek(c.data.Cursor)
	}
}

func (c *StripChart) seek(at time.Time) {
	if c.OnSeek != nil {
		c.OnSeek(at)
	}
}

// TypedKey implements fyne.Focusable: Left and Right step the cursor by a sixtieth of the time shown, and on beyond its
// ends; Up and Down take it to another lane; Page Up and Page Down show earlier and later times.
func (c *StripChart) TypedKey(e *fyne.KeyEvent) {
	step := c.data.To.Sub(c.data.From) / 60
	at := c.data.Cursor
	if at.IsZero() {
		at = c.data.now()
	}
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		by := 1
		if e.Name == fyne.KeyLeft {
			by = -1
		}
		at = at.Add(time.Duration(by) * step)
		if at.Before(c.data.From) || at.After(c.data.To) {
			c.pan(by)
		}
		if at.Before(c.data.From) { // there is nothing earlier
			at = c.data.From
		}
		c.point(at, "", c.data.Lane, false)
	case fyne.KeyUp, fyne.KeyDown:
		by := 1
		if e.Name == fyne.KeyUp {
			by = -1
		}
		group, lane := c.beside(by)
		c.point(at, group, lane, lane != "")
	case fyne.KeyPageUp:
		c.pan(-1)
	case fyne.KeyPageDown:
		c.pan(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if c.data.Readout.Go != "" && !c.data.Cursor.IsZero() {
			c.goOn()
			return
		}
		c.press.TypedKey(e)
	default:
		c.press.TypedKey(e)
	}
}

func (c *StripChart) pan(by int) {
	if c.OnPan != nil {
		c.OnPan(by)
	}
}

// playhead is where the replay is, or is being taken; zero without one.
func (c *StripChart) playhead() time.Time {
	if !c.dragged.IsZero() {
		return c.dragged
	}
	if !c.data.Played {
		return time.Time{}
	}
	return c.data.At
}

// placeReplay puts what belongs to a replay: its line and knob, the ground of what has not happened yet, and on the time
// line when it will.
func (c *StripChart) placeReplay(a chartArea) {
	at := c.playhead()
	if at.IsZero() {
		return
	}
	from := c.x(a, c.data.At)
	put(c.future, from, a.top, a.right-from, a.bottom-a.top)
	x, k := c.x(a, at), theme.U(12)
	in := !at.Before(c.data.From) && !at.After(c.data.To)
	shown(c.knob, in)
	y := a.top
	for i, g := range c.data.Groups { // not through the names
		h := c.groupHeight(g)
		shown(c.heads[i], in)
		put(c.heads[i], x-theme.U(1), y+c.groupHead(), theme.U(2), h-c.groupHead())
		y += c.after(i, c.Size().Width)
	}
	c.knob.CornerRadius = k / 2
	put(c.knob, x-k/2, a.bottom-k/2, k, k)
	for i, m := range c.moments {
		t := c.data.Moments[i]
		inside := t.After(c.data.At) && !t.Before(c.data.From) && !t.After(c.data.To)
		shown(m, inside)
		if inside {
			put(m, c.x(a, t), a.bottom-theme.U(6), 1, theme.U(6))
		}
	}
	put(c.axis, 0, a.bottom-theme.U(6), c.Size().Width, c.axisHeight()+theme.U(6))
}

// chartAxis is the time line under the lanes of a replay: a tap or a drag on it takes the replay to another moment.
type chartAxis struct {
	widget.BaseWidget
	chart *StripChart
}

func newChartAxis(c *StripChart) *chartAxis {
	x := &chartAxis{chart: c}
	x.ExtendBaseWidget(x)
	return x
}

// CreateRenderer implements fyne.Widget: what it is for is drawn by the chart.
func (x *chartAxis) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

func (x *chartAxis) at(e *fyne.PointEvent) time.Time {
	c := x.chart
	return c.moment(c.area(c.Size().Width), e.Position.X)
}

// Tapped implements fyne.Tappable.
func (x *chartAxis) Tapped(e *fyne.PointEvent) { x.chart.seek(x.at(e)) }

// AccessibilityLabel implements fyne.Accessible.
func (x *chartAxis) AccessibilityLabel() string { return x.chart.data.Axis }

// AccessibilityRole implements fyne.Accessible.
func (x *chartAxis) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Cursor implements desktop.Cursorable.
func (x *chartAxis) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// Dragged implements fyne.Draggable.
func (x *chartAxis) Dragged(e *fyne.DragEvent) {
	c := x.chart
	c.dragged = x.at(&e.PointEvent)
	if c.Say != nil {
		c.now.say(c.Say(c.dragged))
	}
	c.Refresh()
}

// DragEnd implements fyne.Draggable.
func (x *chartAxis) DragEnd() {
	c := x.chart
	at := c.dragged
	if at.IsZero() {
		return
	}
	c.dragged = time.Time{}
	c.now.say(c.data.Now)
	c.Refresh()
	c.seek(at)
}
