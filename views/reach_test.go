package views

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// fingers calls visit with everything that can be tapped. What is inside another that can be tapped, and does the same, is
// not told: an entry in its field.
func fingers(top fyne.CanvasObject, visit func(o fyne.CanvasObject)) {
	inField := map[fyne.CanvasObject]bool{}
	walk(top, func(o fyne.CanvasObject) {
		switch o.(type) {
		case *widgets.Field, *widgets.SearchField:
			walk(o, func(in fyne.CanvasObject) { inField[in] = in != o })
		case *widgets.Line:
			return // a tap on a text that is cut shows all of it; it is no control
		}
		if _, ok := o.(fyne.Tappable); ok && !inField[o] {
			visit(o)
		}
	})
}

// On a phone a finger finds everything: what can be tapped is at least 44 to both sides.
func TestTouchTargetsOnTheScreens(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		everySpot(t, lang, 390, 6000, func(at spot) {
			n := 0
			fingers(at.top, func(o fyne.CanvasObject) {
				n++
				if s := o.Size(); s.Width < theme.Touch || s.Height < theme.Touch {
					t.Errorf("%s in %s: %T %q is %v", at.name, lang, o, texts(o), s)
				}
			})
			if n < 2 {
				t.Errorf("%s: only %d things can be tapped", at.name, n)
			}
		})
	}
}

// ofAll are the controls that the keyboard has to reach; what it cannot reach is told.
func ofAll(t *testing.T, on string, top fyne.CanvasObject) (out []fyne.Focusable) {
	t.Helper()
	walk(top, func(o fyne.CanvasObject) {
		f, ok := o.(fyne.Focusable)
		if off, is := o.(fyne.Disableable); ok && (!is || !off.Disabled()) {
			out = append(out, f)
		}
		switch o.(type) {
		case *widgets.Line, *widgets.Field, *widgets.SearchField, *widgets.GuidanceRow:
			return // no controls, or one that does the same is in them
		}
		if _, tapped := o.(fyne.Tappable); tapped && own(o) && !ok {
			t.Errorf("%s: only a mouse comes to %T", on, o)
		}
	})
	return out
}

func labelOf(f any) string {
	if a, ok := f.(fyne.Accessible); ok {
		return a.AccessibilityLabel()
	}
	return fmt.Sprintf("%T", f)
}

// Tab comes to every control of every screen and dialog, from the top to the bottom and from the left to the right, once.
func TestTabReachesEverything(t *testing.T) {
	for _, f := range spotForms {
		everySpot(t, "ko", f.width, 6000, func(at spot) {
			on := at.name + ", " + f.name
			c := at.window.Canvas()
			c.Unfocus()
			want := ofAll(t, on, at.top)
			var met []fyne.Focusable
			for range len(want) + 2 {
				c.FocusNext()
				if now := c.Focused(); now != nil && !slices.Contains(met, now) {
					met = append(met, now)
				}
			}
			for _, w := range want {
				if !slices.Contains(met, w) {
					t.Errorf("%s: Tab does not come to %q", on, labelOf(w))
				}
			}
			d := fyne.CurrentApp().Driver()
			for i := 1; i < len(met); i++ {
				a, b := met[i-1].(fyne.CanvasObject), met[i].(fyne.CanvasObject)
				pa, pb := d.AbsolutePositionForObject(a), d.AbsolutePositionForObject(b)
				above := pb.Y+b.Size().Height <= pa.Y+1
				if above && pb.X < pa.X+a.Size().Width { // up is only to the next column
					t.Errorf("%s: Tab goes from %q at %v up to %q at %v", on, labelOf(a), pa, labelOf(b), pb)
				}
			}
		})
	}
}

// Whatever Tab comes to is brought into the window, with its ring.
func TestTabScrollsToWhatItReaches(t *testing.T) {
	for _, f := range spotForms {
		everySpot(t, "ko", f.width, 600, func(at spot) {
			c := at.window.Canvas()
			c.Unfocus()
			d := fyne.CurrentApp().Driver()
			seen := map[fyne.Focusable]int{}
			for range 200 {
				c.FocusNext()
				now := c.Focused()
				if now == nil {
					continue
				}
				if seen[now]++; seen[now] > 2 {
					break
				}
				o := now.(fyne.CanvasObject)
				y, h := d.AbsolutePositionForObject(o).Y, min(o.Size().Height, 300)
				if y < -1 || y+h > 601 || d.CanvasForObject(o) == nil {
					t.Errorf("%s, %s: %q is at %v to %v of 600", at.name, f.name, labelOf(now), y, y+h)
				}
				_, stock := o.(*selection) // the toolkit draws where the keyboard is in its own
				if n := rings(o); n == 0 && own(o) && !stock && !writtenInto(o) {
					t.Errorf("%s, %s: %q has the keyboard and no ring", at.name, f.name, labelOf(now))
				}
			}
			if len(seen) < 2 {
				t.Errorf("%s, %s: Tab comes to %d controls", at.name, f.name, len(seen))
			}
		})
	}
}

// rings counts the focus rings that are drawn in an object.
func rings(o fyne.CanvasObject) (n int) {
	walk(o, func(o fyne.CanvasObject) {
		if r, ok := o.(*canvas.Rectangle); ok && r.StrokeWidth == theme.Ring {
			n++
		}
	})
	return n
}

// On a phone the controls of a setting stand beside each other, where they fit.
func TestControlsOfASettingStandBesideEachOther(t *testing.T) {
	everySpot(t, "ko", 390, 6000, func(at spot) {
		if at.name != string(ScreenSettings) {
			return
		}
		var tops []float32
		for _, b := range find[*widgets.Button](at.top) {
			if l := b.AccessibilityLabel(); l == "글자 작게" || l == "글자 크게" {
				tops = append(tops, fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y)
			}
		}
		if len(tops) != 2 || tops[0] != tops[1] {
			t.Errorf("the two buttons of the text size stand at %v", tops)
		}
	})
}
