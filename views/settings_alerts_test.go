package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/app/alert"
	"bokgu/app/settings"
	"bokgu/views/widgets"
)

// rulesOf is a person's rules that the screen changes, as the app would.
type rulesOf struct {
	t      *testing.T
	snap   *Snapshot
	screen *Settings
	snooze []alert.Snooze
}

func settingsOfRules(t *testing.T, lang string, quiet ...alert.QuietWindow) *rulesOf {
	t.Helper()
	r := &rulesOf{t: t, snap: kakao(t, lang, morning)}
	r.snap.Quiet = quiet
	r.screen = settingsWith(t, r.snap, &Actions{
		Change: func(f func(*settings.Values)) { r.show(func(s *Snapshot) { f(&s.Settings) }) },
		Snooze: func(z alert.Snooze) { r.snooze = append(r.snooze, z) },
		ChangeQuiet: func(f func([]alert.QuietWindow) []alert.QuietWindow) {
			r.show(func(s *Snapshot) { s.Quiet = f(slices.Clone(s.Quiet)) })
		},
	})
	return r
}

// show brings a new snapshot to the screen.
func (r *rulesOf) show(edit func(*Snapshot)) {
	n := *r.snap
	edit(&n)
	r.snap = &n
	r.screen.Update(r.snap)
}

func (r *rulesOf) words() string { return strings.Join(texts(r.screen.Object()), "\n") }

// control returns what keeps the keyboard under a name.
func control[T fyne.Focusable](r *rulesOf, name string) T {
	r.t.Helper()
	c, ok := r.screen.controls[name].(T)
	if !ok {
		r.t.Fatalf("no control %q of that kind", name)
	}
	return c
}

func TestAlertsThatAreOffShowNothingElse(t *testing.T) {
	for _, v := range []func(*settings.Values){
		func(v *settings.Values) { v.AlertsEnabled = false },
		func(v *settings.Values) { v.AlertThreshold = string(alert.Off) },
	} {
		r := settingsOfRules(t, "ko", newWindow())
		r.show(func(s *Snapshot) { v(&s.Settings) })
		without(t, texts(r.screen.Object()), "나빠지거나", "잠시 알림 쉬기", "조용한 시간", "세어 보고")
		test.Tap(control[*widgets.Switch](r, "알림 받기"))
		if got := r.snap.Settings; !got.AlertsEnabled || got.AlertThreshold != string(alert.WorseOrRestored) {
			t.Errorf("switched on: %+v", got)
		}
		inOrder(t, texts(r.screen.Object()), "나빠지면·돌아오면", "잠시 알림 쉬기", "조용한 시간")
	}
}

func TestThresholdIsChosen(t *testing.T) {
	r := settingsOfRules(t, "en")
	s := control[*selection](r, "threshold")
	if !slices.Equal(s.Options, []string{"Any change", "Worse or back", "Outages only"}) || s.SelectedIndex() != 1 {
		t.Errorf("%q, chosen %d", s.Options, s.SelectedIndex())
	}
	s.SetSelectedIndex(2)
	if got := r.snap.Settings.AlertThreshold; got != string(alert.OutagesOnly) {
		t.Errorf("%q", got)
	}
}

func TestSnoozeIsChosenAndShown(t *testing.T) {
	r := settingsOfRules(t, "ko")
	for _, z := range alert.Snoozes {
		test.Tap(control[*widgets.Chip](r, "snooze."+string(z)))
	}
	if !slices.Equal(r.snooze, alert.Snoozes) {
		t.Errorf("asked for %q", r.snooze)
	}
	without(t, texts(r.screen.Object()), "까지 쉬어요")
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	for until, want := range map[time.Time]string{
		begin.Add(time.Hour):      "13:00까지 쉬어요.",
		begin.Add(20 * time.Hour): "내일 08:00까지 쉬어요.",
	} {
		r.show(func(s *Snapshot) { s.Real, s.Snooze, s.SnoozeUntil = begin, alert.SnoozeTomorrow, until })
		if !strings.Contains(r.words(), want) {
			t.Errorf("%q is not shown in:\n%s", want, r.words())
		}
	}
	r.show(func(s *Snapshot) { s.Snooze = alert.SnoozeOff })
	without(t, texts(r.screen.Object()), "까지 쉬어요")
}

func TestQuietHoursAreEdited(t *testing.T) {
	r := settingsOfRules(t, "ko")
	r.show(func(s *Snapshot) { s.Feeds = nil }) // its button has the same word
	tapped := func(label string) {
		t.Helper()
		for _, b := range find[*widgets.Button](r.screen.Object()) {
			if slices.Contains(texts(b), label) {
				test.Tap(b)
				return
			}
		}
		t.Fatalf("no button %q", label)
	}
	tapped("조용한 시간 추가")
	if len(r.snap.Quiet) != 1 || len(r.snap.Quiet[0].Weekdays) != 7 || !r.snap.Quiet[0].BreakThrough {
		t.Fatalf("added %+v", r.snap.Quiet)
	}
	inOrder(t, texts(r.screen.Object()), "월", "화", "수", "목", "금", "토", "일", "23:00", "07:00", "다음 날 07:00에 끝나요.")

	test.Tap(control[*widgets.Chip](r, "quiet.0.day.토"))
	test.Tap(control[*widgets.Chip](r, "quiet.0.day.월"))
	test.Tap(control[*widgets.Chip](r, "quiet.0.day.토"))
	control[*selection](r, "quiet.0.from").SetSelected("12:30")
	control[*selection](r, "quiet.0.to").SetSelected("13:30")
	test.Tap(control[*widgets.Switch](r, "quiet.0.break"))
	want := alert.QuietWindow{Weekdays: []time.Weekday{2, 3, 4, 5, 6, 0}, From: 12*60 + 30, To: 13*60 + 30}
	if got := r.snap.Quiet[0]; !slices.Equal(got.Weekdays, want.Weekdays) || got.From != want.From || got.To != want.To || got.BreakThrough {
		t.Errorf("%+v, want %+v", got, want)
	}
	without(t, texts(r.screen.Object()), "다음 날")

	tapped("조용한 시간 추가")
	tapped("삭제")
	if len(r.snap.Quiet) != 1 || r.snap.Quiet[0].From != 23*60 {
		t.Errorf("left: %+v", r.snap.Quiet)
	}
}

func TestQuietHoursAreBounded(t *testing.T) {
	many := make([]alert.QuietWindow, alert.MaxWindows)
	r := settingsOfRules(t, "en", many...)
	for _, b := range find[*widgets.Button](r.screen.Object()) {
		if slices.Contains(texts(b), "Add quiet hours") {
			test.Tap(b)
		}
	}
	if len(r.snap.Quiet) != alert.MaxWindows {
		t.Errorf("%d windows", len(r.snap.Quiet))
	}
}

func TestWindowNotes(t *testing.T) {
	all := weekOrder
	for _, tc := range []struct {
		w      alert.QuietWindow
		ko, en string
	}{
		{alert.QuietWindow{From: 1, To: 2}, "요일을 하나 이상 고르세요.", "Pick at least one day."},
		{alert.QuietWindow{Weekdays: all, From: 60, To: 60}, "24시간 동안 조용해요.", "Quiet for 24 hours."},
		{alert.QuietWindow{Weekdays: all, From: 61, To: 5}, "다음 날 00:05에 끝나요.", "Ends at 00:05 on the next day."},
		{alert.QuietWindow{Weekdays: all, From: 60, To: 61}, "", ""},
	} {
		for lang, want := range map[string]string{"ko": tc.ko, "en": tc.en} {
			if got := windowNote(kakao(t, lang, morning), tc.w); got != want {
				t.Errorf("%+v: %q, want %q", tc.w, got, want)
			}
		}
	}
}

func TestQuietTimes(t *testing.T) {
	labels, minutes := quietTimes(alert.QuietWindow{From: 60, To: 420})
	if len(labels) != 48 || labels[1] != "00:30" || minutes[47] != 23*60+30 || labels[47] != "23:30" {
		t.Errorf("%q", labels)
	}
	// What another version or a hand has set is offered as well.
	labels, minutes = quietTimes(alert.QuietWindow{From: 61, To: 1439})
	if len(labels) != 50 || !slices.Contains(labels, "01:01") || labels[49] != "23:59" || !slices.IsSorted(minutes) {
		t.Errorf("%q", labels)
	}
}

func TestPreviewText(t *testing.T) {
	for _, tc := range []struct {
		p      Preview
		ko, en string
	}{
		{Preview{}, "세어 보고 있어요…|", "Counting with the record of October 2022…|"},
		{Preview{Ready: true}, "한 번도 없었을 거예요.|별을 누른 것만 세었어요.", "These rules would not have alerted you at all in October 2022.|Counted over what you starred."},
		{Preview{Ready: true, Times: 1}, "1번 알려 드렸을 거예요.|별을 누른 것만 세었어요.", "alerted you 1 time in October 2022.|Counted over what you starred."},
		{Preview{Ready: true, Times: 7, All: true}, "7번 알려 드렸을 거예요.|그때 서비스를 모두 지켜봤다면요.", "alerted you 7 times in October 2022.|Counted over all services of that record."},
	} {
		for lang, want := range map[string]string{"ko": tc.ko, "en": tc.en} {
			s := kakao(t, lang, morning)
			s.Preview = tc.p
			if text, sub := previewText(s); !strings.HasSuffix(text+"|"+sub, want) {
				t.Errorf("%+v: %q %q", tc.p, text, sub)
			}
		}
	}
}

func TestThePreviewIsShownWhenItComes(t *testing.T) {
	r := settingsOfRules(t, "ko")
	inOrder(t, texts(r.screen.Object()), "세어 보고")
	r.show(func(s *Snapshot) { s.Preview = Preview{Ready: true, Times: 7} })
	inOrder(t, texts(r.screen.Object()), "7번 알려 드렸을")
}

// The page is made anew with every change; the keyboard stays where it was.
func TestTheKeyboardStaysOnAControl(t *testing.T) {
	r := settingsOfRules(t, "en", newWindow())
	w := test.NewTempWindow(t, r.screen.Object())
	w.Resize(fyne.NewSize(900, 1200))
	chip := control[*widgets.Chip](r, "quiet.0.day.Tue")
	w.Canvas().Focus(chip)
	chip.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	again := control[*widgets.Chip](r, "quiet.0.day.Tue")
	if again == chip || w.Canvas().Focused() != fyne.Focusable(again) {
		t.Errorf("the keyboard is at %T", w.Canvas().Focused())
	}
}

func TestStatusSaysThatAlertsArePaused(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Real = time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)
	s.Snooze, s.SnoozeUntil = alert.SnoozeTomorrow, s.Real.Add(20*time.Hour)
	if a := quickFollows(s); a.Value != "알림을 쉬고 있어요" || a.Extra != "내일 08:00까지" {
		t.Errorf("%+v", a)
	}
	s.Settings.AlertsEnabled = false
	if a := quickFollows(s); a.Value != "알림이 꺼져 있어요" {
		t.Errorf("%+v", a)
	}
}
