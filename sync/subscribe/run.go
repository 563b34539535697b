package subscribe

import (
	"context"
	"time"

	"bokgu/sync/wire"
)

// Run keeps the subscription until ctx ends, and returns ctx's error then, or
// until the server says never to come back, and returns a *StopError then. After
// a close code that forbids the stream alone it stays and asks over HTTP every
// few minutes. When it has returned, no goroutine of the client is left and no
// callback comes any more. It may be called once.
func (c *Client) Run(ctx context.Context) error {
	c.get = newGetter(c.net, c.timing, c.now)
	defer c.get.close()
	inner, cancel := context.WithCancel(ctx)
	err := c.run(inner)
	cancel()
	c.hangUp()
	c.running.Wait()
	select {
	case d := <-c.dialled:
		if d.ws != nil {
			d.ws.Close()
		}
	default:
	}
	for _, t := range []*task{&c.next, &c.status, &c.library, &c.poll.task, &c.refresh.task} {
		t.disarm()
	}
	if c.stopped != nil && ctx.Err() == nil {
		c.tellStopped(c.stopped.Reason)
	} else {
		c.tellStopped(None)
	}
	return err
}

// run is the one loop in which everything happens.
func (c *Client) run(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	c.running.Go(func() {
		c.params.Network.Watch(ctx, func() {
			select {
			case changed <- struct{}{}:
			default: // one is waiting already
			}
		})
	})
	var pulse <-chan time.Time
	if c.timing.Pulse > 0 {
		t := time.NewTicker(c.timing.Pulse)
		defer t.Stop()
		pulse = t.C
	}
	c.begin()
	c.clock.set(c.now())
	for {
		var end *ending
		waiting := time.Now()
		select {
		case <-ctx.Done():
			if c.conn != nil {
				c.conn.leave(wire.CloseNormal, ending{})
			}
			return ctx.Err()
		case <-c.next.due():
			c.next.disarm()
			end = c.connect(ctx)
		case d := <-c.dialled:
			end = c.connected(d)
		case in, ok := <-c.conn.incoming():
			end = c.heard(ctx, in, ok)
		case <-c.conn.helloDue():
			end = c.conn.late()
		case <-c.status.due():
			c.fetchStatus(ctx)
		case <-c.library.due():
			c.fetchLibrary(ctx)
		case <-c.poll.due():
			c.startPoll(ctx)
		case <-c.refresh.due():
			c.startRefresh(ctx)
		case f := <-c.fetched:
			end = c.take(ctx, f)
		case <-pulse:
			c.profileDue()
		case <-changed:
			c.networkChanged()
		}
		if ctx.Err() == nil && c.clock.slept(c.now(), time.Since(waiting), c.timing) {
			c.woke()
			end = nil // whatever it was, it was before the sleep
		}
		if end != nil {
			if err := c.ended(*end); err != nil {
				return err
			}
		}
	}
}

// begin shows what can be had at once: the HTTP twins are asked first, and the
// stream is opened within Timing.FirstReconnect, for all may start at the same
// moment, after a power cut or a notification. A feed on this machine is spared
// that: its stream comes first, and HTTP if there is none.
func (c *Client) begin() {
	c.refresh.at = c.params.ProfileAt
	if !c.refresh.at.IsZero() {
		c.refresh.at = c.refresh.at.Add(c.timing.ProfileEvery)
	}
	if c.offline() {
		c.rest()
		return
	}
	c.tell()
	if c.local {
		c.next.arm(0)
		return
	}
	c.wantPoll(0)
	c.next.arm(c.retry.within(c.timing.FirstReconnect))
}

// offline reports whether there is no network for this feed.
func (c *Client) offline() bool { return !c.local && !c.params.Network.Online() }

// rest waits for the network, with a slow safety retry: the system may be wrong.
func (c *Client) rest() {
	c.resting, c.failed = true, true
	c.poll.reset()
	c.why = complaint{NoNetwork, nil}
	c.plan(c.timing.OfflineRetry)
}

// plan sets the next attempt.
func (c *Client) plan(wait time.Duration) {
	c.next.disarm()
	c.next.arm(wait)
	c.retryAt = c.now().Add(wait)
	c.tell()
}

// networkChanged leaves the network that was: a connection over it is dead or
// soon will be, and nothing says so.
func (c *Client) networkChanged() {
	if c.local {
		return
	}
	c.log.Debug("the network has changed")
	c.hangUp()
	c.get.close()
	switch offline := c.offline(); {
	case offline && c.stopped == nil:
		c.rest()
	case !offline:
		c.start()
	}
}

// woke starts anew after a sleep.
func (c *Client) woke() {
	c.log.Debug("this device has slept")
	c.hangUp()
	c.get.close()
	if c.offline() && c.stopped == nil {
		c.rest()
		return
	}
	c.start()
}

// start connects within Timing.FirstReconnect, whatever went wrong before, and
// asks over HTTP meanwhile. Only a server that asked for a pause still gets it.
func (c *Client) start() {
	c.resting = false
	if c.stopped != nil {
		c.wantPoll(c.retry.within(c.timing.FirstReconnect))
		return
	}
	c.retry.stable()
	c.turns.turn = 0
	c.failed, c.why = true, complaint{Lost, nil}
	c.poll.disarm()
	c.wantPoll(0)
	pause := min(c.pause.Sub(c.now()), c.timing.BackoffCapMax) // the clock may have been set back
	c.plan(max(c.retry.within(c.timing.FirstReconnect), pause))
}

// hangUp ends the connection, or the attempt at one, without a word: over a
// network that is gone nobody hears it.
func (c *Client) hangUp() {
	if c.attempt != nil {
		c.attempt.cancel()
		c.attempt = nil
	}
	if c.conn != nil {
		c.conn.close()
		c.conn = nil
	}
}

// clock notices that the device has slept: its wall clock has gone on and the
// monotonic one has not, or, where that goes on as well, a wait that the pulse
// bounds took far too long.
type clock struct {
	wall time.Time // without a monotonic reading
	mono time.Time
}

func (k *clock) set(now time.Time) { k.wall, k.mono = now.Round(0), time.Now() }

// slept compares the clocks with those of the last call. waited is how long
// nothing happened just now.
func (k *clock) slept(now time.Time, waited time.Duration, t wire.Timing) bool {
	last := *k
	k.set(now)
	jump := k.wall.Sub(last.wall) - k.mono.Sub(last.mono)
	return jump.Abs() > t.WakeJump || t.Pulse > 0 && waited > t.Pulse+t.WakeJump
}
