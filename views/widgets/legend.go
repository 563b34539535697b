package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// LegendEntry explains one state.
type LegendEntry struct {
	Look  theme.Look
	Word  string
	Count string // bold after the word, optional
	Bar   bool   // with its lane of the strip chart before the shape
}

// Legend explains states by shape and word in small print; it wraps.
type Legend struct {
	base
	data  []LegendEntry
	items []legendItem
}

type legendItem struct {
	bar         *canvas.Rectangle
	mark        *glyph
	word, count *run
}

// NewLegend makes a legend.
func NewLegend(form Form, d []LegendEntry) *Legend {
	l := &Legend{}
	l.form = form
	l.ExtendBaseWidget(l)
	l.take(d)
	return l
}

// Set changes the entries.
func (l *Legend) Set(d []LegendEntry) {
	if !slices.Equal(l.data, d) {
		l.take(d)
		l.Refresh()
	}
}

func (l *Legend) take(d []LegendEntry) {
	l.data = slices.Clone(d)
	for len(l.items) < len(d) {
		l.items = append(l.items, legendItem{
			box(0), newGlyph("", ""),
			newRun(theme.Small, false, theme.TokenText2), newRun(theme.Small, true, theme.TokenText),
		})
	}
	l.items = l.items[:len(d)]
	for i, e := range d {
		l.items[i].word.say(e.Word)
		l.items[i].count.say(e.Count)
	}
}

func (l *Legend) width(i int) float32 {
	w := l.pick(19, 18) + ceil(l.items[i].word.width())
	if l.data[i].Count != "" {
		w += theme.U(4) + ceil(l.items[i].count.width())
	}
	if l.data[i].Bar {
		w += theme.U(24)
	}
	return w
}

// flow calls at with each entry's place and returns the height.
func (l *Legend) flow(width float32, at func(i int, x, y float32)) float32 {
	gap, row := l.pick(14, 9), theme.U(21)
	var x, y float32
	for i := range l.items {
		w := l.width(i)
		if x > 0 && x+w > width {
			x, y = 0, y+row
		}
		at(i, x, y)
		x += w + gap
	}
	if len(l.items) == 0 {
		return 0
	}
	return y + theme.U(17)
}

// HeightFor implements Tall.
func (l *Legend) HeightFor(width float32) float32 {
	return l.flow(width, func(int, float32, float32) {})
}

// CreateRenderer implements fyne.Widget.
func (l *Legend) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *Legend) parts() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, 4*len(l.items))
	for _, e := range l.items {
		out = append(out, e.bar, e.mark.Image, e.word.Text, e.count.Text)
	}
	return out
}

func (l *Legend) paint() {
	for i, e := range l.items {
		e.mark.look(l.data[i].Look)
		e.mark.paint()
		e.word.paint()
		e.count.paint()
		paintLane(e.bar, l.data[i].Look)
		shown(e.bar, l.data[i].Bar)
	}
}

func (l *Legend) place(s fyne.Size) {
	l.flow(s.Width, func(i int, x, y float32) {
		e, mid := l.items[i], y+theme.U(17)/2
		if l.data[i].Bar {
			thick := laneThickness(l.data[i].Look.State)
			put(e.bar, x, pixel(mid-thick/2), theme.U(18), thick)
			x += theme.U(24)
		}
		e.mark.square(x+theme.U(7), mid, theme.U(14))
		x += l.pick(19, 18)
		x += e.word.mid(x, mid, s.Width-x) + theme.U(4)
		e.count.mid(x, mid, s.Width-x)
	})
}

func (l *Legend) least() fyne.Size {
	var w float32
	for i := range l.items {
		w = max(w, l.width(i))
	}
	return fyne.NewSize(w, l.HeightFor(orUnbounded(l.Size().Width)))
}

// laneThickness is how thick a state is in the strip chart, in Fyne units: seriousness can be seen without colour.
func laneThickness(s theme.State) float32 {
	switch s {
	case theme.Major, theme.Unknown:
		return 5
	case theme.Partial, theme.Maintenance:
		return 3
	case theme.Degraded:
		return 2
	case theme.Operational:
		return 1
	}
	return 5 // as unknown
}

// paintLane colours a segment; unknown is an outline.
func paintLane(r *canvas.Rectangle, l theme.Look) {
	switch l.State {
	case theme.Major, theme.Partial, theme.Maintenance, theme.Degraded, theme.Operational:
		fill(r, l.Fill(), "", 0)
	default:
		fill(r, "", l.Fill(), theme.Stroke)
	}
}
