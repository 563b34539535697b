//go:build linux && desktop

package desktop

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// A status page is added by the keyboard alone: the address, the question whether one in the own network may be asked, what was
// found, what to be told. When it says something else that is a notification, once, also over a restart.
func TestStatusPageByKeyboard(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, screen)
	page, err := ServeStatusPage(t.Context(), "이웃회사", "ko", service("main", "가나다톡", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"--data", filepath.Join(s.Dir(), "bokgu"), "--lang", "ko", "--theme", "light"}
	p, w := s.launch(t, flags...)
	if err := s.Focus(within(t, 10*time.Second), w); err != nil {
		t.Fatal(err)
	}
	s.untilSeen(t, 30*time.Second, w, steps, "마지막 소식을 시각과 함께")
	s.press(t, "Return")
	s.untilSeen(t, 30*time.Second, w, steps, "상태 페이지 찾기")
	s.press(t, "Tab", "Tab", "Tab", "space") // after paste and file
	s.untilSeen(t, 30*time.Second, w, steps, "이름이나 주소", "채널톡")
	if err := s.Type(within(t, 20*time.Second), page.Host); err != nil {
		t.Fatal(err)
	}
	s.press(t, "Return")

	s.untilSeen(t, 30*time.Second, w, steps, "허용할까요")
	if n := page.Asked(); n != 0 {
		t.Errorf("it was asked %d times before anybody allowed it", n)
	}
	s.press(t, "shift+Tab", "space") // Cancel has the keyboard
	s.untilSeen(t, 30*time.Second, w, steps, "Atlassian Statuspage", "진행 중인 장애 없음")
	s.press(t, "Return")

	s.untilSeen(t, 30*time.Second, w, steps, "가나다톡", "나중에 언제든 바꿀 수 있어요")
	s.press(t, "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space") // four thresholds and the quiet night come before it
	s.untilSeen(t, 30*time.Second, w, steps, "기능 1개를 골랐어요")
	s.press(t, "Escape", "Return")
	s.untilSeen(t, 30*time.Second, w, names, "가나다톡", "정상")
	s.untilSeen(t, 30*time.Second, w, head, "서명 없음")

	page.Say(service("main", "가나다톡", feed.MajorOutage))
	s.press(t, "ctrl+r") // else it is asked in some minutes
	told := func() (n int) {
		for _, sent := range s.Notifications() {
			if strings.Contains(sent.Summary+sent.Body, "가나다톡") {
				n++
			}
		}
		return n
	}
	if err := Until(within(t, 30*time.Second), "the notification", func() (bool, error) { return told() > 0, nil }); err != nil {
		t.Fatalf("%v\nsent: %+v", err, s.Notifications())
	}
	s.untilSeen(t, 30*time.Second, w, names, "장애")
	before := told()
	quit(t, p)

	asked := page.Asked()
	p, w = s.launch(t, flags...)
	s.untilSeen(t, 30*time.Second, w, names, "가나다톡", "장애")
	if err := Until(within(t, 30*time.Second), "another look at the page", func() (bool, error) { return page.Asked() > asked, nil }); err != nil {
		t.Fatal(err)
	}
	s.untilSeen(t, 30*time.Second, w, head, "1~5분마다")
	if n := told(); n != before {
		t.Errorf("after a restart it was told %d times, before %d", n, before)
	}
	quit(t, p)
}
