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

// ChannelRow is 56 high, on a phone 60.
type ChannelRow struct {
	base
	data           ChannelRowData
	rule           *canvas.Rectangle
	mark, verified *glyph
	name, sub      *run
	action         *Button

	// OnAction follows the link.
	OnAction func(id string)
}

// NewChannelRow makes a row.
func NewChannelRow(form Form, d ChannelRowData) *ChannelRow {
	c := &ChannelRow{
		data: d, rule: box(0), mark: newGlyph("", theme.TokenText3), verified: newGlyph("verified", theme.TokenAccent),
		name: newRun(theme.Body, true, theme.TokenText), sub: newRun(theme.Small, false, theme.TokenText3),
	}
	c.form = form
	c.action = NewButton(form, ButtonData{Kind: Link}, func() {
		if c.OnAction != nil {
			c.OnAction(c.data.ID)
		}
	})
	c.action.spoken = func() string { return sentence(c.data.Action, c.data.Name, c.data.Sub) }
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the channel.
func (c *ChannelRow) Set(d ChannelRowData) {
	if c.data != d {
		c.data = d
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
	return []fyne.CanvasObject{c.rule, c.mark.Image, c.name.Text, c.verified.Image, c.sub.Text, c.action}
}

func (c *ChannelRow) paint() {
	d := c.data
	fill(c.rule, theme.TokenLine, "", 0)
	c.mark.name = d.Icon
	c.mark.paint()
	c.verified.paint()
	shown(c.verified.Image, d.Verified)
	c.name.say(d.Name)
	c.sub.say(d.Sub)
	c.name.paint()
	c.sub.paint()
	after := "chevron"
	if d.Outside {
		after = "link"
	}
	c.action.Set(ButtonData{Kind: Link, Label: d.Action, After: after})
	shown(c.action, d.Action != "")
}

func (c *ChannelRow) place(s fyne.Size) {
	side, x := c.pick(20, 16), c.pick(52, 48)
	left, right := x, theme.U(16)
	if c.data.First {
		left, right = theme.Stroke, theme.Stroke
	}
	put(c.rule, left, 0, s.Width-left-right, theme.Stroke)
	mid, end := s.Height/2, s.Width-c.pick(16, 12)
	c.mark.square(side+theme.U(10), mid, theme.U(18))
	if c.data.Action != "" {
		m := c.action.MinSize()
		put(c.action, end-m.Width+theme.U(4), pixel(mid-m.Height/2), m.Width, m.Height)
		end -= m.Width
	}
	room := end - x - theme.U(8)
	first := mid
	if c.data.Sub != "" {
		top := pixel(mid - theme.U(19))
		first = top + theme.U(10.5)
		c.sub.line(x, top+theme.U(21), room)
	}
	if c.data.Verified {
		w := c.name.mid(x, first, room-theme.U(20))
		c.verified.square(x+w+theme.U(13), first, theme.U(14))
	} else {
		c.name.mid(x, first, room)
	}
}

func (c *ChannelRow) least() fyne.Size { return fyne.NewSize(theme.U(240), c.pick(56, 60)) }
