//go:build linux && !android

package soak

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"bokgu/app/alert"
	"bokgu/sync/feed"
)

// verdict is what the checker found; see the package for what the words mean.
type verdict struct {
	Lost, Duplicated, Backwards, FalselyFresh []string
	// Unread is what the checker could not make sense of: then it proves nothing.
	Unread []string

	Documents, Changes, Settled, Told, Digests, Replaced, ByTag, Fresh, Stale, Expired, Runs int
}

func (v verdict) ok() bool {
	return len(v.Lost)+len(v.Duplicated)+len(v.Backwards)+len(v.FalselyFresh)+len(v.Unread) == 0
}

func (v verdict) String() string {
	return fmt.Sprintf("lost %d, duplicated %d, backwards %d, falsely fresh %d (of %d documents with %d changes: "+
		"%d told, %d of them digests, %d again in place of themselves, %d of these by their tag; %d times all settled; screen fresh %d times, not %d, when it may not be %d; %d runs)",
		len(v.Lost), len(v.Duplicated), len(v.Backwards), len(v.FalselyFresh), v.Documents, v.Changes,
		v.Told, v.Digests, v.Replaced, v.ByTag, v.Settled, v.Fresh, v.Stale, v.Expired, v.Runs)
}

// judge checks the logs at those paths.
func judge(cfg checkerConfig) (verdict, error) {
	log, err := readLines[published](cfg.Published)
	if err != nil {
		return verdict{}, err
	}
	bus, err := readLines[traffic](cfg.Traffic)
	if err != nil {
		return verdict{}, err
	}
	screen, err := readLines[shown](cfg.Screen)
	if err != nil {
		return verdict{}, err
	}
	return check(log, bus, screen, alert.Threshold(cfg.Threshold)), nil
}

// checker holds what was told and shown to the publisher's record.
type checker struct {
	verdict
	record *record
	rules  alert.Threshold
	told   []news
	first  map[int]place // of each epoch: the first document that something was told by
}

// unclear reports whether it cannot be said from outside what the engine knows of
// a thing in the document at p. After a new epoch it compares the first document
// that it gets with the one that it had: where the new one says "unknown", what
// was last known is what it had before, and what came between the two it never
// learns.
func (c *checker) unclear(id string, p place) bool {
	first, told := c.first[p.Epoch]
	if !told || p.before(first) {
		first = p
	}
	return p.Epoch > 1 && c.record.docs[first].States[id] == feed.Unknown && !first.before(c.record.last(id, p).at)
}

// check decides. threshold is the one that the person has chosen: all changes,
// or the default.
func check(log []published, bus []traffic, screen []shown, threshold alert.Threshold) verdict {
	c := newChecker(log, bus, threshold)
	for _, l := range log {
		c.Changes += len(l.Changes)
	}
	c.Documents = len(c.record.docs)
	c.screen(screen)
	c.repeats()
	c.order()
	c.passed()
	for _, l := range log {
		if l.Kind == lineSettled {
			c.Settled++
			c.settled(l, bus)
		}
	}
	return c.verdict
}

// newChecker has read what was published and told, and judged nothing yet.
func newChecker(log []published, bus []traffic, threshold alert.Threshold) *checker {
	c := &checker{record: newRecord(log), rules: threshold, first: make(map[int]place)}
	c.told = readNews(bus)
	for _, n := range c.told {
		if _, ok := c.first[n.place.Epoch]; !ok && n.marked() {
			c.first[n.place.Epoch] = n.place
		}
	}
	return c
}

func (c *checker) screen(screen []shown) {
	var newest shown
	runs := make(map[int]bool)
	for _, s := range screen {
		runs[s.Run] = true
		if s.Place == (place{}) {
			continue
		}
		if s.Place.before(newest.Place) {
			c.Backwards = append(c.Backwards, fmt.Sprintf("%s: the screen went from document %s back to %s", stamp(s.At), newest.Place, s.Place))
		}
		newest = s
		if states := c.record.docs[s.Place].States; s.States != nil {
			for _, id := range slices.Sorted(maps.Keys(s.States)) {
				if states[id] != s.States[id] {
					c.Backwards = append(c.Backwards, fmt.Sprintf("%s: the screen shows %s %s in document %s, published was %q", stamp(s.At), id, s.States[id], s.Place, states[id]))
				}
			}
		}
		until := c.record.confirmed(s.Place, s.At)
		expired := !s.At.Before(until)
		if expired {
			c.Expired++
		}
		if !s.Fresh {
			c.Stale++
			continue
		}
		c.Fresh++
		if expired {
			c.FalselyFresh = append(c.FalselyFresh, fmt.Sprintf("%s: document %s is shown as confirmed, it was until %s", stamp(s.At), s.Place, stamp(until)))
		}
	}
	c.Runs = len(runs)
}

// repeats finds what was told twice other than in place of itself.
func (c *checker) repeats() {
	before := make(map[string]news)
	for _, n := range c.told {
		c.Told++
		if n.nameless || n.empty {
			continue
		}
		if n.place == (place{}) {
			c.Unread = append(c.Unread, fmt.Sprintf("%s: %q", stamp(n.at), n.title))
			continue
		}
		if n.digest {
			c.Digests++
			if n.allGood {
				c.FalselyFresh = append(c.FalselyFresh, fmt.Sprintf("%s: all is said to be well, the canary never is", stamp(n.at)))
			}
			continue
		}
		what := c.identity(n)
		if old, again := before[what]; again {
			if n.id == old.id || n.replaces == old.id || n.took == old.id {
				c.Replaced++
				if n.id != old.id {
					c.ByTag++
				}
			} else {
				c.Duplicated = append(c.Duplicated, fmt.Sprintf("%s: %s is told as notification %d, and was at %s as %d: %s", stamp(n.at), what, n.id, stamp(old.at), old.id, n.title))
			}
		}
		before[what] = n
	}
}

// identity is what makes two tellings the same: of a component the change that
// led to the state that is told, of an incident the update.
func (c *checker) identity(n news) string {
	switch n.subject[0] {
	case 'c', 'n':
		return mark(n.subject, c.record.last(n.subject, n.place).at) + " " + n.state
	case 'i':
		return mark(n.subject, n.place)
	}
	return n.subject + " " + n.state
}

// order finds what is older than what was told before, or was never so.
func (c *checker) order() {
	newest := make(map[string]place) // of each incident; "" of all that is marked with its document
	for _, n := range c.told {
		if n.place == (place{}) {
			continue
		}
		of := ""
		if n.subject != "" && n.subject[0] == 'i' {
			of = n.subject
		}
		if n.place.before(newest[of]) {
			c.Backwards = append(c.Backwards, fmt.Sprintf("%s: %q is about document %s, told was up to %s", stamp(n.at), n.title, n.place, newest[of]))
		} else {
			newest[of] = n.place
		}
		if n.subject == "" || n.subject[0] != 'c' {
			continue
		}
		if is := c.record.last(n.subject, n.place); is.state != n.state && !c.unclear(n.subject, n.place) {
			c.Backwards = append(c.Backwards, fmt.Sprintf("%s: %s is told to be %s in document %s, it was %s", stamp(n.at), n.subject, n.state, n.place, is.state))
		}
	}
}

func stamp(t time.Time) string { return t.UTC().Format("15:04:05.000") }
