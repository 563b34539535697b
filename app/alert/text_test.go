package alert

import (
	"testing"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

var (
	kst     = time.FixedZone("KST", 9*60*60)
	korean  = i18n.New("ko").In(kst)
	english = i18n.New("en").In(kst)
)

func TestText(t *testing.T) {
	at := time.Date(2022, 10, 15, 16, 31, 0, 0, time.UTC) // 16 October, 01:31 in Korea
	doc := newBoard(t, Rules{}).doc
	doc.Component("photo").Note, doc.Component("photo").Status = feed.Text{"ko": "사진만 안 돼요.", "en": "Only photos fail."}, major
	doc.Incidents = []feed.Incident{{
		ID: "i", Name: feed.Text{"ko": "데이터센터 화재", "en": "Data-centre fire"},
		Promises: []feed.Promise{{ID: "p", Text: feed.Text{"ko": "두 시간 안에 복구", "en": "Back within two hours"}, DueAt: at}},
		Updates:  []feed.Update{{ID: "u", Body: feed.Plain("전원이 돌아오고 있어요.")}},
	}}
	doc.Guidance = []feed.Guidance{{ID: "g", Kind: feed.GuidanceDoNot, Title: feed.Plain("앱을 지우지 마세요"), Text: feed.Plain("대화가 사라져요.")}}
	doc.Maintenances = []feed.Maintenance{{ID: "m", Name: feed.Plain("서버 교체"), ScheduledFor: at, ScheduledUntil: at.Add(time.Hour)}}
	for _, tt := range []struct {
		name   string
		alert  Alert
		ko, en [2]string
	}{
		{
			"restored function",
			Alert{Kind: KindRestored, ComponentID: "text", From: "major_outage", To: "operational", At: at},
			[2]string{"카카오톡 문자가 돌아왔어요", "장애에서 정상으로 바뀌었어요. 16일 01:31"},
			[2]string{"KakaoTalk text is back", "It was “Down”, it is now “Working”. Sun 16 Oct, 01:31"},
		},
		{
			"with a note",
			Alert{Kind: KindWorse, ComponentID: "photo", From: "operational", To: "major_outage", At: at},
			[2]string{"카카오톡 사진 장애", "사진만 안 돼요. (16일 01:31)"},
			[2]string{"KakaoTalk photos: Down", "Only photos fail. (Sun 16 Oct, 01:31)"},
		},
		{
			"better service",
			Alert{Kind: KindBetter, ComponentID: "pay", From: "major_outage", To: "degraded_performance", At: at},
			[2]string{"카카오페이 불안정", "장애에서 불안정으로 바뀌었어요. 16일 01:31"},
			[2]string{"Kakao Pay: Unstable", "It was “Down”, it is now “Unstable”. Sun 16 Oct, 01:31"},
		},
		{
			"a service that is gone",
			Alert{Kind: KindWorse, ComponentID: "gone", To: "of_a_newer_version", At: at},
			[2]string{"이름 없음 확인 안 됨", "정상에서 확인 안 됨으로 바뀌었어요. 16일 01:31"},
			[2]string{"Unnamed: Unconfirmed", "It was “Working”, it is now “Unconfirmed”. Sun 16 Oct, 01:31"},
		},
		{
			"promise",
			Alert{Kind: KindPromiseSilent, IncidentID: "i", PromiseID: "p", At: at},
			[2]string{"약속한 시각이 지났어요", "두 시간 안에 복구\n기한: 16일 01:31. 아직 아무 말이 없어요."},
			[2]string{"A promised time has passed", "Back within two hours\nDue: Sun 16 Oct, 01:31. There has been no word yet."},
		},
		{
			"missed promise",
			Alert{Kind: KindPromise, IncidentID: "i", PromiseID: "p", To: "missed", At: at},
			[2]string{"약속을 어겼어요", "두 시간 안에 복구\n기한: 16일 01:31"},
			[2]string{"A promise was missed", "Back within two hours\nDue: Sun 16 Oct, 01:31"},
		},
		{
			"warning",
			Alert{Kind: KindGuidance, GuidanceID: "g"},
			[2]string{"하지 마세요: 앱을 지우지 마세요", "대화가 사라져요."},
			[2]string{"Do not: 앱을 지우지 마세요", "대화가 사라져요."},
		},
		{
			"incident",
			Alert{Kind: KindIncidentOpened, IncidentID: "i"},
			[2]string{"새 장애: 데이터센터 화재", "전원이 돌아오고 있어요."},
			[2]string{"New outage: Data-centre fire", "전원이 돌아오고 있어요."},
		},
		{
			"stage",
			Alert{Kind: KindStage, IncidentID: "i", Stage: "data_recovery", To: "active", At: at},
			[2]string{"데이터 복구: 진행 중", "데이터센터 화재. 16일 01:31"},
			[2]string{"Data recovery: Under way", "Data-centre fire. Sun 16 Oct, 01:31"},
		},
		{
			"maintenance",
			Alert{Kind: KindMaintenance, Maintenance: "m", To: "scheduled"},
			[2]string{"서버 교체: 점검 예정", "16일 01:31 ~ 16일 02:31"},
			[2]string{"서버 교체: Scheduled", "Sun 16 Oct, 01:31 – Sun 16 Oct, 02:31"},
		},
		{
			"digest",
			Alert{Kind: KindDigest, Digest: &Digest{Back: 3, Worse: 1, Missed: 1, Trouble: []string{"photo", "pay", "map", "text"}}},
			[2]string{"그동안 바뀐 것", "3개 돌아옴, 1개 나빠짐, 약속 1개 어김\n아직 이상: 카카오톡 사진, 카카오페이, 카카오맵 외 1개"},
			[2]string{"What changed meanwhile", "3 back, 1 worse, 1 promise missed\nStill in trouble: KakaoTalk photos, Kakao Pay, Kakao Map and 1 more"},
		},
		{
			"quiet digest, all good",
			Alert{Kind: KindDigest, Digest: &Digest{Quiet: true, Back: 1, AllGood: true}},
			[2]string{"조용한 시간 동안 바뀐 것", "1개 돌아옴\n알림을 받는 서비스는 모두 정상이에요."},
			[2]string{"What changed while it was quiet", "1 back\nEverything you follow is working."},
		},
		{"withdrawal", Alert{Withdraw: true}, [2]string{}, [2]string{}},
	} {
		for _, l := range []struct {
			in   *i18n.Localizer
			want [2]string
		}{{korean, tt.ko}, {english, tt.en}} {
			title, body := Text(l.in, doc, tt.alert)
			if title != l.want[0] || body != l.want[1] {
				t.Errorf("%s, %s:\ngot  %q\n     %q\nwant %q\n     %q", tt.name, l.in.Lang(), title, body, l.want[0], l.want[1])
			}
		}
	}
}

func TestNotRealIsMarked(t *testing.T) {
	doc := *newBoard(t, Rules{}).doc
	a := Alert{Kind: KindRestored, ComponentID: "pay", To: "operational"}
	for mode, want := range map[feed.Mode][2]string{
		feed.ModeLive:     {"카카오페이가 돌아왔어요", "Kakao Pay is back"},
		feed.ModeReplay:   {"[재현] 카카오페이가 돌아왔어요", "[REPLAY] Kakao Pay is back"},
		feed.ModeDrill:    {"[훈련] 카카오페이가 돌아왔어요", "[DRILL] Kakao Pay is back"},
		"something newer": {"[재현] 카카오페이가 돌아왔어요", "[REPLAY] Kakao Pay is back"},
	} {
		doc.Mode = mode
		ko, _ := Text(korean, &doc, a)
		en, _ := Text(english, &doc, a)
		if ko != want[0] || en != want[1] {
			t.Errorf("%s: %q, %q", mode, ko, en)
		}
	}
}

func TestTarget(t *testing.T) {
	for k, want := range map[string]struct {
		screen Screen
		id     string
	}{
		key("c", "kakao/talk", "i"): {ScreenService, "kakao/talk"},
		incidentKey("i 1"):          {ScreenRecovery, "i 1"},
		promiseKey("i", "p"):        {ScreenRecovery, "i"},
		guidanceKey("g"):            {ScreenGuidance, "g"},
		digestKey:                   {ScreenStatus, ""},
		"":                          {ScreenStatus, ""},
		"c/%zz":                     {ScreenStatus, ""},
		"of/a/newer":                {ScreenStatus, ""},
	} {
		if screen, id := Target(k); screen != want.screen || id != want.id {
			t.Errorf("Target(%q) = %s, %q", k, screen, id)
		}
	}
}
