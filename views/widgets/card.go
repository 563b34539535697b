package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// CardData is the head of a card. Without a title there is no head.
type CardData struct {
	Icon      string // before the title, optional
	IconToken theme.Token
	Title     string
	Sub       string // beside the title, cut where it does not fit
	// Rule draws a line under the head; rows that draw their own first rule do not want it.
	Rule bool
}

// Card is a surface with an edge, an optional head of 52 and a content below it. It clips nothing: content keeps its own
// inset. Right may hold one object at the right end of the head.
type Card struct {
	base
	data       CardData
	ground     *canvas.Rectangle
	rule       *canvas.Rectangle
	mark       *glyph
	title, sub *run
	right      fyne.CanvasObject
	content    fyne.CanvasObject
}

// NewCard makes a card; right and content may be nil.
func NewCard(d CardData, right, content fyne.CanvasObject) *Card {
	c := &Card{
		data:   d,
		ground: box(theme.CardRadius), rule: box(0), mark: newGlyph("", ""),
		title: newRun(theme.Lead, true, theme.TokenText),
		sub:   newRun(theme.Body, false, theme.TokenText3),
		right: right, content: content,
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the head.
func (c *Card) Set(d CardData) {
	if c.data != d {
		c.data = d
		c.Refresh()
	}
}

// SetContent replaces what is below the head.
func (c *Card) SetContent(o fyne.CanvasObject) {
	c.content = o
	if o != nil {
		setForm(o, c.form)
	}
	c.Refresh()
}

// SetForm implements Former.
func (c *Card) SetForm(f Form) {
	for _, o := range []fyne.CanvasObject{c.right, c.content} {
		if o != nil {
			setForm(o, f)
		}
	}
	c.base.SetForm(f)
}

// HeightFor implements Tall.
func (c *Card) HeightFor(width float32) float32 {
	h := c.head()
	if c.content != nil {
		h += HeightFor(c.content, width)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Card) head() float32 {
	if c.data.Title == "" {
		return 0
	}
	return theme.U(52)
}

func (c *Card) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{c.ground, c.mark.Image, c.title.Text, c.sub.Text}
	if c.content != nil {
		out = append(out, c.content)
	}
	if c.right != nil {
		out = append(out, c.right)
	}
	return append(out, c.rule)
}

func (c *Card) paint() {
	fill(c.ground, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	fill(c.rule, theme.TokenLine, "", 0)
	c.mark.name, c.mark.token = c.data.Icon, c.data.IconToken
	c.mark.paint()
	c.title.say(c.data.Title)
	c.sub.say(c.data.Sub)
	c.title.paint()
	c.sub.paint()
	shown(c.rule, c.data.Rule && c.head() > 0)
}

func (c *Card) place(s fyne.Size) {
	h := c.head()
	side := c.pick(20, 16)
	put(c.ground, 0, 0, s.Width, s.Height)
	put(c.rule, theme.Stroke, h-theme.Stroke, s.Width-2*theme.Stroke, theme.Stroke)
	x, end := side, s.Width-side
	if c.right != nil && h > 0 {
		m := c.right.MinSize()
		put(c.right, end-m.Width, pixel((h-m.Height)/2), m.Width, m.Height)
		end -= m.Width + theme.U(12)
	}
	if c.data.Icon != "" {
		c.mark.square(x+theme.U(10), h/2, theme.U(20))
		x += theme.U(30)
	}
	if h > 0 {
		x += c.title.mid(x, h/2, end-x) + theme.U(10)
	}
	// The two share a base line, as in print: the smaller one sits a little lower than the middle.
	if room := end - x; room >= theme.U(60) {
		c.sub.mid(x, h/2+theme.U(1), room)
	} else {
		c.sub.mid(x, h/2, 0) // two letters and an ellipsis say nothing
	}
	if c.content != nil {
		put(c.content, 0, h, s.Width, s.Height-h)
	}
}

func (c *Card) least() fyne.Size {
	w := theme.U(120)
	if c.content != nil {
		w = max(w, c.content.MinSize().Width)
	}
	return fyne.NewSize(w, c.HeightFor(orUnbounded(c.Size().Width)))
}
