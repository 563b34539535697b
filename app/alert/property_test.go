package alert

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// TestRandomSequences lets a feed live through random days, with lost and
// repeated batches, and holds every decision to what must never happen.
func TestRandomSequences(t *testing.T) {
	statuses := []feed.ComponentStatus{op, deg, part, major, unk, feed.UnderMaintenance}
	thresholds := []Threshold{AnyChange, WorseOrRestored, OutagesOnly, Off, ""}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		rules := Rules{Threshold: thresholds[r.IntN(len(thresholds))], Zone: time.UTC}
		if r.IntN(2) == 0 {
			rules.Follows = []string{"talk", "pay"}
		}
		if r.IntN(3) == 0 {
			rules.Quiet = []QuietWindow{{Weekdays: week, From: r.IntN(1440), To: r.IntN(1440), BreakThrough: r.IntN(2) == 0}}
		}
		b := newBoard(t, rules)
		told := make(map[string]string) // change id → key that told it
		given := make(map[string]bool)
		standing := make(map[string]bool)
		var pending, past []feed.Change
		for step := range 60 {
			changes := b.publish(time.Duration(r.IntN(40))*time.Minute, func(d *feed.Status) {
				for range r.IntN(4) {
					id := []string{"text", "photo", "pay", "map"}[r.IntN(4)]
					set(id, statuses[r.IntN(len(statuses))])(d)
				}
				switch r.IntN(8) {
				case 0:
					incident(fmt.Sprint("i", r.IntN(3)), []feed.IncidentStatus{feed.Investigating, feed.Resolved}[r.IntN(2)], "talk")(d)
				case 1:
					if len(d.Incidents) > 0 {
						promise(fmt.Sprint("p", step), d.IssuedAt.Add(time.Duration(r.IntN(300))*time.Minute))(d)
					}
				case 2:
					warning(fmt.Sprint("g", step), statuses[r.IntN(4)])(d)
				case 3:
					d.Guidance = nil
				case 4:
					if r.IntN(4) == 0 {
						d.Epoch += "'"
					}
				}
			})
			pending, past = append(pending, changes...), append(past, changes...)
			if r.IntN(4) == 0 {
				continue // the app was away
			}
			in := Batch{Changes: pending, Digest: r.IntN(10) == 0}
			for _, c := range pending {
				given[c.ID] = true
			}
			if r.IntN(5) == 0 {
				in.Changes = append(in.Changes, past...) // and again, after a crash
				for _, c := range past {
					given[c.ID] = true
				}
			}
			pending = nil
			keys := make(map[string]bool)
			for _, a := range b.decide(in) {
				if keys[a.Key] {
					t.Fatalf("seed %d, step %d: key %s twice in one decision", seed, step, a.Key)
				}
				keys[a.Key] = true
				if rules.Threshold == Off && !a.Withdraw {
					t.Fatalf("seed %d, step %d: alert while off: %+v", seed, step, a)
				}
				if a.Withdraw {
					if !standing[a.Key] {
						t.Fatalf("seed %d, step %d: withdraws %s, which does not stand", seed, step, a.Key)
					}
					delete(standing, a.Key)
					continue
				}
				standing[a.Key] = true
				for _, id := range a.ChangeIDs {
					if key, again := told[id]; again {
						t.Fatalf("seed %d, step %d: change %s told by %s and by %s", seed, step, id, key, a.Key)
					}
					if !given[id] {
						t.Fatalf("seed %d, step %d: change %s was never given", seed, step, id)
					}
					told[id] = a.Key
				}
				if title, _ := Text(korean, b.doc, a); title == "" {
					t.Fatalf("seed %d, step %d: no title for %+v", seed, step, a)
				}
			}
			if !b.wake.IsZero() && !b.wake.After(b.now) {
				t.Fatalf("seed %d, step %d: wakes at %v, now is %v", seed, step, b.wake, b.now)
			}
		}
		if n := len(b.state.Standing); n > 60 {
			t.Errorf("seed %d: %d notifications stand: the state grows without end", seed, n)
		}
	}
}

// TestAlertsFollowTheState: with quiet and digests out of the way, the last word
// about a function is always its last known state.
func TestAlertsFollowTheState(t *testing.T) {
	statuses := []feed.ComponentStatus{op, deg, part, major, unk}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := newBoard(t, Rules{Follows: []string{"pay"}, Threshold: AnyChange})
		known, said := op, op
		for step := range 80 {
			s := statuses[r.IntN(len(statuses))]
			if s != unk {
				known = s
			}
			for _, a := range b.next(time.Minute, set("pay", s)) {
				said = feed.ComponentStatus(a.To)
				if a.From == string(unk) || a.To == string(unk) {
					t.Fatalf("seed %d, step %d: %+v", seed, step, a)
				}
			}
			if said != known {
				t.Fatalf("seed %d, step %d: said %s, known is %s", seed, step, said, known)
			}
		}
	}
}
