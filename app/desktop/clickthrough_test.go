//go:build linux && desktop

package desktop

import (
	"fmt"
	"image"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// publicFeed is a live feed that others can be told of: it has a public address, behind a proxy on this machine.
type publicFeed struct {
	*LiveFeed
	way *behind
	env []string
}

const publicURL = "wss://status.example.com"

func serveAtLarge(t *testing.T, name string, doc feed.Status) *publicFeed {
	t.Helper()
	live, err := ServeLiveAs(t.Context(), LiveParams{
		Name: feed.Plain(name), Origins: []string{"https://status.example.com", publicURL},
		Channels: []envelope.Channel{{
			ID: "web", Kind: envelope.ChannelWeb, Name: feed.Plain("공지 사이트"),
			Action: feed.Action{Type: feed.ActionURL, Value: "https://status.example.com/notice", Label: feed.Plain("공지")},
		}},
	}, doc)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse("http" + strings.TrimPrefix(live.URL, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	way := serveBehind(t, httputil.NewSingleHostReverseProxy(at))
	return &publicFeed{LiveFeed: live, way: way, env: []string{
		"LANG=ko_KR.UTF-8", "SSL_CERT_FILE=" + way.certificates, "HTTPS_PROXY=http://" + way.user + ":" + way.password + "@" + way.proxy,
	}}
}

// outage is a service that fails, with something to do about it.
func outage(id, name string) feed.Status {
	doc := service(id, name, feed.MajorOutage)
	doc.Guidance = []feed.Guidance{
		{ID: "do1", Kind: feed.GuidanceDo, Priority: 2, Title: feed.Plain("전화를 쓰세요"), Text: feed.Plain("급하면 전화가 나아요")},
		{ID: "do2", Kind: feed.GuidanceDo, Priority: 1, Title: feed.Plain("현금을 챙기세요"), Text: feed.Plain("결제가 안 될 수 있어요")},
	}
	return doc
}

// A mouse goes through everything that a person does in an outage, from the first start on; what was made is there and stays.
func TestClickThrough(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, Options{Width: screen.Width, Height: screen.Height, Notifications: true, Language: "kor"})
	live := serveAtLarge(t, "누구나상태", service("main", "가나다톡", feed.Operational))
	flags := []string{"--data", filepath.Join(s.Dir(), "bokgu"), "--theme", "light"}
	started := time.Now()
	p, w := s.launchIn(t, live.env, flags...)
	click := func(x, y int) {
		t.Helper()
		if err := s.Click(within(t, 10*time.Second), w, x, y); err != nil {
			t.Fatal(err)
		}
	}
	typed := func(t *testing.T, text string) {
		t.Helper()
		if err := s.Type(within(t, 40*time.Second), text); err != nil {
			t.Fatal(err)
		}
	}
	// The button that goes on stands at the end of its row, white on dark, which reads badly.
	next := func(x int) { t.Helper(); click(x, tall.Y-26) }

	s.untilSeen(t, 40*time.Second, w, steps, "마지막 소식을 시각과 함께")
	next(870)
	s.untilSeen(t, 40*time.Second, w, steps, "받은 주소가 없나요")
	typed(t, publicURL)
	next(870)
	s.untilSeen(t, 40*time.Second, w, steps, "나중에 언제든 바꿀 수 있어요")
	s.clickText(t, w, steps, "가나다톡")
	next(1035)
	s.untilSeen(t, 40*time.Second, w, names, "가나다톡", "정상")
	if err := live.Publish(t.Context(), outage("main", "가나다톡")); err != nil {
		t.Fatal(err)
	}
	err := Until(within(t, 30*time.Second), "the alert", func() (bool, error) {
		for _, n := range s.Notifications() {
			if strings.Contains(n.Summary+n.Body, "가나다톡") {
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		t.Fatalf("%v\nsent: %+v", err, s.Notifications())
	}
	const patience = 2 * time.Minute
	if took := time.Since(started); took > patience {
		t.Errorf("from the first start to the alert it took %v, more than %v", took.Round(time.Second), patience)
	}

	home := filepath.Join(s.Dir(), "home")
	// saved lets the file dialog save under the name that it offers.
	saved := func(t *testing.T, pattern string) string {
		t.Helper()
		// Its button stands at its lower right corner. A QR code below takes tesseract long: only the title is read.
		s.clickBy(t, w, image.Rect(330, 500, 640, 560), "파일로 저장", image.Pt(468, 323))
		path := ""
		err := Until(within(t, 40*time.Second), pattern+" is saved", func() (bool, error) {
			found, err := filepath.Glob(filepath.Join(home, pattern))
			if len(found) != 1 {
				return false, err
			}
			path = found[0]
			info, err := os.Stat(path) // all of it is written in one piece
			return err == nil && info.Size() > 0, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Run("share", func(t *testing.T) {
		s.clickText(t, w, image.Rect(200, 140, 700, 240), "공유")
		s.clickBy(t, w, image.Rect(300, 150, 620, 420), "70자 중", image.Pt(38, 32)) // the button below
		err := Until(within(t, 40*time.Second), "the text is on the clipboard", func() (bool, error) {
			text, err := s.Clipboard(t.Context())
			return strings.Contains(text, "가나다톡") && utf8.RuneCountInString(text) <= 70, err
		})
		if err != nil {
			t.Error(err)
		}
		s.clickText(t, w, image.Rect(300, 700, 620, 800), "그림 저장")
		picture := saved(t, "bokgu-2*.png")
		s.untilSeen(t, 40*time.Second, w, image.Rect(300, 730, 700, 810), "저장한 곳 복사") // the sheet has grown
		s.clickBy(t, w, image.Rect(300, 1110, 440, 1200), "링크 복사", image.Pt(110, 0))  // the button beside
		code := saved(t, "bokgu-qr-*.png")
		if raw, err := os.ReadFile(picture); err != nil || !strings.HasPrefix(http.DetectContentType(raw), "image/png") {
			t.Errorf("the picture is %s, %v", http.DetectContentType(raw), err)
		}
		read, err := s.output(within(t, 10*time.Second), "zbarimg", "--quiet", "--raw", code)
		if err != nil || !strings.HasPrefix(read, "bokgu:") || !strings.Contains(read, "status.example.com") {
			t.Errorf("the QR code says %q, %v", read, err)
		}
		s.press(t, "Escape")
	})
	// The rail's words are small; its screens stand below each other.
	onRail := func(n int) { t.Helper(); click(44, 105+64*n) }
	t.Run("what to do, and what is real", func(t *testing.T) {
		onRail(2)
		s.clickText(t, w, image.Rect(140, 140, 700, 340), "현금을 챙기세요")
		s.untilSeen(t, 40*time.Second, w, image.Rect(560, 140, 800, 200), "2개 중 1개 했어요")
		for _, message := range []struct{ text, verdict string }{
			{"https://status.examp1e.com/notice", "공식 채널과 일치하지 않아요"},
			{"https://status.example.com/notice", "공식 채널과 일치해요"},
		} {
			if err := s.Copy(within(t, 10*time.Second), message.text); err != nil {
				t.Fatal(err)
			}
			s.clickText(t, w, image.Rect(220, 500, 320, 570), "붙여넣기")
			s.clickBy(t, w, image.Rect(220, 500, 320, 570), "붙여넣기", image.Pt(-48, 0))
			s.untilSeen(t, 40*time.Second, w, image.Rect(140, 560, 700, 640), message.verdict)
			s.clickText(t, w, image.Rect(310, 500, 400, 570), "지우기")
		}
	})
	const note = "택시를 못 불렀어요"
	t.Run("the diary", func(t *testing.T) {
		onRail(4)
		s.clickText(t, w, image.Rect(140, 240, 900, 400), "가나다톡")
		s.untilSeen(t, 40*time.Second, w, image.Rect(280, 480, 700, 620), "이때 무엇을 못 했나요")
		if err := s.Copy(within(t, 10*time.Second), note); err != nil {
			t.Fatal(err)
		}
		s.press(t, "ctrl+v")
		s.clickBy(t, w, image.Rect(300, 800, 880, 900), "취소", image.Pt(-45, 0))
		s.untilSeen(t, 40*time.Second, w, image.Rect(140, 240, 900, 500), note)
		s.clickText(t, w, image.Rect(200, 90, 400, 150), "내보내기")
		s.clickBy(t, w, image.Rect(300, 780, 880, 900), "닫기", image.Pt(-65, 0))
		table := saved(t, "*.csv")
		if raw, err := os.ReadFile(table); err != nil || !strings.Contains(string(raw), note) || !strings.Contains(string(raw), "가나다톡") {
			t.Errorf("%v, the table holds no note:\n%s", err, raw)
		}
		s.clickBy(t, w, image.Rect(300, 780, 880, 900), "닫기", image.Pt(-165, 0))
		document := saved(t, "*.pdf")
		text, err := s.output(within(t, 10*time.Second), "pdftotext", document, "-")
		if err != nil || !strings.Contains(text, note) || !strings.Contains(text, "가나다톡") {
			t.Errorf("%v, the document holds no note:\n%s", err, text)
		}
		s.press(t, "Escape")
	})
	t.Run("the keys that Settings lists", func(t *testing.T) {
		for key, title := range map[string]string{
			"ctrl+1": "아직 안 돼요", "ctrl+2": "지금 알려진 장애가 없어요", "ctrl+3": "상황이 바뀌면 안내도 바뀌어요",
			"ctrl+4": "인터넷이 없어도 읽을 수 있어요", "ctrl+5": "무엇이 언제 바뀌었는지", "ctrl+6": "바꾸면 바로 적용돼요",
		} {
			s.press(t, key)
			s.untilSeen(t, 40*time.Second, w, image.Rect(140, 60, 760, 140), title)
		}
		s.press(t, "ctrl+1", "ctrl+f")
		typed(t, "zz")
		s.untilSeen(t, 40*time.Second, w, image.Rect(140, 360, 900, 560), "맞는 것이 없어요")
		s.press(t, "Escape")
		s.untilSeen(t, 40*time.Second, w, names, "가나다톡")
		// The proxy's no is not asked about again for long, but for this key.
		live.way.cut()
		refused := int32(0)
		for range 2 {
			err := Until(within(t, 40*time.Second), "the proxy is asked", func() (bool, error) { return live.way.refused.Load() > refused, nil })
			if err != nil {
				t.Fatal(err)
			}
			refused = live.way.refused.Load()
			s.press(t, "ctrl+r")
		}
		live.way.shut.Store(false)
		let := live.way.let.Load()
		s.press(t, "ctrl+r")
		err := Until(within(t, 40*time.Second), "the proxy lets the app through again", func() (bool, error) { return live.way.let.Load() > let, nil })
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("after a new start", func(t *testing.T) {
		size := image.Pt(1100, 1300)
		if err := s.Resize(within(t, 5*time.Second), w, size.X, size.Y); err != nil {
			t.Fatal(err)
		}
		if err := s.CloseWindow(within(t, 10*time.Second), w); err != nil {
			t.Fatal(err)
		}
		// There is no tray to go to.
		if code, err := p.Wait(within(t, 10*time.Second)); err != nil || code != 0 {
			t.Fatalf("closing the window ends with %d, %v", code, err)
		}
		cmd := s.Command(program(t, "BOKGU_BIN"), flags...)
		cmd.Env = append(cmd.Env, live.env...)
		again, err := s.Run(cmd)
		if err != nil {
			t.Fatal(err)
		}
		w, err := s.UntilWindow(within(t, 40*time.Second), again)
		if err != nil {
			t.Fatal(err)
		}
		var at image.Rectangle
		err = Until(within(t, 10*time.Second), "the window has its size again", func() (bool, error) {
			at, err = s.Place(t.Context(), w)
			return at.Size() == size, err
		})
		if err != nil {
			t.Errorf("%v: it is %v", err, at.Size())
		}
		s.press(t, "ctrl+3")
		s.untilSeen(t, 40*time.Second, w, image.Rect(480, 130, 800, 210), "2개 중 1개 했어요")
		quit(t, again)
	})
}

// clickBy clicks beside a text, so far from the middle of its left edge: what has an edge around it is hard to read.
func (s *Session) clickBy(t *testing.T, w Window, area image.Rectangle, text string, by image.Point) {
	t.Helper()
	var at image.Point
	s.untilRead(t, 30*time.Second, w, area, fmt.Sprintf("%q is found", text), func(r Reading) bool {
		places := r.Find(text)
		if len(places) == 0 {
			return false
		}
		at = image.Pt(places[0].Min.X, (places[0].Min.Y+places[0].Max.Y)/2).Add(by)
		return true
	})
	if err := s.Click(within(t, 5*time.Second), w, at.X, at.Y); err != nil {
		t.Fatal(err)
	}
}
