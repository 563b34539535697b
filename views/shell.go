package views

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// ShellOptions change the shell for good.
type ShellOptions struct {
	Phone bool // the phone form whatever the width, for trying it on a desktop
}

// Shell is everything inside the window: the bar of a replay, the notices, the navigation and the screens. The
// navigation is a rail or, where the window is narrow for its text size, tabs at the bottom.
type Shell struct {
	actions *Actions
	options ShellOptions
	form    widgets.Form
	snap    *Snapshot
	route   Route
	past    []Route // where Back goes, the last one first to be left

	view    *shellView
	stage   *fyne.Container // holds the visible screen
	rail    *widgets.Rail
	tabs    *widgets.Tabs
	replay  *widgets.ReplayBar
	notice  *widgets.NoticeBar
	screens map[ScreenID]panel
	looks   map[ScreenID]look // in which each was last seen
	first   *FirstRun         // the first steps while they stand in place of the screens
	pages   *PageSheet        // nil until it was first opened
	speed   float64           // of the replay before it was paused
	narrow  bool              // too little room for the controls of the replay
	spoken  string            // language of the words that a screen reader says
}

// narrowWidth is the width ÷ text scale below which the replay bar has no room for controls: 195 is a phone at 200 %.
const narrowWidth = 300

// maxPast bounds how many steps Back can go.
const maxPast = 50

// NewShell makes the shell with the Status screen open. Screens are built when they are first shown. Where a has no
// Navigate, no Back or no ShowPages it is given the shell's own.
func NewShell(a *Actions, o ShellOptions) *Shell {
	s := &Shell{actions: a, options: o, route: Route{Screen: ScreenStatus}, screens: make(map[ScreenID]panel), looks: make(map[ScreenID]look)}
	if a.Navigate == nil {
		a.Navigate = s.Open
	}
	if a.Back == nil {
		a.Back = s.Back
	}
	if a.ShowPages == nil {
		a.ShowPages = s.ShowPages
	}
	if o.Phone {
		s.form = widgets.Phone
	}
	s.stage = container.NewStack()
	s.rail = widgets.NewRail(widgets.NavData{}, s.selected)
	s.tabs = widgets.NewTabs(widgets.NavData{}, s.selected)
	s.newBars()
	s.view = &shellView{shell: s}
	s.view.ExtendBaseWidget(s.view)
	s.arrange()
	return s
}

// Object is the content of the window.
func (s *Shell) Object() fyne.CanvasObject { return s.view }

// Current is the place that is shown.
func (s *Shell) Current() Route { return s.route }

// Update shows a new snapshot. Screens that are not visible are brought up to date when they are opened.
func (s *Shell) Update(n *Snapshot) {
	first := s.snap == nil
	s.snap = n
	if lang := n.Loc.Lang(); lang != s.spoken {
		s.spoken = lang
		widgets.Speak(spokenWords(n.Loc))
	}
	nav := s.nav()
	s.rail.Set(nav)
	s.tabs.Set(s.tabsNav())
	s.setBars()
	switch turned := n.FirstRun != (s.first != nil); {
	case turned:
		s.turnFirstRun()
		return
	case first:
		s.arrange()
		return
	case s.first != nil:
		s.first.Update(n)
		return
	}
	if p := s.screens[s.route.Screen]; p != nil {
		s.looks[s.route.Screen] = lookNow()
		p.Update(n)
	}
}

// ShowPages opens the dialog that finds a status page; see Actions.
func (s *Shell) ShowPages(address string, added func()) {
	if s.snap == nil {
		return
	}
	if s.pages == nil {
		s.pages = NewPageSheet(s.actions)
	}
	s.pages.Open(fyne.CurrentApp().Driver().CanvasForObject(s.view), s.snap.Loc, address, added)
}

// Open goes to a place. Opening the place that is shown already goes to its top.
func (s *Shell) Open(r Route) {
	if makers[r.Screen] == nil {
		r = Route{Screen: ScreenStatus}
	}
	if s.first != nil && r.Screen != ScreenStatus {
		call(s.actions.EndFirstRun, false) // who is sent elsewhere shall see it
	}
	if r.Feed == "" && s.snap != nil {
		r.Feed = s.snap.Feed.ID
	}
	if r != s.route {
		s.past = append(s.past, s.route)
		s.past = s.past[max(0, len(s.past)-maxPast):]
	}
	s.goTo(r)
}

// Back returns to the place before; from the first one it goes to Status.
func (s *Shell) Back() {
	r := Route{Screen: ScreenStatus}
	if n := len(s.past); n > 0 {
		r, s.past = s.past[n-1], s.past[:n-1]
	}
	s.goTo(r)
}

func (s *Shell) goTo(r Route) {
	same := r.Screen == s.route.Screen
	if s.snap != nil && r.Feed != "" && r.Feed != s.snap.Feed.ID && s.follows(r.Feed) {
		// On the way to it another place may be drawn once more: with the new feed it has nothing to show.
		s.route = Route{Feed: r.Feed, Screen: r.Screen}
		call(s.actions.SelectFeed, r.Feed)
	}
	s.route = r
	s.arrange()
	if p, ok := s.screens[r.Screen].(pointer); ok && r.ID != "" {
		p.Show(r.ID)
	} else if t, ok := s.screens[r.Screen].(topper); ok && same {
		t.ToTop()
	}
}

// follows reports whether a feed is still there: one may have been removed since its screen was left.
func (s *Shell) follows(id string) bool {
	return slices.ContainsFunc(s.snap.Others, func(o *Snapshot) bool { return o.Feed.ID == id }) ||
		slices.ContainsFunc(s.snap.Feeds, func(f Feed) bool { return f.ID == id })
}

// selected is what a tap in the navigation does: it starts afresh, so Back does not walk through all screens.
func (s *Shell) selected(id string) {
	s.Open(Route{Screen: ScreenID(id)})
}

// arrange puts the visible screen on the stage, built and up to date.
func (s *Shell) arrange() {
	if s.snap == nil {
		return
	}
	nav := s.nav()
	s.rail.Set(nav)
	s.tabs.Set(s.tabsNav())
	if s.first != nil {
		s.first.SetForm(s.form)
		s.first.Update(s.snap)
		s.setStage(s.first.Object())
		return
	}
	p, look := s.screens[s.route.Screen], lookNow()
	if p == nil || s.looks[s.route.Screen] != look && !s.visible(p) {
		// Fyne repaints what is in the window when the theme changes. A screen that
		// was out of it then would come back in the old colours: it is made anew.
		p = makers[s.route.Screen](s.actions, s.form)
		s.screens[s.route.Screen] = p
	}
	s.looks[s.route.Screen] = look
	p.SetForm(s.form)
	if id := s.route.ID; id != "" {
		if w, ok := p.(pointer); ok {
			w.Show(id)
		}
	}
	p.Update(s.snap)
	s.setStage(p.Object())
}

// turnFirstRun puts the first steps in place of the screens, or the screens back.
func (s *Shell) turnFirstRun() {
	s.first = nil
	if s.snap.FirstRun {
		s.first = NewFirstRun(s.actions, s.form)
	}
	s.arrange()
	s.view.Refresh()
}

func (s *Shell) setStage(o fyne.CanvasObject) {
	if len(s.stage.Objects) != 1 || s.stage.Objects[0] != o {
		s.unfocus()
		s.stage.Objects = []fyne.CanvasObject{o}
		s.stage.Refresh()
	}
}

// look is what a screen was drawn with.
type look struct {
	theme   *theme.Theme
	variant fyne.ThemeVariant
}

func lookNow() look {
	return look{theme.Current(), fyne.CurrentApp().Settings().ThemeVariant()}
}

func (s *Shell) visible(p panel) bool {
	return len(s.stage.Objects) == 1 && s.stage.Objects[0] == p.Object()
}

// unfocus takes the keyboard from a control that is about to leave the window.
func (s *Shell) unfocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.view); c != nil && c.Focused() != nil {
		c.Unfocus()
	}
}

// setForm follows the width of the window.
func (s *Shell) setForm(f widgets.Form) {
	if s.options.Phone {
		f = widgets.Phone
	}
	if f == s.form {
		return
	}
	s.form = f
	s.replay.SetForm(f)
	s.notice.SetForm(f)
	if s.first != nil {
		s.first.SetForm(f)
	} else if p := s.screens[s.route.Screen]; p != nil {
		p.SetForm(f) // the others follow when they are opened
		s.arrange()
	}
	if s.snap != nil {
		s.setBars()
	}
}

// shellView is the widget that lays the shell out.
type shellView struct {
	widget.BaseWidget
	shell *Shell
}

// AccessibilityLabel implements fyne.Accessible.
func (v *shellView) AccessibilityLabel() string { return widgets.NameOf(v.Held()...) }

// AccessibilityRole implements fyne.Accessible.
func (v *shellView) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// Held implements widgets.Holder.
func (v *shellView) Held() []fyne.CanvasObject { return (&shellRenderer{v.shell, v}).Objects() }

// CreateRenderer implements fyne.Widget.
func (v *shellView) CreateRenderer() fyne.WidgetRenderer { return &shellRenderer{v.shell, v} }

type shellRenderer struct {
	shell *Shell
	view  *shellView
}

func (r *shellRenderer) Destroy() {}

func (r *shellRenderer) MinSize() fyne.Size { return fyne.NewSize(320, 320) }

func (r *shellRenderer) Objects() []fyne.CanvasObject {
	s := r.shell
	return []fyne.CanvasObject{s.replay, s.notice, s.rail, s.stage, s.tabs}
}

func (r *shellRenderer) Layout(size fyne.Size) {
	s := r.shell
	s.setForm(widgets.FormFor(size.Width))
	if narrow := size.Width > 0 && size.Width/theme.Scale() < narrowWidth; narrow != s.narrow {
		s.narrow = narrow
		if s.snap != nil && s.snap.Replay != nil {
			s.replay.Set(replayBar(s.snap, s.speed, narrow))
		}
	}
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(0, w), max(0, h)))
	}
	y := float32(0)
	for _, bar := range []fyne.CanvasObject{s.replay, s.notice} {
		if bar.Visible() {
			h := widgets.HeightFor(bar, size.Width)
			put(bar, 0, y, size.Width, h)
			y += h
		}
	}
	phone := s.form == widgets.Phone
	show(s.rail, !phone && s.first == nil)
	show(s.tabs, phone && s.first == nil)
	if s.first != nil {
		put(s.stage, 0, y, size.Width, size.Height-y)
		return
	}
	if phone {
		h := theme.U(64)
		put(s.tabs, 0, size.Height-h, size.Width, h)
		put(s.stage, 0, y, size.Width, size.Height-y-h)
		return
	}
	w := theme.U(88)
	put(s.rail, 0, y, w, size.Height-y)
	put(s.stage, w, y, size.Width-w, size.Height-y)
}

func (r *shellRenderer) Refresh() {
	r.Layout(r.view.Size())
	canvas.Refresh(r.view)
}
