package alert

import (
	"encoding/json"
	"testing"
	"time"

	"bokgu/sync/feed"
)

var week = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

func TestQuietWindows(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2022, 10, day, hour, minute, 0, 0, time.UTC) } // the 16th is a Sunday
	night := QuietWindow{Weekdays: week, From: 22 * 60, To: 7 * 60, BreakThrough: true}
	lunch := QuietWindow{Weekdays: []time.Weekday{time.Sunday}, From: 12 * 60, To: 13 * 60}
	for _, tt := range []struct {
		name    string
		rules   Rules
		now     time.Time
		until   time.Time
		through bool
	}{
		{"no rules", Rules{}, at(16, 12, 0), time.Time{}, false},
		{"before", Rules{Quiet: []QuietWindow{lunch}}, at(16, 11, 59), time.Time{}, false},
		{"at its beginning", Rules{Quiet: []QuietWindow{lunch}}, at(16, 12, 0), at(16, 13, 0), false},
		{"at its end", Rules{Quiet: []QuietWindow{lunch}}, at(16, 13, 0), time.Time{}, false},
		{"another weekday", Rules{Quiet: []QuietWindow{lunch}}, at(17, 12, 30), time.Time{}, false},
		{"over midnight, before it", Rules{Quiet: []QuietWindow{night}}, at(16, 23, 0), at(17, 7, 0), true},
		{"over midnight, after it", Rules{Quiet: []QuietWindow{night}}, at(16, 3, 0), at(16, 7, 0), true},
		{"belongs to the day it begins", Rules{Quiet: []QuietWindow{{Weekdays: []time.Weekday{time.Sunday}, From: 1320, To: 420}}}, at(16, 3, 0), time.Time{}, false},
		{"a whole day", Rules{Quiet: []QuietWindow{{Weekdays: []time.Weekday{time.Sunday}}}}, at(16, 12, 0), at(17, 0, 0), false},
		{"windows that touch", Rules{Quiet: []QuietWindow{night, {Weekdays: week, From: 7 * 60, To: 9 * 60}}}, at(16, 3, 0), at(16, 9, 0), true},
		{"one of two lets nothing through", Rules{Quiet: []QuietWindow{night, {Weekdays: week, From: 0, To: 300}}}, at(16, 3, 0), at(16, 7, 0), false},
		{"snooze", Rules{SnoozeUntil: at(16, 12, 0)}, at(16, 11, 0), at(16, 12, 0), false},
		{"snooze that is over", Rules{SnoozeUntil: at(16, 12, 0)}, at(16, 12, 0), time.Time{}, false},
		{"snooze into the night", Rules{SnoozeUntil: at(16, 22, 30), Quiet: []QuietWindow{night}}, at(16, 21, 0), at(17, 7, 0), false},
		// In Berlin the clocks went back in the night to the 30th: 22:00 to 07:00 took ten hours.
		{"in the person's zone", Rules{Quiet: []QuietWindow{night}, Zone: berlin}, at(29, 20, 0), time.Date(2022, 10, 30, 6, 0, 0, 0, time.UTC), true},
	} {
		if tt.rules.Zone == nil {
			tt.rules.Zone = time.UTC
		}
		until, through := tt.rules.quiet(tt.now)
		if !until.Equal(tt.until) || through != tt.through {
			t.Errorf("%s: until %v, through %v; want %v, %v", tt.name, until, through, tt.until, tt.through)
		}
	}
	always := Rules{Quiet: []QuietWindow{{Weekdays: week}}, Zone: time.UTC}
	if until, _ := always.quiet(at(16, 12, 0)); !until.After(at(18, 0, 0)) {
		t.Errorf("quiet for ever ends %v", until)
	}
}

func TestRulesRoundTrip(t *testing.T) {
	raw, err := json.Marshal(Rules{Follows: []string{"a"}, Quiet: []QuietWindow{{Weekdays: week, From: 1, To: 2}}, SnoozeUntil: start})
	if err != nil {
		t.Fatal(err)
	}
	var r Rules
	if err := json.Unmarshal(raw, &r); err != nil || !r.SnoozeUntil.Equal(start) || len(r.Quiet[0].Weekdays) != 7 {
		t.Errorf("%s: %+v, %v", raw, r, err)
	}
}

// tonight: the board is at 08:00, a quiet window until 10:00.
func quietRules(through bool) Rules {
	return Rules{
		Follows: []string{"pay", "map", "text"}, Zone: time.UTC,
		Quiet: []QuietWindow{{Weekdays: week, From: 8 * 60, To: 10 * 60, BreakThrough: through}},
	}
}

func TestQuietHours(t *testing.T) {
	end := start.Add(2 * time.Hour)
	t.Run("down and back overnight is one line", func(t *testing.T) {
		b := newBoard(t, quietRules(false))
		for _, s := range []feed.ComponentStatus{major, op, part, op} {
			b.want(b.next(10*time.Minute, set("pay", s)), "")
		}
		if !b.wake.Equal(end) {
			t.Fatalf("wakes at %v, want %v", b.wake, end)
		}
		b.now = end
		b.want(b.decide(Batch{}), "digest back=1 worse=0 missed=0 quiet")
		b.want(b.decide(Batch{}), "")
	})
	t.Run("the state of the end counts", func(t *testing.T) {
		b := newBoard(t, quietRules(false))
		b.next(time.Minute, all(set("pay", major), set("map", major)))
		b.next(time.Minute, all(set("pay", deg), set("map", unk), set("text", deg)))
		b.next(time.Minute, set("text", op))
		b.now = end
		got := b.decide(Batch{})
		b.want(got, "digest back=1 worse=2 missed=0 quiet")
		if d := got[0].Digest; d.AllGood || len(d.Trouble) != 2 || d.Trouble[0] != "map" {
			t.Errorf("digest %+v", d)
		}
	})
	t.Run("what comes at the end is in it", func(t *testing.T) {
		b := newBoard(t, quietRules(false))
		b.next(time.Minute, set("pay", major))
		b.now = end
		b.want(b.next(0, set("map", major)), "digest back=0 worse=2 missed=0 quiet")
	})
	t.Run("nothing happened", func(t *testing.T) {
		b := newBoard(t, quietRules(false))
		b.now = end
		b.want(b.decide(Batch{}), "")
	})
	t.Run("outages break through", func(t *testing.T) {
		b := newBoard(t, quietRules(true))
		b.want(b.next(time.Minute, set("pay", deg)), "")
		b.want(b.next(time.Minute, set("pay", major)), "worse pay degraded_performance>major_outage")
		b.want(b.next(time.Minute, warningFor("g", "pay")), "guidance g urgently")
		b.want(b.next(time.Minute, set("pay", op)), "withdraw c/pay/")
		b.now = end
		b.want(b.decide(Batch{}), "digest back=1 worse=0 missed=0 quiet")
	})
	t.Run("a snooze lets nothing through", func(t *testing.T) {
		r := quietRules(true)
		r.Quiet, r.SnoozeUntil = nil, end
		b := newBoard(t, r)
		b.want(b.next(time.Minute, set("pay", major)), "")
		b.rules.SnoozeUntil = time.Time{} // and is ended early
		b.want(b.decide(Batch{}), "digest back=0 worse=1 missed=0 quiet")
	})
	t.Run("a promise passes in it", func(t *testing.T) {
		b := newBoard(t, quietRules(false))
		b.next(time.Minute, all(incident("i", feed.Investigating, "pay"), promise("p", start.Add(time.Hour))))
		if !b.wake.Equal(start.Add(time.Hour)) {
			t.Errorf("wakes at %v", b.wake)
		}
		b.now = start.Add(time.Hour)
		b.want(b.decide(Batch{}), "")
		b.next(time.Minute, state(feed.PromiseMissed))
		b.now = end
		b.want(b.decide(Batch{}), "digest back=0 worse=0 missed=1 quiet")
	})
	t.Run("a standing notification is taken back in it", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"pay"}, Zone: time.UTC})
		b.next(time.Minute, set("pay", major))
		b.rules = quietRules(false)
		b.want(b.next(time.Minute, set("pay", part)), "")
		b.want(b.next(time.Minute, set("pay", op)), "withdraw c/pay/")
	})
}

func warningFor(id, component string) func(*feed.Status) {
	return func(d *feed.Status) {
		d.Guidance = append(d.Guidance, feed.Guidance{ID: id, Kind: feed.GuidanceDoNot, Title: feed.Plain("x"), ComponentIDs: []string{component}})
	}
}

func TestCheck(t *testing.T) {
	b := newBoard(t, Rules{Follows: []string{"pay"}, Zone: time.UTC})
	a := b.next(time.Minute, set("pay", major))[0]
	noon := QuietWindow{Weekdays: week, From: 8 * 60, To: 10 * 60}
	through := noon
	through.BreakThrough = true
	moved := *b.doc
	moved.Components = append([]feed.Component(nil), b.doc.Components...)
	moved.Component("pay").Status = op
	unknown := *b.doc
	unknown.Components = append([]feed.Component(nil), b.doc.Components...)
	unknown.Component("pay").Status = unk
	known := State{LastKnown: map[string]feed.ComponentStatus{"pay": major}}
	for _, tt := range []struct {
		name  string
		alert Alert
		state State
		doc   *feed.Status
		rules Rules
		now   time.Time
		show  bool
		keep  time.Time
	}{
		{"as decided", a, b.state, b.doc, b.rules, b.now, true, time.Time{}},
		{"no longer followed", a, b.state, b.doc, Rules{Follows: []string{"map"}}, b.now, false, time.Time{}},
		{"off", a, b.state, b.doc, Rules{Threshold: Off}, b.now, false, time.Time{}},
		{"old", a, b.state, b.doc, b.rules, b.now.Add(13 * time.Hour), false, time.Time{}},
		{"no longer so", a, b.state, &moved, b.rules, b.now, false, time.Time{}},
		{"unknown by now", a, known, &unknown, b.rules, b.now, true, time.Time{}},
		{"quiet by now", a, b.state, b.doc, Rules{Quiet: []QuietWindow{noon}, Zone: time.UTC}, b.now, false, start.Add(2 * time.Hour)},
		{"quiet, breaks through", a, b.state, b.doc, Rules{Quiet: []QuietWindow{through}, Zone: time.UTC}, b.now, true, time.Time{}},
		{"withdrawal", Alert{Key: "x", Withdraw: true}, b.state, b.doc, Rules{Threshold: Off}, b.now, true, time.Time{}},
		{"warning that is gone", Alert{Kind: KindGuidance, GuidanceID: "g"}, b.state, b.doc, b.rules, b.now, false, time.Time{}},
	} {
		if tt.rules.Follows == nil && tt.rules.Threshold != Off {
			tt.rules.Follows = []string{"pay"}
		}
		show, keep := Check(tt.alert, tt.state, tt.doc, tt.rules, tt.now)
		if show != tt.show || !keep.Equal(tt.keep) {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, show, keep, tt.show, tt.keep)
		}
	}
}
