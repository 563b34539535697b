package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// Written is what a Field holds: an entry of the toolkit, or one made of it.
type Written interface {
	fyne.Widget
	fyne.Focusable
}

// Field gives an entry what a finger needs: on a phone the entry stands in the middle of a height of 44, and a tap above or
// below it goes to it too.
type Field struct {
	base
	entry Written
}

// NewField makes a field around an entry.
func NewField(form Form, entry Written) *Field {
	f := &Field{entry: entry}
	f.form = form
	f.ExtendBaseWidget(f)
	return f
}

// Tapped implements fyne.Tappable.
func (f *Field) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.entry); c != nil {
		c.Focus(f.entry)
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *Field) parts() []fyne.CanvasObject { return []fyne.CanvasObject{f.entry} }
func (f *Field) paint()                     {}

func (f *Field) place(s fyne.Size) {
	// An entry of one line that is higher than it needs has its text at the top.
	h := min(s.Height, f.entry.MinSize().Height)
	put(f.entry, 0, pixel((s.Height-h)/2), s.Width, h)
}

func (f *Field) least() fyne.Size {
	m := f.entry.MinSize()
	return fyne.NewSize(m.Width, max(m.Height, f.pick(0, theme.Touch)))
}
