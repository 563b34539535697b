package subscribe

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bokgu/sync/wire"
)

// poll asks the HTTP twins while there is no stream.
type poll struct {
	task
	good  bool      // the last round had a good answer
	bad   bool      // what came in the last round was refused
	begun bool      // in this run
	last  *address  // who gave it
	left  []address // who is still to be asked in this round
}

// reset ends the polling.
func (p *poll) reset() {
	p.disarm()
	p.good, p.bad, p.left = false, false, nil
}

// maxTags bounds the entity tags that are kept: two of each address, and some of
// addresses that were.
const maxTags = 4 * maxAddresses

// mayPoll reports whether asking over HTTP can be of use.
func (c *Client) mayPoll() bool {
	if c.timing.Poll <= 0 || c.conn.live() || c.offline() {
		return false
	}
	switch c.why.reason {
	case Unauthorized, ProxyAuth, NoToken: // they would be told the same
		return false
	}
	return true
}

func (c *Client) wantPoll(d time.Duration) {
	if c.mayPoll() {
		c.poll.arm(d)
	}
}

// pollWait is the time to the next round.
func (c *Client) pollWait() time.Duration {
	t := c.timing
	if c.stopped != nil {
		return t.StopPollMin + c.retry.within(t.StopPollMax-t.StopPollMin)
	}
	spread := time.Duration(t.PollSpread * float64(t.Poll))
	return t.Poll - spread + c.retry.within(2*spread)
}

// afterStream begins to poll when a stream or an attempt has ended.
func (c *Client) afterStream(end ending) {
	switch {
	case !c.mayPoll():
		c.poll.reset()
	case !c.poll.begun:
		c.wantPoll(0)
	case end.reaction.Poll:
		c.wantPoll(c.retry.within(c.timing.FirstReconnect))
	default:
		c.wantPoll(c.pollWait())
	}
}

// startPoll begins a round: everybody is asked in turn, first who answered last,
// until one has a good answer.
func (c *Client) startPoll(ctx context.Context) {
	c.poll.disarm()
	if !c.mayPoll() {
		if c.stopped != nil { // there is nothing else that would begin it again
			c.poll.arm(c.pollWait())
		}
		return
	}
	c.poll.begun = true
	c.poll.left = c.twins()
	if c.poll.last != nil {
		c.poll.left = distinct(append([]address{*c.poll.last}, c.poll.left...))
	}
	c.nextPoll(ctx)
}

func (c *Client) nextPoll(ctx context.Context) {
	at := c.poll.left[0]
	c.poll.left = c.poll.left[1:]
	f := fetched{kind: fetchPoll, at: at}
	token, err := c.token(ctx, at, false)
	if err != nil {
		c.log.Warn("poll", "err", err)
		c.endRound(err)
		return
	}
	status, record := at.http(wire.StatusPath), at.http(wire.FreshnessPath)
	statusTag, recordTag := c.etags[status], c.etags[record]
	c.poll.busy = true
	c.running.Go(func() {
		if f.got, f.err = c.get.get(ctx, status, token, statusTag); f.err == nil {
			f.record, f.recordErr = c.get.get(ctx, record, token, recordTag)
		}
		c.fetched <- f
	})
}

// takePoll handles the answers of one address.
func (c *Client) takePoll(ctx context.Context, f fetched) {
	c.poll.busy = false
	err := c.readPoll(ctx, f)
	switch {
	case c.conn.live(): // the stream has come meanwhile
		return
	case err == nil:
		c.poll.last, c.poll.left, c.poll.good, c.poll.bad = &f.at, nil, true, false
		c.health.LastContact = c.now()
		c.tell()
		c.wantLibrary()
		c.wantPoll(c.pollWait())
		return
	}
	c.log.Debug("poll", "at", f.at.origin(), "err", err)
	switch reasonOf(err) {
	case Unauthorized:
		c.secret, c.secretRead = "", false
	case ProxyAuth:
		c.net.forget()
	}
	if len(c.poll.left) > 0 && c.mayPoll() && reasonOf(err) != StoreFailed {
		c.nextPoll(ctx)
		return
	}
	c.endRound(err)
}

// endRound ends a round without a good answer; err is why the last one was none.
func (c *Client) endRound(err error) {
	c.poll.left, c.poll.good = nil, false
	reason := reasonOf(err)
	c.poll.bad = reason == StoreFailed || strings.HasPrefix(string(reason), refusedPrefix) && reason != RefusedOlder
	c.tell()
	wait := c.pollWait()
	if pause := askedToWait(err); pause > 0 {
		wait = max(wait, c.timing.RetryAfter(pause, c.params.Rand()))
	}
	c.wantPoll(wait)
}

// readPoll takes what is good in the answers. An entity tag is kept only of what
// has been taken: or what was refused today, for an unknown key perhaps, would
// be "not modified" for ever.
func (c *Client) readPoll(ctx context.Context, f fetched) error {
	if f.err != nil {
		return fmt.Errorf("status: %w", f.err)
	}
	if !f.got.same {
		if err := c.offer(ctx, f.got.body, f.at); err != nil {
			if reasonOf(err) != RefusedOlder { // a copy may lag behind; it is not taken, and that is all
				c.refused(hash(f.got.body), err)
			}
			return err
		}
		c.keepTag(f.at.http(wire.StatusPath), f.got.etag)
	}
	switch {
	case f.recordErr != nil:
		c.log.Debug("poll", "at", f.at.origin(), "err", f.recordErr)
	case !f.record.same:
		if err := c.freshness(ctx, f.record.body); err != nil {
			c.refused(hash(f.record.body), err)
		} else if c.ahead == nil {
			c.keepTag(f.at.http(wire.FreshnessPath), f.record.etag)
		}
	}
	return nil
}

func (c *Client) keepTag(url, etag string) {
	if len(c.etags) >= maxTags {
		clear(c.etags)
	}
	c.etags[url] = etag
}
