// Package diary makes the files that a person takes along from the diary: a
// table (CSV) and a document (PDF) of what did not work, what changed, and what
// they have noted. It is pure: it opens nothing, reads no clock and knows no
// user interface. Everything here may be called from any goroutine.
package diary

import (
	"time"

	"bokgu/i18n"
	"bokgu/sync/feed"
)

// Book is everything that goes into a file, each list oldest first.
type Book struct {
	Loc      *i18n.Localizer // language and zone of the file
	Feed     string          // name of the feed, in that language
	Owner    string          // who made it, "" where they did not say
	App      string          // name and version of this program
	Made     time.Time
	From, To time.Time // the period that is told
	Replay   bool      // it did not happen now: every page and every row says so
	Drill    bool      // with Replay: it never happened
	All      bool      // all services, not only what is followed
	Outages  []Outage
	Events   []Event
	Notes    []Note
}

// Event is a change in words.
type Event struct {
	At   time.Time
	What string // service and function, "" where it is about neither
	Text string
}

// Note is one of the person's own.
type Note struct {
	At     time.Time
	About  string // the change that it belongs to, in words; "" for none
	Text   string
	Amount int64 // a loss in won, 0 for none
}

// Outage is a time in which something did not work as it should.
type Outage struct {
	Service, Function string // Function is "" for a service without any
	Worst             feed.ComponentStatus
	From              time.Time // zero: before anything is known
	To                time.Time // last moment that is told about; see End
	End               End
}

// End says how an outage ended at To.
type End string

// The ends.
const (
	EndBack    End = "back"    // it worked again
	EndOpen    End = "open"    // it had not ended
	EndUnknown End = "unknown" // nobody could tell any more
	EndGone    End = "gone"    // the operator took it off the list
)

// Lasted is how long the outage lasted at least; false where nobody knows.
func (o Outage) Lasted() (time.Duration, bool) {
	if o.From.IsZero() || o.To.Before(o.From) {
		return 0, false
	}
	return o.To.Sub(o.From), true
}

// Total is the sum of the amounts of all notes, in won.
func (b *Book) Total() int64 {
	var sum int64
	for _, n := range b.Notes {
		sum += n.Amount
	}
	return sum
}

// SetPeriod works out From and To: from the first thing that is told, until a
// moment or a later note.
func (b *Book) SetPeriod(until time.Time) {
	b.From, b.To = time.Time{}, until
	take := func(at time.Time) {
		if !at.IsZero() && (b.From.IsZero() || at.Before(b.From)) {
			b.From = at
		}
		if at.After(b.To) {
			b.To = at
		}
	}
	for _, o := range b.Outages {
		take(o.From)
	}
	for _, e := range b.Events {
		take(e.At)
	}
	for _, n := range b.Notes {
		take(n.At)
	}
}

// mark is what a replay is known by, "" for the present.
func (b *Book) mark() string {
	switch {
	case b.Drill:
		return b.Loc.T("mode.drill.mark", nil)
	case b.Replay:
		return b.Loc.T("mode.replay.mark", nil)
	}
	return ""
}
