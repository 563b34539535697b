package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// AlternativeRowData is a function that does not work and what to use instead.
type AlternativeRowData struct {
	Look  theme.Look
	Name  string // of the function
	Word  string // of its state
	To    string // what to use instead
	First bool
}

// AlternativeRow is 44 high, on a phone 64 in two lines.
type AlternativeRow struct {
	base
	data           AlternativeRowData
	rule           *canvas.Rectangle
	mark, arrow    *glyph
	name, word, to *run
}

// NewAlternativeRow makes a row.
func NewAlternativeRow(form Form, d AlternativeRowData) *AlternativeRow {
	a := &AlternativeRow{
		data: d, rule: box(0), mark: newGlyph("", ""), arrow: newGlyph("arrow", theme.TokenText3),
		name: newRun(theme.Body, false, ""), word: newRun(theme.Body, true, ""), to: newRun(theme.Body, true, theme.TokenText),
	}
	a.form = form
	a.ExtendBaseWidget(a)
	return a
}

// Set changes the row.
func (a *AlternativeRow) Set(d AlternativeRowData) {
	if a.data != d {
		a.data = d
		a.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (a *AlternativeRow) CreateRenderer() fyne.WidgetRenderer { return draw(a) }

func (a *AlternativeRow) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{a.rule, a.mark.Image, a.name.Text, a.word.Text, a.arrow.Image, a.to.Text}
}

func (a *AlternativeRow) paint() {
	fill(a.rule, theme.TokenLine, "", 0)
	a.mark.look(a.data.Look)
	a.mark.paint()
	a.arrow.paint()
	shown(a.arrow.Image, !a.phone())
	a.name.token, a.to.step = theme.TokenText, theme.Body
	if a.phone() {
		a.name.token, a.to.step = theme.TokenText2, theme.Lead
	}
	a.word.token = a.data.Look.Word()
	for t, s := range map[*run]string{a.name: a.data.Name, a.word: a.data.Word, a.to: a.data.To} {
		t.say(s)
		t.paint()
	}
}

func (a *AlternativeRow) place(s fyne.Size) {
	x, side := a.pick(52, 48), a.pick(20, 16)
	left, right := x, a.pick(20, 0)
	if a.data.First || right == 0 {
		right = theme.Stroke
	}
	if a.data.First {
		left = theme.Stroke
	}
	put(a.rule, left, 0, s.Width-left-right, theme.Stroke)
	end := s.Width - side
	if a.phone() {
		top := pixel((s.Height - theme.U(44)) / 2)
		mid := top + theme.U(10.5)
		a.mark.square(side+theme.U(10), mid, theme.U(20))
		w := a.word.end(end, mid, (end-x)/2)
		a.name.mid(x, mid, end-x-w-theme.U(10))
		a.to.line(x, top+theme.U(21), end-x)
		return
	}
	mid := s.Height / 2
	gap, name := theme.U(12), theme.U(176)
	if s.Width < theme.U(520) {
		name = theme.U(130)
	}
	a.mark.square(side+theme.U(10), mid, theme.U(18))
	a.name.mid(x, mid, name)
	x += name + gap
	a.word.mid(x, mid, theme.U(88))
	x += theme.U(88) + gap
	a.arrow.square(x+theme.U(10), mid, theme.U(16))
	x += theme.U(20) + gap
	a.to.mid(x, mid, end-x)
}

func (a *AlternativeRow) least() fyne.Size { return fyne.NewSize(theme.U(280), a.pick(44, 64)) }
