package views

import (
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/theme"
)

var (
	noon   = time.Date(2026, 3, 2, 12, 0, 0, 0, kst)
	before = noon.Add(-90 * time.Minute)
)

func TestAnswer(t *testing.T) {
	ok, slow, part, down, plan, none := feed.Operational, feed.DegradedPerformance, feed.PartialOutage,
		feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown
	tests := []struct {
		name           string
		doc            *feed.Status
		follow         []string
		look           theme.State
		ko, koSecond   string
		en, enSecond   string
		changeSnapshot func(*Snapshot)
	}{
		{
			name: "all operational", doc: document(made{"톡", "문자", ok, before}, made{"뱅크", "", ok, before}),
			look: theme.Operational,
			ko:   "모두 정상이에요.\n알려진 장애가 없어요.", koSecond: "그래도 안 되면 인터넷 연결과 이 기기를 먼저 살펴보세요.",
			en: "Everything is working.\nNo outage is known.", enSecond: "If something still fails, check your connection and this device first.",
		},
		{
			name: "all operational with an open incident",
			doc: func() *feed.Status {
				d := document(made{"톡", "", ok, before})
				d.Incidents = []feed.Incident{{ID: "i", Status: feed.Monitoring, Impact: feed.ImpactMinor}}
				return d
			}(),
			look: theme.Operational,
			ko:   "모두 정상이에요.", koSecond: "끝나지 않은 장애 소식이 1건 있어요. 복구 화면에서 볼 수 있어요.",
			en: "Everything is working.", enSecond: "1 incident is still open. See Recovery.",
		},
		{
			name: "planned work only",
			doc:  document(made{"톡", "문자", ok, before}, made{"뱅크", "이체", plan, before}),
			look: theme.Maintenance,
			ko:   "뱅크는 점검 중이에요.\n휴대폰 문제가 아니에요.", koSecond: "톡 문자는 돼요. 뱅크 이체는 점검 중이라 안 될 수 있어요.",
			en: "뱅크 is under maintenance.\nIt’s not your phone.", enSecond: "톡 문자 works. 뱅크 이체 may not work during the maintenance.",
		},
		{
			name: "one of several is degraded",
			doc:  document(made{"메신저톡", "문자", slow, before}, made{"뱅크", "", ok, before}, made{"지도", "", ok, before}),
			look: theme.Degraded,
			ko:   "메신저톡이 1시간 30분째 불안정해요.\n휴대폰 문제가 아니에요.", koSecond: "뱅크, 지도는 돼요. 메신저톡 문자는 늦거나 끊길 수 있어요.",
			en: "메신저톡 has been unstable for 1 h 30 min.\nIt’s not your phone.", enSecond: "뱅크 and 지도 work. 메신저톡 문자 may be slow or fail.",
		},
		{
			name: "part of the only service",
			doc:  document(made{"톡", "문자", ok, before}, made{"톡", "사진", down, before}),
			look: theme.Partial,
			ko:   "여러분 휴대폰 문제가 아니에요.\n톡 일부가 1시간 30분째 안 돼요.", koSecond: "톡 문자는 돼요. 사진은 아직 안 돼요.",
			en: "It’s not your phone.\n톡 has been partly down for 1 h 30 min.", enSecond: "톡 문자 works. 사진 does not work yet.",
		},
		{
			name: "down since just now", doc: document(made{"카카오", "", down, noon}), look: theme.Major,
			ko: "여러분 휴대폰 문제가 아니에요.\n카카오에 장애가 났어요.", koSecond: "카카오는 아직 안 돼요.",
			en: "It’s not your phone.\n카카오 is down.", enSecond: "카카오 does not work yet.",
		},
		{
			name: "nobody said since when", doc: document(made{"Daum", "", down, time.Time{}}), look: theme.Major,
			ko: "여러분 휴대폰 문제가 아니에요.\nDaum에 장애가 났어요.", koSecond: "Daum은 아직 안 돼요.",
			en: "It’s not your phone.\nDaum is down.", enSecond: "Daum does not work yet.",
		},
		{
			name: "several without a common name, one partly down",
			doc: document(made{"톡", "", down, before}, made{"뱅크", "", part, before}, made{"지도", "", down, before},
				made{"택시", "", down, before}, made{"메일", "", down, before}),
			look: theme.Major,
			ko:   "여러분 휴대폰 문제가 아니에요.\n톡 외 서비스 4개 장애가 1시간 30분째예요.", koSecond: "톡, 지도, 택시 외 1개는 아직 안 돼요.",
			en: "It’s not your phone.\n톡 and 4 more services have been down for 1 h 30 min.", enSecond: "톡, 지도, 택시 and 1 more do not work yet.",
		},
		{
			name: "the reader's own first",
			doc: document(made{"톡", "문자", slow, before}, made{"톡", "사진", down, before}, made{"톡", "선물", down, before},
				made{"뱅크", "이체", ok, before}, made{"택시", "호출", down, before}, made{"택시", "대리", down, before}),
			follow: []string{"톡.문자", "택시.호출"}, look: theme.Major,
			ko: "여러분 휴대폰 문제가 아니에요.\n택시 외 서비스 1개 장애가 1시간 30분째예요.", koSecond: "톡 문자는 늦거나 끊길 수 있어요. 택시 호출은 아직 안 돼요.",
			en: "It’s not your phone.\n택시 and 1 more service have been down for 1 h 30 min.", enSecond: "톡 문자 may be slow or fail. 택시 호출 does not work yet.",
		},
		{
			name: "nothing is known", doc: document(made{"톡", "문자", none, before}), look: theme.Unknown,
			ko: "지금 상태를 알 수 없어요.", koSecond: "운영사가 아직 상태를 알려 주지 않았어요.",
			en: "The state is not known right now.", enSecond: "The operator has not said anything yet.",
		},
		{
			name: "a state of the future is not known either", look: theme.Unknown,
			doc: document(made{"톡", "문자", "on_fire", before}, made{"톡", "사진", ok, before}),
			ko:  "알려진 장애가 없어요.\n기능 1개는 확인되지 않았어요.", koSecond: "톡 사진은 돼요.",
			en: "No outage is known.\n1 function is unconfirmed.", enSecond: "톡 사진 works.",
		},
		{
			name: "no services", doc: document(), look: theme.Unknown,
			ko: "이 피드에는 아직 서비스가 없어요.", en: "This feed lists no services yet.",
		},
		{
			name: "stale and cut off", doc: document(made{"카카오", "", down, before}), look: theme.Unknown,
			changeSnapshot: func(s *Snapshot) {
				s.Stale, s.Connection, s.Contact = true, ConnWaiting, noon.Add(-time.Hour)
			},
			ko: "지금 상태는 확인할 수 없어요.\n11:00에는 카카오에 장애가 있었어요.", koSecond: "피드에 연결하지 못했어요. 인터넷 연결을 먼저 확인해 주세요.",
			en: "The state cannot be confirmed right now.\nAs of 11:00, 카카오 was down.", enSecond: "The feed cannot be reached. Check your internet connection first.",
		},
		{
			name: "stale, connected, nothing confirmed since", doc: document(made{"톡", "", ok, before}), look: theme.Unknown,
			changeSnapshot: func(s *Snapshot) {
				s.Stale, s.Contact, s.ExpiresAt = true, noon, noon.Add(-30*time.Minute)
			},
			ko: "지금 상태는 확인할 수 없어요.\n11:30에는 모두 정상이었어요.", koSecond: "연결은 됐지만 새로 확인된 소식이 오지 않아요.",
			en: "The state cannot be confirmed right now.\nAs of 11:30, everything was working.", enSecond: "Connected, but no fresh confirmation is coming in.",
		},
		{
			name: "nothing received yet", look: theme.Unknown, changeSnapshot: func(s *Snapshot) { s.Connection = ConnConnecting },
			ko: "아직 받은 소식이 없어요.", koSecond: "처음 연결하고 있어요.",
			en: "Nothing has been received yet.", enSecond: "Connecting for the first time.",
		},
		{
			name: "nothing received, cut off", look: theme.Unknown, changeSnapshot: func(s *Snapshot) { s.Connection = ConnWaiting },
			ko: "아직 받은 소식이 없어요.", koSecond: "피드에 연결하지 못했어요. 인터넷 연결을 먼저 확인해 주세요.",
			en: "Nothing has been received yet.", enSecond: "The feed cannot be reached. Check your internet connection first.",
		},
		{
			name: "no feed", look: theme.Unknown, changeSnapshot: func(s *Snapshot) { s.Feed = Feed{} },
			ko: "아직 소식을 받는 곳이 없어요.", koSecond: "피드를 추가하면 무엇이 되고 안 되는지 바로 보여 드려요.",
			en: "No feed has been added yet.", enSecond: "Add one to see at once what works and what does not.",
		},
		{
			name: "loading", look: theme.Unknown, changeSnapshot: func(s *Snapshot) { s.Loading = true },
			ko: "저장해 둔 소식을 읽고 있어요.", koSecond: "인터넷 없이도 열려요.",
			en: "Reading the saved news.", enSecond: "This works without the internet.",
		},
	}
	for _, tt := range tests {
		for lang, want := range map[string][2]string{"ko": {tt.ko, tt.koSecond}, "en": {tt.en, tt.enSecond}} {
			s := snapshotOf(lang, tt.doc, noon)
			for _, id := range tt.follow {
				s.Follows[id] = true
			}
			if tt.changeSnapshot != nil {
				tt.changeSnapshot(s)
			}
			got := answerTo(s)
			if got.Headline != want[0] || got.Second != want[1] {
				t.Errorf("%s (%s):\n%s\n%s\nwant:\n%s\n%s", tt.name, lang, got.Headline, got.Second, want[0], want[1])
			}
			if got.Look.State != tt.look || got.Word == "" {
				t.Errorf("%s: looks like %q, %q", tt.name, got.Look.State, got.Word)
			}
		}
	}
}

// TestAnswerOfTheMorning holds the recorded outage to the sentence of the mock-ups.
func TestAnswerOfTheMorning(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.text": true, "talk.media": true}
	got := answerTo(s)
	if want := "여러분 휴대폰 문제가 아니에요.\n카카오 장애가 16시간 30분째예요."; got.Headline != want {
		t.Errorf("headline %q", got.Headline)
	}
	if want := "카카오톡 문자는 늦거나 끊길 수 있어요. 사진·동영상은 아직 안 돼요."; got.Second != want {
		t.Errorf("second %q", got.Second)
	}
}

func TestFamily(t *testing.T) {
	tests := []struct {
		names []string
		want  string
	}{
		{[]string{"카카오톡", "카카오 T", "카카오맵", "다음"}, "카카오"},
		{[]string{"카카오톡", "카카오맵", "다음", "네이버"}, ""}, // half is not most
		{[]string{"GitHub Actions", "GitHub Pages", "GitHub API"}, "GitHub"},
		{[]string{"API Requests", "API Logins", "API"}, ""}, // three letters say too little
		{[]string{"다음", "다음"}, "다음"},
		{[]string{"톡", "톡"}, ""},
		{[]string{"Pay", "Map"}, ""},
		{nil, ""},
	}
	for _, tt := range tests {
		s := snapshotOf("ko", &feed.Status{}, noon)
		for _, n := range tt.names {
			s.Services = append(s.Services, feed.Service{Component: feed.Component{Name: feed.Plain(n)}})
		}
		if got := family(s); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.names, got, tt.want)
		}
	}
}

func TestOpenIncidents(t *testing.T) {
	at := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
	ended := at(-1)
	doc := &feed.Status{Incidents: []feed.Incident{
		{ID: "none", Impact: feed.ImpactNone, StartedAt: at(-9)},
		{ID: "minor", Impact: feed.ImpactMinor, StartedAt: at(-5)},
		{ID: "late", Impact: feed.ImpactCritical, StartedAt: at(-1)},
		{ID: "early", Impact: feed.ImpactCritical, StartedAt: at(-2)},
		{ID: "over", Status: feed.Resolved, Impact: feed.ImpactCritical},
		{ID: "ended", ResolvedAt: &ended, Impact: feed.ImpactCritical},
		{ID: "planned", Impact: feed.ImpactMaintenance},
	}}
	var got string
	for _, in := range openIncidents(doc) {
		got += in.ID + " "
	}
	if want := "early late minor none "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if openIncidents(nil) != nil {
		t.Error("incidents of no document")
	}
}
