package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
)

// profile gets the feed's profile, holds it against what is pinned, and keeps
// it. Without the network the one of the last run does.
func (w *watch) profile(ctx context.Context) (*envelope.Profile, error) {
	pin := w.cmd.Root
	if pin == "" {
		pin = w.state.Root
	}
	p, raw, err := w.fetchProfile(ctx, pin)
	var fetch *subscribe.FetchError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &fetch):
		if p := w.keptProfile(); p != nil {
			w.note("no profile (%s): %v; using the one of the last time", fetch.Reason, err)
			return p, nil
		}
		if fetch.Reason == subscribe.Unauthorized {
			return nil, errors.New("the feed does not let this one in; if it is private, give its token with --token-stdin")
		}
		return nil, fmt.Errorf("no profile (%s): %w", fetch.Reason, err)
	case errors.Is(err, envelope.ErrPin) && w.cmd.Root == "":
		if p, err = envelope.OpenProfile(raw, "", time.Now()); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	}
	if kept := w.keptProfile(); kept != nil && kept.Root.ID == p.Root.ID && kept.Version > p.Version {
		w.note("the served profile is version %d, an older one than the %d of the last time; using that", p.Version, kept.Version)
		return kept, nil
	}
	if p.Expired(time.Now()) {
		w.note("the feed's profile expired on %s", p.ExpiresAt.UTC().Format(time.RFC3339))
	}
	if w.state.Root != "" && w.state.Root != p.Root.ID {
		if err := w.otherRoot(p); err != nil {
			return nil, err
		}
	}
	if w.state.Root == "" && w.cmd.Root == "" {
		w.note("trusting this feed's root key, seen for the first time: %s", p.Root.ID)
	}
	w.state.Root, w.state.Mode, w.state.Profile = p.Root.ID, p.Mode, raw
	return p, w.state.save()
}

// fetchProfile asks without the token first: nothing vouches for the origin yet.
// The person gave both together, so a feed that insists gets it.
func (w *watch) fetchProfile(ctx context.Context, pin string) (*envelope.Profile, []byte, error) {
	way := subscribe.WithProxy(w.proxy, nil)
	p, raw, err := subscribe.FetchProfile(ctx, w.cmd.URL, pin, way)
	var fetch *subscribe.FetchError
	if w.token != "" && errors.As(err, &fetch) && fetch.Reason == subscribe.Unauthorized {
		return subscribe.FetchProfile(ctx, w.cmd.URL, pin, way, subscribe.WithToken(w.token))
	}
	return p, raw, err
}

// keptProfile is the profile of the last run, nil if there is none or --root
// asks for another root.
func (w *watch) keptProfile() *envelope.Profile {
	if w.state.Profile == nil || w.cmd.Root != "" && w.cmd.Root != w.state.Root {
		return nil
	}
	p, err := envelope.OpenProfile(w.state.Profile, w.state.Root, time.Now())
	if err != nil {
		return nil
	}
	return p
}

// otherRoot decides about a feed whose root is not the one in the state file.
// Every replay makes new keys, so one replay may follow another; whatever was
// live once is never taken over by another root.
func (w *watch) otherRoot(p *envelope.Profile) error {
	if w.state.Mode == feed.ModeLive || p.Mode == feed.ModeLive {
		return fmt.Errorf("the root key of this feed is %s, the one in %s is %s: if the publisher has announced a new key, delete that file to start over",
			p.Root.ID, w.state.path, w.state.Root)
	}
	w.note("this is another %s than the last time: starting over", p.Mode)
	w.state.startOver()
	return nil
}
