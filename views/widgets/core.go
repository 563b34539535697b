// Package widgets holds the reusable pieces of Bokgu's screens. They draw what they are given and report taps; they know
// nothing of feeds or settings, and every text comes in already in the reader's language.
//
// All of it belongs to the UI goroutine: construct, Set and read there only. A Set with equal data draws nothing.
// Measures are Fyne units; they follow the text scale of the theme. Texts may come from a feed: they are never markup,
// and control, zero-width and direction-override characters are taken out before drawing.
package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
)

// Form is the shape of the whole app: there is one breakpoint.
type Form int

// The two forms.
const (
	Desktop Form = iota
	Phone
)

// FormFor tells the form of a window of the given width in Fyne units.
func FormFor(width float32) Form {
	if width/theme.Scale() < theme.Breakpoint {
		return Phone
	}
	return Desktop
}

// Tall is an object whose height follows from its width, such as wrapping text. Containers of this package ask it; Fyne
// itself only learns of it through MinSize at the present width.
type Tall interface {
	fyne.CanvasObject
	// HeightFor returns the height wanted at a width, both in Fyne units. It does not change the object's layout.
	HeightFor(width float32) float32
}

// HeightFor asks o for its height at a width, and any other object for its least height.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if t, ok := o.(Tall); ok {
		return t.HeightFor(width)
	}
	return o.MinSize().Height
}

// Former is implemented by everything that looks different on a phone.
type Former interface{ SetForm(Form) }

// setForm hands the form on to a child that cares.
func setForm(o fyne.CanvasObject, f Form) {
	if c, ok := o.(Former); ok {
		c.SetForm(f)
	}
}

// base is what every widget of the package starts from.
type base struct {
	widget.BaseWidget
	form Form
}

// SetForm changes between the desktop and the phone form in place.
func (b *base) SetForm(f Form) {
	if b.form != f {
		b.form = f
		b.Refresh()
	}
}

// phone tells whether the widget has the phone form.
func (b *base) phone() bool { return b.form == Phone }

// large tells whether letters are so large on a phone that two things no longer fit beside each other.
func large(f Form) bool { return f == Phone && theme.Scale() > 1.2 }

// pick returns d on the desktop and p on the phone, scaled.
func (b *base) pick(d, p float32) float32 {
	if b.phone() {
		return theme.U(p)
	}
	return theme.U(d)
}

// face is a widget that owns its canvas objects and arranges them itself; renderer is the thin rest.
type face interface {
	fyne.Widget
	parts() []fyne.CanvasObject // in drawing order
	paint()                     // puts colours, text sizes and texts: runs at creation, on change, on a new theme
	place(size fyne.Size)       // puts positions and sizes
	least() fyne.Size
}

type renderer struct{ face face }

// draw is the CreateRenderer of every face.
func draw(f face) fyne.WidgetRenderer {
	f.paint()
	return renderer{f}
}

func (r renderer) Destroy()                     {}
func (r renderer) Layout(s fyne.Size)           { r.face.place(s) }
func (r renderer) MinSize() fyne.Size           { return r.face.least() }
func (r renderer) Objects() []fyne.CanvasObject { return r.face.parts() }

func (r renderer) Refresh() {
	r.face.paint()
	r.face.place(r.face.Size())
	canvas.Refresh(r.face)
}

// box returns a rectangle with a radius; colours come in paint.
func box(radius float32) *canvas.Rectangle {
	return &canvas.Rectangle{CornerRadius: radius}
}

// fill colours a rectangle and its edge. An empty token means none.
func fill(r *canvas.Rectangle, ground, edge theme.Token, stroke float32) {
	r.FillColor, r.StrokeColor, r.StrokeWidth = nil, nil, 0
	if ground != "" {
		r.FillColor = theme.Color(ground)
	}
	if edge != "" {
		r.StrokeColor, r.StrokeWidth = theme.Color(edge), stroke
	}
}

// put moves and resizes in one go.
func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}

// shown shows or hides without the redundant refresh of an unchanged object.
func shown(o fyne.CanvasObject, yes bool) {
	if yes != o.Visible() {
		if yes {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
