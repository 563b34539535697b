package publish_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
)

func TestPublish(t *testing.T) {
	f := newFixture(t)
	first := f.publish(talk(feed.Operational, noon))
	f.now = noon.Add(time.Minute)
	second := f.publish(talk(feed.MajorOutage, noon.Add(30*time.Second)))

	if len(first.Changes) != 0 || first.Seq != 1 {
		t.Errorf("first document: seq %d, changes %v", first.Seq, first.Changes)
	}
	want := []feed.Change{{
		ID: "e1.2.0", At: noon.Add(30 * time.Second), Kind: feed.ChangeComponentStatus,
		ComponentID: "talk", From: "operational", To: "major_outage",
	}}
	got, fresh := f.last()
	if diff := cmp.Diff(want, got.Changes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(second, got); diff != "" {
		t.Errorf("returned and signed document differ: %s", diff)
	}
	if got.Schema != feed.Schema || got.Mode != feed.ModeLive || got.Feed.ID != "kakao" || got.Epoch != "e1" || got.Seq != 2 {
		t.Errorf("head: %+v", got)
	}
	if !got.IssuedAt.Equal(f.now) || got.ExpiresAt.Sub(got.IssuedAt) != 15*time.Minute || !fresh.ExpiresAt.Equal(got.ExpiresAt) {
		t.Errorf("issued %v, expires %v, freshness until %v", got.IssuedAt, got.ExpiresAt, fresh.ExpiresAt)
	}
	frame := f.frames[1]
	if frame.Mode != feed.ModeLive || frame.Epoch != "e1" || frame.Seq != 2 || !frame.EpochStarted.Equal(noon) ||
		!frame.IssuedAt.Equal(f.now) || !frame.ExpiresAt.Equal(fresh.ExpiresAt) {
		t.Errorf("frame: %+v", frame)
	}
}

func TestPublishRefusesInvalid(t *testing.T) {
	f := newFixture(t)
	f.publish(talk(feed.Operational, noon))
	bad := talk(feed.Operational, noon)
	bad.Components[0].Name = nil
	bad.Components[0].GroupID = "nowhere"
	_, err := f.Publish(t.Context(), bad, noon)
	if err == nil || !strings.Contains(err.Error(), "components[0].name: missing") || !strings.Contains(err.Error(), "components[0].group_id") {
		t.Errorf("error %v does not name both faults", err)
	}
	replay := talk(feed.Operational, noon)
	replay.Replay = &feed.Replay{Scenario: "x", At: noon}
	if _, err := f.Publish(t.Context(), replay, noon); err == nil {
		t.Error("a replayed document was published as live")
	}
	if len(f.frames) != 1 {
		t.Error("something was appended")
	}
	if doc := f.publish(talk(feed.MajorOutage, noon)); doc.Seq != 2 {
		t.Errorf("a refused document used up a number: seq %d", doc.Seq)
	}
}

func TestPublishLeavesItsArgument(t *testing.T) {
	f := newFixture(t)
	doc := talk(feed.Operational, noon)
	doc.Incidents = []feed.Incident{incident("i", updates(12, ""))}
	before, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	f.publish(doc)
	if after, _ := json.Marshal(doc); !bytes.Equal(before, after) {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	f := newFixture(t)
	f.publish(feed.Status{Incidents: []feed.Incident{incident("i", nil)}})
	payload, _, err := envelope.Verify(f.frames[0].Status, envelope.StatusType(feed.ModeLive), []envelope.Key{f.key})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(payload, []byte("null")) {
		t.Errorf("%s", payload)
	}
}

func TestNewestUpdatesStay(t *testing.T) {
	f := newFixture(t)
	doc := feed.Status{Incidents: []feed.Incident{incident("i", updates(12, ""))}}
	ids := func(d *feed.Status) (ids []string) {
		for _, u := range d.Incidents[0].Updates {
			ids = append(ids, u.ID)
		}
		return ids
	}
	want := []string{"u11", "u10", "u9", "u8", "u7", "u6", "u5", "u4", "u3", "u2"}
	if got := ids(f.publish(doc)); !slices.Equal(got, want) {
		t.Errorf("updates %v, want %v", got, want)
	}
	// An update that was cut is not new when a later one is taken back.
	doc.Incidents[0].Updates = doc.Incidents[0].Updates[:11]
	second := f.publish(doc)
	if want := []string{"u10", "u9", "u8", "u7", "u6", "u5", "u4", "u3", "u2", "u1"}; !slices.Equal(ids(second), want) {
		t.Errorf("updates %v, want %v", ids(second), want)
	}
	if len(second.Changes) != 0 {
		t.Errorf("changes %+v", second.Changes)
	}
}

func TestRenew(t *testing.T) {
	f := newFixture(t)
	if err := f.Renew(t.Context()); !errors.Is(err, publish.ErrNothingPublished) {
		t.Errorf("error %v", err)
	}
	f.publish(talk(feed.Operational, noon))
	f.now = noon.Add(5 * time.Minute)
	if err := f.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	doc, fresh := f.last()
	if !bytes.Equal(f.frames[0].Status, f.frames[1].Status) || !doc.IssuedAt.Equal(noon) {
		t.Error("a renewal changed the document")
	}
	if !fresh.IssuedAt.Equal(f.now) || fresh.ExpiresAt.Sub(f.now) != 15*time.Minute {
		t.Errorf("freshness from %v to %v", fresh.IssuedAt, fresh.ExpiresAt)
	}
}

func TestSignedDatesNeverGoBack(t *testing.T) {
	f := newFixture(t)
	f.publish(talk(feed.Operational, noon))
	f.now = noon.Add(-time.Hour)
	if doc := f.publish(talk(feed.MajorOutage, noon)); doc.IssuedAt.Before(noon) {
		t.Errorf("issued at %v, after one of %v", doc.IssuedAt, noon)
	}
	if err := f.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, fresh := f.last(); fresh.IssuedAt.Before(noon) {
		t.Errorf("freshness issued at %v", fresh.IssuedAt)
	}
}

// Whether a log that failed has kept the frame, nobody knows. The number is
// never used for anything else, and the next frame tells all.
func TestLogFails(t *testing.T) {
	f := newFixture(t)
	f.publish(talk(feed.Operational, noon))
	f.fails = errors.New("disk full")
	if _, err := f.Publish(t.Context(), talk(feed.MajorOutage, noon), noon); !errors.Is(err, f.fails) {
		t.Errorf("error %v", err)
	}
	if err := f.Renew(t.Context()); !errors.Is(err, f.fails) {
		t.Errorf("error %v", err)
	}
	f.fails = nil
	if err := f.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if doc, _ := f.last(); doc.Seq != 2 || doc.Components[0].Status != feed.MajorOutage {
		t.Errorf("a renewal brought seq %d", doc.Seq)
	}
	if doc := f.publish(talk(feed.PartialOutage, noon)); doc.Seq != 3 || len(doc.Changes) != 2 {
		t.Errorf("seq %d with the changes %+v", doc.Seq, doc.Changes)
	}
}

func TestSignLibrary(t *testing.T) {
	f := newFixture(t)
	lib := &feed.Library{Articles: []feed.Article{{ID: "a", Kind: feed.ArticleFAQ, Title: feed.Plain("왜"), Text: feed.Plain("그래서")}}}
	raw, ref, err := f.SignLibrary(lib)
	if err != nil {
		t.Fatal(err)
	}
	payload, _, err := envelope.Verify(raw, envelope.LibraryType(feed.ModeLive), []envelope.Key{f.key})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(payload)
	if want := (feed.LibraryRef{URL: "/v1/library", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(payload))}); ref != want {
		t.Errorf("reference %+v, want %+v", ref, want)
	}
	got, _, err := feed.ParseLibrary(payload)
	if err != nil || got.FeedID != "kakao" || got.Language != "ko" || len(got.Articles) != 1 {
		t.Errorf("library %+v, %v", got, err)
	}
	if lib.FeedID != "" {
		t.Error("SignLibrary changed its argument")
	}
	lib.Articles[0].Title = nil
	if _, _, err := f.SignLibrary(lib); err == nil || !strings.Contains(err.Error(), "articles[0].title") {
		t.Errorf("error %v", err)
	}
	lib.Articles[0].Title = feed.Plain(strings.Repeat("x", feed.MaxDocument))
	if _, _, err := f.SignLibrary(lib); err == nil {
		t.Error("a library larger than a document may be was signed")
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := publish.New(publish.Params{Mode: "test", Valid: -1})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"mode", "feed id", "signer", "epoch:", "epoch start", "clock", "log", "validity"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}

// A run goes on where the one before it ended: the next number, the same epoch, the
// same tail, and only what is new.
func TestResume(t *testing.T) {
	f := newFixture(t)
	f.publish(talk(feed.Operational, noon))
	f.now = noon.Add(time.Minute)
	held := f.publish(talk(feed.MajorOutage, f.now))
	kept := publish.Resume{Document: held, Frame: f.frames[1]}
	again := func(spoil func(*publish.Params)) (*publish.Publisher, error) {
		p := publish.Params{
			Mode: f.mode, Info: held.Feed, Signer: f.signer, Epoch: "e1", EpochStarted: noon,
			Now: func() time.Time { return noon }, Log: f, Resume: &kept, // and the clock went back meanwhile
		}
		spoil(&p)
		return publish.New(p)
	}
	next, err := again(func(*publish.Params) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if doc, fresh := f.last(); doc.Seq != 2 || fresh.IssuedAt.Before(held.IssuedAt) {
		t.Errorf("renewed seq %d at %s", doc.Seq, fresh.IssuedAt)
	}
	doc, err := next.Publish(t.Context(), talk(feed.Operational, noon.Add(2*time.Minute)), noon)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Seq != 3 || doc.Epoch != "e1" || len(doc.Changes) != 2 || doc.Changes[0].ID != "e1.2.0" || doc.Changes[1].ID != "e1.3.0" || doc.IssuedAt.Before(held.IssuedAt) {
		t.Errorf("seq %d, %+v", doc.Seq, doc.Changes)
	}
	for name, spoil := range map[string]func(*publish.Params){
		"another epoch":  func(p *publish.Params) { p.Epoch = "e2" },
		"another start":  func(p *publish.Params) { p.EpochStarted = noon.Add(time.Second) },
		"no document":    func(p *publish.Params) { p.Resume = &publish.Resume{Frame: kept.Frame} },
		"another's seq":  func(p *publish.Params) { p.Resume = &publish.Resume{Document: held, Frame: f.frames[0]} },
		"another's mode": func(p *publish.Params) { p.Mode = feed.ModeDrill },
	} {
		if _, err := again(spoil); err == nil {
			t.Errorf("%s: resumed", name)
		}
	}
}

// A maker's own changes are told as they are, under ids of the document.
func TestPublishChanges(t *testing.T) {
	f := newFixture(t)
	told := []feed.Change{{ID: "page-1.7.0", Kind: feed.ChangeIncidentUnlisted, IncidentID: "i", From: "investigating"}, {At: noon.Add(time.Second), Kind: feed.ChangeComponentStatus, ComponentID: "talk"}}
	first, err := f.PublishChanges(t.Context(), talk(feed.Operational, noon), told, noon)
	if err != nil || len(first.Changes) != 0 {
		t.Fatalf("a baseline with %v, %v", first, err)
	}
	second, err := f.PublishChanges(t.Context(), talk(feed.MajorOutage, noon), told, noon.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := []feed.Change{
		{ID: "e1.2.0", At: noon.Add(time.Minute), Kind: feed.ChangeIncidentUnlisted, IncidentID: "i", From: "investigating"},
		{ID: "e1.2.1", At: noon.Add(time.Second), Kind: feed.ChangeComponentStatus, ComponentID: "talk"},
	}
	if diff := cmp.Diff(want, second.Changes); diff != "" || told[0].ID != "page-1.7.0" {
		t.Errorf("%s, %s", diff, told[0].ID)
	}
	if third, err := f.PublishChanges(t.Context(), talk(feed.MajorOutage, noon), nil, noon.Add(time.Hour)); err != nil || len(third.Changes) != 2 {
		t.Errorf("%v, %v", third.Changes, err)
	}
}
