package views

import (
	"maps"
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Guidance is what to do and what not to do meanwhile, as far as it holds now; and why not, where it does not.
type Guidance struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	advice  advice
	open    bool // the folded part is open
	early   bool // all functions to choose ahead for are shown
	choose  *insteadRows
	aim     string // guidance to scroll to once it is there
	last    guidanceState
	spots   map[string]fyne.CanvasObject    // by guidance id, to scroll to
	held    map[string]*widgets.GuidanceRow // the rows of the last fill by guidance id: most of them say the same in the next document
	ticks   *widgets.Mark                   // how many steps are done
	steps   *widgets.Card                   // around them, nil without a step
	waits   []waiting                       // states that run with the clock

	page    *widgets.Page
	column  *widgets.Column
	heading *widgets.Heading
	ages    *ageLine
	cards   *cards
	foot    *widgets.Paragraph
	empty   *widgets.EmptyState
	hint    *widgets.Card // around empty
	urgent  *widgets.Card // what to do when nothing is known
	phone   *widgets.EmptyState
	genuine *genuineCard
}

// guidanceState is what the screen was last made from. valid holds what the clock changes: which instruction holds.
type guidanceState struct {
	lang          string
	status        *feed.Status
	stale, open   bool
	loading       bool
	feedID        string
	channels      int
	valid, opened string
	day           string // words such as "tomorrow" hang on it
	scale         float32
	standbys      string
	early         bool
}

// NewGuidance makes the screen.
func NewGuidance(a *Actions, form widgets.Form) *Guidance {
	v := &Guidance{actions: a, form: form}
	v.heading = widgets.NewHeading(form, widgets.HeadingData{})
	v.ages = newAgeLine(form)
	v.cards = newCards(form)
	v.foot = widgets.NewParagraph(widgets.ParagraphData{})
	v.empty = widgets.NewEmptyState(form, widgets.EmptyStateData{}, func() { leaveEmpty(v.actions, v.snap) })
	v.hint = widgets.NewCard(widgets.CardData{}, nil, v.empty)
	v.phone = widgets.NewEmptyState(form, widgets.EmptyStateData{}, nil)
	v.urgent = widgets.NewCard(widgets.CardData{}, nil, v.phone)
	v.column = widgets.NewColumn(theme.Gap, v.heading, v.ages.Ages, v.hint, v.urgent, v.cards, v.foot)
	v.page = widgets.NewPage(form, v.column)
	v.genuine = newGenuineCard(a, form, func() {
		v.cards.Refresh()
		v.column.Refresh()
		v.page.Refresh()
	})
	v.choose = newInsteadRows(a, v.Object, func() {
		v.last = guidanceState{}
		if v.snap != nil {
			v.Update(v.snap)
		}
	})
	return v
}

// Object is what the shell shows.
func (v *Guidance) Object() fyne.CanvasObject { return v.page }

// ToTop goes back to the heading.
func (v *Guidance) ToTop() { v.page.SetOffset(0) }

// Show scrolls to an instruction; if it does not hold now, to the reason.
func (v *Guidance) Show(id string) {
	v.aim = id
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// SetForm rebuilds the rows for the other form.
func (v *Guidance) SetForm(f widgets.Form) {
	if f == v.form {
		return
	}
	v.form, v.last = f, guidanceState{}
	v.spots = nil // rows are made for one form
	v.page.SetForm(f)
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// Update implements Screen.
func (v *Guidance) Update(n *Snapshot) {
	v.snap = n
	v.advice = adviceOf(n)
	moved := v.ages.set(n)
	for _, g := range v.advice.waiting {
		v.open = v.open || v.aim == g.ID
	}
	now := guidanceState{
		lang: n.Loc.Lang(), status: n.Status, stale: n.Stale, open: v.open, loading: n.Loading, feedID: n.Feed.ID,
		channels: len(n.Channels), valid: v.validities(), opened: v.openable(), day: n.Loc.Date(n.Now),
		scale: theme.Scale(), standbys: standbysKey(n), early: v.early,
	}
	if now != v.last || v.ticks == nil {
		v.last = now
		v.fill(n)
	} else {
		v.heading.Set(guidanceHeading(n, v.advice))
		v.tally(n)
		for _, w := range v.waits {
			w.set(n)
		}
		if moved {
			v.column.Refresh()
			v.page.Refresh()
		}
	}
	v.goToAim()
}

// validities is one letter an instruction, so that the screen is made anew when one begins or ends to hold.
func (v *Guidance) validities() string {
	if v.snap.Status == nil {
		return ""
	}
	var b strings.Builder
	for i := range v.snap.Status.Guidance {
		b.WriteString(string(v.snap.Status.Guidance[i].Validity(v.snap.Status, v.snap.Now)[:1]))
	}
	return b.String()
}

// openable tells which actions can be opened: the profile may come after the document.
func (v *Guidance) openable() string {
	if v.snap.Status == nil || v.actions.CanOpen == nil {
		return ""
	}
	var b strings.Builder
	put := func(a feed.Action) {
		if v.actions.CanOpen(a) {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	for i := range v.snap.Status.Guidance {
		g := &v.snap.Status.Guidance[i]
		for _, a := range g.Actions {
			put(a)
		}
		put(feed.Action{Type: feed.ActionURL, Value: g.SourceURL})
	}
	for _, c := range v.snap.Channels {
		if c.CanOpen {
			b.WriteByte('c')
		} else {
			b.WriteByte('-')
		}
	}
	return b.String()
}

// goToAim scrolls once to what Show named, as soon as it is drawn.
func (v *Guidance) goToAim() {
	if o := v.spots[v.aim]; v.aim != "" && o != nil && v.page.Size().Height > 0 {
		v.page.ScrollTo(o)
		v.aim = ""
	}
}

// fill makes the cards.
func (v *Guidance) fill(n *Snapshot) {
	v.held = v.rowsHeld()
	v.spots = map[string]fyne.CanvasObject{}
	v.ticks, v.steps, v.waits = widgets.NewMark(widgets.MarkData{}), nil, nil
	v.heading.Set(guidanceHeading(n, v.advice))
	known := n.Status != nil && !n.Loading
	nothing := !known || v.advice.empty() && len(n.Channels) == 0 && len(replacing(n))+len(prepared(n)) == 0
	show(v.hint, nothing)
	show(v.urgent, !known)
	show(v.foot, known)
	if nothing {
		v.empty.Set(noGuidance(n))
	}
	v.phone.Set(widgets.EmptyStateData{
		Icon: "phone", Title: n.Loc.T("guidance.urgent", nil), Text: n.Loc.T("guidance.urgent.text", nil),
	})
	v.foot.Set(widgets.ParagraphData{Text: n.Loc.T("status.foot", nil), Step: theme.Small, Token: theme.TokenText3})
	var list []placed
	add := func(c fyne.CanvasObject, right bool) {
		if c != nil {
			list = append(list, placed{c, right})
		}
	}
	if known {
		add(v.doNotCard(n), false)
		add(v.doCard(n), false)
		for _, g := range v.advice.reinstall {
			add(v.reinstallCard(n, g), true)
		}
		add(v.insteadCard(n), false)
	}
	if !n.Loading {
		v.genuine.set(n, v.form)
		add(v.genuine.card, false)
		add(v.channelCard(n), true)
	}
	if known {
		add(v.waitingCard(n), false)
	}
	v.cards.set(list, v.form)
	show(v.cards, len(list) > 0)
	v.tally(n)
	v.column.Refresh()
	v.page.Refresh()
	v.choose.end()
}

// rowsHeld are the rows that stand there, by guidance id.
func (v *Guidance) rowsHeld() map[string]*widgets.GuidanceRow {
	rows := map[string]*widgets.GuidanceRow{}
	for id, o := range v.spots {
		if r, ok := o.(*widgets.GuidanceRow); ok {
			rows[id] = r
		}
	}
	return rows
}

// tally brings the ticks up to date.
func (v *Guidance) tally(n *Snapshot) {
	v.ticks.Set(widgets.MarkData{
		Text:  n.Loc.N("guidance.ticked", tickedOf(n, v.advice.do), map[string]any{"Total": n.Loc.Number(len(v.advice.do))}),
		Token: theme.TokenText3, Step: theme.Body,
	})
	if v.steps != nil {
		v.steps.Refresh() // the count may be wider than before
	}
	for _, g := range v.advice.do {
		if r, ok := v.spots[g.ID].(*widgets.GuidanceRow); ok {
			d := v.rowOf(n, g)
			d.First = g == v.advice.do[0]
			r.Set(d)
		}
	}
}

// noGuidance is what stands there without any.
func noGuidance(s *Snapshot) widgets.EmptyStateData {
	if s.Status == nil || s.Loading {
		return emptyBoard(s, filterAll, "")
	}
	return widgets.EmptyStateData{
		Icon: "nav-guidance", Title: s.Loc.T("guidance.empty", nil), Text: s.Loc.T("guidance.empty.text", nil),
		Action: s.Loc.T("recovery.to_status", nil),
	}
}

// tick marks a step as done. The count follows at once; the snapshot that confirms it comes later.
func (v *Guidance) tick(id string, on bool) {
	if v.actions.Tick != nil {
		v.actions.Tick(id, on)
	}
	n := *v.snap
	n.Ticked = maps.Clone(n.Ticked)
	if n.Ticked == nil {
		n.Ticked = map[string]bool{}
	}
	n.Ticked[id] = on
	v.tally(&n)
}
