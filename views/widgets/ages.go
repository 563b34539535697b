package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Age is one of the three honest ages.
type Age struct {
	Dot   bool   // a filled accent dot: live
	Icon  string // or an icon: "replay", "offline"
	Label string
	Value string
	Extra string // the absolute time, after the value
}

// AgesData is the last operator word, the last contact with the feed, and the connection.
type AgesData [3]Age

// Ages is the line of the three ages; on a phone, or where the line is too long, they stand beside each other in two rows,
// and where those are too long as well, as with large letters, each in a line of its own.
type Ages struct {
	base
	data  AgesData
	items [3]ageItem
}

type ageItem struct {
	edge                *canvas.Rectangle
	dot                 *canvas.Circle
	mark                *glyph
	label, value, extra *run
}

// NewAges makes the line.
func NewAges(form Form, d AgesData) *Ages {
	a := &Ages{data: d}
	a.form = form
	for i := range a.items {
		a.items[i] = ageItem{
			box(0), &canvas.Circle{}, newGlyph("", theme.TokenText3),
			newRun(theme.Body, false, theme.TokenText3), newRun(theme.Body, true, theme.TokenText),
			newRun(theme.Body, false, theme.TokenText3),
		}
	}
	a.ExtendBaseWidget(a)
	return a
}

// Set changes the ages.
func (a *Ages) Set(d AgesData) {
	if a.data != d {
		a.data = d
		a.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (a *Ages) CreateRenderer() fyne.WidgetRenderer { return draw(a) }

// HeightFor implements Tall.
func (a *Ages) HeightFor(width float32) float32 {
	switch {
	case a.listed(width):
		return 3 * theme.U(21)
	case a.stacked(width):
		return theme.U(38)
	}
	return theme.U(21)
}

func (a *Ages) stacked(width float32) bool { return a.phone() || a.line() > width }

// listed tells whether not even the two rows have room for all three.
func (a *Ages) listed(width float32) bool {
	if !a.stacked(width) {
		return false
	}
	a.say(true)
	return a.restWidth(-1)-theme.U(28) > width
}

// line is the width of the one-line form.
func (a *Ages) line() float32 {
	a.say(false)
	w := float32(0)
	for i, it := range a.items {
		if i > 0 {
			w += theme.U(36)
		}
		w += a.sign(i) + it.label.width() + theme.U(7) + it.value.width()
		if a.data[i].Extra != "" {
			w += theme.U(4) + it.extra.width()
		}
	}
	return w
}

// sign is the room of dot or icon.
func (a *Ages) sign(i int) float32 {
	switch {
	case a.data[i].Dot:
		return theme.U(15)
	case a.data[i].Icon != "":
		return theme.U(23)
	}
	return 0
}

func (a *Ages) say(stacked bool) {
	for i, it := range a.items {
		it.label.step = theme.Body
		if stacked {
			it.label.step = theme.Small
		}
		it.label.say(a.data[i].Label)
		it.value.say(a.data[i].Value)
		it.extra.say(a.data[i].Extra)
	}
}

func (a *Ages) parts() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, it := range a.items {
		out = append(out, it.edge, it.dot, it.mark.Image, it.label.Text, it.value.Text, it.extra.Text)
	}
	return out
}

func (a *Ages) paint() {
	stacked, listed := a.stacked(orUnbounded(a.Size().Width)), a.listed(orUnbounded(a.Size().Width))
	a.say(stacked)
	for i, it := range a.items {
		fill(it.edge, theme.TokenLineStrong, "", 0)
		shown(it.edge, i > 0 && !listed)
		it.dot.FillColor = theme.Color(theme.TokenAccent)
		shown(it.dot, a.data[i].Dot && !stacked)
		it.mark.name = a.data[i].Icon
		if stacked {
			it.mark.name = ""
		}
		it.mark.paint()
		it.label.paint()
		it.value.paint()
		it.extra.paint()
	}
}

func (a *Ages) place(s fyne.Size) {
	switch {
	case a.listed(s.Width):
		a.placeListed(s)
		return
	case a.stacked(s.Width):
		a.placeStacked(s)
		return
	}
	a.paint()
	x, mid := float32(0), s.Height/2
	for i, it := range a.items {
		if i > 0 {
			put(it.edge, pixel(x+theme.U(18)), pixel(mid-theme.U(8)), theme.Stroke, theme.U(16))
			x += theme.U(36)
		}
		put(it.dot, x, pixel(mid-theme.U(4)), theme.U(8), theme.U(8))
		it.mark.square(x+theme.U(8), mid, theme.U(16))
		x += a.sign(i)
		x += it.label.mid(x, mid, s.Width-x) + theme.U(7)
		x += it.value.mid(x, mid, s.Width-x)
		if a.data[i].Extra != "" {
			x += theme.U(4)
		}
		x += it.extra.mid(x, mid, s.Width-x)
	}
}

func (a *Ages) placeStacked(s fyne.Size) {
	a.paint()
	x, pad := float32(0), theme.U(14)
	for i, it := range a.items {
		if i > 0 {
			put(it.edge, pixel(x+pad), 0, theme.Stroke, theme.U(38))
			x += 2 * pad
		}
		label := it.label.line(x, 0, s.Width-x)
		value := it.value.line(x, theme.U(17), s.Width-x)
		if a.data[i].Extra != "" {
			value += theme.U(4)
		}
		// A short line loses the absolute time before it loses an age: the three together are the point.
		room := s.Width - x - value
		if rest := a.restWidth(i); room-rest < it.extra.width() {
			room = 0
		}
		if room <= 0 {
			it.extra.line(x+value, theme.U(17), 0)
		} else {
			value += it.extra.line(x+value, theme.U(17), room)
		}
		x += max(label, value)
	}
}

// placeListed puts the values below each other, beside their labels.
func (a *Ages) placeListed(s fyne.Size) {
	a.paint()
	var labels float32
	for _, it := range a.items {
		labels = max(labels, it.label.width())
	}
	labels = min(labels, s.Width/2) + theme.U(8)
	for i, it := range a.items {
		mid := theme.U(21) * (float32(i) + 0.5)
		it.label.mid(0, mid, labels-theme.U(8))
		x := labels + it.value.mid(labels, mid, s.Width-labels) + theme.U(4)
		if room := s.Width - x; room < it.extra.width() {
			it.extra.mid(x, mid, 0) // a part of a time would be another time
		} else {
			it.extra.mid(x, mid, room)
		}
	}
}

// restWidth is what the ages after i need at least when stacked.
func (a *Ages) restWidth(i int) float32 {
	var w float32
	for _, it := range a.items[i+1:] {
		w += theme.U(28) + max(it.label.width(), it.value.width())
	}
	return w
}

func (a *Ages) least() fyne.Size {
	return fyne.NewSize(theme.U(240), a.HeightFor(orUnbounded(a.Size().Width)))
}
