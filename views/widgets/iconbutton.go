package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// IconButtonData is what an IconButton shows.
type IconButtonData struct {
	Icon  string
	Label string // not drawn: what a screen reader says
}

// IconButton is a round button of 36 with an icon only, touchable over 44 on a phone.
type IconButton struct {
	press
	data         IconButtonData
	ground, halo *canvas.Rectangle
	mark         *glyph

	// OnTapped is called on tap, Space and Enter.
	OnTapped func()
}

// NewIconButton makes a button.
func NewIconButton(form Form, d IconButtonData, tapped func()) *IconButton {
	b := &IconButton{data: d, OnTapped: tapped, ground: box(0), halo: ring(0), mark: newGlyph("", "")}
	b.form = form
	b.act = func() { call(b.OnTapped) }
	b.spoken = func() string { return b.data.Label }
	b.ExtendBaseWidget(b)
	return b
}

// Set changes icon and label.
func (b *IconButton) Set(d IconButtonData) {
	if b.data != d {
		b.data = d
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *IconButton) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.mark.Image, b.halo}
}

func (b *IconButton) paint() {
	ground, edge := theme.TokenSurface, theme.TokenLineCtl // the edge alone identifies it
	if b.held {
		ground, edge = theme.TokenAccentSoft, theme.TokenAccent
	} else if b.hovered {
		ground = theme.TokenHover
	}
	fill(b.ground, ground, edge, theme.Stroke)
	b.mark.name, b.mark.token = b.data.Icon, theme.TokenText2
	if b.disabled {
		b.mark.token = theme.TokenText3
	}
	b.mark.paint()
	b.paintRing(b.halo, theme.TokenAccent)
}

func (b *IconButton) place(s fyne.Size) {
	d := theme.U(36)
	x, y := pixel((s.Width-d)/2), pixel((s.Height-d)/2)
	b.ground.CornerRadius, b.halo.CornerRadius = d/2, d/2+3
	put(b.ground, x, y, d, d)
	put(b.halo, x-3, y-3, d+6, d+6)
	b.mark.square(s.Width/2, s.Height/2, theme.U(18))
}

func (b *IconButton) least() fyne.Size { return fyne.NewSquareSize(b.pick(36, theme.Touch)) }
