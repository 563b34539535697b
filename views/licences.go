package views

import (
	"fyne.io/fyne/v2"

	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// licenceSheet shows the licences of what the app is made of: first the names,
// and the text of the one that was pressed.
type licenceSheet struct {
	form widgets.Form
	loc  *i18n.Localizer
	all  []assets.Licence
	open int // the one shown, -1: the names

	dialog      *widgets.Dialog
	column      *widgets.Column
	close, back *widgets.Button
}

func newLicenceSheet() *licenceSheet {
	s := &licenceSheet{open: -1, column: widgets.NewColumn(4)}
	s.close = widgets.NewButton(s.form, widgets.ButtonData{}, func() { s.dialog.Shut() })
	s.back = widgets.NewButton(s.form, widgets.ButtonData{}, func() { s.turn(-1) })
	foot := widgets.NewRow(s.form, widgets.RowData{Left: []fyne.CanvasObject{s.close}})
	s.dialog = widgets.NewDialog(widgets.DialogData{}, s.column, foot)
	s.close.OnEscape, s.back.OnEscape = s.dialog.Shut, func() { s.turn(-1) }
	s.dialog.OnForm = func(f widgets.Form) {
		s.form = f
		s.fill()
	}
	s.dialog.OnShut = func() { s.all = nil } // a quarter of a megabyte
	return s
}

// show opens the names over the window that o is in.
func (s *licenceSheet) show(loc *i18n.Localizer, o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	all, err := assets.Licences()
	if c == nil || err != nil || s.dialog.IsOpen() {
		return // the licences are part of the program: a test reads them
	}
	s.loc, s.all, s.open = loc, all, -1
	s.fill()
	s.dialog.Open(c)
}

// turn shows the text of a licence, or the names.
func (s *licenceSheet) turn(to int) {
	s.open = to
	s.fill()
	s.dialog.ScrollToTop()
}

func (s *licenceSheet) fill() {
	if s.all == nil {
		return
	}
	t := func(id string) string { return s.loc.T(id, nil) }
	s.close.Set(widgets.ButtonData{Label: t("action.close")})
	s.back.Set(widgets.ButtonData{Kind: widgets.Link, Label: t("action.back")})
	title := t("settings.licences")
	var items []fyne.CanvasObject
	if s.open >= 0 {
		l := s.all[s.open]
		title = l.Name + " " + l.Version
		items = append(items, s.left(s.back), widgets.NewParagraph(widgets.ParagraphData{Text: l.Text, Step: theme.Small, KeepBreaks: true}))
	} else {
		items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: t("settings.licences.what"), Step: theme.Body, Token: theme.TokenText2}))
		for i, l := range s.all {
			b := widgets.NewButton(s.form, widgets.ButtonData{Kind: widgets.Link, Label: l.Name + " " + l.Version}, func() { s.turn(i) })
			b.OnEscape = s.dialog.Shut
			items = append(items, s.left(b))
		}
	}
	s.dialog.Set(widgets.DialogData{Title: title, Close: t("action.close")})
	s.column.SetItems(items...)
	s.dialog.Refresh()
}

func (s *licenceSheet) left(o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewRow(s.form, widgets.RowData{Left: []fyne.CanvasObject{o}})
}
