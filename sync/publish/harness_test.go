package publish_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is a publisher with a clock that stands still and a log that keeps
// everything.
type fixture struct {
	*publish.Publisher
	t      *testing.T
	now    time.Time
	key    envelope.Key
	signer *envelope.Signer
	mode   feed.Mode
	frames []publish.Frame
	fails  error
}

func (f *fixture) Append(_ context.Context, frame publish.Frame) error {
	if f.fails != nil {
		return f.fails
	}
	f.frames = append(f.frames, frame)
	return nil
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	s, err := envelope.NewRandomSigner(bytes.NewReader(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, now: noon, key: s.Key(), signer: s, mode: feed.ModeLive}
	f.Publisher, err = publish.New(publish.Params{
		Mode: f.mode, Info: feed.Info{ID: "kakao", Name: feed.Plain("카카오"), Language: "ko", TimeZone: "Asia/Seoul"},
		Signer: s, Epoch: "e1", EpochStarted: noon, Now: func() time.Time { return f.now }, Log: f,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// last opens the newest frame the way a reader does.
func (f *fixture) last() (*feed.Status, feed.Freshness) {
	f.t.Helper()
	frame := f.frames[len(f.frames)-1]
	payload, _, err := envelope.Verify(frame.Status, envelope.StatusType(f.mode), []envelope.Key{f.key})
	if err != nil {
		f.t.Fatal(err)
	}
	if sum := sha256.Sum256(payload); frame.SHA256 != hex.EncodeToString(sum[:]) {
		f.t.Error("the frame's hash is not that of its payload")
	}
	doc, report, err := feed.Parse(payload)
	if err != nil || len(report.Problems) > 0 {
		f.t.Fatal(err, report)
	}
	payload, _, err = envelope.Verify(frame.Freshness, envelope.FreshnessType(f.mode), []envelope.Key{f.key})
	if err != nil {
		f.t.Fatal(err)
	}
	fresh, err := feed.ParseFreshness(payload)
	if err != nil {
		f.t.Fatal(err)
	}
	if fresh.Epoch != doc.Epoch || fresh.Seq != doc.Seq || fresh.SHA256 != frame.SHA256 {
		f.t.Errorf("freshness %+v does not renew document %d", fresh, doc.Seq)
	}
	return doc, fresh
}

func (f *fixture) publish(doc feed.Status) *feed.Status {
	f.t.Helper()
	out, err := f.Publish(f.t.Context(), doc, f.now)
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

func talk(s feed.ComponentStatus, since time.Time) feed.Status {
	return feed.Status{Components: []feed.Component{
		{ID: "talk", Name: feed.Plain("카카오톡"), Status: s, Since: since, Position: 1},
	}}
}

func updates(n int, body string) []feed.Update {
	out := make([]feed.Update, n) // oldest first: the publisher turns them round
	for i := range out {
		at := noon.Add(time.Duration(i) * time.Minute)
		out[i] = feed.Update{
			ID: fmt.Sprintf("u%d", i), Status: feed.Investigating, Body: feed.Plain(fmt.Sprint(i, body)),
			DisplayAt: at, UpdatedAt: at,
		}
	}
	return out
}

func incident(id string, u []feed.Update) feed.Incident {
	return feed.Incident{
		ID: id, Name: feed.Plain(id), Status: feed.Investigating, Impact: feed.ImpactMajor,
		StartedAt: noon, Updates: u,
	}
}
