package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// SegmentedData is what a Segmented shows.
type SegmentedData struct {
	Name     string // not drawn: what is chosen, for a screen reader
	Labels   []string
	Selected int
}

// Segmented is one choice out of a few short ones, 30 high (phone 36 in a touch area of 44). Where they have no room beside
// each other they stand below each other.
type Segmented struct {
	base
	data     SegmentedData
	frame    *canvas.Rectangle
	segments []*segment

	// OnSelected is called with the index of a segment the reader picked, if it is not the present one.
	OnSelected func(int)
}

// NewSegmented makes the control.
func NewSegmented(form Form, d SegmentedData, selected func(int)) *Segmented {
	s := &Segmented{frame: box(theme.ControlRadius), OnSelected: selected}
	s.form = form
	s.ExtendBaseWidget(s)
	s.take(d)
	return s
}

// Set changes labels and selection.
func (s *Segmented) Set(d SegmentedData) {
	s.take(d)
	s.Refresh()
}

// Selected is the index of the present choice.
func (s *Segmented) Selected() int { return s.data.Selected }

func (s *Segmented) take(d SegmentedData) {
	d.Labels = append([]string(nil), d.Labels...)
	s.data = d
	for len(s.segments) < len(d.Labels) {
		s.segments = append(s.segments, newSegment(s, len(s.segments)))
	}
	s.segments = s.segments[:len(d.Labels)]
}

func (s *Segmented) choose(i int) {
	if i == s.data.Selected || i >= len(s.data.Labels) {
		return
	}
	s.data.Selected = i
	s.Refresh()
	if s.OnSelected != nil {
		s.OnSelected(i)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Segmented) parts() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(s.segments)+1)
	for _, g := range s.segments {
		out = append(out, g)
	}
	return append(out, s.frame)
}

func (s *Segmented) paint() {
	fill(s.frame, "", theme.TokenLineStrong, theme.Stroke)
	for _, g := range s.segments {
		g.Refresh()
	}
}

func (s *Segmented) high() float32 {
	if s.stacked(s.Size().Width) {
		return s.pick(36, theme.Touch)
	}
	return s.pick(30, 36)
}

// stacked tells whether a width has no room for all beside each other.
func (s *Segmented) stacked(width float32) bool { return width > 0 && s.least().Width > width+1 }

// widest is the width of the longest segment.
func (s *Segmented) widest() float32 {
	var w float32
	for _, g := range s.segments {
		w = max(w, g.least().Width)
	}
	return w
}

// HeightFor implements Tall.
func (s *Segmented) HeightFor(width float32) float32 {
	if s.stacked(width) {
		return float32(len(s.segments)) * s.pick(36, theme.Touch)
	}
	return s.pick(30, theme.Touch)
}

func (s *Segmented) place(size fyne.Size) {
	if s.stacked(size.Width) {
		y, w := float32(0), s.widest()
		for _, g := range s.segments {
			put(g, 0, y, min(w, size.Width), s.high())
			y += s.high()
		}
		put(s.frame, 0, 0, min(w, size.Width), y)
		return
	}
	x := float32(0)
	for _, g := range s.segments {
		w := g.least().Width
		put(g, x, 0, w, size.Height)
		x += w
	}
	put(s.frame, 0, (size.Height-s.high())/2, x, s.high())
}

func (s *Segmented) least() fyne.Size {
	var w float32
	for _, g := range s.segments {
		w += g.least().Width
	}
	return fyne.NewSize(w, s.pick(30, theme.Touch))
}

// segment is one part of a Segmented.
type segment struct {
	press
	owner              *Segmented
	index              int
	ground, edge, halo *canvas.Rectangle
	label              *run
}

func newSegment(owner *Segmented, index int) *segment {
	g := &segment{
		owner: owner, index: index,
		ground: box(0), edge: box(0), halo: ring(theme.TagRadius), label: newRun(theme.Body, false, ""),
	}
	g.act = func() { owner.choose(index) }
	g.spoken = func() string {
		if index >= len(owner.data.Labels) {
			return ""
		}
		return sentence(owner.data.Name, owner.data.Labels[index], either(g.on(), spoken.Selected, ""))
	}
	g.ExtendBaseWidget(g)
	return g
}

func (g *segment) on() bool { return g.owner.data.Selected == g.index }

func (g *segment) CreateRenderer() fyne.WidgetRenderer { return draw(g) }

func (g *segment) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{g.ground, g.edge, g.label.Text, g.halo}
}

func (g *segment) paint() {
	g.say()
	switch {
	case g.on():
		fill(g.ground, theme.TokenInk, "", 0)
		g.label.token = theme.TokenTextOn
	case g.hovered:
		fill(g.ground, theme.TokenHover, "", 0)
		g.label.token = theme.TokenText2
	default:
		fill(g.ground, theme.TokenSurface, "", 0)
		g.label.token = theme.TokenText2
	}
	fill(g.edge, theme.TokenLineStrong, "", 0)
	shown(g.edge, g.index > 0)
	first, last := float32(0), float32(0)
	if g.index == 0 {
		first = theme.ControlRadius
	}
	if g.index == len(g.owner.segments)-1 {
		last = theme.ControlRadius
	}
	r := g.ground
	r.TopLeftCornerRadius, r.BottomRightCornerRadius = first, last
	r.BottomLeftCornerRadius, r.TopRightCornerRadius = first, last
	if g.owner.stacked(g.owner.Size().Width) {
		r.BottomLeftCornerRadius, r.TopRightCornerRadius = last, first
	}
	g.label.paint()
	g.paintRing(g.halo, theme.TokenAccent)
}

func (g *segment) say() {
	if g.index < len(g.owner.data.Labels) {
		g.label.say(g.owner.data.Labels[g.index])
	}
	g.label.bold(g.on())
}

func (g *segment) place(s fyne.Size) {
	h, mid := g.owner.high(), s.Height/2
	put(g.ground, 0, mid-h/2, s.Width, h)
	if g.owner.stacked(g.owner.Size().Width) {
		put(g.edge, 0, 0, s.Width, theme.Stroke)
	} else {
		put(g.edge, 0, mid-h/2, theme.Stroke, h)
	}
	put(g.halo, 2, mid-h/2+2, s.Width-4, h-4)
	g.label.shrink(s.Width-theme.U(8), theme.Body, theme.Small)
	g.label.centre(s.Width/2, mid, s.Width-theme.U(8))
}

func (g *segment) least() fyne.Size {
	// As wide as in bold: the control must not jump when the choice moves.
	if g.index < len(g.owner.data.Labels) {
		g.label.say(g.owner.data.Labels[g.index])
	}
	w := wide(g.label.full, theme.Body.TextSize(), fyne.TextStyle{Bold: true})
	return fyne.NewSize(max(ceil(w)+theme.U(24), g.owner.pick(0, theme.Touch)), g.owner.pick(30, theme.Touch))
}
