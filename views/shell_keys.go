package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Bind gives the shortcuts to the canvas of the window: Ctrl (on a Mac Cmd) with 1 to 5 for the screens, F for the
// search, R to connect now, I to measure whether it is the own connection; Esc and Alt+Left to go back.
func (s *Shell) Bind(c fyne.Canvas) {
	on := func(key fyne.KeyName, modifier fyne.KeyModifier, do func()) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier}, func(fyne.Shortcut) { do() })
	}
	for i, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5} {
		on(key, fyne.KeyModifierShortcutDefault, func() { s.Open(Route{Screen: places[i].screen}) })
	}
	on(fyne.KeyF, fyne.KeyModifierShortcutDefault, s.search)
	on(fyne.KeyR, fyne.KeyModifierShortcutDefault, func() {
		if s.actions.Retry != nil {
			s.actions.Retry()
		}
	})
	on(fyne.KeyI, fyne.KeyModifierShortcutDefault, func() {
		if s.snap != nil && s.snap.Replay == nil { // the past says nothing of today's network
			call(s.actions.Probe, "")
		}
	})
	on(fyne.KeyLeft, fyne.KeyModifierAlt, s.Back)
	// A control that has the keyboard gets the key itself.
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape && s.route.Screen != ScreenStatus {
			s.Back()
		}
	})
}

// search brings the keyboard to the search of the visible screen, or to that of Status where it has none.
func (s *Shell) search() {
	p, ok := s.screens[s.route.Screen].(searcher)
	if !ok {
		s.Open(Route{Screen: ScreenStatus})
		if p, ok = s.screens[ScreenStatus].(searcher); !ok {
			return
		}
	}
	p.FocusSearch()
}
