package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

func component(id, group string, status feed.ComponentStatus, ko, en string) feed.Component {
	return feed.Component{ID: id, GroupID: group, Status: status, Name: feed.Text{"ko": ko, "en": en}}
}

// talk is a feed as Bokgu's own are, with a second service whose ids say nothing.
func talk() *feed.Status {
	return &feed.Status{
		IssuedAt: time.Now(),
		Components: []feed.Component{
			component("talk", "", feed.Operational, "카카오톡", "KakaoTalk"),
			component("talk.text", "talk", feed.Operational, "문자", "Text messages"),
			component("talk.media", "talk", feed.MajorOutage, "사진·동영상", "Photos & video"),
			component("talk.pc", "talk", feed.ComponentUnknown, "PC 로그인", "PC sign-in"),
			component("kctb", "", feed.Operational, "카카오톡 채널", "KakaoTalk Channel"),
			component("x1", "kctb", feed.Operational, "보내기", "Send a=b/c"),
			component("x2", "kctb", feed.DegradedPerformance, "보내기 예약", "Send later"),
			component("login", "", feed.Unknown, "로그인", "Sign-in"),
		},
	}
}

// What a target names: an id first, then a name, then its first words, and never
// a guess between two.
func TestFind(t *testing.T) {
	services := talk().Services()
	for _, c := range []struct {
		target string
		want   feed.ComponentStatus
		why    string
	}{
		{"talk", feed.PartialOutage, ""}, // what its functions make together, not what the feed says of it
		{"talk.media", feed.MajorOutage, ""},
		{"talk/media", feed.MajorOutage, ""},
		{"talk/talk.media", feed.MajorOutage, ""},
		{"kakaotalk/photos", feed.MajorOutage, ""},
		{"KAKAOTALK / photos & VIDEO", feed.MajorOutage, ""},
		{"카카오톡/사진", feed.MajorOutage, ""},
		{"talk/pc", feed.ComponentUnknown, ""},
		{"kctb/send later", feed.DegradedPerformance, ""},
		{"KakaoTalk Channel/보내기", feed.Operational, ""}, // a whole name before a beginning
		{"login", feed.ComponentUnknown, ""},
		{"kakaotalk", feed.PartialOutage, ""},
		{"kakao", "", `no service "kakao"; known: talk, talk.text, talk.media, talk.pc, kctb, x1, x2, login`},
		{"kctb/send", "", `more than one function "send"; known: kctb, x1, x2`},
		{"talk/phot", "", `no function "phot"; known: talk, talk.text`},
		{"talk/send later", "", "no function"},
		{"media", "", "no service"}, // a function only by its whole id or below its service
		{"login/", "", "no function"},
		{"/media", "", "no service"},
	} {
		got, why := find(services, c.target)
		if got != c.want || (why == "") != (c.why == "") || !strings.Contains(why, c.why) {
			t.Errorf("%q: %q, %q", c.target, got, why)
		}
	}
	var many []feed.Service
	for i := range 1000 {
		many = append(many, feed.Service{Component: feed.Component{ID: fmt.Sprint("c", i)}})
	}
	if _, why := find(many, "talk"); len(why) > 500 || !strings.HasSuffix(why, " and 960 more") {
		t.Errorf("of a large feed it says %s", why)
	}
}

// An expired document proves nothing, and unknown is no other state.
func TestHolds(t *testing.T) {
	fresh, over := time.Now().Add(time.Minute), time.Now().Add(-time.Second)
	for _, c := range []struct {
		until   []string
		expires time.Time
		want    bool
	}{
		{[]string{"talk/text=operational"}, fresh, true},
		{[]string{"talk/text=operational"}, over, false},
		{[]string{"talk/text=operational"}, time.Time{}, false},
		{[]string{"talk/text=operational", "talk/media=major_outage"}, fresh, true},
		{[]string{"talk/text=operational", "talk/media=operational"}, fresh, false},
		{[]string{"talk/pc=operational"}, fresh, false},
		{[]string{"talk/pc=unknown"}, fresh, true},
		{[]string{"talk/pc=unknown"}, over, false},
		{[]string{"talk/fax=unknown"}, fresh, false}, // not there is not unknown
		{[]string{"talk/media=operational"}, fresh, false},
		{[]string{"talk/media=partial_outage"}, fresh, false}, // no other state, also no lesser one
	} {
		conditions, err := parseConditions(c.until)
		if err != nil {
			t.Fatal(err)
		}
		w := &watch{std: &streams{Err: &screen{}}, until: conditions, missing: map[string]bool{}}
		if got := w.holds(talk(), c.expires); got != c.want {
			t.Errorf("%q until %v: %v", c.until, c.expires, got)
		}
	}
	// A clock that is behind does not make a document live longer.
	ahead := talk()
	ahead.IssuedAt = time.Now().Add(2 * time.Hour)
	w := &watch{std: &streams{Err: &screen{}}, until: []condition{{"talk/text", feed.Operational}}, missing: map[string]bool{}}
	if w.holds(ahead, time.Now().Add(time.Hour)) {
		t.Error("a document that is over by the feed's own clock counts")
	}
}

// True from the start, in a first life and in a later one that the feed has
// nothing new to tell.
func TestUntilIsTrueAlready(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	state := filepath.Join(t.TempDir(), "state.json")
	for life, changes := range []int{1, 0} {
		code, out, errOut := session(t, "", nil, "watch", s.url, "--state", state, "--until", "text=major_outage")
		if code != 0 || strings.Count(out, "\n") != changes || !strings.Contains(errOut, "text is major_outage") {
			t.Errorf("life %d: status %d, %q, %q", life+1, code, out, errOut)
		}
	}
}

func TestUntilComesTrue(t *testing.T) {
	s := newStation(t, feed.ModeLive, nil)
	published := false
	code, out, errOut := session(t, "", func(out, _ string) bool {
		if !published && out != "" {
			published = true
			s.publish(feed.ModeLive, feed.PartialOutage)
			s.publish(feed.ModeLive, feed.Operational)
		}
		return false
	}, "watch", s.url, "--state", filepath.Join(t.TempDir(), "s"), "--until", "Text=operational", "--until", "text=operational", "--timeout", "19s")
	if code != 0 || !strings.Contains(out, "→ operational") {
		t.Errorf("status %d, %q, %q", code, out, errOut)
	}
}

// A document that is over proves nothing; the record that confirms it does.
func TestUntilConfirmed(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	s.behind = time.Hour
	s.renew(feed.ModeReplay, nil)
	state := filepath.Join(t.TempDir(), "state.json")
	args := []string{"watch", s.url, "--state", state, "--until", "text=major_outage"}
	code, _, errOut := session(t, "", nil, append(args, "--timeout", "1s")...)
	if code != 3 || !strings.Contains(errOut, "text was major_outage, not confirmed since") {
		t.Errorf("expired: status %d, %q", code, errOut)
	}
	s.behind = 0
	if err := s.publisher.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut = session(t, "", nil, args...); code != 0 {
		t.Errorf("confirmed: status %d, %q", code, errOut)
	}
}

// The kept document alone, however fresh, is not enough: nobody has said in this
// run that it still holds.
func TestUntilNeedsContact(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	state := filepath.Join(t.TempDir(), "state.json")
	args := []string{"watch", s.url, "--state", state, "--until", "text=major_outage"}
	if code, _, errOut := session(t, "", nil, args...); code != 0 {
		t.Fatalf("status %d, %q", code, errOut)
	}
	s.break502()
	code, _, errOut := session(t, "", nil, append(args, "--timeout", "1s")...)
	if code != 3 || strings.Count(errOut, "bokguctl: --timeout has passed (1s)") != 1 {
		t.Errorf("without the feed: status %d, %q", code, errOut)
	}
}

func TestUntilEndedBySignal(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	code, _, errOut := session(t, "", lines(1), "watch", s.url, "--state", filepath.Join(t.TempDir(), "s"), "--until", "text=operational")
	if code != 1 || !strings.Contains(errOut, "ended before --until came true: text is major_outage") {
		t.Errorf("status %d, %q", code, errOut)
	}
}

// A name that is not there is said once, with those that are, and waited for.
func TestUntilNotThere(t *testing.T) {
	s := newStation(t, feed.ModeReplay, nil)
	said := 0
	code, _, errOut := session(t, "", func(_, err string) bool {
		if said == 0 && strings.Contains(err, "known: text; waiting") {
			s.publish(feed.ModeReplay, feed.PartialOutage)
			said = 1
		}
		return false
	}, "watch", s.url, "--state", filepath.Join(t.TempDir(), "s"), "--until", "fax=operational", "--timeout", "2s")
	if code != 3 || strings.Count(errOut, "known: text") != 1 || !strings.Contains(errOut, "fax is not known") {
		t.Errorf("status %d, %q", code, errOut)
	}
}

// The whole program on the recorded outage: it ends with the moment at which text
// messages work again, if slowly, and not before.
func TestUntilInTheRecording(t *testing.T) {
	url, _ := replay(t, "--speed", "36000", "--until", "2022-10-16T12:00", "--wait-clients", "1")
	state := filepath.Join(t.TempDir(), "state.json")
	out, err := exec.Command(binary, "watch", url, "--state", state, "--until", "kakaotalk/text=major_outage", "--timeout", "1m").Output()
	if err != nil || !strings.Contains(string(out), "Text messages") {
		t.Fatalf("down: %v, %q", err, out)
	}
	out, err = exec.Command(binary, "watch", url, "--state", state, "--until", "talk.text=degraded_performance", "--timeout", "1m").Output()
	if err != nil || !strings.Contains(string(out), "Text messages  component status  partial_outage → degraded_performance") {
		t.Fatalf("better: %v, %q", err, out)
	}
	err = exec.Command(binary, "watch", url, "--state", state, "--until", "kakaotalk/photos=operational", "--timeout", "1s").Run()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 3 {
		t.Errorf("what is not so: %v", err)
	}
}
