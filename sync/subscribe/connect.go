package subscribe

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// attempt is a connection being made.
type attempt struct{ cancel context.CancelFunc }

// dialled is what came of it.
type dialled struct {
	of  *attempt
	at  address
	ws  *websocket.Conn // nil: end says why
	end ending
}

// connect starts an attempt at the stream whose turn it is.
func (c *Client) connect(ctx context.Context) *ending {
	if c.offline() && !c.resting {
		c.rest()
		return nil
	}
	c.resting = false
	at := c.turn()
	held := c.held
	if c.dropNext {
		held = Held{}
	}
	token, err := c.token(ctx, at, true)
	if err != nil {
		end := c.failedFor(NoToken, err)
		return &end
	}
	ctx, cancel := context.WithCancel(ctx)
	a := &attempt{cancel}
	c.attempt = a
	c.tell()
	c.running.Go(func() {
		defer cancel()
		ws, end := c.dial(ctx, at, cursor(held), token)
		select {
		case c.dialled <- dialled{of: a, at: at, ws: ws, end: end}:
		case <-ctx.Done():
			if ws != nil {
				ws.Close()
			}
		}
	})
	return nil
}

// connected takes over what an attempt brought.
func (c *Client) connected(d dialled) *ending {
	if d.of != c.attempt { // given up meanwhile
		if d.ws != nil {
			d.ws.Close()
		}
		return nil
	}
	c.attempt = nil
	if d.ws == nil {
		return &d.end
	}
	c.conn = newSession(c, d.ws, d.at)
	c.tell()
	return nil
}

// ended plans what follows the end of a connection or of an attempt. It returns
// a *StopError if nothing does.
func (c *Client) ended(end ending) error {
	greeted := c.conn.live()
	var goaway *wire.Goaway
	if s := c.conn; s != nil {
		if time.Since(s.began) >= c.timing.StableAfter {
			c.retry.stable()
		}
		goaway = s.goaway
		s.close()
		c.conn = nil
	}
	c.failed, c.why = true, complaint{end.reason, end.err}
	if end.reason == ProxyAuth {
		c.net.forget()
	}
	if end.reaction.Stop {
		return c.stop(end)
	}
	c.dropNext = c.dropNext || end.reaction.DropCursor
	if greeted {
		if end.reaction.Goaway && goaway != nil && goaway.URL != "" {
			c.follow(goaway.URL)
		}
	} else {
		c.turns.turn++
		if ofOneServer[end.reason] && end.retryAfter < 0 && c.untried() {
			// What is wrong with this server need not be wrong with the next.
			end.reaction = wire.Reaction{Window: c.timing.FirstReconnect}
		}
	}
	wait := c.retry.next(end, goaway)
	if end.reason == Overloaded {
		c.pause = c.now().Add(wait)
	}
	c.afterStream(end)
	if c.offline() {
		c.rest()
		return nil
	}
	c.plan(wait)
	return nil
}

// ofOneServer are the reasons for which the next edge is tried as soon as after
// any failure. An overloaded one is not among them: its readers would bring the
// next one down.
var ofOneServer = map[Reason]bool{
	Unauthorized: true, NotFeed: true, Protocol: true, Version: true, TooBig: true,
	Captive: true, ServerError: true, Certificate: true,
}

// stop gives the stream up. Where the code allows it the document is still asked
// for over HTTP every few minutes.
func (c *Client) stop(end ending) error {
	stopped := &StopError{end.code, end.reason}
	if !end.reaction.Poll || c.timing.Poll <= 0 {
		c.stopped = stopped
		return stopped
	}
	c.stopped, c.retryAt = stopped, time.Time{}
	c.poll.disarm()
	c.wantPoll(c.pollWait())
	c.tell()
	return nil
}

// failedFor is the ending of an attempt that may go better next time.
func (c *Client) failedFor(r Reason, err error) ending {
	return ending{reason: r, err: err, reaction: wire.Reaction{Window: c.timing.FirstReconnect}, retryAfter: -1}
}

// mistake is the ending where one of the two sides has a bug.
func (c *Client) mistake(r Reason, err error) ending {
	return ending{reason: r, err: err, reaction: c.timing.ReactionTo(wire.CloseProtocol), retryAfter: -1}
}
