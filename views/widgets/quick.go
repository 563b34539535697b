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
// the column is under 800. With large letters on a phone each is as high as its wrapped words.
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
		return theme.U(86)
	}
	var h float32
	for _, c := range q.cells {
		h += q.cellHeight(c, width)
	}
	return h
}

// cellHeight is that of a stacked target.
func (q *QuickAnswers) cellHeight(c *quickCell, width float32) float32 {
	if !large(q.form) {
		return theme.U(72)
	}
	c.wrap()
	return theme.U(17+17) + c.values.HeightFor(quickRoom(width)) + c.extras.HeightFor(quickRoom(width))
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
		c.first, c.last, c.stacked, c.large = i == 0, i == n-1, stacked, large(q.form)
		if stacked {
			h := q.cellHeight(c, s.Width)
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
	stacked, large      bool
	ground, edge, halo  *canvas.Rectangle
	mark, chevron       *glyph
	label, value, extra *run
	values, extras      *Paragraph // the same, wrapped, in large letters on a phone
}

func newQuickCell(q *QuickAnswers) *quickCell {
	c := &quickCell{
		ground: box(0), edge: box(0), halo: ring(theme.ControlRadius),
		mark: newGlyph("", ""), chevron: newGlyph("chevron", theme.TokenText3),
		label: newRun(theme.Small, false, theme.TokenText3), value: newRun(theme.Body, true, theme.TokenText),
		extra:  newRun(theme.Small, false, theme.TokenText2),
		values: NewParagraph(ParagraphData{}), extras: NewParagraph(ParagraphData{}),
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
		c.ground, c.edge, c.mark.Image, c.label.Text, c.value.Text, c.extra.Text, c.values, c.extras, c.chevron.Image, c.halo,
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
	for t, s := range map[*run]string{c.label: c.data.Label, c.value: c.data.Value, c.extra: c.data.Extra} {
		t.say(s)
		t.paint()
	}
	c.wrap()
	shown(c.value.Text, !c.large)
	shown(c.extra.Text, !c.large)
	shown(c.values, c.large)
	shown(c.extras, c.large)
	c.paintRing(c.halo, theme.TokenAccent)
}

func (c *quickCell) wrap() {
	c.values.Set(ParagraphData{Text: c.data.Value, Step: theme.Body, Bold: true})
	c.extras.Set(ParagraphData{Text: c.data.Extra, Step: theme.Small, Token: theme.TokenText2})
}

// quickRoom is the width of the words in a stacked target.
func quickRoom(width float32) float32 { return width - theme.U(18+32+14+32) }

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
	room := end - theme.U(32) - x
	high := theme.U(55)
	if c.data.Extra == "" {
		high = theme.U(38)
	}
	y := pixel(mid - high/2)
	if c.large {
		y = theme.U(8)
		h := c.values.HeightFor(room)
		put(c.values, x, y+theme.U(18), room, h)
		put(c.extras, x, y+theme.U(18)+h, room, c.extras.HeightFor(room))
	}
	c.label.line(x, y, room)
	c.value.line(x, y+theme.U(17), room)
	c.extra.line(x, y+theme.U(38), room)
}

func (c *quickCell) least() fyne.Size { return fyne.NewSize(theme.U(120), theme.U(72)) }
