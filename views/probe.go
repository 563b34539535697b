package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Probe is the dialog that measures "is it me or is it them?": first it says
// who would be asked and lets the reader choose, then it shows what was found
// beside what the operator says.
type Probe struct {
	actions *ProbeActions
	data    *ProbeData
	form    widgets.Form
	bad     bool // what was typed is no host name

	dialog *widgets.Dialog
	column *widgets.Column
	foot   *widgets.Row

	// What can have the keyboard outlives a change.
	rows               map[string]*widgets.CheckRow
	entry              *probeEntry
	add                *widgets.Button
	run, cancel, close *widgets.Button
	bar                *widgets.Progress
}

// NewProbe makes the dialog, closed.
func NewProbe(a *ProbeActions) *Probe {
	p := &Probe{actions: a, rows: make(map[string]*widgets.CheckRow)}
	p.entry = newProbeEntry(p.Hide)
	p.entry.OnSubmitted = func(string) { p.addHost() }
	p.add = p.button(p.addHost)
	p.run, p.cancel, p.close = p.button(p.begin), p.button(a.Cancel), p.button(p.Hide)
	p.bar = widgets.NewProgress(widgets.ProgressData{})
	p.column = widgets.NewColumn(theme.Gap)
	p.foot = widgets.NewRow(p.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{p.run, p.cancel, p.close}})
	p.dialog = widgets.NewDialog(widgets.DialogData{}, p.column, p.foot)
	p.dialog.OnEnter = p.begin
	p.dialog.OnShut = func() {
		if p.data != nil && p.data.State == ProbeRunning {
			a.Cancel()
		}
		a.Closed()
	}
	p.dialog.OnForm = func(f widgets.Form) {
		p.form = f
		p.build()
	}
	return p
}

func (p *Probe) button(f func()) *widgets.Button {
	b := widgets.NewButton(p.form, widgets.ButtonData{}, f)
	b.OnEscape = p.Hide
	return b
}

// Show opens the dialog over a window; give it data by Update first.
func (p *Probe) Show(c fyne.Canvas) { p.dialog.Open(c) }

// Hide closes it, as Escape does.
func (p *Probe) Hide() { p.dialog.Shut() }

// Object is the dialog as it lies over the window.
func (p *Probe) Object() fyne.CanvasObject { return p.dialog }

// Update shows d. While a measurement runs only the bar moves.
func (p *Probe) Update(d *ProbeData) {
	before := p.data
	p.data = d
	if before != nil && before.State == ProbeRunning && d.State == ProbeRunning && before.Loc == d.Loc {
		p.setBar()
		return
	}
	p.build()
	if before == nil || before.State != d.State {
		p.dialog.ScrollToTop() // the answer stands there
	}
}

// ready reports whether there is anything to measure.
func (p *Probe) ready() bool {
	return p.data != nil && p.data.State != ProbeRunning && (p.data.Feed != "" || p.approved() > 0)
}

func (p *Probe) approved() int {
	n := 0
	for _, h := range p.data.Hosts {
		if h.Approved {
			n++
		}
	}
	return n
}

func (p *Probe) begin() {
	if p.ready() {
		p.actions.Run()
	}
}

func (p *Probe) addHost() {
	if p.data == nil || p.data.State == ProbeRunning {
		return
	}
	p.bad = !p.actions.Add(p.entry.Text)
	if !p.bad {
		p.entry.SetText("")
	}
	p.build()
}

func (p *Probe) text(id string) string { return p.data.Loc.T(id, nil) }

func (p *Probe) build() {
	if p.data == nil {
		return
	}
	t := p.text
	p.dialog.Set(widgets.DialogData{Title: t("probe.title"), Close: t("action.close")})
	running := p.data.State == ProbeRunning
	label := "probe.run"
	if p.data.State == ProbeDone {
		label = "probe.again"
	}
	p.run.Set(widgets.ButtonData{Kind: widgets.Primary, Label: t(label)})
	p.run.SetDisabled(!p.ready())
	p.cancel.Set(widgets.ButtonData{Label: t("action.cancel")})
	p.close.Set(widgets.ButtonData{Label: t("action.close")})
	show(p.run, !running)
	show(p.cancel, running)

	var items []fyne.CanvasObject
	switch {
	case running:
		items = p.runningPart()
	case p.data.State == ProbeDone && p.data.Problem != nil:
		items = []fyne.CanvasObject{problemRow(p.data.Problem)}
	case p.data.State == ProbeDone && p.data.Result != nil:
		items = p.resultPart(p.data.Result)
	default:
		items = []fyne.CanvasObject{p.paragraph(t("probe.intro"), theme.Lead, theme.TokenText2)}
		if p.data.Offline {
			items = append(items, p.offlineNote(t("probe.offline")))
		}
	}
	items = append(items, p.operatorPart())
	if !running {
		items = append(items, p.hostsPart())
	}
	p.column.SetItems(items...)
	p.foot.Refresh()
	p.dialog.Refresh()
}

func (p *Probe) paragraph(text string, step theme.Step, token theme.Token) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: step, Token: token})
}

// offlineNote says that there is no network.
func (p *Probe) offlineNote(text string) fyne.CanvasObject {
	return widgets.NewInset(widgets.Sunken(), widgets.NewColumn(2,
		widgets.NewRow(p.form, widgets.RowData{Left: []fyne.CanvasObject{widgets.NewIcon(widgets.IconData{Name: "offline", Token: theme.TokenText2})}}),
		widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Bold: true})))
}

func (p *Probe) runningPart() []fyne.CanvasObject {
	p.setBar()
	return []fyne.CanvasObject{
		widgets.NewColumn(10,
			widgets.NewParagraph(widgets.ParagraphData{Text: p.text("probe.running"), Step: theme.Title, Bold: true}),
			p.bar,
			p.paragraph(p.text("probe.running.sub"), theme.Body, theme.TokenText2),
		),
	}
}

func (p *Probe) setBar() {
	p.bar.Set(widgets.ProgressData{Done: p.data.Done, Total: p.data.Total, Label: p.text("probe.running")})
}

// hostsPart lists who may be asked.
func (p *Probe) hostsPart() fyne.CanvasObject {
	t, d := p.text, p.data
	rows := []fyne.CanvasObject{}
	if d.Feed != "" {
		rows = append(rows, p.row("", widgets.CheckRowData{On: true, Fixed: true, Title: d.Feed, Sub: t("probe.host.feed")}))
	}
	n := p.approved()
	full := d.Max > 0 && n >= d.Max
	for _, h := range d.Hosts {
		sub := Plain(h.Label, 80)
		if h.Typed {
			sub = t("probe.host.typed")
		}
		rows = append(rows, p.row(h.Name, widgets.CheckRowData{On: h.Approved, Fixed: full && !h.Approved, Title: h.Name, Sub: sub}))
	}
	p.add.Set(widgets.ButtonData{Label: t("probe.host.add")})
	p.add.SetForm(p.form)
	p.add.SetDisabled(full)
	p.entry.SetPlaceHolder(t("probe.host.hint"))
	items := []fyne.CanvasObject{
		widgets.NewColumn(2,
			widgets.NewParagraph(widgets.ParagraphData{Text: t("probe.hosts"), Step: theme.Lead, Bold: true}),
			p.paragraph(t("probe.hosts.sub"), theme.Body, theme.TokenText2)),
		widgets.NewColumn(0, rows...),
	}
	note := ""
	switch {
	case full:
		note = d.Loc.N("probe.hosts.full", d.Max, nil)
	case len(d.Hosts) == 0:
		note = t("probe.hosts.none")
	case n == 0:
		note = t("probe.hosts.choose")
	}
	if note != "" {
		items = append(items, p.paragraph(note, theme.Body, theme.TokenText2))
	}
	if crowded(p.form) {
		items = append(items, widgets.NewField(p.form, p.entry), widgets.NewRow(p.form, widgets.RowData{Left: []fyne.CanvasObject{p.add}}))
	} else {
		items = append(items, container.New(besideLayout{}, widgets.NewField(p.form, p.entry), p.add))
	}
	if p.bad {
		items = append(items, p.paragraph(t("probe.host.bad"), theme.Body, theme.Major.Word()))
	}
	return widgets.NewColumn(10, items...)
}

// row is the row of a host; the same one each time, so that it keeps the
// keyboard. The feed's has no name here: it is not to be chosen.
func (p *Probe) row(host string, d widgets.CheckRowData) fyne.CanvasObject {
	r, ok := p.rows[host]
	if !ok {
		r = widgets.NewCheckRow(p.form, d, func(on bool) { p.actions.Approve(host, on) })
		r.OnEscape = p.Hide
		p.rows[host] = r
	}
	r.Set(d)
	r.SetForm(p.form)
	return r
}

// probeEntry is an entry that Escape leaves together with the dialog.
type probeEntry struct {
	entry
	escape func()
}

func newProbeEntry(escape func()) *probeEntry {
	e := &probeEntry{escape: escape}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *probeEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.escape()
		return
	}
	e.Entry.TypedKey(k)
}

// besideLayout sets an entry and, at the right end, its button, both in the middle of the height. The entry gets what the
// button leaves.
type besideLayout struct{}

func (besideLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	entry, button := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(button.Width+theme.U(60), max(entry.Height, button.Height))
}

func (besideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	entry, button := o[0].MinSize(), o[1].MinSize()
	o[1].Resize(button)
	o[1].Move(fyne.NewPos(size.Width-button.Width, (size.Height-button.Height)/2))
	o[0].Resize(fyne.NewSize(max(0, size.Width-button.Width-theme.U(12)), entry.Height))
	o[0].Move(fyne.NewPos(0, (size.Height-entry.Height)/2))
}
