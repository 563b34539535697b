package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// filterBar holds the chips and the search, side by side where there is room. On a phone the search opens under the
// chips by a chip of its own.
type filterBar struct {
	widget.BaseWidget
	form   widgets.Form
	chips  []*widgets.Chip
	finder *widgets.Chip // phone only
	search *widgets.SearchField
	open   bool // phone: the search is shown

	resized func()        // the bar wants another height
	sought  func(on bool) // phone: somebody begins to search, or ends
}

func newFilterBar(form widgets.Form, pick func(filter), find func(string)) *filterBar {
	b := &filterBar{form: form}
	for _, f := range filters {
		b.chips = append(b.chips, widgets.NewChip(form, widgets.ChipData{}, func() { pick(f) }))
	}
	b.search = widgets.NewSearchField(form, widgets.SearchFieldData{}, find)
	b.finder = widgets.NewChip(form, widgets.ChipData{Icon: "search"}, b.turn)
	if form == widgets.Phone {
		b.search.Hide()
	} else {
		b.finder.Hide()
	}
	b.ExtendBaseWidget(b)
	return b
}

// show opens or closes the search of the phone form; closing empties it.
func (b *filterBar) show(open bool) {
	if b.form != widgets.Phone || b.open == open {
		return
	}
	b.open = open
	if open {
		b.search.Show()
	} else {
		b.search.SetText("")
		b.search.Hide()
		if b.sought != nil {
			b.sought(false)
		}
	}
	b.Refresh()
	if b.resized != nil {
		b.resized()
	}
	if open {
		b.search.Focus()
	}
}

// turn opens or closes the search, as its chip does.
func (b *filterBar) turn() {
	if b.open {
		b.show(false)
		return
	}
	b.focus()
}

// focus brings the keyboard into the search, and what it finds into sight.
func (b *filterBar) focus() {
	b.show(true)
	b.search.Focus()
	if b.form == widgets.Phone && b.sought != nil {
		b.sought(true)
	}
}

func (b *filterBar) set(s *Snapshot, chosen filter) {
	n, moved := counts(s), false // moved: a chip is as wide as its words and its count
	for i, f := range filters {
		d := widgets.ChipData{
			Label: s.Loc.T("status.filter."+string(f), nil), Count: s.Loc.Number(n[f]), Selected: f == chosen,
		}
		if f == filterMine {
			d.Icon = "star-on"
		}
		before := b.chips[i].MinSize()
		b.chips[i].Set(d)
		moved = moved || b.chips[i].MinSize() != before
	}
	b.finder.Set(widgets.ChipData{Icon: "search", Say: s.Loc.T("status.search", nil), Selected: b.open})
	b.search.Set(widgets.SearchFieldData{
		Placeholder: s.Loc.T("status.search", nil), Hint: s.Loc.T("status.search.hint", nil),
	})
	if moved {
		b.Refresh()
	}
}

// flow places everything at a width and returns the height.
func (b *filterBar) flow(width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	gap, field := theme.U(8), theme.U(232)
	var chips []fyne.CanvasObject
	line := float32(0)
	for _, c := range b.chips {
		chips = append(chips, c)
		line += c.MinSize().Width + gap
	}
	tall := b.search.MinSize().Height
	x, y, row := float32(0), float32(0), max(b.chips[0].MinSize().Height, tall)
	if b.form == widgets.Phone {
		chips = append(chips, b.finder)
		row = b.chips[0].MinSize().Height
	}
	for _, c := range chips {
		m := c.MinSize()
		if x > 0 && x+m.Width > width {
			x, y = 0, y+row+gap
		}
		at := x
		if c == fyne.CanvasObject(b.finder) {
			at = width - m.Width
		}
		put(c, at, y+float32(int((row-m.Height)/2)), min(m.Width, width), m.Height)
		x += m.Width + gap
	}
	switch {
	case b.form == widgets.Phone && !b.open:
		return y + row
	case b.form == widgets.Desktop && line+field <= width:
		put(b.search, width-field, float32(int((row-tall)/2)), field, tall)
		return y + row
	}
	put(b.search, 0, y+row+gap, width, tall)
	return y + row + gap + tall
}

// HeightFor implements widgets.Tall.
func (b *filterBar) HeightFor(width float32) float32 {
	return b.flow(width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// AccessibilityLabel implements fyne.Accessible.
func (b *filterBar) AccessibilityLabel() string { return widgets.NameOf(b.Held()...) }

// AccessibilityRole implements fyne.Accessible.
func (b *filterBar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Held implements widgets.Holder.
func (b *filterBar) Held() []fyne.CanvasObject { return (&filterRenderer{b}).Objects() }

// CreateRenderer implements fyne.Widget.
func (b *filterBar) CreateRenderer() fyne.WidgetRenderer { return &filterRenderer{b} }

type filterRenderer struct{ b *filterBar }

func (r *filterRenderer) Layout(s fyne.Size) {
	r.b.flow(s.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

func (r *filterRenderer) MinSize() fyne.Size {
	w := r.b.Size().Width
	if w <= 0 {
		w = theme.U(theme.ColumnWidth)
	}
	return fyne.NewSize(theme.U(160), r.b.HeightFor(w))
}

func (r *filterRenderer) Refresh() {
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

func (r *filterRenderer) Destroy() {}

func (r *filterRenderer) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, c := range r.b.chips {
		out = append(out, c)
	}
	return append(out, r.b.finder, r.b.search)
}
