package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bokgu/app/settings"
	"bokgu/assets"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// newModel makes a model whose UI runs only when the test says so.
func newModel(t *testing.T) (m *Model, present func() *views.Snapshot) {
	t.Helper()
	var queue []func()
	var last *views.Snapshot
	m = &Model{
		dispatch: func(f func()) { queue = append(queue, f) },
		show:     func(s *views.Snapshot) { last = s },
		now:      func() time.Time { return noon },
		log:      slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	m.st.prefs, m.st.loc = settings.Defaults(), i18n.New("ko")
	return m, func() *views.Snapshot {
		t.Helper()
		if len(queue) != 1 {
			t.Fatalf("%d calls wait for the UI, want one", len(queue))
		}
		queue[0]()
		queue = nil
		return last
	}
}

func document(status feed.ComponentStatus, seq uint64) *feed.Status {
	return &feed.Status{
		Schema: 1, Mode: feed.ModeLive, Epoch: "e", EpochStarted: noon.Add(-time.Hour), Seq: seq,
		Feed:     feed.Info{ID: "f", Name: feed.Text{"ko": "예시", "en": "Example"}, TimeZone: "Asia/Seoul"},
		IssuedAt: noon.Add(-time.Minute), ExpiresAt: noon.Add(14 * time.Minute),
		Components: []feed.Component{{ID: "chat", Name: feed.Text{"ko": "톡", "en": "Talk"}, Status: status, Since: noon.Add(-time.Hour)}},
		Changes:    []feed.Change{{ID: feed.ChangeID("e", seq, 0), At: noon.Add(-time.Minute), Kind: feed.ChangeComponentStatus, ComponentID: "chat"}},
	}
}

func accepted(s *feed.Status) subscribe.Accepted {
	return subscribe.Accepted{Status: s, SHA256: fmt.Sprint(s.Seq), ReceivedAt: noon}
}

func TestManyChangesAreShownOnce(t *testing.T) {
	m, present := newModel(t)
	m.switchTo("a", nil, nil, nil)
	for seq := range uint64(5) {
		m.accepted(accepted(document(feed.MajorOutage, seq+1)))
	}
	s := present()
	if s.Status.Seq != 5 || len(s.History) != 5 || len(s.Services) != 1 || s.Stale {
		t.Errorf("%+v", s)
	}
	if s.Loading != true { // only the store ends loading
		t.Error("not loading")
	}
}

func TestASnapshotStaysAsItIs(t *testing.T) {
	m, present := newModel(t)
	m.switchTo("a", nil, nil, nil)
	m.accepted(accepted(document(feed.MajorOutage, 1)))
	before := present()
	m.accepted(accepted(document(feed.Operational, 2)))
	m.change(func(st *state) { st.follows = with(st.follows, "chat", true) })
	after := present()
	if before.Status.Seq != 1 || before.Services[0].Status != feed.MajorOutage || len(before.Follows) != 0 || len(before.History) != 1 {
		t.Error("the earlier snapshot has changed")
	}
	if after.Services[0].Status != feed.Operational || !after.Follows["chat"] {
		t.Error("the later snapshot is not up to date")
	}
}

func TestStaleAfterExpiryAndRenewedByFreshness(t *testing.T) {
	m, present := newModel(t)
	m.switchTo("a", nil, nil, nil)
	m.accepted(accepted(document(feed.Operational, 7)))
	now := noon.Add(14 * time.Minute)
	m.now = func() time.Time { return now }
	m.tick()
	if s := present(); !s.Stale || trayOf(s) != assets.TrayStale {
		t.Error("an expired document is shown as confirmed")
	}
	m.renewed(feed.Freshness{Epoch: "e", Seq: 7, SHA256: "another", ExpiresAt: now.Add(time.Hour)}, now)
	if s := present(); !s.Stale {
		t.Error("a freshness record of another document renews this one")
	}
	m.renewed(feed.Freshness{Epoch: "e", Seq: 7, SHA256: "7", ExpiresAt: now.Add(15 * time.Minute)}, now)
	if s := present(); s.Stale || !s.Contact.Equal(now) {
		t.Error("not renewed")
	}
}

func TestAClockThatIsWrongDoesNotMakeGreen(t *testing.T) {
	m, present := newModel(t)
	m.switchTo("a", nil, nil, nil)
	doc := document(feed.Operational, 1)
	doc.IssuedAt, doc.ExpiresAt = noon.Add(24*time.Hour), noon.Add(24*time.Hour+15*time.Minute)
	m.accepted(accepted(doc))
	if s := present(); !s.Now.Equal(doc.IssuedAt) {
		t.Errorf("the moment is %v, before the document's issue", s.Now)
	}
}

func TestSwitchingFeedsLeavesNothingBehind(t *testing.T) {
	m, present := newModel(t)
	m.st.feeds = []views.Feed{{ID: "a", Name: "a"}, {ID: "b", Name: "b"}}
	m.switchTo("a", map[string]bool{"chat": true}, nil, nil)
	m.accepted(accepted(document(feed.MajorOutage, 1)))
	m.setLibrary(&feed.Library{FeedID: "f"})
	m.switchTo("b", nil, nil, nil)
	s := present()
	if s.Status != nil || s.Library != nil || len(s.History) != 0 || len(s.Follows) != 0 || s.Feed.ID != "b" || !s.Loading {
		t.Errorf("%+v", s)
	}
	if s.Feeds[0].Name != "예시" {
		t.Errorf("the feed's own name is not kept: %q", s.Feeds[0].Name)
	}
}

func TestLanguageIsLive(t *testing.T) {
	m, present := newModel(t)
	m.notify(appNotice{id: "x", level: views.LevelInfo, text: "notice.save_failed"})
	ko := present()
	m.change(func(st *state) { st.loc = i18n.New("en") })
	en := present()
	if ko.Notices[0].Text == en.Notices[0].Text || en.Loc.Lang() != "en" {
		t.Errorf("%q, %q", ko.Notices[0].Text, en.Notices[0].Text)
	}
	m.closeNotice("x")
	if s := present(); len(s.Notices) != 0 {
		t.Errorf("%v", s.Notices)
	}
}

// Every reason for which a person has to act has its words in both languages.
func TestEveryReasonHasWords(t *testing.T) {
	reasons := []subscribe.Reason{
		subscribe.Unreachable, subscribe.NoNetwork, subscribe.Certificate, subscribe.TimedOut, subscribe.Lost, subscribe.Closed, subscribe.Overloaded,
		subscribe.ServerError, subscribe.Unauthorized, subscribe.ProxyAuth, subscribe.Captive, subscribe.NotFeed, subscribe.Protocol,
		subscribe.TooBig, subscribe.Version, subscribe.Ended, subscribe.NoToken, subscribe.StoreFailed, subscribe.RefusedEnvelope,
		subscribe.RefusedKey, subscribe.RefusedSignature, subscribe.RefusedDocument, subscribe.RefusedFeed, subscribe.RefusedOlder,
		subscribe.RefusedConflict, subscribe.RefusedFuture, subscribe.RefusedLibrary, subscribe.ChangedRoot,
	}
	for _, r := range reasons {
		text, todo := problemOf(r)
		if text != "problem."+string(r) || !i18n.Has(text) || !i18n.Has(todo) {
			t.Errorf("%s: %s, %s", r, text, todo)
		}
	}
	for _, err := range []error{store.ErrLocked, store.ErrNewer, store.ErrDamaged, errors.New("disk full")} {
		if n := storeNotice(err); !i18n.Has(n.text) || !i18n.Has(n.todo) {
			t.Errorf("%v: %+v", err, n)
		}
	}
}

func TestConnectionNotices(t *testing.T) {
	for _, tc := range []struct {
		h     subscribe.Health
		level views.Level
	}{
		{subscribe.Health{State: subscribe.Live}, ""},
		{subscribe.Health{State: subscribe.Waiting, Reason: subscribe.Lost}, views.LevelOffline},
		{subscribe.Health{State: subscribe.Live, Reason: subscribe.RefusedSignature}, views.LevelError},
		{subscribe.Health{State: subscribe.Stopped, Reason: subscribe.Unauthorized}, views.LevelOffline},
	} {
		m, present := newModel(t)
		m.switchTo("a", nil, nil, nil)
		m.setHealth(tc.h)
		s := present()
		got := views.Level("")
		if len(s.Notices) > 0 {
			got = s.Notices[0].Level
			if strings.Contains(s.Notices[0].Text, "problem.") {
				t.Errorf("%v: untranslated %q", tc.h.Reason, s.Notices[0].Text)
			}
		}
		if got != tc.level {
			t.Errorf("%v: %q, want %q", tc.h, got, tc.level)
		}
	}
}
