package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// ChannelRowData is one official channel.
type ChannelRowData struct {
	ID       string // handed back to OnAction
	Icon     string // "page", "post", "phone", "mail"
	Name     string
	Verified bool // pinned by the feed's key
	Sub      string
	Action   string // words of the link
	Outside  bool   // the link leaves the app
	First    bool
}

// ChannelRow is 56 high, on a phone 60, higher where its words wrap.
type ChannelRow struct {
	base
	data           ChannelRowData
	rule           *canvas.Rectangle
	mark, verified *glyph
	name, sub      *Paragraph
	action         *Button

	// OnAction follows the link.
	OnAction func(id string)
}

// NewChannelRow makes a row.
func NewChannelRow(form Form, d ChannelRowData) *ChannelRow {
	c := &ChannelRow{
		data: d, rule: box(0), mark: newGlyph("", theme.TokenText3), verified: newGlyph("verified", theme.TokenAccent),
		name: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{}),
	}
	c.form = form
	c.action = NewButton(form, ButtonData{Kind: Link}, func() {
		if c.OnAction != nil {
			c.OnAction(c.data.ID)
		}
	})
	c.action.spoken = func() string { return sentence(c.data.Action, c.data.Name, c.data.Sub) }
	c.ExtendBaseWidget(c)
	c.say()
	return c
}

// Set changes the channel.
func (c *ChannelRow) Set(d ChannelRowData) {
	if c.data != d {
		c.data = d
		c.say()
		c.Refresh()
	}
}

// SetForm implements Former.
func (c *ChannelRow) SetForm(f Form) {
	c.action.SetForm(f)
	c.base.SetForm(f)
}

// CreateRenderer implements fyne.Widget.
func (c *ChannelRow) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *ChannelRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.rule, c.mark.Image, c.name, c.verified.Image, c.sub, c.action}
}

func (c *ChannelRow) paint() {
	d := c.data
	fill(c.rule, theme.TokenLine, "", 0)
	c.mark.name = d.Icon
	c.mark.paint()
	c.verified.paintIf(d.Verified)
	shown(c.action, d.Action != "")
}

func (c *ChannelRow) say() {
	d := c.data
	c.name.Set(ParagraphData{Text: d.Name, Step: theme.Body, Bold: true})
	c.sub.Set(ParagraphData{Text: d.Sub, Step: theme.Small, Token: theme.TokenText3})
	after := "chevron"
	if d.Outside {
		after = "link"
	}
	c.action.Set(ButtonData{Kind: Link, Label: d.Action, After: after})
}

// channelPlace is where everything in a row stands.
type channelPlace struct {
	height, room, names float32
	name, sub           fyne.Position
	action              fyne.Position
	actionSize          fyne.Size
}

// flow puts the link at the right, or below the words where it would take more than half of the room.
func (c *ChannelRow) flow(width float32) channelPlace {
	x, end := c.pick(52, 48), width-c.pick(16, 12)
	p := channelPlace{room: end - x}
	below := false
	if c.data.Action != "" {
		p.actionSize = c.action.MinSize()
		if below = p.actionSize.Width > p.room/2; !below {
			p.room -= p.actionSize.Width + theme.U(8)
		}
	}
	p.names = p.room
	if c.data.Verified {
		p.names -= theme.U(20)
	}
	p.names = min(p.names, ceil(c.name.widest())+1)
	words := c.name.HeightFor(p.names)
	if c.data.Sub != "" {
		words += c.sub.HeightFor(p.room)
	}
	link := float32(0)
	if below {
		link = p.actionSize.Height
	}
	p.height = max(c.pick(56, 60), words+theme.U(18)) + link
	y := pixel((p.height - link - words) / 2)
	p.name = fyne.NewPos(x, y)
	p.sub = fyne.NewPos(x, y+c.name.HeightFor(p.names))
	p.action = fyne.NewPos(end-p.actionSize.Width+theme.U(4), pixel((p.height-p.actionSize.Height)/2))
	if below {
		p.action = fyne.NewPos(x-theme.U(4), p.height-link-theme.U(4))
		p.actionSize.Width = min(p.actionSize.Width, p.room+theme.U(4))
	}
	return p
}

// HeightFor implements Tall.
func (c *ChannelRow) HeightFor(width float32) float32 { return c.flow(width).height }

func (c *ChannelRow) place(s fyne.Size) {
	side, x := c.pick(20, 16), c.pick(52, 48)
	left, right := x, theme.U(16)
	if c.data.First {
		left, right = theme.Stroke, theme.Stroke
	}
	put(c.rule, left, 0, s.Width-left-right, theme.Stroke)
	p := c.flow(s.Width)
	first := p.name.Y + theme.Body.Pitch()/2
	mid := s.Height / 2
	if p.action.X < x { // the link is below
		mid = first
	}
	c.mark.square(side+theme.U(10), mid, theme.U(18))
	put(c.name, p.name.X, p.name.Y, p.names, c.name.HeightFor(p.names))
	c.verified.square(p.name.X+p.names+theme.U(12), first, theme.U(14))
	put(c.sub, p.sub.X, p.sub.Y, p.room, c.sub.HeightFor(p.room))
	put(c.action, p.action.X, p.action.Y, p.actionSize.Width, p.actionSize.Height)
}

func (c *ChannelRow) least() fyne.Size {
	return fyne.NewSize(theme.U(240), c.HeightFor(orUnbounded(c.Size().Width)))
}
