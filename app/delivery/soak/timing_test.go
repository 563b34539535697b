//go:build linux && !android

package soak

import (
	"time"

	"bokgu/sync/wire"
)

// soakTiming is the table of timings with everything so short that much happens
// in seconds. The least ping that a reader believes is 1 s.
func soakTiming() wire.Timing {
	const ms = time.Millisecond
	return wire.Timing{
		Dial: 700 * ms, Hello: 500 * ms, Ping: time.Second, PongGrace: 400 * ms, Write: 500 * ms,
		FirstReconnect: 150 * ms, BackoffBase: 50 * ms, BackoffCap: 600 * ms, BackoffCapMax: 2 * time.Second,
		OverloadFloor: 200 * ms, RateFloor: 200 * ms, MistakeFloor: 200 * ms, ReconnectWindow: 300 * ms,
		StableAfter: 2 * time.Second, RetryAfterJitter: 100 * ms, Poll: 300 * ms, PollSpread: 0.5,
		StopPollMin: 300 * ms, StopPollMax: 600 * ms, WakeJump: 30 * time.Second, OfflineRetry: time.Second, Pulse: time.Second,
		ProfileEvery: 3 * time.Second, ProfileRetry: 500 * ms, ProfileFloor: 300 * ms, GoawayWindow: 300 * ms,
		FreshnessEvery: 250 * ms, FreshnessValid: 1000 * ms,
	}
}
