package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Figure is one number of a summary.
type Figure struct{ Label, Value, Sub string }

// Figures is the summary strip over a screen: up to four figures in a card, two and two on a phone.
type Figures struct {
	base
	data   []Figure
	ground *canvas.Rectangle
	cells  []figureCell
}

type figureCell struct {
	side, top         *canvas.Rectangle
	label, value, sub *run
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
			box(0), box(0), newRun(theme.Small, false, theme.TokenText3),
			newRun(theme.Title, true, theme.TokenText), newRun(theme.Body, false, theme.TokenText2),
		})
	}
	f.cells = f.cells[:len(d)]
}

func (f *Figures) columns() int {
	if f.phone() {
		return min(2, max(1, len(f.cells)))
	}
	return max(1, len(f.cells))
}

func (f *Figures) rowHeight() float32 {
	if f.phone() {
		return theme.U(24 + 17 + 23 + 21 + 2)
	}
	return theme.U(28 + 17 + 27 + 21 + 2)
}

// HeightFor implements Tall.
func (f *Figures) HeightFor(float32) float32 {
	n := f.columns()
	return float32((len(f.cells)+n-1)/n) * f.rowHeight()
}

// CreateRenderer implements fyne.Widget.
func (f *Figures) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *Figures) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{f.ground}
	for _, c := range f.cells {
		out = append(out, c.side, c.top, c.label.Text, c.value.Text, c.sub.Text)
	}
	return out
}

func (f *Figures) paint() {
	fill(f.ground, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	n := f.columns()
	for i, c := range f.cells {
		fill(c.side, theme.TokenLine, "", 0)
		fill(c.top, theme.TokenLine, "", 0)
		shown(c.side, i%n > 0)
		shown(c.top, i >= n)
		c.value.step = theme.Title
		if f.phone() {
			c.value.step = theme.Lead
		}
		c.label.say(f.data[i].Label)
		c.value.say(f.data[i].Value)
		c.sub.say(f.data[i].Sub)
		c.label.paint()
		c.value.paint()
		c.sub.paint()
	}
}

func (f *Figures) place(s fyne.Size) {
	put(f.ground, 0, 0, s.Width, s.Height)
	n, h := f.columns(), f.rowHeight()
	for i, c := range f.cells {
		from, to := pixel(float32(i%n)*s.Width/float32(n)), pixel(float32(i%n+1)*s.Width/float32(n))
		y := float32(i/n) * h
		put(c.side, from, y+theme.Stroke, theme.Stroke, h-2*theme.Stroke)
		put(c.top, from+theme.Stroke, y, to-from-theme.Stroke, theme.Stroke)
		x, w := from+f.pick(20, 16), to-from-f.pick(36, 28)
		y += f.pick(14, 12)
		c.label.line(x, y, w)
		y += theme.U(18)
		c.value.line(x, y, w)
		c.sub.line(x, y+c.value.step.Pitch()+theme.U(1), w)
	}
}

func (f *Figures) least() fyne.Size { return fyne.NewSize(theme.U(240), f.HeightFor(0)) }

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
