package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"bokgu/app/alert"
	"bokgu/assets"
	"bokgu/sync/feed"
	"bokgu/views"
)

// trayOf works out the state of the tray over all feeds: that of the followed
// functions, of all services if none is followed. Trouble that somebody vouches
// for comes first, then that something is not confirmed: green is only what all
// confirm.
func trayOf(s *views.Snapshot) assets.TrayState {
	all := s.All()
	follows := slices.ContainsFunc(all, func(of *views.Snapshot) bool { return len(of.Follows) > 0 })
	worst := assets.TrayOperational
	for _, of := range all {
		if follows && len(of.Follows) == 0 {
			continue
		}
		if one := trayOfFeed(of); trayRank(one) > trayRank(worst) {
			worst = one
		}
	}
	return worst
}

func trayRank(t assets.TrayState) int {
	return slices.Index([]assets.TrayState{assets.TrayOperational, assets.TrayStale, assets.TrayTrouble, assets.TrayOutage}, t)
}

// trayOfFeed is the state of one feed. No fresh contact wins over all.
func trayOfFeed(s *views.Snapshot) assets.TrayState {
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
	services []trayService
	promise  string // the next one that is open, "" for none
	snooze   string // head of the submenu, with the end of a snooze that runs
	snoozes  []string
	snoozed  int // index in snoozes
	open     string
	quit     string
}

// trayService is the line of a service and where it leads.
type trayService struct {
	route views.Route
	text  string
}

// key is the same for lines that look the same.
func (t trayLines) key() string {
	all := append([]string{t.tooltip, t.promise, t.snooze, strconv.Itoa(t.snoozed), t.open, t.quit}, t.snoozes...)
	for _, sv := range t.services {
		all = append(all, sv.route.Feed, sv.text)
	}
	return strings.Join(all, "\n")
}

// maxTrayLines keeps the menu on the screen.
const maxTrayLines = 12

func trayLinesOf(s *views.Snapshot) trayLines {
	t := trayLines{open: s.Loc.T("tray.open", nil), quit: s.Loc.T("action.quit", nil)}
	worst := trayOf(s)
	state := s.Loc.T("tray."+string(worst), nil)
	for _, of := range s.All() {
		if worst == assets.TrayStale && of.Stale && of.Status != nil {
			state = s.Loc.T("tray.since", map[string]any{"When": s.Loc.When(of.ConfirmedAt(), s.Real)})
			break
		}
	}
	t.tooltip = s.Loc.T("app.name", nil) + " – " + state
	t.snooze = s.Loc.T("tray.snooze", nil)
	if s.Snooze.On() {
		t.snooze = s.Loc.T("tray.snoozed", map[string]any{"When": s.Loc.In(time.Local).When(s.SnoozeUntil, s.Real)})
	}
	for i, z := range alert.Snoozes {
		t.snoozes = append(t.snoozes, s.Loc.T("snooze."+string(z), nil))
		if z == s.Snooze {
			t.snoozed = i
		}
	}
	if mark := modeMark(s); mark != "" {
		t.tooltip = mark + " " + t.tooltip
	}
	t.promise = promiseLine(s)
	all := s.All()
	follows := slices.ContainsFunc(all, func(of *views.Snapshot) bool { return len(of.Follows) > 0 })
	for _, of := range all {
		for _, sv := range of.Services {
			if len(t.services) == maxTrayLines {
				return t
			}
			if follows && !followsAny(of, sv) {
				continue
			}
			state := s.Loc.T("state."+string(sv.Status), nil)
			if of.Stale {
				state = s.Loc.T("tray.unconfirmed", map[string]any{"State": state})
			}
			t.services = append(t.services, trayService{
				route: views.Route{Feed: of.Feed.ID, Screen: views.ScreenStatus},
				text:  menuText(sv.Name.In(s.Loc.Lang(), of.Status.Feed.Language)) + "  " + state,
			})
		}
	}
	return t
}

// maxTrayText bounds text of a feed in the menu, in characters.
const maxTrayText = 40

// menuText makes text of a feed fit for a menu, which reads an underscore as the
// mark of a short cut.
func menuText(s string) string {
	return strings.ReplaceAll(views.Plain(s, maxTrayText), "_", "__")
}

// promiseLine names the open promise that is due next.
func promiseLine(s *views.Snapshot) string {
	if s.Status == nil {
		return ""
	}
	var next *feed.Promise
	for i := range s.Status.Incidents {
		in := &s.Status.Incidents[i]
		for j := range in.Promises {
			p := &in.Promises[j]
			if in.Status.Over() || p.State != feed.PromiseOpen || !p.DueAt.After(s.Now) {
				continue
			}
			if next == nil || p.DueAt.Before(next.DueAt) {
				next = p
			}
		}
	}
	if next == nil {
		return ""
	}
	id, zone := "tray.promise", s.Loc.Zone()
	y, m, d := s.Now.In(zone).Date()
	if ny, nm, nd := next.DueAt.In(zone).Date(); ny == y && nm == m && nd == d {
		id = "tray.promise_today"
	}
	return s.Loc.T(id, map[string]any{
		"When": s.Loc.When(next.DueAt, s.Now), "Text": menuText(next.Text.In(s.Loc.Lang(), s.Status.Feed.Language)),
	})
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
	app    desktop.App
	dark   bool // the panel is dark
	state  assets.TrayState
	lines  string
	menu   *fyne.Menu
	open   func(views.Route)
	snooze func(alert.Snooze)
	quit   func()
}

// update shows a snapshot, and touches only what differs from before: a menu
// that is set anew closes under the user's hand.
func (t *tray) update(s *views.Snapshot) {
	if state := trayOf(s); state != t.state {
		t.state = state
		t.app.SetSystemTrayIcon(trayIcon(state, t.dark))
	}
	lines := trayLinesOf(s)
	key := lines.key()
	if key == t.lines {
		return
	}
	t.lines = key
	setTooltip(lines.tooltip)
	status := fyne.NewMenuItem(lines.tooltip, nil)
	status.Disabled = true
	items := []*fyne.MenuItem{status}
	for _, line := range lines.services {
		items = append(items, fyne.NewMenuItem(line.text, func() { t.open(line.route) }))
	}
	if lines.promise != "" {
		items = append(items, fyne.NewMenuItem(lines.promise, func() { t.open(views.Route{Screen: views.ScreenRecovery}) }))
	}
	var snoozes []*fyne.MenuItem
	for i, line := range lines.snoozes {
		item := fyne.NewMenuItem(line, func() { t.snooze(alert.Snoozes[i]) })
		item.Checked = i == lines.snoozed
		snoozes = append(snoozes, item)
	}
	snooze := fyne.NewMenuItem(lines.snooze, nil)
	snooze.ChildMenu = fyne.NewMenu("", snoozes...)
	quit := fyne.NewMenuItem(lines.quit, t.quit)
	quit.IsQuit = true
	items = append(items,
		fyne.NewMenuItemSeparator(),
		snooze,
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
