package views

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"bokgu/app/settings"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// Settings is where feeds, alerts and the app's own look are chosen.
type Settings struct {
	actions *Actions
	form    widgets.Form
	root    *fyne.Container
	snap    *Snapshot
	drawn   settingsState

	// The entries outlive a rebuild: what is being typed must not be lost when
	// a feed connects meanwhile.
	address, token, newToken *entry
	newName                  *entry
	renaming                 string // id of the feed that gets another name
	busy                     bool
	problem                  *Problem
	outcome                  string // message id of a success, "" for none
	moved                    transfer
	network                  *networkForm
	networkAt                fyne.CanvasObject // its card

	// controls are those that keep the keyboard over a rebuild, by what they do.
	controls map[string]fyne.Focusable

	page     *widgets.Page
	licences *licenceSheet
	atLogin  *Problem // why the app could not be made to start at login
}

// settingsState is what the screen was last made from.
type settingsState struct {
	values  settings.Values
	lang    string
	form    widgets.Form
	feeds   string
	feed    string
	replay  bool
	drill   bool
	tray    bool
	rename  string
	busy    bool
	problem *Problem
	outcome string
	alerts  string
	moved   transfer
	network networkState
	login   AtLogin
	atLogin *Problem
}

// NewSettings makes the screen.
func NewSettings(a *Actions, form widgets.Form) *Settings {
	s := &Settings{actions: a, form: form, root: container.NewStack(), network: newNetworkForm(), licences: newLicenceSheet()}
	s.address, s.token, s.newToken = newEntry(), newPasswordEntry(), newPasswordEntry()
	s.newName = newEntry()
	s.newName.OnSubmitted = func(string) { s.saveName() }
	s.address.OnSubmitted = func(string) { s.add() }
	s.token.OnSubmitted = func(string) { s.add() }
	s.newToken.OnSubmitted = func(string) { s.saveToken() }
	s.network.address.OnSubmitted = func(string) { s.saveNetwork() }
	s.network.user.OnSubmitted = func(string) { s.saveNetwork() }
	s.network.password.OnSubmitted = func(string) { s.saveNetwork() }
	s.page = widgets.NewPage(form, widgets.NewColumn(theme.Gap))
	return s
}

// Object is what the shell shows.
func (s *Settings) Object() fyne.CanvasObject { return s.root }

// SetForm rebuilds the screen for the other form.
func (s *Settings) SetForm(f widgets.Form) {
	if f == s.form {
		return
	}
	s.form = f
	if s.snap != nil {
		s.Update(s.snap)
	}
}

// Update implements Screen.
func (s *Settings) Update(n *Snapshot) {
	s.snap = n
	feeds := ""
	for _, f := range n.Feeds {
		feeds += f.ID + "\x00" + f.Name + "\x00" + string(f.Token) + "\x00" + strconv.FormatBool(f.Private) + "\x00" + f.Official + "\x00" + f.Link + "\n"
	}
	now := settingsState{
		values: n.Settings, lang: n.Loc.Lang(), form: s.form, feeds: feeds, feed: n.Feed.ID,
		replay: n.Replay != nil, drill: n.Replay != nil && n.Replay.Drill, tray: n.Tray, rename: s.renaming, busy: s.busy, problem: s.problem, outcome: s.outcome,
		moved: s.moved, network: s.networkState(), login: n.AtLogin, atLogin: s.atLogin,
		alerts: fmt.Sprint(n.Quiet, n.Snooze, n.SnoozeUntil.Unix(), n.Preview, n.Blocked),
	}
	if now == s.drawn {
		return
	}
	s.drawn = now
	s.build()
}

// redraw shows what has changed here and not in the snapshot.
func (s *Settings) redraw() { s.Update(s.snap) }

func (s *Settings) build() {
	entry, control := s.focused()
	s.controls = make(map[string]fyne.Focusable)
	t := s.text
	s.address.SetPlaceHolder(t("settings.feed.address.hint"))
	s.token.name = t("settings.feed.token")
	s.newToken.SetPlaceHolder(t("settings.feed.token.new"))
	cards := []fyne.CanvasObject{
		widgets.NewHeading(s.form, widgets.HeadingData{Title: t("settings.title"), Sub: t("settings.sub")}),
		s.feedCard(), s.replayCard(), s.alertCard(), s.lookCard(),
	}
	s.networkAt = s.networkCard()
	if s.snap.Tray || s.snap.AtLogin != AtLoginNever {
		cards = append(cards, s.windowCard())
	}
	cards = append(cards, s.networkAt, s.dataCard(), s.firstRunCard())
	if !s.snap.OnPhone {
		cards = append(cards, s.keysCard())
	}
	cards = append(cards, s.aboutCard())
	column := widgets.NewColumn(theme.Gap, cards...)
	offset := s.page.Offset()
	s.page = widgets.NewPage(s.form, column)
	s.page.SetForm(s.form)
	s.root.Objects = []fyne.CanvasObject{s.page}
	s.root.Refresh()
	s.page.SetOffset(offset)
	c := fyne.CurrentApp().Driver().CanvasForObject(s.root)
	switch again := s.controls[control]; {
	case c == nil:
	case entry != nil:
		c.Focus(entry)
	case again != nil:
		c.Focus(again)
	}
}

// focused returns what has the keyboard: an entry, or the name of a control.
func (s *Settings) focused() (*entry, string) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s.root)
	if c == nil || c.Focused() == nil {
		return nil, ""
	}
	if e, ok := c.Focused().(*entry); ok {
		return e, ""
	}
	for name, o := range s.controls {
		if o == c.Focused() {
			return nil, name
		}
	}
	return nil, ""
}

// named lets a control keep the keyboard when the screen is made anew. The name
// is the same each time.
func named[T fyne.CanvasObject](s *Settings, name string, o T) T {
	if f, ok := any(o).(fyne.Focusable); ok {
		s.controls[name] = f
	}
	return o
}

func (s *Settings) text(id string) string { return s.snap.Loc.T(id, nil) }

// side is the inset of a card, at a text scale of 100 %.
func (s *Settings) side() float32 {
	if s.form == widgets.Phone {
		return 16
	}
	return 20
}

// block puts rows into a card.
func (s *Settings) block(title, sub string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	side := s.side()
	col := widgets.NewColumn(12, rows...)
	col.SetForm(s.form)
	return widgets.NewCard(widgets.CardData{Title: title, Sub: sub, Rule: true}, nil,
		widgets.NewInset(widgets.InsetData{Top: 14, Right: side, Bottom: 18, Left: side}, col))
}

// row is a label with a control at its right, on a phone below it where the
// control is wide.
func (s *Settings) row(label string, wide bool, control fyne.CanvasObject) fyne.CanvasObject {
	if wide && s.form == widgets.Phone {
		name := widgets.NewParagraph(widgets.ParagraphData{Text: label, Step: theme.Body, Bold: true})
		if _, several := control.(*widgets.Row); !several { // a row in a row would be as narrow as the widest in it
			control = s.together(control)
		}
		return widgets.NewColumn(6, name, control)
	}
	return widgets.NewLabelled(s.form, label, control)
}

// together sets controls beside each other.
func (s *Settings) together(controls ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewRow(s.form, widgets.RowData{Gap: 8, Left: controls})
}

func (s *Settings) toggle(label string, on bool, set func(*settings.Values, bool)) fyne.CanvasObject {
	return s.row(label, false, named(s, label, widgets.NewSwitch(s.form, widgets.ToggleData{On: on, Label: label}, func(on bool) {
		s.actions.Change(func(v *settings.Values) { set(v, on) })
	})))
}

// choose is one of a few values, by message ids "<prefix>.<value>".
func (s *Settings) choose(label, prefix string, values []string, now string, set func(*settings.Values, string)) fyne.CanvasObject {
	d := widgets.SegmentedData{Name: label}
	for i, v := range values {
		d.Labels = append(d.Labels, s.text(prefix+"."+v))
		if v == now {
			d.Selected = i
		}
	}
	return s.row(label, true, widgets.NewSegmented(s.form, d, func(i int) {
		s.actions.Change(func(v *settings.Values) { set(v, values[i]) })
	}))
}

func (s *Settings) lookCard() fyne.CanvasObject {
	v, t := s.snap.Settings, s.text
	scale := func(by int) func() {
		return func() {
			s.actions.Change(func(v *settings.Values) { v.TextScale += by })
		}
	}
	less := widgets.NewButton(s.form, widgets.ButtonData{Label: "−", Say: t("settings.text.less")}, scale(-settings.TextScaleStep))
	more := widgets.NewButton(s.form, widgets.ButtonData{Label: "+", Say: t("settings.text.more")}, scale(settings.TextScaleStep))
	less.SetDisabled(v.TextScale <= settings.MinTextScale)
	more.SetDisabled(v.TextScale >= settings.MaxTextScale)
	size := widgets.NewLine(widgets.LineData{Text: s.snap.Loc.T("settings.text.percent", map[string]any{"N": v.TextScale}), Step: theme.Body})
	width := container.NewGridWrap(fyne.NewSize(max(theme.U(48), size.Width()), size.MinSize().Height), size)
	return s.block(t("settings.look"), "",
		s.choose(t("settings.language"), "language", settings.Languages, v.Language, func(v *settings.Values, x string) { v.Language = x }),
		s.choose(t("settings.theme"), "theme", settings.Themes, v.Theme, func(v *settings.Values, x string) { v.Theme = x }),
		s.row(t("settings.text"), true, s.together(less, container.NewCenter(width), more)),
	)
}

func (s *Settings) windowCard() fyne.CanvasObject {
	v, t := s.snap.Settings, s.text
	var rows []fyne.CanvasObject
	if s.snap.AtLogin != AtLoginNever {
		label := t("settings.window.login")
		rows = append(rows, s.row(label, false, named(s, label, widgets.NewSwitch(s.form, widgets.ToggleData{On: s.snap.AtLogin == AtLoginOn, Label: label}, s.startAtLogin))))
		if s.atLogin != nil {
			rows = append(rows, problemRow(s.atLogin))
		}
	}
	if s.snap.Tray {
		rows = append(rows,
			s.toggle(t("settings.window.tray"), v.CloseToTray, func(v *settings.Values, on bool) { v.CloseToTray = on }),
			s.toggle(t("settings.window.hidden"), v.StartHidden, func(v *settings.Values, on bool) { v.StartHidden = on }),
		)
	}
	return s.block(t("settings.window"), "", rows...)
}

// startAtLogin asks for it. Where it cannot be done the switch goes back to what the system has.
func (s *Settings) startAtLogin(on bool) {
	s.actions.StartAtLogin(on, func(p *Problem) {
		s.atLogin = p
		s.redraw()
	})
}

// Replays are the recorded outages that the app brings along.
var Replays = []string{"kakao-2022", "kakao-article"}

func (s *Settings) replayCard() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	button := func(id, icon string, start func(string), name string) fyne.CanvasObject {
		say := spokenOf(s.snap.Loc, s.text(id), s.text("settings.replay."+name))
		return widgets.NewButton(s.form, widgets.ButtonData{Label: s.text(id), Icon: icon, Say: say}, func() {
			start(name)
			s.actions.Navigate(Route{Screen: ScreenStatus})
		})
	}
	for _, name := range Replays {
		play, drill := button("settings.replay.start", "play", s.actions.StartReplay, name), button("settings.replay.drill", "replay", s.actions.StartDrill, name)
		var both fyne.CanvasObject = container.NewHBox(play, drill)
		if s.form == widgets.Phone {
			both = s.together(play, drill) // below each other, where letters are large
		}
		rows = append(rows, s.row(s.text("settings.replay."+name), true, both))
	}
	if r := s.snap.Replay; r != nil && r.Control {
		id := "settings.replay.end"
		if r.Drill {
			id = "settings.drill.end"
		}
		rows = append(rows, s.together(widgets.NewButton(s.form, widgets.ButtonData{Label: s.text(id)}, s.actions.EndReplay)))
	}
	rows = append(rows, widgets.NewParagraph(widgets.ParagraphData{Text: s.text("settings.replay.drill.sub"), Step: theme.Small, Token: theme.TokenText3}))
	return s.block(s.text("settings.replay"), s.text("settings.replay.sub"), rows...)
}

func (s *Settings) aboutCard() fyne.CanvasObject {
	p := func(id string) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: s.text(id), Step: theme.Body, Token: theme.TokenText2})
	}
	licences := widgets.NewButton(s.form, widgets.ButtonData{Label: s.text("settings.licences")}, func() { s.licences.show(s.snap.Loc, s.root) })
	return s.block(s.text("settings.about"), "", p("settings.about.independent"), p("settings.about.private"), p("settings.about.licence"),
		s.together(named(s, "licences", licences)))
}

// confirmRemove asks before a feed and what is kept of it go.
func (s *Settings) confirmRemove(f Feed) {
	w := fyne.CurrentApp().Driver().AllWindows()
	if len(w) == 0 {
		return
	}
	ask := s.snap.Loc.T("settings.feed.remove.ask", map[string]any{"Name": Plain(f.Name, 60)})
	dialog.ShowCustomConfirm(s.text("settings.feed.remove"), s.text("action.remove"), s.text("action.cancel"), NewNote(ask), func(yes bool) {
		if yes {
			s.actions.RemoveFeed(f.ID)
		}
	}, w[0])
}
