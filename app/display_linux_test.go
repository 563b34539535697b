//go:build linux && !android

package app

import (
	"errors"
	"testing"
)

func TestNoDisplayIsSaidBeforeTheToolkitPanics(t *testing.T) {
	for _, tc := range []struct {
		display, wayland string
		ok               bool
	}{
		{"", "", false},
		{"", "wayland-0", true},
		{":64999", "", false}, // nobody serves that one
		{"nonsense", "", false},
		{":x", "", false},
		{"far.example:0", "", true}, // not ours to judge
	} {
		t.Setenv("DISPLAY", tc.display)
		t.Setenv("WAYLAND_DISPLAY", tc.wayland)
		err := checkDisplay()
		if (err == nil) != tc.ok {
			t.Errorf("DISPLAY=%q WAYLAND_DISPLAY=%q: %v", tc.display, tc.wayland, err)
		}
		if tc.display == "" && tc.wayland == "" && !errors.Is(err, errNoDisplay) {
			t.Errorf("%v", err)
		}
	}
}
