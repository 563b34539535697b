//go:build linux

package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// service is the one whose screen is taken: KakaoTalk of the recording.
var service = func() feed.Text {
	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		panic(err) // it is embedded
	}
	doc := recording.At(recording.Start)
	return doc.Component("talk").Name
}()

// gaon is a document of a made-up operator, for the states of a live feed: no picture may say of a real service that it is down
// now. Its times are written as if now were noon of the first day of 2000.
//
//go:embed testdata/gaon.json
var gaon []byte

var (
	gaonNow  = time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)
	gaonTime = regexp.MustCompile(`"(1999|2000)-\d\d-\d\dT\d\d:\d\d:\d\dZ"`)
)

// gaonAt is the document with its times as if they were told at a moment.
func gaonAt(now time.Time) (feed.Status, error) {
	shift := now.UTC().Truncate(time.Second).Sub(gaonNow)
	moved := gaonTime.ReplaceAllFunc(gaon, func(quoted []byte) []byte {
		var at time.Time
		if json.Unmarshal(quoted, &at) != nil {
			return quoted
		}
		out, _ := json.Marshal(at.Add(shift)) // a time of our days
		return out
	})
	var doc feed.Status
	if err := json.Unmarshal(moved, &doc); err != nil {
		return doc, fmt.Errorf("testdata/gaon.json: %w", err)
	}
	return doc, nil
}

// calm is the document before its outage.
func calm(doc feed.Status) feed.Status {
	components := make([]feed.Component, len(doc.Components))
	for i, c := range doc.Components {
		c.Status, c.Note = feed.Operational, nil
		components[i] = c
	}
	doc.Components, doc.Incidents, doc.Guidance = components, nil, nil
	return doc
}
