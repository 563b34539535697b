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

// Diary is what changed and when, and what the reader could not do; both can be taken along as a file.
type Diary struct {
	actions *Actions
	form    widgets.Form
	root    *fyne.Container
	snap    *Snapshot

	chosen diaryFilter // "" until the reader has chosen
	query  string
	wanted string // line to scroll to when it is there
	last   diaryState
	teller *diaryTeller
	lines  []diaryLine
	at     []int // line of each item, -1 the title of the day of the next
	said   diarySaid

	heading       *widgets.Heading
	write, export *widgets.Button
	buttons       *widgets.Row
	total         *widgets.Paragraph
	message       *widgets.Column
	chips         []*widgets.Chip
	filters       *widgets.Row
	search        *widgets.SearchField
	empty         *widgets.EmptyState
	hint          *widgets.Card
	header        *widgets.Column
	list          *widgets.DiaryList
}

// diaryState is what the list was last made from.
type diaryState struct {
	status      *feed.Status
	changes     int
	first, last string
	names       int
	notes       []Note
	follows     map[string]bool
	incidents   map[string]bool
	lang        string
	feed        string
	filter      diaryFilter
	query       string
	loading     bool
	day         int
}

// NewDiary makes the screen.
func NewDiary(a *Actions, form widgets.Form) *Diary {
	d := &Diary{actions: a, form: form, root: container.NewStack()}
	d.build()
	return d
}

// Object is what the shell shows.
func (d *Diary) Object() fyne.CanvasObject { return d.root }

// SetForm rebuilds the screen for the other form.
func (d *Diary) SetForm(f widgets.Form) {
	if f == d.form {
		return
	}
	d.form = f
	d.build()
	if d.snap != nil {
		d.Update(d.snap)
	}
}

// Show scrolls to a change or a note by its id.
func (d *Diary) Show(id string) {
	d.wanted = id
	d.reveal()
}

// ToTop goes back to the head.
func (d *Diary) ToTop() { d.list.ScrollToTop() }

// FocusSearch brings the keyboard into the search field.
func (d *Diary) FocusSearch() { d.search.Focus() }

func (d *Diary) build() {
	f := d.form
	d.last = diaryState{}
	d.heading = widgets.NewHeading(f, widgets.HeadingData{})
	d.write = widgets.NewButton(f, widgets.ButtonData{Kind: widgets.Primary}, d.writeNote)
	d.export = widgets.NewButton(f, widgets.ButtonData{}, d.openExport)
	d.buttons = widgets.NewRow(f, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{d.write, d.export}})
	d.total = widgets.NewParagraph(widgets.ParagraphData{})
	d.message = widgets.NewColumn(4)
	d.chips = nil
	var chips []fyne.CanvasObject
	for _, one := range diaryFilters {
		c := widgets.NewChip(f, widgets.ChipData{}, func() { d.pick(one) })
		d.chips, chips = append(d.chips, c), append(chips, c)
	}
	d.filters = widgets.NewRow(f, widgets.RowData{Gap: 8, Left: chips})
	d.search = widgets.NewSearchField(f, widgets.SearchFieldData{}, func(q string) {
		d.query = q
		if d.snap != nil {
			d.fill()
		}
	})
	d.empty = widgets.NewEmptyState(f, widgets.EmptyStateData{}, func() {
		call(d.actions.Navigate, Route{Screen: ScreenSettings})
	})
	d.hint = widgets.NewCard(widgets.CardData{}, nil, d.empty)
	finder := widgets.NewSplit(widgets.SplitData{Gap: 16, RightWidth: 260, Below: 600, StackGap: 8}, d.filters, d.search)
	d.header = widgets.NewColumn(theme.Gap, d.heading, d.buttons, d.message, d.total, finder, d.hint)
	d.header.SetForm(f)
	d.list = widgets.NewDiaryList(f, d.header, d.dayTitle, d.row)
	d.list.OnTapped = d.openLine
	if d.query != "" {
		d.search.SetText(d.query)
	}
	d.root.Objects = []fyne.CanvasObject{d.list}
	d.root.Refresh()
}

// Update implements Screen.
func (d *Diary) Update(n *Snapshot) {
	if d.snap != nil && d.snap.Feed.ID != n.Feed.ID {
		d.said = diarySaid{} // an undo would be of another feed
	}
	d.snap = n
	d.fill()
}

// filter is the one that is shown: what the reader follows, if that is anything.
func (d *Diary) filter() diaryFilter {
	switch {
	case d.chosen != "":
		return d.chosen
	case len(d.snap.Follows)+len(d.snap.FollowedIncidents) > 0:
		return diaryMine
	}
	return diaryAll
}

func (d *Diary) pick(f diaryFilter) {
	d.chosen = f
	if d.snap != nil {
		d.fill()
	}
}

// fill brings the head and, where anything in it changed, the list up to date.
func (d *Diary) fill() {
	s := d.snap
	t := func(id string) string { return s.Loc.T(id, nil) }
	sub := t("diary.sub")
	switch {
	case s.Replay != nil:
		sub = t("diary.sub.replay")
	case s.Stale:
		sub = s.Loc.T("diary.stale", map[string]any{"When": s.Loc.When(confirmedAt(s), s.Real)})
	}
	d.heading.Set(widgets.HeadingData{Title: t("diary.title"), Sub: sub})
	before := d.widths()
	d.write.Set(widgets.ButtonData{Kind: widgets.Primary, Label: t("diary.write"), Icon: "nav-diary"})
	d.export.Set(widgets.ButtonData{Label: t("diary.export") + "…"})
	for i, f := range diaryFilters {
		c := widgets.ChipData{Label: t("diary.filter." + string(f)), Selected: f == d.filter()}
		if f == diaryMine {
			c.Icon = "star-on"
		}
		d.chips[i].Set(c)
	}
	if d.widths() != before { // rows hear of other words from nobody else
		d.buttons.Refresh()
		d.filters.Refresh()
	}
	d.search.Set(widgets.SearchFieldData{Placeholder: t("diary.search"), Hint: t("status.search.hint")})
	d.setTotal()
	d.setMessage()

	now := diaryState{
		status: s.Status, changes: len(s.History), names: len(s.Names), notes: s.Notes, follows: s.Follows, incidents: s.FollowedIncidents,
		lang: s.Loc.Lang(), feed: s.Feed.ID, filter: d.filter(), query: d.query, loading: s.Loading,
		day: s.Now.In(s.Loc.Zone()).Year(),
	}
	if n := len(s.History); n > 0 {
		now.first, now.last = s.History[0].ID, s.History[n-1].ID
	}
	if d.last.same(now) {
		return
	}
	last := d.last
	moved := last.filter != now.filter || last.query != now.query || last.feed != now.feed
	d.last = now
	// What is searched is kept as long as its words are the same.
	var folded map[string][]rune
	if d.teller != nil && d.teller.folded != nil && last.lang == now.lang && last.feed == now.feed && last.names == now.names {
		folded = d.teller.folded
	} else {
		folded = make(map[string][]rune)
	}
	d.teller = newDiaryTeller(s)
	d.teller.folded = folded
	d.lines = diaryLines(d.teller, now.filter, now.query)
	var items []widgets.DiaryItem
	d.at = d.at[:0:0]
	for i, l := range d.lines {
		if i == 0 || !sameDay(s, d.lines[i-1].at, l.at) {
			items = append(items, widgets.DiaryItem{ID: "d/" + l.at.In(s.Loc.Zone()).Format("2006-01-02"), Day: true})
			d.at = append(d.at, i)
		}
		items = append(items, widgets.DiaryItem{ID: l.id(), Note: l.note != nil})
		d.at = append(d.at, i)
	}
	e := d.emptyState()
	show(d.hint, len(items) == 0)
	d.empty.Set(e)
	show(d.filters, s.Feed.ID != "")
	show(d.search, s.Feed.ID != "")
	show(d.buttons, s.Feed.ID != "")
	d.header.Refresh()
	d.list.SetItems(items)
	if moved {
		d.list.ScrollToTop()
	}
	d.reveal()
}

// widths are those of what stands in rows.
func (d *Diary) widths() [5]float32 {
	w := [5]float32{d.write.MinSize().Width, d.export.MinSize().Width}
	for i, c := range d.chips {
		w[2+i] = c.MinSize().Width
	}
	return w
}

func (a diaryState) same(b diaryState) bool {
	return a.status == b.status && a.changes == b.changes && a.first == b.first && a.last == b.last && a.names == b.names &&
		slices.Equal(a.notes, b.notes) && maps.Equal(a.follows, b.follows) && maps.Equal(a.incidents, b.incidents) &&
		a.lang == b.lang && a.feed == b.feed && a.filter == b.filter && a.query == b.query && a.loading == b.loading && a.day == b.day
}

// dayTitle and row say what item i of the list shows.
func (d *Diary) dayTitle(i int) string { return dayName(d.snap, d.lines[d.at[i]].at) }

func (d *Diary) row(i int) widgets.DiaryRowData { return diaryRow(d.teller, d.lines[d.at[i]]) }

// reveal scrolls to what was asked for, as soon as it is there.
func (d *Diary) reveal() {
	if d.wanted == "" {
		return
	}
	for _, l := range d.lines {
		if l.change != nil && l.change.ID == d.wanted || l.note != nil && l.note.ID == d.wanted {
			d.wanted = ""
			d.list.ScrollToID(l.id())
			return
		}
	}
}
