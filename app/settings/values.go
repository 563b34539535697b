// Package settings holds the preferences of the person at this device: each one
// typed, with its key, default and bounds in one place. Where they are kept is
// up to the functions that the caller passes in.
package settings

import (
	"encoding/json"
	"slices"
)

// Values are all preferences at one moment. A Values from Settings.Get is always
// within bounds; it is a copy and may be kept.
type Values struct {
	Language       string // system, ko or en
	Theme          string // system, light or dark
	TextScale      int    // per cent, 80–200 in steps of 10
	WindowWidth    int    // in Fyne's device-independent pixels
	WindowHeight   int    // likewise
	StartHidden    bool   // start in the tray, where there is one
	CloseToTray    bool   // closing the window leaves the app running, where there is a tray
	NativeWayland  bool   // do without X11, where Korean cannot be typed (Fyne has no input method on Wayland)
	AlertsEnabled  bool   // false: no notification at all
	AlertThreshold string // any, worse_or_restored, outages or off
	Proxy          string // "" the environment's, ProxyDirect none, or http://host:port or socks5://host:port
	ProxyUser      string // name at that proxy, "" for none; the password is in the keyring
	FirstRunDone   bool   // the first steps were finished or skipped, once
}

// The choices of the preferences that have some. Do not change them.
var (
	Languages  = []string{"system", "ko", "en"}
	Themes     = []string{"system", "light", "dark"}
	Thresholds = []string{"any", "worse_or_restored", "outages", "off"}
)

// Bounds of the preferences that are numbers.
const (
	MinTextScale  = 80 // as the design asks: 80–200 %
	MaxTextScale  = 200
	TextScaleStep = 10
	minWindow     = 320   // the narrowest phone that the layouts are made for
	maxWindow     = 16384 // the largest texture that drivers of today draw
)

// fields is the one list of preferences: key in the file, default, bounds.
var fields = []field{
	choice("language", func(v *Values) *string { return &v.Language }, "system", Languages),
	choice("theme", func(v *Values) *string { return &v.Theme }, "system", Themes),
	number("text_scale", func(v *Values) *int { return &v.TextScale }, 100, MinTextScale, MaxTextScale, TextScaleStep),
	number("window_width", func(v *Values) *int { return &v.WindowWidth }, 1080, minWindow, maxWindow, 1),
	number("window_height", func(v *Values) *int { return &v.WindowHeight }, 760, minWindow, maxWindow, 1),
	toggle("start_hidden", func(v *Values) *bool { return &v.StartHidden }, false),
	toggle("close_to_tray", func(v *Values) *bool { return &v.CloseToTray }, true),
	toggle("native_wayland", func(v *Values) *bool { return &v.NativeWayland }, false),
	toggle("alerts_enabled", func(v *Values) *bool { return &v.AlertsEnabled }, true),
	choice("alert_threshold", func(v *Values) *string { return &v.AlertThreshold }, "worse_or_restored", Thresholds),
	text(keyProxy, func(v *Values) *string { return &v.Proxy }, "", GoodProxy),
	text(keyProxyUser, func(v *Values) *string { return &v.ProxyUser }, "", GoodProxyUser),
	toggle("first_run_done", func(v *Values) *bool { return &v.FirstRunDone }, false),
}

// Defaults returns what holds before anybody chose anything.
func Defaults() Values {
	var v Values
	for _, f := range fields {
		f.reset(&v)
	}
	return v
}

// bounded returns v with everything brought within bounds: a number to the
// nearest one allowed, any other bad value to its default.
func bounded(v Values) Values {
	for _, f := range fields {
		f.bound(&v)
	}
	return v
}

// field is one preference: how it is read from JSON, written, and bounded.
type field struct {
	key   string
	reset func(*Values)
	bound func(*Values)
	read  func(*Values, json.RawMessage) bool // false: not a good value, v is unchanged
	value func(*Values) any
}

func choice(key string, at func(*Values) *string, def string, allowed []string) field {
	return field{
		key:   key,
		reset: func(v *Values) { *at(v) = def },
		bound: func(v *Values) {
			if !slices.Contains(allowed, *at(v)) {
				*at(v) = def
			}
		},
		read: func(v *Values, raw json.RawMessage) bool {
			var s string
			if json.Unmarshal(raw, &s) != nil || !slices.Contains(allowed, s) {
				return false
			}
			*at(v) = s
			return true
		},
		value: func(v *Values) any { return *at(v) },
	}
}

// text is one that is not out of a list. The default is good.
func text(key string, at func(*Values) *string, def string, good func(string) bool) field {
	return field{
		key:   key,
		reset: func(v *Values) { *at(v) = def },
		bound: func(v *Values) {
			if !good(*at(v)) {
				*at(v) = def
			}
		},
		read: func(v *Values, raw json.RawMessage) bool {
			var s *string
			if json.Unmarshal(raw, &s) != nil || s == nil || !good(*s) {
				return false
			}
			*at(v) = *s
			return true
		},
		value: func(v *Values) any { return *at(v) },
	}
}

func number(key string, at func(*Values) *int, def, low, high, step int) field {
	return field{
		key:   key,
		reset: func(v *Values) { *at(v) = def },
		bound: func(v *Values) {
			n := min(max(*at(v), low), high)
			*at(v) = low + (n-low+step/2)/step*step
		},
		read: func(v *Values, raw json.RawMessage) bool {
			var n *int
			if json.Unmarshal(raw, &n) != nil || n == nil || *n < low || *n > high || (*n-low)%step != 0 {
				return false
			}
			*at(v) = *n
			return true
		},
		value: func(v *Values) any { return *at(v) },
	}
}

func toggle(key string, at func(*Values) *bool, def bool) field {
	return field{
		key:   key,
		reset: func(v *Values) { *at(v) = def },
		bound: func(*Values) {},
		read: func(v *Values, raw json.RawMessage) bool {
			var b *bool
			if json.Unmarshal(raw, &b) != nil || b == nil {
				return false
			}
			*at(v) = *b
			return true
		},
		value: func(v *Values) any { return *at(v) },
	}
}
