package delivery

import (
	"time"

	"bokgu/sync/feed"
)

// Evidence is what vouches for a held document, and when.
type Evidence struct {
	Status  *feed.Status
	Expires time.Time // end of the newest signed freshness record, by the publisher's clock; zero: none
	Contact time.Time // last contact with the feed, by this device's clock; zero: not known
	// ClockOff is the server's clock minus this device's, as the server last
	// said; zero: not known. Nobody has signed it.
	ClockOff time.Duration
}

// Confirmed reports whether the document may be shown as what holds at the
// moment now of this device's clock. A clock that is wrong never makes it so:
// the latest of all clocks counts, and where the device's is slow and nothing
// tells, the time since the last contact, which no clock can be wrong about,
// must not exceed the whole life of the document. What the server says about the
// time can only shorten the life, never extend it (docs/feed.md).
func (e Evidence) Confirmed(now time.Time) bool {
	switch {
	case e.Status == nil:
		return false
	case e.Expires.IsZero():
		return true // an unlimited document: only tests and recordings have one
	case !later(later(now, now.Add(e.ClockOff)), e.Status.IssuedAt).Before(e.Expires):
		return false
	}
	return e.Contact.IsZero() || now.Sub(e.Contact) < e.Expires.Sub(e.Status.IssuedAt)
}

// wrongClock is from where on a difference of clocks is worth a word: below it
// ages are off by less than a person notices, and networks are slow.
const wrongClock = 2 * time.Minute

// ClockWrong reports whether the device's clock differs from the server's by so
// much that a person should set it.
func (e Evidence) ClockWrong() bool { return e.ClockOff.Abs() >= wrongClock }

// ServerTime is the moment now by the server's clock where the device's is
// wrong, else now: ages of what an operator said are counted by it.
func (e Evidence) ServerTime(now time.Time) time.Time {
	if e.ClockWrong() {
		return now.Add(e.ClockOff)
	}
	return now
}
