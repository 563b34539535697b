package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// Holder is a widget of another package that holds controls: RevealFocused looks into it.
type Holder interface {
	// Held are the objects that the widget draws, in its coordinates.
	Held() []fyne.CanvasObject
}

// RevealFocused scrolls what stands around the control that has the keyboard, no further than is needed to see it. Every
// control here calls it when the keyboard comes; entries of other packages have to.
func RevealFocused() {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		c := w.Canvas()
		o, ok := c.Focused().(fyne.CanvasObject)
		if !ok {
			continue
		}
		top := c.Content()
		if over := c.Overlays().Top(); over != nil {
			top = over
		}
		reveal(way(top, o), o)
	}
}

// way returns what stands around o from the inside to the outside, nil if it is not below in.
func way(in, o fyne.CanvasObject) []fyne.CanvasObject {
	if in == nil || !in.Visible() {
		return nil
	}
	for _, c := range heldBy(in) {
		if c == o {
			return []fyne.CanvasObject{in}
		}
		if found := way(c, o); found != nil {
			return append(found, in)
		}
	}
	return nil
}

func heldBy(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case *Column:
		return o.items
	case face:
		return o.parts()
	case Holder:
		return o.Held()
	}
	return nil
}

// reveal scrolls each of around, which is from the inside to the outside, until o can be seen in it.
func reveal(around []fyne.CanvasObject, o fyne.CanvasObject) {
	y, h, inner := float32(0), o.Size().Height, o
	for _, a := range around {
		if s, ok := a.(*container.Scroll); ok { // its content stands at minus its offset
			at, view, gap := s.Offset.Y, s.Size().Height, theme.U(theme.Gap)
			switch {
			case y < at || h > view:
				at = y - gap
			case y+h > at+view:
				at = y + h - view + gap
			}
			at = min(max(0, at), max(0, s.Content.Size().Height-view))
			if at != s.Offset.Y {
				s.ScrollToOffset(fyne.NewPos(s.Offset.X, at))
				if s.OnScrolled != nil { // the toolkit tells it of what the reader scrolls only
					s.OnScrolled(s.Offset)
				}
			}
			y -= at
		} else {
			y += inner.Position().Y
		}
		inner = a
	}
}
