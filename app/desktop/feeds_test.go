//go:build linux && desktop

package desktop

import (
	"image"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// service is a document of one service that is one function.
func service(id, name string, status feed.ComponentStatus) feed.Status {
	return feed.Status{Components: []feed.Component{{ID: id, Name: feed.Plain(name), Status: status, Since: time.Now().UTC().Add(-time.Hour)}}}
}

// Two live feeds at once: one board and one tray over both, an alert of the one that is not shown, and its screen. Both call
// their service by the same id.
func TestTwoFeeds(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, screen)
	one, err := ServeLive(t.Context(), "가까운상태", service("main", "가나다톡", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	two, err := ServeLive(t.Context(), "이웃상태", service("main", "라마바지도", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"--data", filepath.Join(s.Dir(), "bokgu"), "--lang", "ko", "--theme", "light"}
	p, w := s.launch(t, append(flags, "--feed", two.URL)...)
	s.untilSeen(t, 30*time.Second, w, names, "라마바지도", "정상")
	quit(t, p)
	p, w = s.launch(t, append(flags, "--feed", one.URL)...)

	t.Run("the board is over both", func(t *testing.T) {
		s.untilSeen(t, 30*time.Second, w, names, "가나다톡", "라마바지도", "이웃상태")
	})
	before := s.trayItem(t)

	t.Run("an outage in the one that is not shown is told", func(t *testing.T) {
		if err := two.Publish(t.Context(), service("main", "라마바지도", feed.MajorOutage)); err != nil {
			t.Fatal(err)
		}
		err := Until(within(t, 30*time.Second), "the notification", func() (bool, error) {
			for _, n := range s.Notifications() {
				if strings.Contains(n.Summary+n.Body, "라마바지도") {
					return true, nil
				}
			}
			return false, nil
		})
		if err != nil {
			t.Fatalf("%v\nsent: %+v", err, s.Notifications())
		}
		s.untilSeen(t, 30*time.Second, w, names, "장애")
		s.untilSeen(t, 30*time.Second, w, head, "이웃상태")
		err = Until(within(t, 30*time.Second), "the tray's icon and tool tip are of trouble", func() (bool, error) {
			items, err := s.TrayItems(t.Context())
			return len(items) == 1 && items[0].Icon != before.Icon && items[0].ToolTip != before.ToolTip, err
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("a click opens the service of the other feed", func(t *testing.T) {
		s.clickText(t, w, names, "라마바지도")
		s.untilSeen(t, 30*time.Second, w, image.Rect(96, 0, 1080, 400), "라마바지도", "현황으로")
	})
	quit(t, p)
}
