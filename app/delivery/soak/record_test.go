//go:build linux && !android

package soak

import (
	"time"

	"bokgu/sync/feed"
)

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
	due   map[string]time.Time  // of each promise
	docs  map[place]published   // the line of each document
	until map[place][]published // all that confirmed a document
	first place
}

func newRecord(log []published) *record {
	r := &record{
		lines: log, known: make(map[string][]step), said: make(map[string][]place), added: make(map[string]place), due: make(map[string]time.Time),
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
		for id, ms := range l.Due {
			r.due[id] = time.UnixMilli(ms)
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
