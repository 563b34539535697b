package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"bokgu/app/alert"
	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// Screen is told what a feed has become. Its methods are called from several
// goroutines of the feed, never two at once for the same kind of news, and must
// return at once: the feed's goroutines wait for them. What is handed over is
// never changed afterwards.
type Screen interface {
	// Opened shows what the store held, before there is any network. p is nil
	// if no profile is known yet.
	Opened(h store.Held, p *envelope.Profile)
	// Accepted shows a document that is in the store.
	Accepted(a subscribe.Accepted)
	// Renewed is told until when the held document is confirmed, and when that
	// was heard.
	Renewed(f feed.Freshness, at time.Time)
	Library(l *feed.Library)
	Profile(p *envelope.Profile)
	Health(h subscribe.Health)
	// Failed is told of an error of the store. What is shown stays.
	Failed(err error)
}

// Params is what a Feed needs. Everything without "may be nil" is required.
type Params struct {
	Sub    store.Subscription
	DB     *store.Store
	Screen Screen
	// ProfileFile keeps the verified profile for the next start.
	ProfileFile string
	// Ask asks for a document of a status page, PageFile keeps what is known of
	// it for the next start: both only where Sub.Page is set.
	Ask      func(ctx context.Context, address string, have source.Validators) (source.Answer, error)
	PageFile string

	// Token returns the token of a private feed, "" for none. It may block.
	Token func(context.Context) (string, error)
	// Proxy and ProxyLogin are those of subscribe.Params; both may be nil.
	Proxy      func(*http.Request) (*url.URL, error)
	ProxyLogin subscribe.ProxyLogin
	// Pinned is told the root key of a feed that is seen for the first time.
	Pinned func(root string)
	// Damaged is called when the store turns out to be damaged; may be nil.
	Damaged func()

	// Rules are the alert rules as they are now; called at each decision.
	Rules func() alert.Rules
	// Loc is the language and zone of the reader.
	Loc    func() *i18n.Localizer
	Notify notify.Notifier
	// Online reports whether the device has any network; nil: nobody is told
	// of a lost connection, as with a replay that comes from this very program.
	Online func() bool
	// Ended is told which followed incidents are over; may be nil.
	Ended func(ids []string)

	// Dial makes connections, TLS secures them, Network is what the system knows
	// of the network, Rand (uniform in [0, 1)) spreads attempts, Timing is the
	// table of them; zero: the ordinary ones.
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	TLS     *tls.Config
	Network subscribe.Network
	Rand    func() float64
	Timing  wire.Timing

	Now func() time.Time
	Log *slog.Logger
}

// Feed is one feed being followed. It lives from Start until Stop.
type Feed struct {
	p      Params
	alerts *alerter
	cancel context.CancelFunc
	opened chan struct{} // closed when the store's content has been shown
	done   chan struct{}

	mu      sync.Mutex
	status  *feed.Status
	sha256  string
	expires time.Time
	contact time.Time
	health  subscribe.Health
	missed  int       // polls of a page in a row that failed
	polled  time.Time // when a page was last asked; zero: never
	gone    []feed.Incident
}

// New makes a feed that does nothing yet.
func New(p Params) *Feed {
	if p.Network == nil {
		p.Network = subscribe.SystemNetwork()
	}
	if p.Rand == nil {
		p.Rand = rand.Float64
	}
	if p.Timing == (wire.Timing{}) {
		p.Timing = wire.DefaultTiming()
	}
	f := &Feed{p: p, opened: make(chan struct{}), done: make(chan struct{})}
	f.alerts = newAlerter(f)
	return f
}

// Start shows what the store holds and then follows the feed until Stop or the
// end of ctx. It is called once.
func (f *Feed) Start(ctx context.Context) {
	ctx, f.cancel = context.WithCancel(ctx)
	go func() {
		defer close(f.done)
		f.run(ctx)
	}()
}

// Stop ends the feed and waits until it has put down its work.
func (f *Feed) Stop() {
	f.cancel()
	<-f.done
}

// Opened is closed when Screen has been told what the store held.
func (f *Feed) Opened() <-chan struct{} { return f.opened }

// Sub is the subscription, with the root key as soon as one is pinned.
func (f *Feed) Sub() store.Subscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.p.Sub
}

// Store is the one that was given.
func (f *Feed) Store() *store.Store { return f.p.DB }

// Again makes a feed with the same parameters and another subscription's
// settings, to be started after this one was stopped.
func (f *Feed) Again(change func(*store.Subscription)) *Feed {
	p := f.p
	p.Sub = f.Sub()
	if change != nil {
		change(&p.Sub)
	}
	again := New(p)
	f.mu.Lock()
	again.polled = f.polled
	f.mu.Unlock()
	return again
}

// Wake lets the alerts be decided about again: the rules have changed. It never
// blocks.
func (f *Feed) Wake() { f.alerts.wake() }

// Status is the held document, nil as long as there is none.
func (f *Feed) Status() *feed.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

func (f *Feed) run(ctx context.Context) {
	held, err := f.p.DB.Held(ctx, f.p.Sub.ID)
	if err != nil {
		f.failed(err)
	}
	profile := f.savedProfile()
	f.mu.Lock()
	f.status, f.sha256, f.expires, f.contact = held.Status, held.SHA256, held.ExpiresAt, held.LastContact
	f.mu.Unlock()
	f.p.Screen.Opened(held, profile)
	close(f.opened)
	if profile != nil {
		// The last run may have died between keeping a new profile and retiring the
		// keys that it no longer lists.
		ids := make([]string, 0, len(profile.PublishKeys))
		for _, k := range profile.PublishKeys {
			ids = append(ids, k.ID)
		}
		if err := f.p.DB.KeepKeys(ctx, f.p.Sub.ID, ids); err != nil {
			f.p.Log.Warn("retire keys", "feed", f.p.Sub.ID, "error", err)
		}
	}
	alertsDone := make(chan struct{})
	go func() {
		defer close(alertsDone)
		f.alerts.run(ctx)
	}()
	defer func() { <-alertsDone }()
	if f.p.Sub.Page != nil {
		f.followPage(ctx)
		return
	}
	if profile == nil {
		if profile = f.fetchProfile(ctx); profile == nil {
			return
		}
		f.p.Screen.Profile(profile)
	}
	client, err := subscribe.New(subscribe.Params{
		URL:     f.p.Sub.URL,
		Profile: profile,
		Token:   f.p.Token,
		Held: subscribe.Held{
			Status: held.Status, SHA256: held.SHA256, KeyID: held.KeyID,
			LibrarySHA256: held.LibrarySHA256, ExpiresAt: held.ExpiresAt,
		},
		Commit:  f.commit,
		Renew:   f.renew,
		Library: f.library,
		Health:  f.setHealth,

		ProfileAt:      f.profileAt(),
		ProfileChanged: f.profileChanged,
		KeyRotated:     func(ctx context.Context, ids []string) error { return f.p.DB.KeepKeys(ctx, f.p.Sub.ID, ids) },

		Proxy:          f.p.Proxy,
		ProxyLogin:     f.p.ProxyLogin,
		NetDialContext: f.p.Dial,
		TLS:            f.p.TLS,
		Network:        f.p.Network,
		Rand:           f.p.Rand,
		Timing:         f.p.Timing,
		Now:            f.p.Now,
		Logger:         f.p.Log,
	})
	if err != nil {
		f.p.Log.Error("subscribe", "feed", f.p.Sub.ID, "error", err)
		f.setHealth(subscribe.Health{State: subscribe.Stopped, Reason: subscribe.NotFeed, Since: f.p.Now()})
		return
	}
	if err := client.Run(ctx); err != nil && ctx.Err() == nil {
		f.p.Log.Warn("feed ended", "feed", f.p.Sub.ID, "error", err)
	}
}

// commit keeps a document before anything shows it: document, cursor and the
// changes that still have to be decided about are one transaction.
func (f *Feed) commit(ctx context.Context, a subscribe.Accepted) error {
	err := f.p.DB.Commit(ctx, f.p.Sub.ID, store.Commit{
		Payload: a.Payload, Status: a.Status, SHA256: a.SHA256, KeyID: a.KeyID,
		Epoch: a.Status.Epoch, EpochStarted: a.Status.EpochStarted, Seq: a.Status.Seq,
		ExpiresAt: a.Status.ExpiresAt, ReceivedAt: a.ReceivedAt,
		Changes: a.Changes, Digest: a.Digest, Baseline: a.Baseline,
	})
	if err != nil {
		f.failed(err)
		return fmt.Errorf("keep document %d: %w", a.Status.Seq, err)
	}
	for _, p := range a.Report.Problems {
		f.p.Log.Warn("left out", "feed", f.p.Sub.ID, "path", p.Path, "reason", p.Reason)
	}
	f.mu.Lock()
	f.gone = leaving(f.gone, f.status, a.Status)
	f.status, f.sha256, f.expires, f.contact = a.Status, a.SHA256, a.Status.ExpiresAt, a.ReceivedAt
	f.mu.Unlock()
	f.p.Screen.Accepted(a)
	f.alerts.wake()
	return nil
}

// failed tells of an error of the store. A damaged one is moved aside when it is
// opened again.
func (f *Feed) failed(err error) {
	f.p.Screen.Failed(err)
	if errors.Is(err, store.ErrDamaged) && f.p.Damaged != nil {
		go f.p.Damaged()
	}
}

func (f *Feed) renew(ctx context.Context, r feed.Freshness) error {
	now := f.p.Now()
	if err := f.p.DB.Renew(ctx, f.p.Sub.ID, r, now); err != nil {
		return fmt.Errorf("keep freshness record: %w", err)
	}
	f.mu.Lock()
	f.contact = now
	if r.SHA256 == f.sha256 {
		f.expires = later(f.expires, r.ExpiresAt)
	}
	f.mu.Unlock()
	f.p.Screen.Renewed(r, now)
	f.alerts.wake() // silence can be judged again
	return nil
}

func (f *Feed) library(ctx context.Context, lib subscribe.Library) error {
	if err := f.p.DB.SaveLibrary(ctx, f.p.Sub.ID, lib.Payload, lib.SHA256); err != nil {
		return fmt.Errorf("keep library: %w", err)
	}
	f.p.Screen.Library(lib.Library)
	return nil
}
