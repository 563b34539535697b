package app

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"bokgu/assets"
	"bokgu/sync/feed"
	"bokgu/views"
)

// trayOf works out the state of the tray: that of the followed functions, of all
// services if none is followed. No fresh contact wins over all.
func trayOf(s *views.Snapshot) assets.TrayState {
	if s.Status == nil || s.Stale {
		return assets.TrayStale
	}
	worst := feed.Worst(s.Services)
	if states := followedStates(s); len(states) > 0 {
		worst = feed.ComponentUnknown
		unknown := false
		for _, st := range states {
			unknown = unknown || st == feed.ComponentUnknown
			if st.Severity() > worst.Severity() {
				worst = st
			}
		}
		if worst == feed.Operational && unknown {
			worst = feed.ComponentUnknown
		}
	}
	switch worst {
	case feed.Operational:
		return assets.TrayOperational
	case feed.MajorOutage:
		return assets.TrayOutage
	case feed.ComponentUnknown:
		return assets.TrayStale
	}
	return assets.TrayTrouble
}

func followedStates(s *views.Snapshot) []feed.ComponentStatus {
	var states []feed.ComponentStatus
	for _, sv := range s.Services {
		for _, f := range sv.Parts() {
			if s.Follows[f.ID] || s.Follows[sv.ID] {
				states = append(states, f.Status)
			}
		}
	}
	return states
}

// trayLines are the words of the tray's menu and tooltip.
type trayLines struct {
	tooltip  string
	services []string
	open     string
	quit     string
}

// maxTrayLines keeps the menu on the screen.
const maxTrayLines = 12

func trayLinesOf(s *views.Snapshot) trayLines {
	t := trayLines{open: s.Loc.T("tray.open", nil), quit: s.Loc.T("action.quit", nil)}
	t.tooltip = s.Loc.T("app.name", nil) + " – " + s.Loc.T("tray."+string(trayOf(s)), nil)
	if mark := modeMark(s); mark != "" {
		t.tooltip = mark + " " + t.tooltip
	}
	if s.Status == nil {
		return t
	}
	for _, sv := range s.Services {
		if len(t.services) == maxTrayLines {
			break
		}
		if len(s.Follows) > 0 && !followsAny(s, sv) {
			continue
		}
		state := s.Loc.T("state."+string(sv.Status), nil)
		if s.Stale {
			state = s.Loc.T("tray.unconfirmed", map[string]any{"State": state})
		}
		// A menu reads an underscore as the mark of a short cut.
		name := strings.ReplaceAll(views.Plain(sv.Name.In(s.Loc.Lang(), s.Status.Feed.Language), 40), "_", "__")
		t.services = append(t.services, name+"  "+state)
	}
	return t
}

func followsAny(s *views.Snapshot, sv feed.Service) bool {
	for _, f := range sv.Parts() {
		if s.Follows[f.ID] || s.Follows[sv.ID] {
			return true
		}
	}
	return false
}

// modeMark is the mark at the head of everything that leaves the window while a
// replay or a drill is shown.
func modeMark(s *views.Snapshot) string {
	switch {
	case s.Replay == nil:
		return ""
	case s.Replay.Drill:
		return s.Loc.T("mode.drill.mark", nil)
	}
	return s.Loc.T("mode.replay.mark", nil)
}

// tray is the icon in the panel. It is used on the UI goroutine only.
type tray struct {
	app   desktop.App
	dark  bool // the panel is dark
	state assets.TrayState
	lines string
	menu  *fyne.Menu
	open  func(views.Route)
	quit  func()
}

// update shows a snapshot, and touches only what differs from before: a menu
// that is set anew closes under the user's hand.
func (t *tray) update(s *views.Snapshot) {
	if state := trayOf(s); state != t.state {
		t.state = state
		t.app.SetSystemTrayIcon(trayIcon(state, t.dark))
	}
	lines := trayLinesOf(s)
	key := strings.Join(append([]string{lines.tooltip, lines.open, lines.quit}, lines.services...), "\n")
	if key == t.lines {
		return
	}
	t.lines = key
	setTooltip(lines.tooltip)
	status := fyne.NewMenuItem(lines.tooltip, nil)
	status.Disabled = true
	items := []*fyne.MenuItem{status}
	for _, line := range lines.services {
		items = append(items, fyne.NewMenuItem(line, func() { t.open(views.Route{Screen: views.ScreenStatus}) }))
	}
	quit := fyne.NewMenuItem(lines.quit, t.quit)
	quit.IsQuit = true
	items = append(items,
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(lines.open, func() { t.open(views.Route{}) }),
		quit,
	)
	if t.menu == nil {
		t.menu = fyne.NewMenu("", items...)
		t.app.SetSystemTrayMenu(t.menu)
		return
	}
	t.menu.Items = items
	t.menu.Refresh()
}

// trayPixels is the largest size at which a panel draws an icon: 22 at scale 2.
const trayPixels = 44

var trayIcons = map[string]fyne.Resource{} // by name; on the UI goroutine

func trayIcon(state assets.TrayState, dark bool) fyne.Resource {
	name := fmt.Sprintf("tray-%s-%t.png", state, dark)
	if r, ok := trayIcons[name]; ok {
		return r
	}
	r := fyne.NewStaticResource(name, assets.Tray(state, dark, trayPixels))
	trayIcons[name] = r
	return r
}
