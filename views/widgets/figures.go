package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Figure is one number of a summary.
type Figure struct{ Label, Value, Sub string }

// Figures is the summary strip over a screen: up to four figures in a card, two and two on a phone, with large letters there
// one below the other. A row is as high as its words.
type Figures struct {
	base
	data   []Figure
	ground *canvas.Rectangle
	cells  []figureCell
}

type figureCell struct {
	side, top         *canvas.Rectangle
	label, value, sub *Paragraph
}

// NewFigures makes the strip.
func NewFigures(form Form, d []Figure) *Figures {
	f := &Figures{ground: box(theme.CardRadius)}
	f.form = form
	f.ExtendBaseWidget(f)
	f.take(d)
	return f
}

// Set changes the figures.
func (f *Figures) Set(d []Figure) {
	if !slices.Equal(f.data, d) {
		f.take(d)
		f.Refresh()
	}
}

func (f *Figures) take(d []Figure) {
	f.data = slices.Clone(d)
	for len(f.cells) < len(d) {
		f.cells = append(f.cells, figureCell{
			box(0), box(0), NewParagraph(ParagraphData{}), NewParagraph(ParagraphData{}), NewParagraph(ParagraphData{}),
		})
	}
	f.cells = f.cells[:len(d)]
}

func (f *Figures) columns() int {
	switch {
	case large(f.form):
		return 1
	case f.phone():
		return min(2, max(1, len(f.cells)))
	}
	return max(1, len(f.cells))
}

func (f *Figures) say() {
	step := theme.Title
	if f.phone() {
		step = theme.Lead
	}
	for i, c := range f.cells {
		c.label.Set(ParagraphData{Text: f.data[i].Label, Step: theme.Small, Token: theme.TokenText3})
		c.value.Set(ParagraphData{Text: f.data[i].Value, Step: step, Bold: true})
		c.sub.Set(ParagraphData{Text: f.data[i].Sub, Step: theme.Body, Token: theme.TokenText2})
	}
}

// cellRoom is the width of the words in a cell.
func (f *Figures) cellRoom(width float32) float32 {
	return float32(int(width/float32(f.columns()))) - f.pick(36, 28)
}

// rowHeight is that of the row of cells that begins with cell i.
func (f *Figures) rowHeight(i int, width float32) float32 {
	f.say()
	w := f.cellRoom(width)
	h := f.pick(95, 87)
	for _, c := range f.cells[i:min(i+f.columns(), len(f.cells))] {
		h = max(h, c.label.HeightFor(w)+c.value.HeightFor(w)+c.sub.HeightFor(w)+f.pick(30, 26))
	}
	return h
}

// HeightFor implements Tall.
func (f *Figures) HeightFor(width float32) float32 {
	var h float32
	for i := 0; i < len(f.cells); i += f.columns() {
		h += f.rowHeight(i, width)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (f *Figures) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *Figures) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{f.ground}
	for _, c := range f.cells {
		out = append(out, c.side, c.top, c.label, c.value, c.sub)
	}
	return out
}

func (f *Figures) paint() {
	fill(f.ground, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	n := f.columns()
	f.say()
	for i, c := range f.cells {
		fill(c.side, theme.TokenLine, "", 0)
		fill(c.top, theme.TokenLine, "", 0)
		shown(c.side, i%n > 0)
		shown(c.top, i >= n)
	}
}

func (f *Figures) place(s fyne.Size) {
	put(f.ground, 0, 0, s.Width, s.Height)
	n, w := f.columns(), f.cellRoom(s.Width)
	var h, row float32
	for i, c := range f.cells {
		if i%n == 0 {
			row += h
			h = f.rowHeight(i, s.Width)
		}
		from, to := pixel(float32(i%n)*s.Width/float32(n)), pixel(float32(i%n+1)*s.Width/float32(n))
		put(c.side, from, row+theme.Stroke, theme.Stroke, h-2*theme.Stroke)
		put(c.top, from+theme.Stroke, row, to-from-theme.Stroke, theme.Stroke)
		x, y := from+f.pick(20, 16), row+f.pick(14, 12)
		for j, p := range []*Paragraph{c.label, c.value, c.sub} {
			high := p.HeightFor(w)
			put(p, x, y, w, high)
			y += high
			if j < 2 {
				y += theme.U(1)
			}
		}
	}
}

func (f *Figures) least() fyne.Size {
	return fyne.NewSize(theme.U(240), f.HeightFor(orUnbounded(f.Size().Width)))
}

// HeadingData is the sentence over a screen and the one below it.
type HeadingData struct{ Title, Sub string }

// Heading is the head of a screen without a state: one big sentence, one quiet one.
type Heading struct {
	base
	data       HeadingData
	title, sub *Paragraph
}

// NewHeading makes a heading.
func NewHeading(form Form, d HeadingData) *Heading {
	h := &Heading{title: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{})}
	h.form = form
	h.ExtendBaseWidget(h)
	h.take(d)
	return h
}

// Set changes the sentences.
func (h *Heading) Set(d HeadingData) {
	if h.data != d {
		h.take(d)
		h.Refresh()
	}
}

// SetForm implements Former.
func (h *Heading) SetForm(f Form) {
	h.form = f
	h.take(h.data)
	h.Refresh()
}

func (h *Heading) take(d HeadingData) {
	h.data = d
	step := theme.Hero
	if h.phone() {
		step = theme.HeroTight
	}
	h.title.Set(ParagraphData{Text: d.Title, Step: step, Bold: true, KeepBreaks: true})
	h.sub.Set(ParagraphData{Text: d.Sub, Step: theme.Lead, Token: theme.TokenText2})
}

// HeightFor implements Tall.
func (h *Heading) HeightFor(width float32) float32 {
	out := h.title.HeightFor(width)
	if h.data.Sub != "" {
		out += theme.U(4) + h.sub.HeightFor(width)
	}
	return out
}

// CreateRenderer implements fyne.Widget.
func (h *Heading) CreateRenderer() fyne.WidgetRenderer { return draw(h) }

func (h *Heading) parts() []fyne.CanvasObject { return []fyne.CanvasObject{h.title, h.sub} }
func (h *Heading) paint()                     {}

func (h *Heading) place(s fyne.Size) {
	t := h.title.HeightFor(s.Width)
	put(h.title, 0, 0, s.Width, t)
	put(h.sub, 0, t+theme.U(4), s.Width, h.sub.HeightFor(s.Width))
}

func (h *Heading) least() fyne.Size {
	return fyne.NewSize(theme.U(240), h.HeightFor(orUnbounded(h.Size().Width)))
}
