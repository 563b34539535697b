package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// InsetData is the room around an object and the ground under it. Measures at a text scale of 100 %.
type InsetData struct {
	Top, Right, Bottom, Left float32
	Ground, Edge             theme.Token // empty: none
	Radius                   float32
}

// Pad is equal room on all sides without a ground.
func Pad(n float32) InsetData { return InsetData{Top: n, Right: n, Bottom: n, Left: n} }

// Sunken is the ground of a condition or a quoted entry inside a card.
func Sunken() InsetData {
	return InsetData{
		Top: 10, Right: 14, Bottom: 12, Left: 14,
		Ground: theme.TokenSunken, Edge: theme.TokenLine, Radius: theme.ControlRadius,
	}
}

// SoftInset is the tinted ground of a verdict.
func SoftInset(l theme.Look) InsetData {
	return InsetData{Top: 12, Right: 14, Bottom: 12, Left: 14, Ground: l.Soft(), Radius: theme.ControlRadius}
}

// Inset puts room, and if wanted a ground, around one object.
type Inset struct {
	base
	data   InsetData
	ground *canvas.Rectangle
	inner  fyne.CanvasObject
}

// NewInset makes an inset.
func NewInset(d InsetData, inner fyne.CanvasObject) *Inset {
	i := &Inset{data: d, ground: box(0), inner: inner}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes room and ground.
func (i *Inset) Set(d InsetData) {
	if i.data != d {
		i.data = d
		i.Refresh()
	}
}

// SetForm implements Former.
func (i *Inset) SetForm(f Form) {
	setForm(i.inner, f)
	i.base.SetForm(f)
}

// HeightFor implements Tall.
func (i *Inset) HeightFor(width float32) float32 {
	d := i.data
	return HeightFor(i.inner, width-theme.U(d.Left)-theme.U(d.Right)) + theme.U(d.Top) + theme.U(d.Bottom)
}

// CreateRenderer implements fyne.Widget.
func (i *Inset) CreateRenderer() fyne.WidgetRenderer { return draw(i) }

func (i *Inset) parts() []fyne.CanvasObject { return []fyne.CanvasObject{i.ground, i.inner} }

func (i *Inset) paint() {
	i.ground.CornerRadius = i.data.Radius
	fill(i.ground, i.data.Ground, i.data.Edge, theme.Stroke)
	shown(i.ground, i.data.Ground != "" || i.data.Edge != "")
}

func (i *Inset) place(s fyne.Size) {
	d := i.data
	put(i.ground, 0, 0, s.Width, s.Height)
	w := s.Width - theme.U(d.Left) - theme.U(d.Right)
	put(i.inner, theme.U(d.Left), theme.U(d.Top), w, s.Height-theme.U(d.Top)-theme.U(d.Bottom))
}

func (i *Inset) least() fyne.Size {
	d := i.data
	w := i.inner.MinSize().Width + theme.U(d.Left) + theme.U(d.Right)
	return fyne.NewSize(w, i.HeightFor(orUnbounded(i.Size().Width)))
}
