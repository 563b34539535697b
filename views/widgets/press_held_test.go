package widgets

import (
	"testing"

	"bokgu/views/theme"
)

// A button looks pressed for as long as the mouse holds it, and on a phone while the finger is on it; a disabled one never.
func TestAButtonLooksPressed(t *testing.T) {
	start(t, theme.Light, 1)
	b := NewButton(Desktop, ButtonData{Label: "Open"}, func() {})
	show(t, b, 100, 44)
	ground := func() any { return b.ground.FillColor }
	rest := ground()
	b.MouseDown(nil)
	if ground() == rest {
		t.Error("nothing shows while the mouse button is down")
	}
	if b.MouseUp(nil); ground() != rest {
		t.Error("still pressed after the mouse button went up")
	}
	b.MouseDown(nil)
	if b.MouseOut(); ground() != rest {
		t.Error("still pressed after the mouse went away")
	}
	b.TouchDown(nil)
	if ground() == rest {
		t.Error("nothing shows under the finger")
	}
	if b.TouchCancel(nil); ground() != rest {
		t.Error("still pressed after the finger went away")
	}
	b.SetDisabled(true)
	rest = ground()
	if b.MouseDown(nil); ground() != rest {
		t.Error("a disabled button looks pressed")
	}
}
