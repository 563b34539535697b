package views

import (
	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// newFollow makes the button that asks to be told of everything about one incident until it is over.
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
	return widgets.NewRow(v.form, widgets.RowData{Left: []fyne.CanvasObject{v.follow}})
}

// setFollow words the button. There is nothing to follow about what is over.
func (v *Recovery) setFollow(n *Snapshot, in *feed.Incident) {
	show(v.followRow, in != nil && !over(in))
	if in == nil {
		return
	}
	id := "recovery.follow"
	if n.FollowedIncidents[in.ID] {
		id = "recovery.unfollow"
	}
	if label := n.Loc.T(id, nil); label != v.followLabel {
		v.followLabel = label
		v.follow.Set(widgets.ButtonData{Label: label, Icon: "bell"})
		v.followRow.Refresh() // the button has another width now
	}
}
