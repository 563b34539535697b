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
	Sub       string // beside the title, below it where it does not fit
	// Rule draws a line under the head; rows that draw their own first rule do not want it.
	Rule bool
}

// Card is a surface with an edge, an optional head of 52, higher where its words wrap, and a content below it. It clips nothing: content keeps its own
// inset. Right may hold one object at the right end of the head.
type Card struct {
	base
	data       CardData
	ground     *canvas.Rectangle
	from, to   float32 // what of it is near the window; 0 and 0: all
	rule       *canvas.Rectangle
	mark       *glyph
	title, sub *Paragraph
	right      fyne.CanvasObject
	content    fyne.CanvasObject
}

// NewCard makes a card; right and content may be nil.
func NewCard(d CardData, right, content fyne.CanvasObject) *Card {
	c := &Card{
		data:   d,
		ground: box(theme.CardRadius), rule: box(0), mark: newGlyph("", ""),
		title: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{}),
		right: right, content: content,
	}
	c.ExtendBaseWidget(c)
	c.say()
	return c
}

func (c *Card) say() {
	c.title.Set(ParagraphData{Text: c.data.Title, Step: theme.Lead, Bold: true})
	c.sub.Set(ParagraphData{Text: c.data.Sub, Step: theme.Body, Token: theme.TokenText3})
}

// Set changes the head.
func (c *Card) Set(d CardData) {
	if c.data != d {
		c.data = d
		c.say()
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
	h := c.head(width).height
	if c.content != nil {
		h += HeightFor(c.content, width)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

// cardHead is where everything in a head stands.
type cardHead struct {
	height            float32
	title, sub, right fyne.Position
	titles, subs      float32 // widths
	rightSize         fyne.Size
	mark              float32 // middle of the icon
}

// head finds the places at a width: title, second words and what is at the right in one line where that has room, else
// below each other.
func (c *Card) head(width float32) cardHead {
	if c.data.Title == "" {
		return cardHead{}
	}
	if width <= 0 {
		width = unbounded
	}
	x, end := c.pick(20, 16), width-c.pick(20, 16)
	if c.data.Icon != "" {
		x += theme.U(30)
	}
	room := end - x
	h := cardHead{titles: min(ceil(c.title.widest())+1, room), subs: c.sub.widest()}
	if h.subs > 0 {
		h.subs = min(ceil(h.subs)+1, room)
	}
	if c.right != nil && c.right.Visible() {
		h.rightSize = c.right.MinSize()
	}
	right := h.rightSize.Width
	if right > 0 {
		right += theme.U(12)
	}
	gap := theme.U(10)
	if h.subs == 0 {
		gap = 0
	}
	pitch := theme.Lead.Pitch()
	top := pixel((theme.U(52) - pitch) / 2)
	rightBelow := right > 0 && h.titles+right > room
	if !rightBelow && h.titles+gap+h.subs+right <= room+1 {
		h.height = max(theme.U(52), h.rightSize.Height+theme.U(16))
		mid := h.height / 2
		h.title = fyne.NewPos(x, pixel(mid-pitch/2))
		// The two share a base line, as in print: the smaller one sits a little lower than the middle.
		h.sub = fyne.NewPos(x+h.titles+gap, pixel(mid-theme.Body.Pitch()/2)+theme.U(1))
		h.right = fyne.NewPos(end-h.rightSize.Width, pixel(mid-h.rightSize.Height/2))
		h.mark = mid
		return h
	}
	if !rightBelow {
		h.titles = min(h.titles, room-right)
		h.right = fyne.NewPos(end-h.rightSize.Width, pixel(theme.U(26)-h.rightSize.Height/2))
	}
	h.title, h.mark = fyne.NewPos(x, top), top+pitch/2
	y := top + c.title.HeightFor(h.titles)
	if !rightBelow {
		y = max(y, h.right.Y+h.rightSize.Height)
	}
	if h.subs > 0 {
		h.subs = room
		h.sub = fyne.NewPos(x, y)
		y += c.sub.HeightFor(room)
	}
	if rightBelow {
		y += theme.U(6)
		if h.rightSize.Width > room {
			h.rightSize = fyne.NewSize(room, HeightFor(c.right, room))
		}
		h.right = fyne.NewPos(x, y)
		y += h.rightSize.Height
	}
	h.height = max(theme.U(52), y+theme.U(12))
	return h
}

func (c *Card) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{c.ground, c.mark.Image, c.title, c.sub}
	if c.right != nil { // before the content: the keyboard goes in this order
		out = append(out, c.right)
	}
	if c.content != nil {
		out = append(out, c.content)
	}
	return append(out, c.rule)
}

func (c *Card) paint() {
	fill(c.ground, theme.TokenSurface, theme.TokenLine, theme.Stroke)
	fill(c.rule, theme.TokenLine, "", 0)
	c.mark.name, c.mark.token = c.data.Icon, c.data.IconToken
	c.mark.paint()
	shown(c.rule, c.data.Rule && c.data.Title != "")
}

func (c *Card) place(s fyne.Size) {
	at := c.head(s.Width)
	h := at.height
	c.placeGround(s)
	put(c.rule, theme.Stroke, h-theme.Stroke, s.Width-2*theme.Stroke, theme.Stroke)
	if c.right != nil && h > 0 {
		put(c.right, at.right.X, at.right.Y, at.rightSize.Width, at.rightSize.Height)
	}
	if c.data.Icon != "" {
		c.mark.square(c.pick(20, 16)+theme.U(10), at.mark, theme.U(20))
	}
	put(c.title, at.title.X, at.title.Y, at.titles, c.title.HeightFor(at.titles))
	put(c.sub, at.sub.X, at.sub.Y, at.subs, c.sub.HeightFor(at.subs))
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
