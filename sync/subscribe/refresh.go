package subscribe

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/wire"
)

// refresh keeps the feed's profile up to date.
type refresh struct {
	task
	at    time.Time // when the next fetch is due, by the wall clock: a device may sleep for days
	asked time.Time // when the last began, monotonic
	left  []address // who is still to be asked
	// What an unknown key signed waits here for the profile that lists it.
	status, record []byte
	from           address
}

// pin is the fingerprint of the one root that is believed, "" if that is not
// known: then no profile but the first is.
func (c *Client) pin() string { return c.params.Profile.Root.ID }

// profileDue wants the profile if it is time, and somebody answers.
func (c *Client) profileDue() {
	if c.pin() == "" || !c.conn.live() && !c.poll.good {
		return
	}
	// Further off than it can be: this clock was ahead when that was noted.
	if left := c.refresh.at.Sub(c.now()); left <= 0 || left > c.timing.ProfileEvery {
		c.refresh.arm(c.retry.within(c.timing.FirstReconnect))
	}
}

// wantProfile wants the profile because something is signed by a key that it
// does not list. All readers find that at the same moment.
func (c *Client) wantProfile() {
	if c.pin() == "" {
		return
	}
	wait := c.retry.within(c.timing.FirstReconnect)
	if !c.refresh.asked.IsZero() {
		wait = max(wait, c.timing.ProfileFloor-time.Since(c.refresh.asked))
	}
	c.refresh.arm(wait)
}

func (c *Client) startRefresh(ctx context.Context) {
	c.refresh.asked = time.Now()
	c.refresh.left = c.addresses()
	c.nextRefresh(ctx)
}

func (c *Client) nextRefresh(ctx context.Context) {
	at := c.refresh.left[0]
	c.refresh.left = c.refresh.left[1:]
	url := at.http(wire.ProfilePath)
	if !c.fetch(ctx, &c.refresh.task, fetched{kind: fetchProfile, at: at}, url, c.etags[url]) {
		c.refresh.at = c.now().Add(c.timing.ProfileRetry)
	}
}

func (c *Client) takeProfile(ctx context.Context, f fetched) {
	r := &c.refresh
	r.busy = false
	err := c.readProfile(ctx, f)
	now := c.now()
	switch {
	case err == nil:
		r.left = nil
		r.at = now.Add(c.timing.ProfileEvery - c.retry.within(c.timing.ProfileEvery/10))
		if c.profile.Expired(now) {
			r.at = now.Add(c.timing.ProfileRetry)
		}
		return
	case len(r.left) > 0 && reasonOf(err) != StoreFailed:
		c.nextRefresh(ctx)
		return
	}
	r.at = now.Add(c.timing.ProfileRetry)
	if r.status != nil || r.record != nil {
		r.arm(c.timing.ProfileFloor)
	}
}

// readProfile takes a fetched profile if it is of the same root and feed and not
// older than what is held.
func (c *Client) readProfile(ctx context.Context, f fetched) error {
	if f.err != nil {
		c.log.Debug("profile", "at", f.at.origin(), "err", f.err)
		return f.err
	}
	if f.got.same {
		return nil
	}
	p, err := c.openProfile(f.got.body)
	switch {
	case reasonOf(err) == RefusedOlder:
		c.log.Debug("profile", "at", f.at.origin(), "err", err)
		return err
	case err == nil && p != nil:
		if err = c.adopt(ctx, p, f.got.body); err == nil {
			break
		}
		fallthrough
	case err != nil:
		c.refused(hash(f.got.body), err)
		return err
	}
	c.keepTag(f.at.http(wire.ProfilePath), f.got.etag)
	return nil
}

// openProfile verifies a profile. It returns nil and no error for the one that
// is held.
func (c *Client) openProfile(raw []byte) (*envelope.Profile, error) {
	p, err := envelope.OpenProfile(raw, c.pin(), clientNow(c.held, c.now()))
	old := c.profile
	switch {
	case errors.Is(err, envelope.ErrPin):
		return nil, refuse(ChangedRoot, "profile: %w", err)
	case errors.Is(err, envelope.ErrSignature), errors.Is(err, envelope.ErrUnknownKey):
		return nil, refuse(RefusedSignature, "profile: %w", err)
	case err != nil:
		return nil, refuse(RefusedEnvelope, "profile: %w", err)
	case p.FeedID != old.FeedID || p.Mode != old.Mode:
		return nil, refuse(RefusedFeed, "profile: of feed %q (%s), not %q (%s)", p.FeedID, p.Mode, old.FeedID, old.Mode)
	case p.Version < old.Version, p.Version == old.Version && p.IssuedAt.Before(old.IssuedAt):
		return nil, refuse(RefusedOlder, "profile: version %d is older than %d", p.Version, old.Version)
	case p.Version == old.Version && p.IssuedAt.Equal(old.IssuedAt):
		return nil, nil
	}
	return p, nil
}

// adopt makes p the profile, once it has been kept.
func (c *Client) adopt(ctx context.Context, p *envelope.Profile, raw []byte) error {
	if c.params.ProfileChanged != nil {
		if err := c.params.ProfileChanged(ctx, p, raw); err != nil {
			return &refusal{reason: StoreFailed, err: fmt.Errorf("keep the profile: %w", err)}
		}
	}
	if ids := keyIDs(p); c.params.KeyRotated != nil && !slices.Equal(ids, keyIDs(c.profile)) {
		if err := c.params.KeyRotated(ctx, ids); err != nil {
			return &refusal{reason: StoreFailed, err: fmt.Errorf("keep the keys: %w", err)}
		}
	}
	c.log.Info("profile", "version", p.Version, "was", c.profile.Version)
	c.profile = p
	if c.conn != nil && c.conn.at.origin() != c.home.origin() && !c.admits(c.conn.at) { // no longer one of the feed's
		c.hangUp()
		c.start()
	}
	c.offerAgain(ctx)
	return nil
}

// offerAgain offers what an unknown key had signed.
func (c *Client) offerAgain(ctx context.Context) {
	status, record := c.refresh.status, c.refresh.record
	c.refresh.status, c.refresh.record = nil, nil
	if status != nil {
		if err := c.offer(ctx, status, c.refresh.from); err != nil {
			c.refused(hash(status), err)
		}
	}
	if record != nil {
		if err := c.freshness(ctx, record); err != nil {
			c.refused(hash(record), err)
		}
	}
}

// keyIDs are the publish keys of a profile, sorted.
func keyIDs(p *envelope.Profile) []string {
	ids := make([]string, 0, len(p.PublishKeys))
	for _, k := range p.PublishKeys {
		ids = append(ids, k.ID)
	}
	slices.Sort(ids)
	return ids
}
