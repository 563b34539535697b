package subscribe

import (
	"errors"
	"slices"
	"time"
)

// complaint is a reason with what the log says about it.
type complaint struct {
	reason Reason
	err    error
}

// state is what the client is doing.
func (c *Client) state() State {
	switch {
	case c.conn.live():
		return Live
	case c.stopped != nil, c.failed && c.poll.good:
		return Polling
	case c.attempt != nil, c.conn != nil, !c.failed:
		return Connecting
	}
	return Waiting
}

// tell tells the condition.
func (c *Client) tell() {
	h := &c.health
	if s := c.state(); h.State != s {
		h.State, h.Since = s, c.now()
	}
	h.RetryAt = c.retryAt
	if h.State != Waiting && h.State != Polling {
		h.RetryAt = time.Time{}
	}
	what := c.why
	switch {
	case h.State == Live, c.refusal.reason != None && (h.State == Polling || h.State == Waiting && c.poll.bad):
		what = c.refusal
	case h.State == Connecting:
		what.err = nil // said when it happened
	}
	c.report(what)
}

func (c *Client) report(what complaint) {
	h := &c.health
	h.Reason, h.Detail = what.reason, ""
	if what.err != nil {
		h.Detail = what.err.Error()
	}
	c.log.Debug("subscription", "state", h.State, "reason", h.Reason, "detail", h.Detail, "retry_at", h.RetryAt)
	if c.params.Health != nil {
		c.params.Health(*h)
	}
}

// tellStopped is the last word.
func (c *Client) tellStopped(r Reason) {
	c.health.State, c.health.Since, c.health.RetryAt = Stopped, c.now(), time.Time{}
	what := complaint{reason: r}
	if r != None {
		what.err = c.why.err
	}
	c.report(what)
}

// contact notes that the feed has been heard.
func (c *Client) contact() {
	c.health.LastContact = c.now()
	if c.params.Health != nil {
		c.params.Health(c.health)
	}
}

// maxSaid is how many refused things are remembered. One more bad document
// every few seconds, from a server that means it, is one more line of a log.
const maxSaid = 64

// refused says once why thing was not taken; thing tells it from others. It
// stands until something good comes.
func (c *Client) refused(thing string, err error) {
	reason := reasonOf(err)
	key := string(reason) + " " + thing
	if slices.Contains(c.said, key) {
		return
	}
	c.log.Warn("refused", "reason", reason, "err", err)
	c.said = append(c.said, key)
	c.said = c.said[max(0, len(c.said)-maxSaid):]
	c.refusal = complaint{reason, err}
	c.tell()
}

// good ends what was said about something refused.
func (c *Client) good() {
	c.refusal = complaint{}
	c.tell()
}

func reasonOf(err error) Reason {
	var r *refusal
	if errors.As(err, &r) {
		return r.reason
	}
	return Protocol
}

// askedToWait is what a Retry-After asked for, 0 for nothing.
func askedToWait(err error) time.Duration {
	var r *refusal
	if errors.As(err, &r) {
		return r.after
	}
	return 0
}
