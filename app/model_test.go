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

// open takes up a feed and shows it.
func (m *Model) open(id string) {
	m.add(id, nil, nil)
	m.choose(id)
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
	m.open("a")
	for seq := range uint64(5) {
		m.screen("a").Accepted(accepted(document(feed.MajorOutage, seq+1)))
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
	m.open("a")
	m.screen("a").Accepted(accepted(document(feed.MajorOutage, 1)))
	before := present()
	m.screen("a").Accepted(accepted(document(feed.Operational, 2)))
	m.change(func(st *state) { st.by["a"].follows = with(st.by["a"].follows, "chat", true) })
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
	m.open("a")
	m.screen("a").Accepted(accepted(document(feed.Operational, 7)))
	now := noon.Add(14 * time.Minute)
	m.now = func() time.Time { return now }
	m.tick()
	if s := present(); !s.Stale || trayOf(s) != assets.TrayStale {
		t.Error("an expired document is shown as confirmed")
	}
	m.screen("a").Renewed(feed.Freshness{Epoch: "e", Seq: 7, SHA256: "another", ExpiresAt: now.Add(time.Hour)}, now)
	if s := present(); !s.Stale {
		t.Error("a freshness record of another document renews this one")
	}
	m.screen("a").Renewed(feed.Freshness{Epoch: "e", Seq: 7, SHA256: "7", ExpiresAt: now.Add(15 * time.Minute)}, now)
	if s := present(); s.Stale || !s.Contact.Equal(now) {
		t.Error("not renewed")
	}
}

func TestAClockThatIsWrongDoesNotMakeGreen(t *testing.T) {
	m, present := newModel(t)
	m.open("a")
	doc := document(feed.Operational, 1)
	doc.IssuedAt, doc.ExpiresAt = noon.Add(24*time.Hour), noon.Add(24*time.Hour+15*time.Minute)
	m.screen("a").Accepted(accepted(doc))
	if s := present(); !s.Now.Equal(doc.IssuedAt) {
		t.Errorf("the moment is %v, before the document's issue", s.Now)
	}
}

// Each feed has a state of its own, and keeps it while another is shown.
func TestFeedsSideBySide(t *testing.T) {
	m, present := newModel(t)
	m.st.feeds = []views.Feed{{ID: "a", Name: "a"}, {ID: "b", Name: "b"}}
	m.add("a", map[string]bool{"chat": true}, nil)
	m.add("b", nil, map[string]bool{"g": true})
	m.choose("a")
	m.screen("a").Accepted(accepted(document(feed.MajorOutage, 1)))
	m.screen("a").Library(&feed.Library{FeedID: "f"})
	m.choose("b")
	s := present()
	if s.Status != nil || s.Library != nil || len(s.History) != 0 || len(s.Follows) != 0 || s.Feed.ID != "b" || !s.Loading || !s.Ticked["g"] {
		t.Errorf("of the other feed: %+v", s)
	}
	if s.Feeds[0].Name != "예시" {
		t.Errorf("the feed's own name is not kept: %q", s.Feeds[0].Name)
	}
	if len(s.Others) != 1 || s.Others[0].Feed.Name != "예시" || s.Others[0].Status == nil || !s.Others[0].Follows["chat"] {
		t.Fatalf("beside it: %+v", s.Others)
	}
	if trayOf(s) != assets.TrayOutage {
		t.Error("the tray does not know the trouble of the other feed")
	}
	m.screen("b").Accepted(accepted(document(feed.Operational, 9)))
	m.choose("a")
	s = present()
	if s.Status.Seq != 1 || s.Library == nil || !s.Follows["chat"] || len(s.Others) != 1 || s.Others[0].Status.Seq != 9 {
		t.Errorf("back: %+v", s)
	}
	m.forget("a")
	if s = present(); s.Feed.ID != "" || s.Status != nil || s.Connection != views.ConnNone {
		t.Errorf("removed: %+v", s)
	}
	m.screen("a").Accepted(accepted(document(feed.Operational, 2))) // the last word of a feed that is gone
	if s = present(); s.Status != nil || len(s.Others) != 1 {
		t.Errorf("news of a removed feed: %+v", s)
	}
}

// Nothing of a replay may be taken for real, nothing real for a part of it.
func TestAReplayStandsAlone(t *testing.T) {
	m, present := newModel(t)
	m.st.feeds = []views.Feed{{ID: "a"}, {ID: replaySub}}
	m.add("a", nil, nil)
	m.add(replaySub, nil, nil)
	past := document(feed.MajorOutage, 1)
	past.Mode = feed.ModeReplay
	m.screen(replaySub).Accepted(accepted(past))
	m.screen("a").Accepted(accepted(document(feed.Operational, 1)))
	m.choose(replaySub)
	if s := present(); s.Replay == nil || len(s.Others) != 0 {
		t.Errorf("beside the replay: %+v", s.Others)
	}
	m.choose("a")
	if s := present(); s.Replay != nil || len(s.Others) != 0 || trayOf(s) != assets.TrayOperational {
		t.Errorf("a replay beside the real: %+v", s.Others)
	}
}

// What another feed sent and was not believed is said, with its name; that it is
// out of reach is said on the board.
func TestNoticesOfOtherFeeds(t *testing.T) {
	m, present := newModel(t)
	m.st.feeds = []views.Feed{{ID: "a", Name: "a"}, {ID: "b", Name: "이웃"}}
	m.add("a", nil, nil)
	m.add("b", nil, nil)
	m.choose("a")
	m.screen("b").Health(subscribe.Health{State: subscribe.Waiting, Reason: subscribe.Unreachable})
	if s := present(); len(s.Notices) != 0 || s.Others[0].Connection != views.ConnWaiting {
		t.Errorf("%+v", s.Notices)
	}
	m.screen("b").Health(subscribe.Health{State: subscribe.Live, Reason: subscribe.RefusedSignature})
	if s := present(); len(s.Notices) != 1 || s.Notices[0].Level != views.LevelError || !strings.Contains(s.Notices[0].Text, "이웃") {
		t.Errorf("%+v", s.Notices)
	}
}

// A clock that is a day off is said; ages of what the operator said go by the
// server's, and nothing gets any fresher by it.
func TestAWrongClockIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		off   time.Duration
		stale bool
	}{"slow": {24 * time.Hour, false}, "fast": {-24 * time.Hour, true}, "right": {30 * time.Second, false}} {
		t.Run(name, func(t *testing.T) {
			m, present := newModel(t)
			m.open("a")
			doc := document(feed.Operational, 1)
			server := noon.Add(c.off)
			doc.IssuedAt, doc.ExpiresAt = server.Add(-time.Minute), server.Add(14*time.Minute)
			m.screen("a").Accepted(accepted(doc))
			m.screen("a").Health(subscribe.Health{State: subscribe.Live, ClockOff: c.off, LastContact: noon})
			s := present()
			wrong := c.off.Abs() > time.Minute
			if said := len(s.Notices) == 1 && s.Notices[0].ID == "clock"; said != wrong {
				t.Errorf("notices: %+v", s.Notices)
			}
			if s.Stale != c.stale {
				t.Errorf("stale: %v", s.Stale)
			}
			if wrong && !s.Now.Equal(server) {
				t.Errorf("ages are counted from %v, the server's clock shows %v", s.Now, server)
			}
		})
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

// A locked keyring says so: nothing is wrong with the token or the network.
func TestLockedKeyringNotice(t *testing.T) {
	for place, want := range map[views.TokenPlace]string{views.TokenWaiting: "notice.token_waiting", views.TokenMissing: "problem.no_token"} {
		m, present := newModel(t)
		m.open("a")
		m.change(func(st *state) { st.feeds = []views.Feed{{ID: "a", Private: true}} })
		m.setToken("a", place)
		m.screen("a").Health(subscribe.Health{State: subscribe.Waiting, Reason: subscribe.NoToken})
		s := present()
		if len(s.Notices) != 1 || s.Notices[0].Text != s.Loc.T(want, nil) || s.Notices[0].Detail != s.Loc.T(want+".todo", nil) {
			t.Errorf("%s: %+v, want %s", place, s.Notices, want)
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
		m.open("a")
		m.screen("a").Health(tc.h)
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
