package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Column stacks objects at its own width, each as high as it wants at that width. Hidden ones take no room.
type Column struct {
	base
	gap   float32
	items []fyne.CanvasObject

	// On a page only the items [from, to) are drawn: those within reach of the window, which shows top to bottom.
	watched     bool
	top, bottom float32
	from, to    int
	laid        int // how many items have their places
	painted     painted
}

// NewColumn makes a column; gap is in Fyne units at a text scale of 100 %.
func NewColumn(gap float32, items ...fyne.CanvasObject) *Column {
	c := &Column{gap: gap, items: items, to: len(items)}
	c.ExtendBaseWidget(c)
	return c
}

// Items returns what is in the column.
func (c *Column) Items() []fyne.CanvasObject { return c.items }

// SetItems replaces what is in the column.
func (c *Column) SetItems(items ...fyne.CanvasObject) {
	c.items = items
	c.from, c.to, c.laid = 0, len(items), 0
	for _, o := range items {
		setForm(o, c.form)
	}
	c.Refresh()
}

// SetForm implements Former: the form goes on to the children.
func (c *Column) SetForm(f Form) {
	for _, o := range c.items {
		setForm(o, f)
	}
	c.base.SetForm(f)
}

// HeightFor implements Tall.
func (c *Column) HeightFor(width float32) float32 {
	return c.flow(width, func(fyne.CanvasObject, float32, float32) {})
}

// flow calls at with every object's top and height and returns the height of all. What has no height at all, such as the
// column heads on a phone, takes no gap either.
func (c *Column) flow(width float32, at func(o fyne.CanvasObject, y, h float32)) float32 {
	var y, gap float32
	for _, o := range c.items {
		if !o.Visible() {
			continue
		}
		h := HeightFor(o, width)
		if h > 0 {
			y += gap
			gap = theme.U(c.gap)
		}
		at(o, y, h)
		y += h
	}
	return y
}

// CreateRenderer implements fyne.Widget.
func (c *Column) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Column) parts() []fyne.CanvasObject { return c.items[c.from:c.to] }

func (c *Column) paint() {
	if !c.painted.outdated() {
		return
	}
	for i, o := range c.items {
		if i < c.from || i >= c.to {
			repaint(o)
		}
	}
}

func (c *Column) place(size fyne.Size) {
	c.flow(size.Width, func(o fyne.CanvasObject, y, h float32) { put(o, 0, y, size.Width, h) })
	c.laid = len(c.items)
	if c.cull() {
		canvas.Refresh(c)
	}
}

func (c *Column) least() fyne.Size {
	var w float32
	for _, o := range c.items {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	return fyne.NewSize(w, c.HeightFor(orUnbounded(c.Size().Width)))
}

// orUnbounded is the width to answer MinSize with before there is a layout.
func orUnbounded(w float32) float32 {
	if w <= 0 {
		return unbounded
	}
	return w
}

// SplitData says how a Split divides its width.
type SplitData struct {
	Gap float32 // between the two, at 100 %
	// RightWidth is the fixed width of the right side at 100 %; 0 gives both sides the same.
	RightWidth float32
	// Below is the own width, at 100 %, under which the right side goes below the left; theme.Reflow if 0. In the phone
	// form it always does.
	Below float32
	// StackGap is the gap when stacked; Gap if 0.
	StackGap float32
}

// Split puts two objects side by side, or one below the other where the width is short.
type Split struct {
	base
	data        SplitData
	left, right fyne.CanvasObject
}

// NewSplit makes a split.
func NewSplit(d SplitData, left, right fyne.CanvasObject) *Split {
	s := &Split{data: d, left: left, right: right}
	s.ExtendBaseWidget(s)
	return s
}

// SetForm implements Former.
func (s *Split) SetForm(f Form) {
	setForm(s.left, f)
	setForm(s.right, f)
	s.base.SetForm(f)
}

// Stacked tells whether the sides stand one below the other at a width.
func (s *Split) Stacked(width float32) bool {
	below := s.data.Below
	if below == 0 {
		below = theme.Reflow
	}
	return s.phone() || width < theme.U(below) || !s.right.Visible() || !s.left.Visible()
}

func (s *Split) stackGap() float32 {
	if !s.left.Visible() || !s.right.Visible() {
		return 0
	}
	if s.data.StackGap != 0 {
		return theme.U(s.data.StackGap)
	}
	return theme.U(s.data.Gap)
}

func (s *Split) widths(width float32) (left, right float32) {
	gap := theme.U(s.data.Gap)
	right = theme.U(s.data.RightWidth)
	if right == 0 {
		right = float32(int((width - gap) / 2))
	}
	return width - gap - right, right
}

func (s *Split) heights(width float32) (left, right float32) {
	lw, rw := width, width
	if !s.Stacked(width) {
		lw, rw = s.widths(width)
	}
	if s.left.Visible() {
		left = HeightFor(s.left, lw)
	}
	if s.right.Visible() {
		right = HeightFor(s.right, rw)
	}
	return left, right
}

// HeightFor implements Tall.
func (s *Split) HeightFor(width float32) float32 {
	l, r := s.heights(width)
	if s.Stacked(width) {
		return l + s.stackGap() + r
	}
	return max(l, r)
}

// CreateRenderer implements fyne.Widget.
func (s *Split) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Split) parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.left, s.right} }
func (s *Split) paint()                     {}

func (s *Split) place(size fyne.Size) {
	l, r := s.heights(size.Width)
	if s.Stacked(size.Width) {
		put(s.left, 0, 0, size.Width, l)
		put(s.right, 0, l+s.stackGap(), size.Width, r)
		return
	}
	lw, rw := s.widths(size.Width)
	put(s.left, 0, 0, lw, l)
	put(s.right, size.Width-rw, 0, rw, r)
}

func (s *Split) least() fyne.Size {
	w := max(s.left.MinSize().Width, s.right.MinSize().Width)
	return fyne.NewSize(w, s.HeightFor(orUnbounded(s.Size().Width)))
}
