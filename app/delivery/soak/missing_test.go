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

// passed finds what was passed over: where one process tells by a document and
// then by a later one, all that the first one called for must have been told by
// then, for a process decides by one document after the other and tells in that
// order.
func (c *checker) passed() {
	at := make(map[string]place)
	for i, n := range c.told {
		if !n.marked() {
			continue
		}
		if last, ok := at[n.sender]; ok && last.before(n.place) {
			c.missing(last, n.at, c.told[:i])
		}
		at[n.sender] = n.place
	}
}

// settled finds what should have been told by now and was not, and what still
// stands and is no longer so.
func (c *checker) settled(at published, bus []traffic) {
	standing := stand(bus, at.At)
	var told []news
	for _, n := range c.told {
		if n.at.After(at.At) {
			break
		}
		told = append(told, n)
		if n.empty && at.Kind == lineSettled && standing[n.id] == n.serial {
			c.Lost = append(c.Lost, fmt.Sprintf("%s: notification %d stands and says nothing", stamp(at.At), n.id))
		}
		if n.place != (place{}) && !n.digest && standing[n.id] == n.serial {
			c.stands(n, at)
		}
	}
	c.missing(at.Place, at.At, told)
	for _, id := range slices.Sorted(maps.Keys(c.record.docs[at.Place].Due)) {
		if at.At.Sub(c.record.due[id]) > dueGrace && !c.silent(id, told) {
			c.Lost = append(c.Lost, fmt.Sprintf("%s, document %s: %s: its time has passed, nobody was told", stamp(at.At), at.Place, id))
		}
	}
}

// silent reports whether it was told that a promise's time has passed without a
// word, by itself or in a digest that came after it.
func (c *checker) silent(id string, told []news) bool {
	return slices.ContainsFunc(told, func(n news) bool {
		return n.subject == id && n.state == silentPromise || n.digest && !n.at.Before(c.record.due[id])
	})
}

// lost notes that something has not been told, unless a digest has summed it up.
func (c *checker) lost(at time.Time, by place, id string, since place, told []news, format string, args ...any) {
	if slices.ContainsFunc(told, func(n news) bool { return n.digest && !n.place.before(since) }) {
		return
	}
	c.Lost = append(c.Lost, fmt.Sprintf("%s, document %s: %s: ", stamp(at), by, id)+fmt.Sprintf(format, args...))
}

// missing finds what the document at p calls for and was not told so far.
func (c *checker) missing(p place, at time.Time, all []news) {
	told := make(map[string][]news) // by subject
	var digests []place
	for _, n := range all {
		if n.digest {
			digests = append(digests, n.place)
		} else {
			told[n.subject] = append(told[n.subject], n)
		}
	}
	line := c.record.docs[p]
	for _, id := range slices.Sorted(maps.Keys(line.States)) {
		of, is := told[id], c.record.last(id, p)
		switch id[0] {
		case 'c':
			if since, must := c.mustTell(id, p, of, digests, all); must && !toldSince(of, since) {
				c.lost(at, p, id, since, all, "is %s since document %s, last told was %s", is.state, is.at, lastOf(of))
			}
		case 'p':
			if c.rules == alert.AnyChange && !toldSince(of, is.at) && !(is.state == string(feed.PromiseMissed) && c.silent(id, all)) {
				c.lost(at, p, id, is.at, all, "is %s since document %s, last told was %s", is.state, is.at, lastOf(of))
			}
		case 'g', 'h':
			if added := c.record.added[id]; (id[0] == 'g' || c.rules == alert.AnyChange) && !toldSince(of, added) {
				c.lost(at, p, id, added, all, "was added by document %s, nobody was told", added)
			}
		}
	}
	if c.rules != alert.AnyChange {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(line.Said)) {
		if since := line.Said[id]; !toldSince(told[id], since) {
			c.lost(at, p, id, since, all, "has news since document %s, last told was %s", since, lastOf(told[id]))
		}
	}
}

// dueGrace is how long after a promised time the word about it may come: a
// freshness record has to confirm first that the operator has said nothing.
const dueGrace = 3 * time.Second

func toldSince(told []news, p place) bool {
	return slices.ContainsFunc(told, func(n news) bool { return !n.place.before(p) })
}

func lastOf(told []news) string {
	if len(told) == 0 {
		return "nothing"
	}
	n := told[len(told)-1]
	return fmt.Sprintf("%s in document %s", n.state, n.place)
}

// mustTell says from which document on a component's state must have been told,
// and whether at all.
func (c *checker) mustTell(id string, now place, told []news, digests []place, all []news) (since place, must bool) {
	var steps []step
	for _, s := range c.record.known[id] {
		if !now.before(s.at) {
			steps = append(steps, s)
		}
	}
	if len(steps) < 2 || c.unclear(id, now) {
		return place{}, false // as it was in the first document
	}
	severity := func(s step) int { return feed.ComponentStatus(s.state).Severity() }
	well := feed.Operational.Severity()
	last := steps[len(steps)-1]
	if c.rules != alert.AnyChange {
		// From when it last was well on it has to be told once; how bad it is the
		// notification that stands says, and that is looked at by itself. That it is
		// well must be told only where trouble was told, which that shows as well.
		for i := len(steps) - 1; i > 0 && severity(steps[i]) > well; i-- {
			if severity(steps[i-1]) == well {
				// That it was well in between, a batch may have jumped over.
				seen := i == 1 || slices.ContainsFunc(all, func(n news) bool {
					return n.marked() && !n.place.before(steps[i-1].at) && n.place.before(steps[i].at)
				})
				return steps[i].at, seen
			}
		}
		return place{}, false
	}
	// What came and went between two words need not be told, unless all was well
	// before and after: then it was an outage that came and went.
	known := c.record.first
	for _, n := range told {
		if known.before(n.place) && n.place.before(last.at) {
			known = n.place
		}
	}
	for _, d := range digests {
		if known.before(d) && d.before(last.at) {
			known = d
		}
	}
	// A new epoch begins without the changes of the old one: who was away sees
	// the two documents only.
	if c.unclear(id, known) {
		return place{}, false
	}
	before := c.record.last(id, known)
	return last.at, before.state != last.state || severity(last) == well && known.Epoch == now.Epoch
}

// stands looks at a notification that is on the screen now.
func (c *checker) stands(n news, now published) {
	is := c.record.last(n.subject, now.Place).state
	line := c.record.docs[now.Place].States
	ok := true
	switch n.subject[0] {
	case 'c':
		ok = n.state == is || c.unclear(n.subject, now.Place)
	case 'p':
		_, there := line[n.subject]
		ok = !there || n.state == is || n.state == silentPromise && (is == string(feed.PromiseOpen) || is == string(feed.PromiseMissed))
	case 'g', 'h':
		_, ok = line[n.subject]
	}
	if !ok {
		c.Lost = append(c.Lost, fmt.Sprintf("%s, document %s: notification %d still says %q, it is %q", stamp(now.At), now.Place, n.id, n.title, is))
	}
}
