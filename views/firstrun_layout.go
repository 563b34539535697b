package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// firstRunLayout sets the row of buttons at the bottom and the step above it.
type firstRunLayout struct{}

func (firstRunLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (firstRunLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := min(size.Height, widgets.HeightFor(o[1], size.Width))
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, size.Height-h))
	o[1].Move(fyne.NewPos(0, size.Height-h))
	o[1].Resize(fyne.NewSize(size.Width, h))
}

// narrowColumn is the width of the first steps at a text scale of 100 %: sentences of some forty Korean syllables.
const narrowColumn = 620

// narrow keeps an object to narrowColumn and in the middle. As a bar it has a ground, a line above and the margins of the
// form.
type narrow struct {
	widget.BaseWidget
	form         widgets.Form
	bar, wide    bool // wide: as wide as a board
	inner        fyne.CanvasObject
	ground, line *canvas.Rectangle
}

func newNarrow(form widgets.Form, inner fyne.CanvasObject, bar bool) *narrow {
	n := &narrow{form: form, bar: bar, inner: inner, ground: &canvas.Rectangle{}, line: &canvas.Rectangle{}}
	n.ExtendBaseWidget(n)
	return n
}

// SetForm implements widgets.Former.
func (n *narrow) SetForm(f widgets.Form) {
	if c, ok := n.inner.(widgets.Former); ok {
		c.SetForm(f)
	}
	n.form = f
	n.Refresh()
}

// HeightFor implements widgets.Tall.
func (n *narrow) HeightFor(width float32) float32 {
	_, w := n.column(width)
	return widgets.HeightFor(n.inner, w)
}

func (n *narrow) column(width float32) (x, w float32) {
	side, most := float32(0), theme.U(narrowColumn)
	if n.wide {
		most = theme.U(theme.ColumnWidth)
	}
	switch {
	case n.bar && n.form == widgets.Phone:
		side = theme.U(theme.SidePhone)
	case n.bar:
		side = theme.U(theme.SideDesktop)
	}
	w = max(0, min(width-2*side, most))
	return float32(int((width - w) / 2)), w
}

// AccessibilityLabel implements fyne.Accessible.
func (n *narrow) AccessibilityLabel() string { return widgets.NameOf(n.inner) }

// AccessibilityRole implements fyne.Accessible.
func (n *narrow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Held implements widgets.Holder.
func (n *narrow) Held() []fyne.CanvasObject { return []fyne.CanvasObject{n.inner} }

// CreateRenderer implements fyne.Widget.
func (n *narrow) CreateRenderer() fyne.WidgetRenderer {
	r := narrowRenderer{n}
	r.paint()
	return r
}

type narrowRenderer struct{ n *narrow }

func (r narrowRenderer) Destroy() {}

func (r narrowRenderer) Objects() []fyne.CanvasObject {
	if !r.n.bar {
		return []fyne.CanvasObject{r.n.inner}
	}
	return []fyne.CanvasObject{r.n.ground, r.n.line, r.n.inner}
}

func (r narrowRenderer) MinSize() fyne.Size {
	width := r.n.Size().Width
	if width <= 0 {
		width = theme.U(narrowColumn)
	}
	return fyne.NewSize(0, r.n.HeightFor(width))
}

func (r narrowRenderer) Layout(size fyne.Size) {
	x, w := r.n.column(size.Width)
	r.n.inner.Move(fyne.NewPos(x, 0))
	r.n.inner.Resize(fyne.NewSize(w, size.Height))
	r.n.ground.Resize(size)
	r.n.line.Resize(fyne.NewSize(size.Width, theme.Stroke))
}

func (r narrowRenderer) paint() {
	if r.n.bar {
		r.n.ground.FillColor, r.n.line.FillColor = theme.Color(theme.TokenSurface), theme.Color(theme.TokenLine)
	}
}

func (r narrowRenderer) Refresh() {
	r.paint()
	r.Layout(r.n.Size())
	canvas.Refresh(r.n)
}

// The measures of the dots at a text scale of 100 %.
const (
	dotSize = 8
	dotLong = 22 // of the present step
	dotGap  = 6
)

// newDots shows how far the first steps are, also in words.
func newDots(step int, words string) fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, 0, firstRunSteps+1)
	for i := range firstRunSteps {
		token := theme.TokenLineStrong
		if i <= step {
			token = theme.TokenAccent
		}
		dot := canvas.NewRectangle(theme.Color(token))
		dot.CornerRadius = theme.U(dotSize) / 2
		objects = append(objects, dot)
	}
	line := widgets.NewLine(widgets.LineData{Text: words, Step: theme.Small, Token: theme.TokenText3})
	return container.New(dotsLayout{step}, append(objects, line)...)
}

type dotsLayout struct{ step int }

func (dotsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(theme.U(60), o[len(o)-1].MinSize().Height)
}

func (l dotsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x, h := float32(0), theme.U(dotSize)
	for i, dot := range o[:len(o)-1] {
		w := h
		if i == l.step {
			w = theme.U(dotLong)
		}
		dot.Move(fyne.NewPos(x, (size.Height-h)/2))
		dot.Resize(fyne.NewSize(w, h))
		x += w + theme.U(dotGap)
	}
	x += theme.U(dotGap)
	line := o[len(o)-1]
	high := line.MinSize().Height
	line.Move(fyne.NewPos(x, (size.Height-high)/2))
	line.Resize(fyne.NewSize(max(0, size.Width-x), high))
}
