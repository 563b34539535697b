//go:build linux && !android

package soak

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
)

// The components of the world. Those named c… are followed by the engine, one
// function each; those named n… are not. The canary is followed, first in the
// document and always down, so every digest names it, and with it the document
// that it was made of.
const (
	canary    = "c0"
	followed  = 14
	unheeded  = 6
	perGroup  = 5
	keepEnded = 25 * time.Second // how long an incident stays in the documents after its end
	maxOpen   = 4
)

var statuses = []feed.ComponentStatus{
	feed.Operational, feed.Operational, feed.DegradedPerformance, feed.PartialOutage, feed.MajorOutage,
	feed.UnderMaintenance, feed.ComponentUnknown,
}

// follows are the ids that the engine follows.
func follows() []string {
	ids := []string{canary}
	for i := range followed {
		ids = append(ids, fmt.Sprint("c", i+1))
	}
	return ids
}

// world is a feed's content, which moves at random but always is valid.
type world struct {
	rnd  *rand.Rand
	doc  feed.Status
	said map[string]place // per incident
	next map[string]int   // numbers given, by the letter of their kind
	end  map[string]time.Time
}

func newWorld(seed uint64) *world {
	w := &world{
		rnd: rand.New(rand.NewPCG(seed, 0xb0c)), said: make(map[string]place),
		next: make(map[string]int), end: make(map[string]time.Time),
	}
	ids := follows()
	for i := range unheeded {
		ids = append(ids, fmt.Sprint("n", i+1))
	}
	start := time.Now().UTC().Truncate(time.Second)
	for i, id := range ids {
		if i%perGroup == 0 {
			group := fmt.Sprint("s", i/perGroup+1)
			w.doc.Components = append(w.doc.Components, feed.Component{
				ID: group, Name: feed.Plain(group), Status: feed.Operational, Since: start, Position: i,
			})
		}
		c := feed.Component{ID: id, GroupID: fmt.Sprint("s", i/perGroup+1), Status: feed.Operational, Since: start, Position: i}
		if id == canary {
			c.Status = feed.MajorOutage
		}
		w.doc.Components = append(w.doc.Components, c)
	}
	return w
}

// document returns the content as the document that will stand at p, with its
// marks renewed. What was handed out before is not changed.
func (w *world) document(p place) feed.Status {
	d := w.doc
	d.Components, d.Incidents, d.Guidance = slices.Clone(d.Components), slices.Clone(d.Incidents), slices.Clone(d.Guidance)
	for i := range d.Components {
		if c := &d.Components[i]; c.GroupID != "" {
			c.Name = feed.Plain(mark(c.ID, p))
		}
	}
	for i := range d.Incidents {
		in := &d.Incidents[i]
		in.Promises = slices.Clone(in.Promises)
		for j := range in.Promises {
			in.Promises[j].Text = feed.Plain(mark(in.Promises[j].ID, p))
		}
	}
	for i := range d.Guidance {
		d.Guidance[i].Title = feed.Plain(mark(d.Guidance[i].ID, p))
	}
	return d
}

// flip moves one component to another state.
func (w *world) flip(now time.Time) {
	for {
		c := &w.doc.Components[w.rnd.IntN(len(w.doc.Components))]
		s := statuses[w.rnd.IntN(len(statuses))]
		if c.GroupID == "" || c.ID == canary || c.Status == s {
			continue
		}
		c.Status, c.Since = s, now
		return
	}
}

// tell moves one component that is followed to another known state: somebody has
// to be told.
func (w *world) tell(now time.Time) {
	for {
		c := &w.doc.Components[w.rnd.IntN(len(w.doc.Components))]
		s := statuses[w.rnd.IntN(len(statuses))]
		if c.GroupID == "" || c.ID == canary || c.ID[0] != 'c' || c.Status == s || s == feed.ComponentUnknown {
			continue
		}
		c.Status, c.Since = s, now
		return
	}
}

// move lets one thing happen, which the document at p will say.
func (w *world) move(now time.Time, p place) {
	switch n := w.rnd.IntN(20); {
	case n < 11:
		w.flip(now)
	case n < 16:
		w.incident(now, p)
	case n < 18:
		w.promise(now)
	default:
		w.guidance()
	}
}

func (w *world) id(letter string) string {
	w.next[letter]++
	return fmt.Sprint(letter, w.next[letter])
}

// incident opens one or goes on with one. Whatever happens to it comes with an
// update, whose text is the mark.
func (w *world) incident(now time.Time, p place) {
	w.doc.Incidents = slices.DeleteFunc(slices.Clone(w.doc.Incidents), func(in feed.Incident) bool {
		over := in.Status.Over() && now.Sub(w.end[in.ID]) > keepEnded
		if over {
			delete(w.said, in.ID)
		}
		return over
	})
	var open []int
	for i, in := range w.doc.Incidents {
		if !in.Status.Over() && w.said[in.ID] != p {
			open = append(open, i)
		}
	}
	var in *feed.Incident
	if len(open) == 0 || len(open) < maxOpen && w.rnd.IntN(3) == 0 {
		id := w.id("i")
		w.doc.Incidents = append(w.doc.Incidents, feed.Incident{
			ID: id, Name: feed.Plain("outage " + id), Status: feed.Investigating, Impact: feed.ImpactMajor, StartedAt: now,
			ComponentIDs: []string{fmt.Sprint("c", 1+w.rnd.IntN(followed))},
		})
		in = &w.doc.Incidents[len(w.doc.Incidents)-1]
	} else {
		in = &w.doc.Incidents[open[w.rnd.IntN(len(open))]]
		switch w.rnd.IntN(5) {
		case 0:
			in.Status, in.ResolvedAt = feed.Resolved, &now
			w.end[in.ID] = now
		case 1:
			in.Status = feed.Identified
		case 2:
			in.Stages = []feed.Stage{{Stage: feed.Stages[w.rnd.IntN(len(feed.Stages))], State: feed.StageActive, At: &now}}
		}
	}
	u := feed.Update{ID: fmt.Sprint("u", p), Status: in.Status, Body: feed.Plain(mark(in.ID, p)), DisplayAt: now, UpdatedAt: now}
	in.Updates = append([]feed.Update{u}, in.Updates[:min(len(in.Updates), feed.MaxUpdates-1)]...)
	w.said[in.ID] = p
}

// promise makes one or says what became of one.
func (w *world) promise(now time.Time) {
	if len(w.doc.Incidents) == 0 {
		return
	}
	w.doc.Incidents = slices.Clone(w.doc.Incidents)
	in := &w.doc.Incidents[w.rnd.IntN(len(w.doc.Incidents))]
	in.Promises = slices.Clone(in.Promises)
	for i := range in.Promises {
		if pr := &in.Promises[i]; pr.State == feed.PromiseOpen && w.rnd.IntN(2) == 0 {
			pr.State = []feed.PromiseState{feed.PromiseKept, feed.PromiseMissed, feed.PromiseMoved}[w.rnd.IntN(3)]
			return
		}
	}
	if in.Status.Over() || len(in.Promises) > 3 {
		return
	}
	in.Promises = append(in.Promises, feed.Promise{
		ID: w.id("p"), MadeAt: now, DueAt: now.Add(time.Duration(500+w.rnd.IntN(5000)) * time.Millisecond), State: feed.PromiseOpen,
	})
}

// guidance adds some or takes some away.
func (w *world) guidance() {
	if n := len(w.doc.Guidance); n > 3 || n > 0 && w.rnd.IntN(2) == 0 {
		w.doc.Guidance = slices.Delete(slices.Clone(w.doc.Guidance), 0, 1)
		return
	}
	kind := feed.GuidanceDo
	if w.rnd.IntN(2) == 0 {
		kind = feed.GuidanceDoNot
	}
	id := w.id(map[feed.GuidanceKind]string{feed.GuidanceDo: "h", feed.GuidanceDoNot: "g"}[kind])
	w.doc.Guidance = append(w.doc.Guidance, feed.Guidance{ID: id, Kind: kind})
}

// describe puts a document into a line of the publisher's log.
func (w *world) describe(d *feed.Status) published {
	p := published{
		Kind: lineDocument, Place: place{epochNumber(d.Epoch), d.Seq},
		States: make(map[string]string), Due: make(map[string]int64), Said: make(map[string]place),
	}
	for _, c := range d.Components {
		if c.GroupID != "" {
			p.States[c.ID] = string(c.Status)
		}
	}
	for _, in := range d.Incidents {
		p.Said[in.ID] = w.said[in.ID]
		for _, pr := range in.Promises {
			p.States[pr.ID] = string(pr.State)
			if pr.State == feed.PromiseOpen {
				p.Due[pr.ID] = pr.DueAt.UnixMilli()
			}
		}
	}
	for _, g := range d.Guidance {
		p.States[g.ID] = string(g.Kind)
	}
	for _, c := range d.Changes {
		if seq, ok := c.Seq(); ok && seq == d.Seq {
			p.Changes = append(p.Changes, strings.Join([]string{c.ID, string(c.Kind), c.ComponentID + c.IncidentID + c.GuidanceID + c.PromiseID, c.From, c.To}, " "))
		}
	}
	return p
}
