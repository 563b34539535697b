package app

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/app/notify"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// screenOfNotices is a Notifier that remembers what a person would have seen.
type screenOfNotices struct {
	mu    sync.Mutex
	shown []notify.Notification
	gone  []string
}

func (s *screenOfNotices) Show(_ context.Context, n notify.Notification) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, n)
	return nil
}

func (s *screenOfNotices) Withdraw(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = append(s.gone, key)
	return nil
}

func (s *screenOfNotices) Close() error { return nil }

func (s *screenOfNotices) all() []notify.Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.shown)
}

// device is a store with everything around it but the window.
type device struct {
	t       *testing.T
	dir     string
	db      *store.Store
	model   *Model
	notices *screenOfNotices
	session *session
	tune    func(*alerter) // if set, changes the alerter before it runs
}

func newDevice(t *testing.T, dir string) *device {
	t.Helper()
	db, _, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &Model{
		dispatch: func(f func()) { f() }, show: func(*views.Snapshot) {}, now: time.Now,
		log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	m.st.prefs, m.st.loc = settings.Defaults(), i18n.New("ko")
	return &device{t: t, dir: dir, db: db, model: m, notices: &screenOfNotices{}}
}

func (d *device) follow(sub store.Subscription, follows ...string) {
	d.model.switchTo(sub.ID, set(follows), nil, nil)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	d.session = &session{
		sub: sub, db: d.db, model: d.model, now: time.Now, log: log,
		profile: filepath.Join(d.dir, "profile.json"),
		token:   func(context.Context) (string, error) { return "", nil },
		pinned:  func(string) {},
		alerts: newAlerter(alerter{
			sub: sub.ID, db: d.db, now: time.Now, log: log,
			rules: func() alert.Rules { return alert.Rules{Follows: d.model.followed()} },
			loc:   d.model.localizer, doc: d.model.document, confirmed: d.model.confirmedUntil,
			notify: d.notices,
		}),
	}
	if d.tune != nil {
		d.tune(d.session.alerts)
	}
	d.session.start(d.t.Context())
}

func (d *device) close() {
	d.t.Helper()
	d.session.stop()
	if err := d.db.Close(); err != nil {
		d.t.Error(err)
	}
}

// eventually waits until a condition holds, at most half a minute.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatal("not in time: " + what)
		case <-tick.C:
		}
	}
}

// play serves a replay on a real socket.
func play(t *testing.T, from, until string, speed float64, clients int) (*scenario.Player, store.Subscription) {
	t.Helper()
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	moment := func(s string) time.Time {
		m, err := scenario.ParseTime(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	p, err := scenario.NewPlayer(scenario.PlayerParams{
		Scenario: sc, From: moment(from), Until: moment(until), Speed: speed, WaitClients: clients,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	addr, served, err := scenario.Serve(ctx, "127.0.0.1:0", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return p, store.Subscription{ID: "s", URL: scenario.StreamURL(addr), Root: p.Root()}
}

// The whole way: a feed is published, travels over a real WebSocket, is verified,
// stored and shown, and the person is told of what they follow, and only of it.
func TestFromTheSocketToThePerson(t *testing.T) {
	p, sub := play(t, "2022-10-16T01:00", "2022-10-16T22:00", 36_000, 1)
	d := newDevice(t, t.TempDir())
	d.follow(sub, "talk.text")
	eventually(t, "the end of the replay", func() bool {
		doc := d.model.document()
		return p.State().Ended && doc != nil && doc.Replay != nil && !doc.Replay.At.Before(p.State().Until)
	})
	eventually(t, "the last alert", func() bool {
		out, err := d.db.Outbox(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pending, err := d.db.Pending(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(out) == 0 && len(pending.Changes) == 0
	})
	held, err := d.db.Held(t.Context(), sub.ID)
	if err != nil || held.Status == nil || held.Status.Seq != d.model.document().Seq {
		t.Fatalf("the store does not hold what is shown: %v", err)
	}
	if held.Library == nil {
		t.Error("the library is not in the store")
	}
	shown := d.notices.all()
	if len(shown) == 0 {
		t.Fatal("nobody was told anything")
	}
	text := false
	for _, n := range shown {
		if !strings.HasPrefix(n.Title, "[재현]") {
			t.Errorf("%q is not marked as a replay", n.Title)
		}
		if strings.Contains(n.Title+n.Body, "택시") {
			t.Errorf("told of what nobody follows: %q %q", n.Title, n.Body)
		}
		text = text || strings.Contains(n.Title+n.Body, "문자")
	}
	if !text {
		t.Errorf("not told of what is followed: %+v", shown)
	}
	d.close()

	// The next start knows it all before any network, and tells nothing twice.
	again := newDevice(t, d.dir)
	again.follow(sub, "talk.text")
	<-again.session.opened
	if doc := again.model.document(); doc == nil || doc.Seq != held.Status.Seq {
		t.Error("the last known state is not there at start")
	}
	eventually(t, "the connection", func() bool {
		again.model.mu.Lock()
		defer again.model.mu.Unlock()
		return again.model.st.health.State == subscribe.Live
	})
	eventually(t, "a look at the outbox", func() bool { return len(again.session.alerts.woken) == 0 })
	again.close()
	if told := again.notices.all(); len(told) > 0 {
		t.Errorf("told again: %+v", told)
	}
}

// A feed that is not there: what the store holds is shown, and why nothing newer
// comes is said.
func TestNoNetworkShowsTheLastKnownState(t *testing.T) {
	dir := t.TempDir()
	p, sub := play(t, "2022-10-16T08:00", "2022-10-16T09:00", 1, 0)
	d := newDevice(t, dir)
	d.follow(sub)
	eventually(t, "the first document", func() bool { return d.model.document() != nil })
	d.close()
	_ = p

	again := newDevice(t, dir)
	sub.URL = "ws://127.0.0.1:1/v1/stream" // nobody listens there
	again.follow(sub)
	<-again.session.opened
	var snap *views.Snapshot
	again.model.mu.Lock()
	snap = again.model.snapshot()
	again.model.mu.Unlock()
	if snap.Status == nil || snap.Contact.IsZero() || snap.Loading {
		t.Errorf("the stored state is not shown: %+v", snap)
	}
	eventually(t, "an explanation", func() bool {
		again.model.mu.Lock()
		defer again.model.mu.Unlock()
		s := again.model.snapshot()
		return len(s.Notices) > 0 && s.Notices[0].Level == views.LevelOffline && s.Status != nil
	})
	again.close()
}
