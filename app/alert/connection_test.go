package alert

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// Each step is a look at the connection at a minute and what comes of it. The
// words of a link: live, lost, offline, over; heard is not connected, with contact even so.
func TestConnectionLost(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rules Rules
		steps string // "<minute> <link>[ <told|back>]" by commas
	}{
		{"lost for long", Rules{}, "0 live, 1 lost, 4 lost, 7 lost, 10 lost, 11 lost told, 12 lost, 30 lost, 31 live back, 32 live"},
		{"looked at closely", Rules{}, "0 lost, 3 lost, 6 lost, 9 lost, 10 lost told"},
		{"short", Rules{}, "0 live, 1 lost, 4 lost, 7 lost, 10 lost, 11 live, 12 lost, 15 lost, 18 lost, 21 lost, 22 lost told"},
		{"without a network", Rules{}, "0 live, 1 offline, 4 offline, 7 offline, 10 offline, 13 offline, 14 live"},
		{"the network comes back first", Rules{}, "0 lost, 3 lost, 6 offline, 7 lost, 10 lost, 13 lost, 16 lost, 17 lost told"},
		{"the network goes after it", Rules{}, "0 lost, 3 lost, 6 lost, 9 lost, 10 lost told, 11 offline back, 12 offline, 13 live"},
		{"asleep", Rules{}, "0 live, 1 lost, 300 lost, 302 lost, 305 lost, 308 lost, 310 lost told"},
		{"asleep after it", Rules{}, "0 lost, 3 lost, 6 lost, 9 lost, 10 lost told, 300 lost, 303 lost, 312 live back"},
		{"the clock goes back", Rules{}, "20 lost, 22 lost, 1 lost, 3 lost, 6 lost, 9 lost, 10 lost, 11 lost told"},
		{"the feed is over", Rules{}, "0 lost, 3 over, 6 over, 9 over, 12 over"},
		{"over after it", Rules{}, "0 lost, 3 lost, 6 lost, 9 lost, 10 lost told, 11 over back"},
		{"it answers when asked", Rules{}, "0 lost, 3 lost, 6 heard, 9 lost, 12 lost, 15 lost, 16 lost told, 17 lost, 19 heard back, 22 lost, 25 lost, 28 lost, 29 lost told"},
		{"nobody wants alerts", Rules{Threshold: Off}, "0 lost, 3 lost, 6 lost, 9 lost, 12 lost"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			var state State
			var w Watch
			contact := begin
			for step := range strings.SplitSeq(tc.steps, ", ") {
				minute, rest, _ := strings.Cut(step, " ")
				word, want, _ := strings.Cut(rest, " ")
				var m int
				if _, err := fmt.Sscan(minute, &m); err != nil {
					t.Fatal(err)
				}
				now := begin.Add(time.Duration(m) * time.Minute)
				if word == "heard" {
					contact = now
				}
				l := Link{Live: word == "live", Offline: word == "offline", Over: word == "over", LastContact: contact}
				w = w.Look(l, now)
				before := state
				var alerts []Alert
				var wake time.Time
				state, alerts, wake = DecideLink(state, l, w, tc.rules, now)
				got := ""
				for _, a := range alerts {
					got = "told"
					if a.Withdraw {
						got = "back"
					}
					if a.Key != connectionKey || a.Kind != KindConnection || a.Urgent {
						t.Errorf("%s: %+v", step, a)
					}
					if got == "told" && (!a.Quiet || a.Silent || a.At.IsZero() || !a.At.Equal(state.Lost)) {
						t.Errorf("%s: %+v, state %v", step, a, state.Lost)
					}
				}
				if got != want {
					t.Fatalf("%s: %q, want %q", step, got, want)
				}
				if (got == "") != before.Lost.Equal(state.Lost) {
					t.Errorf("%s: the state does not say what was told", step)
				}
				if quiet := l.Live || l.Over; quiet != wake.IsZero() && got != "back" {
					t.Errorf("%s: looks again at %v", step, wake)
				}
			}
		})
	}
}

// What it says holds until contact is back, through quiet hours too.
func TestConnectionIsCheckedWhenShown(t *testing.T) {
	b := newBoard(t, Rules{})
	a := Alert{Key: connectionKey, Kind: KindConnection, At: b.now.Add(-13 * time.Hour), Quiet: true}
	lost := State{Lost: a.At}
	for _, tc := range []struct {
		name  string
		state State
		rules Rules
		show  bool
		keep  bool
	}{
		{"lost", lost, Rules{}, true, false},
		{"back", State{}, Rules{}, false, false},
		{"off", lost, Rules{Threshold: Off}, false, false},
		{"only outages", lost, Rules{Threshold: OutagesOnly}, true, false},
		{"snoozed", lost, Rules{SnoozeUntil: b.now.Add(time.Hour)}, false, true},
	} {
		show, keep := Check(a, tc.state, b.doc, tc.rules, b.now)
		if show != tc.show || keep.IsZero() == tc.keep {
			t.Errorf("%s: %v, until %v", tc.name, show, keep)
		}
	}
}

// Decide leaves alone what it does not know of.
func TestDecideKeepsALostConnection(t *testing.T) {
	b := newBoard(t, Rules{})
	b.state.Lost = b.now
	b.want(b.next(time.Minute, set("pay", major)), "worse pay operational>major_outage")
	if b.state.Lost.IsZero() {
		t.Error("the state has forgotten that the loss was told")
	}
}

func TestConnectionText(t *testing.T) {
	doc := newBoard(t, Rules{}).doc
	doc.Feed.Name = feed.Text{"ko": "카카오", "en": "Kakao"}
	a := Alert{Key: connectionKey, Kind: KindConnection, At: time.Date(2022, 10, 15, 23, 33, 0, 0, time.UTC)}
	for _, tc := range []struct {
		l           *i18n.Localizer
		title, body string
	}{
		{korean, "카카오 소식이 끊겼어요", "16일 08:33 뒤로 새 소식을 받지 못했어요. 앱에 보이는 상태는 그때 것이에요."},
		{english, "No contact with Kakao", "Nothing has come since Sun 16 Oct, 08:33. The state you see in the app is from then."},
	} {
		if title, body := Text(tc.l, doc, a); title != tc.title || body != tc.body {
			t.Errorf("%q\n%q", title, body)
		}
	}
	if screen, id := Target(connectionKey); screen != ScreenStatus || id != "" {
		t.Errorf("a click opens %s %q", screen, id)
	}
}
