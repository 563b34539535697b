package subscribe

import (
	"context"
	"errors"
	"fmt"

	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

// The kinds of fetch. One of each may be under way.
const (
	fetchStatus = iota
	fetchLibrary
	fetchPoll
	fetchProfile
	fetches
)

// fetched is what a fetch brought.
type fetched struct {
	kind int
	at   address
	got  answer
	err  error
	ref  *feed.LibraryRef // of a library
	// The second answer of a poll.
	record    answer
	recordErr error
}

// offer judges a status envelope and has it kept if it is news. It is the one
// way in, for the stream and for HTTP. Errors are a *refusal; nothing has moved
// then.
func (c *Client) offer(ctx context.Context, raw []byte, from address) error {
	a, err := judge(raw, c.profile, c.held, c.now())
	if err != nil {
		if reasonOf(err) == RefusedKey {
			c.refresh.status, c.refresh.from = raw, from
			c.wantProfile()
		}
		return err
	}
	if a != nil {
		err := c.params.Commit(ctx, *a)
		c.clock.set(c.now())
		if err != nil {
			return &refusal{reason: StoreFailed, err: fmt.Errorf("keep %s: %w", name(a.Status), err)}
		}
		c.held = Held{
			Status: a.Status, SHA256: a.SHA256, KeyID: a.KeyID,
			LibrarySHA256: c.held.LibrarySHA256, ExpiresAt: a.Status.ExpiresAt,
		}
	}
	c.source = from
	c.refresh.status = nil
	c.good()
	c.wantLibrary()
	if c.ahead != nil { // a record may have come before its document
		if err := c.weigh(ctx, *c.ahead); err != nil {
			c.refused(c.ahead.SHA256, err)
		}
	}
	return nil
}

// freshness judges the envelope of a freshness record. Errors are a *refusal.
func (c *Client) freshness(ctx context.Context, raw []byte) error {
	f, err := openFreshness(raw, c.profile)
	if err != nil {
		if reasonOf(err) == RefusedKey {
			c.refresh.record = raw
			c.wantProfile()
		}
		return err
	}
	c.refresh.record = nil
	return c.weigh(ctx, f)
}

// weigh renews the held document or notices that there is a newer one.
func (c *Client) weigh(ctx context.Context, f feed.Freshness) error {
	means, err := weigh(f, c.held, c.held.retired(c.profile))
	if means == behind {
		c.ahead = &f
		// The document is most likely on its way: a hello and a record come
		// before it. Spread out, for a stuck edge holds many clients.
		c.status.arm(c.timing.FirstReconnect + c.retry.within(c.timing.FirstReconnect))
		return nil
	}
	c.ahead = nil
	c.status.disarm()
	if means != renewal {
		return err
	}
	if c.params.Renew != nil {
		if err := c.params.Renew(ctx, f); err != nil {
			// The record comes again in minutes; until then the board is
			// paler than it has to be, which is the safe side.
			return &refusal{reason: StoreFailed, err: fmt.Errorf("keep the freshness: %w", err)}
		}
	}
	c.held.ExpiresAt = f.ExpiresAt
	c.good()
	return nil
}

// base is where a document is fetched from that something else has announced.
func (c *Client) base() address {
	if c.conn != nil {
		return c.conn.at
	}
	return c.source
}

// fetch starts the fetch of a task. Its result comes over c.fetched. It does not
// start without the token, and says so.
func (c *Client) fetch(ctx context.Context, t *task, f fetched, url, etag string) bool {
	t.disarm()
	token, err := c.token(ctx, f.at, false)
	if err != nil {
		c.log.Warn("fetch", "err", err)
		return false
	}
	t.busy = true
	c.running.Go(func() {
		f.got, f.err = c.get.get(ctx, url, token, etag)
		c.fetched <- f
	})
	return true
}

func (c *Client) fetchStatus(ctx context.Context) {
	at := c.base()
	c.fetch(ctx, &c.status, fetched{kind: fetchStatus, at: at}, at.http(wire.StatusPath), "")
}

// take handles what a fetch brought. It returns how the connection ends, or nil.
func (c *Client) take(ctx context.Context, f fetched) *ending {
	switch f.kind {
	case fetchPoll:
		c.takePoll(ctx, f)
	case fetchProfile:
		c.takeProfile(ctx, f)
	case fetchLibrary:
		c.library.busy = false
		c.takeLibrary(ctx, f)
	case fetchStatus:
		c.status.busy = false
		if f.err != nil {
			// The next record says again that there is something newer.
			c.refused(f.at.http(wire.StatusPath), fmt.Errorf("status: %w", f.err))
			return nil
		}
		c.ahead = nil // asked once: an edge whose copies differ is not asked in a loop
		switch err := c.offer(ctx, f.got.body, f.at); {
		case err == nil:
		case reasonOf(err) == StoreFailed && c.conn != nil:
			return c.conn.leave(wire.CloseNormal, c.conn.unkept(err))
		case reasonOf(err) == RefusedOlder:
			c.log.Debug("a copy lags behind", "at", f.at.origin(), "err", err)
		default:
			c.refused(hash(f.got.body), err)
		}
	}
	return nil
}

// wantLibrary arms the fetch of the library if the held status announces one
// that is not held.
func (c *Client) wantLibrary() {
	if c.params.Library == nil || c.held.Status == nil || !c.conn.live() && !c.poll.good {
		return
	}
	ref := c.held.Status.LibraryRef
	switch {
	case ref == nil, ref.SHA256 == c.held.LibrarySHA256, ref.SHA256 == c.badRef:
		c.library.disarm()
	case c.held.LibrarySHA256 == "" && c.library.tries == 0:
		c.library.arm(0)
	default:
		// A new edition is announced to everybody at the same moment.
		c.library.arm(c.retry.within(c.timing.FirstReconnect) + c.timing.Backoff(c.library.tries, 0, c.params.Rand()))
	}
}

func (c *Client) fetchLibrary(ctx context.Context) {
	ref := *c.held.Status.LibraryRef
	at := c.base()
	url, err := at.sameOrigin(ref.URL)
	if err != nil {
		c.library.disarm()
		c.badRef = ref.SHA256
		c.refused("library "+ref.SHA256, refuse(RefusedLibrary, "library: %w", err))
		return
	}
	c.fetch(ctx, &c.library, fetched{kind: fetchLibrary, at: at, ref: &ref}, url, "")
}

func (c *Client) takeLibrary(ctx context.Context, f fetched) {
	err := f.err
	if err == nil {
		var l Library
		if l, err = openLibrary(f.got.body, c.profile, *f.ref); err == nil {
			if err = c.params.Library(ctx, l); err == nil {
				c.held.LibrarySHA256 = l.SHA256
				if c.library.tries > 0 {
					c.library.tries = 0
					c.good() // what was said about it is over
				}
				c.wantLibrary() // a later status may have announced another one meanwhile
				return
			}
			err = &refusal{reason: StoreFailed, err: fmt.Errorf("keep the library: %w", err)}
		}
	}
	c.library.tries++
	if reasonOf(err) == RefusedKey {
		c.wantProfile()
	}
	if !errors.As(err, new(*refusal)) {
		err = &refusal{reason: RefusedLibrary, err: err}
	}
	c.refused("library "+f.ref.SHA256, err)
	c.wantLibrary()
}
