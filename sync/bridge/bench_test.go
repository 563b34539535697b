package bridge

import (
	"fmt"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// BenchmarkMerge merges fifty pages of forty functions and five incidents each, of which
// one has changed, and works out what is to be told: what a bridge does when something is
// new.
func BenchmarkMerge(b *testing.B) {
	page := func(broken int) *feed.Status {
		doc := &feed.Status{Feed: feed.Info{Name: feed.Plain("Page")}, EpochStarted: noon}
		for i := range 40 {
			c := feed.Component{ID: fmt.Sprint("c", i), Name: feed.Plain("Function"), Status: feed.Operational, Since: noon, Position: i}
			if i < broken {
				c.Status = feed.MajorOutage
			}
			doc.Components = append(doc.Components, c)
		}
		for i := range 5 {
			in := feed.Incident{ID: fmt.Sprint("i", i), Name: feed.Plain("Incident"), Status: feed.Identified, Impact: feed.ImpactMajor, StartedAt: noon, ComponentIDs: []string{"c1", "c2"}}
			for n := range feed.MaxUpdates {
				in.Updates = append(in.Updates, feed.Update{ID: fmt.Sprint("u", n), Status: feed.Identified, Body: feed.Plain("We are working on it."), DisplayAt: noon, UpdatedAt: noon})
			}
			doc.Incidents = append(doc.Incidents, in)
		}
		return doc
	}
	var views []view
	for i := range 50 {
		views = append(views, view{key: fmt.Sprintf("p%d.example", i), doc: page(0), since: noon})
	}
	last := merge(views, time.UTC)
	views[7].doc = page(3)
	b.ReportAllocs()
	for b.Loop() {
		next := merge(views, time.UTC)
		if got := changed(&last, &next, nil, noon); len(got) != 3 || sameContent(&last, &next) {
			b.Fatal(got)
		}
	}
}
