package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

// A status page is followed as a signed feed is, but for who makes its document:
// here, of what the page answers. From the store on nothing differs.

// pageGap is the least time between two polls of a page, whatever asks for them:
// a reader who presses the key again and again, or settings that connect anew.
const pageGap = 10 * time.Second

// pageTroubled is after how many failed polls in a row a page counts as out of
// reach for a notification. A single one is a hiccup: it is on the screen at once,
// and the next poll is ten minutes away.
const pageTroubled = 2

// followPage polls the page until ctx ends.
func (f *Feed) followPage(ctx context.Context) {
	kept, news := f.savedPage(), false
	poller := source.NewPoller(source.PollerParams{
		Recipe: recipe(f.p.Sub.Page), State: kept.State, Captures: kept.Captures, Get: f.p.Ask,
		Keep: func(s source.State) { kept.State, news = s, true }, Now: f.p.Now, Random: f.p.Rand,
	})
	if doc := kept.State.Document; doc != nil {
		// The last run may have ended between the two files.
		if err := f.commitPage(ctx, doc, kept.State.At); err != nil {
			f.p.Log.Warn("keep page", "feed", f.p.Sub.ID, "error", err)
		}
	}
	f.setHealth(subscribe.Health{State: subscribe.Connecting, Since: f.p.Now()})
	if wait := f.firstPoll(kept, f.p.Now()); wait > 0 && !f.pausePage(ctx, wait, false) {
		return
	}
	for {
		result, health := poller.Poll(ctx)
		if ctx.Err() != nil {
			return
		}
		notBefore := time.Time{}
		var refusal *source.StatusError
		if errors.As(health.Err, &refusal) && refusal.RetryAfter > 0 {
			notBefore = health.Next // also over a restart
		}
		if news || !notBefore.Equal(kept.NotBefore) {
			// What the page has told first: the other way round a document could be
			// held that its own maker does not know, and all of it be told again.
			kept.Captures, kept.NotBefore, news = poller.Captures(), notBefore, false
			if err := f.keepPage(kept); err != nil {
				f.p.Log.Warn("keep page", "feed", f.p.Sub.ID, "error", err)
			}
		}
		for _, n := range result.Notes {
			f.p.Log.Info("page answer left out", "feed", f.p.Sub.ID, "part", n.Part, "reason", n.Reason, "detail", n.Detail)
		}
		failed := error(nil)
		if result.Confirmed {
			failed = f.commitPage(ctx, result.Document, health.At)
		}
		offline := f.tellPage(health, failed)
		wait := health.Next.Sub(health.At)
		if offline {
			wait = f.p.Timing.OfflineRetry
		}
		if !f.pausePage(ctx, wait, offline || health.Err != nil) {
			return
		}
	}
}

// tellPage says how the page was reached, and reports whether this device has no
// network at all.
func (f *Feed) tellPage(health source.Health, failed error) (offline bool) {
	h := subscribe.Health{State: subscribe.Polling, Since: health.At, LastContact: health.Heard}
	switch {
	case failed != nil:
		h.Reason, h.Detail = subscribe.StoreFailed, failed.Error()
	case health.Err != nil:
		h.State, h.RetryAt = subscribe.Waiting, health.Next
		h.Reason, h.Detail = pageReason(health.Err), health.Err.Error()
		if offline = h.Reason == subscribe.Unreachable && !f.p.Network.Online(); offline {
			h.Reason, h.RetryAt = subscribe.NoNetwork, health.At.Add(f.p.Timing.OfflineRetry)
		}
	}
	f.mu.Lock()
	turned := f.missed < pageTroubled != (health.Failures < pageTroubled)
	f.missed, f.polled = health.Failures, health.At
	f.mu.Unlock()
	f.setHealth(h)
	if turned {
		f.alerts.wake()
	}
	return offline
}

// firstPoll returns how long to wait before the first poll. A clock that was set
// back does not hold it up.
func (f *Feed) firstPoll(k *keptPage, now time.Time) time.Duration {
	f.mu.Lock()
	polled := f.polled
	f.mu.Unlock()
	wait := time.Duration(0)
	if !polled.IsZero() && !polled.After(now) {
		wait = max(0, polled.Add(pageGap).Sub(now))
	}
	if asked := k.NotBefore.Sub(now); asked > wait && asked <= maxPageWait {
		wait = asked
	}
	return wait
}

// maxPageWait is as long as a server may ask for (docs/sources.md).
const maxPageWait = time.Hour

// The reasons that only a status page has.
const (
	PagePrivate subscribe.Reason = "page_private" // it is in a network that the reader has not allowed
	PageUnread  subscribe.Reason = "page_unread"  // what answers is not the page, or none that can be read
)

// pageReason puts an error of a poll into the codes of a feed's health.
func pageReason(err error) subscribe.Reason {
	var refusal *source.StatusError
	switch {
	case errors.Is(err, source.ErrPrivate), errors.Is(err, source.ErrAddress): // only at home it may be unencrypted
		return PagePrivate
	case errors.Is(err, source.ErrCertificate):
		return subscribe.Certificate
	case errors.Is(err, source.ErrSlow):
		return subscribe.TimedOut
	case errors.As(err, &refusal):
		switch code := refusal.Code; {
		case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
			return subscribe.Overloaded
		case code == http.StatusProxyAuthRequired:
			return subscribe.ProxyAuth
		case code >= 500:
			return subscribe.ServerError
		}
		return PageUnread
	case errors.Is(err, source.ErrUnreachable):
		return subscribe.Unreachable
	}
	return PageUnread
}

// recipe is how a page is read.
func recipe(p *store.StatusPage) source.Recipe {
	return source.Recipe{Provider: source.Provider(p.Provider), Main: p.Main, With: p.With, Confirm: p.Confirm}
}

// commitPage keeps a document that was made of the page's answers, or confirms the
// held one if it is that.
func (f *Feed) commitPage(ctx context.Context, doc *feed.Status, at time.Time) error {
	f.mu.Lock()
	held, sum, expires := f.status, f.sha256, f.expires
	f.mu.Unlock()
	if held != nil && held.Cursor() == doc.Cursor() {
		until := at.Add(source.ValidFor)
		if !until.After(expires) {
			return nil
		}
		return f.renew(ctx, feed.Freshness{Epoch: held.Epoch, Seq: held.Seq, SHA256: sum, IssuedAt: at, ExpiresAt: until})
	}
	payload, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("page's document %d: %w", doc.Seq, err)
	}
	hash := sha256.Sum256(payload)
	a := subscribe.Accepted{Payload: payload, SHA256: hex.EncodeToString(hash[:]), ReceivedAt: at}
	// What is shown is what the next start will read.
	if a.Status, a.Report, err = feed.Parse(payload); err != nil {
		return fmt.Errorf("page's document %d: %w", doc.Seq, err)
	}
	switch {
	case held == nil:
		a.Baseline = true
	default:
		complete := false
		if a.Status.Newer(held) {
			a.Changes, complete = a.Status.ChangesSince(held.Cursor())
		}
		if !complete {
			a.Changes, a.Digest = feed.Diff(held, a.Status, at), true
		}
	}
	return f.commit(ctx, a)
}

// pausePage waits and reports whether ctx goes on. It ends early when the device
// wakes from sleep and, where eager, when the network changes; then within some
// seconds, so that not all devices of a house ask at once.
func (f *Feed) pausePage(ctx context.Context, wait time.Duration, eager bool) bool {
	due := f.p.Now().Round(0).Add(wait) // by the wall clock, which goes on in a sleep
	watched, enough := context.WithCancel(ctx)
	defer enough()
	changed := make(chan struct{}, 1)
	if eager {
		go f.p.Network.Watch(watched, func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		})
	}
	for {
		before := f.p.Now().Round(0)
		left := due.Sub(before)
		if left <= 0 {
			return true
		}
		pulse := left
		if f.p.Timing.Pulse > 0 {
			pulse = min(left, f.p.Timing.Pulse)
		}
		t := time.NewTimer(pulse)
		woken := false
		select {
		case <-ctx.Done():
			t.Stop()
			return false
		case <-changed:
			t.Stop()
			woken = true
		case <-t.C:
			woken = f.p.Now().Round(0).Sub(before) > pulse+f.p.Timing.WakeJump
		}
		if woken {
			soon := f.p.Now().Round(0).Add(time.Duration(f.p.Rand() * float64(f.p.Timing.FirstReconnect)))
			if soon.Before(due) {
				due = soon
			}
		}
	}
}
