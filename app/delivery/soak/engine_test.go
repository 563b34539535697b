//go:build linux && !android

package soak

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"

	"bokgu/app/alert"
	"bokgu/app/delivery"
	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

// engineConfig is what the engine's process is started with.
type engineConfig struct {
	Dir       string
	URL       string
	Root      string // of the feed, pinned
	Threshold alert.Threshold
	Run       int
}

// appName is what the engine calls itself on the bus.
const appName = "Bokgu"

// engineSub is the local name of the subscription.
const engineSub = "soak"

// screenTick is how often the screen is looked at when nothing happens.
const screenTick = 50 * time.Millisecond

// runEngine follows the feed as the app does, without a window: what its screen
// would show goes to stdout. It ends by being killed, or in good order with
// stdin.
func runEngine(cfg engineConfig) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})).With("run", cfg.Run)
	out := &screen{run: cfg.Run, out: lines{os.Stdout}, now: time.Now}
	db, opened, err := store.Open(ctx, cfg.Dir, store.Options{})
	if err != nil {
		out.say(shown{Opened: err.Error()})
		return err
	}
	if opened != (store.Opened{}) {
		out.say(shown{Opened: fmt.Sprintf("%+v", opened)})
		return fmt.Errorf("the store was opened with %+v", opened)
	}
	notifier, err := notify.New(notify.Params{
		AppName: appName, AppID: "io.example.bokgu.soak", Open: "Open", IDs: db, Logger: log,
	})
	if err != nil {
		return err
	}
	loc := i18n.New(i18n.English)
	f := delivery.New(delivery.Params{
		Sub: store.Subscription{ID: engineSub, URL: cfg.URL, Root: cfg.Root},
		DB:  db, Screen: out, ProfileFile: filepath.Join(cfg.Dir, "profile.json"),
		Token: func(context.Context) (string, error) { return "", nil },
		Rules: func() alert.Rules { return alert.Rules{Follows: follows(), Threshold: cfg.Threshold} },
		Loc:   func() *i18n.Localizer { return loc }, Notify: notifier,
		Online: func() bool { return true },
		Timing: soakTiming(), Now: time.Now, Log: log,
	})
	f.Start(ctx)
	tick := time.NewTicker(screenTick)
	defer tick.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		select {
		case <-ctx.Done():
		case <-tick.C:
			out.tick(n%2 == 0 && idle(ctx, db))
		}
	}
	f.Stop()
	return errors.Join(notifier.Close(), db.Close())
}

func idle(ctx context.Context, db *store.Store) bool {
	p, err := db.Pending(ctx, engineSub)
	if err != nil || len(p.Changes) > 0 {
		return false
	}
	out, err := db.Outbox(ctx)
	return err == nil && len(out) == 0
}

// screen is what a window would show: which document, the states in it, and
// whether it is shown as confirmed.
type screen struct {
	run int
	out lines
	now func() time.Time

	mu     sync.Mutex
	held   delivery.Evidence
	sha256 string
	shown  *feed.Status // the document of the last line
	conn   subscribe.State
}

var _ delivery.Screen = (*screen)(nil)

func (s *screen) Opened(h store.Held, _ *envelope.Profile) {
	s.change(func() {
		s.held.Status, s.held.Expires, s.held.Contact, s.sha256 = h.Status, h.ExpiresAt, h.LastContact, h.SHA256
	})
}

func (s *screen) Accepted(a subscribe.Accepted) {
	s.change(func() {
		s.held.Status, s.held.Expires, s.held.Contact, s.sha256 = a.Status, a.Status.ExpiresAt, a.ReceivedAt, a.SHA256
	})
}

func (s *screen) Renewed(r feed.Freshness, at time.Time) {
	s.change(func() {
		s.held.Contact = at
		if r.SHA256 == s.sha256 && r.ExpiresAt.After(s.held.Expires) {
			s.held.Expires = r.ExpiresAt
		}
	})
}

func (s *screen) Health(h subscribe.Health) {
	s.change(func() {
		s.conn, s.held.ClockOff = h.State, h.ClockOff
		if (h.State == subscribe.Live || h.State == subscribe.Polling) && h.LastContact.After(s.held.Contact) {
			s.held.Contact = h.LastContact
		}
	})
}

func (s *screen) Library(*feed.Library)     {}
func (s *screen) Profile(*envelope.Profile) {}

func (s *screen) Failed(err error) { s.say(shown{Opened: "failed: " + err.Error()}) }

func (s *screen) tick(idle bool) { s.put(func() {}, idle) }

func (s *screen) change(f func()) { s.put(f, false) }

func (s *screen) put(f func(), idle bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	line := shown{At: s.now(), Run: s.run, Conn: string(s.conn), Idle: idle}
	if doc := s.held.Status; doc != nil {
		line.Place = place{epochNumber(doc.Epoch), doc.Seq}
		line.Fresh = s.held.Confirmed(line.At)
		if doc != s.shown {
			s.shown = doc
			line.States = make(map[string]string)
			for _, c := range doc.Components {
				if c.GroupID != "" {
					line.States[c.ID] = string(c.Status)
				}
			}
		}
	}
	s.write(line)
}

func (s *screen) say(line shown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line.At, line.Run = s.now(), s.run
	s.write(line)
}

func (s *screen) write(line shown) {
	if err := s.out.put(line); err != nil {
		os.Exit(1) // nobody looks any more
	}
}
