package app

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/app/delivery"
	"bokgu/app/notify"
	"bokgu/app/settings"
	"bokgu/i18n"
	"bokgu/sync/store"
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

// device is a store with everything around it but the window.
type device struct {
	t       testing.TB
	dir     string
	db      *store.Store
	model   *Model
	notices *screenOfNotices
	feed    *delivery.Feed
	// dial, if set, makes the connections.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func newDevice(t testing.TB, dir string) *device {
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
	d.model.add(sub.ID, set(follows), nil)
	d.model.choose(sub.ID)
	d.feed = delivery.New(delivery.Params{
		Sub: sub, DB: d.db, Screen: d.model.screen(sub.ID), Now: time.Now, Log: d.model.log,
		ProfileFile: filepath.Join(d.dir, "profile.json"),
		Token:       func(context.Context) (string, error) { return "", nil },
		Pinned:      func(string) {},
		Rules:       func() alert.Rules { return alert.Rules{Follows: d.model.followed(sub.ID)} },
		Loc:         d.model.localizer,
		Notify:      d.notices,
		Dial:        d.dial,
	})
	d.feed.Start(d.t.Context())
}

func (d *device) snapshot() *views.Snapshot {
	d.model.mu.Lock()
	defer d.model.mu.Unlock()
	return d.model.snapshot()
}

func (d *device) close() {
	d.t.Helper()
	d.feed.Stop()
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

// A feed that is not there: what the store holds is shown, and why nothing newer
// comes is said.
func TestNoNetworkShowsTheLastKnownState(t *testing.T) {
	dir := t.TempDir()
	l := newLivePublisher(t, "http://127.0.0.1", "ws://127.0.0.1")
	began := time.Now().UTC()
	if _, err := l.pub.Publish(t.Context(), components(10, 0, began), began); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(l.edge)
	t.Cleanup(srv.Close)
	sub := store.Subscription{ID: "s", URL: "ws" + strings.TrimPrefix(srv.URL, "http"), Root: l.root}
	d := newDevice(t, dir)
	d.follow(sub)
	eventually(t, "the first document", func() bool { return d.model.document() != nil })
	d.close()

	again := newDevice(t, dir)
	sub.URL = "ws://127.0.0.1:1/v1/stream" // nobody listens there
	again.follow(sub)
	<-again.feed.Opened()
	if snap := again.snapshot(); snap.Status == nil || snap.Contact.IsZero() || snap.Loading {
		t.Errorf("the stored state is not shown: %+v", snap)
	}
	eventually(t, "an explanation", func() bool {
		s := again.snapshot()
		return len(s.Notices) > 0 && s.Notices[0].Level == views.LevelOffline && s.Status != nil
	})
	again.close()
}
