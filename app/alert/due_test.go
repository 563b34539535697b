package alert

import (
	"testing"
	"time"

	"bokgu/sync/feed"
)

func warning(id string, while ...feed.ComponentStatus) func(*feed.Status) {
	return func(d *feed.Status) {
		g := feed.Guidance{ID: id, Kind: feed.GuidanceDoNot, Title: feed.Plain("앱을 지우지 마세요"), ComponentIDs: []string{"talk"}}
		if len(while) > 0 {
			g.ValidWhile = &feed.Condition{ComponentID: "pay", StatusIn: while}
		}
		d.Guidance = append(d.Guidance, g)
	}
}

func TestWarnings(t *testing.T) {
	for _, threshold := range []Threshold{AnyChange, WorseOrRestored, OutagesOnly} {
		b := newBoard(t, Rules{Follows: []string{"talk"}, Threshold: threshold})
		b.want(b.next(time.Minute, warning("g")), "guidance g urgently")
		b.want(b.next(time.Minute, func(*feed.Status) {}), "")
		want := "withdraw g/g"
		if threshold == AnyChange {
			want = "guidance_withdrawn g"
		}
		b.want(b.next(time.Minute, func(d *feed.Status) { d.Guidance = nil }), want)
	}
	t.Run("about something else", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"map"}})
		b.want(b.next(time.Minute, warning("g")), "")
	})
	t.Run("holds by its condition", func(t *testing.T) {
		b := newBoard(t, Rules{Follows: []string{"talk"}})
		b.want(b.next(time.Minute, warning("g", major)), "")
		b.want(b.next(time.Minute, set("pay", major)), "guidance g urgently")
		b.want(b.next(time.Minute, set("pay", op)), "withdraw g/g")
		b.want(b.next(time.Minute, set("pay", major)), "guidance g urgently")
	})
	t.Run("begins later", func(t *testing.T) {
		b := newBoard(t, Rules{})
		later := start.Add(time.Hour)
		b.want(b.next(time.Minute, all(warning("g"), func(d *feed.Status) { d.Guidance[0].Effective = &later })), "")
		if !b.wake.Equal(later) {
			t.Errorf("wakes at %v", b.wake)
		}
		b.now = later
		b.want(b.decide(Batch{}), "guidance g urgently")
	})
	t.Run("known from the start", func(t *testing.T) {
		b := newBoard(t, Rules{})
		warning("g")(b.doc)
		b.state = State{}
		b.want(b.decide(Batch{}), "")
		b.want(b.decide(Batch{}), "")
	})
}

func promise(id string, due time.Time) func(*feed.Status) {
	return func(d *feed.Status) {
		in := &d.Incidents[0]
		in.Promises = append(in.Promises, feed.Promise{ID: id, Text: feed.Plain("두 시간 안에 복구"), MadeAt: d.IssuedAt, DueAt: due, State: feed.PromiseOpen})
	}
}

func state(s feed.PromiseState) func(*feed.Status) {
	return func(d *feed.Status) { d.Incidents[0].Promises[0].State = s }
}

func TestPromises(t *testing.T) {
	due := start.Add(2 * time.Hour)
	with := func(t *testing.T, r Rules) *board {
		t.Helper()
		b := newBoard(t, r)
		b.next(time.Minute, all(incident("i", feed.Investigating, "pay"), promise("p", due)))
		return b
	}
	t.Run("its time passes without a word", func(t *testing.T) {
		b := with(t, Rules{})
		if !b.wake.Equal(due) {
			t.Fatalf("wakes at %v, want %v", b.wake, due)
		}
		b.now = due.Add(-time.Second)
		b.want(b.decide(Batch{}), "")
		b.now = due
		b.want(b.decide(Batch{}), "promise_silent p")
		b.want(b.decide(Batch{}), "")
		if !b.wake.IsZero() {
			t.Errorf("wakes again at %v", b.wake)
		}
		// Then the operator admits it: no second sound.
		b.want(b.next(time.Hour, state(feed.PromiseMissed)), "promise p open>missed silently")
	})
	t.Run("nobody can say that there was no word", func(t *testing.T) {
		b := with(t, Rules{})
		b.now = due.Add(time.Minute)
		b.want(b.decide(Batch{ConfirmedUntil: due.Add(-time.Minute)}), "")
		if !b.wake.Equal(b.now.Add(retry)) {
			t.Errorf("wakes at %v", b.wake)
		}
		b.want(b.decide(Batch{}), "promise_silent p")
	})
	t.Run("kept after all", func(t *testing.T) {
		b := with(t, Rules{})
		b.now = due
		b.decide(Batch{})
		b.want(b.next(time.Minute, state(feed.PromiseKept)), "withdraw p/i/p")
	})
	t.Run("missed", func(t *testing.T) {
		b := with(t, Rules{})
		b.want(b.next(time.Minute, state(feed.PromiseMissed)), "promise p open>missed")
	})
	t.Run("of another service", func(t *testing.T) {
		b := with(t, Rules{Follows: []string{"map"}})
		b.want(b.next(time.Minute, state(feed.PromiseMissed)), "")
		if !b.wake.IsZero() {
			t.Errorf("wakes at %v", b.wake)
		}
	})
	t.Run("only outages", func(t *testing.T) {
		b := with(t, Rules{Threshold: OutagesOnly})
		b.want(b.next(time.Minute, state(feed.PromiseMissed)), "")
	})
}
