package settings

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

// memory keeps preferences like the file does.
type memory struct {
	raw json.RawMessage
	err error
}

func (m *memory) params() Params {
	return Params{
		Load: func() (json.RawMessage, error) { return m.raw, m.err },
		Save: func(raw json.RawMessage) error {
			if m.err == nil {
				m.raw = raw
			}
			return m.err
		},
	}
}

func open(t *testing.T, m *memory) *Settings {
	t.Helper()
	s, err := Open(m.params())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDefaultsAreWithinBounds(t *testing.T) {
	if d := Defaults(); bounded(d) != d {
		t.Errorf("defaults %+v become %+v", d, bounded(d))
	}
	keys := make(map[string]bool)
	for _, f := range fields {
		if keys[f.key] {
			t.Errorf("key %s is there twice", f.key)
		}
		keys[f.key] = true
	}
}

func TestRoundTrip(t *testing.T) {
	m := &memory{}
	s := open(t, m)
	want := Values{
		Language: "en", Theme: "dark", TextScale: 150, WindowWidth: 900, WindowHeight: 700, StartHidden: true,
		NativeWayland: true, AlertThreshold: "outages", Proxy: "socks5://proxy.example:1080", ProxyUser: "kim",
		FirstRunDone: true,
	}
	if err := s.Update(func(v *Values) { *v = want }); err != nil {
		t.Fatal(err)
	}
	if got := s.Get(); got != want {
		t.Errorf("Get = %+v", got)
	}
	if got := open(t, m).Get(); got != want {
		t.Errorf("after a restart = %+v", got)
	}
}

func TestBadValues(t *testing.T) {
	d := Defaults()
	for _, tt := range []struct {
		raw   string
		bad   []string // keys that the error names
		check func(Values) bool
	}{
		{`{"language":"fr","theme":"dark"}`, []string{"language"}, func(v Values) bool { return v.Language == "system" && v.Theme == "dark" }},
		{`{"language":7}`, []string{"language"}, func(v Values) bool { return v == d }},
		{`{"text_scale":70}`, []string{"text_scale"}, func(v Values) bool { return v == d }},
		{`{"text_scale":105}`, []string{"text_scale"}, func(v Values) bool { return v == d }},
		{`{"text_scale":200}`, nil, func(v Values) bool { return v.TextScale == 200 }},
		{`{"text_scale":1e99,"window_width":-1}`, []string{"text_scale", "window_width"}, func(v Values) bool { return v == d }},
		{`{"text_scale":null,"start_hidden":null}`, []string{"text_scale", "start_hidden"}, func(v Values) bool { return v == d }},
		{`{"alerts_enabled":"no"}`, []string{"alerts_enabled"}, func(v Values) bool { return v.AlertsEnabled }},
		{`[]`, []string{"object"}, func(v Values) bool { return v == d }},
		{`{"language":"ko"`, []string{"object"}, func(v Values) bool { return v == d }},
		{`null`, nil, func(v Values) bool { return v == d }},
		{``, nil, func(v Values) bool { return v == d }},
	} {
		s, err := Open((&memory{raw: json.RawMessage(tt.raw)}).params())
		if !tt.check(s.Get()) {
			t.Errorf("%s: %+v", tt.raw, s.Get())
		}
		if (err != nil) != (tt.bad != nil) {
			t.Errorf("%s: error %v", tt.raw, err)
		}
		for _, key := range tt.bad {
			if err == nil || !strings.Contains(err.Error(), key) {
				t.Errorf("%s: the error does not name %s: %v", tt.raw, key, err)
			}
		}
	}
}

func TestUpdateBringsWithinBounds(t *testing.T) {
	s := open(t, &memory{})
	for in, want := range map[int]int{0: 80, 84: 80, 85: 90, 130: 130, 199: 200, 999: 200, -5: 80} {
		if err := s.Update(func(v *Values) { v.TextScale, v.Language, v.WindowWidth = in, "xx", 1 }); err != nil {
			t.Fatal(err)
		}
		if v := s.Get(); v.TextScale != want || v.Language != "system" || v.WindowWidth != minWindow {
			t.Errorf("%d: %+v", in, v)
		}
	}
}

func TestUnknownKeysAreKept(t *testing.T) {
	m := &memory{raw: json.RawMessage(`{"theme":"dark","of_a_newer_version":{"a":[1,2]}}`)}
	s := open(t, m)
	if err := s.Update(func(v *Values) { v.Theme = "light" }); err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(m.raw, &got); err != nil {
		t.Fatal(err)
	}
	if string(got["of_a_newer_version"]) != `{"a":[1,2]}` || string(got["theme"]) != `"light"` {
		t.Errorf("saved %s", m.raw)
	}
}

func TestFailures(t *testing.T) {
	broken := errors.New("disk full")
	m := &memory{err: broken}
	s, err := Open(m.params())
	if !errors.Is(err, broken) || s.Get() != Defaults() {
		t.Errorf("Open: %v, %+v", err, s.Get())
	}
	if err := s.Update(func(v *Values) { v.Theme = "dark" }); !errors.Is(err, broken) {
		t.Errorf("Update: %v", err)
	}
	if s.Get().Theme != "dark" {
		t.Error("the change does not hold for the session")
	}
}

func TestListeners(t *testing.T) {
	s := open(t, &memory{})
	var got []string
	stopA := s.Listen(func(old, now Values) { got = append(got, "a:"+old.Theme+">"+now.Theme) })
	var stopB func()
	stopB = s.Listen(func(_, now Values) {
		got = append(got, "b:"+now.Theme)
		stopB() // once is enough
		if err := s.Update(func(v *Values) { v.Theme = "dark" }); err != nil {
			t.Error(err)
		}
	})
	set := func(theme string) {
		t.Helper()
		if err := s.Update(func(v *Values) { v.Theme = theme }); err != nil {
			t.Fatal(err)
		}
	}
	set("light")
	set("dark") // nothing changed: nobody hears of it
	stopA()
	stopA()
	set("system")
	want := []string{"a:system>light", "b:light", "a:light>dark"}
	if !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}

func TestConcurrentUpdates(t *testing.T) {
	s := open(t, &memory{})
	var mu sync.Mutex
	last := s.Get()
	s.Listen(func(old, now Values) {
		mu.Lock()
		defer mu.Unlock()
		if old != last {
			t.Errorf("out of order: %+v after %+v", old, last)
		}
		last = now
	})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if err := s.Update(func(v *Values) { v.WindowWidth++ }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got, want := s.Get().WindowWidth, Defaults().WindowWidth+400; got != want {
		t.Errorf("width = %d, want %d: an update was lost", got, want)
	}
}

// FuzzRead: whatever is in the file, the values are within bounds, and what is
// written back reads the same.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"language":"ko","x":1}`, `{"text_scale":110}`, `{`, `{"theme":null}`, `{"text_scale":90.0}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, rest, _ := read(raw)
		if bounded(v) != v {
			t.Fatalf("%q: %+v is out of bounds", raw, v)
		}
		out, err := write(v, rest)
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if again, _, err := read(out); err != nil || again != v {
			t.Fatalf("%q: written as %s, read as %+v: %v", raw, out, again, err)
		}
	})
}
