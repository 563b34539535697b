package views

import (
	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// fillInstead shows what to use instead of what does not work; what works can be chosen for ahead, and is folded while
// something fails.
func (v *Service) fillInstead(n *Snapshot, sv *feed.Service) {
	dead, works := failings(n, sv)
	v.choose.begin(n, v.form)
	var rows []fyne.CanvasObject
	if m := v.choose.message(); m != nil {
		rows = append(rows, v.within(0, 12, m))
	}
	said := len(rows)
	for _, f := range dead {
		rows = append(rows, v.choose.add(f, len(rows) == said, true)...)
	}
	title := "service.alternatives"
	if len(dead) == 0 {
		title = "instead.title"
	}
	folded := len(dead) > 0 && !v.early
	if v.actions.PutStandby == nil {
		works = nil
	}
	if !folded {
		for _, f := range works {
			rows = append(rows, v.choose.add(f, len(rows) == said, true)...)
		}
	}
	if len(rows) > said {
		if o := v.choose.invite(); o != nil {
			rows = append(rows, v.within(10, 16, o))
		}
		if folded && len(works) > 0 {
			more := widgets.NewButton(v.form, widgets.ButtonData{Kind: widgets.Link, Label: n.Loc.N("instead.more", len(works), nil), After: "chevron"}, func() {
				v.early = true
				v.Update(v.snap)
			})
			rows = append(rows, v.within(0, 8, widgets.NewRow(v.form, widgets.RowData{Left: []fyne.CanvasObject{more}, Narrow: true})))
		}
	}
	v.instead.fill(n.Loc.T(title, nil), rows)
}

// within sets something into the card at its side.
func (v *Service) within(top, bottom float32, o fyne.CanvasObject) fyne.CanvasObject {
	side := float32(20)
	if v.form == widgets.Phone {
		side = 16
	}
	return widgets.NewInset(widgets.InsetData{Top: top, Right: side, Bottom: bottom, Left: side}, o)
}
