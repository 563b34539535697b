package app

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/alert"
	"bokgu/app/statusitem"
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
	more     string // how many have no line of their own, "" for none
	promise  trayService
	snooze   string // head of the ways to rest, with the end of a rest that runs
	snoozes  []traySnooze
	open     string
	quit     string
}

// trayService is a line and where it leads.
type trayService struct {
	route views.Route
	text  string
}

// traySnooze is a way to rest, or to end that.
type traySnooze struct {
	kind   alert.Snooze
	text   string
	chosen bool
}

// maxTrayLines keeps the menu on the screen.
const maxTrayLines = 12

func trayLinesOf(s *views.Snapshot) trayLines {
	t := trayLines{open: s.Loc.T("tray.open", nil), quit: s.Loc.T("action.quit", nil), promise: nextPromise(s)}
	worst := trayOf(s)
	state := s.Loc.T("tray."+string(worst), nil)
	for _, of := range s.All() {
		if worst == assets.TrayStale && of.Stale && of.Status != nil {
			state = s.Loc.T("tray.since", map[string]any{"When": s.Loc.When(of.ConfirmedAt(), s.Real)})
			break
		}
	}
	t.tooltip = s.Loc.T("app.name", nil) + " – " + state
	if mark := modeMark(s); mark != "" {
		t.tooltip = mark + " " + t.tooltip
	}
	t.snooze = s.Loc.T("tray.snooze", nil)
	if s.Snooze.On() {
		t.snooze = s.Loc.T("tray.snoozed", map[string]any{"When": s.Loc.In(time.Local).When(s.SnoozeUntil, s.Real)})
	}
	for _, z := range alert.Snoozes {
		switch {
		case z.On():
			t.snoozes = append(t.snoozes, traySnooze{z, s.Loc.T("snooze."+string(z), nil), z == s.Snooze})
		case s.Snooze.On(): // there is something to end
			t.snoozes = append(t.snoozes, traySnooze{z, s.Loc.T("tray.snooze_end", nil), false})
		}
	}
	t.services, t.more = trayServices(s)
	return t
}

// trayServices are the lines of the followed services, of all if none is followed. Where they are too many for the menu
// it holds the worst.
func trayServices(s *views.Snapshot) (lines []trayService, more string) {
	type one struct {
		of *views.Snapshot
		sv *feed.Service
	}
	var list []one
	all := s.All()
	follows := slices.ContainsFunc(all, func(of *views.Snapshot) bool { return len(of.Follows) > 0 })
	for _, of := range all {
		for i := range of.Services {
			if sv := &of.Services[i]; !follows || followsAny(of, *sv) {
				list = append(list, one{of, sv})
			}
		}
	}
	if n := len(list) - maxTrayLines; n > 0 {
		slices.SortStableFunc(list, func(a, b one) int { return b.sv.Status.Severity() - a.sv.Status.Severity() })
		list, more = list[:maxTrayLines], s.Loc.T("tray.more", map[string]any{"N": s.Loc.Number(n)})
	}
	for _, l := range list {
		state := s.Loc.T("state."+string(l.sv.Status), nil)
		if l.of.Stale {
			state = s.Loc.T("tray.unconfirmed", map[string]any{"State": state})
		}
		lines = append(lines, trayService{
			route: views.Route{Feed: l.of.Feed.ID, Screen: views.ScreenService, ID: l.sv.ID},
			text:  menuText(l.sv.Name.In(s.Loc.Lang(), l.of.Status.Feed.Language)) + "  " + state,
		})
	}
	return lines, more
}

// maxTrayText bounds text of a feed in the menu, in characters.
const maxTrayText = 40

// menuText makes text of a feed fit for a menu, which reads an underscore as the
// mark of a short cut.
func menuText(s string) string {
	return strings.ReplaceAll(views.Plain(s, maxTrayText), "_", "__")
}

// nextPromise names the open promise that is due next, of all feeds.
func nextPromise(s *views.Snapshot) trayService {
	var next *feed.Promise
	var of *views.Snapshot
	var route views.Route
	for _, one := range s.All() {
		if one.Status == nil {
			continue
		}
		for i := range one.Status.Incidents {
			in := &one.Status.Incidents[i]
			for j := range in.Promises {
				p := &in.Promises[j]
				if in.Status.Over() || p.State != feed.PromiseOpen || !p.DueAt.After(one.Now) {
					continue
				}
				if next == nil || p.DueAt.Before(next.DueAt) {
					next, of, route = p, one, views.Route{Feed: one.Feed.ID, Screen: views.ScreenRecovery, ID: in.ID}
				}
			}
		}
	}
	if next == nil {
		return trayService{}
	}
	id, zone := "tray.promise", s.Loc.Zone()
	y, m, d := of.Now.In(zone).Date()
	if ny, nm, nd := next.DueAt.In(zone).Date(); ny == y && nm == m && nd == d {
		id = "tray.promise_today"
	}
	return trayService{route, s.Loc.T(id, map[string]any{
		"When": s.Loc.When(next.DueAt, of.Now), "Text": menuText(next.Text.In(s.Loc.Lang(), of.Status.Feed.Language)),
	})}
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

// trayHost is the panel. Set is called on the UI goroutine and sends only what differs from before.
type trayHost interface{ Set(statusitem.Look) }

// tray is the icon in the panel. It is used on the UI goroutine only.
type tray struct {
	host   trayHost
	open   func(views.Route)
	snooze func(alert.Snooze)
	quit   func()
}

// update shows a snapshot.
func (t *tray) update(s *views.Snapshot) { t.host.Set(t.look(s)) }

// look is what the tray shows of a snapshot. Lines are named by what they are about, so that the host can tell one that
// has other words from another one.
func (t *tray) look(s *views.Snapshot) statusitem.Look {
	words, state := trayLinesOf(s), trayOf(s)
	ui := func(f func()) func() { return func() { fyne.Do(f) } }
	menu := []statusitem.Line{{Key: "head", Text: words.tooltip, Disabled: true}, {Key: "rule/services", Separator: true}}
	for _, line := range words.services {
		menu = append(menu, statusitem.Line{
			Key: "service/" + line.route.Feed + "/" + line.route.ID, Text: line.text, Chosen: ui(func() { t.open(line.route) }),
		})
	}
	if words.more != "" {
		menu = append(menu, statusitem.Line{Key: "more", Text: words.more, Chosen: ui(func() { t.open(views.Route{Screen: views.ScreenStatus}) })})
	}
	if p := words.promise; p.text != "" {
		menu = append(menu, statusitem.Line{Key: "promise", Text: p.text, Chosen: ui(func() { t.open(p.route) })})
	}
	menu = append(menu, statusitem.Line{Key: "rule/snooze", Separator: true}, statusitem.Line{Key: "snooze", Text: words.snooze, Disabled: true})
	for _, z := range words.snoozes {
		menu = append(menu, statusitem.Line{
			Key: "snooze/" + string(z.kind), Text: z.text, Radio: z.kind.On(), Checked: z.chosen, Chosen: ui(func() { t.snooze(z.kind) }),
		})
	}
	menu = append(menu,
		statusitem.Line{Key: "rule/app", Separator: true},
		statusitem.Line{Key: "open", Text: words.open, Chosen: ui(func() { t.open(views.Route{}) })},
		statusitem.Line{Key: "quit", Text: words.quit, Chosen: ui(t.quit)},
	)
	return statusitem.Look{IconName: string(state), Icon: func() [][]byte { return trayIcon(state) }, ToolTip: words.tooltip, Menu: menu}
}

// trayIcon is an icon in the sizes in which panels draw it, at a scale of 1 and of 2.
func trayIcon(state assets.TrayState) [][]byte {
	return [][]byte{assets.Tray(state, 22), assets.Tray(state, 44)}
}
