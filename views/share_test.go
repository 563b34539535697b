package views

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"rsc.io/qr"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

const feedLink = "bokgu:add?url=wss%3A%2F%2Ffeed.example%2Fv1%2Fstream&root=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// sharer is the sheet over a window, with what it gave out.
type sharer struct {
	*shareSheet
	window fyne.Window
	copied []string
	names  []string
	files  [][]byte
	done   []func(string, *Problem)
}

func newSharer(t *testing.T, n *Snapshot, width float32) *sharer {
	t.Helper()
	s := &sharer{}
	at := container.NewStack()
	s.window = test.NewTempWindow(t, at)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(width, 900))
	s.shareSheet = newShareSheet(&Actions{
		Copy: func(text string) { s.copied = append(s.copied, text) },
		SavePicture: func(name string, file []byte, done func(string, *Problem)) {
			s.names, s.files, s.done = append(s.names, name), append(s.files, file), append(s.done, done)
		},
	})
	s.open(n, at)
	return s
}

func (s *sharer) says() string { return all(s.dialog) }

func live(lang string) *Snapshot {
	s := snapshotOf(lang, document(made{"카카오톡", "글", feed.MajorOutage, morning.Add(-3600e9)}, made{"멜론", "", feed.Operational, morning}), morning)
	s.Feed = Feed{ID: "f", Name: "카카오 소식", Root: "sha256:1", Link: feedLink}
	return s
}

func TestShareSheet(t *testing.T) {
	startApp(t)
	for _, width := range []float32{390, 1100} {
		s := newSharer(t, live("ko"), width)
		if !s.dialog.IsOpen() {
			t.Fatal("nothing opened")
		}
		says(t, s.says(), "상태 공유하기", "카카오톡 장애 1시간째. 멜론은 돼요. 08:00 기준", "70자 중", "그림 저장", "카카오 소식 피드를 추가하는 QR")
		press(t, s.dialog, "문자 복사")
		says(t, s.says(), "복사했어요.")
		press(t, s.dialog, "링크 복사")
		if len(s.copied) != 2 || s.copied[0] != s.text || s.copied[1] != feedLink {
			t.Errorf("copied %q", s.copied)
		}
		press(t, s.dialog, "그림 저장")
		press(t, s.dialog, "QR 저장")
		if len(s.names) != 2 || s.names[0] != "bokgu-2022-10-16-0800.png" || s.names[1] != "bokgu-qr-2022-10-16-0800.png" {
			t.Fatalf("named %q", s.names)
		}
		if img, err := png.Decode(bytes.NewReader(s.files[0])); err != nil || img.Bounds() != image.Rect(0, 0, 1080, 1080) {
			t.Errorf("the picture: %v", err)
		}
		s.done[0]("/home/me/그림.png", nil)
		says(t, s.says(), "저장했어요: /home/me/그림.png")
		press(t, s.dialog, "저장한 곳 복사")
		if got := s.copied[len(s.copied)-1]; got != "/home/me/그림.png" {
			t.Errorf("copied %q", got)
		}
		s.done[1]("", &Problem{Text: "저장하지 못했어요.", Todo: "다시"})
		says(t, s.says(), "저장하지 못했어요.", "다시")
		s.done[0]("", nil) // thought better of it: what was said stays
		says(t, s.says(), "저장했어요")
		press(t, s.dialog, "닫기")
		if s.dialog.IsOpen() || s.card != nil {
			t.Error("it stays open, or keeps its pictures")
		}
	}
}

// What is no feed to follow has no QR, and it is said why; a token is in nothing that is given out.
func TestNoQRForWhatCannotBeFollowed(t *testing.T) {
	startApp(t)
	for _, c := range []struct {
		why    string
		change func(*Snapshot)
	}{
		{"지난 장애 기록이라", func(s *Snapshot) { s.Replay = &Replay{Title: "x"} }},
		{"주소와 토큰이 따로 필요해요", func(s *Snapshot) { s.Feed.Private = true }},
		{"이 기기에서만 열리는", func(s *Snapshot) { s.Feed.Link = "" }},
	} {
		n := live("ko")
		c.change(n)
		s := newSharer(t, n, 1100)
		says(t, s.says(), c.why)
		if s.qr != nil || strings.Contains(s.says(), "bokgu:") || strings.Contains(s.says(), "QR 저장") {
			t.Errorf("%s: there is a link", c.why)
		}
		s.hide()
	}
}

func TestNothingToShare(t *testing.T) {
	startApp(t)
	loading := live("ko")
	loading.Loading = true
	for name, n := range map[string]*Snapshot{"no document": snapshotOf("ko", nil, morning), "loading": loading, "no services": snapshotOf("ko", document(), morning)} {
		s := newSharer(t, n, 390)
		if s.dialog.IsOpen() {
			t.Errorf("%s: it opened", name)
		}
		v := NewStatus(&Actions{}, widgets.Desktop)
		window(t, v.Object(), 1092, 900)
		v.Update(n)
		without(t, texts(v.Object()), "공유")
	}
}

func TestShareButtons(t *testing.T) {
	startApp(t)
	status, recovery := NewStatus(&Actions{}, widgets.Desktop), NewRecovery(&Actions{}, widgets.Phone)
	for _, v := range []interface {
		Update(*Snapshot)
		Object() fyne.CanvasObject
	}{status, recovery} {
		w := test.NewTempWindow(t, v.Object())
		w.Resize(fyne.NewSize(1092, 900))
		v.Update(kakao(t, "en", morning))
		press(t, v.Object(), "Share")
		if w.Canvas().Overlays().Top() == nil {
			t.Errorf("%T: nothing opened", v)
		}
	}
	// What is over can be told about, and not followed.
	late := kakao(t, "en", morning.AddDate(0, 1, 0))
	recovery.Update(late)
	got := texts(recovery.Object())
	without(t, got, "Tell me everything")
	says(t, strings.Join(got, " "), "Share")
}

// The picture is light and of one size, whatever the app looks like, and the app does not hear of it.
func TestShareCard(t *testing.T) {
	a := startApp(t)
	n := live("ko")
	plain := shareCard(n)
	if plain.Bounds() != image.Rect(0, 0, cardPixels, cardPixels) {
		t.Fatalf("%v", plain.Bounds())
	}
	large := theme.New(theme.Dark, 2)
	a.Settings().SetTheme(large)
	if again := shareCard(n); !samePicture(plain, again) {
		t.Error("another picture in the dark and at 200 %")
	}
	if theme.Current() != large {
		t.Error("the app has another theme now")
	}
	a.Settings().SetTheme(theme.New(theme.Light, 1))
	if r, g, b, _ := plain.At(10, 10).RGBA(); r>>8 < 0xA0 || g>>8 > 0x60 || b>>8 > 0x60 {
		t.Errorf("the band of an outage is %x %x %x", r>>8, g>>8, b>>8)
	}
	stale := *n
	stale.Stale = true
	if samePicture(plain, shareCard(&stale)) {
		t.Error("stale looks like confirmed")
	}
}

func samePicture(a, b image.Image) bool {
	for y := 0; y < cardPixels; y += 3 {
		for x := 0; x < cardPixels; x += 3 {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return a.Bounds() == b.Bounds()
}

func TestWhatTheCardSays(t *testing.T) {
	startApp(t)
	n := live("ko")
	n.Follows = map[string]bool{"멜론": true}
	other := live("ko")
	other.Feed.Name = "다른 피드 이름"
	n.Others = []*Snapshot{other}
	content := func() fyne.CanvasObject {
		o := cardContent(outward(n))
		o.Resize(fyne.NewSquareSize(cardUnits))
		return o
	}
	says(t, all(content()), "복구", "장애", "휴대폰 문제가 아니에요.", "멜론은 돼요.", "2022년 10월 16일 08:00 기준", "카카오 소식", "비공식 피드", "독립 앱")
	without(t, texts(content()), "다른 피드 이름", "[재현]")
	n.Replay = &Replay{Title: "지난 장애 기록이에요."}
	says(t, all(content()), "[재현]", "지난 장애 기록이에요.")
	n.Replay, n.Stale = nil, true
	says(t, all(content()), "지금 상태는 확인할 수 없어요.")
}

// Nothing overlaps or leaves the picture, whatever a feed calls its things.
func TestTheCardHoldsAnyNames(t *testing.T) {
	startApp(t)
	for _, lang := range []string{"ko", "en"} {
		for _, name := range append(strangeNames, strings.Repeat("가", 40), strings.Repeat("W", 40)) {
			for _, stale := range []bool{false, true} {
				s := snapshotOf(lang, document(made{name, name, feed.PartialOutage, morning.Add(-1e15)}, made{name + " ", "a", feed.Operational, morning}), morning)
				s.Feed.Name, s.Feed.Root, s.Stale = name, "sha256:1", stale
				s.Replay = &Replay{Title: s.Loc.T("mode.replay.explain", nil)}
				theme.During(theme.New(theme.Light, 1), func() {
					o := cardContent(s).(*fyne.Container)
					o.Resize(fyne.NewSquareSize(cardUnits))
					top, foot := o.Objects[2], o.Objects[3]
					if end := top.Position().Y + top.Size().Height; end > foot.Position().Y || foot.Position().Y+foot.Size().Height > cardUnits {
						t.Errorf("%s %q: the sentence ends at %v, the foot begins at %v", lang, name, end, foot.Position().Y)
					}
				})
			}
		}
	}
}

func TestShareQR(t *testing.T) {
	img := shareQR(feedLink)
	code, err := qr.Encode(feedLink, qr.M)
	if err != nil || img == nil {
		t.Fatal(err)
	}
	modules := code.Size + 2*qrQuiet
	px := img.Bounds().Dx() / modules
	if px < 8 || img.Bounds() != image.Rect(0, 0, modules*px, modules*px) {
		t.Fatalf("%v for %d modules", img.Bounds(), modules)
	}
	// Four modules of white around it, then the corner of a finder.
	for at, black := range map[int]bool{0: false, 4*px - 1: false, 4 * px: true, 5*px - 1: true} {
		if r, _, _, _ := img.At(at, at).RGBA(); (r == 0) != black {
			t.Errorf("pixel %d is black: %v", at, r == 0)
		}
	}
	for y := range modules {
		for x := range modules {
			mx, my := x-qrQuiet, y-qrQuiet
			want := mx >= 0 && my >= 0 && mx < code.Size && my < code.Size && code.Black(mx, my)
			r, _, _, _ := img.At(x*px+px/2, y*px+px/2).RGBA()
			if (r == 0) != want {
				t.Fatalf("module %d, %d", x, y)
			}
		}
	}
	if shareQR(strings.Repeat("x", 5000)) != nil {
		t.Error("more than a QR code holds")
	}
}
