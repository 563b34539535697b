package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// More leads to the screens that have no tab of their own on a phone.
type More struct {
	actions *Actions
	form    widgets.Form
	root    *fyne.Container
	lang    string
}

// NewMore makes the screen.
func NewMore(a *Actions, form widgets.Form) *More {
	return &More{actions: a, form: form, root: container.NewStack()}
}

// Object is what the shell shows.
func (m *More) Object() fyne.CanvasObject { return m.root }

// SetForm implements panel.
func (m *More) SetForm(f widgets.Form) {
	if f != m.form {
		m.form, m.lang = f, ""
	}
}

// Update implements Screen.
func (m *More) Update(s *Snapshot) {
	if m.lang == s.Loc.Lang() {
		return
	}
	m.lang = s.Loc.Lang()
	rows := make([]widgets.QuickAnswer, 0, len(places))
	for _, p := range places[tabbed:] {
		id := string(p.screen)
		rows = append(rows, widgets.QuickAnswer{
			ID: id, Icon: p.icon, Label: s.Loc.T(p.label, nil),
			Value: s.Loc.T("nav.more."+id, nil), Extra: s.Loc.T("nav.more."+id+".sub", nil),
		})
	}
	list := widgets.NewQuickAnswers(m.form, rows, func(id string) { call(m.actions.Navigate, Route{Screen: ScreenID(id)}) })
	column := widgets.NewColumn(theme.Gap, widgets.NewHeading(m.form, widgets.HeadingData{Title: s.Loc.T("nav.more", nil)}), list)
	page := widgets.NewPage(m.form, column)
	page.SetForm(m.form)
	m.root.Objects = []fyne.CanvasObject{page}
	m.root.Refresh()
}
