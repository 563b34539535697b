package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// Seen is an object that may be far longer than the window and leaves out what is nowhere near it: the painter would
// draw every line of it in each frame, behind the edge of the window too.
type Seen interface {
	// See says which part of the object stands in the window, in its own coordinates and Fyne units. It returns by how
	// much what stands above that part has grown since the last layout, and whether the object wants another height.
	See(top, bottom float32) (above float32, resized bool)
}

// ShowPart tells a child which part of it stands in the window.
func ShowPart(o fyne.CanvasObject, top, bottom float32) (above float32, resized bool) {
	if s, ok := o.(Seen); ok && o.Visible() {
		return s.See(top, bottom)
	}
	return 0, false
}

// margin is how far beyond the window things exist: a window's height on both sides, so that nothing has to be made while
// the wheel turns, and the keyboard finds what comes next.
func margin(top, bottom float32) float32 { return bottom - top }

// painted is what things were last painted with.
type painted struct {
	theme   *theme.Theme
	variant fyne.ThemeVariant
	set     bool
}

// outdated reports whether the theme is another one than at the last call. Fyne repaints what is drawn when that
// happens; what is kept without being drawn has to be repainted or thrown away.
func (p *painted) outdated() bool {
	now := painted{theme.Current(), fyne.CurrentApp().Settings().ThemeVariant(), true}
	was := *p
	*p = now
	return was.set && was != now
}

// repaint refreshes o and everything in it.
func repaint(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			repaint(c)
		}
	case *Column: // sees to what it does not draw
		for _, c := range o.parts() {
			repaint(c)
		}
	case face:
		for _, c := range o.parts() {
			repaint(c)
		}
	}
	o.Refresh()
}

// takesFocus reports whether the keyboard can stop somewhere in o. Of what is not of this package it is assumed.
func takesFocus(o fyne.CanvasObject) bool {
	if !o.Visible() {
		return false
	}
	if _, ok := o.(fyne.Focusable); ok {
		return true
	}
	switch o := o.(type) {
	case *fyne.Container:
		return anyTakesFocus(o.Objects)
	case *Column:
		return anyTakesFocus(o.items)
	case face:
		return anyTakesFocus(o.parts())
	case fyne.Widget:
		return true
	}
	return false
}

func anyTakesFocus(list []fyne.CanvasObject) bool {
	for _, o := range list {
		if takesFocus(o) {
			return true
		}
	}
	return false
}

// See implements Seen: items out of reach are not drawn.
func (c *Column) See(top, bottom float32) (above float32, resized bool) {
	c.top, c.bottom, c.watched = top, bottom, true
	if c.cull() {
		canvas.Refresh(c)
	}
	for _, o := range c.items[c.from:c.to] {
		y := o.Position().Y
		a, r := ShowPart(o, top-y, bottom-y)
		above, resized = above+a, resized || r
	}
	return above, resized
}

// cull works out which items are within reach, and tells whether they are others than before. Items that were never
// placed are.
func (c *Column) cull() bool {
	from, to := 0, len(c.items)
	if c.watched && c.bottom > c.top && c.laid == len(c.items) {
		reach := margin(c.top, c.bottom)
		from, to = len(c.items), 0
		for i, o := range c.items {
			y := o.Position().Y
			if o.Visible() && y+o.Size().Height >= c.top-reach && y <= c.bottom+reach {
				from, to = min(from, i), i+1
			}
		}
		from = min(from, to)
		// The keyboard goes on to the next stop, however far that is.
		if next := c.stop(to, len(c.items), 1); next >= 0 {
			to = next + 1
		}
		if next := c.stop(from-1, -1, -1); next >= 0 {
			from = next
		}
	}
	changed := from != c.from || to != c.to
	c.from, c.to = from, to
	return changed
}

// stop is the first item from i on at which the keyboard can stop, -1 for none.
func (c *Column) stop(i, end, step int) int {
	for ; i != end; i += step {
		if i >= 0 && i < len(c.items) && takesFocus(c.items[i]) {
			return i
		}
	}
	return -1
}

// See implements Seen. Of a card that is far longer than the window the ground is not: the painter fills all of it.
func (c *Card) See(top, bottom float32) (float32, bool) {
	reach := margin(top, bottom)
	c.from, c.to = top-reach, bottom+reach
	c.placeGround(c.Size())
	if c.content == nil {
		return 0, false
	}
	y := c.content.Position().Y
	return ShowPart(c.content, top-y, bottom-y)
}

// placeGround puts the ground under the card, or under what of it is near the window: its round ends are out of sight.
func (c *Card) placeGround(s fyne.Size) {
	from, to := float32(0), s.Height
	if c.to > c.from {
		from, to = max(from, c.from), min(to, c.to)
	}
	put(c.ground, 0, from, s.Width, to-from)
}

// See implements Seen.
func (i *Inset) See(top, bottom float32) (float32, bool) {
	y := i.inner.Position().Y
	return ShowPart(i.inner, top-y, bottom-y)
}

// see tells the content which part of it stands in the window. Rows that come into it for the first time may turn out to
// be of another height than was thought: then the page is laid out anew, and what the reader looks at stays in its place.
func (p *Page) see() {
	if p.looking {
		return
	}
	p.looking = true
	defer func() { p.looking = false }()
	for range 4 { // each round more of the window has its true height; the second is the last but for odd texts
		y := p.sheet.content.Position().Y
		top := p.scroll.Offset.Y - y
		above, resized := ShowPart(p.sheet.content, top, top+p.scroll.Size().Height)
		if !resized {
			return
		}
		p.sheet.Refresh()
		if above != 0 {
			p.scroll.Offset.Y = max(0, p.scroll.Offset.Y+above)
		}
		p.scroll.Refresh()
	}
}
