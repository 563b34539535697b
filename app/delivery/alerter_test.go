package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/store"
)

// desk is an alerter over a real store, without anything that runs by itself:
// the test is the client and the person.
type desk struct {
	*Feed
	t   *testing.T
	doc *feed.Status
}

func newDesk(t *testing.T, rules alert.Rules) *desk {
	t.Helper()
	db, _, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	l := i18n.New(i18n.English)
	d := &desk{t: t, Feed: New(Params{
		Sub: store.Subscription{ID: "a"}, DB: db,
		Rules: func() alert.Rules { return rules }, Loc: func() *i18n.Localizer { return l },
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})}
	now := time.Now().UTC().Truncate(time.Second)
	d.keep(&feed.Status{
		Schema: feed.Schema, Mode: feed.ModeLive, Feed: feed.Info{ID: "k", Name: feed.Plain("k"), TimeZone: "UTC"},
		Epoch: "e", EpochStarted: now, Components: []feed.Component{{ID: "pay", Name: feed.Plain("pay"), Status: feed.Operational, Since: now}},
	})
	d.see()
	d.decided()
	return d
}

// keep puts the next document into the store, and nothing else: as a client does
// that has not come further yet.
func (d *desk) keep(doc *feed.Status) {
	d.t.Helper()
	doc.Seq++
	doc.IssuedAt = time.Now().UTC().Truncate(time.Second)
	doc.ExpiresAt = doc.IssuedAt.Add(time.Hour)
	payload, err := json.Marshal(doc)
	if err != nil {
		d.t.Fatal(err)
	}
	sum := sha256.Sum256(payload)
	err = d.p.DB.Commit(d.t.Context(), "a", store.Commit{
		Payload: payload, Status: doc, SHA256: hex.EncodeToString(sum[:]), KeyID: "key", Epoch: doc.Epoch, EpochStarted: doc.EpochStarted,
		Seq: doc.Seq, ExpiresAt: doc.ExpiresAt, ReceivedAt: doc.IssuedAt, Changes: feed.Diff(d.doc, doc, doc.IssuedAt), Baseline: d.doc == nil,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.doc = doc
}

// see lets the feed know of the document that was kept last.
func (d *desk) see() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.status, d.expires = d.doc, d.doc.ExpiresAt
}

// next is a copy of the document with that state of the one component.
func (d *desk) next(s feed.ComponentStatus) *feed.Status {
	doc := *d.doc
	doc.Components = []feed.Component{doc.Components[0]}
	doc.Components[0].Status = s
	return &doc
}

// decided decides once and returns what is in the outbox then.
func (d *desk) decided() []alert.Alert {
	d.t.Helper()
	ctx := context.Background()
	if _, _, _, err := d.alerts.decide(ctx); err != nil {
		d.t.Fatal(err)
	}
	out, err := d.p.DB.Outbox(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	var list []alert.Alert
	for _, o := range out {
		var a alert.Alert
		if err := json.Unmarshal(o.Body, &a); err != nil {
			d.t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// Between the moment at which a document is in the store and the one at which the
// feed knows of it, nothing is decided: its changes would be judged by the
// document before, which knows nothing of what they are about.
func TestNothingIsDecidedWhileADocumentIsBeingKept(t *testing.T) {
	d := newDesk(t, alert.Rules{})
	doc := d.next(feed.Operational)
	doc.Incidents = []feed.Incident{{
		ID: "i", Name: feed.Plain("fire"), Status: feed.Investigating, Impact: feed.ImpactMajor, StartedAt: time.Now(),
	}}
	d.keep(doc)
	if got := d.decided(); len(got) != 0 {
		t.Errorf("decided by the document before: %+v", got)
	}
	d.see()
	if got := d.decided(); len(got) != 1 || got[0].Kind != alert.KindIncidentOpened {
		t.Errorf("decided %+v", got)
	}
}

// The other way round: a document that came after the changes were read must not
// make its own changes count as decided.
func TestALaterDocumentTakesNothingAlong(t *testing.T) {
	d := newDesk(t, alert.Rules{})
	ahead := d.next(feed.MajorOutage)
	ahead.Seq++
	d.mu.Lock()
	d.status = ahead
	d.mu.Unlock()
	if got := d.decided(); len(got) != 0 {
		t.Errorf("decided by a document that is not in the store: %+v", got)
	}
	d.keep(d.next(feed.MajorOutage))
	d.see()
	if got := d.decided(); len(got) != 1 || got[0].Kind != alert.KindWorse {
		t.Errorf("decided %+v", got)
	}
}

// An alert that was decided and never shown, since the app died before, may turn
// into an update in place. Nobody has seen what it updates: it has to come up.
func TestAnUpdateOfWhatNobodyHasSeenIsNews(t *testing.T) {
	d := newDesk(t, alert.Rules{})
	d.keep(d.next(feed.MajorOutage))
	d.see()
	if got := d.decided(); len(got) != 1 || got[0].Silent {
		t.Fatalf("decided %+v", got)
	}
	d.keep(d.next(feed.DegradedPerformance))
	d.see()
	if got := d.decided(); len(got) != 1 || got[0].To != string(feed.DegradedPerformance) || got[0].Silent {
		t.Errorf("decided %+v", got)
	}
}
