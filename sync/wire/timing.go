package wire

import "time"

// Timing is every duration of the feed, for both sides. Start from
// DefaultTiming; tests shorten single fields.
type Timing struct {
	// Dial bounds dial, TLS and upgrade together: three round trips on a slow
	// phone network, plus one lost packet in each.
	Dial time.Duration
	// Hello bounds the wait for the hello after the upgrade. A captive portal
	// or a proxy that upgrades and then says nothing must not look connected.
	Hello time.Duration
	// Ping is how often an edge pings, the first time at a random phase so that
	// pings do not come in waves. Home routers forget idle connections after
	// 30 s at the worst.
	Ping time.Duration
	// PongGrace is added to Ping for the read deadline of either side: one lost
	// packet with its retransmissions.
	PongGrace time.Duration
	// Write bounds one write on each side; a peer that takes nothing for that
	// long is gone or too slow.
	Write time.Duration
	// FirstReconnect: the first attempt comes at a uniform moment within it, so
	// that the readers of a lost edge spread out, and a person hardly notices.
	FirstReconnect time.Duration
	// BackoffBase, BackoffCap: attempt n waits a uniform time within
	// min(BackoffCap, BackoffBase·2ⁿ) ("full jitter": AWS Architecture Blog,
	// Exponential Backoff and Jitter).
	BackoffBase, BackoffCap time.Duration
	// BackoffCapMax is how far an edge may raise the cap, and the longest that
	// any answer of it can keep a reader away.
	BackoffCapMax time.Duration
	// OverloadFloor and RateFloor are added to the wait after an overload and
	// after too many requests. MistakeFloor is added where one side has a bug:
	// trying faster will not mend it.
	OverloadFloor, RateFloor, MistakeFloor time.Duration
	// ReconnectWindow: after the close codes that ask for a reconnect it comes
	// at a uniform moment within it, for an edge sends them to all its readers.
	ReconnectWindow time.Duration
	// StableAfter: a connection that lived this long clears the back-off. Less,
	// and an edge that accepts and drops would be hammered.
	StableAfter time.Duration
	// RetryAfterJitter: to a Retry-After of R a uniform time within
	// max(R/2, RetryAfterJitter) is added, or everyone returns together.
	RetryAfterJitter time.Duration
	// Poll is how often the HTTP twins are asked while the socket is down,
	// spread by PollSpread (a fraction) to either side. Zero: never.
	Poll       time.Duration
	PollSpread float64
	// StopPollMin, StopPollMax: how often they are asked after a close code that
	// forbids reconnecting.
	StopPollMin, StopPollMax time.Duration
	// WakeJump: a wall clock that jumps further than this means that the device
	// slept, and that the socket is most likely dead.
	WakeJump time.Duration
	// OfflineRetry is the slow safety retry while the system says that there is
	// no network, as that may be wrong.
	OfflineRetry time.Duration
	// Pulse is how often a reader looks at its clocks: after a sleep it notices
	// within this time, and no timer that it has anyway fires more rarely.
	Pulse time.Duration
	// ProfileEvery is how often a feed's profile is fetched again, so that new
	// keys and origins are known within a day. ProfileRetry is the wait after a
	// fetch that brought none. ProfileFloor is the least time between two
	// fetches for a key that the profile does not list: whoever sends documents
	// of made-up keys must not make readers fetch.
	ProfileEvery, ProfileRetry, ProfileFloor time.Duration
	// GoawayWindow is where readers come back after a planned close that named
	// no window of its own.
	GoawayWindow time.Duration
	// FreshnessEvery is how often a publisher renews, FreshnessValid how long a
	// record holds: two renewals may be lost before a board turns grey.
	FreshnessEvery, FreshnessValid time.Duration
}

// maxPing is the slowest ping that a reader believes: with a larger one a dead
// connection would go unnoticed.
const maxPing = 2 * time.Minute

// DefaultTiming returns the durations of docs/feed.md.
func DefaultTiming() Timing {
	return Timing{
		Dial:             15 * time.Second,
		Hello:            10 * time.Second,
		Ping:             25 * time.Second,
		PongGrace:        15 * time.Second,
		Write:            5 * time.Second,
		FirstReconnect:   5 * time.Second,
		BackoffBase:      time.Second,
		BackoffCap:       120 * time.Second,
		BackoffCapMax:    600 * time.Second,
		OverloadFloor:    30 * time.Second,
		RateFloor:        30 * time.Second,
		MistakeFloor:     60 * time.Second,
		ReconnectWindow:  30 * time.Second,
		StableAfter:      60 * time.Second,
		RetryAfterJitter: 10 * time.Second,
		Poll:             60 * time.Second,
		PollSpread:       0.5,
		StopPollMin:      5 * time.Minute,
		StopPollMax:      10 * time.Minute,
		WakeJump:         30 * time.Second,
		OfflineRetry:     5 * time.Minute,
		Pulse:            10 * time.Second,
		ProfileEvery:     24 * time.Hour,
		ProfileRetry:     time.Hour,
		ProfileFloor:     5 * time.Minute,
		GoawayWindow:     30 * time.Second,
		FreshnessEvery:   5 * time.Minute,
		FreshnessValid:   15 * time.Minute,
	}
}

// ReadDeadline is how long a side waits for any frame before it takes the peer
// for dead.
func (t Timing) ReadDeadline() time.Duration { return t.Ping + t.PongGrace }

// Backoff returns the wait before attempt n (from 0) for a draw in [0, 1). A
// limit of zero means BackoffCap.
func (t Timing) Backoff(n int, limit time.Duration, draw float64) time.Duration {
	if limit <= 0 {
		limit = t.BackoffCap
	}
	limit = min(limit, t.BackoffCapMax)
	d := t.BackoffBase
	for range n {
		if d >= limit {
			break
		}
		d *= 2
	}
	return time.Duration(draw * float64(min(d, limit)))
}

// RetryAfter returns the wait after a Retry-After of r for a draw in [0, 1), at
// most BackoffCapMax.
func (t Timing) RetryAfter(r time.Duration, draw float64) time.Duration {
	r = min(max(r, 0), t.BackoffCapMax)
	return min(r+time.Duration(draw*float64(max(r/2, t.RetryAfterJitter))), t.BackoffCapMax)
}
