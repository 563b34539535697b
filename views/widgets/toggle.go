package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ToggleData is the state of a Switch, a Check or a Star.
type ToggleData struct {
	On    bool
	Label string // not drawn: what a screen reader says
}

// toggle is what the three have in common: a tap turns them over and tells.
type toggle struct {
	press
	data ToggleData
	halo *canvas.Rectangle

	// OnChanged is called with the new state after the reader turned it; not by Set.
	OnChanged func(bool)
}

func (t *toggle) init(form Form, d ToggleData, changed func(bool), halo float32) {
	t.form, t.data, t.OnChanged, t.halo = form, d, changed, ring(halo)
	t.act = func() {
		t.data.On = !t.data.On
		t.Refresh()
		if t.OnChanged != nil {
			t.OnChanged(t.data.On)
		}
	}
	t.spoken = func() string { return sentence(t.data.Label, either(t.data.On, spoken.On, spoken.Off)) }
}

// ticked is how a check box is heard.
func (t *toggle) ticked() string {
	return sentence(t.data.Label, either(t.data.On, spoken.Ticked, spoken.Unticked))
}

// Set changes the state without calling OnChanged.
func (t *toggle) Set(d ToggleData) {
	if t.data != d {
		t.data = d
		t.Refresh()
	}
}

// On tells the present state.
func (t *toggle) On() bool { return t.data.On }

// target is the edge of the touch area: at least 44 on a phone.
func (t *toggle) target(desktop float32) float32 { return t.pick(desktop, max(desktop, theme.Touch)) }

// Switch turns a setting on and off, 44 × 26.
type Switch struct {
	toggle
	track, thumb *canvas.Rectangle
}

// NewSwitch makes a switch.
func NewSwitch(form Form, d ToggleData, changed func(bool)) *Switch {
	s := &Switch{track: box(0), thumb: box(0)}
	s.init(form, d, changed, 0)
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Switch) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.track, s.thumb, s.halo}
}

func (s *Switch) paint() {
	ground := theme.TokenLineCtl
	switch {
	case s.disabled:
		ground = theme.TokenLineStrong
	case s.data.On:
		ground = theme.TokenAccent
	}
	fill(s.track, ground, "", 0)
	fill(s.thumb, theme.TokenSurface, "", 0)
	s.paintRing(s.halo, theme.TokenAccent)
}

func (s *Switch) place(size fyne.Size) {
	w, h := theme.U(44), theme.U(26)
	y := pixel((size.Height - h) / 2)
	x := pixel((size.Width - w) / 2)
	knob := h - 6
	s.track.CornerRadius, s.thumb.CornerRadius, s.halo.CornerRadius = h/2, knob/2, h/2+3
	put(s.track, x, y, w, h)
	put(s.halo, x-4, y-4, w+8, h+8)
	at := x + 3
	if s.data.On {
		at = x + w - 3 - knob
	}
	put(s.thumb, at, y+3, knob, knob)
}

func (s *Switch) least() fyne.Size { return fyne.NewSize(theme.U(44), s.target(26)) }

// Check ticks one thing off, 20 with a touch area of 32 (phone 44).
type Check struct {
	toggle
	mark *glyph
}

// NewCheck makes a check box without a label of its own.
func NewCheck(form Form, d ToggleData, changed func(bool)) *Check {
	c := &Check{mark: newGlyph("", "")}
	c.init(form, d, changed, theme.TagRadius)
	c.spoken = c.ticked
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Check) parts() []fyne.CanvasObject { return []fyne.CanvasObject{c.mark.Image, c.halo} }

func (c *Check) paint() {
	c.mark.name, c.mark.token = "box-off", theme.TokenText3
	if c.data.On {
		c.mark.name, c.mark.token = "box-on", theme.TokenAccent
	}
	if c.disabled {
		c.mark.token = theme.TokenLineStrong
	}
	c.mark.paint()
	c.paintRing(c.halo, theme.TokenAccent)
}

func (c *Check) place(s fyne.Size) {
	c.mark.square(s.Width/2, s.Height/2, theme.U(20))
	put(c.halo, s.Width/2-theme.U(13), s.Height/2-theme.U(13), theme.U(26), theme.U(26))
}

func (c *Check) least() fyne.Size { return fyne.NewSquareSize(c.target(32)) }

// Star follows a function or a service, 16 with a touch area of 32 (phone 44).
type Star struct {
	toggle
	// Edge is the drawn size at a text scale of 100 %: 16 in rows, 20 in heads. Set before the first drawing.
	Edge float32
	mark *glyph
}

// NewStar makes a star.
func NewStar(form Form, d ToggleData, changed func(bool)) *Star {
	s := &Star{Edge: 16, mark: newGlyph("", "")}
	s.init(form, d, changed, theme.TagRadius)
	s.spoken = func() string { return s.data.Label } // it says what a tap does
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *Star) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Star) parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.mark.Image, s.halo} }

func (s *Star) paint() {
	s.mark.name, s.mark.token = "star-off", theme.TokenLineCtl
	switch {
	case s.data.On:
		s.mark.name, s.mark.token = "star-on", theme.TokenAccent
	case s.hovered:
		s.mark.token = theme.TokenAccent
	}
	if s.disabled {
		s.mark.token = theme.TokenLineStrong
	}
	s.mark.paint()
	s.paintRing(s.halo, theme.TokenAccent)
}

func (s *Star) place(size fyne.Size) {
	s.mark.square(size.Width/2, size.Height/2, theme.U(s.Edge))
	put(s.halo, size.Width/2-theme.U(14), size.Height/2-theme.U(14), theme.U(28), theme.U(28))
}

func (s *Star) least() fyne.Size { return fyne.NewSquareSize(s.target(32)) }
