package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// CheckRowData is what a CheckRow shows.
type CheckRowData struct {
	On    bool
	Fixed bool // it is as it is: no tap changes it
	Title string
	Sub   string // may be empty
}

// CheckRow is a check box with a name and a line below it; a tap anywhere turns it over. Both wrap.
type CheckRow struct {
	toggle
	row        CheckRowData
	turn       func()
	mark       *glyph
	title, sub *Paragraph
	ground     *canvas.Rectangle
}

// NewCheckRow makes a row.
func NewCheckRow(form Form, d CheckRowData, changed func(bool)) *CheckRow {
	c := &CheckRow{
		mark: newGlyph("", ""), title: NewParagraph(ParagraphData{}), sub: NewParagraph(ParagraphData{}),
		ground: box(theme.ControlRadius),
	}
	c.init(form, ToggleData{}, changed, theme.ControlRadius)
	c.spoken = func() string { return sentence(c.ticked(), c.row.Sub) }
	c.turn = c.act
	c.ExtendBaseWidget(c)
	c.take(d)
	return c
}

// Set changes the row without calling OnChanged.
func (c *CheckRow) Set(d CheckRowData) {
	if c.row != d || c.data.On != d.On {
		c.take(d)
		c.Refresh()
	}
}

func (c *CheckRow) take(d CheckRowData) {
	c.row, c.data = d, ToggleData{On: d.On, Label: d.Title}
	c.act = c.turn
	if d.Fixed {
		c.act = nil
	}
	c.title.Set(ParagraphData{Text: d.Title, Step: theme.Body, Bold: true})
	c.sub.Set(ParagraphData{Text: d.Sub, Step: theme.Small, Token: theme.TokenText2})
	shown(c.sub, d.Sub != "")
}

// left is where the texts begin.
func (c *CheckRow) left() float32 { return theme.U(34) }

// room is above and below the texts.
func (c *CheckRow) room() float32 { return c.pick(7, 11) }

// HeightFor implements Tall.
func (c *CheckRow) HeightFor(width float32) float32 {
	w := width - c.left() - theme.U(6)
	h := c.title.HeightFor(w)
	if c.row.Sub != "" {
		h += c.sub.HeightFor(w)
	}
	return max(h+2*c.room(), c.pick(36, theme.Touch))
}

// CreateRenderer implements fyne.Widget.
func (c *CheckRow) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *CheckRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.ground, c.mark.Image, c.title, c.sub, c.halo}
}

func (c *CheckRow) paint() {
	fill(c.ground, "", "", 0)
	if c.hovered {
		fill(c.ground, theme.TokenHover, "", 0)
	}
	c.mark.name, c.mark.token = "box-off", theme.TokenText3
	switch {
	case c.row.Fixed && c.data.On:
		c.mark.name = "check"
	case c.data.On:
		c.mark.name, c.mark.token = "box-on", theme.TokenAccent
	}
	c.mark.paint()
	c.paintRing(c.halo, theme.TokenAccent)
}

func (c *CheckRow) place(s fyne.Size) {
	put(c.ground, 0, 0, s.Width, s.Height)
	put(c.halo, 0, 0, s.Width, s.Height)
	w := s.Width - c.left() - theme.U(6)
	h := c.title.HeightFor(w)
	y := c.room()
	if c.row.Sub == "" {
		y = pixel((s.Height - h) / 2)
	}
	c.mark.square(theme.U(14), y+theme.Body.Pitch()/2, theme.U(20))
	put(c.title, c.left(), y, w, h)
	put(c.sub, c.left(), y+h, w, c.sub.HeightFor(w))
}

func (c *CheckRow) least() fyne.Size {
	return fyne.NewSize(theme.U(160), c.HeightFor(orUnbounded(c.Size().Width)))
}
