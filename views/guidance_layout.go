package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// placed is a card and its side where there are two columns.
type placed struct {
	card  fyne.CanvasObject
	right bool
}

// cards stand in two columns where there is room, else below each other in the order in which they were given: a Split
// would put the whole right side below the left one, and reinstalling has to come before the alternatives.
type cards struct {
	widget.BaseWidget
	form widgets.Form
	list []placed
}

// besideWidth is the width of the right column at a text scale of 100 %.
const besideWidth = 300

func newCards(form widgets.Form) *cards {
	c := &cards{form: form}
	c.ExtendBaseWidget(c)
	return c
}

func (c *cards) set(list []placed, form widgets.Form) {
	c.list, c.form = list, form
	c.spread()
}

// SetForm implements widgets.Former.
func (c *cards) SetForm(f widgets.Form) {
	c.form = f
	c.spread()
}

func (c *cards) spread() {
	for _, p := range c.list {
		if o, ok := p.card.(widgets.Former); ok {
			o.SetForm(c.form)
		}
	}
	c.Refresh()
}

// HeightFor implements widgets.Tall.
func (c *cards) HeightFor(width float32) float32 {
	return c.flow(width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// flow calls at with the place of every card and returns the height of all.
func (c *cards) flow(width float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	gap, beside := theme.U(theme.Gap), theme.U(besideWidth)
	left, right := false, false
	for _, p := range c.list {
		left, right = left || !p.right, right || p.right
	}
	two := left && right && c.form == widgets.Desktop && width >= theme.U(theme.Reflow)
	var ends [2]float32
	for _, p := range c.list {
		side, x, w := 0, float32(0), width
		if two && p.right {
			side, x, w = 1, width-beside, beside
		} else if two {
			w = width - beside - gap
		}
		if ends[side] > 0 {
			ends[side] += gap
		}
		h := widgets.HeightFor(p.card, w)
		at(p.card, x, ends[side], w, h)
		ends[side] += h
	}
	return max(ends[0], ends[1])
}

// See implements widgets.Seen.
func (c *cards) See(top, bottom float32) (above float32, resized bool) {
	for _, p := range c.list {
		y := p.card.Position().Y
		a, r := widgets.ShowPart(p.card, top-y, bottom-y)
		above, resized = max(above, a), resized || r
	}
	return above, resized
}

// AccessibilityLabel implements fyne.Accessible.
func (c *cards) AccessibilityLabel() string { return widgets.NameOf(c.Held()...) }

// AccessibilityRole implements fyne.Accessible.
func (c *cards) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Held implements widgets.Holder.
func (c *cards) Held() []fyne.CanvasObject { return (&cardsRenderer{c}).Objects() }

// CreateRenderer implements fyne.Widget.
func (c *cards) CreateRenderer() fyne.WidgetRenderer { return &cardsRenderer{c} }

type cardsRenderer struct{ cards *cards }

func (r *cardsRenderer) Layout(size fyne.Size) {
	r.cards.flow(size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

func (r *cardsRenderer) MinSize() fyne.Size {
	width := r.cards.Size().Width
	if width <= 0 {
		width = theme.U(theme.ColumnWidth)
	}
	return fyne.NewSize(theme.U(280), r.cards.HeightFor(width))
}

func (r *cardsRenderer) Refresh() {
	r.Layout(r.cards.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *cardsRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.cards.list))
	for i, p := range r.cards.list {
		out[i] = p.card
	}
	return out
}

func (r *cardsRenderer) Destroy() {}
