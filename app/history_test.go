package app

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// Whatever order tails come in and however they overlap: the history holds each
// change once, in the order of time, and no earlier snapshot changes.
func TestHistoryHoldsEachChangeOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var all []feed.Change
		for i := range 60 {
			all = append(all, feed.Change{ID: fmt.Sprint(i), At: noon.Add(time.Duration(r.IntN(40)) * time.Minute)})
		}
		var known []feed.Change
		var earlier, copies [][]feed.Change
		for range 12 {
			from := r.IntN(len(all))
			known = mergeHistory(known, all[from:min(len(all), from+r.IntN(20))])
			earlier, copies = append(earlier, known), append(copies, slices.Clone(known))
		}
		known = mergeHistory(known, all)
		seen := map[string]bool{}
		for i, c := range known {
			if seen[c.ID] || i > 0 && c.At.Before(known[i-1].At) {
				t.Fatalf("%s stands twice or out of order", c.ID)
			}
			seen[c.ID] = true
		}
		if len(known) != len(all) {
			t.Fatalf("%d of %d changes", len(known), len(all))
		}
		for i := range earlier {
			if !slices.Equal(earlier[i], copies[i]) {
				t.Fatal("an earlier snapshot has changed")
			}
		}
	}
	many := make([]feed.Change, maxHistory+10)
	for i := range many {
		many[i] = feed.Change{ID: fmt.Sprint(i), At: noon.Add(time.Duration(i) * time.Second)}
	}
	if got := mergeHistory(nil, many); len(got) != maxHistory || got[0].ID != "10" {
		t.Errorf("%d changes from %s on", len(got), got[0].ID)
	}
}
