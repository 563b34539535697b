package views

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

func setScale(a fyne.App, scale float32) { a.Settings().SetTheme(theme.New(theme.Light, scale)) }

func TestGuidanceShows(t *testing.T) {
	startApp(t)
	var c calls
	a := openable(&c)
	var ticked []string
	a.Tick = func(id string, on bool) {
		if on {
			ticked = append(ticked, id)
		}
	}
	v := NewGuidance(a, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	s := recorded(t, "kakao-2022", "ko", morning)
	s.Channels = []Channel{
		{ID: "n", Kind: "web", Name: "공지", Note: "서비스별 목록", CanOpen: true, Action: feed.Action{Type: feed.ActionURL, Value: "https://n.example"}},
		{ID: "p", Kind: "phone", Name: "전화", Action: feed.Action{Type: feed.ActionTel, Value: "1"}},
	}
	s.Ticked = map[string]bool{"carry-card": true}
	v.Update(s)
	got := texts(v.Object())
	inOrder(t, got, "지금은 앱을 그대로 두세요.", "16일 08:00 기준",
		"하지 마세요", "앱을 지우지 마세요", "로그인이 돌아올 때까지", "로그아웃하지 마세요", "휴대폰을 초기화하지 마세요",
		"이렇게 하세요", "급한 연락은 전화나 휴대폰 문자로 하세요")
	inOrder(t, got, "카카오 계정 로그인", "장애", "16시간 30분째")
	says(t, all(v.Object()), "4개 중 1개 했어요", "아직 하지 마세요", "이 기능이 정상이 되면 안내가 바뀌어요", "카카오톡 사진·동영상", "이메일, 휴대폰 문자(MMS)",
		"공식 채널", "주소 확인됨", "서비스별 목록", "카카오 공지 페이지")
	without(t, got, "카카오페이 결제") // works again: nothing to use instead

	test.Tap(find[*widgets.Check](v.Object())[0])
	if !slices.Equal(ticked, []string{"call-or-sms"}) {
		t.Errorf("ticked %q", ticked)
	}
	says(t, all(v.Object()), "4개 중 2개 했어요")
	v.openChannel("p")
	v.openChannel("n")
	if len(c.opened) != 1 || c.opened[0].Value != "https://n.example" {
		t.Errorf("opened %v", c.opened)
	}
}

func TestGuidanceTick(t *testing.T) {
	startApp(t)
	v := NewGuidance(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 3000)
	s := recorded(t, "kakao-2022", "ko", morning)
	v.Update(s)
	rows := find[*widgets.GuidanceRow](v.Object())
	next := *s
	next.Now = s.Now.Add(time.Minute)
	v.Update(&next)
	says(t, all(v.Object()), "16일 08:01 기준", "16시간 31분째")
	if !slices.Equal(rows, find[*widgets.GuidanceRow](v.Object())) {
		t.Error("a tick made new rows")
	}
	stale := next
	stale.Stale = true
	v.Update(&stale)
	got := texts(v.Object())
	inOrder(t, got, "08:00에 마지막으로 확인한 안내예요.", "어제 15:30부터")
	without(t, got, "시간 31분째")
}

func TestGuidanceArticle(t *testing.T) {
	startApp(t)
	at := time.Date(2022, 10, 16, 8, 30, 0, 0, kst)
	for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
		for _, lang := range []string{"ko", "en"} {
			s := recorded(t, "kakao-article", lang, at)
			v := NewGuidance(&Actions{}, form)
			window(t, v.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 3000)
			v.Update(s)
			got := all(v.Object())
			if len(s.Status.Guidance) != 3 {
				t.Fatalf("%d pieces of guidance", len(s.Status.Guidance))
			}
			for _, g := range s.Status.Guidance {
				says(t, got, g.Title.In(lang, ""), g.Text.In(lang, ""))
			}
		}
	}
}

func TestGuidanceStackedOrder(t *testing.T) {
	startApp(t)
	v := NewGuidance(&Actions{}, widgets.Phone)
	window(t, v.Object(), 390, 4000)
	v.Update(recorded(t, "kakao-2022", "ko", morning))
	tops := map[string]float32{}
	for _, c := range find[*widgets.Card](v.Object()) {
		if got := texts(c); len(got) > 0 {
			tops[got[0]] = c.Position().Y
		}
	}
	last := float32(-1)
	for _, title := range []string{"하지 마세요", "이렇게 하세요", "앱 재설치", "안 되는 기능 대신", "공식 채널"} {
		if y, ok := tops[title]; !ok || y <= last {
			t.Errorf("%s at %v after %v", title, y, last)
		}
		last = tops[title]
	}
}

func TestGuidanceWithoutDocument(t *testing.T) {
	startApp(t)
	var c calls
	v := NewGuidance(c.actions(), widgets.Phone)
	window(t, v.Object(), 390, 900)
	s := snapshotOf("ko", nil, morning)
	v.Show("gone")
	v.Update(s)
	says(t, all(v.Object()), "대응", "보여 드릴 소식이 아직 없어요", "급하면 전화하거나 휴대폰 문자를 보내세요", "112", "119")
	leaveEmpty(v.actions, v.snap)
	if !slices.Equal(c.other, []string{"retry"}) {
		t.Errorf("did %q", c.other)
	}
	s = snapshotOf("en", document(made{"a", "", feed.Operational, morning}), morning)
	v.Update(s)
	says(t, all(v.Object()), "There is nothing special to do now.", "There is no guidance now")
	without(t, texts(v.Object()), "112")
}

// advised is a document with one function and guidance of every kind of validity.
func advised(state feed.ComponentStatus, list ...feed.Guidance) *Snapshot {
	doc := document(made{"앱", "로그인", state, morning.Add(-time.Hour)})
	doc.Guidance = list
	return snapshotOf("ko", doc, morning)
}

func TestUntilAndWhyNot(t *testing.T) {
	later, before := morning.Add(2*time.Hour), morning.Add(-time.Hour)
	down := &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.MajorOutage}}
	up := &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.Operational}}
	name := feed.Plain("가")
	for _, tt := range []struct {
		name  string
		state feed.ComponentStatus
		g     feed.Guidance
		more  []feed.Guidance
		until string
		why   string
	}{
		{"until taken back", feed.MajorOutage, feed.Guidance{Kind: feed.GuidanceDo}, nil, "새 안내가 나올 때까지", "지금 유효해요"},
		{"while down", feed.MajorOutage, feed.Guidance{Kind: feed.GuidanceDo, ValidWhile: down, Expires: &later}, nil, "로그인이 돌아올 때까지, 10:00까지", "지금 유효해요"},
		{"while it works", feed.MajorOutage, feed.Guidance{Kind: feed.GuidanceDo, ValidWhile: up}, nil, "로그인이 정상인 동안", "지금 앱 로그인 상태가 ‘장애’라서 맞지 않아요."},
		{"nobody knows", feed.ComponentUnknown, feed.Guidance{Kind: feed.GuidanceDo, ValidWhile: up}, nil, "로그인이 정상인 동안", "상태를 확인하지 못해 기다려요"},
		{"not yet", feed.MajorOutage, feed.Guidance{Kind: feed.GuidanceDo, Effective: &later}, nil, "새 안내가 나올 때까지", "10:00부터예요."},
		{"over", feed.MajorOutage, feed.Guidance{Kind: feed.GuidanceDo, Expires: &before}, nil, "07:00까지", "07:00에 끝났어요."},
		{"replaced", feed.MajorOutage, feed.Guidance{ID: "a", Kind: feed.GuidanceDo}, []feed.Guidance{{ID: "b", Kind: feed.GuidanceDo, Title: name, Supersedes: "a"}}, "새 안내가 나올 때까지", "‘가’ 안내로 바뀌었어요."},
		{"newer kind", feed.MajorOutage, feed.Guidance{Kind: feed.Unknown}, nil, "새 안내가 나올 때까지", "이 앱이 모르는 안내예요"},
	} {
		if tt.g.ID == "" {
			tt.g.ID = "a"
		}
		s := advised(tt.state, append([]feed.Guidance{tt.g}, tt.more...)...)
		if got := untilOf(s, &s.Status.Guidance[0]); got != tt.until {
			t.Errorf("%s: holds %q, want %q", tt.name, got, tt.until)
		}
		if got := whyNot(s, &s.Status.Guidance[0]); got != tt.why {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.why)
		}
	}
}

func TestGuidanceWaitingIsFolded(t *testing.T) {
	startApp(t)
	up := &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.Operational}}
	s := advised(feed.MajorOutage,
		feed.Guidance{ID: "w", Kind: feed.GuidanceDo, Title: feed.Plain("나중 일"), Text: feed.Plain("지금 하면 안 되는 글"), ValidWhile: up},
		feed.Guidance{ID: "d", Kind: feed.GuidanceDo, Title: feed.Plain("지금 일")})
	v := NewGuidance(&Actions{}, widgets.Desktop)
	window(t, v.Object(), 1092, 900)
	v.Update(s)
	got := texts(v.Object())
	inOrder(t, got, "지금 할 수 있는 일이 1가지 있어요.", "지금 일", "지금은 맞지 않는 안내", "1개")
	without(t, got, "나중 일", "지금 하면 안 되는 글")
	v.Show("w")
	got = texts(v.Object())
	inOrder(t, got, "나중 일", "‘장애’라서 맞지 않아요.")
	without(t, got, "지금 하면 안 되는 글")
}

func TestReinstall(t *testing.T) {
	startApp(t)
	up := &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.Operational}}
	g := feed.Guidance{ID: "r", Kind: feed.GuidanceReinstall, Title: feed.Plain("다시 설치하기"), ValidWhile: up, Actions: []feed.Action{
		{Type: feed.ActionURL, Value: "https://store.example", Label: feed.Plain("마켓 열기")},
		{Type: feed.ActionURL, Value: "http://bad.example", Label: feed.Plain("수상한 곳")},
	}}
	var c calls
	v := NewGuidance(openable(&c), widgets.Desktop)
	window(t, v.Object(), 1092, 900)
	v.Update(advised(feed.MajorOutage, g))
	got := texts(v.Object())
	inOrder(t, got, "다시 설치하기", "이 기능이 정상이 되면 안내가 바뀌어요", "앱 로그인", "장애", "1시간째")
	says(t, all(v.Object()), "아직 하지 마세요", "수상한 곳: http://bad.example")
	without(t, got, "마켓 열기")

	v.Update(advised(feed.Operational, g))
	got = texts(v.Object())
	without(t, got, "아직 하지 마세요")
	says(t, all(v.Object()), "해도 돼요", "로그인이 정상인 동안", "마켓 열기", "수상한 곳: http://bad.example")
	for _, b := range find[*widgets.Button](v.Object()) {
		test.Tap(b)
	}
	if len(c.opened) != 1 || c.opened[0].Value != "https://store.example" {
		t.Errorf("opened %v", c.opened)
	}
}

func TestGuidanceHeading(t *testing.T) {
	no := feed.Guidance{ID: "n", Kind: feed.GuidanceDoNot}
	yes := feed.Guidance{ID: "y", Kind: feed.GuidanceDo}
	alt := feed.Guidance{ID: "a", Kind: feed.GuidanceAlternative, ComponentIDs: []string{"앱.로그인"}}
	hold := feed.Guidance{ID: "r", Kind: feed.GuidanceReinstall, ValidWhile: &feed.Condition{ComponentID: "앱.로그인", StatusIn: []feed.ComponentStatus{feed.Operational}}}
	for _, tt := range []struct {
		want string
		list []feed.Guidance
	}{
		{"지금은 앱을 그대로 두세요.", []feed.Guidance{no, yes, hold}},
		{"하지 말아야 할 것이 1가지 있어요.", []feed.Guidance{yes, no}},
		{"지금 할 수 있는 일이 1가지 있어요.", []feed.Guidance{yes, alt}},
		{"안 되는 기능 대신 쓸 것을 모았어요.", []feed.Guidance{alt, hold}},
		{"지금은 따로 할 일이 없어요.", nil},
	} {
		s := advised(feed.MajorOutage, tt.list...)
		if got := guidanceHeading(s, adviceOf(s)).Title; got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	if got := guidanceHeading(snapshotOf("ko", nil, morning), advice{}); got.Title != "대응" || got.Sub != "" {
		t.Errorf("without a document: %v", got)
	}
}
