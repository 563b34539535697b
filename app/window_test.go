package app

import (
	"encoding/json"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"bokgu/app/settings"
)

// The next window is as large as the last one was, whichever way the app ended.
func TestWindowSize(t *testing.T) {
	test.NewTempApp(t)
	prefs, err := settings.Open(settings.Params{
		Load: func() (json.RawMessage, error) { return nil, nil }, Save: func(json.RawMessage) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &App{settings: prefs, window: test.NewTempWindow(t, widget.NewLabel(""))}
	a.keepSize() // never looked at: nothing to keep
	if v := prefs.Get(); v.WindowWidth != settings.Defaults().WindowWidth {
		t.Errorf("%d wide", v.WindowWidth)
	}
	a.window.Resize(fyne.NewSize(900.6, 700.4))
	a.askSize()
	a.keepSize()
	if v := prefs.Get(); v.WindowWidth != 901 || v.WindowHeight != 700 {
		t.Errorf("kept %d × %d", v.WindowWidth, v.WindowHeight)
	}
	a.opts.Mobile = true
	a.window.Resize(phoneSize)
	a.noteSize()
	a.keepSize()
	if v := prefs.Get(); v.WindowWidth != 901 {
		t.Errorf("the phone's size is kept: %d", v.WindowWidth)
	}
}
