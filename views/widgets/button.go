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

// Button is 36 high, on a phone 44. Where it is narrower than it wants its label goes on in further lines, at most four, if
// there is the height; else it is shortened. The whole label then appears on a secondary tap (right click, long press) and is
// what a screen reader says.
type Button struct {
	press
	data         ButtonData
	ground, halo *canvas.Rectangle
	mark, after  *glyph
	label        *run
	lines        *Paragraph // the label in several lines
	several      bool       // it is drawn so

	// OnTapped is called on tap, Space and Enter.
	OnTapped func()
}

// NewButton makes a button.
func NewButton(form Form, d ButtonData, tapped func()) *Button {
	b := &Button{
		data: d, OnTapped: tapped,
		ground: box(theme.ControlRadius), halo: ring(theme.ControlRadius + 3),
		mark: newGlyph("", ""), after: newGlyph("", ""), label: newRun(theme.Body, true, ""),
		lines: NewParagraph(ParagraphData{}),
	}
	b.form = form
	b.lines.Hide()
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
func (b *Button) Cut() bool {
	if b.several {
		return b.lines.shortened()
	}
	return b.label.cutShort()
}

// TappedSecondary implements fyne.SecondaryTappable: it tells the whole label where it is cut.
func (b *Button) TappedSecondary(*fyne.PointEvent) {
	if b.Cut() {
		tip(b, b.data.Label, b.label.step)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *Button) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.mark.Image, b.label.Text, b.lines, b.after.Image, b.halo}
}

func (b *Button) paint() {
	b.say()
	token := theme.TokenText
	switch b.data.Kind {
	case Primary:
		token = theme.TokenTextOn
		ground := theme.TokenInk
		if b.held {
			ground = theme.TokenAccent
		} else if b.hovered {
			ground = theme.TokenText2
		}
		fill(b.ground, ground, ground, theme.Stroke)
	case Link:
		token = theme.TokenAccent
		fill(b.ground, "", "", 0)
		switch {
		case b.held:
			fill(b.ground, theme.TokenAccentSoft, theme.TokenAccent, theme.Stroke)
		case b.hovered:
			fill(b.ground, theme.TokenAccentSoft, "", 0)
		}
	case Plain:
		ground, edge := theme.TokenSurface, theme.TokenLineStrong
		if b.held {
			ground, edge = theme.TokenAccentSoft, theme.TokenAccent
		} else if b.hovered {
			ground = theme.TokenHover
		}
		fill(b.ground, ground, edge, theme.Stroke)
	}
	if b.disabled {
		token = theme.TokenText3
		if b.data.Kind == Primary {
			fill(b.ground, theme.TokenSunken, theme.TokenLine, theme.Stroke)
		}
	}
	b.label.token = token
	b.label.paint()
	b.wrap()
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
	b.several = s.Width+1 < b.least().Width && s.Height+1 >= b.HeightFor(s.Width) && s.Height > b.least().Height+1
	shown(b.label.Text, !b.several)
	shown(b.lines, b.several)
	if b.several {
		h = s.Height
	}
	put(b.ground, 0, mid-h/2, s.Width, h)
	put(b.halo, -3, mid-h/2-3, s.Width+6, h+6)
	if b.several {
		b.placeLines(s)
		return
	}
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

// wrap words the label in several lines.
func (b *Button) wrap() {
	b.lines.Set(ParagraphData{Text: b.data.Label, Step: b.label.step, Bold: true, Token: b.label.token, MaxLines: 4})
}

// lineRoom is what a button of a width leaves to its label.
func (b *Button) lineRoom(width float32) float32 {
	return width - 2*b.pad() - (b.inner() - ceil(b.label.width()))
}

// HeightFor implements Tall.
func (b *Button) HeightFor(width float32) float32 {
	least := b.least()
	if width <= 0 || width+1 >= least.Width {
		return least.Height
	}
	b.wrap()
	lines := b.lines.HeightFor(b.lineRoom(width))
	if lines <= b.label.step.Pitch() {
		return least.Height
	}
	return max(least.Height, lines+b.pick(16, 20))
}

// placeLines puts a label of several lines.
func (b *Button) placeLines(s fyne.Size) {
	x, edge, room := b.pad(), b.icon(), b.lineRoom(s.Width)
	if b.data.Icon != "" {
		b.mark.square(x+edge/2, s.Height/2, edge)
		x += edge + theme.U(6)
	}
	lines := b.lines.HeightFor(room)
	put(b.lines, x, pixel((s.Height-lines)/2), room, lines)
	if b.data.After != "" {
		b.after.square(x+room+theme.U(4)+edge/2, s.Height/2, edge)
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
