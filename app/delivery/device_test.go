package delivery

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"bokgu/app/alert"
	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// notices is a Notifier that remembers what a person has been shown.
type notices struct {
	mu    sync.Mutex
	shown []notify.Notification
	gone  []string
}

func (n *notices) Show(_ context.Context, what notify.Notification) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.shown = append(n.shown, what)
	return nil
}

func (n *notices) Withdraw(_ context.Context, key string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.gone = append(n.gone, key)
	return nil
}

func (n *notices) Close() error { return nil }

func (n *notices) all() []notify.Notification {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.shown)
}

// titles are those of the notifications that came up, in order.
func (n *notices) titles() []string {
	var out []string
	for _, s := range n.all() {
		out = append(out, s.Title)
	}
	return out
}

// screen remembers what a person could see on the screen.
type screen struct {
	mu       sync.Mutex
	opened   store.Held
	doc      *feed.Status
	library  *feed.Library
	health   subscribe.Health
	failures []error
}

func (s *screen) Opened(h store.Held, _ *envelope.Profile) {
	s.set(func() { s.opened, s.doc, s.library = h, h.Status, h.Library })
}
func (s *screen) Accepted(a subscribe.Accepted)     { s.set(func() { s.doc = a.Status }) }
func (s *screen) Renewed(feed.Freshness, time.Time) {}
func (s *screen) Library(l *feed.Library)           { s.set(func() { s.library = l }) }
func (s *screen) Profile(*envelope.Profile)         {}
func (s *screen) Health(h subscribe.Health)         { s.set(func() { s.health = h }) }
func (s *screen) Failed(err error)                  { s.set(func() { s.failures = append(s.failures, err) }) }
func (s *screen) set(f func())                      { s.mu.Lock(); defer s.mu.Unlock(); f() }
func (s *screen) seen() (doc *feed.Status, h subscribe.Health, failures []error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doc, s.health, slices.Clone(s.failures)
}

// board is the word on the screen about a component, "" if there is none.
func (s *screen) board(id string) feed.ComponentStatus {
	doc, _, _ := s.seen()
	if doc == nil || doc.Component(id) == nil {
		return ""
	}
	return doc.Component(id).Status
}

// device is a store with everything around it but the window.
type device struct {
	t       testing.TB
	dir     string
	db      *store.Store
	notices *notices
	feeds   []*follower
}

// follower is a feed on a device, with what a person sees of it.
type follower struct {
	*Feed
	d      *device
	screen *screen
}

func newDevice(t testing.TB, dir string) *device {
	t.Helper()
	db, _, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, dir: dir, db: db, notices: &notices{}}
	t.Cleanup(d.close)
	return d
}

// params are those of a feed on the device.
func (d *device) params(sub store.Subscription, rules alert.Rules) Params {
	l := i18n.New("en")
	return Params{
		Sub: sub, DB: d.db, Screen: &screen{}, ProfileFile: filepath.Join(d.dir, "profile-"+sub.ID+".json"),
		Token:  func(context.Context) (string, error) { return "", nil },
		Pinned: func(string) {},
		Rules:  func() alert.Rules { return rules },
		Loc:    func() *i18n.Localizer { return l },
		Notify: d.notices,
		Now:    time.Now,
		Log:    slog.New(slog.DiscardHandler),
	}
}

// on are the parameters for a station's feed.
func (d *device) on(st *station, id string, follows ...string) Params {
	p := d.params(st.sub(id), alert.Rules{Follows: follows})
	p.Dial, p.TLS, p.Timing = st.line.dial, st.conf, st.timing
	p.Network = newNetwork() // that of the machine is no part of the test
	return p
}

func (d *device) start(p Params) *follower {
	f := &follower{Feed: New(p), d: d, screen: p.Screen.(*screen)}
	d.feeds = append(d.feeds, f)
	f.Start(d.t.Context())
	return f
}

// follow starts a station's feed.
func (d *device) follow(st *station, id string, follows ...string) *follower {
	return d.start(d.on(st, id, follows...))
}

// close ends the app. It may be called twice.
func (d *device) close() {
	for _, f := range d.feeds {
		f.Stop()
	}
	d.feeds = nil
	if d.db == nil {
		return
	}
	if err := d.db.Close(); err != nil {
		d.t.Error(err)
	}
	d.db = nil
}

// patience bounds every wait for something that takes milliseconds.
const patience = 10 * time.Second

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatalf("not within %s: %s", patience, what)
		case <-tick.C:
		}
	}
}

// caughtUp waits until the newest document is on the screen and nothing is left
// to be decided or shown.
func (f *follower) caughtUp(st *station) {
	f.d.t.Helper()
	eventually(f.d.t, "the newest document and all that it brings", func() bool {
		f.d.t.Helper()
		doc, _, failures := f.screen.seen()
		if len(failures) > 0 {
			f.d.t.Fatalf("what came could not be kept: %v", failures)
		}
		return doc != nil && doc.Seq == st.seq && f.decided()
	})
}

// decided reports whether nothing is left to be decided or shown.
func (f *follower) decided() bool {
	t, ctx := f.d.t, f.d.t.Context()
	t.Helper()
	pending, err := f.d.db.Pending(ctx, f.p.Sub.ID)
	if err != nil {
		t.Fatal(err)
	}
	state, err := f.d.db.AlertState(ctx, f.p.Sub.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.d.db.Outbox(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return len(pending.Changes) == 0 && state != nil && len(out) == 0
}

// told wants exactly these notifications to have come up, in this order, each
// given by a part of its title.
func (d *device) told(what string, want ...string) {
	d.t.Helper()
	got := d.notices.titles()
	if len(got) != len(want) || !slices.EqualFunc(got, want, strings.Contains) {
		d.t.Errorf("%s: told %q, want %q", what, got, want)
	}
}

// live reports whether the screen says that the feed is connected.
func (f *follower) live() bool {
	_, h, _ := f.screen.seen()
	return h.State == subscribe.Live
}

// fakeNetwork is what the system knows of a network that a test pulls out.
type fakeNetwork struct {
	online  atomic.Bool
	changes chan struct{}
}

func newNetwork() *fakeNetwork {
	n := &fakeNetwork{changes: make(chan struct{})}
	n.online.Store(true)
	return n
}

func (n *fakeNetwork) Online() bool { return n.online.Load() }

func (n *fakeNetwork) Watch(ctx context.Context, changed func()) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.changes:
			changed()
		}
	}
}

// turn sets the network and tells whoever watches at this moment of a bubble.
func (n *fakeNetwork) turn(online bool) {
	n.online.Store(online)
	synctest.Wait()
	select {
	case n.changes <- struct{}{}:
	default:
	}
}
