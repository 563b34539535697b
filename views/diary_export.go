package views

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// diaryExport is the dialog in which a file of the diary is made.
type diaryExport struct {
	diary *Diary

	dialog   *widgets.Dialog
	column   *widgets.Column
	owner    *noteEntry
	all      *widgets.CheckRow
	pdf, csv *widgets.Button
	bar      *widgets.Progress
	result   *widgets.Column
	withAll  bool
	busy     bool
}

func (d *Diary) openExport() {
	c := fyne.CurrentApp().Driver().CanvasForObject(d.root)
	if c == nil || d.snap == nil || d.actions.ExportDiary == nil {
		return
	}
	newDiaryExport(d).dialog.Open(c)
}

func newDiaryExport(d *Diary) *diaryExport {
	e := &diaryExport{diary: d, withAll: d.filter() == diaryAll}
	t := func(id string) string { return d.snap.Loc.T(id, nil) }
	shut := func() { e.dialog.Shut() }
	e.owner = newNoteEntry(1, shut)
	e.owner.name = t("diary.export.owner")
	e.all = widgets.NewCheckRow(d.form, widgets.CheckRowData{}, func(on bool) {
		e.withAll = on
		e.check()
	})
	e.all.OnEscape = shut
	e.check()
	button := func(d widgets.ButtonData, f func()) *widgets.Button {
		b := widgets.NewButton(e.diary.form, d, f)
		b.OnEscape = shut
		return b
	}
	e.pdf = button(widgets.ButtonData{Kind: widgets.Primary, Label: t("diary.export.pdf") + "…"}, func() { e.make(DiaryPDF) })
	e.csv = button(widgets.ButtonData{Label: t("diary.export.csv") + "…"}, func() { e.make(DiaryCSV) })
	foot := widgets.NewRow(d.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{e.pdf, e.csv, button(widgets.ButtonData{Label: t("action.close")}, shut)}})
	e.bar = widgets.NewProgress(widgets.ProgressData{})
	e.result = widgets.NewColumn(6)
	say := func(id string, token theme.Token) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: t(id), Step: theme.Body, Token: token})
	}
	e.column = widgets.NewColumn(12, say("diary.export.what", theme.TokenText2), say("diary.export.private", theme.TokenText2), e.all,
		widgets.NewColumn(4, widgets.NewParagraph(widgets.ParagraphData{Text: t("diary.export.owner"), Step: theme.Body, Bold: true}), widgets.NewField(d.form, e.owner)),
		e.result)
	e.dialog = widgets.NewDialog(widgets.DialogData{Title: t("diary.export.title"), Close: t("action.close")}, e.column, foot)
	e.dialog.OnForm = func(widgets.Form) { e.dialog.Refresh() }
	return e
}

func (e *diaryExport) check() {
	t := func(id string) string { return e.diary.snap.Loc.T(id, nil) }
	e.all.Set(widgets.CheckRowData{On: e.withAll, Title: t("diary.export.all"), Sub: t("diary.export.all.sub")})
}

// make asks for a file and writes it.
func (e *diaryExport) make(f DiaryFile) {
	if e.busy {
		return
	}
	loc := e.diary.snap.Loc
	e.set(true)
	r := DiaryRequest{File: f, All: e.withAll, Owner: Plain(e.owner.Text, nameLength)}
	e.diary.actions.ExportDiary(r, func(done, total int) {
		if len(e.result.Items()) == 0 {
			e.result.SetItems(widgets.NewParagraph(widgets.ParagraphData{Text: loc.T("diary.export.busy", nil), Step: theme.Body}), e.bar)
			e.refresh()
		}
		e.bar.Set(widgets.ProgressData{Done: done, Total: total, Label: loc.T("diary.export.busy", nil)})
	}, func(said string, p *Problem) {
		e.set(false)
		switch {
		case p != nil:
			e.result.SetItems(problemRow(p))
		case said != "":
			e.result.SetItems(successRow(said))
		}
		e.refresh()
	})
}

func (e *diaryExport) set(busy bool) {
	e.busy = busy
	e.pdf.SetDisabled(busy)
	e.csv.SetDisabled(busy)
	e.result.SetItems()
	e.refresh()
}

func (e *diaryExport) refresh() {
	e.column.Refresh()
	e.dialog.Refresh()
}
