//go:build linux && desktop

package desktop

import (
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// step is a moment of a recording at which the state of one service changes.
type step struct {
	at       time.Time
	name     string // of the service, in Korean
	from, to feed.ComponentStatus
}

// firstStep is the first change of any service's state after a moment.
func firstStep(t *testing.T, after time.Time) step {
	t.Helper()
	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	before := recording.At(after)
	for at, ok := recording.Next(after); ok; at, ok = recording.Next(at) {
		now := recording.At(at)
		for _, service := range now.Services() {
			for _, old := range before.Services() {
				if old.ID == service.ID && old.Status != service.Status {
					return step{at: at, name: service.Name.In("ko", "ko"), from: old.Status, to: service.Status}
				}
			}
		}
	}
	t.Fatal("nothing changes any more")
	return step{}
}

// words are those that the design gives each state.
var words = map[feed.ComponentStatus]string{
	feed.Operational:         "정상",
	feed.DegradedPerformance: "불안정",
	feed.PartialOutage:       "일부 장애",
	feed.MajorOutage:         "장애",
	feed.UnderMaintenance:    "점검 중",
}

// shows says whether the word of the state stands beside the service's name, after the shape between them.
func shows(name string, state feed.ComponentStatus) func(Reading) bool {
	return func(r Reading) bool {
		return slices.ContainsFunc(r.Beside(name), func(text string) bool {
			// The shape reads as a digit or a sign, such as "6" or "&".
			text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.Is(unicode.Hangul, r) })
			return strings.HasPrefix(squeeze(text), squeeze(words[state]))
		})
	}
}

// The board, the tray and the window, over a change of the replay.
func TestReplay(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, screen)
	change := firstStep(t, time.Date(2022, 10, 16, 1, 0, 0, 0, time.FixedZone("KST", 9*60*60)))
	// In real time, the change comes so long after the start.
	const lead = 30 * time.Second
	data := s.Dir() + "/bokgu"
	flags := []string{
		"--data", data, "--lang", "ko", "--theme", "light",
		"--replay", "kakao-2022", "--speed", "1", "--from", change.at.Add(-lead).Format(time.RFC3339),
	}
	p, w := s.launch(t, flags...)

	t.Run("the board shows the document", func(t *testing.T) {
		s.untilRead(t, lead, w, names, change.name+" is "+string(change.from), shows(change.name, change.from))
	})

	t.Run("it is said to be a replay", func(t *testing.T) {
		s.untilSeen(t, 30*time.Second, w, image.Rect(0, 0, 700, 60), "지난 장애 기록이에요")
		before := s.trayItem(t)
		if !strings.Contains(before.ToolTip, replayMark) && !strings.Contains(before.Title, replayMark) {
			t.Errorf("title %q, tool tip %q: neither holds %s", before.Title, before.ToolTip, replayMark)
		}
	})

	t.Run("the board follows the change", func(t *testing.T) {
		s.untilRead(t, lead+30*time.Second, w, names, change.name+" is "+string(change.to), shows(change.name, change.to))
	})

	t.Run("the keyboard goes to the change before and to the next one", func(t *testing.T) {
		for _, press := range []struct {
			key   string
			state feed.ComponentStatus
		}{{"Left", change.from}, {"Right", change.to}} {
			if err := s.Key(within(t, 5*time.Second), press.key); err != nil {
				t.Fatal(err)
			}
			s.untilRead(t, 60*time.Second, w, names, press.key+": "+change.name+" is "+string(press.state), shows(change.name, press.state))
		}
	})

	t.Run("closing hides to the tray", func(t *testing.T) {
		if err := s.CloseWindow(within(t, 5*time.Second), w); err != nil {
			t.Fatal(err)
		}
		if err := s.UntilNoWindow(within(t, 5*time.Second), p); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the tray's menu opens it again", func(t *testing.T) {
		s.choose(t, s.trayItem(t), "복구 열기")
		again, err := s.UntilWindow(within(t, 5*time.Second), p)
		if err != nil {
			t.Fatal(err)
		}
		w = again
		s.untilRead(t, 30*time.Second, w, names, change.name+" is "+string(change.to), shows(change.name, change.to))
	})

	t.Run("a second start brings the first window forward", func(t *testing.T) {
		if err := s.CloseWindow(within(t, 5*time.Second), w); err != nil {
			t.Fatal(err)
		}
		if err := s.UntilNoWindow(within(t, 5*time.Second), p); err != nil {
			t.Fatal(err)
		}
		second, err := s.Run(s.Command(program(t, "BOKGU_BIN"), "--data", data))
		if err != nil {
			t.Fatal(err)
		}
		forward := within(t, time.Second)
		if w, err = s.UntilWindow(forward, p); err != nil {
			t.Error(err)
		}
		if code, err := second.Wait(within(t, 5*time.Second)); err != nil || code != 0 {
			t.Errorf("the second start ends with %d, %v: %s", code, err, second.Output())
		}
		err = Until(within(t, 5*time.Second), "the window has the keyboard", func() (bool, error) {
			return s.ActiveWindow(t.Context()) == w, nil
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("SIGTERM ends it", func(t *testing.T) { quit(t, p) })
	t.Run("nothing of the replay stays", func(t *testing.T) {
		if files := holding(t, data, "kakao"); len(files) > 0 {
			t.Errorf("the data folder holds something of the replay: %v", files)
		}
	})
}

// A session that ends while the app is still starting waits for nobody.
func TestEndAtOnce(t *testing.T) {
	s := begin(t, screen)
	for range 3 {
		p, err := s.Run(s.Command(program(t, "BOKGU_BIN"), "--lang", "ko", "--replay", "kakao-2022"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.UntilWindow(within(t, 20*time.Second), p); err != nil {
			t.Fatal(err)
		}
		quit(t, p)
	}
	left, err := filepath.Glob(filepath.Join(s.Dir(), "tmp", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v %v", left, err)
	}
}

// Notifications and the colour of the tray, while days pass in seconds.
func TestAlerts(t *testing.T) {
	s := begin(t, screen)
	p, w := s.launch(t, "--lang", "ko", "--theme", "light", "--replay", "kakao-2022",
		"--from", "2022-10-16T01:00:00+09:00", "--speed", "18000")
	first := s.trayItem(t)

	t.Run("a Korean notification is sent and replaced in place", func(t *testing.T) {
		err := Until(within(t, 60*time.Second), "a notification is replaced", func() (bool, error) {
			return s.replaced(), nil
		})
		if err != nil {
			t.Fatalf("%v\nsent: %+v", err, s.Notifications())
		}
		for _, n := range s.Notifications() {
			if !strings.HasPrefix(n.Summary, replayMark) {
				t.Errorf("%q does not begin with %s", n.Summary, replayMark)
			}
			if !strings.ContainsFunc(n.Summary+n.Body, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
				t.Errorf("%q, %q is not Korean", n.Summary, n.Body)
			}
		}
	})

	t.Run("the tray icon follows", func(t *testing.T) {
		err := Until(within(t, 60*time.Second), "the icon differs", func() (bool, error) {
			items, err := s.TrayItems(t.Context())
			return len(items) == 1 && items[0].Icon != first.Icon, err
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("a click on a notification brings the window", func(t *testing.T) {
		if err := s.CloseWindow(within(t, 5*time.Second), w); err != nil {
			t.Fatal(err)
		}
		if err := s.UntilNoWindow(within(t, 5*time.Second), p); err != nil {
			t.Fatal(err)
		}
		if err := s.ActivateNotification(within(t, 5*time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.UntilWindow(within(t, 5*time.Second), p); err != nil {
			t.Error(err)
		}
	})
	quit(t, p)
}

// replaced says whether a later notification took the place of one that the same program had sent.
func (s *Session) replaced() bool {
	sent := map[uint32]string{} // id → sender
	for _, n := range s.Notifications() {
		if n.Replaces != 0 && n.ID == n.Replaces && sent[n.ID] == n.Sender {
			return true
		}
		sent[n.ID] = n.Sender
	}
	return false
}

// trayItem is the one icon in the tray.
func (s *Session) trayItem(t *testing.T) TrayItem {
	t.Helper()
	ctx := within(t, 10*time.Second)
	var item TrayItem
	err := Until(ctx, "one icon is in the tray", func() (bool, error) {
		items, err := s.TrayItems(ctx)
		if len(items) == 1 {
			item = items[0]
		}
		return len(items) == 1, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// choose clicks a line of a tray menu.
func (s *Session) choose(t *testing.T, item TrayItem, label string) {
	t.Helper()
	ctx := within(t, 5*time.Second)
	entries, err := s.Menu(ctx, item)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(entries, func(e MenuEntry) bool { return e.Label == label })
	if i < 0 {
		t.Fatalf("%q is not in the tray menu: %+v", label, entries)
	}
	if err := s.ClickMenu(ctx, item, entries[i]); err != nil {
		t.Fatal(err)
	}
}
