package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// RowData says how a Row sets its objects.
type RowData struct {
	Gap  float32 // between objects, at a text scale of 100 %
	Left []fyne.CanvasObject
	// Right, if any, stands at the right end; RightWidth is its width at 100 %, 0 for its least.
	Right      fyne.CanvasObject
	RightWidth float32
	// Narrow rows do not insist on the width of their longest button or chip, which shortens its label instead: for labels
	// that come from a feed. Without it a row is never narrower than what stands in it.
	Narrow bool
}

// Row sets objects beside each other at their least size, such as filter chips or the buttons of a card. What does not
// fit goes to a further line.
type Row struct {
	base
	data RowData
}

// NewRow makes a row.
func NewRow(form Form, d RowData) *Row {
	r := &Row{data: d}
	r.form = form
	r.ExtendBaseWidget(r)
	return r
}

// SetForm implements Former.
func (r *Row) SetForm(f Form) {
	for _, o := range r.data.Left {
		setForm(o, f)
	}
	if r.data.Right != nil {
		setForm(r.data.Right, f)
	}
	r.base.SetForm(f)
}

func (r *Row) right() fyne.Size {
	if r.data.Right == nil || !r.data.Right.Visible() {
		return fyne.Size{}
	}
	m := r.data.Right.MinSize()
	if r.data.RightWidth > 0 {
		m.Width = max(m.Width, theme.U(r.data.RightWidth))
	}
	return m
}

// beside is the width at which all of it stands in one line.
func (r *Row) beside() float32 {
	var w float32
	for _, o := range r.parts() {
		if o.Visible() {
			w += o.MinSize().Width + theme.U(r.data.Gap)
		}
	}
	return max(0, w-theme.U(r.data.Gap))
}

// flow calls at for every object and returns the height.
func (r *Row) flow(width float32, at func(o fyne.CanvasObject, x, y float32, size fyne.Size)) float32 {
	gap := theme.U(r.data.Gap)
	var x, y, high float32
	for _, o := range r.data.Left {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, high = 0, y+high+gap, 0
		}
		if m.Width > width {
			m = fyne.NewSize(width, HeightFor(o, width))
		}
		at(o, x, y, m)
		x += m.Width + gap
		high = max(high, m.Height)
	}
	if m := r.right(); m.Width > 0 {
		if x > 0 && x+m.Width > width {
			y, high = y+high+gap, 0
		}
		if m.Width > width {
			m = fyne.NewSize(width, HeightFor(r.data.Right, width))
		}
		at(r.data.Right, width-m.Width, y, m)
		high = max(high, m.Height)
	}
	return y + high
}

// HeightFor implements Tall.
func (r *Row) HeightFor(width float32) float32 {
	return r.flow(width, func(fyne.CanvasObject, float32, float32, fyne.Size) {})
}

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *Row) parts() []fyne.CanvasObject {
	if r.data.Right == nil {
		return r.data.Left
	}
	return append(r.data.Left[:len(r.data.Left):len(r.data.Left)], r.data.Right)
}

func (r *Row) paint() {}

func (r *Row) place(s fyne.Size) {
	r.flow(s.Width, func(o fyne.CanvasObject, x, y float32, m fyne.Size) { put(o, x, y, m.Width, m.Height) })
}

func (r *Row) least() fyne.Size {
	if r.data.Narrow {
		return fyne.NewSize(theme.U(theme.Touch), r.HeightFor(orUnbounded(r.Size().Width)))
	}
	w := r.right().Width
	for _, o := range r.data.Left {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, r.HeightFor(orUnbounded(r.Size().Width)))
}
