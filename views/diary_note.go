package views

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// noteEditor is the dialog in which a note is written.
type noteEditor struct {
	diary *Diary
	old   Note   // as it was; no ID: a new one
	about string // the change that it belongs to, in words

	dialog       *widgets.Dialog
	column       *widgets.Column
	foot         *widgets.Row
	text         *noteEntry
	time, amount *noteEntry
	left         *widgets.Paragraph
	wrong        *widgets.Column
	save         *widgets.Button
	busy         bool
}

// noteEntry is an entry of a dialog: Escape leaves it together with the dialog, Tab goes on even where lines break.
type noteEntry struct {
	entry
	escape func()
}

func newNoteEntry(lines int, escape func()) *noteEntry {
	e := &noteEntry{escape: escape}
	if lines > 1 {
		e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
		e.SetMinRowsVisible(lines)
	}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey implements fyne.Focusable.
func (e *noteEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.escape()
		return
	}
	e.Entry.TypedKey(k)
}

// AcceptsTab implements fyne.Tabbable.
func (e *noteEntry) AcceptsTab() bool { return false }

// writeNote opens a new note about now.
func (d *Diary) writeNote() {
	if d.snap != nil {
		d.edit(Note{At: d.snap.Now}, "")
	}
}

// openLine opens the note of a line, or a new one about it.
func (d *Diary) openLine(id string) {
	for _, l := range d.lines {
		if l.id() != id {
			continue
		}
		n, about := Note{At: l.at}, ""
		if l.change != nil {
			n.ChangeID = l.change.ID
			about = d.snap.Loc.T("diary.edit.at", map[string]any{"When": d.snap.Loc.At(l.at), "Text": d.teller.text(l.change)})
		}
		if l.note != nil {
			n = *l.note
		}
		d.edit(n, about)
		return
	}
}

func (d *Diary) edit(n Note, about string) {
	c := fyne.CurrentApp().Driver().CanvasForObject(d.root)
	if c == nil || d.actions.PutNote == nil {
		return
	}
	e := newNoteEditor(d, n, about)
	e.dialog.Open(c)
	c.Focus(e.text)
}

func newNoteEditor(d *Diary, n Note, about string) *noteEditor {
	e := &noteEditor{diary: d, old: n, about: about}
	t := func(id string) string { return d.snap.Loc.T(id, nil) }
	shut := func() { e.dialog.Shut() }
	e.text, e.time, e.amount = newNoteEntry(5, shut), newNoteEntry(1, shut), newNoteEntry(1, shut)
	e.text.name, e.time.name, e.amount.name = t("diary.edit.text"), t("diary.edit.time"), t("diary.edit.amount")
	e.text.SetPlaceHolder(t("diary.edit.text.hint"))
	e.time.SetPlaceHolder(t("diary.edit.time.hint"))
	e.amount.SetPlaceHolder(t("diary.edit.amount.hint"))
	e.text.SetText(n.Text)
	e.time.SetText(n.At.In(d.snap.Loc.Zone()).Format(noteTime))
	if n.Amount > 0 {
		e.amount.SetText(strconv.FormatInt(n.Amount, 10))
	}
	e.time.OnSubmitted = func(string) { e.keep() }
	e.amount.OnSubmitted = func(string) { e.keep() }

	button := func(d widgets.ButtonData, f func()) *widgets.Button {
		b := widgets.NewButton(e.diary.form, d, f)
		b.OnEscape = shut
		return b
	}
	e.save = button(widgets.ButtonData{Kind: widgets.Primary, Label: t("diary.edit.save")}, e.keep)
	buttons := []fyne.CanvasObject{e.save}
	title := "diary.edit.new"
	switch {
	case n.ID != "":
		title = "diary.edit.old"
		buttons = append(buttons, button(widgets.ButtonData{Label: t("diary.edit.delete")}, e.drop))
	case about != "":
		title = "diary.edit.about"
	}
	buttons = append(buttons, button(widgets.ButtonData{Label: t("action.cancel")}, shut))
	e.foot = widgets.NewRow(d.form, widgets.RowData{Gap: 8, Left: buttons})

	small := func(id string) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: t(id), Step: theme.Small, Token: theme.TokenText3})
	}
	label := func(id string, o *noteEntry) fyne.CanvasObject {
		return widgets.NewColumn(4, widgets.NewParagraph(widgets.ParagraphData{Text: t(id), Step: theme.Body, Bold: true}), widgets.NewField(d.form, o))
	}
	e.left, e.wrong = widgets.NewParagraph(widgets.ParagraphData{}), widgets.NewColumn(2)
	var items []fyne.CanvasObject
	if about != "" {
		items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: about, Step: theme.Body, Token: theme.TokenText2}))
	}
	private := "diary.edit.private"
	if d.snap.Replay != nil {
		private = "diary.edit.replay"
	}
	items = append(items, label("diary.edit.text", e.text), e.left,
		widgets.NewSplit(widgets.SplitData{Gap: 16, Below: 440, StackGap: 12}, label("diary.edit.time", e.time), label("diary.edit.amount", e.amount)),
		e.wrong, small(private))
	e.column = widgets.NewColumn(12, items...)
	e.text.OnChanged = func(string) { e.count() }
	e.dialog = widgets.NewDialog(widgets.DialogData{Title: t(title), Close: t("action.close")}, e.column, e.foot)
	e.dialog.OnForm = func(widgets.Form) { e.dialog.Refresh() }
	e.count()
	return e
}

// noteFewLeft is from when on the dialog says how much room there is.
const noteFewLeft = 200

// count says how much more there is room for.
func (e *noteEditor) count() {
	left, before := MaxNoteText-utf8.RuneCountInString(strings.TrimSpace(e.text.Text)), e.left.Text()
	d := widgets.ParagraphData{Step: theme.Small, Token: theme.TokenText3}
	switch loc := e.diary.snap.Loc; {
	case left < 0:
		d.Text, d.Token = loc.N("diary.edit.over", -left, nil), theme.Major.Word()
	case left < noteFewLeft:
		d.Text = loc.N("diary.edit.left", left, nil)
	}
	e.left.Set(d)
	show(e.left, d.Text != "")
	e.save.SetDisabled(left < 0 || e.busy)
	if (before == "") != (d.Text == "") && e.dialog != nil {
		e.refresh()
	}
}

func (e *noteEditor) refresh() {
	e.column.Refresh()
	e.dialog.Refresh()
}

// note is what was entered, or what to tell the reader.
func (e *noteEditor) note() (Note, string) {
	n := e.old
	var err error
	n.Text = strings.TrimSpace(e.text.Text)
	if n.At, err = noteMoment(e.time.Text, e.old.At, e.diary.snap.Loc.Zone()); err != nil {
		return n, "diary.edit.bad_time"
	}
	if n.Amount, err = noteAmount(e.amount.Text); err != nil {
		return n, "diary.edit.bad_amount"
	}
	if n.Text == "" && n.Amount == 0 {
		return n, "diary.edit.nothing"
	}
	return n, ""
}

func (e *noteEditor) fail(o fyne.CanvasObject) {
	e.busy = false
	e.wrong.SetItems(o)
	e.count()
	e.refresh()
}

// keep saves what was entered. The dialog stays until that is done.
func (e *noteEditor) keep() {
	if e.busy || utf8.RuneCountInString(strings.TrimSpace(e.text.Text)) > MaxNoteText {
		return
	}
	d := e.diary
	n, wrong := e.note()
	if wrong != "" {
		e.fail(widgets.NewParagraph(widgets.ParagraphData{Text: d.snap.Loc.T(wrong, nil), Step: theme.Body, Token: theme.Major.Word()}))
		return
	}
	old := e.old
	e.busy = true
	e.count()
	d.actions.PutNote(n, func(kept Note, p *Problem) {
		if p != nil {
			e.fail(problemRow(p))
			return
		}
		e.dialog.Shut()
		undo := func() { d.put(old) }
		if old.ID == "" {
			undo = func() { d.drop(kept) }
		}
		d.tell(diarySaid{text: d.snap.Loc.T("diary.saved", nil), undo: undo})
	})
}

func (e *noteEditor) drop() {
	if !e.busy {
		e.dialog.Shut()
		e.diary.drop(e.old)
	}
}

// put and drop keep or forget a note without a dialog, and offer to undo it.
func (d *Diary) put(n Note) {
	call2(d.actions.PutNote, n, func(_ Note, p *Problem) {
		d.tell(diarySaid{text: d.snap.Loc.T("diary.saved", nil), problem: p})
	})
}

func (d *Diary) drop(n Note) {
	call2(d.actions.DropNote, n.ID, func(p *Problem) {
		if p != nil {
			d.tell(diarySaid{problem: p})
			return
		}
		d.tell(diarySaid{text: d.snap.Loc.T("diary.deleted", nil), undo: func() { d.put(n) }})
	})
}

func call2[A, B any](f func(A, B), a A, b B) {
	if f != nil {
		f(a, b)
	}
}
