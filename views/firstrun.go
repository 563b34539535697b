package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"bokgu/app/settings"
	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// The steps of the first run.
const (
	stepLanguage = iota
	stepFeed
	stepPick
	firstRunSteps
)

// firstRunLanguages are those that the first step offers; Settings has that of the system too.
var firstRunLanguages = []string{i18n.Korean, i18n.English}

// FirstRun are the first steps: language, a feed, what to tell. It stands in place of all screens. Everything that can
// have the keyboard is made once and outlives whatever changes around it.
type FirstRun struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	step    int
	root    *fyne.Container
	body    *fyne.Container // holds the step
	foot    *narrow
	drawn   firstRunState

	back, skip, next *widgets.Button
	buttons          *widgets.Row
	skipAt           *widgets.Inset
	lang             *widgets.Segmented
	feed             *firstFeed
	pick             *firstPick
	pages            [firstRunSteps]*widgets.Page // of the steps that are pages
}

// firstRunState is what the texts of a step were last made from.
type firstRunState struct {
	step    int
	lang    string
	form    widgets.Form
	busy    bool
	problem *Problem
	typed   bool
	feeds   int
	feed    string
	offline bool
	private bool
}

// NewFirstRun makes the first step.
func NewFirstRun(a *Actions, form widgets.Form) *FirstRun {
	r := &FirstRun{actions: a, form: form, drawn: firstRunState{step: -1}, body: container.NewStack()}
	button := func(tapped func()) *widgets.Button {
		b := widgets.NewButton(form, widgets.ButtonData{}, tapped)
		b.OnEscape = r.Escape
		return b
	}
	r.back, r.skip, r.next = button(r.goBack), button(r.leave), button(r.Enter)
	r.lang = widgets.NewSegmented(form, widgets.SegmentedData{}, func(i int) {
		a.Change(func(v *settings.Values) { v.Language = firstRunLanguages[i] })
	})
	r.feed, r.pick = newFirstFeed(r), newFirstPick(r)
	r.skipAt = widgets.NewInset(widgets.InsetData{}, r.skip)
	r.buttons = widgets.NewRow(form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{r.back, r.skipAt}, Right: r.next})
	r.foot = newNarrow(form, widgets.NewInset(widgets.InsetData{Top: 10, Bottom: 12}, r.buttons), true)
	r.root = container.New(firstRunLayout{}, r.body, r.foot)
	return r
}

// Object is what the shell shows.
func (r *FirstRun) Object() fyne.CanvasObject { return r.root }

// SetForm lays the steps out for the other form.
func (r *FirstRun) SetForm(f widgets.Form) {
	if f == r.form {
		return
	}
	r.form = f
	r.foot.SetForm(f)
	r.pick.setForm(f)
	if r.snap != nil {
		r.Update(r.snap)
	}
}

// Update implements Screen.
func (r *FirstRun) Update(n *Snapshot) {
	r.snap = n
	now := firstRunState{
		step: r.step, lang: n.Loc.Lang(), form: r.form, busy: r.feed.busy, problem: r.feed.problem,
		typed: r.feed.typed(), feeds: len(n.Feeds), feed: n.Feed.Name, offline: n.NoNetwork, private: r.feed.private,
	}
	if now != r.drawn {
		entered, reworded := now.step != r.drawn.step, now.lang != r.drawn.lang || now.form != r.drawn.form
		r.drawn = now
		r.build(entered, reworded)
	}
	if r.step == stepPick {
		r.pick.update(n)
	}
}

func (r *FirstRun) redraw() {
	if r.snap != nil {
		r.Update(r.snap)
	}
}

// build words the step anew. Where the step is only entered the keyboard goes to what it begins with.
func (r *FirstRun) build(entered, reworded bool) {
	r.word()
	switch r.step {
	case stepLanguage:
		r.show(r.welcome()...)
	case stepFeed:
		r.show(r.feed.rows()...)
	case stepPick:
		if entered || reworded {
			r.pick.build()
			r.put(r.pick.board)
		}
	}
	if c := r.canvas(); c != nil && entered {
		c.Unfocus()
		if r.step == stepFeed {
			c.Focus(r.feed.address)
		}
	}
}

// word brings the row of buttons up to date.
func (r *FirstRun) word() {
	r.back.Set(widgets.ButtonData{Label: r.text("action.back")})
	r.skip.Set(widgets.ButtonData{Kind: widgets.Link, Label: r.text("action.skip")})
	next := "action.next"
	switch {
	case r.step == stepPick:
		next = "firstrun.start"
	case r.step == stepFeed && r.feed.typed():
		next = "firstrun.feed.check"
	case r.step == stepFeed && len(r.snap.Feeds) == 0:
		next = "firstrun.feed.without"
	}
	r.next.Set(widgets.ButtonData{Kind: widgets.Primary, Label: r.text(next)})
	at := widgets.InsetData{}
	if r.form == widgets.Desktop {
		at.Top = 4 // a link is 28 high there, its neighbours 36
	}
	r.skipAt.Set(at)
	r.next.SetDisabled(r.step == stepFeed && r.feed.busy)
	show(r.back, r.step > stepLanguage)
	r.foot.wide = r.step == stepPick
	r.skipAt.Refresh()
	r.buttons.Refresh() // nothing else tells it of other words
	r.foot.Refresh()
	r.root.Refresh()
}

// show puts rows on the page of the present step.
func (r *FirstRun) show(rows ...fyne.CanvasObject) {
	column := widgets.NewColumn(theme.Gap, rows...)
	column.SetForm(r.form)
	top := float32(8)
	if r.form == widgets.Desktop {
		top = 40 // a short page does not hang under the edge of a tall window
	}
	offset := float32(0)
	if old := r.pages[r.step]; old != nil {
		offset = old.Offset()
	}
	page := widgets.NewPage(r.form, widgets.NewInset(widgets.InsetData{Top: top}, newNarrow(r.form, column, false)))
	r.pages[r.step] = page
	r.put(page)
	page.SetOffset(offset)
}

func (r *FirstRun) put(o fyne.CanvasObject) {
	r.body.Objects = []fyne.CanvasObject{o}
	r.body.Refresh()
}

func (r *FirstRun) text(id string) string { return r.snap.Loc.T(id, nil) }

// head is the title of a step under how far one is.
func (r *FirstRun) head(title, what string) fyne.CanvasObject {
	step := r.snap.Loc.T("firstrun.step", map[string]any{"N": r.step + 1, "Total": firstRunSteps})
	return widgets.NewColumn(8,
		newDots(r.step, step),
		widgets.NewParagraph(widgets.ParagraphData{Text: title, Step: theme.HeroTight, Bold: true}),
		widgets.NewParagraph(widgets.ParagraphData{Text: what, Step: theme.Lead, Token: theme.TokenText2}),
	)
}

// card is a card of a step.
func (r *FirstRun) card(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	side := float32(20)
	if r.form == widgets.Phone {
		side = 12 // the longest choice in letters of 200 % just fits
	}
	if title != "" {
		rows = append([]fyne.CanvasObject{widgets.NewParagraph(widgets.ParagraphData{Text: title, Step: theme.Body, Bold: true})}, rows...)
	}
	column := widgets.NewColumn(12, rows...)
	column.SetForm(r.form)
	return widgets.NewCard(widgets.CardData{}, nil, widgets.NewInset(widgets.InsetData{Top: 16, Right: side, Bottom: 18, Left: side}, column))
}

// together sets controls beside each other, below each other where there is no room.
func (r *FirstRun) together(controls ...fyne.CanvasObject) fyne.CanvasObject {
	row := widgets.NewRow(r.form, widgets.RowData{Gap: 8, Left: controls})
	row.SetForm(r.form)
	return row
}

func (r *FirstRun) said(text string, token theme.Token) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Token: token})
}

// welcome is the first step.
func (r *FirstRun) welcome() []fyne.CanvasObject {
	d := widgets.SegmentedData{}
	for i, lang := range firstRunLanguages {
		d.Labels = append(d.Labels, r.text("language."+lang))
		if lang == r.snap.Loc.Lang() {
			d.Selected = i
		}
	}
	r.lang.Set(d)
	r.lang.SetForm(r.form)
	mark := &canvas.Image{Resource: appMark, FillMode: canvas.ImageFillContain}
	mark.SetMinSize(fyne.NewSquareSize(theme.U(56)))
	return []fyne.CanvasObject{
		widgets.NewRow(r.form, widgets.RowData{Left: []fyne.CanvasObject{mark}}),
		r.head(r.text("firstrun.welcome"), r.text("firstrun.what")),
		r.card(r.text("settings.language"), r.together(r.lang)),
		widgets.NewParagraph(widgets.ParagraphData{Text: r.text("settings.about.independent"), Step: theme.Small, Token: theme.TokenText3}),
	}
}

var appMark = fyne.NewStaticResource("app.png", assets.AppSmall())

// Enter goes on: it is the button at the right, and the key where no control has the keyboard.
func (r *FirstRun) Enter() {
	switch {
	case r.snap == nil:
	case r.step == stepPick:
		call(r.actions.EndFirstRun, true)
	case r.step == stepFeed && r.feed.busy:
	case r.step == stepFeed && r.feed.typed():
		r.feed.add()
	default:
		r.goTo(r.step + 1)
	}
}

// Escape goes back a step. The first one can only be left by a button: nobody shall lose the steps by a key.
func (r *FirstRun) Escape() { r.goBack() }

func (r *FirstRun) goBack() {
	if r.step > stepLanguage {
		r.goTo(r.step - 1)
	}
}

func (r *FirstRun) goTo(step int) {
	r.step = step
	r.redraw()
}

// leave skips what is left of the steps.
func (r *FirstRun) leave() { call(r.actions.EndFirstRun, true) }

func (r *FirstRun) canvas() fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(r.root)
}
