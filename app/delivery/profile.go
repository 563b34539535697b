package delivery

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/subscribe"
)

// savedProfile returns the profile of the last run, nil if there is none that
// still verifies against the pin.
func (f *Feed) savedProfile() *envelope.Profile {
	raw, err := os.ReadFile(f.p.ProfileFile)
	if err != nil || f.p.Sub.Root == "" {
		return nil
	}
	p, err := envelope.OpenProfile(raw, f.p.Sub.Root, f.p.Now())
	if err != nil {
		f.p.Log.Warn("saved profile", "feed", f.p.Sub.ID, "error", err)
		return nil
	}
	return p
}

// profileAt is when the kept profile was fetched, zero if that is not known.
func (f *Feed) profileAt() time.Time {
	info, err := os.Stat(f.p.ProfileFile)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// profileChanged keeps and shows a later profile of the feed.
func (f *Feed) profileChanged(_ context.Context, p *envelope.Profile, raw []byte) error {
	if err := KeepProfile(f.p.ProfileFile, raw); err != nil {
		return err
	}
	f.p.Screen.Profile(p)
	return nil
}

// fetchProfile gets the profile of a feed that is followed for the first time.
// It tries until it succeeds, the root key is not the pinned one, or ctx ends;
// then it returns nil.
func (f *Feed) fetchProfile(ctx context.Context) *envelope.Profile {
	for n := 1; ; n++ {
		f.setHealth(subscribe.Health{State: subscribe.Connecting, Since: f.p.Now()})
		token, err := f.p.Token(ctx)
		var p *envelope.Profile
		var raw []byte
		if err == nil {
			p, raw, err = subscribe.FetchProfile(ctx, f.p.Sub.URL, f.p.Sub.Root,
				subscribe.WithToken(token), subscribe.WithNetwork(f.p.Dial, f.p.TLS),
				subscribe.WithProxy(f.p.Proxy, f.p.ProxyLogin), subscribe.WithClock(f.p.Now))
		}
		if err == nil {
			if err := KeepProfile(f.p.ProfileFile, raw); err != nil {
				f.p.Log.Warn("profile", "feed", f.p.Sub.ID, "error", err)
			}
			if f.p.Sub.Root == "" {
				f.mu.Lock()
				f.p.Sub.Root = p.Root.ID
				f.mu.Unlock()
				f.p.Pinned(p.Root.ID)
			}
			return p
		}
		if ctx.Err() != nil {
			return nil
		}
		f.p.Log.Warn("fetch profile", "feed", f.p.Sub.ID, "error", err)
		// Who follows a feed for the first time is seldom alone: its address was
		// told to many at once.
		wait := f.p.Timing.Backoff(n, 0, f.p.Rand())
		offline := subscribe.ReasonOf(err) == subscribe.Unreachable && !f.p.Network.Online()
		switch r := subscribe.ReasonOf(err); {
		case offline:
			wait = f.p.Timing.OfflineRetry
		case r == subscribe.ProxyAuth, r == subscribe.Unauthorized:
			// A wrong password every few seconds locks an account, and only a
			// person can change it: that starts the feed anew.
			t := f.p.Timing
			wait = t.StopPollMin + time.Duration(f.p.Rand()*float64(t.StopPollMax-t.StopPollMin))
		}
		h := subscribe.Health{State: subscribe.Waiting, Reason: subscribe.ReasonOf(err), Since: f.p.Now(), RetryAt: f.p.Now().Add(wait)}
		if errors.Is(err, envelope.ErrPin) {
			h.State, h.RetryAt = subscribe.Stopped, time.Time{}
			f.setHealth(h)
			return nil
		}
		if offline {
			h.Reason = subscribe.NoNetwork
		}
		f.setHealth(h)
		if !f.rest(ctx, wait, offline) {
			return nil
		}
	}
}

// rest waits, where there is no network until that has changed at the latest,
// and reports whether ctx goes on.
func (f *Feed) rest(ctx context.Context, wait time.Duration, offline bool) bool {
	waiting, enough := context.WithTimeout(ctx, wait)
	defer enough()
	if offline {
		f.p.Network.Watch(waiting, enough)
	} else {
		<-waiting.Done()
	}
	return ctx.Err() == nil
}

// KeepProfile writes a verified profile for the next start. A half-written one
// does not verify and is fetched again.
func KeepProfile(path string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("keep profile: %w", err)
	}
	return nil
}
