package widgets

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// AlternativeRowData is a function and one thing to use instead.
type AlternativeRowData struct {
	Look  theme.Look
	Name  string // of the function
	Word  string // of its state
	To    string // what to use instead
	First bool
	Again bool   // of the same function as the row above: name, state and rule are not said again
	Quiet bool   // To only says that there is nothing yet
	Mine  string // words above To: that the reader chose it, "" if not
	Note  string // below To
	Press string // words of a press that chooses it, takes it out or edits it; "" for none
	Say   string // what a screen reader says of that
	Write string // words of a further press; "" for none
	Tell  string // what a screen reader says of that
}

// AlternativeRow is at least 44 high, or 64 where the texts stand below each other: on a phone and in a narrow card. It is
// higher where its texts wrap; none is ever cut.
type AlternativeRow struct {
	base
	data           AlternativeRowData
	rule           *canvas.Rectangle
	mark, arrow    *glyph
	star           *glyph
	name, word, to *Paragraph
	mine, note     *Paragraph
	press, write   *Button

	// OnPress and OnWrite are called by the presses.
	OnPress, OnWrite func()
}

// NewAlternativeRow makes a row.
func NewAlternativeRow(form Form, d AlternativeRowData) *AlternativeRow {
	text := func() *Paragraph { return NewParagraph(ParagraphData{}) }
	a := &AlternativeRow{
		rule: box(0), mark: newGlyph("", ""), arrow: newGlyph("arrow", theme.TokenText3), star: newGlyph("check", theme.TokenAccent),
		name: text(), word: text(), to: text(), mine: text(), note: text(),
	}
	a.form = form
	a.press = NewButton(form, ButtonData{Kind: Link}, func() { call(a.OnPress) })
	a.write = NewButton(form, ButtonData{Kind: Link}, func() { call(a.OnWrite) })
	a.press.spoken = func() string { return cmp.Or(a.data.Say, a.data.Press) }
	a.write.spoken = func() string { return cmp.Or(a.data.Tell, a.data.Write) }
	a.ExtendBaseWidget(a)
	a.take(d)
	return a
}

// Set changes the row.
func (a *AlternativeRow) Set(d AlternativeRowData) {
	if a.data != d {
		a.take(d)
		a.Refresh()
	}
}

// SetForm implements Former.
func (a *AlternativeRow) SetForm(f Form) {
	a.press.SetForm(f)
	a.write.SetForm(f)
	a.base.SetForm(f)
}

// Focus brings the keyboard to the press, or to the further one.
func (a *AlternativeRow) Focus(c fyne.Canvas) {
	switch {
	case a.data.Press != "":
		c.Focus(a.press)
	case a.data.Write != "":
		c.Focus(a.write)
	}
}

// HasFocus tells whether the keyboard is at one of the presses.
func (a *AlternativeRow) HasFocus() bool { return a.press.focused || a.write.focused }

func (a *AlternativeRow) take(d AlternativeRowData) {
	a.data = d
	a.mine.Set(ParagraphData{Text: d.Mine, Step: theme.Small, Bold: true, Token: theme.TokenAccent})
	a.note.Set(ParagraphData{Text: d.Note, Step: theme.Small, Token: theme.TokenText2})
	a.press.Set(ButtonData{Kind: Link, Label: d.Press})
}

// CreateRenderer implements fyne.Widget.
func (a *AlternativeRow) CreateRenderer() fyne.WidgetRenderer { return draw(a) }

func (a *AlternativeRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		a.rule, a.mark.Image, a.name, a.word, a.arrow.Image, a.star.Image, a.mine, a.to, a.note, a.press, a.write,
	}
}

func (a *AlternativeRow) paint() {
	fill(a.rule, theme.TokenLine, "", 0)
	a.mark.look(a.data.Look)
	a.mark.paintIf(!a.data.Again)
	a.arrow.paint()
	a.star.paintIf(a.data.Mine != "")
	shown(a.rule, !a.data.Again)
	shown(a.name, !a.data.Again)
	shown(a.word, !a.data.Again)
	shown(a.mine, a.data.Mine != "")
	shown(a.note, a.data.Note != "")
	shown(a.press, a.data.Press != "")
	shown(a.write, a.data.Write != "")
}

// alternativePlace is where everything of a row stands.
type alternativePlace struct {
	stacked              bool
	name, word, to       fyne.Position
	names, words, tos    float32 // widths
	mine, note           float32 // tops
	arrow                fyne.Position
	press, write         fyne.Position
	height               float32
	toStep               theme.Step
	nameToken            theme.Token
	pressSize, writeSize fyne.Size
	markMiddle           float32
}

// beside tells whether a row of a width has columns.
func (a *AlternativeRow) beside(width float32) bool { return !a.phone() && width >= theme.U(600) }

// flow finds the places at a width.
func (a *AlternativeRow) flow(width float32) alternativePlace {
	p := alternativePlace{stacked: !a.beside(width), toStep: theme.Body, nameToken: theme.TokenText}
	if p.stacked {
		p.toStep, p.nameToken = theme.Lead, theme.TokenText2
	}
	a.name.Set(ParagraphData{Text: a.data.Name, Step: theme.Body, Token: p.nameToken})
	a.word.Set(ParagraphData{Text: a.data.Word, Step: theme.Body, Bold: true, Token: a.data.Look.Word()})
	to := ParagraphData{Text: a.data.To, Step: p.toStep, Bold: !a.data.Quiet}
	if a.data.Quiet {
		to.Step, to.Token = theme.Body, theme.TokenText3
	}
	a.to.Set(to)
	// Beside another press, in columns, a pen says enough: the words would crowd every row.
	write := ButtonData{Kind: Link, Label: a.data.Write}
	if !p.stacked && a.data.Press != "" {
		write = ButtonData{Kind: Link, Icon: "pen"}
	}
	a.write.Set(write)
	if a.data.Press != "" {
		p.pressSize = a.press.MinSize()
	}
	if a.data.Write != "" {
		p.writeSize = a.write.MinSize()
	}
	if p.stacked {
		a.below(&p, width)
	} else {
		a.across(&p, width)
	}
	return p
}

// across sets columns: function, state, arrow, what to use instead, presses.
func (a *AlternativeRow) across(p *alternativePlace, width float32) {
	x, end, gap := theme.U(52), width-theme.U(20), theme.U(12)
	p.names, p.words = theme.U(176), theme.U(92)
	if width < theme.U(760) {
		p.names = theme.U(130)
	}
	p.word.X = x + p.names + gap
	p.arrow = fyne.NewPos(p.word.X+p.words+gap+theme.U(8), 0)
	p.to.X = p.arrow.X + theme.U(12) + gap
	presses, row := p.pressSize.Width, max(p.pressSize.Height, p.writeSize.Height)
	if p.writeSize.Width > 0 {
		presses += theme.U(2) + p.writeSize.Width
	}
	p.tos = end - p.to.X
	if presses > 0 {
		p.tos -= presses + gap
	}
	p.name.X = x
	texts := a.texts(p.tos)
	p.height = max(theme.U(44), texts+theme.U(22), row+theme.U(8))
	top := pixel((p.height - theme.Body.Pitch()) / 2)
	if texts > theme.Body.Pitch() || row > theme.U(30) || a.nameHeight(p) > theme.Body.Pitch() {
		top = theme.U(11)
		p.height = max(p.height, a.nameHeight(p)+theme.U(22))
	}
	p.name.Y, p.word.Y = top, top
	p.markMiddle = top + theme.Body.Pitch()/2
	p.arrow.Y = p.markMiddle
	p.mine, p.to.Y, p.note = top, top, 0
	if a.data.Mine != "" {
		p.to.Y += a.mine.HeightFor(p.tos - theme.U(18))
	}
	p.note = p.to.Y + a.to.HeightFor(p.tos)
	y := p.markMiddle - p.pressSize.Height/2
	p.press = fyne.NewPos(end-p.pressSize.Width+theme.U(4), y)
	switch {
	case p.writeSize.Width == 0:
	case p.pressSize.Width == 0:
		p.write = fyne.NewPos(end-p.writeSize.Width+theme.U(4), p.markMiddle-p.writeSize.Height/2)
	default:
		p.write = fyne.NewPos(p.press.X-p.writeSize.Width-theme.U(2), p.markMiddle-p.writeSize.Height/2)
	}
}

func (a *AlternativeRow) nameHeight(p *alternativePlace) float32 {
	if a.data.Again {
		return 0
	}
	return max(a.name.HeightFor(p.names), a.word.HeightFor(p.words))
}

// texts is the height of what stands under each other about what to use instead.
func (a *AlternativeRow) texts(width float32) float32 {
	h := a.to.HeightFor(width)
	if a.data.Mine != "" {
		h += a.mine.HeightFor(width - theme.U(18))
	}
	if a.data.Note != "" {
		h += a.note.HeightFor(width)
	}
	return h
}

// below sets the function with its state above what to use instead, and the presses under it.
func (a *AlternativeRow) below(p *alternativePlace, width float32) {
	x := a.pick(52, 48)
	room := width - x - a.pick(20, 16)
	y := theme.U(10)
	p.markMiddle = y + theme.U(10.5)
	p.name, p.names, p.tos = fyne.NewPos(x, y), room, room
	if !a.data.Again {
		word := ceil(a.word.widest())
		if ceil(a.name.widest())+theme.U(10)+word <= room {
			p.word, p.words, p.names = fyne.NewPos(x+room-word, y), word, room-word-theme.U(10)
			y += a.name.HeightFor(p.names)
		} else {
			y += a.name.HeightFor(room)
			p.word, p.words = fyne.NewPos(x, y), room
			y += a.word.HeightFor(room)
		}
	}
	p.mine = y
	if a.data.Mine != "" {
		y += a.mine.HeightFor(room - theme.U(18))
	}
	p.to = fyne.NewPos(x, y)
	y += a.to.HeightFor(room)
	p.note = y
	if a.data.Note != "" {
		y += a.note.HeightFor(room)
	}
	bottom := theme.U(10)
	if p.pressSize.Width+p.writeSize.Width > 0 {
		left := x - theme.U(4)
		p.press, p.write = fyne.NewPos(left, y), fyne.NewPos(left, y)
		high := max(p.pressSize.Height, p.writeSize.Height)
		if p.pressSize.Width > 0 && p.writeSize.Width > 0 {
			p.write.X = left + p.pressSize.Width + theme.U(12)
			if p.write.X+p.writeSize.Width > x+room+theme.U(4) {
				p.write = fyne.NewPos(left, y+p.pressSize.Height)
				high = p.pressSize.Height + p.writeSize.Height
			}
		}
		y += high
		bottom = a.pick(6, 2)
	}
	p.height = max(y+bottom, theme.U(44))
}

// HeightFor implements Tall.
func (a *AlternativeRow) HeightFor(width float32) float32 { return a.flow(width).height }

func (a *AlternativeRow) place(s fyne.Size) {
	p := a.flow(s.Width)
	x, side := a.pick(52, 48), a.pick(20, 16)
	left, right := x, a.pick(20, 0)
	if a.data.First || right == 0 {
		right = theme.Stroke
	}
	if a.data.First {
		left = theme.Stroke
	}
	put(a.rule, left, 0, s.Width-left-right, theme.Stroke)
	edge := theme.U(18)
	if p.stacked {
		edge = theme.U(20)
	}
	a.mark.square(side+theme.U(10), p.markMiddle, edge)
	put(a.name, p.name.X, p.name.Y, p.names, a.name.HeightFor(p.names))
	put(a.word, p.word.X, p.word.Y, p.words, a.word.HeightFor(p.words))
	shown(a.arrow.Image, !p.stacked && !a.data.Quiet)
	a.arrow.square(p.arrow.X, p.arrow.Y, theme.U(16))
	a.star.square(p.to.X+theme.U(7), p.mine+theme.Small.Pitch()/2, theme.U(14))
	mine := p.tos - theme.U(18)
	put(a.mine, p.to.X+theme.U(18), p.mine, mine, a.mine.HeightFor(mine))
	put(a.to, p.to.X, p.to.Y, p.tos, a.to.HeightFor(p.tos))
	put(a.note, p.to.X, p.note, p.tos, a.note.HeightFor(p.tos))
	put(a.press, p.press.X, p.press.Y, p.pressSize.Width, p.pressSize.Height)
	put(a.write, p.write.X, p.write.Y, p.writeSize.Width, p.writeSize.Height)
}

func (a *AlternativeRow) least() fyne.Size {
	return fyne.NewSize(theme.U(260), a.HeightFor(orUnbounded(a.Size().Width)))
}
