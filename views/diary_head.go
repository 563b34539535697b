package views

import (
	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// diarySaid is how the last thing went.
type diarySaid struct {
	text    string
	problem *Problem
	undo    func()
}

func (d *Diary) setTotal() {
	s, sum := d.snap, int64(0)
	for _, n := range s.Notes {
		sum += n.Amount
	}
	text := ""
	if sum > 0 {
		text = s.Loc.N("diary.total", len(s.Notes), map[string]any{"Amount": won(s, sum)})
	}
	d.total.Set(widgets.ParagraphData{Text: text, Step: theme.Body, Token: theme.TokenText2})
	if (text != "") != d.total.Visible() {
		show(d.total, text != "")
		d.header.Refresh()
		d.list.HeaderChanged()
	}
}

// tell says how something went, until the next thing.
func (d *Diary) tell(said diarySaid) {
	d.said = said
	d.message.SetItems() // even where it says the same again
	if d.snap != nil {
		d.setMessage()
	}
}

func (d *Diary) setMessage() {
	some := d.said.text != "" || d.said.problem != nil
	if some != d.message.Visible() || some && len(d.message.Items()) == 0 {
		var rows []fyne.CanvasObject
		switch {
		case d.said.problem != nil:
			rows = append(rows, problemRow(d.said.problem))
		case some:
			rows = append(rows, successRow(d.said.text))
		}
		if undo := d.said.undo; undo != nil {
			rows = append(rows, widgets.NewRow(d.form, widgets.RowData{Left: []fyne.CanvasObject{
				widgets.NewButton(d.form, widgets.ButtonData{Label: d.snap.Loc.T("diary.undo", nil)}, func() {
					d.tell(diarySaid{})
					undo()
				}),
			}}))
		}
		d.message.SetItems(rows...)
		show(d.message, some)
		d.header.Refresh()
		d.list.HeaderChanged()
	}
}

func (d *Diary) emptyState() widgets.EmptyStateData {
	t := func(icon, id string) widgets.EmptyStateData {
		return widgets.EmptyStateData{Icon: icon, Title: d.snap.Loc.T(id, nil), Text: d.snap.Loc.T(id+".text", nil)}
	}
	switch s := d.snap; {
	case s.Loading:
		return widgets.EmptyStateData{Icon: "clock", Title: s.Loc.T("diary.loading", nil)}
	case s.Feed.ID == "":
		e := t("nav-settings", "diary.no_feed")
		e.Action = s.Loc.T("status.empty.add_feed", nil)
		return e
	case d.query != "":
		return t("search", "diary.empty.found")
	case d.filter() == diaryNotes:
		return t("nav-diary", "diary.empty.notes")
	case d.filter() == diaryMine && len(s.History) > 0:
		return t("star-off", "diary.empty.mine")
	}
	return t("nav-diary", "diary.empty")
}
