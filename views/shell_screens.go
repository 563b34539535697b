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
	ScreenDiary:    func(a *Actions, f widgets.Form) panel { return NewDiary(a, f) },
	ScreenSettings: func(a *Actions, f widgets.Form) panel { return NewSettings(a, f) },
	ScreenMore:     func(a *Actions, f widgets.Form) panel { return NewMore(a, f) },
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
	{ScreenDiary, "nav-diary", "nav.diary"},
	{ScreenSettings, "nav-settings", "nav.settings"},
}

// tabbed is how many of the places have a tab of their own on a phone; a tab "more" leads to the others. Six words of
// large letters do not fit side by side.
const tabbed = 4

// nav is what the rail shows. A service belongs to Status.
func (s *Shell) nav() widgets.NavData {
	d := widgets.NavData{Selected: string(s.route.Screen)}
	switch s.route.Screen {
	case ScreenService:
		d.Selected = string(ScreenStatus)
	case ScreenMore:
		d.Selected = string(places[tabbed].screen) // the window became wide again
	}
	for _, p := range places {
		d.Items = append(d.Items, widgets.NavItem{ID: string(p.screen), Icon: p.icon, Label: s.snap.Loc.T(p.label, nil)})
	}
	return d
}

// tabsNav is nav for the tabs.
func (s *Shell) tabsNav() widgets.NavData {
	d := s.nav()
	for _, p := range places[tabbed:] {
		if d.Selected == string(p.screen) {
			d.Selected = string(ScreenMore)
		}
	}
	d.Items = append(d.Items[:tabbed:tabbed], widgets.NavItem{ID: string(ScreenMore), Icon: "nav-more", Label: s.snap.Loc.T("nav.more", nil)})
	return d
}
