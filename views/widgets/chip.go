package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ChipData is what a Chip shows.
type ChipData struct {
	Icon     string // before the label, optional
	Label    string
	Say      string // what a screen reader says where the label alone would not do; Label if empty
	Count    string // after it, optional
	Selected bool
}

// Chip is a filter that is on or off, half round, 34 high (phone 36, in a touch area of 44). Placed narrower than it wants
// it shortens its label, never its count; the whole label appears on a secondary tap (right click, long press) and is what
// a screen reader says.
type Chip struct {
	press
	data         ChipData
	ground, halo *canvas.Rectangle
	mark         *glyph
	label, count *run

	// OnTapped is called on tap, Space and Enter. The chip does not change itself: the owner selects it by Set.
	OnTapped func()
}

// NewChip makes a chip.
func NewChip(form Form, d ChipData, tapped func()) *Chip {
	c := &Chip{
		data: d, OnTapped: tapped,
		ground: box(0), halo: ring(0), mark: newGlyph("", ""),
		label: newRun(theme.Body, false, ""), count: newRun(theme.Body, false, ""),
	}
	c.form = form
	c.act = func() {
		if c.OnTapped != nil {
			c.OnTapped()
		}
	}
	c.spoken = func() string {
		label := either(c.data.Say != "", c.data.Say, c.data.Label)
		return sentence(label+" "+c.data.Count, either(c.data.Selected, spoken.Selected, ""))
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes label, count and selection.
func (c *Chip) Set(d ChipData) {
	if c.data != d {
		c.data = d
		c.Refresh()
	}
}

// Cut tells whether less than the whole label is on the screen.
func (c *Chip) Cut() bool { return c.label.cutShort() }

// TappedSecondary implements fyne.SecondaryTappable: it tells the whole label where it is cut.
func (c *Chip) TappedSecondary(*fyne.PointEvent) {
	if c.Cut() {
		tip(c, c.data.Label, c.label.step)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Chip) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.ground, c.mark.Image, c.label.Text, c.count.Text, c.halo}
}

func (c *Chip) paint() {
	c.say()
	on := c.data.Selected
	switch {
	case on:
		fill(c.ground, theme.TokenInk, theme.TokenInk, theme.Stroke)
		c.label.token, c.count.token = theme.TokenTextOn, theme.TokenTextOn
	case c.hovered:
		fill(c.ground, theme.TokenHover, theme.TokenLineStrong, theme.Stroke)
		c.label.token, c.count.token = theme.TokenText2, theme.TokenText2
	default:
		fill(c.ground, theme.TokenSurface, theme.TokenLineStrong, theme.Stroke)
		c.label.token, c.count.token = theme.TokenText2, theme.TokenText3
	}
	c.mark.name, c.mark.token = c.data.Icon, c.label.token
	c.mark.paint()
	c.label.paint()
	c.count.paint()
	c.paintRing(c.halo, theme.TokenAccent)
}

func (c *Chip) say() {
	c.label.step = theme.Body // it may be smaller now, in a narrow place
	c.label.say(c.data.Label)
	c.count.say(c.data.Count)
	c.label.bold(c.data.Selected)
	c.count.bold(c.data.Selected)
}

func (c *Chip) high() float32 { return c.pick(34, 36) }

func (c *Chip) place(s fyne.Size) {
	if s.Width == 0 {
		return // not laid out yet: there is no width to cut the label to
	}
	h, mid := c.high(), s.Height/2
	c.ground.CornerRadius, c.halo.CornerRadius = h/2, h/2+theme.Ring
	put(c.ground, 0, mid-h/2, s.Width, h)
	put(c.halo, -theme.Ring-1, mid-h/2-theme.Ring-1, s.Width+2*theme.Ring+2, h+2*theme.Ring+2)
	x, pad := c.pick(14, 12), c.pick(14, 12)
	if c.data.Icon != "" {
		c.mark.square(x+theme.U(8), mid, theme.U(14))
		x += theme.U(22)
	}
	room := s.Width - x - pad
	if c.data.Count != "" {
		room -= theme.U(6) + ceil(c.count.width())
	}
	c.label.shrink(max(0, room)+0.5, theme.Body, theme.Small)
	x += c.label.mid(x, mid, max(0, room)) + theme.U(6)
	c.count.mid(x, mid, s.Width-x-pad+1)
}

func (c *Chip) least() fyne.Size {
	c.say()
	w := 2*c.pick(14, 12) + ceil(c.label.width())
	if c.data.Icon != "" {
		w += theme.U(22)
	}
	if c.data.Count != "" {
		w += theme.U(6) + ceil(c.count.width())
	}
	return fyne.NewSize(max(w, c.pick(0, theme.Touch)), c.pick(34, theme.Touch))
}
