package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// failing is a function, or a service as a whole, for which something else may be used.
type failing struct {
	id    string
	name  string // as it is called where the row stands
	state feed.ComponentStatus
}

// dead tells whether it does not work, as far as is known.
func (f failing) dead() bool { return f.state != feed.Operational }

// insteadRows are the rows in which the reader sees and chooses what to use instead. Guidance and Service each have them.
type insteadRows struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	root    func() fyne.CanvasObject // what is in the window
	changed func()                   // the message has another height, or is gone

	said    string // how the last choice went
	undo    func()
	problem *Problem
	editor  *standbyEditor

	rows  map[string]*widgets.AlternativeRow // by component and guidance
	heads map[string]*widgets.AlternativeRow // the first of a component
	focus string                             // the row to give the keyboard back to
}

func newInsteadRows(a *Actions, root func() fyne.CanvasObject, changed func()) *insteadRows {
	return &insteadRows{actions: a, root: root, changed: changed}
}

// begin forgets the rows; add follows for every function.
func (v *insteadRows) begin(n *Snapshot, form widgets.Form) {
	if v.snap != nil && v.snap.Feed.ID != n.Feed.ID {
		v.forget() // an undo would be of another feed
	}
	v.snap, v.form = n, form
	for key, r := range v.rows {
		if r.HasFocus() {
			v.focus = key
		}
	}
	for id, r := range v.heads {
		if r.HasFocus() && v.focus == "" {
			v.focus = id + "\x00"
		}
	}
	v.rows, v.heads = map[string]*widgets.AlternativeRow{}, map[string]*widgets.AlternativeRow{}
}

// forget puts away how the last choice went.
func (v *insteadRows) forget() { v.said, v.undo, v.problem, v.focus = "", nil, nil, "" }

// end gives the keyboard back to the row that had it, or to the first one of its function.
func (v *insteadRows) end() {
	r := v.rows[v.focus]
	if r == nil {
		id, _, _ := strings.Cut(v.focus, "\x00")
		r = v.heads[id]
	}
	if v.focus == "" || r == nil || v.editor != nil && v.editor.dialog.IsOpen() {
		return
	}
	v.focus = ""
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.root()); c != nil {
		r.Focus(c)
	}
}

func standbyKey(s Standby) string { return s.ComponentID + "\x00" + s.GuidanceID }

// add makes the rows of a function: one for everything to use instead, what the reader chose first. Without any there is
// one if empty says so, to write something into.
func (v *insteadRows) add(f failing, first, empty bool) []fyne.CanvasObject {
	list := optionsOf(v.snap, f.id, !f.dead())
	var out []fyne.CanvasObject
	put := func(d widgets.AlternativeRowData) *widgets.AlternativeRow {
		d.Look, d.Name = lookOf(v.snap, f.state), f.name
		d.Word = v.snap.Loc.T("state."+stateWord(f.state), nil)
		d.First, d.Again = first && len(out) == 0, len(out) > 0
		r := widgets.NewAlternativeRow(v.form, d)
		r.OnWrite = func() { v.write(f) }
		if len(out) == 0 {
			v.heads[f.id] = r
		}
		out = append(out, r)
		return r
	}
	say := func(id string, o option) string {
		return v.snap.Loc.T(id, map[string]any{"Name": f.name, "To": Plain(o.text, MaxStandbyText)})
	}
	t := func(id string) string { return v.snap.Loc.T(id, nil) }
	can := v.actions.PutStandby != nil
	for i, o := range list {
		d := widgets.AlternativeRowData{To: o.text}
		word := "instead.pick"
		switch {
		case o.mine && o.own():
			d.Mine, word = t("instead.own"), "instead.edit"
		case o.mine:
			d.Mine, word = t("instead.mine"), "instead.drop"
		}
		if o.gone != "" {
			d.Note = v.snap.Loc.T("instead.gone", map[string]any{"Why": o.gone})
		}
		if can {
			d.Press, d.Say = t(word), say(word+".say", o)
			if i == 0 && !o.own() {
				d.Write, d.Tell = t("instead.write"), say("instead.write.say", o)
			}
		}
		r := put(d)
		v.rows[standbyKey(o.standby)] = r
		r.OnPress = func() { v.press(f, o) }
	}
	if len(list) == 0 && empty && can {
		put(widgets.AlternativeRowData{
			To: t("instead.none"), Quiet: true, Write: t("instead.write"), Tell: say("instead.write.say", option{}),
		})
	}
	return out
}

// press chooses, takes out or edits.
func (v *insteadRows) press(f failing, o option) {
	v.focus = standbyKey(o.standby)
	switch {
	case o.own():
		v.write(f)
	case o.mine:
		v.drop(o.standby)
	default:
		v.put(o.standby, "instead.picked", func() { v.drop(o.standby) })
	}
}

// put keeps a choice and says so, with the way back.
func (v *insteadRows) put(s Standby, said string, undo func()) {
	call2(v.actions.PutStandby, s, func(p *Problem) { v.tell(said, undo, p) })
}

func (v *insteadRows) drop(s Standby) {
	call2(v.actions.DropStandby, s, func(p *Problem) {
		v.tell("instead.dropped", func() { v.put(s, "instead.picked", func() { v.drop(s) }) }, p)
	})
}

func (v *insteadRows) tell(said string, undo func(), p *Problem) {
	v.said, v.undo, v.problem = said, undo, p
	v.changed()
}

// message says how the last choice went, nil if there was none.
func (v *insteadRows) message() fyne.CanvasObject {
	switch {
	case v.problem != nil:
		return problemRow(v.problem)
	case v.said == "":
		return nil
	}
	said := v.snap.Loc.T(v.said, nil)
	if v.undo == nil {
		return successRow(said)
	}
	return widgets.NewLabelled(v.form, said, widgets.NewButton(v.form, widgets.ButtonData{Label: v.snap.Loc.T("instead.undo", nil)}, v.undo))
}

// invite tells quietly, as long as nothing is chosen, what choosing is good for; nil otherwise.
func (v *insteadRows) invite() fyne.CanvasObject {
	if len(v.snap.Standbys) > 0 || v.actions.PutStandby == nil {
		return nil
	}
	return widgets.NewParagraph(widgets.ParagraphData{Text: v.snap.Loc.T("instead.invite", nil), Step: theme.Small, Token: theme.TokenText3})
}

// standbysKey is the choices in one string, to see whether they changed.
func standbysKey(s *Snapshot) string {
	var b strings.Builder
	for _, st := range s.Standbys {
		b.WriteString(st.ComponentID + "\x00" + st.GuidanceID + "\x00" + st.Text + "\x01")
	}
	return b.String()
}

// chosenFirst puts the functions with a choice of the reader before the others, else as they were.
func chosenFirst(s *Snapshot, list []failing) []failing {
	mine := func(f failing) int {
		if slices.ContainsFunc(s.Standbys, func(st Standby) bool { return st.ComponentID == f.id }) {
			return 0
		}
		return 1
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b failing) int { return mine(a) - mine(b) })
	return out
}
