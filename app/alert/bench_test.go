package alert

import (
	"fmt"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// BenchmarkDecide judges a document with 400 components of which one has changed.
func BenchmarkDecide(b *testing.B) {
	doc := &feed.Status{Mode: feed.ModeLive, Epoch: "e", Seq: 2, IssuedAt: start, ExpiresAt: start.Add(time.Hour)}
	for i := range 40 {
		doc.Components = append(doc.Components, feed.Component{ID: fmt.Sprint("s", i), Position: i})
		for j := range 9 {
			doc.Components = append(doc.Components, feed.Component{
				ID: fmt.Sprint("s", i, ".", j), GroupID: fmt.Sprint("s", i), Status: op, Position: j,
			})
		}
	}
	doc.Component("s7.3").Status = major
	changes := []feed.Change{{
		ID: feed.ChangeID("e", 2, 0), At: start, Kind: feed.ChangeComponentStatus, ComponentID: "s7.3", From: string(op), To: string(major),
	}}
	state := State{Epoch: "e", Seq: 1}
	b.ReportAllocs()
	for b.Loop() {
		if _, alerts, _ := Decide(state, doc, Batch{Changes: changes}, Rules{}, start); len(alerts) != 1 {
			b.Fatalf("%d alerts", len(alerts))
		}
	}
}
