package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// NavItem is one screen in the rail or the tabs.
type NavItem struct {
	ID    string
	Icon  string
	Label string
}

// NavData is the same for both forms.
type NavData struct {
	Items    []NavItem
	Selected string // ID
}

// navItem is one item, 72 × 60 in the rail.
type navItem struct {
	press
	data         NavItem
	on, rail     bool
	ground, halo *canvas.Rectangle
	mark         *glyph
	label        *run
	shrunk       float32 // how much smaller the label is so that those of all items fit; 0: it alone
}

func newNavItem(rail bool, tapped func(id string)) *navItem {
	n := &navItem{
		rail: rail, ground: box(theme.CardRadius), halo: ring(theme.CardRadius),
		mark: newGlyph("", ""), label: newRun(theme.Small, false, ""),
	}
	n.act = func() { tapped(n.data.ID) }
	n.spoken = func() string { return sentence(n.data.Label, either(n.on, spoken.Selected, "")) }
	n.ExtendBaseWidget(n)
	return n
}

func (n *navItem) CreateRenderer() fyne.WidgetRenderer { return draw(n) }

func (n *navItem) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.ground, n.mark.Image, n.label.Text, n.halo}
}

func (n *navItem) paint() {
	token := theme.TokenText3
	switch {
	case n.on:
		token = theme.TokenAccent
		fill(n.ground, theme.TokenAccentSoft, "", 0)
	case n.hovered:
		fill(n.ground, theme.TokenHover, "", 0)
	}
	shown(n.ground, n.on && n.rail || n.hovered)
	n.mark.name, n.mark.token = n.data.Icon, token
	n.label.token = token
	n.label.bold(n.on)
	n.label.say(n.data.Label)
	n.mark.paint()
	n.label.paint()
	n.paintRing(n.halo, theme.TokenAccent)
}

func (n *navItem) place(s fyne.Size) {
	put(n.ground, 0, 0, s.Width, s.Height)
	put(n.halo, 1, 1, s.Width-2, s.Height-2)
	top := pixel((s.Height - theme.U(43)) / 2)
	n.mark.square(s.Width/2, top+theme.U(12), theme.U(24))
	// A fifth of a phone has no room for large letters: the word stays whole and grows less.
	n.label.paint()
	k := n.shrunk
	if k == 0 {
		k = n.shrink(s.Width)
	}
	if k < 1 {
		n.label.TextSize *= k
		n.label.drawn = wide(n.label.full, n.label.TextSize, n.label.TextStyle)
		h := n.label.MinSize().Height
		n.label.Text.Text = n.label.full
		put(n.label.Text, (s.Width-n.label.drawn)/2, top+theme.U(35.5)-h/2, n.label.drawn, h)
		return
	}
	n.label.centre(s.Width/2, top+theme.U(35.5), s.Width-4)
}

// shrink is how much smaller than it should be the label has to be in an item so wide, 1 at most. A selected one is bold, so it is
// counted as that.
func (n *navItem) shrink(width float32) float32 {
	w := wide(clean(n.data.Label), theme.Small.TextSize(), fyne.TextStyle{Bold: true})
	return min(1, (width-4)/max(1, w))
}

func (n *navItem) least() fyne.Size { return fyne.NewSize(theme.U(56), theme.U(60)) }

// nav is what Rail and Tabs share.
type nav struct {
	base
	data   NavData
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
	items  []*navItem

	// OnSelected is told the ID of the tapped item, also of the selected one (screens go back to their top then).
	OnSelected func(id string)
}

func (n *nav) take(d NavData, rail bool) {
	n.data = NavData{Items: slices.Clone(d.Items), Selected: d.Selected}
	for len(n.items) < len(d.Items) {
		n.items = append(n.items, newNavItem(rail, func(id string) {
			if n.OnSelected != nil {
				n.OnSelected(id)
			}
		}))
	}
	n.items = n.items[:len(d.Items)]
	for i, it := range n.items {
		it.data, it.on = d.Items[i], d.Items[i].ID == d.Selected
	}
}

func (n *nav) equal(d NavData) bool {
	return d.Selected == n.data.Selected && slices.Equal(d.Items, n.data.Items)
}

func (n *nav) paint() {
	fill(n.ground, theme.TokenSurface, "", 0)
	fill(n.edge, theme.TokenLine, "", 0)
	for _, it := range n.items {
		it.Refresh()
	}
}

func (n *nav) children(more ...fyne.CanvasObject) []fyne.CanvasObject {
	out := append([]fyne.CanvasObject{n.ground, n.edge}, more...)
	for _, it := range n.items {
		out = append(out, it)
	}
	return out
}

// Rail is the navigation of the desktop, 88 wide: the app's mark, the items from the top, the last one at the bottom.
type Rail struct {
	nav
	logo *glyph
}

// NewRail makes the rail.
func NewRail(d NavData, selected func(id string)) *Rail {
	r := &Rail{logo: newGlyph("app", theme.TokenText)}
	r.ground, r.edge, r.OnSelected = box(0), box(0), selected
	r.ExtendBaseWidget(r)
	r.take(d, true)
	return r
}

// Set changes items and selection.
func (r *Rail) Set(d NavData) {
	if !r.equal(d) {
		r.take(d, true)
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *Rail) parts() []fyne.CanvasObject { return r.children(r.logo.Image) }

func (r *Rail) paint() {
	r.nav.paint()
	r.logo.paint()
}

func (r *Rail) place(s fyne.Size) {
	put(r.ground, 0, 0, s.Width, s.Height)
	put(r.edge, s.Width-theme.Stroke, 0, theme.Stroke, s.Height)
	mid := pixel((s.Width - theme.Stroke) / 2)
	r.logo.square(mid, theme.U(34), theme.U(36))
	y, w, h := theme.U(72), theme.U(72), theme.U(60)
	for i, it := range r.items {
		if i > 0 && i == len(r.items)-1 {
			y = max(y, s.Height-theme.U(12)-h)
		}
		put(it, pixel(mid-w/2), y, w, h)
		y += h + theme.U(4)
	}
}

func (r *Rail) least() fyne.Size {
	return fyne.NewSize(theme.U(88), theme.U(84)+float32(len(r.items))*theme.U(64))
}

// Tabs is the navigation of the phone, 64 high at the bottom, all items equally wide.
type Tabs struct{ nav }

// NewTabs makes the tabs.
func NewTabs(d NavData, selected func(id string)) *Tabs {
	t := &Tabs{}
	t.ground, t.edge, t.OnSelected = box(0), box(0), selected
	t.ExtendBaseWidget(t)
	t.take(d, false)
	return t
}

// Set changes items and selection.
func (t *Tabs) Set(d NavData) {
	if !t.equal(d) {
		t.take(d, false)
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Tabs) parts() []fyne.CanvasObject { return t.children() }

func (t *Tabs) paint() {
	t.even(t.Size())
	t.nav.paint()
}

// even makes all labels as small as the longest has to be.
func (t *Tabs) even(s fyne.Size) {
	k := float32(1)
	for _, it := range t.items {
		k = min(k, it.shrink(s.Width/float32(len(t.items))-5))
	}
	for _, it := range t.items {
		it.shrunk = max(k, 0.1)
	}
}

func (t *Tabs) place(s fyne.Size) {
	t.even(s)
	put(t.ground, 0, 0, s.Width, s.Height)
	put(t.edge, 0, 0, s.Width, theme.Stroke)
	n := float32(len(t.items))
	for i, it := range t.items {
		from, to := pixel(float32(i)*s.Width/n), pixel(float32(i+1)*s.Width/n)
		put(it, from+2, 2, to-from-4, s.Height-4)
	}
}

func (t *Tabs) least() fyne.Size {
	return fyne.NewSize(float32(len(t.items))*theme.U(56), theme.U(64))
}
