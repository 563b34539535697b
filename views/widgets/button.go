package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ButtonKind is how much a Button weighs.
type ButtonKind int

// The kinds. A screen has at most one primary button. A link has no frame.
const (
	Plain ButtonKind = iota
	Primary
	Link
)

// ButtonData is what a Button shows.
type ButtonData struct {
	Kind  ButtonKind
	Label string
	Icon  string // before the label
	After string // icon after the label: "chevron", "link"
	Small bool   // a link in 12 instead of 14
	Say   string // what a screen reader says where the label alone would not do; Label if empty
}

// Button is 36 high, on a phone 44. Placed narrower than it wants it shortens its label; the whole label appears on a
// secondary tap (right click, long press) and is what a screen reader says.
type Button struct {
	press
	data         ButtonData
	ground, halo *canvas.Rectangle
	mark, after  *glyph
	label        *run

	// OnTapped is called on tap, Space and Enter.
	OnTapped func()
}

// NewButton makes a button.
func NewButton(form Form, d ButtonData, tapped func()) *Button {
	b := &Button{
		data: d, OnTapped: tapped,
		ground: box(theme.ControlRadius), halo: ring(theme.ControlRadius + 3),
		mark: newGlyph("", ""), after: newGlyph("", ""), label: newRun(theme.Body, true, ""),
	}
	b.form = form
	b.act = func() {
		if b.OnTapped != nil {
			b.OnTapped()
		}
	}
	b.spoken = func() string { return either(b.data.Say != "", b.data.Say, b.data.Label) }
	if d.Kind == Link {
		b.alternate = fyne.AccessibleRoleLink
	}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes label, icons and kind.
func (b *Button) Set(d ButtonData) {
	if b.data != d {
		b.data = d
		b.Refresh()
	}
}

// Cut tells whether less than the whole label is on the screen.
func (b *Button) Cut() bool { return b.label.cutShort() }

// TappedSecondary implements fyne.SecondaryTappable: it tells the whole label where it is cut.
func (b *Button) TappedSecondary(*fyne.PointEvent) {
	if b.Cut() {
		tip(b, b.data.Label, b.label.step)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *Button) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.mark.Image, b.label.Text, b.after.Image, b.halo}
}

func (b *Button) paint() {
	b.say()
	token := theme.TokenText
	switch b.data.Kind {
	case Primary:
		token = theme.TokenTextOn
		ground := theme.TokenInk
		if b.hovered {
			ground = theme.TokenText2
		}
		fill(b.ground, ground, ground, theme.Stroke)
	case Link:
		token = theme.TokenAccent
		fill(b.ground, "", "", 0)
		if b.hovered {
			fill(b.ground, theme.TokenAccentSoft, "", 0)
		}
	case Plain:
		ground := theme.TokenSurface
		if b.hovered {
			ground = theme.TokenHover
		}
		fill(b.ground, ground, theme.TokenLineStrong, theme.Stroke)
	}
	if b.disabled {
		token = theme.TokenText3
		if b.data.Kind == Primary {
			fill(b.ground, theme.TokenSunken, theme.TokenLine, theme.Stroke)
		}
	}
	b.label.token = token
	b.label.paint()
	b.mark.name, b.mark.token = b.data.Icon, token
	b.after.name, b.after.token = b.data.After, token
	b.mark.paint()
	b.after.paint()
	b.paintRing(b.halo, theme.TokenAccent)
}

func (b *Button) say() {
	b.label.step = theme.Body
	if b.data.Small {
		b.label.step = theme.Small
	}
	b.label.say(b.data.Label)
}

func (b *Button) pad() float32 {
	if b.data.Kind == Link {
		return theme.U(4)
	}
	return theme.U(14)
}

func (b *Button) icon() float32 {
	if b.data.Kind == Link {
		return b.label.step.TextSize() + theme.U(1)
	}
	return theme.U(16)
}

func (b *Button) place(s fyne.Size) {
	if s.Width == 0 {
		return // not laid out yet: there is no width to cut the label to
	}
	h, mid := b.pick(36, theme.Touch), s.Height/2
	if b.data.Kind == Link {
		h = theme.U(28)
	}
	put(b.ground, 0, mid-h/2, s.Width, h)
	put(b.halo, -3, mid-h/2-3, s.Width+6, h+6)
	// A button stretched by its parent keeps its label in the middle; a squeezed one cuts it.
	inner := b.inner()
	x := max(b.pad(), pixel((s.Width-inner)/2))
	edge, room := b.icon(), s.Width-2*b.pad()-(inner-ceil(b.label.width()))
	if b.data.Icon != "" {
		b.mark.square(x+edge/2, mid, edge)
		x += edge + theme.U(6)
	}
	x += b.label.mid(x, mid, max(0, room)+1)
	if b.data.After != "" {
		b.after.square(x+theme.U(4)+edge/2, mid, edge)
	}
}

func (b *Button) inner() float32 {
	b.say()
	w := ceil(b.label.width())
	if b.data.Icon != "" {
		w += b.icon()
		if b.data.Label != "" {
			w += theme.U(6)
		}
	}
	if b.data.After != "" {
		w += b.icon() + theme.U(4)
	}
	return w
}

func (b *Button) least() fyne.Size {
	w := b.inner() + 2*b.pad()
	h := b.pick(36, theme.Touch)
	if b.data.Kind == Link && !b.phone() {
		h = theme.U(28)
	}
	if b.phone() {
		w = max(w, theme.U(theme.Touch))
	}
	return fyne.NewSize(w, h)
}
