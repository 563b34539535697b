package publish_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

func size(t *testing.T, doc *feed.Status) int {
	t.Helper()
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return len(b)
}

// crowd returns a document of n components in that state.
func crowd(n int, s feed.ComponentStatus, note int) feed.Status {
	var doc feed.Status
	for i := range n {
		doc.Components = append(doc.Components, feed.Component{
			ID: fmt.Sprintf("component-%04d", i), Name: feed.Plain("n"), Status: s, Since: noon,
			Note: feed.Plain(strings.Repeat("x", note)),
		})
	}
	return doc
}

func TestOldestChangesGoFirst(t *testing.T) {
	f := newFixture(t)
	f.publish(crowd(150, feed.Operational, 1))
	f.publish(crowd(150, feed.PartialOutage, 1)) // 150 changes
	whole := f.publish(crowd(150, feed.MajorOutage, 1))
	if n := len(whole.Changes); n != 300 {
		t.Fatalf("%d changes without trimming, want 300", n)
	}
	// So large that no more than half of the changes find room.
	doc := crowd(150, feed.MajorOutage, 3282)
	doc.Incidents = []feed.Incident{incident("i", updates(3, ""))}
	got := f.publish(doc)
	if n := size(t, got); n > feed.MaxDocument || n < feed.MaxDocument-400 {
		t.Errorf("%d bytes, limit %d: more or less was dropped than needed", n, feed.MaxDocument)
	}
	if n := len(got.Changes); n == 0 || n >= 300 {
		t.Fatalf("%d changes are left", n)
	}
	if len(got.Incidents[0].Updates) != 3 {
		t.Error("updates were dropped while there were changes")
	}
	oldest, _ := got.Changes[0].Seq()
	if got.ChangesAfter < 2 || oldest < got.ChangesAfter {
		t.Errorf("tail begins with seq %d and claims to be whole after %d", oldest, got.ChangesAfter)
	}
	if _, complete := got.ChangesSince(feed.Cursor{Epoch: "e1", Seq: 1}); complete {
		t.Error("the tail claims to be whole for somebody whose changes were dropped")
	}
	if last := got.Changes[len(got.Changes)-1]; last.UpdateID == "" {
		t.Errorf("the newest change is gone: %+v", last)
	}
	// In a document that has room again, they are there again.
	small := f.publish(crowd(150, feed.MajorOutage, 1))
	if _, complete := small.ChangesSince(feed.Cursor{Epoch: "e1", Seq: 1}); !complete || len(small.Changes) < 300 {
		t.Errorf("%d changes, whole after %d", len(small.Changes), small.ChangesAfter)
	}
}

func TestThenTheOldestUpdates(t *testing.T) {
	f := newFixture(t)
	long := strings.Repeat("x", 40<<10)
	doc := feed.Status{Incidents: []feed.Incident{incident("a", updates(9, long)), incident("b", updates(9, long))}}
	for i := range doc.Incidents[1].Updates { // b is the later incident
		u := &doc.Incidents[1].Updates[i]
		u.ID, u.DisplayAt = "b"+u.ID, u.DisplayAt.Add(time.Hour)
	}
	got := f.publish(doc)
	if n := size(t, got); n > feed.MaxDocument {
		t.Fatalf("%d bytes", n)
	}
	a, b := got.Incidents[0].Updates, got.Incidents[1].Updates
	if len(a) != 3 || len(b) != 9 || a[0].ID != "u8" || a[2].ID != "u6" {
		t.Errorf("%d and %d updates are left, want the newest 3 of a and all of b", len(a), len(b))
	}
	// What was only trimmed is not news when the same comes again.
	if again := f.publish(doc); len(again.Changes) != 0 {
		t.Errorf("changes %+v", again.Changes)
	}
}

func TestTooLargeForAnyTrimming(t *testing.T) {
	f := newFixture(t)
	f.publish(talk(feed.Operational, noon))
	_, err := f.Publish(t.Context(), crowd(200, feed.Operational, 3000), noon)
	if err == nil || !strings.Contains(err.Error(), "524288") {
		t.Errorf("error %v does not name the limit", err)
	}
	if doc := f.publish(talk(feed.MajorOutage, noon)); doc.Seq != 2 {
		t.Errorf("the document before did not stay: seq %d", doc.Seq)
	}
}

// What nobody has read yet is not cut to make room.
func TestNewestUpdateIsNeverTrimmed(t *testing.T) {
	f := newFixture(t)
	huge := strings.Repeat("x", 300<<10)
	doc := feed.Status{Incidents: []feed.Incident{incident("a", updates(1, huge)), incident("b", updates(1, huge))}}
	if got, err := f.Publish(t.Context(), doc, noon); err == nil {
		t.Errorf("published with %d and %d updates", len(got.Incidents[0].Updates), len(got.Incidents[1].Updates))
	}
}
