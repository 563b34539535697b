package widgets

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// words of the states for the sheet; the app takes them from package i18n.
var words = map[theme.State]string{
	theme.Operational: "정상", theme.Degraded: "불안정", theme.Partial: "일부 장애",
	theme.Major: "장애", theme.Maintenance: "점검 중", theme.Unknown: "확인 안 됨",
}

func look(s theme.State) theme.Look { return theme.Look{State: s} }

// start runs the test in an app with our theme.
func start(t *testing.T, choice theme.Choice, scale float32) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(choice, scale))
	fyne.CurrentApp().Settings().SetTheme(theme.New(choice, scale))
}

// show puts o into a window of the given size without padding and returns its canvas.
func show(t *testing.T, o fyne.CanvasObject, w, h float32) fyne.Canvas {
	t.Helper()
	win := test.NewTempWindow(t, o)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win.Canvas()
}

func at(day, hour, minute int) time.Time {
	return time.Date(2022, 10, day, hour, minute, 0, 0, time.UTC)
}

func row(s theme.State, name, note, since string, followed, stale, first bool) *FunctionRow {
	return NewFunctionRow(Desktop, FunctionRowData{
		ID: name, Look: theme.Look{State: s, Stale: stale}, Name: name, Word: words[s], Note: note, Since: since,
		Followed: followed, First: first,
	})
}

// onGround lays the window's colour under a sheet, as a window does.
func onGround(o fyne.CanvasObject) fyne.CanvasObject {
	return NewInset(InsetData{Ground: theme.TokenBg}, o)
}

// save writes a picture for looking at, if BOKGU_SHOTS names a folder.
func save(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	dir := os.Getenv("BOKGU_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, c.Capture()); err != nil {
		t.Fatal(err)
	}
}
