package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Ground is which part of a card a row has to draw itself, so that a long card can be cut anywhere.
type Ground int

// The parts. GroundNone is for a row inside a Card.
const (
	GroundNone Ground = iota
	GroundTop
	GroundMiddle
	GroundBottom
	GroundWhole
)

func (g Ground) top() bool    { return g == GroundTop || g == GroundWhole }
func (g Ground) bottom() bool { return g == GroundBottom || g == GroundWhole }

// slice draws one part of a card: an edge-coloured rectangle, and the surface over it, one unit smaller on the card's own
// sides. A stroke would also run along the cuts.
type slice struct{ edge, inner *canvas.Rectangle }

func newSlice() slice { return slice{box(0), box(0)} }

func (s slice) parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.edge, s.inner} }

// paint colours it. Without a ground only a hover shows.
func (s slice) paint(g Ground, hovered bool) {
	fill(s.edge, theme.TokenLine, "", 0)
	shown(s.edge, g != GroundNone)
	switch {
	case hovered:
		fill(s.inner, theme.TokenHover, "", 0)
	case g == GroundNone:
		s.inner.FillColor = nil
	default:
		fill(s.inner, theme.TokenSurface, "", 0)
	}
	shown(s.inner, hovered || g != GroundNone)
	top, bottom := radius(g.top()), radius(g.bottom())
	s.edge.TopLeftCornerRadius, s.edge.TopRightCornerRadius = top, top
	s.edge.BottomLeftCornerRadius, s.edge.BottomRightCornerRadius = bottom, bottom
	top, bottom = max(0, top-theme.Stroke), max(0, bottom-theme.Stroke)
	s.inner.TopLeftCornerRadius, s.inner.TopRightCornerRadius = top, top
	s.inner.BottomLeftCornerRadius, s.inner.BottomRightCornerRadius = bottom, bottom
}

func radius(yes bool) float32 {
	if yes {
		return theme.CardRadius
	}
	return 0
}

func (s slice) place(g Ground, size fyne.Size) {
	put(s.edge, 0, 0, size.Width, size.Height)
	var above, below float32
	if g.top() {
		above = theme.Stroke
	}
	if g.bottom() {
		below = theme.Stroke
	}
	put(s.inner, theme.Stroke, above, size.Width-2*theme.Stroke, size.Height-above-below)
}
