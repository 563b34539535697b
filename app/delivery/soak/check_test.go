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

// step is one known state of a thing and where it began.
type step struct {
	at    place
	state string
}

// record is the publisher's log, by thing.
type record struct {
	lines []published
	known map[string][]step     // of each component and promise, without "unknown"
	said  map[string][]place    // of each incident
	added map[string]place      // of each guidance
	docs  map[place]published   // the line of each document
	until map[place][]published // all that confirmed a document
	first place
}

func newRecord(log []published) *record {
	r := &record{
		lines: log, known: make(map[string][]step), said: make(map[string][]place), added: make(map[string]place),
		docs: make(map[place]published), until: make(map[place][]published),
	}
	for _, l := range log {
		if l.Kind != lineSettled {
			r.until[l.Place] = append(r.until[l.Place], l)
		}
		if l.Kind != lineDocument {
			continue
		}
		if r.first == (place{}) {
			r.first = l.Place
		}
		r.docs[l.Place] = l
		for id, state := range l.States {
			steps := r.known[id]
			if _, ok := r.added[id]; !ok {
				r.added[id] = l.Place
			}
			if state != feed.Unknown && (len(steps) == 0 || steps[len(steps)-1].state != state) {
				r.known[id] = append(steps, step{l.Place, state})
			}
		}
		for id, at := range l.Said {
			if s := r.said[id]; len(s) == 0 || s[len(s)-1] != at {
				r.said[id] = append(s, at)
			}
		}
	}
	return r
}

// last returns the last known state of a thing in the document at p.
func (r *record) last(id string, p place) step {
	var found step
	for _, s := range r.known[id] {
		if !p.before(s.at) {
			found = s
		}
	}
	return found
}

// missed reports whether nobody who was away at the beginning of p's epoch can
// tell the last known state of a thing: it was said in the epoch before, whose
// changes the new one does not hold, and the new one does not know it.
func (r *record) missed(id string, p place) bool {
	return r.docs[p].States[id] == feed.Unknown && r.last(id, p).at.Epoch < p.Epoch
}

// confirmed returns until when the document at p was confirmed by all that had
// been signed at the moment at.
func (r *record) confirmed(p place, at time.Time) time.Time {
	var until time.Time
	for _, l := range r.until[p] {
		if !l.At.After(at) && l.ExpiresAt.After(until) {
			until = l.ExpiresAt
		}
	}
	return until
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
}

// check decides. threshold is the one that the person has chosen: all changes,
// or the default.
func check(log []published, bus []traffic, screen []shown, threshold alert.Threshold) verdict {
	c := &checker{record: newRecord(log), rules: threshold}
	c.Changes = 0
	for _, l := range log {
		c.Changes += len(l.Changes)
	}
	c.Documents = len(c.record.docs)
	c.screen(screen)
	c.told = c.read(bus)
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
		if n.nameless {
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
		if is := c.record.last(n.subject, n.place); is.state != n.state && !c.record.missed(n.subject, n.place) {
			c.Backwards = append(c.Backwards, fmt.Sprintf("%s: %s is told to be %s in document %s, it was %s", stamp(n.at), n.subject, n.state, n.place, is.state))
		}
	}
}

// passed finds what was passed over: where one process tells by a document and
// then by a later one, all that the first one called for must have been told by
// then, for a process decides by one document after the other and tells in that
// order.
func (c *checker) passed() {
	at := make(map[string]place)
	for i, n := range c.told {
		if n.place == (place{}) || n.subject != "" && n.subject[0] == 'i' {
			continue // says nothing about where the process is
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
	silent := make(map[string]bool)
	for _, n := range c.told {
		if n.at.After(at.At) {
			break
		}
		told = append(told, n)
		silent[n.subject] = silent[n.subject] || n.state == silentPromise
		if n.place != (place{}) && !n.digest && standing[n.id] == n.serial {
			c.stands(n, at)
		}
	}
	c.missing(at.Place, at.At, told)
	due := c.record.docs[at.Place].Due
	for _, id := range slices.Sorted(maps.Keys(due)) {
		if due[id] < at.At.Add(-dueGrace).UnixMilli() && !silent[id] {
			c.lost(at.At, at.Place, id, c.record.last(id, at.Place).at, told, "its time has passed, nobody was told")
		}
	}
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
			if since, must := c.mustTell(id, p, of, digests); must && !toldSince(of, since) {
				c.lost(at, p, id, since, all, "is %s since document %s, last told was %s", is.state, is.at, lastOf(of))
			}
		case 'p':
			silent := slices.ContainsFunc(of, func(n news) bool { return n.state == silentPromise })
			if c.rules == alert.AnyChange && !toldSince(of, is.at) && !(silent && is.state == string(feed.PromiseMissed)) {
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
func (c *checker) mustTell(id string, now place, told []news, digests []place) (since place, must bool) {
	var steps []step
	for _, s := range c.record.known[id] {
		if !now.before(s.at) {
			steps = append(steps, s)
		}
	}
	if len(steps) < 2 || c.record.missed(id, now) {
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
				return steps[i].at, true
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
		ok = n.state == is || c.record.missed(n.subject, now.Place)
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

func stamp(t time.Time) string { return t.Format("15:04:05.000") }
