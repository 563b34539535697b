package widgets

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

// EmptyStateData is what a screen or a card says when it has nothing to show: empty, loading or failed.
type EmptyStateData struct {
	Icon   string
	Title  string
	Text   string
	Action string // words of a button, optional
}

// EmptyState is an icon of 24 with two lines and an optional button.
type EmptyState struct {
	base
	data        EmptyStateData
	mark        *glyph
	title, text *Paragraph
	action      *Button

	// OnAction is what the button does.
	OnAction func()
}

// NewEmptyState makes the state.
func NewEmptyState(form Form, d EmptyStateData, action func()) *EmptyState {
	e := &EmptyState{
		mark: newGlyph("", theme.TokenText3), title: NewParagraph(ParagraphData{}), text: NewParagraph(ParagraphData{}),
		OnAction: action,
	}
	e.form = form
	e.action = NewButton(form, ButtonData{}, func() { call(e.OnAction) })
	e.action.spoken = func() string { return sentence(e.data.Action, e.data.Title) }
	e.ExtendBaseWidget(e)
	e.take(d)
	return e
}

// Set changes icon and words.
func (e *EmptyState) Set(d EmptyStateData) {
	if e.data != d {
		e.take(d)
		e.Refresh()
	}
}

// SetForm implements Former.
func (e *EmptyState) SetForm(f Form) {
	e.action.SetForm(f)
	e.base.SetForm(f)
}

func (e *EmptyState) take(d EmptyStateData) {
	e.data = d
	e.title.Set(ParagraphData{Text: d.Title, Step: theme.Body, Bold: true})
	e.text.Set(ParagraphData{Text: d.Text, Step: theme.Body, Token: theme.TokenText3, KeepBreaks: true})
	e.action.Set(ButtonData{Label: d.Action})
}

// HeightFor implements Tall.
func (e *EmptyState) HeightFor(width float32) float32 {
	w := e.room(width)
	h := theme.U(20) + e.title.HeightFor(w) + e.text.HeightFor(w)
	if e.data.Action != "" {
		h += theme.U(10) + e.action.MinSize().Height
	}
	return h
}

func (e *EmptyState) room(width float32) float32 {
	return width - theme.U(38) - 2*e.pick(20, 16)
}

// CreateRenderer implements fyne.Widget.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer { return draw(e) }

func (e *EmptyState) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{e.mark.Image, e.title, e.text, e.action}
}

func (e *EmptyState) paint() {
	e.mark.name = e.data.Icon
	e.mark.paint()
	shown(e.action, e.data.Action != "")
}

func (e *EmptyState) place(s fyne.Size) {
	side, w := e.pick(20, 16), e.room(s.Width)
	x, y := side+theme.U(38), theme.U(10)
	th, bh := e.title.HeightFor(w), e.text.HeightFor(w)
	e.mark.square(side+theme.U(12), y+min((th+bh)/2, theme.U(21)), theme.U(24))
	put(e.title, x, y, w, th)
	put(e.text, x, y+th, w, bh)
	m := e.action.MinSize()
	put(e.action, x, y+th+bh+theme.U(10), m.Width, m.Height)
}

func (e *EmptyState) least() fyne.Size {
	return fyne.NewSize(theme.U(240), e.HeightFor(orUnbounded(e.Size().Width)))
}
