package views

import "bokgu/views/widgets"

// ageLine is the line of the three ages on a screen whose content follows its height.
type ageLine struct {
	*widgets.Ages
	height float32
}

func newAgeLine(form widgets.Form) *ageLine {
	return &ageLine{Ages: widgets.NewAges(form, widgets.AgesData{})}
}

// set brings the ages up to date and reports whether they need another height.
func (a *ageLine) set(n *Snapshot) (moved bool) {
	seen := a.Visible()
	show(a.Ages, n.Feed.ID != "" && !n.Loading)
	a.Set(agesOf(n))
	h := a.HeightFor(a.Size().Width)
	moved = h != a.height || seen != a.Visible()
	a.height = h
	return moved
}
