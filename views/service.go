package views

import (
	"maps"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Service is one service: its state, its functions, what to use instead, what happened, and where its operator speaks.
type Service struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	id      string
	last    serviceState
	early   bool // the functions that work are shown too, to choose ahead

	page   *widgets.Page
	column *widgets.Column
	back   *wordedButton
	head   *widgets.Answer
	follow *wordedButton
	ages   *ageLine

	functions, instead, history, channels *section
	choose                                *insteadRows
	hint                                  *widgets.Paragraph // phone: how to follow one function
	empty                                 *widgets.EmptyState
	lost                                  *widgets.Card // around empty
}

// serviceState is what the cards were last made from.
type serviceState struct {
	id, lang string
	status   *feed.Status
	follows  map[string]bool
	stale    bool
	changes  int
	channels int
	standbys string
	early    bool
}

// section is a card with a title over rows.
type section struct {
	card *widgets.Card
	list *widgets.Column
}

func newSection() *section {
	l := widgets.NewColumn(0)
	return &section{widgets.NewCard(widgets.CardData{}, nil, l), l}
}

// fill shows rows under a title; without rows the card is not there.
func (s *section) fill(title string, rows []fyne.CanvasObject) {
	s.card.Set(widgets.CardData{Title: title})
	s.list.SetItems(rows...)
	show(s.card, len(rows) > 0)
}

// NewService makes the screen. It is empty until Show names a service.
func NewService(a *Actions, form widgets.Form) *Service {
	v := &Service{actions: a, form: form}
	v.back = newWordedButton(form, func() {
		if a.Back != nil {
			a.Back()
		}
	})
	v.follow = newWordedButton(form, v.toggle)
	v.ages = newAgeLine(form)
	v.head = widgets.NewAnswer(form, widgets.AnswerData{}, widgets.NewColumn(theme.Gap, v.ages.Ages, v.follow.row))
	v.functions, v.instead, v.history, v.channels = newSection(), newSection(), newSection(), newSection()
	v.hint = widgets.NewParagraph(widgets.ParagraphData{})
	v.empty = widgets.NewEmptyState(form, widgets.EmptyStateData{}, func() {
		leaveEmpty(a, v.snap)
	})
	v.lost = widgets.NewCard(widgets.CardData{}, nil, v.empty)
	v.column = widgets.NewColumn(theme.Gap, v.back.row, v.lost, v.head, v.functions.card, v.hint,
		v.instead.card, v.history.card, v.channels.card)
	v.page = widgets.NewPage(form, v.column)
	v.choose = newInsteadRows(a, v.Object, func() {
		v.last = serviceState{}
		if v.snap != nil {
			v.Update(v.snap)
		}
	})
	return v
}

// Object is what the shell shows.
func (v *Service) Object() fyne.CanvasObject { return v.page }

// Show chooses the service.
func (v *Service) Show(id string) {
	if v.id == id {
		return
	}
	v.id, v.early = id, false
	v.choose.forget()
	v.page.SetOffset(0)
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// ToTop goes back to the head.
func (v *Service) ToTop() { v.page.SetOffset(0) }

// SetForm rebuilds the rows for the other form.
func (v *Service) SetForm(f widgets.Form) {
	if f == v.form {
		return
	}
	v.form, v.last = f, serviceState{}
	v.back.row.SetForm(f)
	v.follow.row.SetForm(f)
	v.ages.SetForm(f)
	v.page.SetForm(f)
	if v.snap != nil {
		v.Update(v.snap)
	}
}

// Update implements Screen.
func (v *Service) Update(n *Snapshot) {
	v.snap = n
	sv := findService(n, v.id)
	v.back.set(widgets.ButtonData{Kind: widgets.Link, Label: n.Loc.T("service.back", nil), Icon: "back"})
	for _, o := range []fyne.CanvasObject{v.head, v.functions.card, v.instead.card, v.history.card, v.channels.card} {
		show(o, sv != nil && (o == fyne.CanvasObject(v.head) || o.Visible()))
	}
	show(v.lost, sv == nil)
	show(v.hint, sv != nil && v.form == widgets.Phone)
	if sv == nil {
		v.last = serviceState{}
		v.empty.Set(lostService(n))
		v.relayout()
		return
	}
	moved := v.ages.set(n)
	v.head.Set(serviceAnswer(n, sv))
	v.follow.set(followButton(n, sv))
	now := serviceState{v.id, n.Loc.Lang(), n.Status, n.Follows, n.Stale, len(n.History), len(n.Channels), standbysKey(n), v.early}
	if same := v.last; same.id == now.id && same.lang == now.lang && same.status == now.status && same.stale == now.stale &&
		same.changes == now.changes && same.channels == now.channels && same.standbys == now.standbys && same.early == now.early && maps.Equal(same.follows, now.follows) {
		v.tick(n, sv)
		if moved {
			v.relayout()
		}
		return
	}
	v.last = now
	v.fill(n, sv)
	v.relayout()
	v.choose.end()
}

// relayout lets the page follow another height of its content.
func (v *Service) relayout() {
	v.column.Refresh()
	v.page.Refresh()
}

// tick changes only what the time changes.
func (v *Service) tick(n *Snapshot, sv *feed.Service) {
	for i, row := range v.functionRows(n, sv) {
		if r, ok := v.functions.list.Items()[i].(*widgets.FunctionRow); ok {
			r.Set(row)
		}
	}
}

func (v *Service) functionRows(n *Snapshot, sv *feed.Service) []widgets.FunctionRowData {
	list, tell := sv.Parts(), newTeller(n)
	out := make([]widgets.FunctionRowData, len(list))
	for i := range list {
		out[i] = functionRow(tell, sv, &list[i])
		out[i].First = i == 0
	}
	return out
}

func (v *Service) fill(n *Snapshot, sv *feed.Service) {
	t := func(id string) string { return n.Loc.T(id, nil) }
	var rows []fyne.CanvasObject
	for _, d := range v.functionRows(n, sv) {
		r := widgets.NewFunctionRow(v.form, d)
		r.OnFollow = func(id string, on bool) { follow(v.actions, v.snap, id, on) }
		r.OnTapped = v.tapFunction
		rows = append(rows, r)
	}
	v.functions.fill(t("service.functions"), rows)
	v.hint.Set(widgets.ParagraphData{Text: t("service.hint"), Step: theme.Small, Token: theme.TokenText3})

	v.fillInstead(n, sv)

	v.history.fill(t("service.history"), v.historyRows(n, sv))

	rows = nil
	for i, d := range channelRows(n) {
		d.First = i == 0
		r := widgets.NewChannelRow(v.form, d)
		r.OnAction = v.openChannel
		rows = append(rows, r)
	}
	v.channels.fill(t("service.channels"), rows)
}

func (v *Service) historyRows(n *Snapshot, sv *feed.Service) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, day := range timeline(n, sv) {
		rows = append(rows, widgets.NewDayHead(v.form, day.title))
		for i, d := range day.events {
			d.First, d.Last = i == 0, i == len(day.events)-1
			rows = append(rows, widgets.NewUpdateRow(v.form, d))
		}
	}
	if len(rows) == 0 {
		rows = append(rows, widgets.NewEmptyState(v.form, widgets.EmptyStateData{
			Icon: "clock", Title: n.Loc.T("service.history.none", nil), Text: n.Loc.T("service.history.none.text", nil),
		}, nil))
	}
	return rows
}

// tapFunction follows a function on a phone, where its row is the only thing to touch.
func (v *Service) tapFunction(id string) {
	if v.form == widgets.Phone && v.snap != nil {
		follow(v.actions, v.snap, id, !v.snap.Follows[id] && !v.snap.Follows[v.id])
	}
}

func (v *Service) toggle() {
	if v.snap != nil && v.id != "" {
		follow(v.actions, v.snap, v.id, !v.snap.Follows[v.id])
	}
}

func (v *Service) openChannel(id string) {
	for _, c := range v.snap.Channels {
		if c.ID == id {
			call(v.actions.Open, c.Action)
			return
		}
	}
}

// wordedButton is a button at its own width at the left, whose words change while it is on the screen.
type wordedButton struct {
	row    *widgets.Row
	button *widgets.Button
}

func newWordedButton(form widgets.Form, tapped func()) *wordedButton {
	b := widgets.NewButton(form, widgets.ButtonData{}, tapped)
	return &wordedButton{widgets.NewRow(form, widgets.RowData{Left: []fyne.CanvasObject{b}}), b}
}

// set words the button. Its row, which nothing else tells of another width, is laid out with it.
func (b *wordedButton) set(d widgets.ButtonData) {
	before := b.button.MinSize()
	b.button.Set(d)
	if b.button.MinSize() != before {
		b.row.Refresh()
	}
}
