package wire_test

import (
	"testing"
	"time"

	"bokgu/sync/wire"
)

// The table of docs/feed.md, "Close codes", row by row.
func TestReactionTo(t *testing.T) {
	const s = time.Second
	soon := wire.Reaction{Window: 5 * s}
	planned := wire.Reaction{Window: 30 * s, Goaway: true}
	mistake := wire.Reaction{Backoff: true, Floor: 60 * s}
	backoff := wire.Reaction{Backoff: true}
	stopped := wire.Reaction{Stop: true, Poll: true}
	for code, want := range map[int]wire.Reaction{
		1000: soon, 1005: soon, 1006: soon,
		1001: planned, 1012: planned,
		1011: backoff,
		1013: {Backoff: true, Floor: 30 * s, Poll: true},
		1002: mistake, 1003: mistake, 1007: mistake, 1009: mistake,
		4000: planned, 4010: planned, 4009: planned,
		4001: {Window: 30 * s, DropCursor: true},
		4008: backoff,
		4029: {Window: 30 * s, Floor: 30 * s},
		4500: stopped, 4503: stopped,
		4501: {Stop: true},
		// whatever nobody has defined, by its range
		4002: planned, 4499: planned, 4502: stopped, 4999: stopped,
		0: backoff, 999: backoff, 1004: backoff, 1008: backoff, 1010: backoff, 1014: backoff, 1015: backoff,
		1016: backoff, 2999: backoff, 3000: backoff, 3999: backoff, 5000: backoff, -1: backoff,
	} {
		if got := wire.DefaultTiming().ReactionTo(code); got != want {
			t.Errorf("%d: %+v, want %+v", code, got, want)
		}
	}
}

// Nobody may be left without an answer, and nobody may come back at once.
func TestEveryReactionWaits(t *testing.T) {
	for code := range 6000 {
		r := wire.DefaultTiming().ReactionTo(code)
		if r.Stop && (r.Backoff || r.Window != 0) {
			t.Errorf("%d both stops and comes back: %+v", code, r)
		}
		if !r.Stop && !r.Backoff && r.Window < time.Second {
			t.Errorf("%d comes back within %v", code, r.Window)
		}
	}
}
