package views

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Status is the first screen: whether it is me or them, how old that is, and a board of all services.
type Status struct {
	actions *Actions
	form    widgets.Form
	root    *fyne.Container
	snap    *Snapshot
	chosen  filter
	query   string
	last    statusState

	answer *widgets.Answer
	ages   *widgets.Ages
	trust  *widgets.Paragraph // of a feed that nobody vouches for
	probe  *widgets.Button
	share  *widgets.Button
	ways   *widgets.Row // of the two
	sheet  *shareSheet
	worded [2]string // their labels
	tally  *widgets.Tally
	quick  *widgets.QuickAnswers
	filter *filterBar
	heads  *widgets.ColumnHeads
	empty  *widgets.EmptyState
	hint   *widgets.Card // around empty
	foot   *widgets.Paragraph
	header *widgets.Column
	board  *widgets.Board
	items  []widgets.BoardItem
}

// statusState is what the pieces were last made from, so that a tick does only what a tick changes.
type statusState struct {
	status  *feed.Status
	lang    string
	follows map[string]bool
	height  float32 // of the header
}

// NewStatus makes the screen.
func NewStatus(a *Actions, form widgets.Form) *Status {
	s := &Status{actions: a, form: form, root: container.NewStack(), chosen: filterAll, sheet: newShareSheet(a)}
	s.build()
	return s
}

// Object is what the shell shows.
func (s *Status) Object() fyne.CanvasObject { return s.root }

// SetForm rebuilds the screen for the other form.
func (s *Status) SetForm(f widgets.Form) {
	if f == s.form {
		return
	}
	s.form = f
	s.build()
	if s.snap != nil {
		s.Update(s.snap)
	}
}

func (s *Status) build() {
	f := s.form
	s.last, s.items = statusState{}, nil
	s.ages = widgets.NewAges(f, widgets.AgesData{})
	s.probe = widgets.NewButton(f, widgets.ButtonData{}, func() { call(s.actions.Probe, "") })
	s.share = widgets.NewButton(f, widgets.ButtonData{}, func() { s.sheet.open(s.snap, s.root) })
	s.ways = widgets.NewRow(f, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{s.probe, s.share}})
	s.worded = [2]string{}
	s.trust = widgets.NewParagraph(widgets.ParagraphData{})
	s.answer = widgets.NewAnswer(f, widgets.AnswerData{}, widgets.NewColumn(12, s.ages, s.trust, s.ways))
	s.tally = widgets.NewTally(f, widgets.TallyData{})
	s.quick = widgets.NewQuickAnswers(f, nil, s.openQuick)
	s.filter = newFilterBar(f, s.pick, s.find)
	s.heads = widgets.NewColumnHeads(f, widgets.ColumnHeadsData{})
	s.empty = widgets.NewEmptyState(f, widgets.EmptyStateData{}, s.leaveEmpty)
	s.hint = widgets.NewCard(widgets.CardData{}, nil, s.empty)
	s.foot = widgets.NewParagraph(widgets.ParagraphData{})
	top := widgets.NewSplit(widgets.SplitData{Gap: 32, RightWidth: 300, StackGap: 16}, s.answer, s.tally)
	s.header = widgets.NewColumn(theme.Gap, top, s.quick, s.filter, s.hint, s.heads)
	s.header.SetForm(f)
	s.board = widgets.NewBoard(f, s.header, s.foot)
	s.board.OnFeed = func(id string) { call(s.actions.SelectFeed, id) }
	s.board.OnService = func(id string) {
		of, id := ofFeed(s.snap, id)
		s.openService(of, id)
	}
	s.board.OnFunction = func(id string) {
		of, id := ofFeed(s.snap, id)
		s.openService(of, serviceOf(of, id))
	}
	star := func(id string, on bool) {
		of, id := ofFeed(s.snap, id)
		follow(s.actions, of, id, on)
	}
	s.board.OnFollowService, s.board.OnFollowFunction = star, star
	s.filter.resized = s.headerChanged
	s.filter.sought = func(on bool) {
		if !on {
			s.board.HoldHeaderEnd(0)
			return
		}
		s.board.HoldHeaderEnd(s.header.Size().Height - s.filter.Position().Y)
	}
	if s.query != "" {
		s.filter.show(true)
		s.filter.search.SetText(s.query)
	}
	s.root.Objects = []fyne.CanvasObject{s.board}
	s.root.Refresh()
}

// Update implements Screen.
func (s *Status) Update(n *Snapshot) {
	s.snap = n
	lang := n.Loc.Lang()
	same := s.last.status == n.Status && s.last.lang == lang && maps.Equal(s.last.follows, n.Follows)
	s.last.status, s.last.lang, s.last.follows = n.Status, lang, n.Follows

	s.answer.Set(answerTo(n))
	s.ages.Set(agesOf(n))
	s.setWays(n)
	s.trust.Set(trustLine(n))
	show(s.trust, s.trust.Text() != "")
	has := n.Status != nil && len(n.Services) > 0
	show(s.tally, has)
	show(s.quick, has)
	show(s.filter, has || len(n.Others) > 0)
	show(s.ages, n.Feed.ID != "" && !n.Loading)
	if has {
		s.tally.Set(tallyOf(n))
		s.quick.Set(quickAnswers(n))
	}
	s.filter.set(n, s.chosen)
	if !same {
		s.foot.Set(widgets.ParagraphData{
			Text: n.Loc.T("status.foot", nil), Step: theme.Small, Token: theme.TokenText3,
		})
	}
	s.fill()
}

// setWays words the buttons below the ages: to measure, where it is about now, and to share, where there is something.
func (s *Status) setWays(n *Snapshot) {
	probe, share := n.Feed.ID != "" && !n.Loading && n.Replay == nil, shareable(n)
	worded := [2]string{n.Loc.T("probe.open", nil), n.Loc.T("share.button", nil)}
	moved := worded != s.worded || probe != s.probe.Visible() || share != s.share.Visible()
	s.worded = worded
	s.probe.Set(widgets.ButtonData{Label: worded[0], Icon: "wifi"})
	s.share.Set(widgets.ButtonData{Label: worded[1], Icon: "share"})
	show(s.probe, probe)
	show(s.share, share)
	show(s.ways, probe || share)
	if moved {
		s.ways.Refresh()
	}
}

// fill brings the board and what stands in its place up to date.
func (s *Status) fill() {
	n := s.snap
	items := boardItems(n, s.chosen, s.query, s.form)
	since := "status.column.since"
	if n.Stale {
		since = "status.column.from"
	}
	t := func(id string) string { return n.Loc.T(id, nil) }
	s.heads.Set(widgets.ColumnHeadsData{
		Name: t("status.column.name"), Word: t("status.column.state"), Note: t("status.column.note"), Since: t(since),
	})
	show(s.heads, len(items) > 0 && s.form == widgets.Desktop)
	show(s.hint, len(items) == 0)
	if len(items) == 0 {
		s.empty.Set(emptyBoard(n, s.chosen, s.query))
	}
	if !slices.Equal(items, s.items) {
		s.items = items
		s.board.SetItems(items)
	}
	s.headerChanged()
}

// headerChanged lets the board know when the header has another height.
func (s *Status) headerChanged() {
	h := s.header.HeightFor(s.header.Size().Width)
	if h != s.last.height {
		s.last.height = h
		s.header.Refresh()
		s.board.HeaderChanged()
	}
}

func show(o fyne.CanvasObject, yes bool) {
	switch {
	case yes && !o.Visible():
		o.Show()
	case !yes && o.Visible():
		o.Hide()
	}
}

// emptyBoard is what stands where there are no cards.
func emptyBoard(s *Snapshot, f filter, query string) widgets.EmptyStateData {
	d := func(icon, id string, button string, data map[string]any) widgets.EmptyStateData {
		e := widgets.EmptyStateData{Icon: icon, Title: s.Loc.T(id, data), Text: s.Loc.T(id+".text", data)}
		if button != "" {
			e.Action = s.Loc.T(button, nil)
		}
		return e
	}
	switch {
	case s.Loading:
		return d("stage-not-reported", "status.empty.loading", "", nil)
	case s.Feed.ID == "":
		return d("nav-settings", "status.empty.no_feed", "status.empty.add_feed", nil)
	case s.Status == nil:
		return d("offline", "status.empty.nothing", "action.retry", nil)
	case len(s.Services) == 0 && s.Feed.textOnly():
		return d("nav-status", "status.empty.text_only", "", nil)
	case len(s.Services) == 0:
		return d("nav-status", "status.empty.no_services", "", nil)
	case query != "":
		return d("search", "status.empty.search", "status.empty.clear", map[string]any{"Query": Plain(query, 30)})
	case f == filterMine:
		return d("star-off", "status.empty.mine", "status.empty.all", nil)
	}
	id := "status.empty.affected"
	if s.Stale {
		id = "status.empty.affected_stale"
	}
	return d("check", id, "status.empty.all", nil)
}

// leaveEmpty is the way out that emptyBoard offers.
func (s *Status) leaveEmpty() {
	switch n := s.snap; {
	case n == nil:
	case n.Feed.ID == "":
		call(s.actions.Navigate, Route{Screen: ScreenSettings})
	case n.Status == nil:
		if s.actions.Retry != nil {
			s.actions.Retry()
		}
	case s.query != "":
		s.filter.search.SetText("")
	default:
		s.pick(filterAll)
	}
}

func call[T any](f func(T), v T) {
	if f != nil {
		f(v)
	}
}

func (s *Status) pick(f filter) {
	s.chosen = f
	if s.snap != nil {
		s.filter.set(s.snap, f)
		s.fill()
	}
}

func (s *Status) find(query string) {
	if s.query != query {
		s.query = query
		if s.snap != nil {
			s.fill()
		}
	}
}

// ToTop goes back to the answer.
func (s *Status) ToTop() { s.board.ScrollToTop() }

// FocusSearch brings the keyboard into the search.
func (s *Status) FocusSearch() { s.filter.focus() }

func (s *Status) openService(of *Snapshot, id string) {
	if id != "" {
		call(s.actions.Navigate, Route{Feed: of.Feed.ID, Screen: ScreenService, ID: id})
	}
}

func (s *Status) openQuick(id string) {
	switch id {
	case quickDoNot:
		call(s.actions.Navigate, Route{Screen: ScreenGuidance})
	case quickRecovery:
		r := Route{Screen: ScreenRecovery}
		if open := openIncidents(s.snap.Status); len(open) > 0 {
			r.ID = open[0].ID
		}
		call(s.actions.Navigate, r)
	case quickAlerts:
		if s.snap.Settings.AlertsEnabled && !s.snap.Snooze.On() && counts(s.snap)[filterMine] > 0 {
			s.pick(filterMine)
			return
		}
		call(s.actions.Navigate, Route{Screen: ScreenSettings})
	}
}

// serviceOf returns the id of the service that a function belongs to.
func serviceOf(s *Snapshot, id string) string {
	for _, p := range parts(s) {
		if p.c.ID == id {
			return p.service.ID
		}
	}
	return ""
}

// follow turns a star. Taking one function out of a followed service leaves the others followed one by one.
func follow(a *Actions, s *Snapshot, id string, on bool) {
	if a.Follow == nil || s == nil {
		return
	}
	if !on && !s.Follows[id] {
		for i := range s.Services {
			sv := &s.Services[i]
			if !s.Follows[sv.ID] || !slices.ContainsFunc(sv.Functions, func(f feed.Component) bool { return f.ID == id }) {
				continue
			}
			for _, f := range sv.Functions {
				if f.ID != id {
					a.Follow(s.Feed.ID, f.ID, true)
				}
			}
			a.Follow(s.Feed.ID, sv.ID, false)
			return
		}
	}
	a.Follow(s.Feed.ID, id, on)
}
