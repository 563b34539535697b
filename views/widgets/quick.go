package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// QuickAnswer is one tap target under the answer.
type QuickAnswer struct {
	ID    string
	Icon  string
	Token theme.Token // of the icon; TokenAccent if empty
	Label string
	Value string
	Extra string
}

// QuickAnswers is a card of usually three tap targets: 84 high side by side, or 72 each in a column on a phone and where
// the column is under 800; higher where their words wrap.
type QuickAnswers struct {
	base
	data   []QuickAnswer
	ground *canvas.Rectangle
	cells  []*quickCell

	// OnTapped is told the ID of the target.
	OnTapped func(id string)
}

// NewQuickAnswers makes the card.
func NewQuickAnswers(form Form, d []QuickAnswer, tapped func(id string)) *QuickAnswers {
	q := &QuickAnswers{ground: box(theme.CardRadius), OnTapped: tapped}
	q.form = form
	q.ExtendBaseWidget(q)
	q.take(d)
	return q
}

// Set changes the targets.
func (q *QuickAnswers) Set(d []QuickAnswer) {
	if !slices.Equal(q.data, d) {
		q.take(d)
		q.Refresh()
	}
}

func (q *QuickAnswers) take(d []QuickAnswer) {
	q.data = slices.Clone(d)
	for len(q.cells) < len(d) {
		q.cells = append(q.cells, newQuickCell(q))
	}
	q.cells = q.cells[:len(d)]
	for i, c := range q.cells {
		c.data = q.data[i]
	}
}

func (q *QuickAnswers) stacked(width float32) bool { return q.phone() || width < theme.U(theme.Reflow) }

// HeightFor implements Tall.
func (q *QuickAnswers) HeightFor(width float32) float32 {
	if !q.stacked(width) {
		h := theme.U(86)
		for _, c := range q.cells {
			h = max(h, c.heightFor(width/float32(len(q.cells))))
		}
		return h
	}
	var h float32
	for _, c := range q.cells {
		h += max(theme.U(72), c.heightFor(width))
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (q *QuickAnswers) CreateRenderer() fyne.WidgetRenderer { return draw(q) }

func (q *QuickAnswers) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{q.ground}
	for _, c := range q.cells {
		out = append(out, c)
	}
	return out
}

func (q *QuickAnswers) paint() {
	fill(q.ground, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	for _, c := range q.cells {
		c.Refresh()
	}
}

func (q *QuickAnswers) place(s fyne.Size) {
	put(q.ground, 0, 0, s.Width, s.Height)
	n, stacked, y := len(q.cells), q.stacked(s.Width), float32(0)
	for i, c := range q.cells {
		c.first, c.last, c.stacked = i == 0, i == n-1, stacked
		if stacked {
			h := max(theme.U(72), c.heightFor(s.Width))
			put(c, 0, y, s.Width, h)
			y += h
		} else {
			from, to := pixel(float32(i)*s.Width/float32(n)), pixel(float32(i+1)*s.Width/float32(n))
			put(c, from, 0, to-from, s.Height)
		}
		c.Refresh()
	}
}

func (q *QuickAnswers) least() fyne.Size {
	return fyne.NewSize(theme.U(260), q.HeightFor(orUnbounded(q.Size().Width)))
}

// quickCell is one target.
type quickCell struct {
	press
	data                QuickAnswer
	first, last         bool
	stacked             bool
	ground, edge, halo  *canvas.Rectangle
	mark, chevron       *glyph
	label, value, extra *Paragraph
}

func newQuickCell(q *QuickAnswers) *quickCell {
	c := &quickCell{
		ground: box(0), edge: box(0), halo: ring(theme.ControlRadius),
		mark: newGlyph("", ""), chevron: newGlyph("chevron", theme.TokenText3),
		label: NewParagraph(ParagraphData{}), value: NewParagraph(ParagraphData{}), extra: NewParagraph(ParagraphData{}),
	}
	c.act = func() {
		if q.OnTapped != nil {
			q.OnTapped(c.data.ID)
		}
	}
	c.spoken = func() string { return sentence(c.data.Label, c.data.Value, c.data.Extra) }
	c.ExtendBaseWidget(c)
	return c
}

func (c *quickCell) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *quickCell) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		c.ground, c.edge, c.mark.Image, c.label, c.value, c.extra, c.chevron.Image, c.halo,
	}
}

func (c *quickCell) paint() {
	fill(c.ground, theme.TokenHover, "", 0)
	shown(c.ground, c.hovered)
	r := float32(theme.CardRadius - theme.Stroke)
	corner := func(yes bool) float32 {
		if yes {
			return r
		}
		return 0
	}
	c.ground.TopLeftCornerRadius = corner(c.first)
	c.ground.BottomRightCornerRadius = corner(c.last)
	c.ground.TopRightCornerRadius = corner(c.first && c.stacked || c.last && !c.stacked)
	c.ground.BottomLeftCornerRadius = corner(c.last && c.stacked || c.first && !c.stacked)
	fill(c.edge, theme.TokenLine, "", 0)
	shown(c.edge, !c.first)
	c.mark.name, c.mark.token = c.data.Icon, c.data.Token
	if c.mark.token == "" {
		c.mark.token = theme.TokenAccent
	}
	c.mark.paint()
	c.chevron.paint()
	c.wrap()
	c.paintRing(c.halo, theme.TokenAccent)
}

func (c *quickCell) wrap() {
	c.label.Set(ParagraphData{Text: c.data.Label, Step: theme.Small, Token: theme.TokenText3})
	c.value.Set(ParagraphData{Text: c.data.Value, Step: theme.Body, Bold: true})
	c.extra.Set(ParagraphData{Text: c.data.Extra, Step: theme.Small, Token: theme.TokenText2})
}

// quickRoom is the width of the words in a target.
func quickRoom(width float32) float32 { return width - theme.U(18+32+14+32) }

// words is the height of the words in a target of a width.
func (c *quickCell) words(width float32) float32 {
	room := quickRoom(width)
	h := c.label.HeightFor(room) + c.value.HeightFor(room)
	if c.data.Extra != "" {
		h += c.extra.HeightFor(room)
	}
	return h
}

// heightFor is that of a target with its margins.
func (c *quickCell) heightFor(width float32) float32 {
	c.wrap()
	return c.words(width) + theme.U(16)
}

func (c *quickCell) place(s fyne.Size) {
	if c.stacked {
		put(c.edge, theme.Stroke, 0, s.Width-2*theme.Stroke, theme.Stroke)
	} else {
		put(c.edge, 0, theme.Stroke, theme.Stroke, s.Height-2*theme.Stroke)
	}
	put(c.ground, theme.Stroke, theme.Stroke, s.Width-theme.Stroke, s.Height-2*theme.Stroke)
	put(c.halo, 4, 4, s.Width-8, s.Height-8)
	x, end, mid := theme.U(18), s.Width-theme.U(14), s.Height/2
	c.mark.square(x+theme.U(10), mid, theme.U(20))
	c.chevron.square(end-theme.U(10), mid, theme.U(20))
	x += theme.U(32)
	room := quickRoom(s.Width)
	y := pixel(mid - c.words(s.Width)/2)
	for _, p := range []*Paragraph{c.label, c.value, c.extra} {
		h := p.HeightFor(room)
		put(p, x, y, room, h)
		y += h
	}
}

func (c *quickCell) least() fyne.Size { return fyne.NewSize(theme.U(120), theme.U(72)) }
