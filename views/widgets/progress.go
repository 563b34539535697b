package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ProgressData is how far something is.
type ProgressData struct {
	Done, Total int
	Label       string // not drawn: what a screen reader says
}

// Progress is a bar of 8 that fills from the left.
type Progress struct {
	base
	data          ProgressData
	ground, ahead *canvas.Rectangle
}

var _ fyne.Accessible = (*Progress)(nil)

// NewProgress makes a bar.
func NewProgress(d ProgressData) *Progress {
	p := &Progress{data: d, ground: box(0), ahead: box(0)}
	p.ExtendBaseWidget(p)
	return p
}

// Set moves the bar.
func (p *Progress) Set(d ProgressData) {
	if p.data != d {
		p.data = d
		p.Refresh()
	}
}

// Part is the share that is done, 0 to 1.
func (p *Progress) Part() float32 {
	if p.data.Total <= 0 {
		return 0
	}
	return min(max(float32(p.data.Done)/float32(p.data.Total), 0), 1)
}

// AccessibilityLabel implements fyne.Accessible.
func (p *Progress) AccessibilityLabel() string { return p.data.Label }

// AccessibilityRole implements fyne.Accessible.
func (p *Progress) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

func (p *Progress) parts() []fyne.CanvasObject { return []fyne.CanvasObject{p.ground, p.ahead} }

func (p *Progress) paint() {
	fill(p.ground, theme.TokenSunken, theme.TokenLineStrong, theme.Stroke)
	fill(p.ahead, theme.TokenAccent, "", 0)
}

func (p *Progress) place(s fyne.Size) {
	h := p.least().Height
	p.ground.CornerRadius, p.ahead.CornerRadius = h/2, h/2
	y := pixel((s.Height - h) / 2)
	put(p.ground, 0, y, s.Width, h)
	w := s.Width * p.Part()
	shown(p.ahead, w > 0)
	put(p.ahead, 0, y, max(w, h), h)
}

func (p *Progress) least() fyne.Size { return fyne.NewSize(theme.U(60), theme.U(8)) }
