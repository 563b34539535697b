package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// startApp gives the test an app with our theme; Fyne's tests are serial.
func startApp(t *testing.T) fyne.App {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	return a
}

// texts collects what an object draws as text, in drawing order; what is hidden or empty is not drawn.
func texts(o fyne.CanvasObject) []string {
	var out []string
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return out
}

// walk visits o and everything visible in it, parents first.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// inOrder fails unless all of want appear in got, in that order, other texts between them allowed. A wrapped sentence
// is several texts: got is compared joined.
func inOrder(t *testing.T, got []string, want ...string) {
	t.Helper()
	all, from := strings.Join(got, "\n"), 0
	for _, w := range want {
		i := strings.Index(all[from:], w)
		if i < 0 {
			t.Fatalf("%q does not follow in:\n%s", w, all)
		}
		from += i + len(w)
	}
}

// without fails if one of the words is drawn anywhere.
func without(t *testing.T, got []string, words ...string) {
	t.Helper()
	for _, w := range words {
		if i := slices.IndexFunc(got, func(s string) bool { return strings.Contains(s, w) }); i >= 0 {
			t.Fatalf("%q is shown, in %q", w, got[i])
		}
	}
}

// find returns the visible objects of a type, in drawing order.
func find[T fyne.CanvasObject](o fyne.CanvasObject) []T {
	var out []T
	walk(o, func(o fyne.CanvasObject) {
		if v, ok := o.(T); ok {
			out = append(out, v)
		}
	})
	return out
}
