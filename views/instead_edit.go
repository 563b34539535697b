package views

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// standbyEditor is the dialog in which the reader writes what to use instead of a function.
type standbyEditor struct {
	rows *insteadRows
	of   failing
	old  Standby // as it was; no text: there was none

	dialog *widgets.Dialog
	column *widgets.Column
	text   *noteEntry
	left   *widgets.Paragraph
	wrong  *widgets.Column
	save   *widgets.Button
	busy   bool
}

// write opens the dialog for a function.
func (v *insteadRows) write(f failing) {
	c := fyne.CurrentApp().Driver().CanvasForObject(v.root())
	if c == nil || v.actions.PutStandby == nil || v.editor != nil && v.editor.dialog.IsOpen() {
		return
	}
	v.editor = newStandbyEditor(v, f)
	v.editor.dialog.Open(c)
	c.Focus(v.editor.text)
}

func newStandbyEditor(v *insteadRows, f failing) *standbyEditor {
	e := &standbyEditor{rows: v, of: f, old: Standby{ComponentID: f.id}}
	for _, s := range v.snap.Standbys {
		if s.ComponentID == f.id && s.GuidanceID == "" {
			e.old = s
		}
	}
	t := func(id string) string { return v.snap.Loc.T(id, nil) }
	shut := func() { e.dialog.Shut() }
	e.text = newNoteEntry(1, shut)
	e.text.name = t("instead.dialog.label")
	e.text.SetPlaceHolder(t("instead.dialog.hint"))
	e.text.SetText(e.old.Text)
	e.text.OnSubmitted = func(string) { e.keep() }
	button := func(d widgets.ButtonData, f func()) *widgets.Button {
		b := widgets.NewButton(v.form, d, f)
		b.OnEscape = shut
		return b
	}
	e.save = button(widgets.ButtonData{Kind: widgets.Primary, Label: t("instead.dialog.save")}, e.keep)
	buttons := []fyne.CanvasObject{e.save}
	if e.old.Text != "" {
		buttons = append(buttons, button(widgets.ButtonData{Label: t("instead.dialog.drop")}, func() {
			e.dialog.Shut()
			v.drop(e.old)
		}))
	}
	buttons = append(buttons, button(widgets.ButtonData{Label: t("action.cancel")}, shut))
	e.left, e.wrong = widgets.NewParagraph(widgets.ParagraphData{}), widgets.NewColumn(2)
	private := "instead.dialog.private"
	if v.snap.Replay != nil {
		private = "instead.dialog.replay"
	}
	e.column = widgets.NewColumn(12,
		widgets.NewColumn(4, widgets.NewParagraph(widgets.ParagraphData{Text: t("instead.dialog.label"), Step: theme.Body, Bold: true}), widgets.NewField(v.form, e.text)),
		e.left, e.wrong, widgets.NewParagraph(widgets.ParagraphData{Text: t(private), Step: theme.Small, Token: theme.TokenText3}))
	e.dialog = widgets.NewDialog(widgets.DialogData{
		Title: v.snap.Loc.T("instead.dialog", map[string]any{"Name": f.name}), Close: t("action.close"),
	}, e.column, widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: buttons}))
	e.dialog.OnForm = func(widgets.Form) { e.dialog.Refresh() }
	e.text.OnChanged = func(string) { e.count() }
	e.count()
	return e
}

// standbyFewLeft is from when on the dialog says how much room there is.
const standbyFewLeft = 20

// length is that of what is kept: in one line, no space around it.
func (e *standbyEditor) length() int {
	return utf8.RuneCountInString(strings.Join(strings.Fields(e.text.Text), " "))
}

// count says how much more there is room for.
func (e *standbyEditor) count() {
	left, before := MaxStandbyText-e.length(), e.left.Text()
	d := widgets.ParagraphData{Step: theme.Small, Token: theme.TokenText3}
	switch loc := e.rows.snap.Loc; {
	case left < 0:
		d.Text, d.Token = loc.N("instead.dialog.over", -left, nil), theme.Major.Word()
	case left < standbyFewLeft:
		d.Text = loc.N("instead.dialog.left", left, nil)
	}
	e.left.Set(d)
	show(e.left, d.Text != "")
	e.save.SetDisabled(left < 0 || e.busy)
	if (before == "") != (d.Text == "") && e.dialog != nil {
		e.refresh()
	}
}

func (e *standbyEditor) refresh() {
	e.column.Refresh()
	e.dialog.Refresh()
}

func (e *standbyEditor) fail(o fyne.CanvasObject) {
	e.busy = false
	e.wrong.SetItems(o)
	e.count()
	e.refresh()
}

// keep saves what was written. The dialog stays until that is done.
func (e *standbyEditor) keep() {
	v := e.rows
	switch {
	case e.busy || e.length() > MaxStandbyText:
		return
	case e.length() == 0:
		e.fail(widgets.NewParagraph(widgets.ParagraphData{Text: v.snap.Loc.T("instead.dialog.empty", nil), Step: theme.Body, Token: theme.Major.Word()}))
		return
	}
	e.busy = true
	e.count()
	next, old := e.old, e.old
	next.Text = e.text.Text
	v.actions.PutStandby(next, func(p *Problem) {
		if p != nil {
			e.fail(problemRow(p))
			return
		}
		v.focus = standbyKey(next)
		e.dialog.Shut()
		undo := func() { v.put(old, "instead.saved", nil) }
		if old.Text == "" {
			undo = func() { v.drop(next) }
		}
		v.tell("instead.saved", undo, nil)
	})
}
