package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

func TestServiceShows(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true}
	s.Channels = []Channel{
		{ID: "x", Kind: "social", Name: "공식 소셜", Note: "운영사 계정", CanOpen: true, Action: feed.Action{Value: "https://x.example"}},
		{ID: "y", Kind: "phone", Name: "고객센터"},
	}
	var c calls
	screen := NewService(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 2000)
	screen.Show("talk")
	screen.Update(s)
	inOrder(t, texts(screen.Object()),
		"현황으로", "일부 장애", "카카오톡", "기능 8개 중 5개가 안 돼요.", "마지막 변화는 방금 전이에요.", "알림 받기",
		"기능", "문자", "불안정", "36분째", "사진·동영상",
		"대신 쓸 수 있어요", "사진·동영상", "이메일",
		"있었던 일", "10월 16일 일요일", "08:00", "보이스톡: 장애 → 확인 안 됨", "07:24", "01:31", "문자: 장애 → 일부 장애",
		"공식 채널", "공식 소셜", "운영사 계정", "열기", "고객센터")

	screen.openChannel("x")
	screen.toggle()
	screen.tapFunction("talk.text") // on a desktop the star is the control
	if len(c.opened) != 1 || c.opened[0].Value != "https://x.example" || !slices.Equal(c.follows, []string{"+talk"}) {
		t.Errorf("opened %v, followed %q", c.opened, c.follows)
	}
}

func TestServicePhone(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	s.Follows = map[string]bool{"talk.media": true}
	var c calls
	screen := NewService(c.actions(), widgets.Desktop)
	screen.Show("talk")
	screen.Update(s)
	w := window(t, screen.Object(), 1092, 2000)
	screen.SetForm(widgets.Phone)
	w.Resize(fyne.NewSize(390, 3000))
	inOrder(t, texts(screen.Object()), "카카오톡", "기능을 누르면 알림을 켜고 끌 수 있어요.", "있었던 일")
	rows := find[*widgets.FunctionRow](screen.Object())
	test.Tap(rows[0])
	test.Tap(rows[2])
	if !slices.Equal(c.follows, []string{"+talk.text", "-talk.media"}) {
		t.Errorf("followed %q", c.follows)
	}
}

func TestServiceTick(t *testing.T) {
	startApp(t)
	s := kakao(t, "ko", morning)
	screen := NewService(&Actions{}, widgets.Desktop)
	screen.Show("talk")
	window(t, screen.Object(), 1092, 2000)
	screen.Update(s)
	rows := find[*widgets.FunctionRow](screen.Object())
	next := *s
	next.Now, next.Real = s.Now.Add(time.Minute), s.Real.Add(time.Minute)
	screen.Update(&next)
	inOrder(t, texts(screen.Object()), "마지막 변화는 1분 전이에요.", "37분째")
	if !slices.Equal(rows, find[*widgets.FunctionRow](screen.Object())) {
		t.Error("a tick made new rows")
	}
	stale := next
	stale.Stale = true
	screen.Update(&stale)
	got := texts(screen.Object())
	inOrder(t, got, "5개가 안 됐어요", "08:00에 마지막으로 확인했어요", "07:24부터")
	without(t, got, "분째")
}

func TestServiceThatIsNotThere(t *testing.T) {
	startApp(t)
	var c calls
	screen := NewService(c.actions(), widgets.Desktop)
	window(t, screen.Object(), 1092, 900)
	screen.Show("gone")
	screen.Update(kakao(t, "en", morning))
	got := texts(screen.Object())
	inOrder(t, got, "This service is not on the list now")
	without(t, got, "Functions", "What happened")

	screen.Show("map")
	inOrder(t, texts(screen.Object()), "KakaoMap", "All 3 functions down", "Functions", "Road view")

	screen.Update(snapshotOf("en", nil, noon))
	got = texts(screen.Object())
	inOrder(t, got, "There is nothing to show yet")
	without(t, got, "KakaoMap")
}

func TestServiceWithoutFunctions(t *testing.T) {
	startApp(t)
	doc := document(made{"게임", "", feed.MajorOutage, before})
	doc.Components[0].Note = feed.Plain("접속할 수 없어요")
	doc.Changes = []feed.Change{
		{ID: "1", At: before, Kind: feed.ChangeComponentStatus, ComponentID: "게임", From: "operational", To: "major_outage"},
		{ID: "2", At: before.Add(-time.Hour), Kind: feed.ChangeComponentAdded, ComponentID: "게임", To: "operational"},
		{ID: "3", At: before, Kind: feed.ChangeComponentStatus, ComponentID: "다른 것", To: "operational"},
		{ID: "4", At: noon.Add(time.Hour), Kind: feed.ChangeComponentStatus, ComponentID: "게임", To: "operational"},
		{ID: "5", At: before, Kind: feed.ChangeKind("unknown"), ComponentID: "게임"},
	}
	screen := NewService(&Actions{}, widgets.Desktop)
	window(t, screen.Object(), 1092, 900)
	screen.Show("게임")
	screen.Update(snapshotOf("ko", doc, noon))
	got := texts(screen.Object())
	inOrder(t, got, "장애", "게임", "접속할 수 없어요", "전체", "접속할 수 없어요", "1시간 30분째",
		"10:30", "게임: 정상 → 장애", "09:30", "게임이 목록에 올라왔어요: 정상")
	without(t, got, "13:00", "다른 것", "대신 쓸 수", "공식 채널")
}

func TestTimelineIsBounded(t *testing.T) {
	doc := document(made{"s", "", feed.Operational, before})
	for i := range 200 {
		doc.Changes = append(doc.Changes, feed.Change{
			ID: strings.Repeat("x", i), At: noon.Add(time.Duration(i-200) * time.Hour), Kind: feed.ChangeComponentStatus,
			ComponentID: "s", From: "operational", To: "major_outage",
		})
	}
	s := snapshotOf("ko", doc, noon)
	n := 0
	for _, d := range timeline(s, &s.Services[0]) {
		n += len(d.events)
	}
	if n != maxTimeline {
		t.Errorf("%d events", n)
	}
}
