package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

// session is one feed being followed: from its store, over its connection, to the
// model and the alerts. It lives from start until stop and belongs to one
// subscription.
type session struct {
	sub     store.Subscription
	db      *store.Store
	model   *Model
	alerts  *alerter
	profile string // file that keeps the verified profile for the next start
	token   func(context.Context) (string, error)
	now     func() time.Time
	log     *slog.Logger
	// pinned is told the root key of a feed that is seen for the first time.
	pinned func(root string)
	// damaged, if set, is called when the store turns out to be damaged.
	damaged func()

	cancel context.CancelFunc
	opened chan struct{} // closed when the store's content is in the model
	done   chan struct{}
}

// start shows what the store holds and then follows the feed until stop.
func (s *session) start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx)
	s.opened, s.done = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(s.done)
		s.run(ctx)
	}()
}

// stop ends the session and waits until it has put down its work.
func (s *session) stop() {
	s.cancel()
	<-s.done
}

func (s *session) run(ctx context.Context) {
	held, err := s.db.Held(ctx, s.sub.ID)
	if err != nil {
		s.failed(err)
	}
	profile := s.savedProfile()
	s.model.opened(held, profile)
	close(s.opened)
	if profile != nil {
		// The last run may have died between keeping a new profile and retiring the
		// keys that it no longer lists.
		ids := make([]string, 0, len(profile.PublishKeys))
		for _, k := range profile.PublishKeys {
			ids = append(ids, k.ID)
		}
		if err := s.db.KeepKeys(ctx, s.sub.ID, ids); err != nil {
			s.log.Warn("retire keys", "feed", s.sub.ID, "error", err)
		}
	}
	alertsDone := make(chan struct{})
	go func() {
		defer close(alertsDone)
		s.alerts.run(ctx)
	}()
	defer func() { <-alertsDone }()
	if profile == nil {
		if profile = s.fetchProfile(ctx); profile == nil {
			return
		}
		s.model.setProfile(profile)
	}
	client, err := subscribe.New(subscribe.Params{
		URL:     s.sub.URL,
		Profile: profile,
		Token:   s.token,
		Held: subscribe.Held{
			Status: held.Status, SHA256: held.SHA256, KeyID: held.KeyID,
			LibrarySHA256: held.LibrarySHA256, ExpiresAt: held.ExpiresAt,
		},
		Commit:  s.commit,
		Renew:   s.renew,
		Library: s.library,
		Health:  s.health,

		ProfileAt:      s.profileAt(),
		ProfileChanged: s.profileChanged,
		KeyRotated:     func(ctx context.Context, ids []string) error { return s.db.KeepKeys(ctx, s.sub.ID, ids) },

		Now:    s.now,
		Logger: s.log,
	})
	if err != nil {
		s.log.Error("subscribe", "feed", s.sub.ID, "error", err)
		s.model.setHealth(subscribe.Health{State: subscribe.Stopped, Reason: subscribe.NotFeed, Since: s.now()})
		return
	}
	if err := client.Run(ctx); err != nil && ctx.Err() == nil {
		s.log.Warn("feed ended", "feed", s.sub.ID, "error", err)
	}
}

// commit keeps a document before anything shows it: document, cursor and the
// changes that still have to be decided about are one transaction.
func (s *session) commit(ctx context.Context, a subscribe.Accepted) error {
	err := s.db.Commit(ctx, s.sub.ID, store.Commit{
		Payload: a.Payload, Status: a.Status, SHA256: a.SHA256, KeyID: a.KeyID,
		Epoch: a.Status.Epoch, EpochStarted: a.Status.EpochStarted, Seq: a.Status.Seq,
		ExpiresAt: a.Status.ExpiresAt, ReceivedAt: a.ReceivedAt,
		Changes: a.Changes, Digest: a.Digest, Baseline: a.Baseline,
	})
	if err != nil {
		s.failed(err)
		return fmt.Errorf("keep document %d: %w", a.Status.Seq, err)
	}
	for _, p := range a.Report.Problems {
		s.log.Warn("left out", "feed", s.sub.ID, "path", p.Path, "reason", p.Reason)
	}
	s.model.accepted(a)
	s.alerts.wake()
	return nil
}

// failed tells of an error of the store. A damaged one is moved aside when it is
// opened again.
func (s *session) failed(err error) {
	s.model.storeFailed(err)
	if errors.Is(err, store.ErrDamaged) && s.damaged != nil {
		go s.damaged()
	}
}

func (s *session) renew(ctx context.Context, f feed.Freshness) error {
	now := s.now()
	if err := s.db.Renew(ctx, s.sub.ID, f, now); err != nil {
		return fmt.Errorf("keep freshness record: %w", err)
	}
	s.model.renewed(f, now)
	s.alerts.wake() // silence can be judged again
	return nil
}

func (s *session) library(ctx context.Context, lib subscribe.Library) error {
	if err := s.db.SaveLibrary(ctx, s.sub.ID, lib.Payload, lib.SHA256); err != nil {
		return fmt.Errorf("keep library: %w", err)
	}
	s.model.setLibrary(lib.Library)
	return nil
}

func (s *session) health(h subscribe.Health) {
	if h.Detail != "" {
		s.log.Info("connection", "feed", s.sub.ID, "state", h.State, "reason", h.Reason, "detail", h.Detail)
	}
	if s.model.setHealth(h) {
		s.alerts.wake()
	}
}

// savedProfile returns the profile of the last run, nil if there is none that
// still verifies against the pin.
func (s *session) savedProfile() *envelope.Profile {
	raw, err := os.ReadFile(s.profile)
	if err != nil || s.sub.Root == "" {
		return nil
	}
	p, err := envelope.OpenProfile(raw, s.sub.Root, s.now())
	if err != nil {
		s.log.Warn("saved profile", "feed", s.sub.ID, "error", err)
		return nil
	}
	return p
}

// profileAt is when the kept profile was fetched, zero if that is not known.
func (s *session) profileAt() time.Time {
	info, err := os.Stat(s.profile)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// profileChanged keeps and shows a later profile of the feed.
func (s *session) profileChanged(_ context.Context, p *envelope.Profile, raw []byte) error {
	if err := keepProfile(s.profile, raw); err != nil {
		return err
	}
	s.model.setProfile(p)
	return nil
}

// The wait between two attempts to fetch a profile doubles from the first to the
// last of these.
const (
	profileRetryMin = 2 * time.Second
	profileRetryMax = 2 * time.Minute
)

// fetchProfile gets the profile of a feed that is followed for the first time.
// It tries until it succeeds, the root key is not the pinned one, or ctx ends;
// then it returns nil.
func (s *session) fetchProfile(ctx context.Context) *envelope.Profile {
	for wait := profileRetryMin; ; wait = min(2*wait, profileRetryMax) {
		s.model.setHealth(subscribe.Health{State: subscribe.Connecting, Since: s.now()})
		token, err := s.token(ctx)
		var p *envelope.Profile
		var raw []byte
		if err == nil {
			p, raw, err = subscribe.FetchProfile(ctx, s.sub.URL, s.sub.Root, subscribe.WithToken(token))
		}
		if err == nil {
			if err := keepProfile(s.profile, raw); err != nil {
				s.log.Warn("profile", "feed", s.sub.ID, "error", err)
			}
			if s.sub.Root == "" {
				s.sub.Root = p.Root.ID
				s.pinned(p.Root.ID)
			}
			return p
		}
		if ctx.Err() != nil {
			return nil
		}
		s.log.Warn("fetch profile", "feed", s.sub.ID, "error", err)
		h := subscribe.Health{State: subscribe.Waiting, Reason: subscribe.ReasonOf(err), Since: s.now(), RetryAt: s.now().Add(wait)}
		if errors.Is(err, envelope.ErrPin) {
			h.State, h.RetryAt = subscribe.Stopped, time.Time{}
			s.model.setHealth(h)
			return nil
		}
		s.model.setHealth(h)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// keepProfile writes a verified profile for the next start. A half-written one
// does not verify and is fetched again.
func keepProfile(path string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	return nil
}
