package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// shortcut is a chord of keys, and what Settings calls it.
type shortcut struct {
	id       string // of its message, and of what it does
	keys     []fyne.KeyName
	modifier fyne.KeyModifier
}

// The shortcuts.
const (
	keyScreens = "settings.keys.screens"
	keySearch  = "settings.keys.search"
	keyRetry   = "settings.keys.retry"
	keyProbe   = "settings.keys.probe"
	keyBack    = "settings.keys.back"
)

// shortcuts are all chords, in the order in which Settings lists them.
func shortcuts() []shortcut {
	screens := []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9}
	one := func(k fyne.KeyName) []fyne.KeyName { return []fyne.KeyName{k} }
	const chord = fyne.KeyModifierShortcutDefault
	return []shortcut{
		{keyScreens, screens[:min(len(places), len(screens))], chord},
		{keySearch, one(fyne.KeyF), chord},
		{keyRetry, one(fyne.KeyR), chord},
		{keyProbe, one(fyne.KeyI), chord},
		{keyBack, one(fyne.KeyLeft), fyne.KeyModifierAlt},
	}
}

// press does what a shortcut is for; key is the place of the key in its list.
func (s *Shell) press(id string, key int) {
	switch id {
	case keyScreens:
		s.Open(Route{Screen: places[key].screen})
	case keySearch:
		s.search()
	case keyRetry:
		if s.actions.Retry != nil {
			s.actions.Retry()
		}
	case keyProbe:
		if s.snap != nil && s.snap.Replay == nil { // the past says nothing of today's network
			call(s.actions.Probe, "")
		}
	case keyBack:
		s.Back()
	}
}

// The keys of a replay, while no control has the keyboard.
const (
	keyPlay   = "settings.keys.replay.play"
	keyChange = "settings.keys.replay.change"
	keyChart  = "settings.keys.chart"
)

// replayKey does what a key of the replay is for, and reports whether it is one.
func (s *Shell) replayKey(key fyne.KeyName) bool {
	if s.replayed() == nil {
		return false
	}
	switch key {
	case fyne.KeySpace:
		s.turnReplay()
	case fyne.KeyLeft:
		s.command(s.actions.SkipBack)
	case fyne.KeyRight:
		s.command(s.actions.SkipToNext)
	default:
		return false
	}
	return true
}

// Bind gives the shortcuts to the canvas of the window: Ctrl (on a Mac Cmd) with a number for the screens, F for the
// search, R to connect now, I to measure whether it is the own connection; Esc and Alt+Left to go back. The first steps
// have Enter and Esc alone: there are no screens yet.
func (s *Shell) Bind(c fyne.Canvas) {
	for _, short := range shortcuts() {
		for i, key := range short.keys {
			c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: short.modifier}, func(fyne.Shortcut) {
				// A dialog is answered first: what is below it stays where it is.
				if s.first == nil && c.Overlays().Top() == nil {
					s.press(short.id, i)
				}
			})
		}
	}
	// A control that has the keyboard gets the key itself.
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch {
		case s.first != nil && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter):
			s.first.Enter()
		case s.first != nil && e.Name == fyne.KeyEscape:
			s.first.Escape()
		case s.first == nil && c.Overlays().Top() == nil && s.replayKey(e.Name):
		case s.first == nil && e.Name == fyne.KeyEscape && s.route.Screen != ScreenStatus:
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
