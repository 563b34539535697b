package views

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// transfer is how the last export or import went.
type transfer struct {
	busy    bool
	said    string
	problem *Problem
}

// dataCard lets the reader take along what they have made and collected.
func (s *Settings) dataCard() fyne.CanvasObject {
	t := s.text
	button := func(id string, begin func(func(string, *Problem))) *widgets.Button {
		b := widgets.NewButton(s.form, widgets.ButtonData{Label: t(id)}, func() { s.move(begin) })
		b.SetDisabled(s.moved.busy)
		return b
	}
	rows := []fyne.CanvasObject{
		widgets.NewParagraph(widgets.ParagraphData{Text: t("settings.data.what"), Step: theme.Body, Token: theme.TokenText2}),
		s.together(button("settings.data.export", s.actions.Export), button("settings.data.import", s.actions.Import)),
	}
	switch m := s.moved; {
	case m.busy:
		rows = append(rows, widgets.NewParagraph(widgets.ParagraphData{Text: t("settings.data.busy"), Step: theme.Body, Token: theme.TokenText2}))
	case m.problem != nil:
		rows = append(rows, problemRow(m.problem))
	case m.said != "":
		rows = append(rows, successRow(m.said))
	}
	return s.block(t("settings.data"), t("settings.data.sub"), rows...)
}

// move begins an export or import and shows how it ended.
func (s *Settings) move(begin func(func(string, *Problem))) {
	if s.moved.busy || begin == nil {
		return
	}
	s.moved = transfer{busy: true}
	s.redraw()
	begin(func(said string, p *Problem) {
		s.moved = transfer{said: said, problem: p}
		s.redraw()
	})
}
