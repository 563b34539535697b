package views

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

func TestShareText(t *testing.T) {
	since := morning.Add(-90 * time.Minute)
	past := kakao(t, "ko", morning)
	past.Replay, past.Real = &Replay{}, morning.AddDate(4, 0, 0)
	pastEn := kakao(t, "en", morning)
	pastEn.Replay, pastEn.Real = past.Replay, past.Real
	one := func(status feed.ComponentStatus) *Snapshot {
		return snapshotOf("ko", document(made{"카카오톡", "글", status, since}, made{"멜론", "", feed.Operational, since}), morning)
	}
	stale := one(feed.MajorOutage)
	stale.Stale, stale.Real = true, morning.Add(20*time.Hour)
	drill := one(feed.MajorOutage)
	drill.Replay = &Replay{Drill: true}
	mine := one(feed.MajorOutage)
	mine.Follows = map[string]bool{"멜론": true, "카카오톡.글": true}
	for _, c := range []struct {
		name, want string
		s          *Snapshot
	}{
		{"outage", "카카오톡 장애 1시간 30분째. 멜론은 돼요. 08:00 기준", one(feed.MajorOutage)},
		{"what is followed stays here", "카카오톡 장애 1시간 30분째. 멜론은 돼요. 08:00 기준", mine},
		{"partly", "카카오톡 일부 장애 1시간 30분째. 멜론은 돼요. 08:00 기준", one(feed.PartialOutage)},
		{"slow", "카카오톡 불안정 1시간 30분째. 멜론은 돼요. 08:00 기준", one(feed.DegradedPerformance)},
		{"maintenance", "카카오톡 점검 중. 멜론은 돼요. 08:00 기준", one(feed.UnderMaintenance)},
		{"well", "카카오톡 외 1개 정상. 08:00 기준", one(feed.Operational)},
		{"unknown", "카카오톡 상태 알 수 없음. 멜론은 돼요. 08:00 기준", one(feed.ComponentUnknown)},
		{"stale", "지금은 확인 안 됨. 어제 08:00에는 카카오톡 장애", stale},
		{"drill", "[훈련] 카카오톡 장애 1시간 30분째. 멜론은 돼요. 08:00 기준", drill},
	} {
		if got := shareText(c.s); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for lang, s := range map[string]*Snapshot{"ko": past, "en": pastEn} {
		got := shareText(s)
		t.Log(got, smsLength(got))
		if !strings.HasPrefix(got, s.Loc.T("mode.replay.mark", nil)+" ") || !strings.Contains(got, "08:00") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// Whenever in the recorded outage it is sent, and however it stands, it is one SMS with mark, state and time.
func TestShareTextOfTheRecordedOutage(t *testing.T) {
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, lang := range []string{"ko", "en"} {
		for _, at := range sc.Times() {
			doc := sc.At(at)
			doc.IssuedAt = at
			s := snapshotOf(lang, &doc, at)
			if !shareable(s) {
				t.Fatalf("nothing to share at %s", at)
			}
			for _, stale := range []bool{false, true} {
				for _, replay := range []bool{false, true} {
					n := *s
					n.Stale = stale
					if replay {
						n.Replay, n.Real = &Replay{}, at.AddDate(4, 1, 3)
						n.Contact, n.ExpiresAt = n.Real, n.Real
					}
					checkShare(t, &n)
					seen[lang+stateWord(feed.Worst(n.Services))] = true
				}
			}
		}
	}
	if len(seen) < 4 {
		t.Errorf("only the states %v were met", seen)
	}
}

// checkShare holds a shared text against what every one has to keep.
func checkShare(t *testing.T, s *Snapshot) {
	t.Helper()
	got := shareText(s)
	fail := func(why string) { t.Errorf("%s: %q of %d", why, got, smsLength(got)) }
	if n := smsLength(got); n > smsUnits || n < 10 {
		fail("length")
	}
	if strings.ContainsAny(got, "\n\r\t\u200b\u202e") || strings.Contains(got, "{{") || strings.Contains(got, "share.") || strings.Contains(got, "..") || strings.Contains(got, "  ") {
		fail("form")
	}
	if mark := markOf(s); !strings.HasPrefix(got, mark) || mark == "" && (strings.Contains(got, "[재현]") || strings.Contains(got, "[REPLAY]")) || s.Replay != nil && mark == "" {
		fail("mark")
	}
	if !strings.Contains(got, s.Loc.Clock(asOf(s))) {
		fail("time")
	}
	unsure := s.Loc.T("share.stale.operational", map[string]any{"When": "\x01", "Name": ""})
	unsure, _, _ = strings.Cut(unsure, "\x01")
	if s.Stale != strings.Contains(got, unsure) {
		fail("certainty")
	}
}

// strangeNames is what a feed may call things.
var strangeNames = []string{
	"톡", "카카오톡", "메일", "서울", "KakaoTalk", "PC", "T", "뱅크 24", "지도(길찾기)", "123", "🙂🙂🙂", "العربية", "e\u0301tat", strings.Repeat("긴이름", 30),
	strings.Repeat("Long name ", 12), "\u202eevil", "a\u200bb\nc", "…", "[중요] 공지", "<b>굵게</b>",
}

func TestShareTextOfAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	states := []feed.ComponentStatus{feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown, "on_fire"}
	for i := range 1000 {
		var list []made
		for k := range 1 + r.IntN(6) {
			name := fmt.Sprint(strangeNames[r.IntN(len(strangeNames))], strings.Repeat(" ", k)) // other ids, the same name
			for range r.IntN(4) {
				list = append(list, made{name, strangeNames[r.IntN(len(strangeNames))], states[r.IntN(len(states))], morning.Add(-time.Duration(r.IntN(1e6)) * time.Second)})
			}
			list = append(list, made{name, "", states[r.IntN(len(states))], time.Time{}})
		}
		s := snapshotOf([]string{"ko", "en"}[i%2], document(list...), morning)
		s.Stale = r.IntN(4) == 0
		if r.IntN(3) == 0 {
			s.Replay = &Replay{Drill: r.IntN(2) == 0}
			s.Real = morning.AddDate(r.IntN(5), r.IntN(12), r.IntN(28))
		}
		s.Contact = s.Real.Add(-time.Duration(r.IntN(100)) * time.Hour)
		checkShare(t, s)
		if t.Failed() {
			t.Fatalf("document %d: %v", i, list)
		}
	}
}

// The particle behind the last name is the one that it asks for.
func TestShareTextParticles(t *testing.T) {
	for _, name := range strangeNames {
		name = Plain(name, nameLength)
		if name == "" {
			continue
		}
		s := snapshotOf("ko", document(made{"가", "", feed.MajorOutage, morning}, made{name, "", feed.Operational, morning}), morning)
		want := name + i18n.Particle(name, "은/는") + " 돼요."
		if got := shareText(s); smsLength(want) < 40 && !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestSMSLength(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "한글": 2, "🙂": 2, "é": 1} {
		if got := smsLength(text); got != want {
			t.Errorf("%q takes %d units, want %d", text, got, want)
		}
	}
}
