package feed

import (
	"testing"
	"time"
)

func TestRollup(t *testing.T) {
	const ok, maint, slow, part, down, unk = Operational, UnderMaintenance, DegradedPerformance, PartialOutage, MajorOutage, ComponentUnknown
	for _, tc := range []struct {
		parts []ComponentStatus
		want  ComponentStatus
	}{
		{nil, unk},
		{[]ComponentStatus{ok, ok}, ok},
		{[]ComponentStatus{ok, unk}, unk}, // never green in doubt
		{[]ComponentStatus{unk, unk}, unk},
		{[]ComponentStatus{ok, maint}, maint},
		{[]ComponentStatus{maint, slow}, slow},
		{[]ComponentStatus{slow, unk}, slow},
		{[]ComponentStatus{ok, part}, part},
		{[]ComponentStatus{ok, down}, part},
		{[]ComponentStatus{slow, down, down}, part}, // KakaoTalk on 16 October 2022 at 08:00
		{[]ComponentStatus{down, down}, down},
		{[]ComponentStatus{down, unk}, down}, // all known ones are
		{[]ComponentStatus{part, down}, part},
	} {
		if got := Rollup(tc.parts); got != tc.want {
			t.Errorf("%v: %s, want %s", tc.parts, got, tc.want)
		}
	}
}

func TestServices(t *testing.T) {
	s := golden(t)
	s.Components = append(s.Components, Component{ID: "lost", GroupID: "nowhere", Status: Operational, Position: 9})
	got := s.Services()
	if len(got) != 3 || got[0].ID != "chat" || got[1].ID != "pay" || got[2].ID != "lost" {
		t.Fatalf("%+v", got)
	}
	chat := got[0]
	if chat.Status != PartialOutage || !chat.Since.Equal(at("2026-01-02T02:00:00Z")) || len(chat.Functions) != 2 {
		t.Errorf("%+v", chat)
	}
	if parts := got[1].Parts(); len(parts) != 1 || parts[0].ID != "pay" {
		t.Errorf("%+v", parts)
	}
	if Worst(got) != PartialOutage || Worst(nil) != ComponentUnknown || Worst(got[2:]) != Operational {
		t.Error("worst")
	}
	if s.StatusOf("chat") != PartialOutage || s.StatusOf("pay") != UnderMaintenance || s.StatusOf("x") != ComponentUnknown {
		t.Error("status of")
	}
}

func TestGuidanceValidity(t *testing.T) {
	noon := at("2026-01-02T12:00:00Z")
	warn, reinstall := 0, 1
	for _, tc := range []struct {
		name   string
		which  int
		now    time.Time
		photos ComponentStatus
		want   Validity
	}{
		{"holds", warn, noon, MajorOutage, Valid},
		{"before", warn, at("2026-01-01T12:00:00Z"), MajorOutage, NotYetEffective},
		{"after", warn, at("2026-01-03T00:00:00Z"), MajorOutage, Expired},
		{"other state", warn, noon, DegradedPerformance, ConditionNotMet},
		{"a warning stays in doubt", warn, noon, ComponentUnknown, Valid},
		{"an act waits in doubt", reinstall, noon, ComponentUnknown, ConditionUnknown},
		{"reinstall while sign-in is down", reinstall, noon, MajorOutage, ConditionNotMet},
		{"reinstall when it is back", reinstall, noon, Operational, Valid},
	} {
		s := golden(t)
		s.Components[2].Status = tc.photos
		if got := s.Guidance[tc.which].Validity(s, tc.now); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
	s := golden(t)
	s.Guidance[0].ValidWhile = nil
	if got := s.Guidance[0].Validity(s, noon); got != Valid {
		t.Errorf("superseded by guidance that does not hold: %s", got)
	}
	s.Components[2].Status = Operational
	if got := s.Guidance[0].Validity(s, noon); got != SupersededByOther {
		t.Errorf("not superseded: %s", got)
	}
	s.Guidance[0].Kind = Unknown
	if got := s.Guidance[0].Validity(s, noon); got != KindUnknown {
		t.Errorf("unknown kind: %s", got)
	}
}

func TestNow(t *testing.T) {
	s := golden(t)
	if got := s.Now(at("2025-01-01T00:00:00Z")); !got.Equal(s.IssuedAt) {
		t.Errorf("a slow clock goes before the issue: %v", got)
	}
	s.Mode = ModeReplay
	s.Replay = &Replay{At: at("2022-10-16T00:00:00Z"), Speed: 60, Until: at("2022-10-16T01:00:00Z")}
	if got := s.Now(s.IssuedAt.Add(30 * time.Second)); !got.Equal(at("2022-10-16T00:30:00Z")) {
		t.Errorf("replayed moment %v", got)
	}
	if got := s.Now(s.IssuedAt.Add(time.Hour)); !got.Equal(s.Replay.Until) {
		t.Errorf("past its end: %v", got)
	}
}

func TestNewer(t *testing.T) {
	old, s := golden(t), next(golden(t))
	if !s.Newer(old) || old.Newer(s) || s.Newer(s) || !s.Newer(nil) {
		t.Error("by seq")
	}
	s.Epoch, s.Seq, s.EpochStarted = "e2", 1, old.EpochStarted.Add(time.Hour)
	if !s.Newer(old) || old.Newer(s) {
		t.Error("by epoch")
	}
}

func TestTextIn(t *testing.T) {
	both := Text{"ko": "가", "en": "a"}
	for _, tc := range []struct {
		text             Text
		lang, feed, want string
	}{
		{both, "ko", "en", "가"},
		{both, "ko-KR", "en", "가"},
		{both, "EN-gb", "ko", "a"},
		{both, "ja", "ko", "가"},
		{both, "ja", "", "a"},
		{Plain("나"), "en", "ko", "나"},
		{Text{"": "나", "en": "n"}, "en", "ko", "n"},
		{Text{"": "나", "en": "n"}, "ko", "ko", "나"},
		{Text{"en": "n"}, "ko", "ko", "n"},
		{nil, "ko", "ko", ""},
	} {
		if got := tc.text.In(tc.lang, tc.feed); got != tc.want {
			t.Errorf("%v in %s of %s: %q, want %q", tc.text, tc.lang, tc.feed, got, tc.want)
		}
	}
	for _, bad := range []string{`1`, `["a"]`, `{"ko":1}`, `"`} {
		if err := new(Text).UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s is taken as text", bad)
		}
	}
}
