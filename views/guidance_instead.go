package views

import (
	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// fewPrepared is how many functions that work are shown to choose ahead for, before the reader asks for all.
const fewPrepared = 4

// manyFailing is how many functions that fail are shown with what to use instead, before the reader asks for all: the ones
// with a choice come first, and a platform may have hundreds.
const manyFailing = 24

// insteadCard has what to use beside every function that does not work, what the reader chose first. While everything works
// it is there to choose ahead.
func (v *Guidance) insteadCard(n *Snapshot) fyne.CanvasObject {
	v.choose.begin(n, v.form)
	list := replacing(n)
	more := told(v.advice, list)
	title, sub := "guidance.alternatives", "guidance.alternatives.sub"
	rest, label := 0, "instead.more"
	if len(list) > manyFailing && !v.early {
		rest, label = len(list)-manyFailing, "guidance.alternatives.more"
		list = list[:manyFailing]
	}
	if len(list)+len(more) == 0 {
		title, sub = "instead.title", "instead.sub"
		list = prepared(n)
		if len(list) > fewPrepared && !v.early {
			rest = len(list) - fewPrepared
			list = list[:fewPrepared]
		}
	}
	if len(list)+len(more) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	if m := v.choose.message(); m != nil {
		rows = append(rows, v.inset(0, 0, 12, m))
	}
	for i, f := range list {
		added := v.choose.add(f, i == 0, false)
		rows = append(rows, added...)
		for _, g := range alternativesFor(n, f.id) {
			if r := v.choose.rows[standbyKey(Standby{ComponentID: f.id, GuidanceID: g.ID})]; r != nil && v.spots[g.ID] == nil {
				v.spots[g.ID] = r
			}
		}
	}
	if o := v.choose.invite(); o != nil && len(list) > 0 {
		rows = append(rows, v.inset(0, 10, 16, o))
	}
	for i, g := range more {
		top := float32(4)
		if len(list) == 0 && i == 0 {
			top = 14
		}
		o := v.inset(0, top, 12, widgets.NewInset(widgets.Sunken(), v.note(n, g, true, feed.Action{})))
		if v.spots[g.ID] == nil {
			v.spots[g.ID] = o
		}
		rows = append(rows, o)
	}
	if rest > 0 {
		rows = append(rows, v.inset(0, 0, 8, widgets.NewRow(v.form, widgets.RowData{Narrow: true, Left: []fyne.CanvasObject{
			widgets.NewButton(v.form, widgets.ButtonData{Kind: widgets.Link, Label: n.Loc.N(label, rest, nil), After: "chevron"}, func() {
				v.early = true
				v.Update(v.snap)
			}),
		}})))
	}
	return widgets.NewCard(widgets.CardData{
		Title: n.Loc.T(title, nil), Sub: n.Loc.T(sub, nil), Rule: len(list) == 0,
	}, nil, widgets.NewColumn(0, rows...))
}
