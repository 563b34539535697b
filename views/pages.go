package views

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// maxPageRows is how many pages of the directory are listed at once: as many as can be looked over and leave room for where
// the list comes from; and the way to the buttons by Tab stays short.
const maxPageRows = 6

// PageSheet is the dialog that finds a status page, by its name in the directory or by its address, says what it is, and
// adds it. It opens nothing by itself: the reader presses for every page that is asked.
type PageSheet struct {
	actions *Actions
	form    widgets.Form
	loc     *i18n.Localizer
	list    *pageList

	busy    bool
	asked   int    // addresses, while busy
	host    string // that is looked at
	cancel  func()
	request PageRequest
	problem *Problem
	found   *FoundPage
	turn    int // each look has its own: what an earlier one says counts no more

	dialog *widgets.Dialog
	column *widgets.Column
	foot   *widgets.Row

	// What can have the keyboard outlives a change.
	entry                          *probeEntry
	check, allow, add, back, close *widgets.Button
	rows                           []*widgets.PickRow
	picked                         []int // what the rows stand for

	// added is told that a page was added, may be nil.
	added func()
}

// NewPageSheet makes the dialog, closed.
func NewPageSheet(a *Actions) *PageSheet {
	p := &PageSheet{actions: a}
	p.entry = newProbeEntry(p.Hide)
	p.entry.OnChanged = func(string) {
		p.problem = nil
		p.build()
	}
	p.entry.OnSubmitted = func(string) { p.enter() }
	button := func(f func()) *widgets.Button {
		b := widgets.NewButton(p.form, widgets.ButtonData{}, f)
		b.OnEscape = p.Hide
		return b
	}
	p.check, p.allow, p.add = button(p.checkTyped), button(p.allowIt), button(p.addIt)
	p.back, p.close = button(p.again), button(p.Hide)
	p.column = widgets.NewColumn(theme.Gap)
	p.foot = widgets.NewRow(p.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{p.check, p.allow, p.add, p.back, p.close}})
	p.dialog = widgets.NewDialog(widgets.DialogData{}, p.column, p.foot)
	p.dialog.OnEnter = p.enter
	p.dialog.OnShut = func() {
		p.stop()
		p.found, p.problem, p.added = nil, nil, nil
		p.entry.SetText("")
	}
	p.dialog.OnForm = func(f widgets.Form) {
		p.form = f
		p.build()
	}
	return p
}

// Open shows the dialog over a window, with an address that is looked at at once if there is one. added is told when a page
// was added.
func (p *PageSheet) Open(c fyne.Canvas, loc *i18n.Localizer, address string, added func()) {
	if c == nil {
		return
	}
	p.loc, p.added = loc, added
	if p.list == nil {
		d, err := assets.StatusPages()
		if err != nil {
			d = assets.StatusPageDirectory{} // it is part of the program: a test reads it
		}
		p.list = newPageList(d)
	}
	p.found, p.problem = nil, nil
	p.build()
	p.dialog.Open(c)
	if address = strings.TrimSpace(address); address != "" {
		p.entry.SetText(Plain(address, maxPasted))
		p.find(PageRequest{Address: address})
		return
	}
	c.Focus(p.entry)
}

// Hide closes it, as Escape does; what is under way ends.
func (p *PageSheet) Hide() { p.dialog.Shut() }

// Object is the dialog as it lies over the window.
func (p *PageSheet) Object() fyne.CanvasObject { return p.dialog }

// Reword takes another language up.
func (p *PageSheet) Reword(loc *i18n.Localizer) {
	if p.loc != nil && p.loc.Lang() != loc.Lang() && p.dialog.IsOpen() {
		p.loc = loc
		p.build()
	}
}

func (p *PageSheet) typed() string { return strings.TrimSpace(p.entry.Text) }

// enter is the key where no button has the keyboard.
func (p *PageSheet) enter() {
	switch {
	case p.busy:
	case p.found != nil:
		p.addIt()
	case p.problem != nil && p.problem.Private:
		// A permission is given by its button alone.
	case looksLikeAddress(p.typed()):
		p.checkTyped()
	case len(p.picked) > 0 && p.typed() != "":
		p.pick(0)
	}
}

func (p *PageSheet) checkTyped() {
	if t := p.typed(); t != "" {
		p.find(PageRequest{Address: t})
	}
}

// pick looks at a page of the directory: the row-th that is listed.
func (p *PageSheet) pick(row int) {
	if row < len(p.picked) {
		p.find(PageRequest{Address: p.list.directory.Pages[p.picked[row]].URL})
	}
}

func (p *PageSheet) allowIt() {
	r := p.request
	r.Local = true
	p.find(r)
}

// find begins to look at an address.
func (p *PageSheet) find(r PageRequest) {
	if p.busy || p.actions.FindPage == nil {
		return
	}
	p.turn++
	turn := p.turn
	p.busy, p.asked, p.host, p.request, p.problem, p.found = true, 0, hostIn(r.Address), r, nil, nil
	p.build()
	p.focus(p.back)
	p.cancel = p.actions.FindPage(r, func(asked int, host string) {
		if turn == p.turn {
			p.asked, p.host = asked, host
			p.build()
		}
	}, func(f *FoundPage, problem *Problem) {
		if turn != p.turn {
			return
		}
		p.busy, p.cancel, p.found, p.problem = false, nil, f, problem
		p.build()
		p.dialog.ScrollToTop()
		switch {
		case f != nil:
			p.focus(p.add)
		case problem != nil && problem.Private:
			p.focus(p.back)
		default:
			p.focus(p.entry)
		}
	})
}

func (p *PageSheet) addIt() {
	f := p.found
	if f == nil || p.busy || p.actions.AddPage == nil {
		return
	}
	p.turn++
	turn := p.turn
	p.busy, p.problem = true, nil
	p.actions.AddPage(f, func(problem *Problem) {
		if turn != p.turn {
			return
		}
		p.busy = false
		if problem != nil {
			p.found, p.problem = nil, problem
			p.build()
			return
		}
		added := p.added
		p.Hide()
		if added != nil {
			added()
		}
	})
}

// stop ends what is under way.
func (p *PageSheet) stop() {
	p.turn++
	p.busy = false
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// again goes back to the list.
func (p *PageSheet) again() {
	p.stop()
	p.found, p.problem = nil, nil
	p.build()
	p.focus(p.entry)
}

func (p *PageSheet) focus(o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p.dialog); c != nil {
		c.Focus(o)
	}
}

func (p *PageSheet) text(id string) string { return p.loc.T(id, nil) }

func (p *PageSheet) build() {
	if p.loc == nil {
		return
	}
	t := p.text
	p.dialog.Set(widgets.DialogData{Title: t("pages.title"), Close: t("action.close")})
	asks := p.problem != nil && p.problem.Private
	choosing := !p.busy && p.found == nil && !asks
	p.check.Set(widgets.ButtonData{Kind: widgets.Primary, Label: t("pages.check")})
	p.check.SetDisabled(!looksLikeAddress(p.typed()))
	p.allow.Set(widgets.ButtonData{Label: t("pages.private.allow")})
	p.add.Set(widgets.ButtonData{Kind: widgets.Primary, Label: t("pages.add")})
	p.back.Set(widgets.ButtonData{Label: t("action.cancel")})
	p.close.Set(widgets.ButtonData{Label: t("action.close")})
	show(p.check, choosing)
	show(p.allow, asks)
	show(p.add, !p.busy && p.found != nil)
	show(p.back, !choosing)
	show(p.close, choosing)
	var items []fyne.CanvasObject
	switch {
	case p.busy && p.found == nil:
		items = p.busyPart()
	case p.found != nil:
		items = []fyne.CanvasObject{p.foundPart(p.found)}
	case asks:
		items = []fyne.CanvasObject{p.privatePart()}
	default:
		items = p.choosePart()
	}
	p.column.SetItems(items...)
	p.foot.Refresh()
	p.dialog.Refresh()
}

func (p *PageSheet) line(text string, step theme.Step, bold bool, token theme.Token) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: step, Bold: bold, Token: token})
}

// choosePart is the search, what it finds, and where the list comes from.
func (p *PageSheet) choosePart() []fyne.CanvasObject {
	t := p.text
	p.entry.name = t("pages.entry")
	p.entry.SetPlaceHolder(t("pages.entry.hint"))
	items := []fyne.CanvasObject{p.line(t("pages.intro"), theme.Body, false, theme.TokenText2)}
	if p.problem != nil {
		items = append(items, problemRow(p.problem))
	}
	items = append(items, widgets.NewColumn(6, p.line(t("pages.entry"), theme.Body, true, theme.TokenText), widgets.NewField(p.form, p.entry)))
	query := p.typed()
	if looksLikeAddress(query) {
		query = hostIn(query) // its page may be in the list
	}
	found, more := p.list.find(query, p.loc.Lang(), maxPageRows)
	p.picked = found
	var rows []fyne.CanvasObject
	for i, n := range found {
		rows = append(rows, p.row(i, widgets.PickRowData{Title: p.list.name(n, p.loc.Lang()), Sub: p.list.sub(n, p.loc)}))
	}
	if len(rows) > 0 {
		items = append(items, widgets.NewColumn(0, rows...))
	}
	switch {
	case more > 0:
		items = append(items, p.line(p.loc.N("pages.more", more, nil), theme.Small, false, theme.TokenText3))
	case len(found) == 0 && !looksLikeAddress(p.typed()):
		items = append(items, p.line(t("pages.none"), theme.Body, false, theme.TokenText2))
	}
	if s := p.list.directory.Sources; len(s) > 1 {
		source := p.loc.T("pages.source", map[string]any{
			"Name": s[0].Name, "Version": s[0].Version, "Date": s[0].Date, "Licence": s[0].Licence, "Own": s[1].Date,
		})
		items = append(items, widgets.NewColumn(2,
			p.line(t("pages.unchecked"), theme.Small, false, theme.TokenText3), p.line(source, theme.Small, false, theme.TokenText3)))
	}
	return items
}

// row is the i-th row of the list; the same one each time, so that it keeps the keyboard.
func (p *PageSheet) row(i int, d widgets.PickRowData) fyne.CanvasObject {
	for len(p.rows) <= i {
		n := len(p.rows)
		r := widgets.NewPickRow(p.form, d, func() { p.pick(n) })
		r.OnEscape = p.Hide
		p.rows = append(p.rows, r)
	}
	p.rows[i].Set(d)
	p.rows[i].SetForm(p.form)
	return p.rows[i]
}

func (p *PageSheet) busyPart() []fyne.CanvasObject {
	return []fyne.CanvasObject{container.NewVBox(), widgets.NewColumn(6,
		p.line(p.loc.T("pages.busy", map[string]any{"Host": Plain(p.host, 80)}), theme.Title, true, theme.TokenText),
		p.line(p.loc.T("pages.busy.sub", map[string]any{"N": p.loc.Number(p.asked)}), theme.Body, false, theme.TokenText2))}
}

func (p *PageSheet) privatePart() fyne.CanvasObject {
	return widgets.NewColumn(8,
		p.line(p.text("pages.private"), theme.Title, true, theme.TokenText),
		p.line(p.loc.T("pages.private.what", map[string]any{"Host": Plain(p.host, 80)}), theme.Body, false, theme.TokenText2))
}

// foundPart says what was found.
func (p *PageSheet) foundPart(f *FoundPage) fyne.CanvasObject {
	t := p.text
	head := p.loc.T("pages.found", map[string]any{"Name": Plain(f.Name, nameLength), "Provider": providerWord(p.loc, f.Provider)})
	rows := []fyne.CanvasObject{
		widgets.NewColumn(2, p.line(head, theme.Title, true, theme.TokenText), p.line(Plain(f.Host, 300), theme.Body, false, theme.TokenText3)),
		p.line(foundWords(p.loc, f), theme.Lead, true, theme.TokenText),
	}
	if f.TextOnly {
		rows = append(rows, p.line(t("pages.found.text"), theme.Body, false, theme.TokenText2))
	}
	return widgets.NewColumn(12, append(rows,
		p.line(t("pages.found.unsigned"), theme.Body, false, theme.TokenText2),
		p.line(t("pages.found.polls"), theme.Small, false, theme.TokenText3))...)
}

// foundWords counts what a page lists.
func foundWords(loc *i18n.Localizer, f *FoundPage) string {
	var parts []string
	if !f.TextOnly {
		parts = append(parts, loc.N("pages.found.services", f.Services, nil))
	}
	if f.Incidents > 0 {
		parts = append(parts, loc.N("pages.found.incidents", f.Incidents, nil))
	} else {
		parts = append(parts, loc.T("pages.found.calm", nil))
	}
	if f.Maintenances > 0 {
		parts = append(parts, loc.N("pages.found.maintenances", f.Maintenances, nil))
	}
	return strings.Join(parts, loc.T("answer.comma", nil))
}

// hostIn is the host in what was typed, as far as it can be told; else all of it.
func hostIn(typed string) string {
	if _, rest, ok := strings.Cut(typed, "url="); ok {
		typed = rest
	}
	if _, rest, ok := strings.Cut(typed, "://"); ok {
		typed = rest
	}
	host, _, _ := strings.Cut(typed, "/")
	return host
}
