package views

import (
	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// newFollow makes the buttons that ask to be told of everything about one incident until it is over, and to tell others.
func (v *Recovery) newFollow() *widgets.Row {
	v.followLabel = ""
	v.follow = widgets.NewButton(v.form, widgets.ButtonData{}, func() {
		if v.snap == nil || v.actions.FollowIncident == nil {
			return
		}
		if in := chosenIncident(v.snap.Status, v.id); in != nil {
			v.actions.FollowIncident(in.ID, !v.snap.FollowedIncidents[in.ID])
		}
	})
	v.share = widgets.NewButton(v.form, widgets.ButtonData{}, func() { v.sheet.open(v.snap, v.root) })
	return widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{v.follow, v.share}})
}

// setFollow words the button. There is nothing to follow about what is over.
func (v *Recovery) setFollow(n *Snapshot, in *feed.Incident) {
	show(v.followRow, in != nil)
	if in == nil {
		return
	}
	if open := !over(in); open != v.follow.Visible() {
		show(v.follow, open)
		v.followLabel = ""
	}
	id := "recovery.follow"
	if n.FollowedIncidents[in.ID] {
		id = "recovery.unfollow"
	}
	if label := n.Loc.T(id, nil); label != v.followLabel {
		v.followLabel = label
		v.follow.Set(widgets.ButtonData{Label: label, Icon: "bell"})
		v.share.Set(widgets.ButtonData{Label: n.Loc.T("share.button", nil), Icon: "share"})
		v.followRow.Refresh() // the button has another width now
	}
}
