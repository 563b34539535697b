package views

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// first is a shell in the first run, with what it asks for. Like the app it shows what was asked for in a later
// snapshot.
type first struct {
	t      *testing.T
	shell  *Shell
	window fyne.Window
	snap   Snapshot

	added   []FeedRequest
	done    func(bool, *Problem) // of the last of them
	played  []string
	ended   []bool
	follows []string
	copied  string
}

// begin opens the first run in a window of a width.
func begin(t *testing.T, lang string, width, height float32) *first {
	t.Helper()
	startApp(t)
	f := &first{t: t, snap: *snapshotOf(lang, nil, noon)}
	f.snap.FirstRun, f.snap.Feed, f.snap.Feeds, f.snap.Connection = true, Feed{}, nil, ConnNone
	f.shell = NewShell(&Actions{
		Change: func(edit func(*settings.Values)) {
			edit(&f.snap.Settings)
			if l := f.snap.Settings.Language; l != "system" {
				f.snap.Loc = i18n.New(l).In(kst)
			}
			f.update()
		},
		ChangeQuiet: func(edit func([]alert.QuietWindow) []alert.QuietWindow) {
			f.snap.Quiet = edit(slices.Clone(f.snap.Quiet))
			f.update()
		},
		AddFeed:     func(r FeedRequest, done func(bool, *Problem)) { f.added, f.done = append(f.added, r), done },
		AddFeedFile: func(r FeedRequest, done func(bool, *Problem)) { f.added, f.done = append(f.added, r), done },
		StartReplay: func(name string) { f.played = append(f.played, name) },
		EndFirstRun: func(forGood bool) {
			f.ended = append(f.ended, forGood)
			f.snap.FirstRun = false
			f.update()
		},
		Follow: func(_, id string, on bool) {
			f.follows = append(f.follows, id)
			if f.snap.Follows = map[string]bool{}; on {
				f.snap.Follows[id] = true
			}
			f.update()
		},
		Paste: func() string { return f.copied },
	}, ShellOptions{})
	f.window = window(t, f.shell.Object(), width, height)
	f.shell.Bind(f.window.Canvas())
	f.update()
	return f
}

func (f *first) update() {
	n := f.snap
	f.shell.Update(&n)
}

func (f *first) texts() []string { return texts(f.shell.Object()) }

// key presses a key as the window does: the control that has the keyboard gets it, else the window.
func (f *first) key(names ...fyne.KeyName) {
	f.t.Helper()
	c := f.window.Canvas()
	for _, name := range names {
		switch e := (&fyne.KeyEvent{Name: name}); {
		case name == fyne.KeyTab:
			c.FocusNext()
		case c.Focused() != nil:
			c.Focused().TypedKey(e)
		case c.OnTypedKey() != nil:
			c.OnTypedKey()(e)
		}
	}
}

// tabTo walks with Tab to the control with a label.
func (f *first) tabTo(label string) {
	f.t.Helper()
	var passed []string
	for range 60 {
		f.key(fyne.KeyTab)
		if a, ok := f.window.Canvas().Focused().(fyne.Accessible); ok {
			if a.AccessibilityLabel() == label {
				return
			}
			passed = append(passed, a.AccessibilityLabel())
		}
	}
	f.t.Fatalf("Tab does not come to %q, but to %q", label, passed)
}

func (f *first) say(id string) string { return f.snap.Loc.T(id, nil) }

// outage is a document of a live feed.
func (f *first) arrive() {
	doc := document(made{"talk", "text", feed.MajorOutage, before}, made{"talk", "photos", feed.Operational, before}, made{"pay", "", feed.Operational, before})
	n := snapshotOf(f.snap.Loc.Lang(), doc, noon)
	f.snap.Status, f.snap.Services, f.snap.Connection = n.Status, n.Services, ConnLive
	f.update()
}

func (f *first) subscribe() {
	f.snap.Feed = Feed{ID: "f", Name: "Weather of services"}
	f.snap.Feeds, f.snap.Connection = []Feed{f.snap.Feed}, ConnConnecting
	f.update()
}

// From nothing to the board by keyboard alone.
func TestFirstRunByKeyboard(t *testing.T) {
	f := begin(t, "en", 1180, 820)
	inOrder(t, f.texts(), "Step 1 of 3", f.say("firstrun.welcome"), "한국어", "English")
	without(t, f.texts(), f.say("nav.recovery"))
	f.tabTo("한국어")
	f.key(fyne.KeySpace)
	if f.snap.Settings.Language != "ko" {
		t.Fatalf("the language is %q", f.snap.Settings.Language)
	}
	inOrder(t, f.texts(), "1/3단계", "멈췄을 때 여는 앱", "언어", "건너뛰기", "다음")
	f.key(fyne.KeyEscape, fyne.KeyReturn)

	inOrder(t, f.texts(), "2/3단계", f.say("firstrun.feed"), "뒤로", "건너뛰기", f.say("firstrun.feed.without"))
	test.Type(f.shell.first.feed.address, " wss://a.example ")
	inOrder(t, f.texts(), f.say("firstrun.feed.check"))
	f.key(fyne.KeyReturn, fyne.KeyReturn) // the second one, while the first is under way, does nothing
	if len(f.added) != 1 || f.added[0].URL != "wss://a.example" {
		t.Fatalf("asked for %v", f.added)
	}
	inOrder(t, f.texts(), f.say("firstrun.feed.busy"))
	f.subscribe()
	f.done(true, nil)

	inOrder(t, f.texts(), "3/3단계", f.say("firstrun.pick"), f.say("firstrun.alerts"), f.say("firstrun.pick.waiting"), f.say("firstrun.start"))
	f.arrive()
	inOrder(t, f.texts(), f.say("firstrun.pick.none"), "talk", "text", "photos", "pay")
	without(t, f.texts(), f.say("firstrun.pick.waiting"))
	f.tabTo("photos 알림 받기")
	f.key(fyne.KeySpace)
	if !slices.Equal(f.follows, []string{"talk.photos"}) {
		t.Fatalf("followed %q", f.follows)
	}
	inOrder(t, f.texts(), "기능 1개를 골랐어요", "talk", "text", "photos") // in the same order
	f.key(fyne.KeyEscape, fyne.KeyReturn)
	if !slices.Equal(f.ended, []bool{true}) {
		t.Fatalf("ended %v", f.ended)
	}
	inOrder(t, f.texts(), f.say("nav.status"), f.say("nav.settings"), "talk")
	without(t, f.texts(), "3/3단계", f.say("firstrun.start"))
}

// Whatever is wrong with an address is said where it was typed, and it is not lost.
func TestFirstRunSaysWhatIsWrong(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	f.key(fyne.KeyReturn)
	address := f.shell.first.feed.address
	test.Type(address, "wss://nobody.example")
	f.key(fyne.KeyReturn)
	f.done(false, &Problem{Text: "아무도 대답하지 않아요.", Todo: "주소를 보세요.", Unreached: true})
	inOrder(t, f.texts(), "2/3단계", "아무도 대답하지 않아요.", "주소를 보세요.",
		f.say("firstrun.offline"), "112", "119", "다시 시도", f.say("firstrun.offline.open"), f.say("firstrun.replay"))
	if address.Text != "wss://nobody.example" || f.window.Canvas().Focused() != address {
		t.Errorf("the address is %q, the keyboard is at %T", address.Text, f.window.Canvas().Focused())
	}
	f.tabTo("다시 시도")
	f.key(fyne.KeySpace)
	if len(f.added) != 2 || f.added[1] != f.added[0] {
		t.Fatalf("tried %v", f.added)
	}
	f.done(false, &Problem{Text: "피드가 아니에요.", Todo: "다른 주소를 넣어요."})
	inOrder(t, f.texts(), "피드가 아니에요.")
	without(t, f.texts(), f.say("firstrun.offline"))

	f.key(fyne.KeyEscape)
	if f.window.Canvas().Focused() != nil {
		f.key(fyne.KeyEscape)
	}
	inOrder(t, f.texts(), "1/3단계")
	if len(f.ended) != 0 {
		t.Error("Escape has ended the first run")
	}
	f.key(fyne.KeyEscape)
	if len(f.ended) != 0 {
		t.Error("Escape has ended the first run at its first step")
	}
}

// A private feed asks for its token where it is added, by keyboard too; the token goes to no other address.
func TestFirstRunAsksForAToken(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		f := begin(t, lang, 390, 844)
		f.key(fyne.KeyReturn)
		without(t, f.texts(), f.say("settings.feed.token.where"))
		feed := f.shell.first.feed
		test.Type(feed.address, "wss://private.example")
		f.key(fyne.KeyReturn)
		f.done(false, &Problem{Text: "401", Todo: "in Settings", WantsToken: true})
		inOrder(t, f.texts(), f.say("firstrun.token"), "401")
		says(t, all(f.shell.Object()), f.say("firstrun.token.todo"))
		without(t, f.texts(), "in Settings")
		if f.window.Canvas().Focused() != feed.token || !feed.token.Password {
			t.Fatalf("the keyboard is at %T", f.window.Canvas().Focused())
		}
		test.Type(feed.token, " secret ")
		without(t, f.texts(), "secret")
		f.key(fyne.KeyReturn)
		if want := (FeedRequest{URL: "wss://private.example", Token: "secret"}); len(f.added) != 2 || f.added[1] != want {
			t.Fatalf("asked for %v", f.added)
		}
		f.done(false, &Problem{Text: "403", WantsToken: true}) // another one, then
		inOrder(t, f.texts(), f.say("firstrun.token"), "403")
		test.Tap(feed.file)
		if want := (FeedRequest{Token: "secret"}); f.added[2] != want {
			t.Errorf("the file is looked at with %v", f.added[2])
		}
		f.done(false, nil)

		test.Type(feed.address, "x")
		if feed.token.Text != "" {
			t.Error("the token would go to another address")
		}
		without(t, f.texts(), f.say("settings.feed.token.where"))
		f.window.Canvas().Focus(feed.address)
		f.key(fyne.KeyReturn)
		f.done(false, &Problem{Text: "401", WantsToken: true})
		test.Type(feed.token, "other")
		f.key(fyne.KeyReturn)
		f.subscribe()
		f.done(true, nil)
		if f.added[len(f.added)-1].Token != "other" || feed.token.Text != "" || f.shell.first.step != stepPick {
			t.Errorf("%v, left %q, at step %d", f.added, feed.token.Text, f.shell.first.step)
		}
	}
}

// An answer that comes late does not take the reader out of where they are.
func TestFirstRunLateAnswer(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	f.key(fyne.KeyReturn)
	test.Type(f.shell.first.feed.address, "wss://slow.example")
	f.key(fyne.KeyReturn)
	test.Tap(f.shell.first.back)
	inOrder(t, f.texts(), "1/3단계")
	f.subscribe()
	f.done(true, nil)
	inOrder(t, f.texts(), "1/3단계")
	f.key(fyne.KeyReturn)
	inOrder(t, f.texts(), "Weather of services를 추가했어요.", "다음")

	test.Tap(f.shell.first.skip)
	if !slices.Equal(f.ended, []bool{true}) {
		t.Fatalf("skipping ended %v", f.ended)
	}
	f.done(false, &Problem{Text: "x"}) // nobody is there any more
}

func TestFirstRunWithoutNetwork(t *testing.T) {
	f := begin(t, "ko", 390, 844)
	f.snap.NoNetwork = true
	f.update()
	f.key(fyne.KeyReturn)
	inOrder(t, f.texts(), f.say("firstrun.offline"), "112", "119", "앱 안에서 지금", f.say("firstrun.offline.open"))
	without(t, f.texts(), "다시 시도") // nothing was tried
	f.tabTo(f.say("firstrun.offline.open"))
	f.key(fyne.KeySpace)
	if !slices.Equal(f.ended, []bool{false}) || f.shell.Current().Screen != ScreenLearn {
		t.Fatalf("ended %v, at %v", f.ended, f.shell.Current())
	}
	inOrder(t, f.texts(), f.say("learn.title"))
}

func TestFirstRunReplay(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	f.key(fyne.KeyReturn)
	f.tabTo(f.say("firstrun.replay.start"))
	f.key(fyne.KeySpace)
	if !slices.Equal(f.played, []string{"kakao-2022"}) {
		t.Fatalf("played %q", f.played)
	}
	replay := kakao(t, "ko", morning)
	f.snap.Status, f.snap.Services, f.snap.Feed = replay.Status, replay.Services, Feed{ID: "replay", Name: "r", Builtin: true}
	f.snap.Replay = &Replay{Title: "지난 장애", At: morning, Speed: 60, Control: true}
	f.update()
	inOrder(t, f.texts(), "재현", "3/3단계", "카카오톡")
}

func TestFirstRunPaste(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	f.key(fyne.KeyReturn)
	test.Tap(f.shell.first.feed.paste)
	inOrder(t, f.texts(), f.say("firstrun.feed.empty"))
	f.copied = "\n bokgu:add?url=wss%3A%2F%2Fa.example&root=sha256%3Aab \n"
	test.Tap(f.shell.first.feed.paste)
	if got := f.shell.first.feed.address.Text; got != strings.TrimSpace(f.copied) {
		t.Errorf("pasted %q", got)
	}
	without(t, f.texts(), f.say("firstrun.feed.empty"))
	test.Tap(f.shell.first.feed.file)
	if len(f.added) != 1 || f.added[0] != (FeedRequest{}) {
		t.Errorf("asked for %v", f.added)
	}
	f.done(false, nil) // the reader thought better of it
	inOrder(t, f.texts(), "2/3단계")
	without(t, f.texts(), f.say("firstrun.feed.busy"))
}

func TestFirstRunAlerts(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	own := alert.QuietWindow{Weekdays: weekOrder[:1], From: 60, To: 120}
	f.snap.Quiet, f.snap.OnPhone = []alert.QuietWindow{own}, true
	f.update()
	f.key(fyne.KeyReturn, fyne.KeyEscape) // out of the second step by its button
	f.shell.first.goTo(stepPick)
	inOrder(t, f.texts(), f.say("firstrun.alerts.when"), "23:00부터 07:00까지", "앱이 열려 있을 때만 알려요", f.say("firstrun.pick.no_feed"))
	night := f.shell.first.pick.night
	test.Tap(night)
	if len(f.snap.Quiet) != 2 || !night.On() {
		t.Errorf("quiet: %+v", f.snap.Quiet)
	}
	test.Tap(night)
	if len(f.snap.Quiet) != 1 || f.snap.Quiet[0].From != own.From || night.On() {
		t.Errorf("quiet: %+v", f.snap.Quiet)
	}
	chips := f.shell.first.pick.thresholds
	for i, want := range settings.Thresholds {
		test.Tap(chips[i])
		if f.snap.Settings.AlertThreshold != want {
			t.Errorf("threshold %q, want %q", f.snap.Settings.AlertThreshold, want)
		}
	}
	f.snap.Settings.AlertsEnabled = false
	f.update()
	test.Tap(chips[0])
	if !f.snap.Settings.AlertsEnabled {
		t.Error("alerts are still off")
	}
}

// On a phone a row has no star of its own: a tap anywhere on it follows.
func TestFirstRunPicksOnAPhone(t *testing.T) {
	f := begin(t, "en", 390, 3000)
	f.subscribe()
	f.arrive()
	f.shell.first.goTo(stepPick)
	rows := find[*widgets.FunctionRow](f.shell.Object())
	if len(rows) == 0 || !strings.HasPrefix(rows[0].AccessibilityLabel(), f.snap.Loc.T("status.follow", map[string]any{"Name": "text"})) {
		t.Fatalf("%d rows", len(rows))
	}
	test.Tap(rows[0])
	if !slices.Equal(f.follows, []string{"talk.text"}) || !f.snap.Follows["talk.text"] {
		t.Fatalf("followed %q", f.follows)
	}
	if got := rows[0].AccessibilityLabel(); !strings.HasPrefix(got, f.snap.Loc.T("status.unfollow", map[string]any{"Name": "text"})) {
		t.Errorf("the row says %q", got)
	}
	test.Tap(rows[0])
	if f.snap.Follows["talk.text"] {
		t.Error("a second tap does not take it back")
	}
}

// What has the keyboard is in the window, on a phone with the largest letters too.
func TestFirstRunShowsWhatHasTheKeyboard(t *testing.T) {
	f := begin(t, "ko", 390, 844)
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Light, 2))
	f.update()
	seen := 0
	for _, step := range []int{stepLanguage, stepFeed, stepPick} {
		f.shell.first.goTo(step)
		driver, bottom := fyne.CurrentApp().Driver(), f.shell.first.foot.Position().Y
		for range 12 {
			f.key(fyne.KeyTab)
			o, ok := f.window.Canvas().Focused().(fyne.CanvasObject)
			if !ok || o == f.shell.first.back || o == f.shell.first.skip || o == f.shell.first.next {
				continue
			}
			if y := driver.AbsolutePositionForObject(o).Y; step != stepPick && (y < 0 || y+o.Size().Height > bottom) {
				t.Errorf("step %d: %T from %.0f to %.0f, seen to %.0f", step+1, o, y, y+o.Size().Height, bottom)
			}
			seen++
		}
	}
	if seen < 10 {
		t.Errorf("only %d controls", seen)
	}
}

// The chords of the screens do nothing while there are none, and nothing is lost when the form or the language changes.
func TestFirstRunKeepsTheWindow(t *testing.T) {
	f := begin(t, "ko", 1180, 820)
	f.key(fyne.KeyReturn)
	test.Type(f.shell.first.feed.address, "wss://half")
	f.window.Resize(fyne.NewSize(390, 844))
	f.snap.Loc = i18n.New("en").In(kst)
	f.update()
	inOrder(t, f.texts(), "Step 2 of 3", "Check and add")
	if got := f.shell.first.feed.address.Text; got != "wss://half" {
		t.Errorf("the address is %q", got)
	}
	f.shell.Open(Route{Screen: ScreenStatus}) // as when a link was answered
	inOrder(t, f.texts(), "Step 2 of 3")
	if len(f.ended) != 0 {
		t.Errorf("ended %v", f.ended)
	}
}

// Every step fits a phone with the largest letters: nothing is wider than the window, no text is cut, nothing overlaps
// the buttons.
func TestFirstRunFits(t *testing.T) {
	for _, lang := range []string{"ko", "en"} {
		for _, scale := range []float32{0.8, 1, 2} {
			for _, width := range []float32{390, 1180} {
				f := begin(t, lang, width, 844)
				fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Light, scale))
				f.update()
				for step := range firstRunSteps {
					f.shell.first.goTo(step)
					if step == stepFeed {
						f.shell.first.feed.problem = &Problem{Text: f.say("problem.unreachable"), Todo: f.say("problem.unreachable.todo"), Unreached: true}
						f.shell.first.redraw()
					}
					driver := fyne.CurrentApp().Driver()
					walk(f.shell.first.Object(), func(o fyne.CanvasObject) {
						text, ok := o.(*canvas.Text)
						if !ok || text.Text == "" {
							return
						}
						x, w := driver.AbsolutePositionForObject(o).X, text.MinSize().Width
						if text.Text == f.say("settings.feed.address.hint") {
							return // an entry scrolls
						}
						if x < 0 || x+w > width+1 {
							t.Errorf("%s %.0f %% %.0f step %d: %q from %.0f to %.0f", lang, scale*100, width, step+1, text.Text, x, x+w)
						}
						if strings.HasSuffix(text.Text, "…") && text.Text != f.say("firstrun.feed.file") && text.Text != f.say("firstrun.feed.busy") {
							t.Errorf("%s %.0f %% %.0f step %d: %q is cut", lang, scale*100, width, step+1, text.Text)
						}
					})
					foot, body := f.shell.first.foot, f.shell.first.body
					if foot.Position().Y+foot.Size().Height > 844 || body.Size().Height < 200 {
						t.Errorf("%s %.0f %% %.0f step %d: buttons at %v high %v, the step has %v", lang, scale*100, width, step+1, foot.Position(), foot.Size(), body.Size())
					}
				}
			}
		}
	}
}

// Settings leads back to the first steps, and lists every key that is bound.
func TestSettingsShowFirstStepsAndKeys(t *testing.T) {
	s := kakao(t, "ko", morning)
	shown := 0
	v := settingsWith(t, s, &Actions{ShowFirstRun: func() { shown++ }})
	window(t, v.Object(), 1092, 2400)
	i := slices.IndexFunc(find[*widgets.Button](v.Object()), func(b *widgets.Button) bool {
		return b.AccessibilityLabel() == s.Loc.T("settings.first_run.show", nil)
	})
	if i < 0 {
		t.Fatal("no button")
	}
	test.Tap(find[*widgets.Button](v.Object())[i])
	if shown != 1 {
		t.Errorf("shown %d times", shown)
	}
	inOrder(t, texts(v.Object()), s.Loc.T("settings.keys", nil), "Ctrl 1–", "Ctrl F", "Ctrl R", "Ctrl I", "Alt ← 또는 Esc", "Tab", "Enter 또는 Space")
	phone := *s
	phone.OnPhone = true
	mobile := NewSettings(&Actions{}, widgets.Phone)
	window(t, mobile.Object(), 390, 4000)
	mobile.Update(&phone)
	without(t, texts(mobile.Object()), "Ctrl F")
	for _, key := range shortcuts() {
		if !i18n.Has(key.id) {
			t.Errorf("%s has no words", key.id)
		}
	}
}
