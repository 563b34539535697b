package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// page is a screen that only remembers what it was told.
type page struct {
	fyne.CanvasObject
	form    widgets.Form
	updates int
	shown   []string
	tops    int
	focused int
}

func (p *page) Object() fyne.CanvasObject { return p.CanvasObject }
func (p *page) Update(*Snapshot)          { p.updates++ }
func (p *page) SetForm(f widgets.Form)    { p.form = f }
func (p *page) Show(id string)            { p.shown = append(p.shown, id) }
func (p *page) ToTop()                    { p.tops++ }
func (p *page) FocusSearch()              { p.focused++ }

// withPages replaces all screens for a test and returns those that were built.
func withPages(t *testing.T) map[ScreenID]*page {
	t.Helper()
	built, old := make(map[ScreenID]*page), makers
	t.Cleanup(func() { makers = old })
	makers = make(map[ScreenID]func(*Actions, widgets.Form) panel)
	for _, id := range []ScreenID{ScreenStatus, ScreenService, ScreenRecovery, ScreenGuidance, ScreenLearn, ScreenDiary, ScreenSettings, ScreenMore} {
		makers[id] = func(_ *Actions, f widgets.Form) panel {
			built[id] = &page{CanvasObject: widgets.NewParagraph(widgets.ParagraphData{Text: "screen " + string(id)}), form: f}
			return built[id]
		}
	}
	return built
}

func TestShellOpens(t *testing.T) {
	startApp(t)
	pages := withPages(t)
	a := &Actions{}
	s := NewShell(a, ShellOptions{})
	window(t, s.Object(), 1180, 820)
	s.Update(snapshotOf("en", nil, noon))
	inOrder(t, texts(s.Object()), "Status", "Recovery", "Guidance", "Learn", "Diary", "Settings", "screen status")
	if len(pages) != 1 {
		t.Fatalf("built %d screens at once", len(pages))
	}

	a.Navigate(Route{Screen: ScreenService, ID: "talk"}) // the shell has filled it in
	inOrder(t, texts(s.Object()), "screen service")
	if got := pages[ScreenService]; got.updates == 0 || !slices.Contains(got.shown, "talk") {
		t.Errorf("service: %+v", got)
	}
	if d := s.nav(); d.Selected != string(ScreenStatus) {
		t.Errorf("selected %q", d.Selected)
	}
	seen := pages[ScreenStatus].updates
	s.Update(snapshotOf("en", nil, noon))
	if pages[ScreenStatus].updates != seen {
		t.Error("a screen that nobody sees was updated")
	}
	s.Open(Route{Screen: ScreenService, ID: "pay"})
	if got := pages[ScreenService].shown; got[len(got)-1] != "pay" || s.Current() != (Route{"f", ScreenService, "pay"}) {
		t.Errorf("shown %q, at %v", got, s.Current())
	}
	a.Back()
	if got := pages[ScreenService].shown; got[len(got)-1] != "talk" {
		t.Errorf("back shows %q", got)
	}
	s.Back()
	if s.Current().Screen != ScreenStatus || pages[ScreenStatus].updates == seen {
		t.Errorf("back at %v, not brought up to date", s.Current())
	}
	s.Back()
	if s.Current().Screen != ScreenStatus {
		t.Errorf("back beyond the beginning: %v", s.Current())
	}
	s.Open(Route{Screen: ScreenStatus})
	if pages[ScreenStatus].tops == 0 {
		t.Error("opening the visible screen does not go to its top")
	}
	s.Open(Route{Screen: "nowhere"})
	if s.Current().Screen != ScreenStatus {
		t.Errorf("at %v", s.Current())
	}
}

func TestShellOpensBeforeThereIsAnything(t *testing.T) {
	startApp(t)
	pages := withPages(t)
	s := NewShell(&Actions{}, ShellOptions{})
	window(t, s.Object(), 1180, 820)
	s.Open(Route{Screen: ScreenGuidance, ID: "g1"})
	s.Update(snapshotOf("en", nil, noon))
	inOrder(t, texts(s.Object()), "screen guidance")
	if got := pages[ScreenGuidance].shown; !slices.Contains(got, "g1") || pages[ScreenStatus] != nil {
		t.Errorf("shown %q", got)
	}
}

func TestShellNavigationTaps(t *testing.T) {
	a := startApp(t)
	pages := withPages(t)
	s := NewShell(&Actions{}, ShellOptions{})
	window(t, s.Object(), 1180, 820)
	s.Update(snapshotOf("en", nil, noon))
	s.rail.OnSelected(string(ScreenLearn))
	if s.Current().Screen != ScreenLearn {
		t.Fatalf("at %v", s.Current())
	}
	// A screen that was out of the window while the theme changed is made anew, the visible one is repainted by Fyne.
	learn, status := pages[ScreenLearn], pages[ScreenStatus]
	a.Settings().SetTheme(theme.New(theme.Dark, 1))
	s.Open(Route{Screen: ScreenLearn})
	if pages[ScreenLearn] != learn || pages[ScreenLearn].tops != 1 {
		t.Error("the visible screen was made anew")
	}
	s.rail.OnSelected(string(ScreenStatus))
	if pages[ScreenStatus] == status {
		t.Error("a hidden screen kept its old colours")
	}
}

func TestShellForms(t *testing.T) {
	tests := []struct {
		width float32
		scale float32
		force bool
		want  widgets.Form
	}{
		{1180, 1, false, widgets.Desktop},
		{720, 1, false, widgets.Desktop},
		{719, 1, false, widgets.Phone},
		{1180, 2, false, widgets.Phone},
		{600, 0.8, false, widgets.Desktop},
		{1180, 1, true, widgets.Phone},
	}
	for _, tt := range tests {
		a := startApp(t)
		a.Settings().SetTheme(theme.New(theme.Light, tt.scale))
		pages := withPages(t)
		s := NewShell(&Actions{}, ShellOptions{Phone: tt.force})
		w := window(t, s.Object(), 1180, 820)
		s.Update(snapshotOf("en", nil, noon))
		w.Resize(fyne.NewSize(tt.width, 820))
		if s.form != tt.want || pages[ScreenStatus].form != tt.want {
			t.Errorf("%v at %v: shell %v, screen %v", tt.width, tt.scale, s.form, pages[ScreenStatus].form)
		}
		if s.rail.Visible() == s.tabs.Visible() || s.tabs.Visible() != (tt.want == widgets.Phone) {
			t.Errorf("%v at %v: rail %v, tabs %v", tt.width, tt.scale, s.rail.Visible(), s.tabs.Visible())
		}
		s.Open(Route{Screen: ScreenLearn})
		if pages[ScreenLearn].form != tt.want {
			t.Errorf("%v: a screen opened later has form %v", tt.width, pages[ScreenLearn].form)
		}
	}
}

func TestReplayBar(t *testing.T) {
	startApp(t)
	withPages(t)
	var c calls
	s := NewShell(c.actions(), ShellOptions{})
	w := window(t, s.Object(), 1180, 820)
	n := snapshotOf("ko", nil, noon)
	s.Update(n)
	without(t, texts(s.Object()), "재현")

	next := *n
	next.Replay = &Replay{Title: "지난 장애 기록이에요.", At: morning, Speed: 60, NextAt: morning.Add(2 * 3600e9), Control: true}
	s.Update(&next)
	inOrder(t, texts(s.Object()), "재현", "2022년 10월 16일 일요일 08:00 KST", "지난 장애 기록이에요.", "다음 변화 10:00", "60배", "훈련 시작", "끝내기")

	s.replay.OnPause()
	s.replay.OnSpeed()
	s.replay.OnNext()
	s.replay.OnEnd()
	paused := *next.Replay
	paused.Speed = 0
	next2 := next
	next2.Replay = &paused
	s.Update(&next2)
	inOrder(t, texts(s.Object()), "60배") // the speed it will go on with
	s.replay.OnPause()
	if !slices.Equal(c.paused, []bool{true, false}) || !slices.Equal(c.speeds, []float64{600}) || !slices.Equal(c.other, []string{"next", "end"}) {
		t.Errorf("paused %v, speeds %v, %q", c.paused, c.speeds, c.other)
	}

	w.Resize(fyne.NewSize(390, 844))
	got := texts(s.Object())
	inOrder(t, got, "재현", "2022.10.16 08:00")
	inOrder(t, got, "60배")
	without(t, got, "끝내기", "다음 변화", "KST")
	w.Resize(fyne.NewSize(290, 844))
	got = texts(s.Object())
	inOrder(t, got, "재현", "10.16 08:00")
	without(t, got, "60배", "2022")

	w.Resize(fyne.NewSize(1180, 820))
	foreign := *next.Replay
	foreign.Control, foreign.Drill, foreign.Title = false, true, ""
	next3 := next
	next3.Replay = &foreign
	s.Update(&next3)
	got = texts(s.Object())
	inOrder(t, got, "훈련", "2022년 10월 16일", "훈련이에요.")
	without(t, got, "60배", "끝내기", "다음 변화")
	s.replay.OnPause()
	s.replay.OnEnd()
	if len(c.paused) != 2 || len(c.other) != 2 {
		t.Error("a replay of others was commanded")
	}

	s.Update(n)
	without(t, texts(s.Object()), "훈련", "재현")
}

// The player: where it is, to and fro by a press, a tap, a drag or a key, and what it is at its end.
func TestReplayControls(t *testing.T) {
	app := startApp(t)
	withPages(t)
	var c calls
	s := NewShell(c.actions(), ShellOptions{})
	w := window(t, s.Object(), 1180, 820)
	n := *snapshotOf("ko", nil, noon)
	from, until := morning.Add(-10*time.Hour), morning.Add(10*time.Hour)
	n.Replay = &Replay{
		At: morning, Control: true, From: from, Until: until, PreviousAt: morning.Add(-time.Hour), NextAt: morning.Add(time.Hour),
		Moments: []time.Time{from.Add(time.Hour), morning.Add(-time.Hour), morning.Add(time.Hour)},
	}
	s.Update(&n)
	scrub, labels := (*widgets.Scrub)(nil), []string(nil)
	walk(s.Object(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widgets.Scrub); ok && l.Visible() {
			scrub = l
		}
		if a, ok := o.(fyne.Accessible); ok && o.Visible() {
			labels = append(labels, a.AccessibilityLabel())
		}
	})
	if scrub == nil {
		t.Fatal("there is no line")
	}
	inOrder(t, labels, "앞 변화 07:00", "이어서 재생", "다음 변화 09:00", "훈련 시작", "끝내기", "재생 위치 2022년 10월 16일 일요일 08:00")

	middle := scrub.Size().Width / 2
	test.TapAt(scrub, fyne.NewPos(middle, 8))
	test.TapAt(scrub, fyne.NewPos(0, 8))
	scrub.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(scrub.Size().Width*3/4, 8)}})
	if len(c.sought) != 2 {
		t.Error("it goes there before the finger is lifted")
	}
	inOrder(t, texts(s.Object()), "2022년 10월 16일 일요일 1")
	scrub.DragEnd()
	scrub.DragEnd() // once is enough
	if len(c.sought) != 3 || c.sought[0].Sub(morning).Abs() > time.Minute || !c.sought[1].Equal(from) || c.sought[2].Sub(morning.Add(5*time.Hour)).Abs() > 10*time.Minute {
		t.Errorf("sought %v", c.sought)
	}
	inOrder(t, texts(s.Object()), "08:00")

	k := &keyboard{keys: make(map[string]func(fyne.Shortcut))}
	s.Bind(k)
	for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyLeft, fyne.KeyRight, fyne.KeyA} {
		k.typed(&fyne.KeyEvent{Name: key})
	}
	scrub.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft}) // a control that has the keyboard
	scrub.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if !slices.Equal(c.paused, []bool{false}) || !slices.Equal(c.other, []string{"previous", "next", "previous", "next"}) {
		t.Errorf("paused %v, %q", c.paused, c.other)
	}
	s.replay.OnDrill()
	if !slices.Equal(c.drills, []string{""}) {
		t.Errorf("drills %q", c.drills)
	}

	// A drill is not made of a drill, and an end has no next but a beginning.
	ended := *n.Replay
	ended.At, ended.NextAt, ended.Ended, ended.Drill, ended.Speed = until, time.Time{}, true, true, 60
	end := n
	end.Replay = &ended
	s.Update(&end)
	got := texts(s.Object())
	inOrder(t, got, "훈련", "60배", "끝내기")
	without(t, got, "훈련 시작", "다음 변화")
	k.typed(&fyne.KeyEvent{Name: fyne.KeySpace})
	if !slices.Equal(c.paused, []bool{false, false}) {
		t.Errorf("at the end: paused %v", c.paused)
	}

	// On a phone everything is as large as a finger, and nothing runs into another.
	for _, scale := range []float32{1, 2} {
		setScale(app, scale)
		s.Update(&n)
		w.Resize(fyne.NewSize(1180, 820))
		w.Resize(fyne.NewSize(390, 844))
		var spots []fyne.CanvasObject
		walk(s.replay, func(o fyne.CanvasObject) {
			if f, ok := o.(fyne.Focusable); ok && o.Visible() && f != nil {
				spots = append(spots, o)
			}
		})
		if len(spots) < 4 {
			t.Errorf("at %v: %d controls", scale, len(spots))
		}
		for i, a := range spots {
			if a.Size().Width < 44 || a.Size().Height < 44 {
				t.Errorf("at %v: a control of %v", scale, a.Size())
			}
			if end := a.Position().X + a.Size().Width; a.Position().X < 0 || end > 390 {
				t.Errorf("at %v: a control from %v to %v", scale, a.Position().X, end)
			}
			for _, b := range spots[:i] {
				if a.Position().Y == b.Position().Y && a.Position().X < b.Position().X+b.Size().Width && b.Position().X < a.Position().X+a.Size().Width {
					t.Errorf("at %v: %v at %v and %v at %v overlap", scale, a.Size(), a.Position(), b.Size(), b.Position())
				}
			}
		}
	}
}

func TestSpeeds(t *testing.T) {
	for from, want := range map[float64]float64{0: 1, 1: 60, 60: 600, 45: 60, 3600: 36000, 36000: 1, 1e9: 1} {
		if got := nextSpeed(from); got != want {
			t.Errorf("after %v: %v, want %v", from, got, want)
		}
	}
	s := snapshotOf("ko", nil, noon)
	for speed, want := range map[float64]string{1: "1", 36000: "36,000", 0.5: "0.5"} {
		if got := speedWord(s, speed); got != want {
			t.Errorf("%v: %q", speed, got)
		}
	}
}

func TestNotices(t *testing.T) {
	startApp(t)
	withPages(t)
	var c calls
	s := NewShell(c.actions(), ShellOptions{})
	window(t, s.Object(), 1180, 820)
	n := snapshotOf("ko", nil, noon)
	done := 0
	n.Notices = []Notice{
		{ID: "a", Level: LevelOffline, Text: "연결하지 못했어요.", Detail: "다시 해 볼게요.", Button: "다시 연결", Do: func() { done++ }},
		{ID: "b", Level: LevelInfo, Text: "둘째", Close: true},
	}
	s.Update(n)
	inOrder(t, texts(s.Object()), "연결하지 못했어요. (외 1건)", "다시 해 볼게요.", "다시 연결")
	s.notice.OnAction()
	if done != 1 || len(c.closed) != 0 {
		t.Errorf("done %d, closed %q", done, c.closed)
	}
	next := *n
	next.Notices = n.Notices[1:]
	s.Update(&next)
	got := texts(s.Object())
	inOrder(t, got, "둘째", "닫기")
	without(t, got, "외 1건")
	s.notice.OnAction()
	if !slices.Equal(c.closed, []string{"b"}) {
		t.Errorf("closed %q", c.closed)
	}
	next.Notices = nil
	s.Update(&next)
	without(t, texts(s.Object()), "둘째")
	s.answerNotice() // there is none
}

// keyboard is a canvas that keeps what is bound to it.
type keyboard struct {
	fyne.Canvas
	keys  map[string]func(fyne.Shortcut)
	typed func(*fyne.KeyEvent)
}

func (k *keyboard) AddShortcut(s fyne.Shortcut, f func(fyne.Shortcut)) { k.keys[s.ShortcutName()] = f }
func (k *keyboard) SetOnTypedKey(f func(*fyne.KeyEvent))               { k.typed = f }
func (k *keyboard) Overlays() fyne.OverlayStack                        { return noOverlays{} }

// noOverlays: no dialog is open.
type noOverlays struct{ fyne.OverlayStack }

func (noOverlays) Top() fyne.CanvasObject { return nil }

func (k *keyboard) press(key fyne.KeyName, m fyne.KeyModifier) {
	s := &desktop.CustomShortcut{KeyName: key, Modifier: m}
	k.keys[s.ShortcutName()](s)
}

func TestShortcuts(t *testing.T) {
	startApp(t)
	pages := withPages(t)
	var c calls
	s := NewShell(c.actions(), ShellOptions{})
	window(t, s.Object(), 1180, 820)
	s.Update(snapshotOf("en", nil, noon))
	k := &keyboard{keys: make(map[string]func(fyne.Shortcut))}
	s.Bind(k)

	var got []string
	for _, key := range []fyne.KeyName{fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key1} {
		k.press(key, fyne.KeyModifierShortcutDefault)
		got = append(got, string(s.Current().Screen))
	}
	if want := "recovery guidance learn diary settings status"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	k.press(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	if !slices.Equal(c.other, []string{"retry"}) {
		t.Errorf("Ctrl+R: %q", c.other)
	}
	k.press(fyne.Key4, fyne.KeyModifierShortcutDefault)
	k.press(fyne.KeyF, fyne.KeyModifierShortcutDefault)
	if pages[ScreenLearn].focused != 1 {
		t.Error("Ctrl+F does not reach the search of the visible screen")
	}
	k.typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	k.press(fyne.KeyLeft, fyne.KeyModifierAlt)
	if s.Current().Screen != ScreenSettings {
		t.Errorf("back at %v", s.Current())
	}
	k.typed(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.Current().Screen != ScreenSettings {
		t.Error("any key goes back")
	}
}

func TestSearchFromAnywhere(t *testing.T) {
	startApp(t)
	s := NewShell(&Actions{}, ShellOptions{})
	w := window(t, s.Object(), 1180, 820)
	s.Update(kakao(t, "en", morning))
	s.Open(Route{Screen: ScreenService, ID: "talk"})
	s.search()
	if s.Current().Screen != ScreenStatus || w.Canvas().Focused() == nil {
		t.Errorf("at %v, focus %v", s.Current(), w.Canvas().Focused())
	}
	s.Open(Route{Screen: ScreenService, ID: "talk"})
	if w.Canvas().Focused() != nil {
		t.Error("the keyboard stays in a screen that is not shown any more")
	}
	test.Tap(find[*widgets.FunctionRow](s.Object())[0]) // on a desktop that does nothing, and does not fail
}

// TestEveryPlace opens the real screens with and without a document, in both forms and languages.
func TestEveryPlace(t *testing.T) {
	startApp(t)
	var all []ScreenID
	for _, p := range places {
		all = append(all, p.screen)
	}
	all = append(all, ScreenService, ScreenMore)
	for _, lang := range []string{"ko", "en"} {
		full := kakao(t, lang, morning)
		stale := *full
		stale.Stale, stale.Connection = true, ConnWaiting
		loading := snapshotOf(lang, nil, noon)
		loading.Loading = true
		nowhere := snapshotOf(lang, nil, noon)
		nowhere.Feed, nowhere.Feeds = Feed{}, nil
		for name, snap := range map[string]*Snapshot{
			"full": full, "stale": &stale, "loading": loading, "nothing": snapshotOf(lang, nil, noon), "no feed": nowhere,
		} {
			s := NewShell((&calls{}).actions(), ShellOptions{})
			w := window(t, s.Object(), 1180, 820)
			s.Update(snap)
			for _, size := range []fyne.Size{{Width: 1180, Height: 820}, {Width: 390, Height: 844}} {
				w.Resize(size)
				for _, id := range all {
					if makers[id] == nil {
						t.Fatalf("no screen for %q", id)
					}
					s.Open(Route{Screen: id})
					got := texts(s.stage)
					if s.Current().Screen != id || len(got) == 0 {
						t.Errorf("%s %s %s: at %v, %d texts", lang, name, id, s.Current(), len(got))
					}
				}
			}
		}
	}
}
