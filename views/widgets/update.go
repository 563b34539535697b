package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// DayHead is the head of a day in a list of events, 36 high on sunken ground, higher where it wraps.
type DayHead struct {
	base
	text         string
	ground       *canvas.Rectangle
	above, below *canvas.Rectangle
	word         *Paragraph
}

// NewDayHead makes the head.
func NewDayHead(form Form, text string) *DayHead {
	d := &DayHead{text: text, ground: box(0), above: box(0), below: box(0), word: NewParagraph(ParagraphData{Text: text, Step: theme.Body, Bold: true})}
	d.form = form
	d.ExtendBaseWidget(d)
	return d
}

// Set changes the day.
func (d *DayHead) Set(text string) {
	if d.text != text {
		d.text = text
		d.word.Set(ParagraphData{Text: text, Step: theme.Body, Bold: true})
		d.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (d *DayHead) CreateRenderer() fyne.WidgetRenderer { return draw(d) }

func (d *DayHead) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.ground, d.above, d.below, d.word}
}

func (d *DayHead) paint() {
	fill(d.ground, theme.TokenSunken, "", 0)
	fill(d.above, theme.TokenLine, "", 0)
	fill(d.below, theme.TokenLine, "", 0)
}

func (d *DayHead) place(s fyne.Size) {
	put(d.ground, theme.Stroke, 0, s.Width-2*theme.Stroke, s.Height)
	put(d.above, theme.Stroke, 0, s.Width-2*theme.Stroke, theme.Stroke)
	put(d.below, theme.Stroke, s.Height-theme.Stroke, s.Width-2*theme.Stroke, theme.Stroke)
	side := d.pick(20, 16)
	h := d.word.HeightFor(s.Width - 2*side)
	put(d.word, side, pixel((s.Height-h)/2), s.Width-2*side, h)
}

// HeightFor implements Tall.
func (d *DayHead) HeightFor(width float32) float32 {
	return max(theme.U(36), d.word.HeightFor(width-2*d.pick(20, 16))+theme.U(14))
}

func (d *DayHead) least() fyne.Size {
	return fyne.NewSize(theme.U(120), d.HeightFor(orUnbounded(d.Size().Width)))
}

// UpdateRowData is one event.
type UpdateRowData struct {
	ID     string // handed back to OnSource
	Time   string
	Text   string
	Direct bool   // filled dot: the operator said it; else a ring: others did
	Tag    string // the stage it belongs to, optional
	Source string // words of the link to its source, optional
	// First and Last of a day end the line that joins the dots.
	First, Last bool
}

// UpdateRow is 40 high on the desktop (the text is cut there) and as high as its text on a phone.
type UpdateRow struct {
	base
	data         UpdateRowData
	above, below *canvas.Rectangle
	dot          *canvas.Circle
	time, short  *run
	text         *Paragraph
	tag          *Tag
	source       *Button

	// OnSource opens the source of the event with the given ID.
	OnSource func(id string)
}

// NewUpdateRow makes a row.
func NewUpdateRow(form Form, d UpdateRowData) *UpdateRow {
	u := &UpdateRow{
		above: box(0), below: box(0), dot: &canvas.Circle{},
		time: newRun(theme.Body, true, theme.TokenText), short: newRun(theme.Body, false, theme.TokenText),
		text: NewParagraph(ParagraphData{}), tag: NewTag(""),
	}
	u.form = form
	u.source = NewButton(form, ButtonData{Kind: Link, After: "link", Small: true}, func() {
		if u.OnSource != nil {
			u.OnSource(u.data.ID)
		}
	})
	u.source.spoken = func() string { return sentence(u.data.Source, u.data.Time, u.data.Text) }
	u.ExtendBaseWidget(u)
	u.take(d)
	return u
}

// Set changes the event.
func (u *UpdateRow) Set(d UpdateRowData) {
	if u.data != d {
		u.take(d)
		u.Refresh()
	}
}

// SetForm implements Former.
func (u *UpdateRow) SetForm(f Form) {
	u.source.SetForm(f)
	u.base.SetForm(f)
}

func (u *UpdateRow) take(d UpdateRowData) {
	u.data = d
	u.short.say(d.Text)
	u.time.say(d.Time)
	u.text.Set(ParagraphData{Text: d.Text, Step: theme.Body, KeepBreaks: true})
	u.tag.Set(d.Tag)
	u.source.Set(ButtonData{Kind: Link, Label: d.Source, After: "link", Small: true})
}

// meta tells whether there is a line of tag and source under the text.
func (u *UpdateRow) meta() bool { return u.data.Tag != "" || u.data.Source != "" }

// HeightFor implements Tall.
func (u *UpdateRow) HeightFor(width float32) float32 {
	if !u.phone() {
		return theme.U(40)
	}
	h := theme.U(18) + max(theme.U(21), u.text.HeightFor(width-2*u.pick(20, 16)-max(u.pick(44, 42), ceil(u.time.width()))-theme.U(9)-2*u.pick(14, 12)))
	if u.meta() {
		h += theme.U(28)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (u *UpdateRow) CreateRenderer() fyne.WidgetRenderer { return draw(u) }

func (u *UpdateRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		u.above, u.below, u.dot, u.time.Text, u.short.Text, u.text, u.tag, u.source,
	}
}

func (u *UpdateRow) paint() {
	fill(u.above, theme.TokenLine, "", 0)
	fill(u.below, theme.TokenLine, "", 0)
	shown(u.above, !u.data.First)
	shown(u.below, !u.data.Last)
	u.dot.FillColor, u.dot.StrokeWidth = theme.Color(theme.TokenAccent), 0
	if !u.data.Direct {
		u.dot.FillColor = theme.Color(theme.TokenSurface)
		u.dot.StrokeColor, u.dot.StrokeWidth = theme.Color(theme.TokenText3), 2
	}
	u.time.paint()
	u.short.paint()
	shown(u.short.Text, !u.phone())
	shown(u.text, u.phone())
	shown(u.tag, u.data.Tag != "")
	shown(u.source, u.data.Source != "")
}

func (u *UpdateRow) place(s fyne.Size) {
	side, time, gap := u.pick(20, 16), max(u.pick(44, 42), ceil(u.time.width())), u.pick(14, 12)
	mid := s.Height / 2
	if u.phone() {
		mid = theme.U(9 + 10.5)
	}
	u.time.mid(side, mid, time)
	x := side + time + gap
	dot := theme.U(9)
	put(u.dot, x, pixel(mid-dot/2), dot, dot)
	line := pixel(x + dot/2 - 0.5)
	put(u.above, line, 0, theme.Stroke, max(0, mid-theme.U(8)))
	put(u.below, line, mid+theme.U(8), theme.Stroke, s.Height-mid-theme.U(8))
	x += dot + gap
	end := s.Width - side
	tag, source := u.tag.MinSize(), u.source.MinSize()
	if u.phone() {
		h := u.text.HeightFor(end - x)
		put(u.text, x, theme.U(9), end-x, h)
		y := theme.U(9) + max(theme.U(21), h)
		if u.data.Tag != "" {
			put(u.tag, x, y+theme.U(4), min(tag.Width, end-x-source.Width), tag.Height)
			x += tag.Width + theme.U(6)
		}
		put(u.source, x-theme.U(4), y-(source.Height-theme.U(28))/2, source.Width, source.Height) // 44 to touch
		return
	}
	if u.data.Source != "" {
		put(u.source, end-source.Width+theme.U(4), pixel(mid-source.Height/2), source.Width, source.Height)
		end -= source.Width + theme.U(2)
	}
	if u.data.Tag != "" {
		put(u.tag, end-tag.Width, pixel(mid-tag.Height/2), tag.Width, tag.Height)
		end -= tag.Width + theme.U(14)
	}
	u.short.mid(x, mid, end-x)
}

func (u *UpdateRow) least() fyne.Size {
	return fyne.NewSize(theme.U(280), u.HeightFor(orUnbounded(u.Size().Width)))
}
