package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Frame is the window: bars over everything, the rail at the left or the tabs at the bottom, and the screen. It has no gaps
// between them, and it is the one place that knows the breakpoint.
type Frame struct {
	base
	ground  *canvas.Rectangle
	bars    []fyne.CanvasObject
	rail    *Rail
	tabs    *Tabs
	content fyne.CanvasObject

	// Inset is the room the device takes (notch, gesture bar), in Fyne units, as from Canvas.InteractiveArea.
	Inset InsetData
	// OnForm is told the new form when the window crosses the breakpoint, before it is laid out.
	OnForm func(Form)
}

// NewFrame makes a frame. Hidden bars take no room.
func NewFrame(form Form, bars []fyne.CanvasObject, rail *Rail, tabs *Tabs, content fyne.CanvasObject) *Frame {
	f := &Frame{ground: box(0), bars: bars, rail: rail, tabs: tabs, content: content}
	f.form = form
	f.ExtendBaseWidget(f)
	return f
}

// SetContent shows another screen.
func (f *Frame) SetContent(o fyne.CanvasObject) {
	f.content = o
	setForm(o, f.form)
	f.Refresh()
}

// Form is the present form.
func (f *Frame) Form() Form { return f.form }

// SetForm implements Former; a resize over the breakpoint calls it.
func (f *Frame) SetForm(form Form) {
	for _, b := range f.bars {
		setForm(b, form)
	}
	setForm(f.content, form)
	f.base.SetForm(form)
}

// CreateRenderer implements fyne.Widget.
func (f *Frame) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *Frame) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{f.ground, f.content, f.rail, f.tabs}
	return append(out, f.bars...)
}

func (f *Frame) paint() { fill(f.ground, theme.TokenBg, "", 0) }

func (f *Frame) place(s fyne.Size) {
	if form := FormFor(s.Width); s.Width > 0 && form != f.form {
		f.form = form
		for _, b := range f.bars {
			setForm(b, form)
		}
		if f.OnForm != nil {
			f.OnForm(form)
		}
		setForm(f.content, form)
	}
	put(f.ground, 0, 0, s.Width, s.Height)
	shown(f.rail, !f.phone())
	shown(f.tabs, f.phone())
	x, y := f.Inset.Left, f.Inset.Top
	w, bottom := s.Width-x-f.Inset.Right, s.Height-f.Inset.Bottom
	for _, b := range f.bars {
		if b.Visible() {
			h := HeightFor(b, w)
			put(b, x, y, w, h)
			y += h
		}
	}
	if f.phone() {
		h := f.tabs.MinSize().Height
		put(f.tabs, x, bottom-h, w, h)
		put(f.content, x, y, w, bottom-h-y)
		return
	}
	rail := f.rail.MinSize().Width
	put(f.rail, x, y, rail, bottom-y)
	put(f.content, x+rail, y, w-rail, bottom-y)
}

// least is small: the window may be made as narrow as a phone at any text size.
func (f *Frame) least() fyne.Size { return fyne.NewSize(320, 400) }

// AccessibilityLabel implements fyne.Accessible.
func (f *Frame) AccessibilityLabel() string { return NameOf(f.content) }

// AccessibilityRole implements fyne.Accessible.
func (f *Frame) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }
