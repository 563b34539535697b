package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/views/widgets"
)

// recorded is a scenario at a moment, as a client that followed it from the start would have it.
func recorded(t *testing.T, name, lang string, at time.Time) *Snapshot {
	t.Helper()
	sc, err := scenario.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	doc := sc.Document(at, at)
	return snapshotOf(lang, &doc, at)
}

func openable(c *calls) *Actions {
	a := c.actions()
	a.CanOpen = func(x feed.Action) bool { return strings.HasPrefix(x.Value, "https://") }
	return a
}

// all is what a screen says, its wrapped lines joined by spaces.
func all(o fyne.CanvasObject) string { return strings.Join(texts(o), " ") }

func says(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is not in:\n%s", w, got)
		}
	}
}

func TestRecoveryShows(t *testing.T) {
	startApp(t)
	var c calls
	v := NewRecovery(openable(&c), widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	v.Update(recorded(t, "kakao-2022", "ko", morning))
	got := texts(v.Object())
	inOrder(t, got,
		"기능 24개 중 5개가 돌아왔어요.", "언제 다 돌아오는지는 아직 말하지 않았어요.",
		"지난 시간", "16시간 30분", "15일 15:30부터", "시설 사고", "7개 중 4개 시작", "1개 끝남, 3개 진행 중", "1개 어김", "끝나는 시각 약속은 없어요",
		"복구 단계", "문제 확인", "끝남", "15일 16:10", "비상 대응팀 가동", "소식 없음", "아직 발표가 없어요.",
		"시스템 점검", "15일 20:30 시작", "데이터 복구", "지속 모니터링", "사용자 안내", "후속 대책",
		"시간에 따른 변화", "10월 15일 15:00", "10월 16일", "카카오톡", "카카오 T", "다음", "지금",
		"약속", "어김", "전원이 들어오면 2시간 안에 복구", "15일 20:30", "16일 03:30", "기한까지", "못했어요.",
		"약속 없음", "모두 돌아오는 시각",
		"원인", "데이터센터에 불이 났어요", "서버 전원이 끊겼어요",
		"소식", "10월 16일 일요일", "08:00", "07:24", "10월 15일 토요일", "23:46")
	if n := len(find[*widgets.StageRow](v.Object())); n != 7 {
		t.Errorf("%d stages", n)
	}

	rows := find[*widgets.UpdateRow](v.Object())
	rows[0].OnSource(v.snap.Status.Incidents[0].Updates[0].ID)
	if len(c.opened) != 1 || c.opened[0].Value != v.snap.Status.Incidents[0].Updates[0].SourceURL {
		t.Errorf("opened %v", c.opened)
	}
}

func TestRecoverySourcesNeedAProfile(t *testing.T) {
	startApp(t)
	allowed := false
	v := NewRecovery(&Actions{CanOpen: func(feed.Action) bool { return allowed }}, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	s := recorded(t, "kakao-2022", "ko", morning)
	v.Update(s)
	without(t, texts(v.Object()), "출처")
	allowed = true
	v.Update(s)
	inOrder(t, texts(v.Object()), "소식", "출처")
}

func TestRecoveryOver(t *testing.T) {
	startApp(t)
	v := NewRecovery(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	at := time.Date(2022, 10, 22, 8, 0, 0, 0, kst)
	v.Update(recorded(t, "kakao-2022", "ko", at))
	got := texts(v.Object())
	inOrder(t, got, "장애가 127시간 30분 만에 끝났어요.", "모두 정상이에요.", "걸린 시간", "127시간 30분", "15일 15:30 ~ 20일 23:00", "2개 어김", "남은 약속이 없어요")
	without(t, got, "지난 시간", "약속 없음", "출처")
	v.Update(recorded(t, "kakao-2022", "en", at))
	inOrder(t, texts(v.Object()), "The outage ended after 127 h 30 min.", "It took", "2 missed")
}

func TestRecoveryStale(t *testing.T) {
	startApp(t)
	v := NewRecovery(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	s := recorded(t, "kakao-2022", "ko", morning)
	s.Stale, s.Contact = true, morning.Add(-20*time.Minute)
	v.Update(s)
	got := texts(v.Object())
	inOrder(t, got, "5개가 돌아와 있었어요.", "07:40에 마지막으로 확인했어요.", "시작", "15일 15:30", "07:40")
	without(t, got, "16시간", "지금 ", "돌아왔어요.\n")
	if _, to := chartTime(s, &s.Status.Incidents[0], 0); !to.Equal(s.Contact) {
		t.Errorf("the chart claims to know until %v", to)
	}
}

func TestRecoveryTick(t *testing.T) {
	startApp(t)
	v := NewRecovery(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	s := recorded(t, "kakao-2022", "ko", morning)
	v.Update(s)
	stages, news := find[*widgets.StageRow](v.Object()), find[*widgets.UpdateRow](v.Object())
	next := *s
	next.Now, next.Real = s.Now.Add(2*time.Minute), s.Real.Add(2*time.Minute)
	v.Update(&next)
	inOrder(t, texts(v.Object()), "16시간 32분")
	if !slices.Equal(stages, find[*widgets.StageRow](v.Object())) || !slices.Equal(news, find[*widgets.UpdateRow](v.Object())) {
		t.Error("a tick made new rows")
	}
}

func TestRecoveryArticle(t *testing.T) {
	startApp(t)
	at := time.Date(2022, 10, 16, 8, 30, 0, 0, kst)
	for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
		for _, lang := range []string{"ko", "en"} {
			s := recorded(t, "kakao-article", lang, at)
			v := NewRecovery(&Actions{}, form)
			window(t, v.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 3000)
			v.Update(s)
			got := all(v.Object())
			in := s.Status.Incidents[0]
			for _, st := range in.Stages {
				says(t, got, st.Text.In(lang, ""), st.Outlook.In(lang, ""), s.Loc.T("stage."+string(st.Stage), nil)[:6])
			}
			for _, cause := range in.Causes {
				says(t, got, s.Loc.T("cause."+string(cause.Category), nil), cause.Text.In(lang, ""))
			}
			if len(in.Stages) != 7 || len(in.Causes) != 5 {
				t.Fatalf("%d stages, %d causes", len(in.Stages), len(in.Causes))
			}
			says(t, got, in.Updates[0].Body.In(lang, ""))
		}
	}
}

func TestRecoveryWithoutIncident(t *testing.T) {
	startApp(t)
	var c calls
	v := NewRecovery(c.actions(), widgets.Desktop)
	window(t, v.Object(), 1092, 900)
	s := snapshotOf("ko", document(made{"a", "", feed.Operational, morning}), morning)
	v.Update(s)
	inOrder(t, texts(v.Object()), "복구", "지금 알려진 장애가 없어요", "현황 보기")
	v.leave()
	stale := *s
	stale.Stale = true
	v.Update(&stale)
	inOrder(t, texts(v.Object()), "마지막으로 확인했을 때는 알려진 장애가 없었어요")
	none := snapshotOf("ko", nil, morning)
	none.Feed = Feed{}
	v.Update(none)
	inOrder(t, texts(v.Object()), "피드 추가하기")
	v.leave()
	if !slices.Equal(c.routes, []Route{{Screen: ScreenStatus}, {Screen: ScreenSettings}}) {
		t.Errorf("went to %v", c.routes)
	}
	none.Loading = true
	v.Update(none)
	inOrder(t, texts(v.Object()), "저장해 둔 소식을 읽고 있어요")
}

func TestRecoveryChoosesAnIncident(t *testing.T) {
	startApp(t)
	doc := document(made{"a", "", feed.MajorOutage, morning}, made{"b", "", feed.Operational, morning})
	end := morning.Add(-time.Hour)
	doc.Incidents = []feed.Incident{
		{ID: "old", Name: feed.Plain("지난 일"), Status: feed.Resolved, StartedAt: morning.Add(-3 * time.Hour), ResolvedAt: &end, ComponentIDs: []string{"b"}},
		{ID: "small", Name: feed.Plain("작은 일"), Impact: feed.ImpactMinor, StartedAt: morning.Add(-2 * time.Hour), ComponentIDs: []string{"a"}},
		{ID: "big", Name: feed.Plain("큰 일"), Impact: feed.ImpactCritical, StartedAt: morning.Add(-time.Hour), ComponentIDs: []string{"a"}},
	}
	var ids []string
	for _, in := range incidentOrder(doc) {
		ids = append(ids, in.ID)
	}
	if !slices.Equal(ids, []string{"big", "small", "old"}) {
		t.Fatalf("order %q", ids)
	}
	v := NewRecovery(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 2000)
	v.Update(snapshotOf("ko", doc, morning))
	inOrder(t, texts(v.Object()), "멈춘 기능 1개 중", "큰 일", "작은 일", "지난 일", "1시간")
	chips := find[*widgets.Chip](v.Object())
	test.Tap(chips[2])
	inOrder(t, texts(v.Object()), "장애가 2시간 만에 끝났어요.", "아직 소식이 없어요")
	v.Show("small")
	inOrder(t, texts(v.Object()), "멈춘 기능", "2시간")
}

func TestRecoveryCursor(t *testing.T) {
	startApp(t)
	var c calls
	v := NewRecovery(openable(&c), widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	v.Update(recorded(t, "kakao-2022", "ko", morning))
	inOrder(t, texts(v.Object()), "줄을 누르면 그때 상태를 볼 수 있어요.")
	at := time.Date(2022, 10, 16, 3, 0, 0, 0, kst)
	v.point(widgets.ChartPoint{At: at, Group: "talk", Lane: "talk.text", Inside: true})
	inOrder(t, texts(v.Object()), "카카오톡 문자", "일부 장애", "16일 01:31 ~ 07:24")
	v.point(widgets.ChartPoint{At: at.Add(5 * time.Hour)}) // by key: the lane stays
	inOrder(t, texts(v.Object()), "카카오톡 문자", "불안정", "16일 07:24부터")
	v.pick(0)
	if span := v.strip.data.To.Sub(v.strip.data.From); span != 6*time.Hour {
		t.Errorf("the chart spans %v", span)
	}
	v.Show("")
	v.lane = ""
	v.point(widgets.ChartPoint{At: at})
	inOrder(t, texts(v.Object()), "16일 03:00", "장애 21", "일부 장애 2", "정상 1")
}

func TestRecoveryPhoneLarge(t *testing.T) {
	a := startApp(t)
	setScale(a, 2)
	v := NewRecovery(&Actions{}, widgets.Phone)
	window(t, v.Object(), 390, 9000)
	v.Update(recorded(t, "kakao-2022", "ko", morning))
	got := all(v.Object())
	says(t, got, "16시간 30분", "시설 사고", "7개 중 4개 시작", "시간에 따른 변화", "문제 확인", "기한까지 지키지 못했어요.")
	setScale(a, 1)
	v.Update(v.snap)
	if v.large {
		t.Error("smaller letters change nothing")
	}
}

func TestFollowingAnIncidentToItsEnd(t *testing.T) {
	startApp(t)
	asked := map[string]bool{}
	v := NewRecovery(&Actions{FollowIncident: func(id string, on bool) { asked[id] = on }}, widgets.Desktop)
	s := kakao(t, "ko", morning)
	id := s.Status.Incidents[0].ID
	v.Update(s)
	inOrder(t, texts(v.Object()), s.Loc.T("recovery.follow", nil))
	v.follow.OnTapped()
	if !asked[id] {
		t.Fatalf("asked for %v", asked)
	}
	followed := *s
	followed.FollowedIncidents = map[string]bool{id: true}
	v.Update(&followed)
	inOrder(t, texts(v.Object()), s.Loc.T("recovery.unfollow", nil))
	v.follow.OnTapped()
	if asked[id] {
		t.Error("it cannot be stopped")
	}
	over := kakao(t, "ko", time.Date(2022, 10, 22, 12, 0, 0, 0, kst))
	v.Update(over)
	without(t, texts(v.Object()), over.Loc.T("recovery.follow", nil), over.Loc.T("recovery.unfollow", nil))
}
