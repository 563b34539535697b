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

// Where the first steps have their words and their row of buttons.
var (
	steps   = image.Rect(100, 0, 1100, 700)
	buttons = image.Rect(100, 1300, 1100, 1380)
)

// skipFirstRun leaves the first steps that a start without any feed begins with.
func (s *Session) skipFirstRun(t *testing.T, w Window) {
	t.Helper()
	s.clickText(t, w, buttons, "건너뛰기")
	s.untilSeen(t, 30*time.Second, w, rail, "현황", "설정")
}

// Somebody who has just installed the app comes from its first start to an alert of what they follow in under two
// minutes, without a mouse.
func TestFirstRunToAlert(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	const patience = 2 * time.Minute
	s := begin(t, screen)
	live, err := ServeLive(t.Context(), "처음상태", service("main", "가나다톡", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	p, w := s.launch(t, "--data", filepath.Join(s.Dir(), "bokgu"), "--theme", "light")
	if err := s.Focus(within(t, 10*time.Second), w); err != nil {
		t.Fatal(err)
	}

	// The desktop speaks English; the first control is the language.
	s.untilSeen(t, 30*time.Second, w, steps, "Step 1 of 3", "Language")
	s.press(t, "Tab", "space")
	s.untilSeen(t, 30*time.Second, w, steps, "마지막 소식을 시각과 함께", "언어")
	s.press(t, "Escape", "Return")

	s.untilSeen(t, 30*time.Second, w, steps, "받은 주소가 없나요")
	if err := s.Type(within(t, 20*time.Second), live.URL); err != nil {
		t.Fatal(err)
	}
	s.press(t, "Return")

	s.untilSeen(t, 30*time.Second, w, steps, "가나다톡", "나중에 언제든 바꿀 수 있어요")
	// Four thresholds and the quiet night come before the first service.
	s.press(t, "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space")
	s.untilSeen(t, 30*time.Second, w, steps, "기능 1개를 골랐어요")
	s.press(t, "Escape", "Return")
	s.untilSeen(t, 30*time.Second, w, names, "가나다톡", "정상")

	if err := live.Publish(t.Context(), service("main", "가나다톡", feed.MajorOutage)); err != nil {
		t.Fatal(err)
	}
	err = Until(within(t, 30*time.Second), "the alert", func() (bool, error) {
		for _, n := range s.Notifications() {
			if strings.Contains(n.Summary+n.Body, "가나다톡") && !strings.Contains(n.Summary, replayMark) {
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		t.Fatalf("%v\nsent: %+v", err, s.Notifications())
	}
	took := time.Since(started)
	t.Logf("from the first start to the alert: %v, with the time that reading the screen takes", took.Round(time.Second))
	if took > patience {
		t.Errorf("from the first start to the alert it took %v, more than %v", took.Round(time.Second), patience)
	}
	quit(t, p)
}

// Who skips the first steps does not see them again, with no feed either.
func TestFirstRunSkipped(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, screen)
	flags := []string{"--data", filepath.Join(s.Dir(), "bokgu"), "--lang", "ko", "--theme", "light"}
	p, w := s.launch(t, flags...)
	s.untilSeen(t, 30*time.Second, w, steps, "마지막 소식을 시각과 함께")
	s.skipFirstRun(t, w)
	quit(t, p)
	p, w = s.launch(t, flags...)
	s.untilSeen(t, 30*time.Second, w, rail, "현황", "설정")
	quit(t, p)
}
