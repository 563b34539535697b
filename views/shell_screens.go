package views

import (
	"fyne.io/fyne/v2"

	"bokgu/views/widgets"
)

// panel is one screen as the shell uses it. Update brings it up to date with as little work as possible; SetForm
// switches between desktop and phone and is called with the present form too.
type panel interface {
	Screen
	Object() fyne.CanvasObject
	SetForm(widgets.Form)
}

// pointer is a panel that can go to one of the things on it.
type pointer interface{ Show(id string) }

// topper is a panel that can go back to its top.
type topper interface{ ToTop() }

// searcher is a panel with a search.
type searcher interface{ FocusSearch() }

// makers is the one list of screens. A screen that is not in it cannot be opened and is not in the navigation.
var makers = map[ScreenID]func(*Actions, widgets.Form) panel{
	ScreenStatus:   func(a *Actions, f widgets.Form) panel { return NewStatus(a, f) },
	ScreenService:  func(a *Actions, f widgets.Form) panel { return NewService(a, f) },
	ScreenRecovery: func(a *Actions, f widgets.Form) panel { return NewRecovery(a, f) },
	ScreenGuidance: func(a *Actions, f widgets.Form) panel { return NewGuidance(a, f) },
	ScreenLearn:    func(a *Actions, f widgets.Form) panel { return NewLearn(a, f) },
	ScreenSettings: func(a *Actions, f widgets.Form) panel { return NewSettings(a, f) },
}

// places are the items of the navigation, in order.
var places = []struct {
	screen      ScreenID
	icon, label string
}{
	{ScreenStatus, "nav-status", "nav.status"},
	{ScreenRecovery, "nav-recovery", "nav.recovery"},
	{ScreenGuidance, "nav-guidance", "nav.guidance"},
	{ScreenLearn, "nav-learn", "nav.learn"},
	{ScreenSettings, "nav-settings", "nav.settings"},
}

// nav is what rail and tabs show. A service belongs to Status.
func (s *Shell) nav() widgets.NavData {
	d := widgets.NavData{Selected: string(s.route.Screen)}
	if s.route.Screen == ScreenService {
		d.Selected = string(ScreenStatus)
	}
	for _, p := range places {
		d.Items = append(d.Items, widgets.NavItem{ID: string(p.screen), Icon: p.icon, Label: s.snap.Loc.T(p.label, nil)})
	}
	return d
}
