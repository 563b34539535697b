package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// walk visits every visible object below o.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch c := o.(type) {
	case *fyne.Container:
		for _, x := range c.Objects {
			walk(x, visit)
		}
	case fyne.Widget:
		for _, x := range test.WidgetRenderer(c).Objects() {
			walk(x, visit)
		}
	}
}

// said returns the visible texts below o in drawing order.
func said(o fyne.CanvasObject) []string {
	var out []string
	walk(o, func(x fyne.CanvasObject) {
		if t, ok := x.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return out
}

// says fails unless all texts are on the screen.
func says(t *testing.T, o fyne.CanvasObject, want ...string) {
	t.Helper()
	all := said(o)
	for _, w := range want {
		found := false
		for _, s := range all {
			found = found || s == w
		}
		if !found {
			t.Errorf("%q is not on the screen; there is %s", w, strings.Join(all, " | "))
		}
	}
}

// inside fails if a visible text leaves its widget at the right or at the bottom.
func inside(t *testing.T, o fyne.CanvasObject, size fyne.Size) {
	t.Helper()
	var at func(o fyne.CanvasObject, x, y float32)
	at = func(o fyne.CanvasObject, x, y float32) {
		if !o.Visible() {
			return
		}
		x, y = x+o.Position().X, y+o.Position().Y
		if txt, ok := o.(*canvas.Text); ok && txt.Text != "" {
			m := txt.MinSize()
			if x < -0.5 || x+m.Width > size.Width+1.5 || y+m.Height > size.Height+2 {
				t.Errorf("%q at %.0f,%.0f size %.0f×%.0f leaves %.0f×%.0f", txt.Text, x, y, m.Width, m.Height, size.Width, size.Height)
			}
		}
		if w, ok := o.(fyne.Widget); ok {
			for _, c := range test.WidgetRenderer(w).Objects() {
				at(c, x, y)
			}
		}
	}
	at(o, -o.Position().X, -o.Position().Y)
}

func key(f fyne.Focusable, n fyne.KeyName) { f.TypedKey(&fyne.KeyEvent{Name: n}) }

func rectangle(o fyne.CanvasObject) (*canvas.Rectangle, bool) {
	r, ok := o.(*canvas.Rectangle)
	return r, ok
}
