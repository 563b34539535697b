package alert

import (
	"context"
	"errors"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// record is a made-up record: pay is down from Monday 23:00 to Tuesday 09:00, with
// a promise for 02:00 that nobody speaks of again.
func record(t *testing.T) []Moment {
	t.Helper()
	b := newBoard(t, Rules{})
	out := []Moment{{At: b.now, Doc: b.doc}}
	for _, step := range []struct {
		after time.Duration
		edit  func(*feed.Status)
	}{
		{39 * time.Hour, all(set("pay", major), incident("i", feed.Investigating, "pay"), promise("p", start.Add(42*time.Hour)))},
		{10 * time.Hour, set("pay", op)},
		{time.Hour, set("map", deg)},
	} {
		changes := b.publish(step.after, step.edit)
		doc := *b.doc
		doc.Changes = changes
		out = append(out, Moment{At: b.now, Doc: &doc})
	}
	return out
}

func TestRehearse(t *testing.T) {
	night := []QuietWindow{{Weekdays: week, From: 22 * 60, To: 7 * 60}}
	through := []QuietWindow{{Weekdays: week, From: 22 * 60, To: 7 * 60, BreakThrough: true}}
	moments := record(t)
	for _, tc := range []struct {
		name  string
		rules Rules
		want  int
	}{
		{"all", Rules{}, 4}, // down, the promise, back, slow
		{"outages", Rules{Threshold: OutagesOnly}, 1},
		{"off", Rules{Threshold: Off}, 0},
		{"pay", Rules{Follows: []string{"pay"}}, 3},
		{"map", Rules{Follows: []string{"map"}}, 1},
		{"nothing that moved", Rules{Follows: []string{"text"}}, 0},
		{"asleep", Rules{Follows: []string{"pay"}, Quiet: night}, 2},             // one summary at 07:00, back
		{"woken by outages", Rules{Follows: []string{"pay"}, Quiet: through}, 3}, // down, the summary with the promise, back
		{"a snooze of today", Rules{Follows: []string{"pay"}, SnoozeUntil: start.Add(1000 * time.Hour)}, 3},
		{"an incident of today", Rules{Follows: []string{"map"}, FollowIncidents: []string{"i"}}, 1},
	} {
		tc.rules.Zone = time.UTC
		got, err := Rehearse(t.Context(), moments, tc.rules, start.Add(7*24*time.Hour))
		if err != nil || got != tc.want {
			t.Errorf("%s: %d times, %v; want %d", tc.name, got, err, tc.want)
		}
	}
	// It ends before until: what would come at that moment is not counted.
	for hours, want := range map[int]int{39: 0, 40: 1, 42: 1, 43: 2, 50: 3, 51: 4} {
		got, err := Rehearse(t.Context(), moments, Rules{Zone: time.UTC}, start.Add(time.Duration(hours)*time.Hour))
		if err != nil || got != want {
			t.Errorf("in %d hours %d times, %v; want %d", hours, got, err, want)
		}
	}
}

func TestRehearseEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Rehearse(ctx, record(t), Rules{}, start.Add(1000*time.Hour)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
