package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

func TestOrder(t *testing.T) {
	ok, part, down := feed.Operational, feed.PartialOutage, feed.MajorOutage
	s := snapshotOf("ko", document(
		made{"fine", "", ok, before}, made{"unknown", "", "", before}, made{"partly", "a", down, before}, made{"partly", "b", ok, before},
		made{"own", "f", part, before}, made{"ownfine", "", ok, before}, made{"down", "", down, before},
	), noon)
	s.Follows = map[string]bool{"own.f": true, "ownfine": true}
	var got []string
	for _, sv := range ordered(s) {
		got = append(got, sv.ID)
	}
	want := []string{"own", "down", "partly", "unknown", "ownfine", "fine"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFollow(t *testing.T) {
	doc := document(made{"t", "a", feed.MajorOutage, before}, made{"t", "b", feed.MajorOutage, before}, made{"t", "c", feed.MajorOutage, before})
	tests := []struct {
		name    string
		follows []string
		id      string
		on      bool
		want    string
	}{
		{"a function", nil, "t.a", true, "+t.a"},
		{"a service", nil, "t", true, "+t"},
		{"no longer a function", []string{"t.a"}, "t.a", false, "-t.a"},
		{"no longer a service", []string{"t"}, "t", false, "-t"},
		{"one function out of a followed service", []string{"t"}, "t.b", false, "+t.a +t.c -t"},
		{"nothing to take out", nil, "t.b", false, "-t.b"},
	}
	for _, tt := range tests {
		s := snapshotOf("ko", doc, noon)
		for _, id := range tt.follows {
			s.Follows[id] = true
		}
		var c calls
		follow(c.actions(), s, tt.id, tt.on)
		if got := strings.Join(c.follows, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	follow(&Actions{}, nil, "x", true) // nobody listens
}

func TestSums(t *testing.T) {
	f := func(states ...feed.ComponentStatus) *feed.Status {
		var list []made
		for i, st := range states {
			list = append(list, made{"s", string(rune('a' + i)), st, before})
		}
		return document(list...)
	}
	ok, slow, part, down, plan, none := feed.Operational, feed.DegradedPerformance, feed.PartialOutage,
		feed.MajorOutage, feed.UnderMaintenance, feed.ComponentUnknown
	tests := []struct {
		doc                 *feed.Status
		ko, phone, past, en string
	}{
		{f(down, down, ok), "기능 3개 중 2개가 안 돼요", "2개가 안 돼요", "기능 3개 중 2개가 안 됐어요", "2 of 3 functions down"},
		{f(down, down), "기능 2개가 모두 안 돼요", "기능 2개가 모두 안 돼요", "기능 2개가 모두 안 됐어요", "All 2 functions down"},
		{f(down, part, part), "기능 3개 중 1개가 안 돼요", "1개가 안 돼요", "기능 3개 중 1개가 안 됐어요", "1 of 3 functions down"},
		{f(part, slow), "기능 2개 중 1개는 일부만 돼요", "1개는 일부만 돼요", "기능 2개 중 1개는 일부만 됐어요", "1 of 2 functions working in part"},
		{f(slow, ok), "기능 2개 중 1개가 불안정해요", "1개가 불안정해요", "기능 2개 중 1개가 불안정했어요", "1 of 2 functions unstable"},
		{f(plan, plan), "기능 2개가 모두 점검 중이에요", "기능 2개가 모두 점검 중이에요", "기능 2개가 모두 점검 중이었어요", "All 2 functions under maintenance"},
		{f(none, ok), "기능 2개 중 1개는 확인되지 않았어요", "1개는 확인되지 않았어요", "기능 2개 중 1개는 확인되지 않았어요", "1 of 2 functions unconfirmed"},
		{f(ok, ok), "기능 2개가 모두 돼요", "기능 2개가 모두 돼요", "기능 2개가 모두 됐어요", "All 2 functions working"},
		{f(down), "", "", "", ""},
	}
	for i, tt := range tests {
		s := snapshotOf("ko", tt.doc, noon)
		sv := &s.Services[0]
		check := func(got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%d: %q, want %q", i, got, want)
			}
		}
		check(sumOf(s, sv, widgets.Desktop), tt.ko)
		check(sumOf(s, sv, widgets.Phone), tt.phone)
		s.Stale = true
		check(sumOf(s, sv, widgets.Desktop), tt.past)
		e := snapshotOf("en", tt.doc, noon)
		check(sumOf(e, &e.Services[0], widgets.Desktop), tt.en)
	}
}

func TestBoardItems(t *testing.T) {
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true, "pay": true}
	ids := func(f filter, query string) string {
		var out []string
		for _, it := range boardItems(s, f, query, widgets.Desktop) {
			switch it.Kind {
			case widgets.BoardHead:
				out = append(out, strings.ToUpper(it.Head.ID))
			case widgets.BoardRow:
				out = append(out, it.Row.ID)
			case widgets.BoardGap:
				out = append(out, "|")
			}
		}
		return strings.Join(out, " ")
	}
	if got := ids(filterMine, ""); got != "TALK talk.media | PAY pay.payment pay.transfer" {
		t.Errorf("mine: %q", got)
	}
	if got := ids(filterAll, "ㅅㅈ·ㄷㅇㅅ"); got != "TALK talk.media" {
		t.Errorf("by initials: %q", got)
	}
	if got := ids(filterAll, "photos"); got != "TALK talk.media" {
		t.Errorf("in the other language: %q", got)
	}
	if got := ids(filterAll, "카카오페이 송금"); got != "PAY pay.transfer" {
		t.Errorf("service and function: %q", got)
	}
	if got := ids(filterAffected, "카카오페이"); got != "" {
		t.Errorf("affected of what works: %q", got)
	}
	for _, it := range boardItems(s, filterAll, "", widgets.Desktop) {
		switch it.Row.ID {
		case "talk.text":
			if it.Row.FollowLabel != "문자 알림 받기" || it.Row.Followed {
				t.Errorf("star of the text: %q", it.Row.FollowLabel)
			}
		case "pay.payment":
			if it.Row.FollowLabel != "결제 알림 끄기" || !it.Row.Followed {
				t.Errorf("star inside a followed service: %q", it.Row.FollowLabel)
			}
		}
	}
	if got := counts(s); got[filterAll] != 24 || got[filterAffected] != 19 || got[filterMine] != 3 {
		t.Errorf("counts: %v", got)
	}
}

func TestLastWord(t *testing.T) {
	at := func(m int) time.Time { return noon.Add(time.Duration(m) * time.Minute) }
	doc := &feed.Status{
		Incidents: []feed.Incident{{Updates: []feed.Update{
			{DisplayAt: at(30)},                  // announced for later
			{DisplayAt: at(-10), Observed: true}, // others said it
			{DisplayAt: at(-50)},
		}}},
		Maintenances: []feed.Maintenance{{Updates: []feed.Update{{DisplayAt: at(-40)}}}},
	}
	if got := lastWord(doc, noon); !got.Equal(at(-40)) {
		t.Errorf("last word at %v", got)
	}
	if got := lastWord(&feed.Status{}, noon); !got.IsZero() {
		t.Errorf("nobody spoke at %v", got)
	}
}

func TestAges(t *testing.T) {
	s := snapshotOf("ko", document(made{"t", "", feed.Operational, before}), noon)
	s.Contact = noon.Add(-19 * time.Minute)
	s.Connection, s.RetryAt = ConnWaiting, noon.Add(5*time.Minute)
	got := agesOf(s)
	want := widgets.AgesData{
		{Label: "운영사 소식", Value: "아직 없음"},
		{Label: "소식 확인", Value: "19분 전", Extra: "11:41"},
		{Icon: "offline", Label: "연결", Value: "끊김", Extra: "12:05에 다시 시도"},
	}
	if got != want {
		t.Errorf("%v", got)
	}
	s.RetryAt, s.Contact = noon, time.Time{}
	if got := agesOf(s); got[1].Value != "아직 못 함" || got[2].Extra != "곧 다시 시도" {
		t.Errorf("%v", got)
	}
	for _, c := range []Connection{ConnNone, ConnConnecting, ConnLive, ConnLocal, ConnStopped} {
		s.Connection = c
		if got := agesOf(s)[2]; strings.Contains(got.Value, ".") || got.Dot != (c == ConnLive || c == ConnLocal) {
			t.Errorf("%q: %v", c, got)
		}
	}
}

// window shows a screen at a size and returns it laid out.
func window(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

// rowTexts are the texts of the board's rows.
func rowTexts(s *Status) []string {
	var out []string
	for _, r := range find[*widgets.FunctionRow](s.board) {
		out = append(out, texts(r)...)
	}
	return out
}

func TestStatusShowsTheMorning(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.text": true, "talk.media": true, "t.taxi": true}
	s.Connection = ConnLocal
	screen := NewStatus((&calls{}).actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 2400)
	screen.Update(s)
	inOrder(t, texts(screen.Object()),
		"장애", "여러분 휴대폰 문제가 아니에요.", "카카오 장애가 16시간 30분째예요.", "운영사 소식", "방금 전", "08:00",
		"소식 확인", "연결", "이 기기에서 재생", "5개", "하지 마세요", "복구", "7단계 중 4단계를 시작했어요", "알림", "내 기능 3개를",
		"전체", "24", "문제 있음", "19", "내 것", "3", "기능", "상태", "비고", "지난 시간",
		"카카오톡", "일부 장애", "기능 8개 중 5개가 안 돼요", "문자", "불안정", "36분째", "사진·동영상", "장애", "16시간 30분째",
		"카카오 T", "택시 호출", "카카오페이", "정상", "결제", "관계없는 독립 앱")
}

func TestStatusStale(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Real = morning.Add(52 * time.Minute)
	s.Now, s.Stale, s.Connection = s.Real, true, ConnWaiting
	s.Contact = morning.Add(33 * time.Minute)
	s.ExpiresAt = morning.Add(48 * time.Minute)
	screen := NewStatus(&Actions{}, widgets.Desktop)
	window(t, screen.Object(), 1092, 2400)
	screen.Update(s)
	got := texts(screen.Object())
	inOrder(t, got, "확인 안 됨", "지금 상태는 확인할 수 없어요.", "08:33에는 카카오에 장애가 있었어요.", "52분 전", "08:00",
		"19분 전", "08:33", "끊김", "5개", "가 정상이었어요", "언제부터", "카카오톡", "5개가 안 됐어요", "07:24부터", "어제 15:30부터")
	without(t, got, "분째", "시간째", "개가 안 돼요", "아직 안 돼요")
	for _, it := range screen.items {
		if it.Kind == widgets.BoardRow && it.Row.Look.Word() != theme.Unknown.Word() {
			t.Fatalf("%s keeps its colour", it.Row.ID)
		}
	}
}

func TestStatusWithoutADocument(t *testing.T) {
	startApp(t)
	var c calls
	screen := NewStatus(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 800)
	s := snapshotOf("ko", nil, noon)

	s.Loading = true
	screen.Update(s)
	got := texts(screen.Object())
	inOrder(t, got, "저장해 둔 소식을 읽고 있어요")
	without(t, got, "전체", "하지 마세요", "운영사 소식")

	next := *s
	next.Loading, next.Connection, next.Contact = false, ConnWaiting, time.Time{}
	screen.Update(&next)
	inOrder(t, texts(screen.Object()), "아직 받은 소식이 없어요.", "아직 못 함", "끊김", "보여 드릴 소식이 아직 없어요", "다시 시도")
	screen.leaveEmpty()
	if !slices.Equal(c.other, []string{"retry"}) {
		t.Errorf("asked for %q", c.other)
	}

	none := next
	none.Feed = Feed{}
	screen.Update(&none)
	inOrder(t, texts(screen.Object()), "아직 소식을 받는 곳이 없어요.", "피드 추가하기", "설정 열기")
	screen.leaveEmpty()
	if !slices.Equal(c.routes, []Route{{Screen: ScreenSettings}}) {
		t.Errorf("went to %v", c.routes)
	}
}

func TestStatusFilters(t *testing.T) {
	startApp(t)
	screen := NewStatus(&Actions{}, widgets.Desktop)
	window(t, screen.Object(), 1092, 2400)
	screen.Update(kakao(t, "ko", morning))

	test.Tap(screen.filter.chips[1])
	got := rowTexts(screen)
	inOrder(t, got, "문자", "사진·동영상")
	without(t, got, "결제")

	test.Tap(screen.filter.chips[2])
	inOrder(t, texts(screen.Object()), "아직 고른 기능이 없어요", "별을 누르면 여기에 모여요", "전체 보기")
	screen.leaveEmpty()
	inOrder(t, rowTexts(screen), "결제")

	screen.filter.search.SetText("ㅋㅋㅇㅍㅇ")
	got = rowTexts(screen)
	inOrder(t, got, "결제")
	without(t, got, "사진·동영상")

	screen.filter.search.SetText("없는 것")
	inOrder(t, texts(screen.Object()), "‘없는 것’에 맞는 것이 없어요", "검색어 지우기")
	screen.leaveEmpty()
	if screen.query != "" || len(screen.items) == 0 {
		t.Error("the search is not cleared")
	}
}

func TestStatusTick(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	screen := NewStatus(&Actions{}, widgets.Desktop)
	window(t, screen.Object(), 1092, 900)
	screen.Update(s)
	rows := find[*widgets.FunctionRow](screen.Object())
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	next := *s
	next.Now, next.Real = s.Now.Add(time.Minute), s.Real.Add(time.Minute)
	screen.Update(&next)
	inOrder(t, texts(screen.Object()), "16시간 31분째", "37분째")
	if !slices.Equal(rows, find[*widgets.FunctionRow](screen.Object())) {
		t.Error("a tick made new rows")
	}
}

func TestStatusForms(t *testing.T) {
	startApp(t)
	screen := NewStatus(&Actions{}, widgets.Desktop)
	w := window(t, screen.Object(), 1092, 2400)
	screen.Update(kakao(t, "en", morning))
	inOrder(t, texts(screen.Object()), "How long", "KakaoTalk")
	screen.filter.search.SetText("pay")

	screen.SetForm(widgets.Phone)
	w.Resize(fyne.NewSize(390, 3000))
	got := texts(screen.Object())
	without(t, got, "How long", "Ctrl F")
	inOrder(t, got, "It’s not your phone.", "KakaoPay")
	without(t, rowTexts(screen), "Photos & video") // what was searched for is still searched for
	if !screen.filter.open {
		t.Error("the search is hidden although it is in use")
	}
	test.Tap(screen.filter.finder)
	inOrder(t, rowTexts(screen), "Photos & video")
}

// On a phone the search is far down and hidden: opening it brings the keyboard there and what it finds into sight.
func TestStatusSearchOnAPhone(t *testing.T) {
	startApp(t)
	screen := NewStatus(&Actions{}, widgets.Phone)
	w := window(t, screen.Object(), 390, 700)
	screen.Update(kakao(t, "en", morning))
	test.Tap(screen.filter.finder)
	if w.Canvas().Focused() == nil {
		t.Fatal("nothing has the keyboard")
	}
	test.Type(w.Canvas().Focused(), "pay")
	if got := screen.filter.search.Text(); got != "pay" {
		t.Errorf("the search holds %q", got)
	}
	if top := fyne.CurrentApp().Driver().AbsolutePositionForObject(screen.filter).Y; top < 0 || top > 60 {
		t.Errorf("the search begins %v under the top of the window", top)
	}
}

func TestStatusTaps(t *testing.T) {
	startApp(t)
	var c calls
	screen := NewStatus(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 2400)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true}
	screen.Update(s)
	test.Tap(find[*widgets.ServiceHead](screen.Object())[0])
	test.Tap(find[*widgets.FunctionRow](screen.Object())[1])
	if want := []Route{{"f", ScreenService, "talk"}, {"f", ScreenService, "talk"}}; !slices.Equal(c.routes, want) {
		t.Errorf("went to %v", c.routes)
	}
	for _, star := range find[*widgets.Star](screen.Object())[:4] { // of the head and of three rows
		test.Tap(star)
	}
	if want := []string{"+talk", "+talk.text", "+talk.openchat", "-talk.media"}; !slices.Equal(c.follows, want) {
		t.Errorf("followed %q, want %q", c.follows, want)
	}
	screen.openService(s, serviceOf(s, "nobody")) // a row that is gone
	if len(c.routes) != 2 {
		t.Errorf("went to %v", c.routes)
	}
}

func TestQuickAnswers(t *testing.T) {
	startApp(t)
	var c calls
	screen := NewStatus(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 900)
	s := kakao(t, "ko", morning)
	screen.Update(s)
	for _, id := range []string{quickDoNot, quickRecovery, quickAlerts} {
		screen.openQuick(id)
	}
	want := []Route{{Screen: ScreenGuidance}, {Screen: ScreenRecovery, ID: s.Status.Incidents[0].ID}, {Screen: ScreenSettings}}
	if !slices.Equal(c.routes, want) {
		t.Errorf("went to %v", c.routes)
	}
	next := *s
	next.Follows = map[string]bool{"talk": true}
	screen.Update(&next)
	screen.openQuick(quickAlerts)
	if screen.chosen != filterMine || len(c.routes) != len(want) {
		t.Errorf("with follows: filter %q, routes %v", screen.chosen, c.routes)
	}

	calm := snapshotOf("ko", document(made{"t", "", feed.Operational, before}), noon)
	calm.Settings.AlertsEnabled = false
	var words []string
	for _, q := range quickAnswers(calm) {
		words = append(words, q.Label, q.Value)
	}
	inOrder(t, words, "대응", "지금 특별히 조심할 것은 없어요", "복구", "진행 중인 복구 소식이 없어요", "알림", "알림이 꺼져 있어요")
}

// BenchmarkStatusTick is what a second costs in a replay, with a page as large as the largest real ones.
func BenchmarkStatusTick(b *testing.B) {
	a := test.NewTempApp(b)
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	var list []made
	for i := range 1100 {
		name := strings.Repeat("s", i%7) + string(rune('a'+i%26))
		list = append(list, made{"service " + string(rune('A'+i/50)), name + string(rune('a'+i%19)), feed.MajorOutage, before})
	}
	s := snapshotOf("ko", document(list...), noon)
	screen := NewStatus(&Actions{}, widgets.Desktop)
	w := test.NewTempWindow(b, screen.Object())
	w.Resize(fyne.NewSize(1092, 800))
	screen.Update(s)
	b.ResetTimer()
	for i := range b.N {
		next := *s
		next.Now, next.Real = noon.Add(time.Duration(i)*time.Second), noon.Add(time.Duration(i)*time.Second)
		screen.Update(&next)
	}
}
