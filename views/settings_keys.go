package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// firstRunCard lets the reader go through the first steps once more.
func (s *Settings) firstRunCard() fyne.CanvasObject {
	what := widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.first_run.what"), Step: theme.Body, Token: theme.TokenText2})
	again := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("settings.first_run.show")}, func() {
		if s.actions.ShowFirstRun != nil {
			s.actions.ShowFirstRun()
		}
	})
	return s.block(s.text("settings.first_run"), "", what, s.together(named(s, "first_run", again)))
}

// keysCard lists the shortcuts, out of the table that they are bound from.
func (s *Settings) keysCard() fyne.CanvasObject {
	or := s.text("settings.keys.or")
	var rows []fyne.CanvasObject
	add := func(id, keys string) {
		tag := widgets.NewTag(keys)
		if s.form == widgets.Phone {
			what := widgets.NewParagraph(widgets.ParagraphData{Text: s.text(id), Step: theme.Body})
			rows = append(rows, widgets.NewColumn(4, what, s.together(tag)))
			return
		}
		what := widgets.NewLine(widgets.LineData{Text: s.text(id), Step: theme.Body})
		rows = append(rows, container.New(besideLayout{}, what, tag))
	}
	for _, short := range shortcuts() {
		keys := chord(short)
		if short.id == keyBack {
			keys += or + "Esc"
		}
		add(short.id, keys)
	}
	add("settings.keys.walk", "Tab"+or+"Shift"+" "+"Tab")
	add("settings.keys.press", "Enter"+or+"Space")
	add(keyPlay, "Space")
	add(keyChange, "←"+or+"→")
	add(keyChart, "←"+or+"→")
	return s.block(s.text("settings.keys"), s.text("settings.keys.sub"), rows...)
}

// chord writes what to press, as it stands on the keys: "Ctrl 1–5".
func chord(short shortcut) string {
	modifier := "Ctrl"
	switch {
	case short.modifier == fyne.KeyModifierAlt:
		modifier = "Alt"
	case short.modifier == fyne.KeyModifierSuper:
		modifier = "⌘"
	}
	keys := string(short.keys[0])
	switch n := len(short.keys); {
	case short.keys[0] == fyne.KeyLeft:
		keys = "←"
	case n > 1:
		keys += "–" + string(short.keys[n-1])
	}
	return modifier + " " + keys
}
