package subscribe

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bokgu/sync/wire"
)

// ending is how one attempt or connection came to its end, and what follows.
type ending struct {
	reason     Reason
	err        error
	code       int // close code; 0 where no connection was closed
	reaction   wire.Reaction
	retryAfter time.Duration // what a refusal asked for; below 0: nothing
}

// retry paces the attempts. It is used by the goroutine of Run only.
type retry struct {
	timing wire.Timing
	draw   func() float64 // uniform in [0, 1)
	failed int            // attempts and short-lived connections since the last stable one
	// reconnect is what the last hello asked for, zero before any.
	reconnect wire.Reconnect
}

// stable forgets the failures: a connection has lived for Timing.StableAfter.
func (r *retry) stable() { r.failed = 0 }

// next returns the wait before the next attempt and counts the failure. goaway
// is what the edge announced before the end, or nil.
func (r *retry) next(e ending, goaway *wire.Goaway) time.Duration {
	n := r.failed
	r.failed++
	if e.retryAfter >= 0 {
		return r.timing.RetryAfter(e.retryAfter, r.draw())
	}
	a := e.reaction
	limit := ms(r.reconnect.CapMS) // zero: the table's own
	switch {
	case a.Goaway && goaway != nil:
		return min(ms(goaway.RetryAfterMS)+r.within(ms(goaway.JitterMS)), r.timing.BackoffCapMax)
	case a.Backoff:
		return a.Floor + r.timing.Backoff(n, limit, r.draw())
	case a.Window == r.timing.FirstReconnect && n > 0:
		// It is not the first reconnect any more.
		return a.Floor + r.timing.Backoff(n, limit, r.draw())
	case a.Window == r.timing.FirstReconnect && r.reconnect.MaxMS > 0:
		low := ms(r.reconnect.MinMS)
		return a.Floor + low + r.within(ms(r.reconnect.MaxMS)-low)
	}
	return a.Floor + r.within(a.Window)
}

func (r *retry) within(d time.Duration) time.Duration {
	return time.Duration(r.draw() * float64(d))
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// notUpgraded judges an answer to the upgrade, or to a GET, that is none of the
// wanted. Only the status line and headers are used, and of the body whether it
// is a page for people.
func notUpgraded(t wire.Timing, resp *http.Response, now time.Time) ending {
	e := ending{retryAfter: -1, err: fmt.Errorf("the server answered %s", printableStatus(resp))}
	switch code := resp.StatusCode; {
	case code == http.StatusProxyAuthRequired:
		e.reason, e.reaction = ProxyAuth, slow(t)
	case code >= 300 && code < 400:
		// Followed it could carry the token anywhere.
		e.reason, e.reaction = Captive, wire.Reaction{Backoff: true}
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		e.reason, e.reaction = Overloaded, t.ReactionTo(wire.CloseOverloaded)
		e.retryAfter = retryAfter(resp.Header.Get("Retry-After"), now)
	case code >= 500:
		e.reason, e.reaction = ServerError, t.ReactionTo(wire.CloseServerError)
		e.retryAfter = retryAfter(resp.Header.Get("Retry-After"), now)
	case isHTML(resp):
		e.reason, e.reaction = Captive, wire.Reaction{Backoff: true}
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		e.reason, e.reaction = Unauthorized, slow(t)
	default:
		e.reason, e.reaction = NotFeed, t.ReactionTo(wire.CloseProtocol)
	}
	return e
}

// slow is for what only a person can mend: it is worth asking again, but not
// often.
func slow(t wire.Timing) wire.Reaction {
	return wire.Reaction{Floor: t.StopPollMin, Window: t.StopPollMax - t.StopPollMin}
}

// printableStatus is code and standard text: the server's own words stay out of
// logs.
func printableStatus(resp *http.Response) string {
	return fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
}

// retryAfter reads a Retry-After header (RFC 9110, section 10.2.3), seconds or a
// date; −1 if it is absent or neither.
func retryAfter(header string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(header, 10, 32); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return -1
}
