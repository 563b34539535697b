//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// The largest feed: forty services of nine functions are 400 components, 200 incidents with as many updates as stay in a
// document (feed.MaxUpdates) are 2,000; it is close to the largest document (feed.MaxDocument).
const (
	bigServices  = 40
	bigFunctions = 9
	bigIncidents = 200
)

var big = measure{"start to first painted board, 400 functions and 2,000 updates", "ms", (*bench).filledUp, func(ctx context.Context, b *bench, cmd *exec.Cmd) (float64, error) {
	return start.of(ctx, b, cmd)
}}

// filledUp lets the app take the largest document from a real feed, which is then gone.
func (b *bench) filledUp(ctx context.Context, app, _, data string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return b.follow(ctx, "big", bigDocument(time.Now().UTC()), app, data)
}

func bigDocument(now time.Time) feed.Status {
	var doc feed.Status
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	for i := range bigServices {
		id := fmt.Sprintf("s%d", i)
		doc.Components = append(doc.Components, feed.Component{
			ID: id, Name: feed.Text{"ko": fmt.Sprintf("서비스 %d", i), "en": fmt.Sprintf("Service %d", i)},
			Status: feed.Operational, Since: ago(i), Position: len(doc.Components),
		})
		for j := range bigFunctions {
			status := []feed.ComponentStatus{feed.Operational, feed.Operational, feed.MajorOutage, feed.DegradedPerformance}[(i+j)%4]
			doc.Components = append(doc.Components, feed.Component{
				ID: fmt.Sprintf("%s.f%d", id, j), GroupID: id, Name: feed.Text{"ko": fmt.Sprintf("기능 %d", j), "en": fmt.Sprintf("Function %d", j)},
				Status: status, Since: ago(30*i + j), Position: len(doc.Components),
			})
		}
	}
	for i := range bigIncidents {
		in := feed.Incident{
			ID: fmt.Sprintf("i%d", i), Name: feed.Text{"ko": fmt.Sprintf("장애 %d", i), "en": fmt.Sprintf("Incident %d", i)},
			Status: feed.Identified, Impact: feed.ImpactMajor, StartedAt: ago(3000 - i), ComponentIDs: []string{fmt.Sprintf("s%d", i%bigServices)},
		}
		for j := range feed.MaxUpdates {
			at := ago(i + 200*j)
			in.Updates = append(in.Updates, feed.Update{
				ID: fmt.Sprintf("u%d.%d", i, j), Status: feed.Identified, DisplayAt: at, UpdatedAt: at,
				Body: feed.Text{"ko": strings.Repeat("확인 중 ", 3), "en": strings.Repeat("Checking ", 2)},
			})
		}
		doc.Incidents = append(doc.Incidents, in)
	}
	return doc
}
