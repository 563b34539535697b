package alert

import (
	"context"
	"time"

	"bokgu/sync/feed"
)

// Moment is a document of a recorded outage and when it came.
type Moment struct {
	At  time.Time
	Doc *feed.Status // its Changes are those since the moment before
}

// Rehearse counts how often somebody with these rules would have been told
// something, had they lived through the moments with a feed that never fell
// silent: notifications that come up, not those that only bring one up to date.
// The moments are in order; it ends before until. The first one alerts nobody.
// A snooze is left out, for it is of today, and so are followed incidents. It
// returns ctx's error when ctx ends.
func Rehearse(ctx context.Context, moments []Moment, rules Rules, until time.Time) (int, error) {
	rules.SnoozeUntil, rules.FollowIncidents = time.Time{}, nil
	n := 0
	var state State
	for i, m := range moments {
		next := until
		if i+1 < len(moments) && moments[i+1].At.Before(until) {
			next = moments[i+1].At
		}
		if !m.At.Before(until) {
			break
		}
		batch := Batch{Changes: m.Doc.Changes, Baseline: i == 0, ConfirmedUntil: until}
		for now := m.At; ; {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			var alerts []Alert
			var wake time.Time
			state, alerts, wake = Decide(state, m.Doc, batch, rules, now)
			for _, a := range alerts {
				if !a.Withdraw && !a.Silent {
					n++
				}
			}
			if wake.IsZero() || !wake.Before(next) {
				break
			}
			now, batch = wake, Batch{ConfirmedUntil: until}
		}
	}
	return n, nil
}
