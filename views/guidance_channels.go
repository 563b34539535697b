package views

import (
	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// besideFits tells whether the name of a channel and its link have room beside each other where a card is narrowest.
func (v *Guidance) besideFits(d widgets.ChannelRowData) bool {
	const side, mark, gaps, narrow = 52, 30, 44, 328 // a card on a phone of 360
	room := theme.U(besideWidth)
	if v.form == widgets.Phone {
		room = narrow
	}
	bold, size := fyne.TextStyle{Bold: true}, theme.Body.TextSize()
	return fyne.MeasureText(d.Name, size, bold).Width+fyne.MeasureText(d.Action, size, bold).Width+theme.U(side+mark+gaps) <= room
}

// channelCard has the official channels that the signed profile lists, each with its note and what the feed says of it;
// then, without a mark, what the feed says of others.
func (v *Guidance) channelCard(n *Snapshot) fyne.CanvasObject {
	list := channelRows(n)
	said := v.advice.channels
	if n.Status == nil {
		said = nil
	}
	if len(list)+len(said) == 0 {
		return nil
	}
	text := float32(52)
	if v.form == widgets.Phone {
		text = 48
	}
	var rows []fyne.CanvasObject
	used := map[string]bool{}
	for i, d := range list {
		var below []fyne.CanvasObject
		if d.Sub != "" {
			below = append(below, v.small(d.Sub))
		}
		for _, g := range said {
			if !used[g.ID] && textOf(n, g.Title) == d.Name {
				used[g.ID] = true
				o := v.note(n, g, false, n.Channels[i].Action)
				v.spots[g.ID] = o
				below = append(below, o)
			}
		}
		if d.Action != "" && !v.besideFits(d) {
			below = append(below, v.buttons(d.Name, []link{{d.Action, n.Channels[i].Action}}))
			d.Action = ""
		}
		d.First, d.Sub = i == 0, ""
		if crowded(v.form) {
			name := []fyne.CanvasObject{
				widgets.NewParagraph(widgets.ParagraphData{Text: d.Name, Step: theme.Body, Bold: true}),
				widgets.NewMark(widgets.MarkData{Icon: "verified", Text: n.Loc.T("guidance.verified", nil), Step: theme.Small}),
			}
			rows = append(rows, v.inset(0, 8, 8, widgets.NewColumn(2, append(name, below...)...)))
			continue
		}
		r := widgets.NewChannelRow(v.form, d)
		r.OnAction = v.openChannel
		rows = append(rows, r)
		if len(below) > 0 { // as near to the name as the row's own second line, but never cut
			rows = append(rows, v.inset(text, -14, 12, widgets.NewColumn(2, below...)))
		}
	}
	for _, g := range said {
		if !used[g.ID] {
			o := v.inset(0, 10, 12, widgets.NewInset(widgets.Sunken(), v.note(n, g, true, feed.Action{})))
			v.spots[g.ID] = o
			rows = append(rows, o)
		}
	}
	var right fyne.CanvasObject
	if len(list) > 0 && !crowded(v.form) {
		right = widgets.NewMark(widgets.MarkData{Icon: "verified", Text: n.Loc.T("guidance.verified", nil), Step: theme.Small, Bold: true})
	}
	return widgets.NewCard(widgets.CardData{Title: n.Loc.T("kind.official_channel", nil), Rule: len(list) == 0}, right, widgets.NewColumn(0, rows...))
}

func (v *Guidance) openChannel(id string) {
	for _, c := range v.snap.Channels {
		if c.ID == id && c.CanOpen {
			call(v.actions.Open, c.Action)
		}
	}
}
