package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// AnswerData is the head of the Status screen.
type AnswerData struct {
	Look     theme.Look
	Word     string
	Headline string // one or two short sentences; a line break between them is kept
	Second   string
}

// Answer is the sentence that answers "is it me or is it them?" with the worst state beside it. Below may hold the ages.
type Answer struct {
	base
	data     AnswerData
	mark     *glyph
	word     *run
	headline *Paragraph
	second   *Paragraph
	below    fyne.CanvasObject
}

// NewAnswer makes the head; below may be nil.
func NewAnswer(form Form, d AnswerData, below fyne.CanvasObject) *Answer {
	a := &Answer{
		mark: newGlyph("", ""), word: newRun(theme.Body, true, ""),
		headline: NewParagraph(ParagraphData{}), second: NewParagraph(ParagraphData{}), below: below,
	}
	a.form = form
	a.ExtendBaseWidget(a)
	a.take(d)
	return a
}

// Set changes the answer.
func (a *Answer) Set(d AnswerData) {
	if a.data != d {
		a.take(d)
		a.Refresh()
	}
}

// SetForm implements Former.
func (a *Answer) SetForm(f Form) {
	if a.below != nil {
		setForm(a.below, f)
	}
	a.form = f
	a.take(a.data)
	a.Refresh()
}

func (a *Answer) take(d AnswerData) {
	a.data = d
	step := theme.Hero
	a.word.step = theme.Body
	if a.phone() {
		step, a.word.step = theme.HeroTight, theme.Lead
	}
	a.word.say(d.Word)
	a.headline.Set(ParagraphData{Text: d.Headline, Step: step, Bold: true, KeepBreaks: true})
	a.second.Set(ParagraphData{Text: d.Second, Step: theme.Lead, Token: theme.TokenText2})
}

// shape is the width of the column of shape and word: 60, or as wide as the word where it is long ("Unconfirmed").
func (a *Answer) shape() float32 { return max(theme.U(60), ceil(a.word.width())) }

// left is where the sentences begin.
func (a *Answer) left() float32 {
	if a.phone() {
		return 0
	}
	return a.shape() + theme.U(14)
}

// HeightFor implements Tall.
func (a *Answer) HeightFor(width float32) float32 {
	w := width - a.left()
	h := a.headline.HeightFor(w)
	if a.phone() {
		h += theme.U(32)
	}
	if a.data.Second != "" {
		h += theme.U(8) + a.second.HeightFor(w)
	}
	if a.below != nil && a.below.Visible() {
		h += a.pick(14, 12) + HeightFor(a.below, w)
	}
	return max(h, a.pick(72, 0))
}

// CreateRenderer implements fyne.Widget.
func (a *Answer) CreateRenderer() fyne.WidgetRenderer { return draw(a) }

func (a *Answer) parts() []fyne.CanvasObject {
	out := []fyne.CanvasObject{a.mark.Image, a.word.Text, a.headline, a.second}
	if a.below != nil {
		out = append(out, a.below)
	}
	return out
}

func (a *Answer) paint() {
	a.mark.look(a.data.Look)
	a.mark.paint()
	a.word.token = a.data.Look.Word()
	a.word.paint()
}

func (a *Answer) place(s fyne.Size) {
	x, y := a.left(), float32(0)
	w := s.Width - x
	if a.phone() {
		a.mark.square(theme.U(12), theme.U(12), theme.U(24))
		a.word.mid(theme.U(32), theme.U(12), w-theme.U(32))
		y = theme.U(32)
	} else {
		a.mark.square(a.shape()/2, theme.U(25), theme.U(44))
		a.word.centre(a.shape()/2, theme.U(60), a.shape())
	}
	h := a.headline.HeightFor(w)
	put(a.headline, x, y, w, h)
	y += h
	shown(a.second, a.data.Second != "")
	if a.data.Second != "" {
		h = a.second.HeightFor(w)
		put(a.second, x, y+theme.U(8), w, h)
		y += theme.U(8) + h
	}
	if a.below != nil {
		put(a.below, x, y+a.pick(14, 12), w, HeightFor(a.below, w))
	}
}

func (a *Answer) least() fyne.Size {
	return fyne.NewSize(theme.U(260), a.HeightFor(orUnbounded(a.Size().Width)))
}
